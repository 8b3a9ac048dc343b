"""Who is asked first for a program that a distribution runs: the base, wheels, or packages of npm."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from snowsnake.lockfile.model import PYTHON, LockedNeed, LockedPackage
from snowsnake.provide.interface import Provider
from snowsnake.provide.npm.packages import NpmProvider
from snowsnake.provide.pypi.wheels import WheelProvider
from snowsnake.requirements import Carrier

BASE = "debian"
DEFAULT = (BASE, "wheel", "npm")
"""What `providers` is where the project does not say it."""
_PROVIDERS: Sequence[Provider] = (WheelProvider(), NpmProvider())


@dataclass(frozen=True, kw_only=True, slots=True)
class Ordered:
    """Needs, once it is settled who meets each."""

    packages: tuple[LockedPackage, ...]
    """What a carrier meets is no longer the base's to meet."""
    carriers: tuple[Carrier, ...]
    """Those that are to be had besides, for what distributions require."""


def by_order(packages: Sequence[LockedPackage], order: Sequence[str], wanted: Sequence[Carrier]) -> Ordered:
    """Let the providers meet the programs that `packages` require, each by the first in `order` that has it.

    What the user names himself (`wanted`) comes before all of them.
    """
    providers = {provider.name: provider for provider in _PROVIDERS}
    named = {program for carrier in wanted for program in carrier.programs}
    found: dict[str, Carrier] = {}

    def met(need: LockedNeed) -> LockedNeed:
        if need.use != "run" or need.level != "required" or need.kind != "program":
            return need
        if need.debian is not None and need.debian.package == PYTHON:
            return need
        if need.name in named:
            return replace(need, debian=None)
        for name in order or DEFAULT:
            if name == BASE and need.debian is not None:
                return need
            carrier = providers[name].carries((need.kind, need.name)) if name in providers else None
            if carrier is not None:
                found[carrier.source] = carrier
                return replace(need, debian=None)
        return need if BASE in (order or DEFAULT) else replace(need, debian=None)

    settled = tuple(
        replace(package, needs=tuple(met(need) for need in package.needs)) for package in packages
    )
    # One that the user names has its own word on version and files.
    others = {(carrier.origin, carrier.name) for carrier in wanted}
    more = tuple(c for _, c in sorted(found.items()) if (c.origin, c.name) not in others)
    return Ordered(packages=settled, carriers=(*wanted, *more))
