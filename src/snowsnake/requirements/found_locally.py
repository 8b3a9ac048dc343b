"""Every directory of this machine that the inputs require, and those that these require in turn."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from packaging.requirements import Requirement

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements.address import directory_of, rooted
from snowsnake.requirements.local import LocalSource, project_document
from snowsnake.requirements.poetry import Poetry
from snowsnake.requirements.sources import local_sources, with_sources
from snowsnake.requirements.text import Where, parse_requirement


def required_directories(requires: Iterable[str], editable: Iterable[Path]) -> Iterator[LocalSource]:
    """The directories among requirements as they come from the readers; `editable` are those asked for so."""
    followed = frozenset(editable)
    for text in requires:
        requirement = Requirement(text)
        directory = directory_of(requirement)
        if directory is not None:
            yield LocalSource(name=requirement.name, path=directory, editable=directory in followed)


def with_theirs(found: Iterable[LocalSource]) -> tuple[LocalSource, ...]:
    """These directories and what their projects require from directories, each once, sorted by name."""
    waiting, known = list(found), dict[Path, LocalSource]()
    while waiting:
        source = waiting.pop(0)
        before = known.get(source.path)
        if before is None:
            waiting += _of_project(source.path)
        if before is None or source.editable:
            known[source.path] = source
    return tuple(sorted(known.values(), key=lambda source: (source.name, source.path)))


def _of_project(directory: Path) -> Iterator[LocalSource]:
    """What uv would find in its pyproject.toml; nothing where that is wrong: uv says what."""
    where = Where(name=str(directory / "pyproject.toml"))
    document = project_document(directory)
    with suppress(OSError, ValueError, SnowsnakeError):
        tool = document.get("tool", {})
        uv = tool.get("uv", {}) if isinstance(tool, Mapping) else {}
        requires = list(_requirements(document, where, directory))
        yield from required_directories(map(str, requires), ())
        yield from local_sources(
            with_sources(uv, directory, where), {requirement.name for requirement in requires}, where
        )


def _requirements(document: Mapping[str, object], where: Where, directory: Path) -> Iterator[Requirement]:
    """What the project requires, extras included, as far as it can be read."""
    project = document.get("project")
    if isinstance(project, Mapping):
        extras = project.get("optional-dependencies", {})
        lists = [project.get("dependencies", []), *(extras.values() if isinstance(extras, Mapping) else ())]
        for text in (text for texts in lists if isinstance(texts, list) for text in texts):
            with suppress(SnowsnakeError):
                yield parse_requirement(rooted(str(text), directory), where, directory)
    with suppress(SnowsnakeError):
        poetry = Poetry(document, where, directory)
        yield from poetry.requires(tuple(poetry.extras()))
