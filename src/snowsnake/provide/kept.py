"""The base as an earlier lock pinned it, so that a new requirement does not move the interpreter under a project.

Versions of distributions stay as they were locked unless somebody upgrades them; the base's do the same. What the
earlier lock cannot answer (a native library that nothing needed before) is beyond it: libraries of today are not
put on top of an interpreter of last month, so the whole base moves then.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace

from packaging.specifiers import SpecifierSet

from snowsnake.lockfile.model import Artifact, DebArtifact, Lock, LockedPackage, LockedTarget, NeedKind, Tree
from snowsnake.provide.interface import (
    PYTHON,
    Base,
    ForeignDeb,
    Holder,
    Need,
    OfferedInterpreter,
    PinnedPython,
    Provisions,
    SeedPlan,
    Toolchain,
)
from snowsnake.targets import System, Target


class BaseMoves(Exception):
    """The earlier lock has no tree with these packages."""

    def __init__(self, packages: Collection[str]) -> None:
        self.packages = tuple(sorted(packages))
        super().__init__(", ".join(self.packages))


class KeptBase:
    """Answers from a lock where it can, and from `current` for targets that the lock does not have."""

    def __init__(self, lock: Lock, current: Base) -> None:
        self._targets = lock.targets
        self._artifacts = lock.artifacts
        self._current = current
        self._trees = {name: _trees(locked) for name, locked in lock.targets.items()}
        self._toolchains = {name: _toolchains(locked) for name, locked in lock.targets.items()}

    def interpreters(self) -> tuple[OfferedInterpreter, ...]:
        """See `Base`."""
        return self._current.interpreters()

    def choose(self, request: str | None, requires_python: SpecifierSet | None, system: System) -> Target:
        """See `Base`."""
        return self._current.choose(request, requires_python, system)

    def pin_python(self, target: Target) -> PinnedPython:
        """The interpreter as it was locked."""
        locked = self._targets.get(str(target))
        if locked is None:
            return self._current.pin_python(target)
        seed = locked.seed
        return PinnedPython(
            python=locked.python,
            suite=locked.suite,
            seed=SeedPlan(
                loader=seed.loader, python=seed.python, library_path=seed.library_path, debs=seed.debs
            ),
            artifacts=self._debs((*locked.python.tree.debs, *seed.debs)),
        )

    def provide(
        self, target: Target, needs: Collection[Need], *, bundled: Collection[str] = ()
    ) -> Provisions:
        """Who provides a library hardly ever changes within a suite: today's answer."""
        return self._current.provide(target, needs, bundled=bundled)

    def holders(self, target: Target, kind: NeedKind, name: str) -> Sequence[Holder]:
        """Today's, as for `provide`."""
        return self._current.holders(target, kind, name)

    def depends(self, target: Target, package: str) -> Collection[str]:
        """Today's, as for `provide`."""
        return self._current.depends(target, package)

    def closure(self, target: Target, packages: Collection[str]) -> Mapping[str, int]:
        """Today's, as for `provide`."""
        return self._current.closure(target, packages)

    def tree(self, target: Target, packages: Collection[str]) -> tuple[Tree, dict[str, DebArtifact]]:
        """The tree that was locked for these packages. Raises `BaseMoves` where there is none."""
        if str(target) not in self._targets:
            return self._current.tree(target, packages)
        tree = self._trees[str(target)].get(frozenset(packages))
        if tree is None:
            raise BaseMoves(packages)
        return tree, self._debs(tree.debs)

    def run_time(
        self,
        target: Target,
        packages: Collection[str],
        programs: Collection[str],
        *,
        foreign: Sequence[ForeignDeb] = (),
        runs: Callable[[Mapping[str, DebArtifact]], Collection[str]] = lambda _debs: (),
    ) -> tuple[Tree, dict[str, DebArtifact]]:
        """The run-time tree as it was locked. Raises `BaseMoves` where it was for other packages."""
        locked = self._targets.get(str(target))
        if locked is None:
            return self._current.run_time(target, packages, programs, foreign=foreign, runs=runs)
        before = run_time_packages(locked)
        if locked.run_time is None or before != set(packages):
            raise BaseMoves(set(packages) - before or packages)
        tree = locked.natives[locked.run_time]
        if {deb.file for deb in foreign} != {a.artifact for a in tree.archives if a.form == "deb"}:
            raise BaseMoves({deb.name for deb in foreign})
        # A package whose library is used already may be asked for by name as well, for its programs.
        tree = replace(tree, programs=tuple(sorted(programs)))
        return tree, self._debs(tree.debs)

    def git(self, target: Target) -> tuple[Tree, dict[str, DebArtifact]]:
        """As it was locked, else today's: nothing of the interpreter's is in that tree."""
        locked = self._targets.get(str(target))
        for package in (*locked.packages, *locked.build_packages.values()) if locked is not None else ():
            if locked is not None and package.build is not None and package.build.git is not None:
                tree = locked.toolchains[package.build.git]
                return tree, self._debs(tree.debs)
        return self._current.git(target)

    def toolchain(self, target: Target, packages: Collection[str]) -> Toolchain:
        """The toolchain that was locked for these packages. Raises `BaseMoves` where there is none."""
        if str(target) not in self._targets:
            return self._current.toolchain(target, packages)
        trees = self._toolchains[str(target)].get(frozenset(packages))
        if trees is None:
            raise BaseMoves(packages)
        compilers, extra, native = trees
        debs = [deb for tree in trees if tree is not None for deb in tree.debs]
        return Toolchain(compilers=compilers, extra=extra, native=native, artifacts=self._debs(debs))

    def _debs(self, files: Collection[str]) -> dict[str, DebArtifact]:
        found: dict[str, Artifact] = {file: self._artifacts[file] for file in files}
        return {file: artifact for file, artifact in found.items() if isinstance(artifact, DebArtifact)}


def run_time_packages(locked: LockedTarget) -> set[str]:
    """The packages that a locked target's run-time tree was made for."""
    met = [one for package in locked.packages for _, one in package.at_run_time()]
    wanted = {name for one in met for name in (one.package, *one.also)}
    archives = locked.natives[locked.run_time].archives if locked.run_time is not None else ()
    wanted |= {need.debian.package for archive in archives for need in archive.needs if need.debian}
    return (wanted | set(locked.native)) - {PYTHON}


def _trees(locked: LockedTarget) -> dict[frozenset[str], Tree]:
    """A target's trees of native libraries by the packages that they were made for."""
    return {
        _packages(package) - {PYTHON}: locked.natives[package.native]
        for package in (*locked.packages, *locked.build_packages.values())
        if package.native is not None and package.build is None
    }


def _toolchains(locked: LockedTarget) -> dict[frozenset[str], tuple[Tree, Tree | None, Tree | None]]:
    """A target's compilers, what is on top of them, and what may be linked, by the packages that sources need."""
    found = {}
    for package in (*locked.packages, *locked.build_packages.values()):
        if package.build is not None and package.build.toolchains:
            compilers, *extra = [locked.toolchains[key] for key in package.build.toolchains]
            native = None if package.native is None else locked.natives[package.native]
            found[_packages(package) | set(package.build.native)] = (
                compilers,
                extra[0] if extra else None,
                native,
            )
    return found


def _packages(package: LockedPackage) -> frozenset[str]:
    return frozenset(
        need.debian.package for need in package.needs if need.debian and need.use in {"link", "build"}
    )
