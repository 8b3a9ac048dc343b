"""Plugins: files that a library opens in a directory of its own, and what people call them.

Where each library looks is in `knowledge/plugin-directories.toml`. Only light modules are imported here:
`snowsnake locate` answers in a moment.
"""

from __future__ import annotations

import re
from functools import cache

from snowsnake.knowledge import table

_FILE = re.compile(r"(?P<name>.+\.so)(?:\.[0-9]+)*")
_ELEMENT = re.compile(
    r"""(?:gst-element:|(?:.*\|)?element-)(?P<missing>[\w-]+)"""
    r"""|.*\bElementFactory\.make\(\s*["'](?P<made>[\w-]+)["'].*"""
    r"""|.*\bno element ["'](?P<said>[\w-]+)["'].*"""
)
"""How GStreamer, and code, say an element: a missing plugin's description, a call, an error of a pipeline."""
_PREFIX = "gst-plugin:"


@cache
def directories() -> str:
    """The directories, below that of libraries, as a regular expression."""
    return "|".join(entry["directory"] for entry in table("plugin-directories")["library"])


def element_of(text: str) -> str | None:
    """The element of GStreamer that a text is about; `None` where it does not say that it is about one."""
    match = _ELEMENT.fullmatch(text.strip())
    return match[str(match.lastgroup)] if match is not None else None


def plugin_of(text: str) -> str | None:
    """The file of a plugin that a text is about (`gst-plugin:x264`); `None` where it does not say so."""
    name = text.strip().removeprefix(_PREFIX)
    return f"libgst{name}.so" if name and text.strip().startswith(_PREFIX) else None


def file_names(name: str) -> tuple[str, ...]:
    """What the file of a plugin may be called: of a file's name itself, of `x264` what each library calls its own.

    SASL's mechanisms are written in other ways than their files: `DIGEST-MD5`, `SCRAM-SHA-256`.
    """
    if (match := _FILE.fullmatch(name)) is not None:
        return tuple(dict.fromkeys((name, match["name"])))
    lower = name.lower()
    spelled = dict.fromkeys((name, lower, lower.replace("-", ""), lower.partition("-")[0]))
    patterns = [pattern for entry in table("plugin-directories")["library"] for pattern in entry["files"]]
    return tuple(dict.fromkeys(pattern.format(one) for one in spelled if one for pattern in patterns))
