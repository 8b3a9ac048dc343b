"""Cuts out of a long module what cannot open or run anything, so that it need not be parsed."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache

from snowsnake.analyse.uses.parts import names

SMALL = 12
"""Lines of a function that makes what others use: names, lists of words."""
WORD = re.compile(rb"[A-Za-z_]\w+")
_START = re.compile(rb"^[^\s#)\]}]", re.MULTILINE)
_DEFINITION = re.compile(rb"(?:@[^\n]*\n(?:[ \t#)@][^\n]*\n|\n)*)?(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)")
_ROUNDS = 4


@cache
def _direct() -> re.Pattern[bytes]:
    return re.compile(
        rb"\b(?:subprocess|pexpect|ptyprocess|pty\.spawn|Popen|CDLL|PyDLL|c?dll|pydll|find_library|LoadLibrary|LibraryLoader|check_call|check_output"
        rb"|create_subprocess_\w+)\b|\b(?:system|w?popen|which|find_executable|_?dlopen|require_versions?|getoutput"
        rb"|getstatusoutput|posix_spawnp?|exec[lv]p?e?|spawn[lv]p?e?)\(|\bgi\.repository\b|\b(?:from|import)[ \t]+(?:"
        + names()
        + rb")\b"
    )


def is_direct(text: bytes) -> bool:
    """Whether there are words in it that tell that a function opens or runs something, or imports such a part."""
    return _direct().search(text) is not None


@dataclass(slots=True)
class _Chunk:
    """Lines that belong together: a statement of the module."""

    text: bytes
    name: bytes | None
    """Of a function or class."""
    kept: bool


def reduced(source: bytes, also: Collection[bytes] = ()) -> bytes:
    """The module with empty lines for long functions and classes that have nothing to do with what matters.

    `also`: names that matter besides.

    It goes by how lines are indented; a text over several lines may mislead it, into what is no Python any more.
    """
    chunks = _chunks(source)
    wanted = set(also)
    wanted |= {chunk.name for chunk in chunks if chunk.name is not None and is_direct(chunk.text)}
    waiting = [(chunk, set(WORD.findall(chunk.text))) for chunk in chunks if not chunk.kept]
    for _ in range(_ROUNDS):
        found = [chunk for chunk, words in waiting if not wanted.isdisjoint(words)]
        if not found:
            break
        for chunk in found:
            chunk.kept = True
            if chunk.name is not None:
                wanted.add(chunk.name)
        waiting = [(chunk, words) for chunk, words in waiting if not chunk.kept]
    return b"".join(chunk.text if chunk.kept else b"\n" * chunk.text.count(b"\n") for chunk in chunks)


def _chunks(source: bytes) -> list[_Chunk]:
    starts = [match.start() for match in _START.finditer(source)]
    ends = [*starts[1:], len(source)]
    found = [_Chunk(source[: starts[0]], None, kept=True)] if starts and starts[0] else []
    decorated = b""
    for start, end in zip(starts, ends, strict=True):
        text = decorated + source[start:end]
        decorated = b""
        if source[start : start + 1] == b"@":
            decorated = text
            continue
        match = _DEFINITION.match(text)
        name = match[1] if match is not None else None
        kept = name is None or text.count(b"\n") <= SMALL or is_direct(text)
        found.append(_Chunk(text, name, kept=kept))
    if decorated:
        found.append(_Chunk(decorated, None, kept=True))
    return found if starts else [_Chunk(source, None, kept=True)]
