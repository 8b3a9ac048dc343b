"""What an environment could have besides: what its distributions can use and do not need, and who has it."""

from __future__ import annotations

from dataclasses import dataclass

from snowsnake.lockfile.model import PYTHON, LockedTarget


@dataclass(frozen=True, kw_only=True, slots=True)
class Offer:
    """A package of the base that some distributions would use."""

    package: str
    """As `snowsnake add-native` takes it."""
    names: tuple[str, ...]
    """What it has for them: programs and libraries, sorted."""
    distributions: tuple[str, ...]
    """Who would use it, sorted."""


def offers(target: LockedTarget) -> tuple[Offer, ...]:
    """The optional needs of a target that are not met, by the package that would meet them.

    Those of distributions that nobody else requires come first: they are what was asked for.
    """
    wanted: dict[str, tuple[set[str], set[str]]] = {}
    asked = {package.name for package in target.packages if not package.required_by}
    present = {file.partition("_")[0] for file in target.python.tree.debs}
    if target.run_time is not None:
        present |= {file.partition("_")[0] for file in target.natives[target.run_time].debs}
    for package in target.packages:
        for need in package.needs:
            if need.level != "optional" or need.debian is None or need.debian.package in {PYTHON, *present}:
                continue
            names, distributions = wanted.setdefault(need.debian.package, (set(), set()))
            names.add(need.name)
            distributions.add(package.name)
    return tuple(
        Offer(package=name, names=tuple(sorted(names)), distributions=tuple(sorted(distributions)))
        for name, (names, distributions) in sorted(
            wanted.items(), key=lambda item: (asked.isdisjoint(item[1][1]), item[0])
        )
    )
