"""Making text safe for a terminal. Names, versions, paths and build output come from strangers."""

from __future__ import annotations

import re
import unicodedata

# Colour and cursor commands that build tools print in good faith: dropped, where single characters are shown
# escaped.
_ESCAPES = re.compile(
    r"\x1b\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)"  # OSC: titles, links
)
# Control characters, invisible and direction-changing format characters, lone surrogates, line separators.
_UNPRINTABLE = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}


_WORD = 1_000
_TEXT = 10_000
_LINES = 500
"""Characters of a word (or of what stands in backticks) and of a message, and lines of details, that are shown in full:
an invented name may have millions, and would hide the rest of the message."""


def shortened(text: str) -> str:
    """Text without the middle of words and of a whole that nobody would read."""
    if len(text) <= _WORD:
        return text
    words = re.sub(
        rf"`[^`]{{{_WORD + 1},}}`|\S{{{_WORD + 1},}}", lambda word: _without_middle(word[0], _WORD // 5), text
    )
    return _without_middle(words, _TEXT // 3) if len(words) > _TEXT else words


def _without_middle(text: str, kept: int) -> str:
    """`kept` characters of its beginning, and half as many of its end."""
    return f"{text[:kept]}… ({len(text) - kept - kept // 2} characters) …{text[-(kept // 2) :]}"


def printable(text: str) -> str:
    """One line in which every character that could act on a terminal, or hide, is shown as its escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(letter) for letter in text)


def printable_lines(text: str) -> str:
    """Longer text: line breaks and tabs stay, colours are dropped, all else is as in `printable`."""
    lines = _ESCAPES.sub("", text).replace("\r\n", "\n").split("\n")
    if (left_out := len(lines) - _LINES) > 0:
        lines[_LINES // 2 : -(_LINES // 2)] = [f"… ({left_out} lines) …"]
    # A progress bar redraws its line with carriage returns: what it said last is what a person would have
    # seen.
    seen = (line.rstrip("\r").rsplit("\r", 1)[-1] for line in lines)
    return "\n".join(printable(shortened(line).expandtabs()) for line in seen)


def _shown(letter: str) -> str:
    if unicodedata.category(letter) not in _UNPRINTABLE:
        return letter
    return letter.encode("unicode_escape", "surrogatepass").decode("ascii")


def size(count: float) -> str:
    """Bytes for a person: `812 B`, `13.5 MB`."""
    for unit in ("B", "kB", "MB", "GB"):
        if count < 1000 or unit == "GB":
            break
        count /= 1000
    return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"


def duration(seconds: float) -> str:
    """Time for a person: `0.4 s`, `2 min 07 s`."""
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(int(seconds), 60)
    if minutes < 60:
        return f"{minutes} min {rest:02} s"
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes:02} min"
