"""What Debian's maintainers say that a distribution needs, and nixpkgs' give it, held against what its code mentions.

Both agree: the need is required. One alone is no need: a dependency that the code does not mention may be about
Debian's own build of it. What Debian recommends ("found together in all but unusual installations", so that apt
installs it too) is required where a call was read that uses it, where a typelib is asked for, and where the code
mentions it by a name that means nothing else, or in a module that starts programs or loads libraries, unless it is one
of very many (diffoscope takes what there is); else it is offered, as what Debian suggests is. A library counts only for
what has no machine code, or where Python was seen to load it: what a compiled wheel links is known, and the rest it
carries (libraqm in Pillow). Programs whose names are words of the language, and those that every environment has, need
a call that was read, unless Debian depends on the package of that very name (`less`).

What an expression of nixpkgs puts into the code counts as what Debian depends on, what it puts into the path as what
is recommended, what its tests have as what is suggested: for distributions that Debian does not have. Of those that it
has, Debian's silence is an answer (an expression patches whatever may be started, as pelican's `git`), and what nixpkgs
gives is offered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from dataclasses import replace as replaced
from functools import cache
from pathlib import Path

from packaging.utils import canonicalize_name

from snowsnake.acquire import Acquire
from snowsnake.analyse import Mention, WheelReport, mentions
from snowsnake.analyse.source import SourceReport
from snowsnake.analyse.uses import Use, UseKind
from snowsnake.knowledge import table, texts
from snowsnake.lockfile.model import DistributionArtifact
from snowsnake.provide.advice import Choice, Dependency, bare_name
from snowsnake.provide.debian.advice import (
    carries,
    dependencies_of,
    has_choice,
    told_to_install,
    typelib_versions,
)
from snowsnake.provide.interface import Need
from snowsnake.provide.nixpkgs.expressions import given_to
from snowsnake.settle.backend import parsed
from snowsnake.settle.decided import decided

_TYPELIB = ".typelib"
_READERS = {"pygobject", "pgi"}
"""The distributions that make modules of typelibs."""
_SHELL = "bash"
_PATH = "/usr/bin/"
"""A program whose name is a word is meant where it is named with its directory."""
_TEXT = "#"
"""Before a package whose programs have names that are words: it is meant where a text says its own (Graphviz)."""
_TELLING = 5
"""A name of so many letters is no word that stands in code for something else (`git`, a scheme; `lame`)."""
_MANY = 20
"""A distribution for which Debian recommends more than so many packages does a part of its work with each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadSource:
    """A source where it lies, and what is in it."""

    path: Path
    """An archive, or a directory."""
    report: SourceReport


@dataclass(frozen=True, kw_only=True, slots=True)
class Advised:
    """What distributions use, with what Debian says of them."""

    uses: Mapping[str, Sequence[Use]]
    """By name; those that Debian's packages tell of included."""
    packages: Mapping[str, Mapping[str, Sequence[str]]] = field(default_factory=dict)
    """By name, the packages that Debian depends on for a need: `gnupg` for `gpg`, which comes with its agent so; those
    with its modules after it (`r-bioc-dnacopy` for `Rscript`)."""
    debian: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By name, the packages that Debian's own depends on, first alternatives, used or not."""
    told: Mapping[str, Collection[str]] = field(default_factory=dict)
    """By name, the packages, of whatever system, that a distribution tells its users to install."""


def choices(use: Use) -> Iterator[Need]:
    """What satisfies a use, the first choice first."""
    yield use.kind, use.name
    for other in use.alternatives:
        if use.kind == "soname" and ".so" not in other:
            yield "library", other  # `libssl.so.1.1`, or else `libssl.so`
        elif ".so" in other and use.kind != "library" and "/" not in other:
            yield "soname", other
        else:
            yield use.kind, other


def with_advice(
    reports: Mapping[str, WheelReport],
    wheels: Mapping[str, DistributionArtifact],
    sources: Mapping[str, ReadSource],
    suite: str,
    acquire: Acquire,
) -> Advised:
    """Add what Debian's packages of distributions tell to what was read: of wheels and of sources, all by name."""
    read = {name: report.uses for name, report in reports.items()}
    read |= {name: source.report.uses for name, source in sources.items()}
    read = {name: _versioned(uses, suite) for name, uses in read.items()}
    told = {name: report.told for name, report in reports.items()}
    told |= {name: source.report.told for name, source in sources.items()}
    ordinary = texts("run-time", "present", "common")
    told = {name: tuple(sorted(set(words) - ordinary)) for name, words in told.items()}
    alone = {name: () if carries(name, suite) else words for name, words in told.items()}
    advice = {name: sorted(_advice(name, suite, alone[name]), key=_own_programs_first) for name in read}
    asked = {name: _names(advice[name], reports[name]) for name in reports}
    asked |= {name: _names(advice[name], source.report) for name, source in sources.items()}
    # A source brings no libraries: what it is seen to load counts, compiled or not.
    loading = {name: {n for d in advice[name] for c in d.choices for n in c.names} for name in sources}
    acquire([wheels[name] for name in reports if asked[name]])
    texts_of = _Texts(reports=reports, wheels=wheels, sources=sources, acquire=acquire)
    result, packages = dict(read), {}
    for name in read:
        if not advice[name]:
            continue
        found = texts_of.mentioned(name, asked[name], advice[name])
        many = sum(dependency.strength == "recommends" for dependency in advice[name]) > _MANY
        uses = [
            (use, package if has_choice(suite, dependency, package) else None)
            for dependency in advice[name]
            for use, package in _uses(
                dependency, loading.get(name, asked[name]), found, read[name], many=many
            )
            if (name, bare_name(use.name)) not in _settled()
        ]
        merged = _merged(read[name], [use for use, _ in uses])
        result[name] = (*merged, *_shell(merged, found))
        packages[name] = _packages(merged, [(use, package) for use, package in uses if package])
    return Advised(
        uses={
            name: decided(uses, suite, reads_typelibs=not _READERS.isdisjoint(read), told=alone[name])
            for name, uses in result.items()
        },
        packages={name: found for name, found in packages.items() if found},
        debian={
            name: {
                package
                for one in said
                if one.strength == "depends"
                for package in [one.choices[0].package]
                if has_choice(suite, one, package)
            }
            for name, said in advice.items()
        },
        told=told,
    )


def _advice(name: str, suite: str, told: Collection[str]) -> Iterator[Dependency]:
    """What is said of a distribution, by Debian, by nixpkgs and by itself."""
    yield from dependencies_of(name, suite)
    yield from told_to_install(name, told, suite)
    is_debians = carries(name, suite)
    for dependency in given_to(name):
        yield replaced(dependency, strength="suggests") if is_debians else dependency


@dataclass(frozen=True, kw_only=True, slots=True)
class _Texts:
    """The code of distributions, by name."""

    reports: Mapping[str, WheelReport]
    wheels: Mapping[str, DistributionArtifact]
    sources: Mapping[str, ReadSource]
    acquire: Acquire

    def mentioned(
        self, name: str, asked: Collection[str], advice: Sequence[Dependency]
    ) -> Mapping[str, Mention]:
        """Which of the names that are asked a distribution mentions; of a dependency of which it mentions none, those
        that what it requires without extras mentions: a part of its work may be done there (certbot-nginx, cwltool). Of
        libraries only what has no machine code.
        """
        found = self._own(name, asked)
        missing = _unnamed(advice, asked, found)
        for requirement in parsed(self.reports[name].requires_dist) if name in self.reports else ():
            other = canonicalize_name(requirement.name)
            if other in self.reports and "extra" not in str(requirement.marker):
                compiled = bool(self.reports[other].elf_files)
                theirs = {name for name in missing if not (compiled and _kind(name) == "soname")}
                found = {**self._own(other, theirs), **found}
        return found

    def _own(self, name: str, asked: Collection[str]) -> Mapping[str, Mention]:
        if not asked:
            return {}
        cache = self.acquire.configuration.cache
        if name in self.sources:
            source = self.sources[name]
            return mentions(source.path, source.report.sha256, asked, cache)
        wheel = self.wheels[name]
        return mentions(self.acquire([wheel])[wheel.file], wheel.sha256, asked, cache)


def _unnamed(dependencies: Sequence[Dependency], asked: Collection[str], found: Collection[str]) -> set[str]:
    """The names of the dependencies of which the code mentions none, but for what is only suggested."""
    result: set[str] = set()
    for dependency in dependencies:
        names = {name for choice in dependency.choices for name in choice.names} & set(asked)
        if dependency.strength != "suggests" and names.isdisjoint(found):
            result |= names
    return result


def _own_programs_first(dependency: Dependency) -> tuple[bool, int]:
    """An order in which Debian's packages come first, and before those that have modules for them."""
    return dependency.by != "debian", -len(dependency.choices[0].names)


def _shell(uses: Sequence[Use], found: Mapping[str, Mention]) -> Sequence[Use]:
    """The shell that a distribution starts the programs with that it is there for.

    Debian has it everywhere, so that no package says it; a system without anything does not.
    """
    if _SHELL not in found or not any(use.level == "required" and use.kind == "program" for use in uses):
        return ()
    said = (found[_SHELL].where, "Debian's packages need not depend on it")
    return (Use(level="required", kind="program", name=_SHELL, sure="likely", evidence=said),)


def _packages(merged: Sequence[Use], advised: Sequence[tuple[Use, str]]) -> Mapping[str, tuple[str, ...]]:
    """The packages of each need, of those that are advised at its level."""
    found: dict[str, dict[str, None]] = {}
    for use, package in advised:
        for other in merged:
            if _is_same(other, use) and (use.level == "required" or other.level != "required"):
                found.setdefault(other.name, {})[package] = None
    return {name: tuple(packages) for name, packages in found.items()}


@cache
def _settled() -> frozenset[tuple[str, str]]:
    """Distributions, and names of which it is known how much they need them (`uses.toml`)."""
    return frozenset((entry["distribution"], bare_name(entry["name"])) for entry in table("uses")["use"])


def _versioned(uses: Sequence[Use], suite: str) -> tuple[Use, ...]:
    """The uses, of which a typelib without a version is the newest that the suite has, as PyGObject takes it."""
    found = []
    for use in uses:
        if use.kind == "typelib" and "-" not in use.name:
            versions = typelib_versions(use.name, suite)
            if not versions:
                continue  # made by the distribution itself, or of another system
            found.append(replaced(use, name=f"{use.name}-{versions[-1]}"))
        else:
            found.append(use)
    return tuple(found)


def _names(dependencies: Sequence[Dependency], report: WheelReport | SourceReport) -> set[str]:
    """The names that a distribution may mean, of all that its dependencies have."""
    never = texts("run-time", "present", "elsewhere", "common")
    if isinstance(report, WheelReport):
        never, compiled = never | set(report.scripts), bool(report.elf_files)
    else:
        compiled = bool(report.languages)
    found = {
        name if is_own or _kind(name) == "soname" else _PATH + name
        for dependency in dependencies
        for choice in dependency.choices
        for name in choice.names
        for is_own in [name not in never or (dependency.strength == "depends" and name == choice.package)]
        if not (compiled and _kind(name) == "soname")
    }
    words, every = texts("run-time", "common"), [one for d in dependencies for one in d.choices]
    telling = [one for one in every if len(one.package) >= _TELLING and not words.isdisjoint(one.names)]
    found |= {_TEXT + one.package for one in telling}
    return found | {_SHELL} if any(_kind(name) == "program" for name in found) else found


def _uses(
    dependency: Dependency,
    asked: Collection[str],
    found: Mapping[str, Mention],
    read: Sequence[Use],
    *,
    many: bool,
) -> Sequence[tuple[Use, str]]:
    """The uses that a dependency tells of, of the first of its alternatives that the code mentions, and its package.

    `many`: it is one of very many.
    """
    for choice in dependency.choices:
        names = _mentioned(choice, asked, found, read)
        if names:
            return [
                (_use(dependency, choice, name, mention, certain=certain), choice.package)
                for name, mention in names
                for certain in [_is_certain(dependency, name, mention, read, many=many)]
            ]
    return ()


def _use(dependency: Dependency, choice: Choice, name: str, mention: Mention, *, certain: bool) -> Use:
    kind, name = _kind(name), name.removesuffix(_TYPELIB)
    if kind == "soname" and name.endswith(".so"):
        kind, name = "library", bare_name(name)  # of nixpkgs or another suite, which have other versions
    return Use(
        level="required" if certain else "optional",
        kind=kind,
        name=name,
        sure="certain" if certain else "likely",
        evidence=(mention.where, dependency.evidence(choice)),
    )


def _is_certain(
    dependency: Dependency, name: str, mention: Mention, read: Sequence[Use], *, many: bool
) -> bool:
    """Whether Debian and the code together say that a distribution does not do its job without a name."""
    if dependency.strength != "recommends":
        return dependency.strength == "depends"
    if dependency.by == "description":
        return mention.acts  # what it has users install may be for those who develop it
    if _kind(name) == "typelib" or not many:
        return mention.acts or _kind(name) == "typelib" or len(name) >= _TELLING
    return any(
        use.kind == _kind(name) and use.name == name and use.level != "test" and use.sure == "certain"
        for use in read
    )


def _mentioned(
    choice: Choice, asked: Collection[str], found: Mapping[str, Mention], read: Sequence[Use]
) -> Sequence[tuple[str, Mention]]:
    """Which of a package's names the code mentions, and where.

    Of programs the shortest, others come with it (`gs`), and those that were seen to be run; all typelibs.
    """
    seen = {
        name: Mention(place, True)
        for name in choice.names
        if (place := _place(name, read)) is not None
        # Of a wheel with machine code, what its Python was seen to load.
        if name in asked or _kind(name) != "soname" or ".py:" in place
    }
    paths = {name: found[_PATH + name] for name in choice.names if _PATH + name in found}
    every = {**paths, **found, **seen}
    plain = [name for name in choice.names if name in every and _kind(name) != "typelib"]
    shortest = min(plain, key=lambda name: (name not in seen, len(name), name), default=None)
    if shortest is None and _TEXT + choice.package in found:
        # Of one package nixpkgs and Debian may name different programs.
        words = texts("run-time", "common")
        shortest = next((name for name in choice.names if name in words), None)
        if shortest is not None:
            every[shortest] = replaced(found[_TEXT + choice.package], acts=True)
    wanted = {shortest, *(name for name in plain if name in seen and _kind(name) == "program")}
    return [
        (name, every[name])
        for name in choice.names
        if name in every and (name in wanted or _kind(name) == "typelib")
    ]


def _place(name: str, read: Sequence[Use]) -> str | None:
    """Where a call that means this name was read."""
    kind = _kind(name)
    for use in read:
        if use.level == "test" or not use.evidence:
            continue
        if kind in {"program", "typelib"}:
            if use.kind == kind and use.name == name.removesuffix(_TYPELIB):
                return use.evidence[0]
        elif use.kind in {"soname", "library"} and bare_name(use.name) == bare_name(name):
            return use.evidence[0]
    return None


def _kind(name: str) -> UseKind:
    if name.endswith(_TYPELIB):
        return "typelib"
    return "soname" if ".so" in name else "program"


def _merged(read: Sequence[Use], advised: Sequence[Use]) -> tuple[Use, ...]:
    """What was read and what was advised; where both speak of one thing, the stronger level and all evidence."""
    result = list(read)
    for use in advised:
        same = next((other for other in result if _is_same(other, use)), None)
        if same is None:
            result.append(use)
        elif "required" in {same.level, use.level}:
            evidence = tuple(dict.fromkeys((*same.evidence, use.evidence[-1])))
            sure = min(same.sure, use.sure)  # as the alphabet has it
            result[result.index(same)] = replaced(same, level="required", sure=sure, evidence=evidence)
    return tuple(result)


def _is_same(read: Use, advised: Use) -> bool:
    return read.level != "test" and bare_name(advised.name) in map(bare_name, (read.name, *read.alternatives))
