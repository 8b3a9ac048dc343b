"""What Debian's maintainers say that a distribution needs, held against what its code mentions.

Both agree: the need is required. One alone is no need: a dependency that the code does not mention may be about
Debian's own build of it. What Debian only recommends or suggests is offered. A library counts only for a wheel without
machine code: what a compiled wheel links is known, and the rest it carries (libraqm in Pillow). Programs whose names
are words of the language, and those that every environment has, need a call that was read.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from snowsnake.acquire import Acquire
from snowsnake.analyse import WheelReport, mentions
from snowsnake.analyse.uses import Use
from snowsnake.knowledge import texts
from snowsnake.lockfile.model import DistributionArtifact
from snowsnake.provide.debian.advice import Choice, Dependency, dependencies_of

_VERBS = {"depends": "depends on", "recommends": "recommends", "suggests": "suggests"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Advised:
    """What distributions use, with what Debian says of them."""

    reports: Mapping[str, WheelReport]
    """By name, with the uses that Debian's packages tell of."""
    packages: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    """By name, the package that Debian depends on for a need: `gnupg` for `gpg`, which comes with its agent so."""


def with_advice(
    reports: Mapping[str, WheelReport],
    wheels: Mapping[str, DistributionArtifact],
    suite: str,
    acquire: Acquire,
) -> Advised:
    """Add what Debian's packages of distributions tell to the reports of their wheels (both by name)."""
    advice = {name: dependencies_of(name, suite) for name in reports}
    asked = {name: _names(advice[name], reports[name]) for name in reports}
    files = acquire([wheels[name] for name, wanted in asked.items() if wanted])
    result, packages = dict(reports), {}
    for name, wanted in asked.items():
        if wanted:
            wheel = wheels[name]
            found = mentions(files[wheel.file], wheel.sha256, wanted, acquire.configuration.cache)
            uses = [use for dependency in advice[name] if (use := _use(dependency, found)) is not None]
            merged = _merged(reports[name].uses, [use for use, _ in uses])
            result[name] = replace(reports[name], uses=merged)
            packages[name] = {
                other.name: package for use, package in uses for other in merged if _is_same(other, use)
            }
    return Advised(reports=result, packages=packages)


def _names(dependencies: Sequence[Dependency], report: WheelReport) -> set[str]:
    """The names that a distribution may mean, of all that its dependencies have."""
    read = {name for use in report.uses if use.level != "test" for name in (use.name, *use.alternatives)}
    never = (
        texts("run-time", "present", "elsewhere") | (texts("run-time", "common") - read) | set(report.scripts)
    )
    return {
        name
        for dependency in dependencies
        for choice in dependency.choices
        for name in choice.names
        if (name not in never if ".so" not in name else not report.elf_files)
    }


def _use(dependency: Dependency, found: Mapping[str, str]) -> tuple[Use, str] | None:
    """The use that a dependency tells of, if the code mentions one of its alternatives, and that one's package."""
    for choice in dependency.choices:
        name = _mentioned(choice, found)
        if name is not None:
            use = Use(
                level="required" if dependency.strength == "depends" else "optional",
                kind="soname" if ".so" in name else "program",
                name=name,
                sure="certain" if dependency.strength == "depends" else "likely",
                evidence=(
                    found[name],
                    f"Debian's {dependency.binary} {_VERBS[dependency.strength]} {choice.package}",
                ),
            )
            return use, choice.package
    return None


def _mentioned(choice: Choice, found: Mapping[str, str]) -> str | None:
    """Which of a package's names the code mentions: the shortest is the program, others come with it (`gs`)."""
    return min(
        (name for name in choice.names if name in found), key=lambda name: (len(name), name), default=None
    )


def _merged(read: Sequence[Use], advised: Sequence[Use]) -> tuple[Use, ...]:
    """What was read and what was advised; where both speak of one thing, the stronger level and all evidence."""
    result = list(read)
    for use in advised:
        same = next((other for other in result if _is_same(other, use)), None)
        if same is None:
            result.append(use)
        elif "required" in {same.level, use.level}:
            evidence = tuple(dict.fromkeys((*same.evidence, use.evidence[-1])))
            result[result.index(same)] = replace(same, level="required", evidence=evidence)
    return tuple(result)


def _is_same(read: Use, advised: Use) -> bool:
    return read.level != "test" and _stem(advised.name) in map(_stem, (read.name, *read.alternatives))


def _stem(name: str) -> str:
    """What a soname and a library's bare name have in common."""
    return name.removeprefix("lib").partition(".so")[0] if ".so" in name else name
