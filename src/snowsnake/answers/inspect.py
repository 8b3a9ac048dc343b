"""Everything native that one distribution uses, and who has it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from snowsnake.analyse import cached_report
from snowsnake.analyse.uses import Use
from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile.model import DistributionArtifact, Lock, LockedNeed, LockedPackage


class RuledOut(SnowsnakeError):
    """A distribution was asked about that the target does not have."""

    def __init__(self, name: str, target: str) -> None:
        self.name, self.target = name, target
        super().__init__(
            f"`{name}` is not for `{target}`: the requirement's marker rules it out",
            help=f"leave the marker out: `snowsnake inspect {name}`",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Inspection:
    """What is known of a distribution."""

    package: LockedPackage
    tests: tuple[Use, ...]
    """What only its tests use; nobody provides that."""
    likely: tuple[LockedNeed, ...]
    """Those of its needs that are guessed, and not read for certain."""
    unread: tuple[str, ...]
    """Files that could not be read."""


def inspect(lock: Lock, target: str, name: str, cache: Path) -> Inspection:
    """What distribution `name` of a lock that was just made uses; `cache` holds the reports of its wheels.

    Raises `RuledOut`.
    """
    found = [p for p in lock.targets[target].packages if p.name == canonicalize_name(name)]
    if not found:
        raise RuledOut(name, target)
    package = found[0]
    artifact = lock.artifacts[package.artifact]
    report = cached_report(artifact.sha256, cache) if isinstance(artifact, DistributionArtifact) else None
    uses = report.uses if report is not None else ()
    guessed = {(use.kind, use.name) for use in uses if use.sure == "likely"}
    return Inspection(
        package=package,
        tests=tuple(use for use in uses if use.level == "test"),
        likely=tuple(need for need in package.needs if (need.kind, need.name) in guessed),
        unread=report.unread if report is not None else (),
    )
