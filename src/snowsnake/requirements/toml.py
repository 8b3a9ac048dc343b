"""TOML files, with errors that name file and line, and values that are checked for their type."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from pathlib import Path

from packaging.specifiers import SpecifierSet

from snowsnake import parsing
from snowsnake.errors import SnowsnakeError
from snowsnake.requirements.text import Where
from snowsnake.specifications import read_specifiers


class UnreadableFile(SnowsnakeError):
    """An input file is not there, or is not text."""

    def __init__(
        self, where: Where, reason: str, asked_by: Where | None = None, *, mend: str | None = None
    ) -> None:
        self.where, self.reason, self.asked_by = where, reason, asked_by
        asked = f" (asked for in {asked_by})" if asked_by else ""
        super().__init__(
            f"cannot read `{where}`{asked}: {reason}", help=mend or f"check the path `{where.name}`"
        )


class BadToml(SnowsnakeError):
    """A file is not TOML."""

    def __init__(self, where: Where, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"{where}: not valid TOML: {reason}", help=f"mend `{where}`")


class BadValue(SnowsnakeError):
    """A value in a TOML file is not what it must be."""

    def __init__(self, where: Where, path: str, reason: str, hint: str | None = None) -> None:
        self.where, self.path, self.reason = where, path, reason
        super().__init__(f"{where}: `{path}` {reason}", help=hint or f"mend `{path}` in `{where.name}`")


def read_text(path: Path, where: Where, asked_by: Where | None = None) -> str:
    """Read a UTF-8 text file (a byte order mark is dropped). Raises `UnreadableFile`."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise UnreadableFile(where, (error.strerror or str(error)).lower(), asked_by) from None
    except UnicodeDecodeError as error:
        reason = f"not UTF-8 at byte {error.start}"
        raise UnreadableFile(where, reason, asked_by, mend=f"save `{where}` as UTF-8") from None
    except ValueError:  # a NUL in its path
        raise UnreadableFile(where, "its name is not one that a file can have", asked_by) from None


def parse_toml(text: str, where: Where, *, offset: int = 0) -> dict[str, object]:
    """Parse TOML text; `offset` is added to line numbers in errors. Raises `BadToml`."""
    try:
        return parsing.parse_toml(text)
    except parsing.Malformed as error:
        reason = str(error)
        # Before 3.14 the place is only in the message.
        place = re.search(r" \(at (?:line (\d+), column \d+|end of document)\)$", reason)
        line = len(text.rstrip().splitlines()) or 1  # the last that says something
        if place:
            line = int(place[1]) if place[1] else line
            reason = reason[: place.start()]
        raise BadToml(Where(name=where.name, line=line + offset), reason[:1].lower() + reason[1:]) from None


def line_of(value: str, text: str, where: Where, *, offset: int = 0) -> Where:
    """`where` with the line of the TOML text `text` that holds the string `value`, if exactly one does.

    The parser does not tell where a value stands; a person wants to know.
    """
    lines = [
        number
        for number, line in enumerate(text.splitlines(), 1)
        if f"'{value}'" in line or json.dumps(value, ensure_ascii=False) in line
    ]
    return Where(name=where.name, line=lines[0] + offset) if len(lines) == 1 else where


def table(parent: Mapping[str, object], key: str, where: Where, path: str) -> Mapping[str, object]:
    """The table at `key`, empty where there is none. Raises `BadValue`."""
    value = parent.get(key, {})
    if not isinstance(value, Mapping):
        raise BadValue(where, path, "must be a table")
    return value


def text(parent: Mapping[str, object], key: str, where: Where, path: str) -> str | None:
    """The string at `key`, `None` where there is none. Raises `BadValue`."""
    value = parent.get(key)
    if value is not None and not isinstance(value, str):
        raise BadValue(where, path, "must be a string")
    return value


def flag(parent: Mapping[str, object], key: str, where: Where, path: str) -> bool:
    """A value that is true or false; `False` where there is none. Raises `BadValue`."""
    value = parent.get(key, False)
    if not isinstance(value, bool):
        raise BadValue(where, path, "is not true or false")
    return value


def texts(parent: Mapping[str, object], key: str, where: Where, path: str) -> tuple[str, ...]:
    """The list of strings at `key`, empty where there is none. Raises `BadValue`."""
    value = parent.get(key, [])
    if not isinstance(value, list):
        raise BadValue(where, path, "must be a list of strings")
    for index, item in enumerate(value):
        if not isinstance(item, str):
            raise BadValue(where, f"{path}[{index}]", "must be a string")
    return tuple(value)


def specifiers(parent: Mapping[str, object], key: str, where: Where, path: str) -> SpecifierSet | None:
    """The version specifiers at `key` (PEP 440). Raises `BadValue`."""
    value = text(parent, key, where, path)
    if value is None:
        return None
    try:
        return read_specifiers(value)
    except parsing.Malformed:
        raise BadValue(where, path, f"is not a set of versions: `{value}`") from None
