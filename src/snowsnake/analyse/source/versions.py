"""Whether a source takes its version from git: by its build requirements, its settings, or what its scripts run."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake.analyse.source.files import SourceFiles
from snowsnake.analyse.source.project import BuildSystem, Table
from snowsnake.knowledge import texts

_NAMED = re.compile(r"(.+-)?(git|gitver.*|scm|vcs|vcsver.*|versioning)(-.+)?")
"""Plugins whose name says it: setuptools-scm, hatch-vcs, setuptools-git-versioning, flit-scm, dynamic-versioning."""
_WORDS = re.compile(
    r"""setuptools[-_]scm|use_scm_version|\bpbr\b|versioneer|versioningit|dunamai|miniver|setuptools[-_]git|"""
    r"""\bvcs_?versioning\b|\bimport git\b|\bfrom git import\b"""
)
_COMMAND = re.compile(
    r"""["']git["']\s*,|\bgit\s+(-\S+\s+)*(describe|rev-parse|rev-list|log|tag|show|ls-files|branch|symbolic-ref|status|diff)\b"""
)
_SETTINGS = (("pdm", "version", "source"), ("pdm", "version", "use_scm"))
_FILES = ("setup.py", "versioneer.py", "meson.build", "CMakeLists.txt", "build.py", "_version.py")
"""Where a command of git's may stand, beside the backend's own scripts."""
_LEADS = re.compile(
    r"""(?P<file>(?<![\w./-])[\w./-]{1,200}\.(?:py|sh|cmake)\b)|^[ \t]*(?:from|import)[ \t]+(?P<imported>\w[\w.]*)"""
    r"""|\b(?:attr|getter|provider)\s*[=:]\s*["']?(?P<named>\w[\w.]*)""",
    re.MULTILINE,
)
"""What a file of the build may take the version from: another file of the source, or a module of it."""
_MOST = 50


def asks_git(files: SourceFiles, pyproject: Table, system: BuildSystem, scripts: Sequence[str]) -> bool:
    """Whether something of the build asks git for the version; never where a `PKG-INFO` says it."""
    if "PKG-INFO" in files.names:
        return False
    plugins = texts("version-plugins", "plugins")
    for text in system.requires or ():
        name = canonicalize_name(Requirement(text).name)
        if name in plugins or _NAMED.fullmatch(name):
            return True
    tool = pyproject.get("tool")
    if isinstance(tool, dict) and any(_setting(tool, path) for path in _SETTINGS):
        return True
    if any(_WORDS.search(files.text(name) or "") for name in ("setup.py", "setup.cfg")):
        return True
    if any(_COMMAND.search(_without_comments(text)) for text in _programs(files, scripts)):
        return True
    return _is_open(pyproject) and any(map(_COMMAND.search, _led_to(files, scripts)))


def is_archived(files: SourceFiles) -> bool:
    """Whether `git archive` made it, and wrote down which commit it is of (`.git_archival.txt`)."""
    said = files.text(".git_archival.txt") or ""
    return re.search(r"(?m)^describe-name: [^$\s]+\s*$", said) is not None


def _setting(table: object, path: Sequence[str]) -> bool:
    for key in path:
        table = table.get(key) if isinstance(table, dict) else None
    return table in {"scm", True} if isinstance(table, (str, bool)) else False


def _programs(files: SourceFiles, scripts: Sequence[str]) -> Iterator[str]:
    for name in dict.fromkeys((*_FILES, *scripts)):
        if (text := files.text(name)) is not None:
            yield text


def _is_open(pyproject: Table) -> bool:
    """Whether `pyproject.toml` leaves the version to the build."""
    tool = pyproject.get("tool")
    tables = (pyproject.get("project"), tool.get("poetry") if isinstance(tool, dict) else None)
    return not any(isinstance(table, dict) and "version" in table for table in tables)


def _led_to(files: SourceFiles, scripts: Sequence[str]) -> Iterator[str]:
    """The texts of what the files of the build name or import, and of what these do."""
    by_name: dict[str, list[str]] = {}
    for name in files.names:
        by_name.setdefault(name.rpartition("/")[2], []).append(name)
    seen = set[str]()
    waiting = [name for name in ("pyproject.toml", "setup.cfg", *_FILES, *scripts) if name in files.names]
    while waiting and len(seen) < _MOST:
        name = waiting.pop()
        if name in seen or (text := files.text(name)) is None:
            continue
        seen.add(name)
        text = _without_comments(text)
        if name not in {"pyproject.toml", "setup.cfg"}:
            yield text
        for match in _LEADS.finditer(text):
            if match["file"]:
                said = match["file"].lstrip("./")
                waiting += [path for path in by_name.get(said.rpartition("/")[2], ()) if path.endswith(said)]
            else:
                waiting += _modules(files, match["imported"] or match["named"])


def _modules(files: SourceFiles, dotted: str) -> Iterator[str]:
    parts = dotted.split(".")
    for count in range(1, len(parts) + 1):
        place = "/".join(parts[:count])
        for root in ("", "src/"):
            yield from (
                path for path in (f"{root}{place}.py", f"{root}{place}/__init__.py") if path in files.names
            )


def _without_comments(text: str) -> str:
    return re.sub(r"(?m)^\s*#.*$", "", text)
