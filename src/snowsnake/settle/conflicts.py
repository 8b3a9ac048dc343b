"""Needs of distributions whose packages exclude each other: one of them is done without, and said.

What the user names (`native`) comes first: of that nothing is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from snowsnake.acquire import Acquire
from snowsnake.lockfile.model import LockedNeed, LockedPackage
from snowsnake.provide.debian.solver import Conflict
from snowsnake.provide.interface import Base
from snowsnake.settle.brought import NOTHING, Brought
from snowsnake.settle.ground import Ground, Settled
from snowsnake.settle.run_time import run_time_tree


@dataclass(frozen=True, kw_only=True, slots=True)
class RunTime:
    """The run-time tree of a target."""

    key: str | None
    """Among the target's trees; `None` where it needs none."""
    packages: Sequence[LockedPackage]
    """The distributions, whose needs are optional where a package was left out."""
    warnings: Sequence[str]


def fitting_run_time(
    base: Base,
    ground: Ground,
    packages: Sequence[LockedPackage],
    native: Collection[str],
    settled: Settled,
    *,
    acquire: Acquire,
    brought: Brought = NOTHING,
) -> RunTime:
    """As `run_time_tree`, without what excludes a package that is there already. Raises what that raises."""
    warnings: list[str] = []
    while True:
        try:
            key = run_time_tree(base, ground, packages, native, settled, acquire=acquire, brought=brought)
        except Conflict as error:
            chosen = {*native, *brought.packages}
            left = next((name for name in (error.chain[0], error.other) if name not in chosen), None)
            needing = [one for one in packages if any(_is_of(need, left) for need in one.needs)]
            if left is None or not needing:
                raise
            kept = error.other if left == error.chain[0] else error.chain[0]
            names = ", ".join(f"`{one.name}`" for one in needing)
            warnings.append(
                f"{names} would have `{left}`, which excludes `{kept}`: it is left out; `snowsnake add-native {left}`"
                " takes it instead"
            )
            packages = [_without(one, left) for one in packages]
        else:
            return RunTime(key=key, packages=packages, warnings=warnings)


def _is_of(need: LockedNeed, package: str | None) -> bool:
    """Whether a need that counts at run time is met by a package."""
    provision = need.debian
    is_required = need.use in {"load", "run"} and need.level == "required"
    return is_required and provision is not None and package in {provision.package, *provision.also}


def _without(package: LockedPackage, left: str) -> LockedPackage:
    needs = tuple(replace(need, level="optional") if _is_of(need, left) else need for need in package.needs)
    return replace(package, needs=needs)
