"""What differs between two locks, for a person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from snowsnake.lockfile.model import PYTHON, Lock, LockedTarget

Of = Literal["python", "distribution", "native"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One thing that a target has in another version, or has or had alone."""

    of: Of
    """`native` is a package of the base that the user, or a distribution, asks for by what it has, or what the user
    takes from elsewhere (`npm:esbuild`)."""
    name: str
    before: str | None
    after: str | None

    def __str__(self) -> str:
        if self.before is None:
            return f"+ {self.name} {self.after}"
        return f"- {self.name}" if self.after is None else f"{self.name} {self.before} -> {self.after}"


def changes(before: LockedTarget, after: LockedTarget) -> tuple[Change, ...]:
    """What differs between two states of a target: its interpreter, then by name what comes, goes and moves."""
    found = _changes("python", dict([python_of(before)]), dict([python_of(after)]))
    found += _changes("distribution", _distributions(before), _distributions(after))
    return (*found, *_changes("native", _wanted(before), _wanted(after)))


def changes_of_locks(before: Lock, after: Lock) -> Mapping[str, tuple[Change, ...]]:
    """By target, what differs between two locks; a target that only one of them has is left out."""
    return {
        name: changes(before.targets[name], target)
        for name, target in after.targets.items()
        if name in before.targets
    }


def described(found: Mapping[str, Iterable[Change]]) -> tuple[str, ...]:
    """One line for each change; it names its targets where others do not have it."""
    where: dict[str, list[str]] = {}
    for target, changed in found.items():
        for change in changed:
            where.setdefault(str(change), []).append(target)
    return tuple(
        text if len(targets) == len(found) else f"{text} ({', '.join(sorted(targets))})"
        for text, targets in where.items()
    )


def listed(found: Sequence[object], most: int = 6) -> str:
    """The first of these, and how many more there are."""
    more = len(found) - most
    return ", ".join(map(str, found[:most])) + (f", and {more} more" if more > 0 else "")


def moved(before: Lock, after: Lock) -> tuple[Change, ...]:
    """The packages of the base, interpreter and libraries alike, that targets of both locks have in another version."""
    found: dict[str, Change] = {}
    for name in before.targets.keys() & after.targets.keys():
        old, new = _debs(before.targets[name]), _debs(after.targets[name])
        for package in old.keys() & new.keys():
            if old[package] != new[package]:
                found[package] = Change(of="native", name=package, before=old[package], after=new[package])
    return tuple(found[name] for name in sorted(found))


def _changes(of: Of, old: Mapping[str, str], new: Mapping[str, str]) -> list[Change]:
    return [
        Change(of=of, name=name, before=old.get(name), after=new.get(name))
        for name in sorted(old.keys() | new.keys())
        if old.get(name) != new.get(name)
    ]


def python_of(target: LockedTarget) -> tuple[str, str]:
    """What a target's interpreter is called, and its version: `Python`, `3.13.5`."""
    interpreter = target.python.interpreter
    return ("Python" if interpreter.target.implementation == "cp" else "PyPy"), interpreter.full_version


def _distributions(target: LockedTarget) -> Mapping[str, str]:
    return {package.name: package.version for package in target.packages}


def _wanted(target: LockedTarget) -> Mapping[str, str]:
    """The native packages that are asked for, and not all that come along with them; what is no package of the base has
    its file in place of a version."""
    names = set(target.native)
    for package in target.packages:
        met = [need.debian for need in package.needs if need.debian and need.level == "required"]
        names |= {name for one in met for name in (one.package, *one.also)}
    versions = _debs(target)
    archives = (archive for tree in target.natives.values() for archive in tree.archives)
    external = {archive.source: archive.artifact.removesuffix(".archive") for archive in archives}
    return {name: versions[name] for name in names - {PYTHON} if name in versions} | external


def _debs(target: LockedTarget) -> Mapping[str, str]:
    """The version of every Debian package of a target's interpreter, libraries and compilers."""
    trees = (target.python.tree, *target.natives.values(), *target.toolchains.values())
    return dict(deb_version(file) for tree in trees for file in tree.debs)


def deb_version(file: str) -> tuple[str, str]:
    """Name and version of a Debian package by its file: `libc6_2.41-12_amd64.deb`."""
    name, version, _ = file.split("_", 2)
    return name, version.replace("%3a", ":")
