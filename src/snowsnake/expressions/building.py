"""What a build takes, in nixpkgs' words: build requirements, programs and libraries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake.analyse.knowledge import mapping, texts
from snowsnake.analyse.source import SourceReport
from snowsnake.expressions.conditions import condition
from snowsnake.expressions.model import Dependency
from snowsnake.expressions.names import attribute, native
from snowsnake.provide.nixpkgs.files import NixpkgsFiles

_COMPILERS = frozenset(
    {"cargo", "rustc", "gcc", "cc", "c++", "g++", "clang", "make", "ld", "ar", "sh", "patchelf"}
)
"""What stdenv or rustPlatform brings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Building:
    """How a source is built."""

    system: tuple[Dependency, ...]
    rust: Literal["no", "maturin", "setuptools"]
    programs: tuple[str, ...]
    libraries: tuple[str, ...]
    notes: tuple[str, ...]


NOTHING = Building(system=(), rust="no", programs=(), libraries=(), notes=())
"""Of what is not built: a wheel."""


def building(report: SourceReport, table: NixpkgsFiles) -> Building:
    """What the source's build takes, as far as it is known without running it."""
    asked = report.requires if report.requires is not None else ("setuptools", *report.build_imports)
    names = [canonicalize_name(Requirement(text).name) for text in asked]
    rust: Literal["no", "maturin", "setuptools"] = "no"
    if report.crates != "none":
        rust = "maturin" if report.backend.startswith("maturin") else "setuptools"
    elsewhere = mapping("nixpkgs-python", "build")
    is_program = programs_of(names)
    found = list(is_program)
    system: list[Dependency] = []
    for text, name in zip(asked, names, strict=True):
        other = elsewhere.get(name, name)
        if not other or name in is_program or (rust == "maturin" and name == "maturin"):
            continue
        when = condition(Requirement(text).marker)
        if when is not None and other not in {one.name for one in system}:
            system.append(
                Dependency(
                    name=other,
                    attribute=attribute(other),
                    condition=when.expression,
                    variables=when.variables,
                    specifier=str(Requirement(text).specifier),
                )
            )
    notes: list[str] = []
    libraries: list[str] = []
    optional: set[str] = set()
    meson = "meson-python" in names
    for need in report.needs:
        if not need.required:
            label = table.label(need.kind, need.name)
            optional.update([native(label)] if label is not None else [])
            continue
        if need.kind == "program" and need.name in _COMPILERS:
            continue
        if need.kind == "program" and (need.name in names or (meson and need.name == "ninja")):
            continue  # a build requirement brings it
        if need.kind == "pkg-config":
            found.append("pkg-config")
        label = table.label(need.kind, need.name)
        if label is None:
            notes.append(f"who has {need.name} ({need.kind}, seen in {need.evidence[0]}) is not known")
        else:
            (found if need.kind == "program" else libraries).append(native(label))
    if optional := optional - {*found, *libraries}:
        notes.append(f"its build uses, where they are there: {', '.join(sorted(optional))} (see buildInputs)")
    return Building(
        system=tuple(sorted(system, key=lambda one: one.attribute)),
        rust=rust,
        programs=tuple(sorted(set(found))),
        libraries=tuple(sorted(set(libraries))),
        notes=tuple(notes),
    )


def programs_of(names: Sequence[str]) -> list[str]:
    """Those of some build requirements that are programs."""
    return sorted(set(names) & texts("nixpkgs-python", "programs"))
