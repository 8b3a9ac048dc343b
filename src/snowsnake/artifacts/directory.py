"""The files of a project's directory: those that git would keep, copied so that an unrelated edit changes nothing."""

from __future__ import annotations

import hashlib
import os
import shutil
import stat
import subprocess
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from pathlib import Path

from snowsnake.artifacts.git_command import SETTINGS, environment
from snowsnake.project_files import LOCK_NAME

HISTORY_NAME = ".snowsnake-history.json"
"""Of the file that a copy has beside those of the project: see `git_history`."""
# What tools leave behind in a directory that git does not keep.
_ASIDE = (
    ".git",
    ".hg",
    ".svn",
    "__pycache__",
    "*.py[co]",
    "*.egg-info",
    ".eggs",
    ".venv",
    "venv",
    "build",
    "dist",
    "node_modules",
    ".tox",
    ".nox",
    ".direnv",
    ".*_cache",
    ".cache",
    ".coverage",
    "result",
    "result-*",
)


def listed_files(directory: Path) -> tuple[str, ...]:
    """The files of a project, relative to its directory, with slashes, sorted.

    In a git work tree what git keeps or would keep: tracked files, those of submodules, and new ones that are not
    ignored. Elsewhere all files but what tools leave behind (`__pycache__`, `build`, `.venv`, …). Without the lock,
    which does not change what is built, without what only a copy has (`HISTORY_NAME`), and without links that lead out
    of the directory; a link to a file elsewhere in the work tree counts as that file. Raises `OSError`.
    """
    os.stat(directory)  # noqa: PTH116 -- to walk through one that is gone is no error
    found = _of_git(directory) or _of_walk(directory)
    real = os.path.realpath(directory)
    top: str | None = None
    kept = []
    for file in sorted(set(found)):
        path = f"{directory}/{file}"
        try:
            mode = os.lstat(path).st_mode
        except (FileNotFoundError, NotADirectoryError):
            continue  # git knows it, and it was removed
        if stat.S_ISLNK(mode):
            end = os.path.realpath(path)
            if not _within(end, real):
                top = _top(directory) if top is None else top
                if not (top and _within(end, top) and os.path.isfile(end)):  # noqa: PTH113 -- as text
                    continue
        elif not stat.S_ISREG(mode):
            continue
        if file not in {LOCK_NAME, HISTORY_NAME}:
            kept.append(file)
    return tuple(kept)


def copy_listed(directory: Path, into: Path, files: Iterable[str] | None = None) -> None:
    """Copy the listed files (`listed_files` if none are given) below `into`, which is made.

    Of a mode only the executable bit counts; links stay links, which lead to the copy, but for those that lead out of
    the directory: there stands the file that they lead to. Raises `OSError`.
    """
    real = os.path.realpath(directory)
    made = {str(into)}
    into.mkdir(parents=True, exist_ok=True)
    for file in listed_files(directory) if files is None else files:
        source, target = f"{directory}/{file}", f"{into}/{file}"
        parent = os.path.dirname(target)  # noqa: PTH120 -- as text: there may be ten thousand
        if parent not in made:
            os.makedirs(parent, exist_ok=True)  # noqa: PTH103
            made.add(parent)
        if os.path.islink(source) and _within(end := os.path.realpath(source), real):  # noqa: PTH114
            text, above = os.readlink(source), os.path.dirname(file)  # noqa: PTH115, PTH120
            # One that comes back by way of the directory's own name would lead to the original.
            if os.path.normpath(os.path.join(above, text)).startswith(("/", "../")):  # noqa: PTH118
                text = os.path.relpath(end, os.path.realpath(f"{directory}/{above}"))
            os.symlink(text, target)  # noqa: PTH211
            continue
        shutil.copyfile(source, target)
        os.chmod(target, 0o755 if os.stat(source).st_mode & stat.S_IXUSR else 0o644)  # noqa: PTH101, PTH116


def directory_digest(directory: Path, files: Iterable[str] | None = None) -> str:
    """SHA-256 (hexadecimal) over names, executable bits and content of the listed files. Raises `OSError`."""
    digest = hashlib.sha256()
    for file in listed_files(directory) if files is None else files:
        path = f"{directory}/{file}"
        if os.path.islink(path):  # noqa: PTH114 -- as text
            kind, content = b"l", os.fsencode(os.readlink(path))  # noqa: PTH115
        else:
            with open(path, "rb", buffering=0) as opened:  # noqa: PTH123
                kind = b"x" if os.fstat(opened.fileno()).st_mode & stat.S_IXUSR else b"f"
                content = opened.read()
        name = os.fsencode(file)
        digest.update(b"%c%d %d\n%s" % (kind, len(name), len(content), name))
        digest.update(content)
    return digest.hexdigest()


def _of_git(directory: Path) -> list[str]:
    """What git lists; nothing where there is no git, no work tree, or nothing in it that git would keep."""
    # Untracked files of submodules are not asked for: git cannot, in one go.
    tracked = ask_git(directory, "ls-files", "-z", "--cached", "--recurse-submodules")
    new = ask_git(directory, "ls-files", "-z", "--others", "--exclude-standard")
    if tracked is None or new is None:
        return []
    return [os.fsdecode(name) for name in (tracked + new).split(b"\0") if name]


def _top(directory: Path) -> str:
    """The work tree's root; empty where there is none."""
    found = ask_git(directory, "rev-parse", "--show-toplevel")
    return os.path.realpath(os.fsdecode(found.rstrip(b"\n"))) if found else ""


def ask_git(directory: Path, *arguments: str) -> bytes | None:
    """What git says of the work tree at `directory`; `None` where it fails or is not there."""
    try:
        done = subprocess.run(
            ["git", *(word for setting in SETTINGS for word in ("-c", setting)), *arguments],  # noqa: S607 -- the user's own git
            cwd=directory,
            env=environment(os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    return done.stdout if done.returncode == 0 else None


def _of_walk(directory: Path) -> Iterator[str]:
    for place, directories, files in os.walk(directory):
        below = os.path.relpath(place, directory)
        prefix = "" if below == "." else f"{below}/"
        directories[:] = [name for name in directories if not _aside(name)]
        # A link to a directory is one of `directories`, and is not entered.
        links = [name for name in directories if os.path.islink(f"{place}/{name}")]  # noqa: PTH114
        yield from (f"{prefix}{name}" for name in (*files, *links) if not _aside(name))


def _aside(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in _ASIDE)


def _within(path: str, directory: str) -> bool:
    return path == directory or path.startswith(f"{directory}/")
