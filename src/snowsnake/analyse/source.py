"""Look into a source distribution, or a project's directory, and report what its build needs. Nothing of it is run."""

from __future__ import annotations

from pathlib import Path

from snowsnake.analyse.source_files import open_source
from snowsnake.analyse.source_project import build_system, identify, read_pyproject
from snowsnake.analyse.source_report import BadSource, SourceNeed, SourceReport, StaticMetadata

__all__ = ["BadSource", "SourceNeed", "SourceReport", "StaticMetadata", "read_source"]


def read_source(path: Path, sha256: str) -> SourceReport:
    """Report on the source at `path`, an archive whose bytes are known to have `sha256`, or a directory.

    Raises `BadSource` for the first thing that is wrong with it; `OSError` when it cannot be read.
    """
    files = open_source(path)
    pyproject = read_pyproject(files)
    system = build_system(files, pyproject)
    identity = identify(files, pyproject)
    return SourceReport(
        file=path.name,
        sha256=sha256,
        name=identity.name,
        version=identity.version,
        requires=system.requires,
        backend=system.backend,
        backend_path=system.backend_path,
        metadata=identity.metadata,
        imports=(),
        build_imports=(),
        asks=False,
        languages=frozenset(),
        tools=(),
        crates="none",
        needs=(),
    )
