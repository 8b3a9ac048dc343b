"""`.python-version`: which interpreter a directory wants (pyenv's file, also read by uv)."""

from __future__ import annotations

import re
from pathlib import Path

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements import toml
from snowsnake.requirements.text import Where, check_text

FILE = ".python-version"
# An implementation, a version, or both; or specifiers. Whether the base has it is for the base to say.
_REQUEST = re.compile(r"(?=.*[0-9]|[a-z]*py)[A-Za-z]*[-@=]?[0-9.]*[A-Za-z0-9.+-]*|[<>=!~][^`]*")


class BadPythonVersion(SnowsnakeError):
    """The file names no version."""

    def __init__(self, where: Where, text: str) -> None:
        self.where, self.text = where, text
        super().__init__(
            f"{where}: `{text}` is not a version of Python",
            help=f"write one into `{where.name}`, like `3.13`",
        )


def read_python_version(directory: Path) -> str | None:
    """The first version that the file names (`3.13`, `pypy3.11`), `None` without file or version.

    Raises `BadPythonVersion`, `toml.UnreadableFile` and `text.HostileText`.
    """
    path = directory / FILE
    if not path.is_file():
        return None
    where = Where(name=FILE)
    for number, line in enumerate(toml.read_text(path, where).splitlines(), 1):
        version = line.partition("#")[0].strip()
        if version:
            check_text(version, where)
            if not _REQUEST.fullmatch(version):
                raise BadPythonVersion(Where(name=FILE, line=number), version)
            return version
    return None
