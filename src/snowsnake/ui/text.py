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


def printable(text: str) -> str:
    """One line in which every character that could act on a terminal, or hide, is shown as its escape."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_shown(letter) for letter in text)


def printable_lines(text: str) -> str:
    """Longer text: line breaks and tabs stay, colours are dropped, all else is as in `printable`."""
    lines = _ESCAPES.sub("", text).replace("\r\n", "\n").split("\n")
    # A progress bar redraws its line with carriage returns: what it said last is what a person would have
    # seen.
    return "\n".join(printable(line.rstrip("\r").rsplit("\r", 1)[-1].expandtabs()) for line in lines)


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
