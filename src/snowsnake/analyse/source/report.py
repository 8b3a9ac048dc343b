"""What `read_source` finds in a source distribution or in a project's directory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from snowsnake.analyse.uses.use import Use
from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile.model import NeedKind

LEGACY_BACKEND = "setuptools.build_meta:__legacy__"
"""PEP 517: "If the pyproject.toml file is absent, or the build-backend key is missing, ..."."""

Crates = Literal["none", "vendored", "registry"]


class BadSource(SnowsnakeError):
    """A source that cannot be built: unsafe, corrupt, or no Python project at all."""

    def __init__(self, file: str, problem: str, *, of: str = "") -> None:
        """`of` is the distribution that it is the source of, where that is known."""
        self.file = file
        self.problem = problem
        super().__init__(
            f"reading the source of `{of}`, `{file}`, failed: {problem}"
            if of
            else f"reading the source `{file}` failed: {problem}",
            help="ask for another version of it, or for a wheel; tell its maintainers if this one came from them",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class StaticMetadata:
    """What a source says of its distribution without being built (PEP 643, PEP 621)."""

    requires_dist: tuple[str, ...]
    """PEP 508 texts; those of extras have their marker."""
    requires_python: str | None
    provides_extra: tuple[str, ...]
    """Normalised names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceNeed:
    """Something native that a source is compiled with."""

    kind: NeedKind
    name: str
    """`zlib.h`, `cairo` (a pkg-config module), `pg_config` (a program), `libpq.so` (what `-lpq` looks for)."""
    evidence: tuple[str, ...]
    """Where the source says so: `setup.py:12`, at most a few."""
    required: bool
    """The build fails without it, as far as can be seen; otherwise something is left out of what is built."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceReport:
    """What is known of a source without running anything of it."""

    file: str
    """The archive's or directory's own name."""
    sha256: str
    name: str | None
    """Normalised."""
    version: str | None
    requires: tuple[str, ...] | None
    """`build-system.requires`; `None` where there is no such table (PEP 518)."""
    backend: str
    backend_path: tuple[str, ...]
    metadata: StaticMetadata | None
    """`None` where the build backend has to be asked."""
    imports: tuple[str, ...]
    """Top-level modules that a setup.py without declared build requirements imports and the source does not hold."""
    build_imports: tuple[str, ...]
    """The distributions of `imports`, as requirements: `setuptools` itself is not among them."""
    assumes: frozenset[str]
    """Modules that came with setuptools once and that its programs import: `pkg_resources`, `wheel`."""
    asks: bool
    """Whether only the backend's `get_requires_for_build_wheel` knows all build requirements."""
    languages: frozenset[str]
    """What is compiled: `c`, `c++`, `fortran`, `rust`, `cython`, `assembler`."""
    tools: tuple[str, ...]
    """Programs that the build runs, sorted; each is among `needs` too."""
    asks_git: bool
    """Whether the version of what is built from it is in git's tags, and not in words as a release has it."""
    archived: bool
    """Whether `git archive` made it: it says itself which commit it is of."""
    crates: Crates
    """Where a Rust build finds its crates."""
    uses: tuple[Use, ...]
    """What its modules open and run once they are installed, sorted."""
    told: tuple[str, ...]
    """Packages that its description tells the reader to install, with apt or brew; sorted."""
    needs: tuple[SourceNeed, ...]
