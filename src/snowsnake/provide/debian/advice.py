"""What Debian's maintainers say that a Python distribution depends on, beside Python.

A table for each suite, by normalised distribution name, made by `scripts/debian-dependencies` from the archive's
`Contents` and `Packages`. Values read `BINARY LEVEL PACKAGE=NAME,NAME;PACKAGE=...`: which binary package carries the
distribution, how it depends on the alternatives, and which programs and libraries each of those has. Dependencies of
compiled extensions on shared libraries are in there as well: `settle/advised.py` decides what counts. Packages with
nothing but plugins, which no code names, are in rows of their own, each with the libraries that open it
(`opener` in `knowledge/plugin-directories.toml`): of these `settle/plugins.py` decides. Which versions of a typelib a
suite has, and which package has it, is in there, too, and which distributions it has at all; and so are the
development packages that Debian builds a distribution with (Build-Depends of the source package, where it makes no
libraries of its own), each with something that a build looks for: `SOURCE PACKAGE KIND:NAME`.

Of a distribution that a suite does not have another suite tells, the newest first: most of what Debian got since its
last release is about programs and libraries that the release has. So does a newer one of which this one says nothing:
packages get dependencies over time (suricata-update: suricata).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Literal, cast

from packaging.utils import canonicalize_name

from snowsnake.knowledge import mapping
from snowsnake.lockfile.model import NeedKind
from snowsnake.provide.advice import Choice, Dependency, Strength, stem, unversioned
from snowsnake.provide.debian.shipped import TABLES
from snowsnake.provide.tables import FileTable

_Rows = Literal["distribution", "plugin-package"]
_NEWEST_FIRST = ("sid", "trixie", "bookworm")


@dataclass(frozen=True, kw_only=True, slots=True)
class BuiltWith:
    """A development package that Debian builds a distribution with."""

    source: str
    """Debian's source package: `gmpy2`."""
    package: str
    """`libgmp-dev`."""
    kind: NeedKind
    name: str
    """What of it a build looks for: `gmp` (a pkg-config module), `libgmp.so`, `gmp.h`."""
    suite: str | None = None
    """The suite, if it is another than the environment's: packages may be called otherwise there."""


def advice_path(suite: str, tables: Path = TABLES) -> Path:
    """Where the table of a suite is, or would be."""
    return tables / f"{suite}.depends"


def dependencies_of(distribution: str, suite: str) -> Sequence[Dependency]:
    """What Debian's packages of a distribution (normalised name) depend on that is not Python; empty if not known.

    Those of `suite`; where its packages depend on nothing of that kind, those of a newer one; where it has none, those
    of another. Raises `BadFileTable`.
    """
    teller, found = _said(distribution, suite, "distribution")
    return found if teller == suite else tuple(_of_another(dependency, teller) for dependency in found)


def plugins_of(distribution: str, suite: str) -> Sequence[Dependency]:
    """The packages of plugins that Debian's packages of a distribution (normalised name) depend on or recommend.

    The names of each are those of the libraries that open it. Of which suite: as `dependencies_of`. Raises
    `BadFileTable`.
    """
    teller, found = _said(distribution, suite, "plugin-package")
    other = teller if teller != suite else None
    return tuple(replace(one, suite=other) for one in found)


def carries(distribution: str, suite: str) -> bool:
    """Whether Debian has a package of a distribution (normalised name), in `suite` or another.

    Raises `BadFileTable`.
    """
    return _teller(distribution, suite) is not None


def has_choice(suite: str, dependency: Dependency, package: str) -> bool:
    """Whether a package that a dependency names is known to be one of Debian's in this suite. Raises `BadFileTable`."""
    return dependency.by == "debian" and (dependency.suite is None or package in _choices(suite))


def built_with(distribution: str, suite: str) -> Sequence[BuiltWith]:
    """What Debian builds a distribution (normalised name) with; empty if not known.

    In `suite`, or in another if that one does not have it. Raises `BadFileTable`.
    """
    teller = _teller(distribution, suite) or suite
    table, other = _table(teller), teller if teller != suite else None
    found = []
    for value in table.find("build", distribution) if table is not None else ():
        source, package, what = value.split(" ")
        kind, _, name = what.partition(":")
        found.append(
            BuiltWith(source=source, package=package, kind=cast("NeedKind", kind), name=name, suite=other)
        )
    return found


def is_distribution(name: str, suite: str) -> bool:
    """Whether a name is known to be a Python distribution's. Raises `BadFileTable`."""
    normal = canonicalize_name(name)
    brought = map(canonicalize_name, mapping("imports", "modules").values())
    return normal in brought or bool(dependencies_of(normal, suite) or plugins_of(normal, suite))


@cache
def depended_on(suite: str) -> frozenset[str]:
    """The programs and libraries that some distribution depends on or recommends. Raises `BadFileTable`."""
    return frozenset(name for choice in _choices(suite).values() for name in choice.names)


def told_to_install(distribution: str, words: Collection[str], suite: str) -> Iterator[Dependency]:
    """What a distribution depends on whose description has a user install these packages, of whatever system.

    Of those that some other distribution depends on in this suite: its packages are what is meant by `ffmpeg`,
    `poppler` (poppler-utils) and `libmagic` (libmagic1t64). Raises `BadFileTable`.
    """
    called = _called(suite) if words else {}
    for word in sorted(words):
        for choice in called.get(stem(word), ()):
            yield Dependency(by="description", of=distribution, strength="recommends", choices=(choice,))


@cache
def _choices(suite: str) -> Mapping[str, Choice]:
    """What distributions depend on or recommend, by package."""
    table, found = _table(suite), dict[str, Choice]()
    names = {name for name, _ in table.starting("distribution", "")} if table is not None else set[str]()
    for distribution in sorted(names):
        for dependency in _own(distribution, suite):
            for choice in dependency.choices if dependency.strength != "suggests" else ():
                known = found.get(choice.package)
                every = dict.fromkeys((*(known.names if known is not None else ()), *choice.names))
                found[choice.package] = Choice(package=choice.package, names=tuple(every))
    return found


@cache
def _called(suite: str) -> Mapping[str, Sequence[Choice]]:
    found: dict[str, list[Choice]] = {}
    for package, choice in _choices(suite).items():
        found.setdefault(stem(package), []).append(choice)
    return found


def typelib_versions(namespace: str, suite: str) -> Sequence[str]:
    """The versions of a GObject introspection namespace that a suite has, the oldest first. Raises `BadFileTable`."""
    found = {version for version, _ in _typelibs(namespace, suite)}
    return sorted(found, key=lambda text: [int(part) for part in text.split(".") if part])


def typelib_packages(name: str, suite: str) -> Sequence[str]:
    """The packages of a suite that have a typelib, `GstApp-1.0`, by name. Raises `BadFileTable`."""
    namespace, _, version = name.partition("-")
    return sorted(package for found, package in _typelibs(namespace, suite) if found == version)


def _typelibs(namespace: str, suite: str) -> Iterator[tuple[str, str]]:
    """Versions and packages."""
    table = _table(suite)
    for value in table.find("typelib", namespace) if table is not None else ():
        version, _, package = value.partition(" ")
        yield version, package


def _teller(distribution: str, suite: str) -> str | None:
    """The suite whose word on a distribution is taken; nothing if Debian does not have it."""
    for one in (suite, *_NEWEST_FIRST):
        table = _table(one)
        if table is not None and table.find("carried", distribution):
            return one
    return None


def _said(distribution: str, suite: str, rows: _Rows) -> tuple[str, Sequence[Dependency]]:
    """What the rows of this kind say, and the suite that says it."""
    for one in (_teller(distribution, suite), *_newer(suite)):
        if one is not None and (found := _own(distribution, one, rows)):
            return one, found
    return suite, ()


def _newer(suite: str) -> Sequence[str]:
    """The suites after this one, the newest first."""
    return _NEWEST_FIRST[: _NEWEST_FIRST.index(suite)] if suite in _NEWEST_FIRST else ()


def _own(distribution: str, suite: str, kind: _Rows = "distribution") -> tuple[Dependency, ...]:
    table = _table(suite)
    return tuple(map(_parsed, table.find(kind, distribution))) if table is not None else ()


def _of_another(dependency: Dependency, suite: str) -> Dependency:
    choices = tuple(
        Choice(package=choice.package, names=tuple(dict.fromkeys(map(unversioned, choice.names))))
        for choice in dependency.choices
    )
    return replace(dependency, choices=choices, suite=suite)


@cache
def _table(suite: str) -> FileTable | None:
    path = advice_path(suite)
    return FileTable(path) if path.exists() else None


def _parsed(value: str) -> Dependency:
    binary, strength, choices = value.split(" ")
    pairs = (choice.split("=") for choice in choices.split(";"))
    return Dependency(
        by="debian",
        of=binary,
        strength=cast("Strength", strength),
        choices=tuple(Choice(package=package, names=tuple(names.split(","))) for package, names in pairs),
    )
