"""Why something is in an environment: a distribution, a library, a program, a package of the base."""

from __future__ import annotations

import fnmatch
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from packaging.utils import canonicalize_name, is_normalized_name

from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile.model import (
    PYTHON,
    LockedArchive,
    LockedNeed,
    LockedPackage,
    LockedTarget,
    NeedKind,
    Tree,
)
from snowsnake.provide.debian.data import known_about
from snowsnake.provide.debian.who_has import package_with
from snowsnake.provide.of_machine import of_machine
from snowsnake.provide.stdlib import debian_place

Part = Literal["interpreter", "run-time", "libraries", "toolchain"]


class NotHere(SnowsnakeError):
    """Nothing of this name is in the lock."""

    def __init__(self, name: str, target: str) -> None:
        self.name, self.target = name, target
        super().__init__(
            f"nothing in snowsnake.lock for `{target}` is called `{name}`, and nothing there is known to need it",
            help=_how_to_have(name),
        )


def _how_to_have(name: str) -> str:
    """What to type to have something that is not there."""
    if (of := of_machine("soname" if ".so" in name else "program", name)) is not None:
        return of.reason
    kinds: tuple[NeedKind, ...] = ("soname",) if ".so" in name else ("program", "pkg-config", "header")
    package = next((found for kind in kinds if (found := package_with(kind, name)) is not None), None)
    if package is not None:
        return f"Debian has it: `snowsnake add-native {package}`"
    if is_normalized_name(canonicalize_name(name)) and ".so" not in name:
        return f"to try it: `snowsnake shell {name}`; to keep it, put it among the requirements, then `snowsnake lock`"
    return f"check the spelling: `snowsnake locate {shlex.quote(name)}` knows names that are nearly right"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """A distribution that uses something native."""

    distribution: str
    version: str
    chain: tuple[str, ...]
    """Who requires the distribution, from it upwards to what the user asked for."""
    need: LockedNeed
    package: str | None
    """The package of the interpreter's tree that has it, where it is a part of the standard library."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """Everything that the lock says about a name."""

    name: str
    target: str
    distribution: LockedPackage | None
    """The distribution of this name."""
    packages: Mapping[str, str]
    """The packages of the interpreter's tree that have the parts of the standard library which it needs."""
    chain: tuple[str, ...]
    """Who requires that, upwards to what the user asked for."""
    asked: tuple[Asked, ...]
    """Who uses what is called so, or what the package of this name provides."""
    wanted: bool
    """Whether the user named it (`native`)."""
    elsewhere: tuple[LockedArchive, ...]
    """What has a program of this name, or is called so, and does not come from the base."""
    comes_with: tuple[str, ...]
    """The packages that are of little use without that of this name: a program without its language, text without a
    font. Sorted."""
    parts: tuple[tuple[Part, str], ...]
    """What the package of this name is part of (the interpreter, the run-time tree, the libraries of a distribution,
    a toolchain), with the file of the package."""


def explain(target: LockedTarget, name: str) -> Explanation:
    """Why `name` (a distribution, soname, program, library or Debian package) is in a target. Raises `NotHere`."""
    packages = {package.name: package for package in target.packages}
    distribution = packages.get(canonicalize_name(name))
    archives = target.natives[target.run_time].archives if target.run_time is not None else ()
    asked = tuple(
        Asked(
            distribution=package.name,
            version=package.version,
            chain=_chain(packages, package.name),
            need=need,
            package=part_package(target, need),
        )
        for package in (*target.packages, *target.build_packages.values())
        for need in package.needs
        if _means(need, name) or name == part_package(target, need)
    ) + tuple(
        Asked(distribution=archive.source, version="", chain=(), need=need, package=None)
        for archive in archives
        for need in archive.needs
        if _means(need, name)
    )
    found = Explanation(
        name=name,
        target=str(target.target),
        distribution=distribution,
        packages=part_packages(target, distribution),
        chain=_chain(packages, distribution.name) if distribution else (),
        asked=asked,
        wanted=name in target.native,
        elsewhere=tuple(one for one in archives if name in {*one.programs, one.name, one.source}),
        comes_with=_comes_with(target, name),
        parts=tuple(dict.fromkeys(_parts(target, name))),
    )
    if not (found.distribution or found.asked or found.wanted or found.elsewhere or found.parts):
        raise NotHere(name, str(target.target))
    return found


def part_package(target: LockedTarget, need: LockedNeed) -> str | None:
    """The package of the interpreter's tree that has a part of the standard library: `python3.13-tk` of `tkinter`."""
    if need.kind != "stdlib":
        return None
    packages = {file.partition("_")[0] for file in target.python.tree.debs}
    place = debian_place(need.name, target.target, packages)
    return place.package if place is not None else None


def part_packages(target: LockedTarget, package: LockedPackage | None) -> dict[str, str]:
    """The packages that have the parts of the standard library which a distribution needs, by the parts' names."""
    needs = package.needs if package is not None else ()
    return {need.name: part for need in needs if (part := part_package(target, need)) is not None}


def _means(need: LockedNeed, name: str) -> bool:
    """Whether a name is that of a need, of the package that provides it, or of one that comes with that for it."""
    provided = need.debian is not None and name in {
        need.debian.package,
        need.debian.path.rpartition("/")[2],
        *need.debian.also,
    }
    bare = name.startswith("lib") and need.kind == "library" and name[3:].partition(".so")[0] == need.name
    return name == need.name or (provided and name != PYTHON) or bare or name == need.nixpkgs


def _chain(packages: dict[str, LockedPackage], name: str) -> tuple[str, ...]:
    """The shortest way up from a distribution to one that only the user asks for."""
    waiting: list[tuple[str, ...]] = [(name,)]
    seen = {name}
    while waiting:
        way = waiting.pop(0)
        above = packages[way[-1]].required_by if way[-1] in packages else ()
        if not above:
            return way[1:]
        for other in above:
            if other not in seen:
                seen.add(other)
                waiting.append((*way, other))
    return ()  # they require each other, and the user one of them


def _comes_with(target: LockedTarget, name: str) -> tuple[str, ...]:
    if target.run_time is None:
        return ()
    present = {file.partition("_")[0] for file in target.natives[target.run_time].debs}
    if name not in present:
        return ()
    known = [entry.package for entry in known_about(present) if name in entry.also]
    return tuple(sorted({package for pattern in known for package in fnmatch.filter(present, pattern)}))


def _parts(target: LockedTarget, name: str) -> Iterator[tuple[Part, str]]:
    def of(part: Part, tree: Tree) -> Iterator[tuple[Part, str]]:
        yield from ((part, file) for file in tree.debs if file.partition("_")[0] == name)

    yield from of("interpreter", target.python.tree)
    for key, tree in target.natives.items():
        yield from of("run-time" if key == target.run_time else "libraries", tree)
    for tree in target.toolchains.values():
        yield from of("toolchain", tree)
