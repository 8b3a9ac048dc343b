"""`.python-version`: which interpreter a directory wants (pyenv's file, also read by uv)."""

from __future__ import annotations

from pathlib import Path

from snowsnake.requirements import toml
from snowsnake.requirements.text import Where, check_text

FILE = ".python-version"


def read_python_version(directory: Path) -> str | None:
    """The first version that the file names (`3.13`, `pypy3.11`), `None` without file or version.

    Raises `toml.UnreadableFile` and `text.HostileText`.
    """
    path = directory / FILE
    if not path.is_file():
        return None
    where = Where(name=FILE)
    for line in toml.read_text(path, where).splitlines():
        version = line.partition("#")[0].strip()
        if version:
            check_text(version, where)
            return version
    return None
