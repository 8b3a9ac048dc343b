"""Everything native that one distribution uses, and who has it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from packaging.utils import canonicalize_name

from snowsnake.analyse import cached_report
from snowsnake.analyse.uses import Use
from snowsnake.answers.explain import part_packages
from snowsnake.errors import SnowsnakeError
from snowsnake.knowledge import texts
from snowsnake.lockfile.model import DistributionArtifact, Lock, LockedNeed, LockedPackage
from snowsnake.parsing import Malformed
from snowsnake.provide.advice import VERBS, Dependency, bare_name
from snowsnake.provide.debian.advice import dependencies_of, plugins_of
from snowsnake.provide.nixpkgs.expressions import given_to
from snowsnake.specifications import read_wheel_name
from snowsnake.targets import SYSTEMS, Target


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
    parts: Mapping[str, str]
    """The packages of the interpreter's tree that have the parts of the standard library which it needs."""
    unread: tuple[str, ...]
    """Files that could not be read, native ones with what is wrong with them."""
    unfollowed: tuple[str, ...] = ()
    """What was mentioned and became no need: calls whose program or library is not known, and what Debian's package of
    the distribution depends on or recommends and the code was not seen to use."""


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
    guessed = {(use.kind, use.name) for use in uses if use.sure != "certain"}
    return Inspection(
        package=package,
        tests=tuple(use for use in uses if use.level == "test"),
        likely=tuple(need for need in package.needs if (need.kind, need.name) in guessed),
        parts=part_packages(lock.targets[target], package),
        unread=(
            *(f"{elf.path} ({elf.problem})" for elf in report.elf_files if elf.problem is not None),
            *report.unread,
        )
        if report is not None
        else (),
        unfollowed=(
            *(report.unfollowed if report is not None else ()),
            *_unfollowed_advice(package, lock.targets[target].suite),
        ),
    )


def _unfollowed_advice(package: LockedPackage, suite: str) -> Iterator[str]:
    """What Debian's package of a distribution depends on or recommends, or nixpkgs puts into its code, and that none of
    its needs is about.
    """
    known = {need.name for need in package.needs}
    providers = {need.debian.package for need in package.needs if need.debian is not None}
    common = texts("run-time", "present")
    for dependency in dependencies_of(package.name, suite):
        names = {name for choice in dependency.choices for name in choice.names}
        followed = known | {f"{need.name}.typelib" for need in package.needs if need.kind == "typelib"}
        if dependency.suite is not None:  # whose libraries have no version, as the needs for them
            followed |= {f"lib{need.name}.so" for need in package.needs if need.kind == "library"}
        if dependency.strength == "suggests" or names <= common or not names.isdisjoint(followed):
            continue
        if providers.isdisjoint(choice.package for choice in dependency.choices):
            yield f"{_said(dependency)}, which the code was not seen to use"
    beside = {name for need in package.needs if need.debian is not None for name in need.debian.also}
    for dependency in plugins_of(package.name, suite):
        if beside.isdisjoint(choice.package for choice in dependency.choices):
            little = " if they add little" if dependency.strength == "recommends" else ""
            yield f"{_said(dependency)}: plugins, which come with their library{little}"
    bare = {bare_name(name) for name in known}
    for dependency in given_to(package.name):
        (choice,) = dependency.choices
        if dependency.strength == "depends" and bare.isdisjoint(map(bare_name, choice.names)):
            yield (
                f"nixpkgs' expression of `{dependency.of}` gives it `{choice.package}`, "
                "which the code was not seen to use"
            )


def _said(dependency: Dependency) -> str:
    """What Debian says, with all alternatives."""
    what = " or ".join(f"`{choice.package}`" for choice in dependency.choices)
    elsewhere = "" if dependency.suite is None else f" ({dependency.suite})"
    return f"Debian's `{dependency.of}`{elsewhere} {VERBS[dependency.strength]} {what}"


class OtherMachine(SnowsnakeError):
    """A wheel was named that is for other machines than this one."""

    def __init__(self, path: str, here: Target, there: Target) -> None:
        self.path, self.here, self.there = path, here, there
        super().__init__(
            f"`{path}` is for {there.system}, and this machine is {here.system}",
            help=f"name the target: `snowsnake inspect --target {there} {path}`",
        )


def check_machine(path: str, target: Target) -> None:
    """Say so where a wheel is for other machines than the target's, and name the target that it is for.

    Other names than a wheel's pass. Raises `OtherMachine`.
    """
    try:
        tags = read_wheel_name(path.rpartition("/")[2])[2]
    except Malformed:
        return
    if any(tag.platform == "any" or tag.platform.endswith(f"_{target.machine}") for tag in tags):
        return
    for tag in sorted(tags, key=str):
        for system in SYSTEMS:
            if "linux" in tag.platform and tag.platform.endswith(f"_{system.removesuffix('-linux')}"):
                there = replace(target, system=system)
                if re.fullmatch(r"cp3\d\d", tag.interpreter) and tag.abi != "abi3":
                    there = Target.parse(f"{tag.interpreter}-{system}")
                raise OtherMachine(path, target, there)
