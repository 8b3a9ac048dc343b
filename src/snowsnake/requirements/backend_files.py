"""What a build backend reads to tell a project's metadata, where its pyproject.toml does not say them itself.

No backend is asked here: that takes a build, and this decides at every start whether a lock is stale. So everything
counts that the backend can have read: its settings, the files that they name, requirements files, and the project's
own code that runs in it (`backend_code`). What a wheel merely holds (modules, a readme) does not.
"""

from __future__ import annotations

import configparser
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path

from snowsnake.requirements.backend_code import Code, is_name

_CODE = ("setup.py", "hatch_build.py", "pdm_build.py")
"""Code of a project that its backend runs without being told to."""
_REQUIREMENTS = (
    *(f"{place}.{ending}" for place in ("*requirements*", "requirements/*") for ending in ("txt", "in", "yaml", "yml")),
    "environment.yaml", "environment.yml", "Pipfile",
)  # fmt: skip
"""Files that plugins of backends read without being told to, and code under names that it puts together."""
_WORDS = """
    artifacts authors classifiers data data-files description exclude exclude-package-data force-include include
    include-package-data keywords license license-files maintainers module modules only-include package-data package-dir
    packages py-modules readme scripts shared-data sources version version-file version_file write_to write-to
"""
_ELSEWHERE = frozenset(_WORDS.split())
"""Keys below which nothing is about requirements."""
_TOOLS = """
    autopep8 bandit basedpyright black bumpversion bumpver cibuildwheel codespell commitizen coverage deptry
    docformatter flake8 flynt hypothesis interrogate isort mypy nox pydocstyle pylint pylsp-mypy pyright pytest
    repo-review ruff semantic_release snowsnake tomlsort towncrier tox ty typos uv vulture yapf
"""
_NOT_BACKENDS = frozenset(_TOOLS.split())
"""Tables of `[tool]` that no build backend reads; `uv` counts for itself."""
_LARGEST = 1 << 20
"""Bytes of a file that is looked into for others."""
_DATA = 16 << 20
"""Bytes; a larger file is data, whatever names it."""
_MOST = 200
_INCLUDES = re.compile(r"^\s*(?:-r|-c|--requirement|--constraint)[\s=]+(?P<file>\S.*?)\s*$", re.MULTILINE)
_FILE_DIRECTIVE = re.compile(r"^\s*file:\s*(?P<files>.+)$", re.MULTILINE)


def backend_settings(document: Mapping[str, object]) -> Mapping[str, object]:
    """The tables of `[tool]` of a pyproject.toml that its backend may read."""
    tool = document.get("tool")
    if not isinstance(tool, Mapping):
        return {}
    return {name: value for name, value in tool.items() if name not in _NOT_BACKENDS}


def backend_files(directory: Path, document: Mapping[str, object]) -> tuple[Path, ...]:
    """The files in and around a project's directory that its backend can have read, each once, sorted.

    `document` is its parsed pyproject.toml, which is not among them. A file that is not there is left out.
    """
    found: dict[Path, None] = {}
    code = Code(directory)
    scripts = [*_code(directory, document), *_named_in_settings(directory, backend_settings(document))]
    waiting = [*scripts, *(path for pattern in _REQUIREMENTS for path in directory.glob(pattern))]
    if (directory / "setup.cfg").is_file():
        waiting += [directory / "setup.cfg", *_named_in_cfg(directory)]
    while waiting and len(found) < _MOST:
        path = Path(os.path.normpath(waiting.pop()))
        if path not in found and _is_file(path):
            found[path] = None
            if path.suffix != ".py":
                waiting += _included(path)
            elif path in scripts or path not in code.imported:
                waiting += code.read_by(path)
    return tuple(sorted(found))


def _named_in_settings(directory: Path, value: object) -> Iterator[Path]:
    """Files that settings name, by whatever key."""
    match value:
        case str():
            for text in value.split(","):
                if is_name(text.strip()):
                    yield directory / text.strip()
        case list():
            for item in value:
                yield from _named_in_settings(directory, item)
        case Mapping():
            for key, item in value.items():
                if str(key).lower() not in _ELSEWHERE:
                    yield from _named_in_settings(directory, item)
                if key == "provider-path" and isinstance(item, str) and is_name(item):  # scikit-build-core
                    yield from (directory / item).glob("*.py")


def _named_in_cfg(directory: Path) -> Iterator[Path]:
    """What setup.cfg reads requirements from: `install_requires = file: requirements.txt`."""
    parser = configparser.RawConfigParser()
    with suppress(configparser.Error, UnicodeDecodeError, OSError):
        parser.read(directory / "setup.cfg", encoding="utf-8")
    for section in ("options", "options.extras_require"):
        for key, text in parser.items(section) if parser.has_section(section) else ():
            if key in {"install_requires", "python_requires"} or section != "options":
                for match in _FILE_DIRECTIVE.finditer(text):
                    yield from (directory / file.strip() for file in match["files"].split(","))


def _code(directory: Path, document: Mapping[str, object]) -> Iterator[Path]:
    """Code of the project that its backend runs: an in-tree backend among it (`backend-path`, PEP 517)."""
    yield from (directory / name for name in _CODE)
    system = document.get("build-system")
    places = system.get("backend-path") if isinstance(system, Mapping) else None
    for place in places if isinstance(places, list) else ():
        if isinstance(place, str) and is_name(place):
            yield from (directory / place).glob("*.py")


def _included(path: Path) -> Iterator[Path]:
    """The files that a file of requirements includes: `-r more.txt`."""
    with suppress(OSError):
        if path.stat().st_size <= _LARGEST:
            for match in _INCLUDES.finditer(path.read_bytes().decode(errors="replace")):
                yield path.parent / match["file"]


def _is_file(path: Path) -> bool:
    try:
        return path.is_file() and path.stat().st_size <= _DATA
    except OSError:  # a name that is too long
        return False
