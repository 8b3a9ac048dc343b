"""Plugins that Debian's package of a distribution depends on or recommends: no code names them, a library opens them.

They come with their library where the environment has that one from Debian: what Debian depends on always, what it
recommends if that makes what the distribution needs no more than a tenth larger (`scripts/debian-plugins` has the same
rule for libraries). The need is for the library, with the packages of plugins beside it (`Provision.also`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from snowsnake.analyse import WheelReport
from snowsnake.lockfile.model import PYTHON, LockedNeed, LockedPackage, Provision
from snowsnake.provide.advice import Choice, Dependency
from snowsnake.provide.debian.advice import plugins_of
from snowsnake.provide.debian.solver import Unsatisfiable
from snowsnake.provide.interface import Base
from snowsnake.settle.ground import Ground
from snowsnake.settle.run_time import carried_by

_LITTLE = 1.1
"""What is recommended may make what there is so many times as large."""


def with_plugins(
    base: Base,
    ground: Ground,
    packages: Sequence[LockedPackage],
    reports: Mapping[str, WheelReport],
    native: Collection[str],
) -> list[LockedPackage]:
    """The packages with their needs of plugins; `reports` are of the wheels, by name, `native` is what the user wants.

    Where what they need excludes each other there are none: that is told of where the tree is made. Raises what `base`
    raises.
    """
    said = {package.name: plugins_of(package.name, ground.pinned.suite) for package in packages}
    if not any(said.values()):
        return list(packages)
    target = ground.pinned.python.interpreter.target
    names = {
        name for every in said.values() for one in every for choice in one.choices for name in choice.names
    }
    # What a wheel has itself opens its own: PyQt6 has a Qt of its own.
    names -= {name for report in reports.values() for name in carried_by(report)}
    found = base.provide(target, {("soname", name) for name in names}).found
    wanted = {name for package in packages for name in _own(package)}
    wanted |= {name for name in native if base.depends(target, name)}
    try:
        present = base.closure(target, wanted)
    except Unsatisfiable:
        return list(packages)
    libraries = {name: one for (_, name), one in sorted(found.items()) if one.package in present}
    opened = _Opened(base=base, ground=ground, libraries=libraries)
    return [_with(package, opened.needs(package, said[package.name])) for package in packages]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Opened:
    """What the libraries of an environment open."""

    base: Base
    ground: Ground
    libraries: Mapping[str, Provision]
    """Those that have plugins, by soname."""

    def needs(self, package: LockedPackage, said: Sequence[Dependency]) -> Iterator[LockedNeed]:
        """What a distribution needs of what Debian says of it."""
        known = [(one, choice) for one in said if (choice := self._choice(one)) is not None]
        own = _own(package) | {choice.package for one, choice in known if one.strength == "depends"}
        for name, library in self.libraries.items():
            plugins = {
                choice.package: one.evidence(choice)
                for one, choice in known
                if name in choice.names
                and (one.strength == "depends" or self._adds_little(own, choice.package))
            }
            if plugins:
                yield LockedNeed(
                    kind="soname",
                    name=name,
                    use="load",
                    evidence=tuple(plugins.values()),
                    debian=replace(library, also=tuple(sorted(plugins))),
                    nixpkgs=self.ground.nixpkgs.label("soname", name, like=library.package),
                )

    def _choice(self, dependency: Dependency) -> Choice | None:
        """The first of the alternatives that the suite has, if a library of the environment opens it."""
        target = self.ground.pinned.python.interpreter.target
        having = (choice for choice in dependency.choices if self.base.depends(target, choice.package))
        first = next(having, None)
        return first if first is not None and not self.libraries.keys().isdisjoint(first.names) else None

    def _adds_little(self, own: Collection[str], plugins: str) -> bool:
        target = self.ground.pinned.python.interpreter.target
        try:
            before, after = (self.base.closure(target, names) for names in (own, {*own, plugins}))
        except Unsatisfiable:
            return False
        return sum(after.values()) <= sum(before.values()) * _LITTLE


def _with(package: LockedPackage, plugins: Iterable[LockedNeed]) -> LockedPackage:
    """The distribution with these needs; what it was seen to open itself is one of them."""
    needs = list(package.needs)
    for need in plugins:
        seen = [one for one in needs if (one.kind, one.name, one.use) == (need.kind, need.name, need.use)]
        evidence = (*(place for one in seen for place in one.evidence), *need.evidence)
        needs = [one for one in needs if one not in seen] + [replace(need, evidence=evidence)]
    return replace(package, needs=tuple(needs))


def _own(package: LockedPackage) -> set[str]:
    """The base's packages that a distribution needs when it runs."""
    return {name for _, one in package.at_run_time() for name in (one.package, *one.also)} - {PYTHON}
