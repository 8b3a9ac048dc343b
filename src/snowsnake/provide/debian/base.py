"""The Debian base: interpreters, libraries and programs from the signed archive, pinned to the byte."""

from __future__ import annotations

import hashlib
import json
import re
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from pathlib import Path

from packaging.specifiers import SpecifierSet

from snowsnake.events import Observer
from snowsnake.lockfile.model import DebArtifact, LockedPython, NeedKind, Provision, Tree
from snowsnake.provide.debian import git
from snowsnake.provide.debian.archive import Archive
from snowsnake.provide.debian.choice import NoInterpreter, choose
from snowsnake.provide.debian.conventions import by_convention, present
from snowsnake.provide.debian.data import SHELL, known_about
from snowsnake.provide.debian.development import run_time_of
from snowsnake.provide.debian.foreign import Overlay
from snowsnake.provide.debian.holders import Contents
from snowsnake.provide.debian.indexes import Indexes
from snowsnake.provide.debian.links import linked
from snowsnake.provide.debian.mirrors import Mirrors
from snowsnake.provide.debian.packages import DamagedPackages, Package, PackageIndex
from snowsnake.provide.debian.solver import UnknownDebianPackage, direct_dependencies, solve
from snowsnake.provide.debian.suites import Cut, Entry, load_table
from snowsnake.provide.debian.versions import glibc_version, language_version, python_version
from snowsnake.provide.interface import (
    PYTHON,
    ForeignDeb,
    Holder,
    Need,
    OfferedInterpreter,
    PinnedPython,
    Provisions,
    SeedPlan,
    Toolchain,
)
from snowsnake.provide.stdlib import debian_place
from snowsnake.storage import read_sealed, write_sealed
from snowsnake.targets import Interpreter, System, Target

_COMPILER = re.compile(r"(gcc|clang)-[0-9]+_")
_CLOSURE_FORMAT = 2  # of the cached closures
_ASKED: tuple[NeedKind, ...] = ("program", "soname", "library", "pkg-config")
"""What people name instead of a package."""


class DebianBase:
    """Answers from Debian's archive, whose indexes it loads when first needed. Several threads may ask."""

    def __init__(
        self,
        *,
        cache: Path,
        mirrors: Mirrors,
        offline: bool,
        observer: Observer,
        max_age: timedelta,
        archive: Archive | None = None,
    ) -> None:
        """Keep what it answers with.

        `cache`: snowsnake's cache directory (`debian/` below it is used). `max_age`: how old an index may be
        before a mirror is asked for a newer one. `archive`: instead of the one that these make.
        """
        self._table = load_table()
        fetcher = archive or Archive(
            cache=cache / "debian",
            mirrors=mirrors,
            offline=offline,
            observer=observer,
            max_age=max_age,
        )
        self._indexes = Indexes(archive=fetcher, table=self._table, observer=observer)
        self._lock = threading.RLock()
        self._closures: dict[str, tuple[Package, ...]] = {}

    def interpreters(self) -> tuple[OfferedInterpreter, ...]:
        """What the base has, in order of preference."""
        return tuple(entry.offered() for entry in self._table.interpreters)

    def choose(self, request: str | None, requires_python: SpecifierSet | None, system: System) -> Target:
        """The target for a request: `3.13`, `pypy3`; `None`: the default, or the best that is allowed.

        Raises `NoInterpreter`, which lists those that the base has.
        """
        return choose(self.interpreters(), request, requires_python, system)

    def pin_python(self, target: Target) -> PinnedPython:
        """The target's interpreter, whole (venv, tkinter, certificates, time zones), and the seed.

        Raises `NoInterpreter`, and what `Archive` and `solve` raise.
        """
        with self._lock:
            entry, machine = self._entry(target), self._table.machines[target.system]
            closure = self._python(target)
            by_name = {package.name: package for package in closure}
            for name in (entry.version_package, "libc6"):
                if name not in by_name:
                    raise DamagedPackages(f"Debian {entry.suite}", f"its Python does without `{name}`")
            version = by_name[entry.version_package].upstream
            seed_entry = self._table.seed_interpreter
            seed = self._closure(seed_entry.suite, target.system, self._table.seed_packages)
            libraries = f"lib/{machine.triplet}"
            python = LockedPython(
                interpreter=Interpreter(
                    target=target,
                    full_version=language_version(entry, version),
                    implementation_version=python_version(version),
                    glibc=glibc_version(by_name["libc6"].upstream),
                ),
                executable=entry.executable,
                library_directory=libraries,
                loader=f"{libraries}/{machine.loader}",
                site_packages=entry.site_packages,
                tree=Tree(debs=tuple(package.artifact().file for package in closure)),
            )
            return PinnedPython(
                python=python,
                suite=entry.suite,
                seed=SeedPlan(
                    # The seed is not relocated: /usr stays, and the loader is where the package puts it.
                    loader=f"usr/{libraries}/{machine.loader}",
                    python=f"usr/{seed_entry.executable}",
                    library_path=(f"usr/{libraries}",),
                    debs=tuple(package.artifact().file for package in seed),
                ),
                artifacts=_artifacts((*closure, *seed)),
            )

    def provide(
        self, target: Target, needs: Collection[Need], *, bundled: Collection[str] = ()
    ) -> Provisions:
        """Who satisfies each need: `python` where the interpreter's tree does, else a package.

        `bundled` are sonames that whoever asks brings along. A package that is built on Debian's copy of one of
        them is no provider: PySide6 has a Qt of its own, and two builds of Qt do not go into one process. Raises
        what `Archive` raises.
        """
        found: dict[Need, Provision] = {}
        with self._lock:
            own = {package.name for package in self._python(target)}
            rivals = self._holders(target, bundled) - own
            for kind, name in sorted(set(needs)):
                provision = self._provision(target, own, rivals, kind, name)
                if provision is not None:
                    found[kind, name] = provision
        return Provisions(
            found=found, missing=tuple(sorted(need for need in set(needs) if need not in found))
        )

    def holders(self, target: Target, kind: NeedKind, name: str) -> list[Holder]:
        """The packages of the target's suite that have something; the likeliest first. Raises what `Archive` raises."""
        with self._lock:
            suite = self._entry(target).suite
            index = self._indexes.packages(suite, target.system)
            triplet = self._table.machines[target.system].triplet
            if known := by_convention(kind, name, triplet=triplet, suite=suite):
                return list(present(index, known))
            found = [
                holder
                for contents in self._contents(target, kind)
                for holder in contents.holders(kind, name)
                if index.candidates(holder.package)
            ]
            return found or list(present(index, linked(kind, name, triplet=triplet, suite=suite)))

    def depends(self, target: Target, package: str) -> frozenset[str]:
        """The packages that one of the target's suite depends on, alternatives included; empty if there is none.

        Raises what `Archive` raises.
        """
        with self._lock:
            index = self._indexes.packages(self._entry(target).suite, target.system)
            return frozenset(
                name for newest in index.candidates(package)[:1] for name in direct_dependencies(newest)
            )

    def closure(self, target: Target, packages: Collection[str]) -> dict[str, int]:
        """What packages depend on, themselves included, on top of the interpreter's tree: bytes to download, by name.

        Raises as `tree`.
        """
        _, debs = self.tree(target, packages)
        return {file.partition("_")[0]: deb.size for file, deb in debs.items()}

    def tree(
        self, target: Target, packages: Collection[str], *, foreign: Sequence[ForeignDeb] = ()
    ) -> tuple[Tree, dict[str, DebArtifact]]:
        """The closure of Debian packages on top of the interpreter's tree, and its artifacts by file name.

        Raises `UnknownDebianPackage`, `Unsatisfiable`, and what `Archive` raises.
        """
        with self._lock:
            suite = self._entry(target).suite
            index = self._indexes.packages(suite, target.system)
            for name in _unknown(index, set(packages) - {PYTHON}):
                raise UnknownDebianPackage(name, suite)
            given = {package.name: package for package in self._python(target)}
            others = Overlay(index, foreign)
            wanted = (set(packages) - {PYTHON}) | set(others.packages)
            given = {name: package for name, package in given.items() if name not in others.packages}
            closure = solve(others, wanted, suite=suite, cuts=self._table.cuts, given=given)
            closure = tuple(package for package in closure if package not in others.packages.values())
        return Tree(debs=tuple(package.artifact().file for package in closure)), _artifacts(closure)

    def run_time(
        self,
        target: Target,
        packages: Collection[str],
        programs: Collection[str],
        *,
        foreign: Sequence[ForeignDeb] = (),
        runs: Callable[[Mapping[str, DebArtifact]], Collection[str]] = lambda _debs: (),
    ) -> tuple[Tree, dict[str, DebArtifact]]:
        """The closure of Debian packages on top of the interpreter's tree, told where its data are.

        Raises as `tree`.
        """
        with self._lock:
            index = self._indexes.packages(self._entry(target).suite, target.system)
            own = {package.name for package in self._python(target)}
            wanted = set(packages)
            for name in _unknown(index, wanted):
                holders = [h.package for k in _ASKED for h in self.holders(target, k, name)]
                python = bool(index.candidates(f"python3-{name.removeprefix('python-')}"))
                raise UnknownDebianPackage(name, self._entry(target).suite, holders=holders, python=python)
            while True:
                tree, debs = self.tree(target, wanted, foreign=foreign)
                known = list(known_about({*own, *(file.partition("_")[0] for file in tree.debs)}))
                also = {name for entry in known for name in entry.also if index.candidates(name)}
                also |= {SHELL}
                # What is compiled beside a Python includes its headers.
                compiles = any(_COMPILER.match(file) for file in tree.debs)
                headers = self._entry(target).headers
                also |= {headers} if compiles and index.candidates(headers) else set()
                run = (self._provision(target, own, set(), "program", name) for name in sorted(runs(debs)))
                also |= {one.package for one in run if one is not None} - {PYTHON}
                if also <= wanted:
                    break
                wanted |= also
        variables: dict[str, tuple[str, ...]] = {}
        for entry in known:
            for name, patterns in entry.variables.items():
                variables[name] = tuple(dict.fromkeys((*variables.get(name, ()), *patterns)))
        return replace(
            tree,
            programs=tuple(sorted(programs)),
            variables=variables,
            steps=tuple(step for entry in known for step in entry.steps),
        ), debs

    def toolchain(self, target: Target, packages: Collection[str]) -> Toolchain:
        """Compilers and headers as Debian has them, and these development packages on top.

        What is linked against a development package needs the libraries that this package depends on at run
        time. Raises as `tree`.
        """
        with self._lock:
            entry = self._entry(target)
            index = self._indexes.packages(entry.suite, target.system)
            for name in _unknown(index, packages):
                raise UnknownDebianPackage(name, entry.suite)
            compilers = self._closure(entry.suite, target.system, {*self._table.toolchain, entry.headers})
            given = {package.name: package for package in compilers}
            wanted = set(packages) - set(given)
            extra = solve(index, wanted, suite=entry.suite, cuts=self._table.cuts, given=given)
            own = {package.name for package in self._python(target)}
            libraries = run_time_of((*compilers, *extra), packages, self._table.toolchain_libraries) - own
            native, debs = self.tree(target, libraries)
            return Toolchain(
                compilers=Tree(debs=tuple(package.artifact().file for package in compilers)),
                extra=Tree(debs=tuple(package.artifact().file for package in extra)) if extra else None,
                native=native if native.debs else None,
                artifacts={**_artifacts((*compilers, *extra)), **debs},
            )

    def git(self, target: Target) -> tuple[Tree, dict[str, DebArtifact]]:
        """What a build runs git with, beside nothing else. Raises as `tree`."""
        with self._lock:
            closure = self._closure(self._entry(target).suite, target.system, git.PACKAGES, cuts=git.CUTS)
            return Tree(debs=tuple(package.artifact().file for package in closure)), _artifacts(closure)

    def _entry(self, target: Target) -> Entry:
        entry = self._table.entry(target)
        if entry is None:
            raise NoInterpreter(target.interpreter, None, self.interpreters())
        return entry

    def _python(self, target: Target) -> tuple[Package, ...]:
        entry = self._entry(target)
        wanted = {*entry.packages, *self._table.common, *self._table.suites[entry.suite].whole}
        return self._closure(entry.suite, target.system, wanted)

    def _holders(self, target: Target, sonames: Collection[str]) -> set[str]:
        """The packages that have any of these libraries."""
        if not sonames:
            return set()
        return {
            holder.package
            for contents in self._contents(target, "soname")
            for name in sonames
            for holder in contents.holders("soname", name)
        }

    def _provision(
        self, target: Target, own: Collection[str], rivals: set[str], kind: NeedKind, name: str
    ) -> Provision | None:
        suite = self._entry(target).suite
        index = self._indexes.packages(suite, target.system)
        triplet = self._table.machines[target.system].triplet
        if kind == "stdlib":
            place = debian_place(name, target, own, triplet=triplet)
            return Provision(package=PYTHON, path=place.path) if place is not None else None
        if known := by_convention(kind, name, triplet=triplet, suite=suite):
            owned = (one for one in known if one.package in own)
            holder = next(owned, None) or next(present(index, known), None)
            if holder is None:
                return None
            package = PYTHON if holder.package in own else holder.package
            return Provision(package=package, path=holder.path)
        for contents in self._contents(target, kind):
            for holder in contents.holders(kind, name, preferred=own):
                if holder.package in own:
                    return Provision(package=PYTHON, path=holder.path)
                candidates = index.candidates(holder.package)
                if candidates and rivals.isdisjoint({holder.package, *direct_dependencies(candidates[0])}):
                    return Provision(package=holder.package, path=holder.path)
        links = present(index, linked(kind, name, triplet=triplet, suite=suite))
        return next((Provision(package=holder.package, path=holder.path) for holder in links), None)

    def _contents(self, target: Target, kind: NeedKind) -> Iterator[Contents]:
        """What tells who has a thing of this kind, the next only where the one before does not answer."""
        suite = self._entry(target).suite
        yield self._indexes.contents(suite, target.system, everywhere=False)
        # Packages for every architecture have programs, headers and .pc files, never libraries; their index
        # is three times as large.
        if kind != "soname":
            yield self._indexes.contents(suite, target.system, everywhere=True)

    def _closure(
        self, suite: str, system: System, roots: Iterable[str], *, cuts: tuple[Cut, ...] = ()
    ) -> tuple[Package, ...]:
        """A closure that needs nothing below it, solved once for each state of the indexes."""
        wanted = sorted(set(roots))
        key = hashlib.sha256(
            json.dumps(
                [
                    _CLOSURE_FORMAT,
                    self._table.digest,
                    wanted,
                    *map(str, cuts),
                    *self._indexes.fingerprint(suite, system),
                ]
            ).encode()
        ).hexdigest()
        if key not in self._closures:
            path = self._indexes.folder / f"closure-{key[:32]}.json"
            cached = _read_closure(path)
            if cached is None:
                index = self._indexes.packages(suite, system)
                cached = solve(index, wanted, suite=suite, cuts=(*self._table.cuts, *cuts))
                write_sealed(path, json.dumps([asdict(package) for package in cached]).encode())
            self._closures[key] = cached
        return self._closures[key]


def _unknown(index: PackageIndex, names: Iterable[str]) -> Iterator[str]:
    """Those of `names` that no package has or provides."""
    return (name for name in sorted(names) if not index.candidates(name) and not index.providers(name))


def _read_closure(path: Path) -> tuple[Package, ...] | None:
    """A closure from the cache; `None` when there is none that can be read."""
    found = read_sealed(path)
    return None if found is None else tuple(Package(**fields) for fields in json.loads(found))


def _artifacts(closure: Iterable[Package]) -> dict[str, DebArtifact]:
    artifacts = (package.artifact() for package in closure)
    return {artifact.file: artifact for artifact in artifacts}
