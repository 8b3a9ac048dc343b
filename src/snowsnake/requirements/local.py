"""Directories of this machine that are required: what they are called, and what of them decides a resolution."""

from __future__ import annotations

import ast
import configparser
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name

from snowsnake.parsing import parse, parse_toml
from snowsnake.requirements.backend_files import backend_files, backend_settings

FILES = ("pyproject.toml", "setup.py", "setup.cfg")
"""What says of a directory that it is a project, and what it requires."""
_NAMES = (
    ("project", "name"),
    ("tool", "poetry", "name"),
    ("tool", "flit", "metadata", "dist-name"),
    ("tool", "flit", "metadata", "module"),
)
_FROM_BACKEND = ("dependencies", "optional-dependencies", "requires-python")
"""What of `[project]` decides a resolution, and may be left to the build backend (`dynamic`)."""
_OF_PROJECT = ("name", "version", "dynamic", "requires-python", "dependencies", "optional-dependencies")


@dataclass(frozen=True, kw_only=True, slots=True)
class LocalSource:
    """A directory that is required, or a member of a workspace."""

    name: str
    """Normalised (PEP 503)."""
    path: Path
    """Absolute."""
    editable: bool
    """Whether whoever required it asked for an installation that follows its files (PEP 660)."""


def is_project(directory: Path) -> bool:
    """Whether a directory can be built."""
    return any((directory / name).is_file() for name in FILES[:2])


def name_of(directory: Path) -> str | None:
    """The normalised name of the project in a directory, as far as its files say it without running."""
    document = project_document(directory)
    for path in _NAMES:
        value: object = document
        for key in path:
            value = value.get(key) if isinstance(value, Mapping) else None
        if isinstance(value, str) and value:
            return canonicalize_name(value)
    found = _of_setup_cfg(directory / "setup.cfg") or _of_setup_py(directory / "setup.py")
    return canonicalize_name(found) if found else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Described:
    """What a project says of itself."""

    files: tuple[Path, ...]
    """Those that say what it is and requires."""
    facts: Mapping[str, object]
    """What decides a resolution and how it is built, as JSON; layout and comments of pyproject.toml do not count."""


def describe(directory: Path, *, own: bool = False) -> Described:
    """Read the project in a directory.

    `own`: its requirements are read elsewhere, but for those that only its build backend knows.
    """
    document = project_document(directory)
    project, tool = document.get("project"), document.get("tool")
    kept = _OF_PROJECT[:3] if own else _OF_PROJECT
    facts: dict[str, object] = {"build-system": document.get("build-system")}
    if isinstance(project, Mapping):
        facts["project"] = {key: project[key] for key in kept if key in project}
    if isinstance(tool, Mapping) and not own:
        facts["tool"] = {key: tool[key] for key in ("uv", "poetry", "flit") if key in tool}
    files = [path for name in FILES if (path := directory / name).is_file()]
    if not _is_static(document):
        facts["backend"] = backend_settings(document)
        files += backend_files(directory, document)
    files = list(dict.fromkeys(files))
    for path in files:
        if path.name != FILES[0] or path.parent != directory:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
            facts[os.path.relpath(path, directory)] = digest
    return Described(files=tuple(files), facts=facts)


def _is_static(document: Mapping[str, object]) -> bool:
    """Whether `[project]` says what the project requires (PEP 621)."""
    project = document.get("project")
    dynamic = project.get("dynamic", ()) if isinstance(project, Mapping) else _FROM_BACKEND
    return not (isinstance(dynamic, list | tuple) and set(_FROM_BACKEND) & {str(name) for name in dynamic})


def project_document(directory: Path) -> Mapping[str, object]:
    """Its pyproject.toml; empty where there is none that can be read: whoever builds it says what is wrong."""
    try:
        return parse_toml((directory / "pyproject.toml").read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _of_setup_cfg(path: Path) -> str | None:
    parser = configparser.ConfigParser(interpolation=None)
    try:
        parser.read(path, encoding="utf-8")
        return parser.get("metadata", "name", fallback=None)
    except (configparser.Error, UnicodeDecodeError):
        return None


def _of_setup_py(path: Path) -> str | None:
    """The name that `setup(name="…")` is given as text, or as a variable that is text."""
    try:
        tree = parse(path.read_bytes())
    except OSError:
        return None
    if tree is None:
        return None
    texts = {
        target.id: node.value.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        for keyword in node.keywords if called == "setup" else ():
            value = keyword.value
            if keyword.arg == "name":
                found = texts.get(value.id) if isinstance(value, ast.Name) else getattr(value, "value", None)
                return found if isinstance(found, str) else None
    return None
