"""Placeholder by the core owner until source-analysis commits its own: overwrite me."""
from __future__ import annotations
import tarfile, tomllib
from dataclasses import dataclass
from pathlib import Path

@dataclass(frozen=True, kw_only=True, slots=True)
class StaticMetadata:
    requires_dist: tuple[str, ...]
    requires_python: str | None
    provides_extra: tuple[str, ...]

@dataclass(frozen=True, kw_only=True, slots=True)
class SourceNeed:
    kind: str
    name: str
    evidence: tuple[str, ...]
    required: bool

@dataclass(frozen=True, kw_only=True, slots=True)
class SourceReport:
    requires: tuple[str, ...] | None
    backend: str
    backend_path: tuple[str, ...]
    metadata: StaticMetadata | None
    build_imports: tuple[str, ...]
    asks: bool
    languages: frozenset[str]
    tools: tuple[str, ...]
    needs: tuple[SourceNeed, ...]

def read_source(path: Path, sha256: str) -> SourceReport:
    requires, backend = None, "setuptools.build_meta:__legacy__"
    c = False
    with tarfile.open(path) as t:
        for m in t:
            if m.name.count("/") == 1 and m.name.endswith("/pyproject.toml"):
                f = t.extractfile(m); assert f
                d = tomllib.loads(f.read().decode())
                if "build-system" in d:
                    requires = tuple(d["build-system"]["requires"]); backend = d["build-system"].get("build-backend", backend)
            if m.name.endswith((".c", ".cpp")): c = True
    return SourceReport(requires=requires, backend=backend, backend_path=(), metadata=None, build_imports=(), asks=False, languages=frozenset(["c"] if c else []), tools=(), needs=())
