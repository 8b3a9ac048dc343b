"""Cuts out of a long module what cannot open or run anything, so that it need not be parsed."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache

from snowsnake.analyse.python.search_path import searches
from snowsnake.analyse.uses.parts import names

SMALL = 12
"""Lines of a function that makes what others use: names, lists of words."""
WORD = re.compile(rb"[A-Za-z_]\w+")
_START = re.compile(rb"^[^\s#)\]}]", re.MULTILINE)
_DEFINITION = re.compile(rb"(?:@[^\n]*\n(?:[ \t#)@][^\n]*\n|\n)*)?(?:async[ \t]+)?(?:def|class)[ \t]+(\w+)")
_ROUNDS = 4
_NAMING = re.compile(rb"(?:(\w+)[ \t]*(?::[^=\n]*)?=(?!=)|(?:from|import)[ \t]([^#\n]*))")
_GOES_ON = re.compile(rb"(?:else|elif|except|finally|case)\b")


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
    """Whether there are words in it that tell that a function opens, runs or seeks something, or imports a part."""
    return _direct().search(text) is not None or searches(text)


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
    return _kept(chunks)


def narrowed(source: bytes, most: int) -> bytes | None:
    """Of a module that is too long to be read, what opens or runs something and what that is made of.

    Made for modules that a program wrote (bindings of a whole library). Lines stay where they are, and `reduced`'s
    caution holds. `most`: bytes that are kept; `None` where what opens or runs something is longer.
    """
    groups: list[list[_Chunk]] = []
    for chunk in _chunks(source):
        if groups and _GOES_ON.match(chunk.text):
            groups[-1].append(chunk)
        else:
            groups.append([chunk])
    chunks = [_Chunk(b"".join(one.text for one in group), group[0].name, kept=False) for group in groups]
    defining: dict[bytes, list[_Chunk]] = {}
    for chunk in chunks:
        for name in _defined(chunk):
            defining.setdefault(name, []).append(chunk)
    waiting = deque(chunk for chunk in chunks if is_direct(chunk.text))
    if sum(len(chunk.text) for chunk in waiting) > most:
        return None
    while waiting:
        chunk = waiting.popleft()
        if chunk.kept or len(chunk.text) > most:
            continue
        chunk.kept = True
        most -= len(chunk.text)
        waiting += (other for word in WORD.findall(chunk.text) for other in defining.pop(word, ()))
    return _kept(chunks)


def _kept(chunks: Sequence[_Chunk]) -> bytes:
    """The module with empty lines for what is not kept."""
    return b"".join(chunk.text if chunk.kept else b"\n" * chunk.text.count(b"\n") for chunk in chunks)


def _defined(chunk: _Chunk) -> list[bytes]:
    """The names that a statement may give something to."""
    if chunk.name is not None:
        return [chunk.name]
    match = _NAMING.match(chunk.text)
    return WORD.findall(match[1] or match[2]) if match is not None else []


def _chunks(source: bytes) -> list[_Chunk]:
    starts = [match.start() for match in _START.finditer(source)]
    ends = [*starts[1:], len(source)]
    found = [_Chunk(source[: starts[0]], None, kept=True)] if starts and starts[0] else []
    begin = None  # of the decorators before a definition
    for start, end in zip(starts, ends, strict=True):
        begin = start if begin is None else begin
        if source[start : start + 1] == b"@":
            continue
        text, begin = source[begin:end], None
        match = _DEFINITION.match(text)
        name = match[1] if match is not None else None
        kept = name is None or text.count(b"\n") <= SMALL or is_direct(text)
        found.append(_Chunk(text, name, kept=kept))
    if begin is not None:
        found.append(_Chunk(source[begin:], None, kept=True))
    return found if starts else [_Chunk(source, None, kept=True)]
