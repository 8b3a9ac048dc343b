"""What the modules of a source open and run once they are installed, read as those of a wheel are."""

from __future__ import annotations

import re

from packaging.metadata import parse_email

from snowsnake.analyse.source.files import SourceFiles
from snowsnake.analyse.source.literals import literals
from snowsnake.analyse.source.project import Table
from snowsnake.analyse.uses import Collector, Use
from snowsnake.analyse.uses.describe import Description
from snowsnake.analyse.uses.told import told

_ASIDE = re.compile(r"(docs?|examples?|tools?|scripts?|ci|benchmarks?|build|dist|packaging|\.[^/]*)/")
"""Directories at a source's root that are not installed."""
_OWN = frozenset(
    {"setup.py", "conftest.py", "noxfile.py", "tasks.py", "versioneer.py", "dodo.py", "fabfile.py"}
)
"""Modules at a source's root that are for whoever develops it."""


def installed(files: SourceFiles) -> dict[str, str]:
    """The files of a source that may be installed, sorted, and where: `src/snow/a.py` -> `snow/a.py`."""
    return {
        path: re.sub(r"^(src|lib|python)/(?!__init__\.py)", "", path)
        for path in sorted(files.names)
        if not _ASIDE.match(path) and path not in _OWN
    }


def uses_of(files: SourceFiles, pyproject: Table, name: str) -> tuple[tuple[Use, ...], tuple[str, ...]]:
    """What a source's modules open and run, and what it tells its reader to install, each sorted.

    `name` is the distribution's, normalised.
    """
    collector, placed = Collector(), installed(files)
    for path, data in sorted(files.texts.items()):
        if path in placed and collector.wants(placed[path], len(data)):
            collector.python(placed[path], data)
    for path, data in sorted(files.texts.items()):
        if path in placed and collector.wants_script(placed[path], data[:200], len(data)):
            collector.script(placed[path], data)
        elif path in placed:
            collector.other_script(placed[path], data[:200])
    for item in literals({path: data for path, data in files.texts.items() if path in placed}):
        collector.literal(item)
    summary, text = _said(files, pyproject)
    description = Description(
        name=name, summary=summary, told=told(text), scripts=_scripts(pyproject), is_built=False
    )
    found = collector.uses(placed.values(), (), description, "x86_64")
    origin = {there: path for path, there in placed.items()}
    return tuple(_at(use, origin) for use in found.uses), tuple(sorted(description.told))


def _at(use: Use, origin: dict[str, str]) -> Use:
    """The use with its evidence where it is in the source."""
    evidence = []
    for text in use.evidence:
        path, colon, line = text.partition(":")
        evidence.append(f"{origin.get(path, path)}{colon}{line}")
    return Use(
        level=use.level,
        kind=use.kind,
        name=use.name,
        alternatives=use.alternatives,
        sure=use.sure,
        evidence=tuple(evidence),
    )


def _said(files: SourceFiles, pyproject: Table) -> tuple[str, str]:
    """Its summary and its description."""
    data = files.texts.get("PKG-INFO")
    raw = parse_email(data)[0] if data is not None else {}
    project = pyproject.get("project")
    own = project.get("description") if isinstance(project, dict) else None
    return raw.get("summary") or (own if isinstance(own, str) else ""), raw.get("description") or ""


def _scripts(pyproject: Table) -> frozenset[str]:
    project = pyproject.get("project")
    scripts = project.get("scripts") if isinstance(project, dict) else None
    return frozenset(map(str, scripts)) if isinstance(scripts, dict) else frozenset()
