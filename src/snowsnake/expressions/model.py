"""A package of nixpkgs as a value: everything that its expression says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from snowsnake.nixtext import Expression


@dataclass(frozen=True, kw_only=True, slots=True)
class Dependency:
    """One distribution that another one uses."""

    name: str
    """Normalised."""
    attribute: str
    """Below `python3Packages`."""
    extras: tuple[str, ...] = ()
    """Which of its `optional-dependencies` are wanted, too."""
    condition: Expression | None = None
    """When it is wanted; `None` for always."""
    specifier: str = ""
    """The versions that are allowed: `>=2,<3`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FromPyPI:
    """`fetchPypi`: a file of the index."""

    pname: str
    """As the file's name spells it."""
    version: str
    extension: str
    """`tar.gz`, `zip`."""
    hash: str
    """SRI (https://www.w3.org/TR/SRI/) of the file."""
    wheel: tuple[str, str] | None = None
    """For a wheel: its Python tag, twice as `fetchPypi` wants it (`dist` and `python`)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FromGitHub:
    """`fetchFromGitHub`: a repository's files at a tag or commit."""

    owner: str
    repo: str
    tag: str | None
    """The tag; `None` where only the commit is known."""
    rev: str
    hash: str
    """SRI of the unpacked tree's NAR."""
    submodules: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class FromURL:
    """`fetchurl`: a file at an address."""

    url: str
    hash: str


HASH_IN_PATH = re.compile(r"/[0-9a-f]{20,}(?=[/.-])")
"""In an address: a digest of what is there, or a commit."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FromDirectory:
    """A directory of this machine, named from the expression's own."""

    path: str


Source = FromPyPI | FromGitHub | FromURL | FromDirectory


@dataclass(frozen=True, kw_only=True, slots=True)
class Meta:
    """What nixpkgs says about a package."""

    description: str
    homepage: str | None
    changelog: str | None
    licences: tuple[str, ...]
    """Attributes of `lib.licenses`."""
    main_program: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class PackageExpression:
    """Everything that an expression says, in nixpkgs' words."""

    attribute: str
    """What it is called below `python3Packages`."""
    pname: str
    version: str
    application: bool
    source: Source
    subdirectory: str
    """Where the project lies below the source's root."""
    disabled: Expression | None
    """For which interpreters it is not there."""
    wheel: bool
    """Whether the source is a wheel, which is not built."""
    build_system: tuple[Dependency, ...]
    rust: Literal["no", "maturin", "setuptools"]
    cargo_root: str | None
    """Where its `Cargo.lock` lies below the project; `None` where no crates are fetched."""
    native_build_inputs: tuple[str, ...]
    """Attributes of nixpkgs: programs that run while it is built."""
    build_inputs: tuple[str, ...]
    """Attributes of nixpkgs: libraries that it is linked with."""
    dependencies: tuple[Dependency, ...]
    optional_dependencies: Mapping[str, tuple[Dependency, ...]]
    check_inputs: tuple[Dependency, ...]
    tested: bool
    """Whether its source has tests that pytest runs."""
    benchmarks: tuple[str, ...] = field(kw_only=True, default=())
    """Files and directories below the project that pytest would run, too, and that only measure."""
    imports_check: tuple[str, ...]
    relaxed: tuple[str, ...] = ()
    """Distributions whose versions in the given nixpkgs are outside of what it allows."""
    meta: Meta = field(kw_only=True)
    notes: tuple[str, ...] = ()
    """What whoever sends it to nixpkgs has to do by hand."""

    @property
    def every_dependency(self) -> tuple[Dependency, ...]:
        """Build, run-time, optional and test requirements."""
        optional = [one for some in self.optional_dependencies.values() for one in some]
        return (*self.build_system, *self.dependencies, *optional, *self.check_inputs)
