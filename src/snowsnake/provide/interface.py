"""What a base answers: its interpreters, what they are made of, and who satisfies a native need."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from packaging.specifiers import SpecifierSet

from snowsnake.lockfile.model import PYTHON as PYTHON  # noqa: PLC0414 -- whoever asks a base finds the word here
from snowsnake.lockfile.model import DebArtifact, LockedPython, NeedKind, Provision, Tree
from snowsnake.provide.holder import Holder as Holder  # noqa: PLC0414 -- the same
from snowsnake.requirements.carrier import Carrier
from snowsnake.targets import Implementation, System, Target

Need = tuple[NeedKind, str]
"""A kind and a name: `("soname", "libGL.so.1")`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OfferedInterpreter:
    """One interpreter that a base has, as its table says (no index is read for it)."""

    implementation: Implementation
    version: tuple[int, int]
    """The language version."""
    suite: str
    """The suite that it comes from: `trixie`."""
    default: bool
    """Whether it is taken when nobody chooses."""

    @property
    def label(self) -> str:
        """As people write it: `3.13`, `pypy3.11`."""
        prefix = "" if self.implementation == "cp" else "pypy"
        return f"{prefix}{self.version[0]}.{self.version[1]}"

    def target(self, system: System) -> Target:
        """The target that this interpreter makes on a system."""
        return Target(implementation=self.implementation, version=self.version, system=system)


@dataclass(frozen=True, kw_only=True, slots=True)
class SeedPlan:
    """A `Seed` before it is unpacked: everything but the hash of the tree."""

    loader: str
    """The ELF interpreter, below the unpacked tree."""
    python: str
    """The interpreter's program, below the unpacked tree."""
    library_path: tuple[str, ...]
    """Directories below the tree for the loader's `--library-path`."""
    debs: tuple[str, ...]
    """Keys in `PinnedPython.artifacts`, in the order in which they are unpacked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PinnedPython:
    """A target's interpreter, pinned to the byte."""

    python: LockedPython
    suite: str
    seed: SeedPlan
    """The interpreter that runs builds on the target's system; often not the target's own."""
    artifacts: Mapping[str, DebArtifact]
    """Every package of the interpreter's tree and of the seed, by file name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Provisions:
    """Who satisfies each of the needs that were asked about."""

    found: Mapping[Need, Provision]
    missing: tuple[Need, ...]
    """Needs that the base has no provider for, sorted."""

    def get(self, kind: NeedKind, name: str) -> Provision | None:
        """The provision of one need; `None` where the base has none."""
        return self.found.get((kind, name))

    @property
    def packages(self) -> tuple[str, ...]:
        """The packages that have to come with the interpreter, sorted, without `PYTHON`."""
        return tuple(sorted({p.package for p in self.found.values()} - {PYTHON}))


@dataclass(frozen=True, kw_only=True, slots=True)
class ForeignDeb:
    """A Debian package that is not the archive's, and is to be in a tree: it wins over one of its name that is."""

    source: str
    """Where the user has it from."""
    file: str
    """Its key in `Lock.artifacts`."""
    sha256: str
    name: str
    version: str
    architecture: str
    depends: str
    """As the package writes it, with Pre-Depends."""
    provides: str
    conflicts: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Toolchain:
    """What a build from source sees at `/usr`, and what may stay of it."""

    compilers: Tree
    """Compilers, the C library's and the interpreter's headers, and the programs that builds expect everywhere."""
    extra: Tree | None
    """What one source needs besides, on top of that."""
    native: Tree | None
    """The libraries that what is built may link, on top of the interpreter's tree."""
    artifacts: Mapping[str, DebArtifact]


class Provider(Protocol):
    """Somebody besides the base who can meet needs.

    Which of them is asked first, and whether before the base or after it, the user says (`providers`).
    """

    @property
    def name(self) -> str:
        """What it is called in `providers`: `wheel`, `npm`."""

    def carries(self, need: Need) -> Carrier | None:
        """What has it, as `native` would name it; `None` where this provider knows nothing that does."""


class Base(Protocol):
    """Where interpreter, C library and native libraries come from."""

    def interpreters(self) -> tuple[OfferedInterpreter, ...]:
        """What it has, in order of preference."""

    def choose(self, request: str | None, requires_python: SpecifierSet | None, system: System) -> Target:
        """The target for what the user asked (`3.13`, `pypy3`) and the project allows."""

    def pin_python(self, target: Target) -> PinnedPython:
        """The interpreter's closure."""

    def provide(
        self, target: Target, needs: Collection[Need], *, bundled: Collection[str] = ()
    ) -> Provisions:
        """Who satisfies each need of somebody who brings the libraries `bundled` along."""

    def holders(self, target: Target, kind: NeedKind, name: str) -> Sequence[Holder]:
        """The packages that have something, whether or not it is where programs look; the likeliest first."""

    def depends(self, target: Target, package: str) -> Collection[str]:
        """The packages that one depends on; empty if the base does not have it."""

    def closure(self, target: Target, packages: Collection[str]) -> Mapping[str, int]:
        """What packages depend on, themselves included, without the interpreter's: sizes of their files, in bytes."""

    def tree(self, target: Target, packages: Collection[str]) -> tuple[Tree, dict[str, DebArtifact]]:
        """The closure of native packages, without what the interpreter's tree has."""

    def run_time(
        self,
        target: Target,
        packages: Collection[str],
        programs: Collection[str],
        *,
        foreign: Sequence[ForeignDeb] = (),
        runs: Callable[[Mapping[str, DebArtifact]], Collection[str]] = lambda _debs: (),
    ) -> tuple[Tree, dict[str, DebArtifact]]:
        """The tree of what an environment opens and runs, and what it takes to find its data.

        `programs` are those of the packages whose programs are for the environment. What `foreign` packages depend on
        is in the tree, they themselves are not. `runs` says of packages, by file name, which programs theirs run that
        no package need depend on: who has these is in the tree, too.
        """

    def git(self, target: Target) -> tuple[Tree, dict[str, DebArtifact]]:
        """What a build runs git with that asks it for its version: a tree of its own."""

    def toolchain(self, target: Target, packages: Collection[str]) -> Toolchain:
        """Compilers, and these development packages and programs."""
