"""A project's directory as its maintainers see it: the files that git keeps, without what builds and editors leave."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from snowsnake.artifacts.errors import BadDirectory

_NEVER = frozenset(
    {
        ".git", ".hg", ".svn", "__pycache__", ".venv", "node_modules", ".tox", ".nox", ".mypy_cache", ".ruff_cache",
        ".pytest_cache", ".hypothesis", ".eggs", ".idea", ".vscode",
    }
)  # fmt: skip
"""Left out where no git says what belongs to the project."""
_NOT_AT_THE_TOP = frozenset({"build", "dist", "result", "venv"})
"""Left out, too, beside the project's pyproject.toml; deeper they may be packages."""


def listed_files(directory: Path) -> tuple[str, ...]:
    """The files of a project, relative to its directory, sorted; links are files.

    In a work tree of git those that it keeps, or would: what is ignored is not source, and an edit of it changes
    nothing. Else all but what tools leave. Raises `BadDirectory`.
    """
    if not directory.is_dir():
        raise BadDirectory(directory, "it is not there" if not directory.exists() else "it is a file")
    try:
        found = _from_git(directory)
        return tuple(sorted(_from_walk(directory) if found is None else found))
    except OSError as error:
        raise BadDirectory(directory, error.strerror or str(error)) from error


def copy_listed(directory: Path, into: Path) -> None:
    """Copy a project's files to `into`, which is made. Raises `BadDirectory`."""
    into.mkdir(parents=True)
    for name in listed_files(directory):
        source, target = directory / name, into / name
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copy2(source, target, follow_symlinks=False)
        except OSError as error:
            raise BadDirectory(directory, f"`{name}`: {error.strerror or error}") from error


def _from_git(directory: Path) -> list[str] | None:
    """What git lists; `None` where this is no work tree, or there is no git."""
    # Nothing of the repository's own configuration may start a program.
    command = ["git", "-c", "core.fsmonitor=false", "ls-files", "-z", "--cached", "--others"]
    try:
        done = subprocess.run(
            [*command, "--exclude-standard"],
            cwd=directory,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
            env={key: value for key, value in os.environ.items() if not key.startswith("GIT_")},
        )
    except FileNotFoundError:
        return None
    if done.returncode != 0:
        return None
    found = []
    for name in {os.fsdecode(raw) for raw in done.stdout.split(b"\0") if raw}:
        path = directory / name.rstrip("/")
        if path.is_dir() and not path.is_symlink():  # a submodule
            found += [f"{name.rstrip('/')}/{below}" for below in listed_files(path)]
        elif os.path.lexists(path):  # a file that was removed is listed until that is committed
            found.append(name)
    return found


def _from_walk(directory: Path) -> Iterator[str]:
    for place, directories, files in os.walk(directory):
        top = _NOT_AT_THE_TOP if Path(place) == directory else frozenset()
        directories[:] = [
            name
            for name in directories
            if name not in _NEVER and name not in top and not name.endswith(".egg-info")
        ]
        links = [name for name in directories if Path(place, name).is_symlink()]
        for name in (*files, *links):
            path = Path(place, name)
            if name not in top and (path.is_symlink() or path.is_file()):
                yield path.relative_to(directory).as_posix()
