"""Where the project here says what it requires, and how it gets more: for messages."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from snowsnake.cli.inputs import load_if_there
from snowsnake.environments.subjects import find_project
from snowsnake.errors import SnowsnakeError
from snowsnake.project_files import LOCK_NAME
from snowsnake.requirements.inputs import discover
from snowsnake.requirements.local import project_document


@dataclass(frozen=True, kw_only=True, slots=True)
class Place:
    """Where requirements stand."""

    file: str
    """From the working directory."""
    key: str | None = None
    """The list in a TOML file; `None` for a file with a line for each requirement."""

    def __str__(self) -> str:
        """For a person: `dependencies` in pyproject.toml."""
        return self.file if self.key is None else f"`{self.key}` in {self.file}"


def place_of_requirements(project: str | None) -> Place:
    """The place in `project`, a directory; a requirements.txt here where there is no project yet."""
    if project is None:
        return Place(file="requirements.txt")
    directory = Path(project)
    files = [path for path in _files(directory) if path.suffix in {".toml", ".txt", ".in"}]
    for path in files:
        if path.name == "pyproject.toml":
            return _in_toml(path)
    return Place(file=os.path.relpath(files[0] if files else directory / "requirements.txt"))


def how_to_keep(names: Sequence[str]) -> str:
    """The line that gives the project here more requirements. `names` are not quoted yet."""
    place = place_of_requirements(find_project(os.getcwd()))  # noqa: PTH109 -- as text, like the hot path
    if place.key is not None or not names:
        return f"add it to {place}, then `snowsnake lock`"
    file = shlex.quote(place.file)
    adding = [f"echo {shlex.quote(name)} >> {file}" for name in names]
    if _lacks_end(Path(place.file)):  # what is appended would become part of its last line
        adding.insert(0, f"echo >> {file}")
    return f"`{'; '.join(adding)}; snowsnake lock`"


def _files(directory: Path) -> Sequence[Path]:
    """The files that the project's lock was made from, else those that it will be made from."""
    with suppress(SnowsnakeError):
        lock = load_if_there(directory / LOCK_NAME)
        if lock is not None and (files := lock.requirements.asked.files()):
            return [Path(os.path.normpath(directory / file)) for file in files]
    return discover(directory)


def _in_toml(path: Path) -> Place:
    """The list of a pyproject.toml, or the file that its build backend reads them from."""
    file = os.path.relpath(path)
    document = project_document(path.parent)
    project = _table(document, "project")
    dynamic = project.get("dynamic")
    if not project and _table(document, "tool", "poetry"):
        return Place(file=file, key="[tool.poetry.dependencies]")
    if isinstance(dynamic, list) and "dependencies" in dynamic:
        named = _table(document, "tool", "setuptools", "dynamic", "dependencies").get("file")
        named = named[0] if isinstance(named, list) and named else named
        own = Path(os.path.normpath(path.parent / named)) if isinstance(named, str) else path.parent
        if own.is_relative_to(path.parent) and own != path.parent and str(own).isprintable():
            return Place(file=os.path.relpath(own))
    return Place(file=file, key="dependencies")


def _table(document: Mapping[str, object], *keys: str) -> Mapping[str, object]:
    """The table behind `keys`; an empty one where there is none."""
    value: object = document
    for key in keys:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value if isinstance(value, Mapping) else {}


def _lacks_end(path: Path) -> bool:
    """Whether the last line of a file has no end."""
    try:
        return not path.read_bytes().endswith(b"\n") and path.stat().st_size > 0
    except OSError:
        return False
