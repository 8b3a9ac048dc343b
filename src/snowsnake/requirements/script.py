"""Scripts that carry their requirements (PEP 723, inline script metadata)."""

from __future__ import annotations

import re
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.specifiers import SpecifierSet

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements import toml
from snowsnake.requirements.settings import Settings, read_settings
from snowsnake.requirements.sources import with_sources
from snowsnake.requirements.text import Where, normalised, parse_requirement, shown

# The regular expression is part of the specification:
# https://packaging.python.org/en/latest/specifications/inline-script-metadata/
_BLOCK = re.compile(r"(?m)^# /// (?P<type>[a-zA-Z0-9-]+)$\s(?P<content>(^#(| .*)$\s)+)^# ///$")
_START = re.compile(r"(?m)^# /// script$")


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A script's metadata block."""

    path: Path
    name: str
    """The path as the user would write it."""
    requires: tuple[str, ...]
    """PEP 508 text, normalised and sorted."""
    requires_python: SpecifierSet | None
    settings: Settings
    uv: Mapping[str, object]
    """`[tool.uv]`, which may name indexes and sources; paths of sources are absolute."""

    def describe(self) -> str:
        """For a person."""
        return self.name


class NoScriptBlock(SnowsnakeError):
    """A script says nothing about its requirements."""

    def __init__(self, where: Where) -> None:
        self.where = where
        super().__init__(
            f"`{where}` has no `# /// script` block",
            help='add the lines `# /// script`, `# dependencies = ["requests"]`, `# ///` at its top',
        )


class BadScriptBlock(SnowsnakeError):
    """A script's metadata block breaks the specification."""

    def __init__(self, where: Where, reason: str) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"{where}: {reason}", help="keep one block, from `# /// script` to `# ///`")


def script_block(text: str, where: Where) -> tuple[str, int] | None:
    """The TOML text of a script's `script` block and the line that it starts after; `None` without a block.

    Raises `BadScriptBlock` for two blocks and for one that is not closed.
    """
    matches = [match for match in _BLOCK.finditer(text) if match["type"] == "script"]
    if len(matches) > 1:
        line = text.count("\n", 0, matches[1].start()) + 1
        raise BadScriptBlock(Where(name=where.name, line=line), "a second `# /// script` block")
    if not matches:
        # The specification ignores an unclosed block; a user who wrote one wants to know.
        start = _START.search(text)
        if start is not None and not any(m.start() < start.start() < m.end() for m in _BLOCK.finditer(text)):
            line = text.count("\n", 0, start.start()) + 1
            raise BadScriptBlock(
                Where(name=where.name, line=line), "the `# /// script` block is not closed with `# ///`"
            )
        return None
    match = matches[0]
    content = "".join(
        line[2:] if line.startswith("# ") else line[1:] for line in match["content"].splitlines(keepends=True)
    )
    return content, text.count("\n", 0, match.start("content"))


def has_script_block(path: Path) -> bool:
    """Whether a file is a script with metadata. Raises `BadScriptBlock` and `toml.UnreadableFile`."""
    where = Where(name=path.name)
    return script_block(_read(path, where), where) is not None


def read_script(path: Path, directory: Path) -> Script:
    """Read a script's metadata.

    Raises `NoScriptBlock`, `BadScriptBlock`, `toml.UnreadableFile`, `toml.BadToml`, `toml.BadValue`, and what
    `parse_requirement` and `read_settings` raise.
    """
    where = Where(name=shown(path, directory))
    block = script_block(_read(path, where), where)
    if block is None:
        raise NoScriptBlock(where)
    content, offset = block
    document = toml.parse_toml(content, where, offset=offset)
    requires = toml.texts(document, "dependencies", where, "dependencies")
    return Script(
        path=path,
        name=where.name,
        requires=normalised(
            [
                parse_requirement(text, toml.line_of(text, content, where, offset=offset), path.parent)
                for text in requires
            ]
        ),
        requires_python=toml.specifiers(document, "requires-python", where, "requires-python"),
        settings=read_settings(document, where, path.parent),
        uv=with_sources(
            toml.table(toml.table(document, "tool", where, "tool"), "uv", where, "tool.uv"),
            path.parent,
            where,
        ),
    )


_SAVE = "save `{}` as UTF-8, or name its encoding in its first line: `# -*- coding: latin-1 -*-`"


def _read(path: Path, where: Where) -> str:
    try:
        with tokenize.open(path) as file:  # honours the encoding line, makes every line end `\n`
            return file.read()
    except OSError as error:
        raise toml.UnreadableFile(where, (error.strerror or str(error)).lower()) from None
    except UnicodeDecodeError as error:
        reason = f"not {error.encoding.upper()} at byte {error.start}"
        raise toml.UnreadableFile(where, reason, mend=_SAVE.format(where)) from None
    except SyntaxError:
        reason = "there is no such encoding as its first lines name, or its bytes are of another"
        raise toml.UnreadableFile(where, reason, mend=_SAVE.format(where)) from None
