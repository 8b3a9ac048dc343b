"""How Nix writes strings, names and comments, whatever is in them.

https://nix.dev/manual/nix/latest/language/string-literals and /identifiers.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Sequence

KEYWORDS = frozenset({"assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"})
"""Words that are no names. `or` can be one in some places, and is a surprise in all."""

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_'-]*")
_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile(r'[\\"\n\r\t]|\$(?=\{)')


def is_identifier(name: str) -> bool:
    """Whether a variable can be called `name`."""
    return _IDENTIFIER.fullmatch(name) is not None and name not in KEYWORDS


def identifier(name: str) -> str:
    """An attribute's name as Nix text: as it is, or in quotes where it is no identifier.

    `ValueError` where no Nix string can hold it.
    """
    return name if is_identifier(name) else f'"{quoted(name)}"'


def variable(name: str) -> str:
    """A variable's name, which cannot be quoted: `ValueError` where it is no identifier."""
    if not is_identifier(name):
        raise ValueError(f"{name!r} is no name that a Nix variable can have")
    return name


def quoted(value: str, *, before_expression: bool = False) -> str:
    """What stands between the quotes of `"…"`.

    With `before_expression`, a `${` follows. `ValueError` for NUL, and for halves of surrogate pairs: no Nix
    string can hold them.
    """
    check(value)
    text = _SPECIAL.sub(lambda match: _ESCAPES.get(match.group(), "\\$"), value)
    if before_expression and text.endswith("$"):
        return text[:-1] + "\\$"  # `$${` starts no expression
    return text


def indented(value: str) -> str:
    """What stands between the quotes of `''…''`, where `fits_indented`."""
    return value.replace("''", "'''").replace("${", "''${")


def fits_indented(parts: Sequence[str]) -> bool:
    """Whether `''…''` holds exactly these texts, with expressions between them, and reads better than `"…"`.

    It does not where Nix would take blanks for indentation, or an editor would take them away; or where quotes
    and dollars meet.
    """
    if any("'''" in part or "'$" in part or "$$" in part or part.endswith(("'", "$")) for part in parts):
        return False
    if any(unicodedata.category(c) == "Cc" and c not in "\n\t" for part in parts for c in part):
        return False
    lines = "x".join(parts).split("\n")  # an expression is no blank
    if lines[-1] == "":
        lines.pop()
        if len(lines) < 1:
            return False
    elif len(lines) < 2:
        return False
    if any(line != line.rstrip() for line in lines):
        return False
    filled = [line for line in lines if line]
    return bool(filled) and lines[-1] != "" and any(not line.startswith(" ") for line in filled)


def check(value: str) -> None:
    """`ValueError` where no Nix string can hold `value`."""
    if "\0" in value:
        raise ValueError("a Nix string cannot hold the character NUL")
    if any("\ud800" <= character <= "\udfff" for character in value):
        raise ValueError("a Nix string cannot hold half of a surrogate pair")


def comment_lines(comment: str, width: int) -> list[str]:
    """A comment in lines of at most `width` where words allow, each with its `#`.

    Characters that no reader sees (controls, and those that turn the direction of text) are shown as U+FFFD.
    """
    lines: list[str] = []
    for line in re.split(r"\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]", comment):
        shown = "".join(
            " " if c == "\t" else "\N{REPLACEMENT CHARACTER}" if unicodedata.category(c) in _HIDDEN else c
            for c in line
        )
        wrapped = textwrap.wrap(
            shown, max(width - 2, 20), break_long_words=False, break_on_hyphens=False, subsequent_indent=""
        )
        lines += [f"# {text}" for text in wrapped] or ["#"]
    return lines


_HIDDEN = frozenset({"Cc", "Cf", "Cs"})
