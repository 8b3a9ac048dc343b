"""What a build takes, in nixpkgs' words: build requirements, programs and libraries."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake.analyse.source import SourceNeed, SourceReport
from snowsnake.expressions.conditions import condition
from snowsnake.expressions.model import Dependency
from snowsnake.expressions.names import attribute, native
from snowsnake.knowledge import mapping, texts
from snowsnake.provide.nixpkgs.files import NixpkgsFiles

_COMPILERS = frozenset(
    {"cargo", "rustc", "gcc", "cc", "c++", "g++", "clang", "make", "ld", "ar", "sh", "patchelf"}
)
"""What stdenv or rustPlatform brings."""
_NO_LOCK = "it has no Cargo.lock, without which Nix fetches no crates: make one, and add it in postPatch"


@dataclass(frozen=True, kw_only=True, slots=True)
class Building:
    """How a source is built."""

    system: tuple[Dependency, ...]
    rust: Literal["no", "maturin", "setuptools"]
    cargo_root: str | None
    """The directory of its `Cargo.lock` below the source; `None` where no crates are fetched."""
    programs: tuple[str, ...]
    libraries: tuple[str, ...]
    notes: tuple[str, ...]


NOTHING = Building(system=(), rust="no", cargo_root=None, programs=(), libraries=(), notes=())
"""Of what is not built: a wheel."""


def building(report: SourceReport, table: NixpkgsFiles, files: Collection[str]) -> Building:
    """What the source's build takes, as far as it is known without running it; `files` are its paths."""
    asked = report.requires if report.requires is not None else ("setuptools", *report.build_imports)
    names = frozenset(canonicalize_name(Requirement(text).name) for text in asked)
    rust: Literal["no", "maturin", "setuptools"] = "no"
    if report.crates != "none":
        rust = "maturin" if report.backend.startswith("maturin") else "setuptools"
    notes = list[str]()
    cargo_root = _cargo_root(files) if report.crates == "registry" else None
    if cargo_root is not None and f"{cargo_root}/Cargo.lock".lstrip("/") not in files:
        notes.append(_NO_LOCK)
    if report.asks:
        notes.append("its build backend may ask for more build requirements than its source says")
        if "cython" not in names and any(file.endswith(".pyx") for file in files):
            asked = (*asked, "cython")
            notes.append("Cython is among them, as it seems: there are `.pyx` files")
    system = _system(asked, without=_programs(names) | ({"maturin"} if rust == "maturin" else frozenset()))
    found, libraries, unclear = _native(report.needs, table, names)
    notes += unclear
    return Building(
        system=system,
        rust=rust,
        cargo_root=cargo_root,
        programs=found,
        libraries=libraries,
        notes=tuple(notes),
    )


def _native(
    needs: Sequence[SourceNeed], table: NixpkgsFiles, names: frozenset[str]
) -> tuple[tuple[str, ...], tuple[str, ...], list[str]]:
    """The programs and the libraries that are needed, sorted, and what is to be said of them."""
    notes = list[str]()
    found, libraries, optional = set(_programs(names)), set[str](), set[str]()
    for need in needs:
        if need.kind == "program" and _is_there(need.name, names):
            continue
        label = table.label(need.kind, need.name)
        into = optional if not need.required else found if need.kind == "program" else libraries
        if label is not None:
            into.add(native(label))
        elif need.required:
            notes.append(f"who has {need.name} ({need.kind}, seen in {need.evidence[0]}) is not known")
        if need.kind == "pkg-config":
            found.add("pkg-config")
    if optional := optional - found - libraries:
        notes.append(f"its build uses, where they are there: {', '.join(sorted(optional))} (see buildInputs)")
    return tuple(sorted(found)), tuple(sorted(libraries)), notes


def _cargo_root(files: Collection[str]) -> str:
    """The directory of the `Cargo.lock` that is nearest to the top, or of the `Cargo.toml` where there is none."""
    for wanted in ("Cargo.lock", "Cargo.toml"):
        found = [file.rpartition("/")[0] for file in files if file.rpartition("/")[2] == wanted]
        if found:
            return min(found, key=lambda directory: (bool(directory), directory.count("/"), directory))
    return ""


def _system(asked: Sequence[str], without: Collection[str]) -> tuple[Dependency, ...]:
    """Build requirements in nixpkgs' words, sorted."""
    elsewhere = mapping("nixpkgs-python", "build")
    found: dict[str, Dependency] = {}
    for requirement in map(Requirement, asked):
        name = canonicalize_name(requirement.name)
        other = elsewhere.get(name, name)
        when = condition(requirement.marker)
        if not other or name in without or other in found or when is None:
            continue
        found[other] = Dependency(
            name=other,
            attribute=attribute(other),
            condition=when.expression,
            specifier=str(requirement.specifier),
        )
    return tuple(sorted(found.values(), key=lambda one: one.attribute))


def _programs(names: frozenset[str]) -> frozenset[str]:
    """Those of some build requirements that are programs."""
    return names & texts("nixpkgs-python", "programs")


def _is_there(program: str, requires: frozenset[str]) -> bool:
    """Whether stdenv, rustPlatform or a build requirement brings a program."""
    return program in _COMPILERS | requires or (program == "ninja" and "meson-python" in requires)
