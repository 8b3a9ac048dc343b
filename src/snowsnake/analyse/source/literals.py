"""What C, C++ and Cython sources open and run: `dlopen`, `popen`, `system` and `exec` with names that stand there."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from snowsnake.analyse.source.files import ASIDE
from snowsnake.analyse.uses.commands import programs
from snowsnake.analyse.uses.events import Opened, Ran
from snowsnake.knowledge import texts

_SOURCES = (".c", ".cc", ".cpp", ".cxx", ".c++", ".h", ".hh", ".hpp", ".hxx", ".pyx", ".pxi", ".pxd")
_CYTHON = (".pyx", ".pxi", ".pxd")
_WORDS = (b"dlopen", b"popen", b"system", b"exec", b"find_library", b"CDLL")
_CALL = re.compile(
    r"\b(?P<function>dlopen|popen|system|execv[pe]{0,2}|execl[pe]{0,2}|posix_spawnp?|find_library|CDLL)[ \t]*\(\s{0,40}"
    r"(?:(?P<quote>[\"'])(?P<text>[^\"'\n]{1,300})(?P=quote)|(?P<macro>[A-Z_][A-Z0-9_]{2,60}))(?=\s{0,40}[,)])"
)
_MACRO = re.compile(
    r"^[ \t]*#[ \t]*define[ \t]+([A-Z_][A-Z0-9_]{2,60})[ \t]+\(?\"([^\"\n]{1,300})\"", re.MULTILINE
)
_MOST = 100
"""Calls of one source."""
_BYTES = 32 << 20
"""Bytes of one source that are read."""
_NOT_OURS = frozenset(
    {"win32", "windows", "macos", "darwin", "mac", "android", "vendor", "third_party", "thirdparty"}
)
"""Directories that are for other systems, or whose sources need not be compiled."""


def literals(sources: Mapping[str, bytes]) -> Iterator[Opened | Ran]:
    """The calls in sources (by path) that name what they open or run, each as doubtful: it may not be compiled."""
    left, unread = _MOST, _BYTES
    for path, data in sorted(sources.items()):
        parts = path.lower().split("/")
        if not path.endswith(_SOURCES) or not (ASIDE | _NOT_OURS).isdisjoint(parts[:-1]):
            continue
        if not any(word in data for word in _WORDS):
            continue
        unread -= len(data)
        if unread < 0:
            return
        text = _without_comments(data.decode("utf-8", "replace"), cython=path.endswith(_CYTHON))
        macros = dict(_MACRO.findall(text))
        for match in _CALL.finditer(text):
            name = match["text"] or macros.get(match["macro"])
            if name is None:
                continue
            line = text.count("\n", 0, match.start()) + 1
            yield from _meant(match["function"], name, f"{path}:{line}", path)
            left -= 1
            if not left:
                return


def _meant(function: str, name: str, evidence: str, path: str) -> Iterator[Opened | Ran]:
    if function in {"dlopen", "CDLL", "find_library"}:
        kind = "library" if function == "find_library" else "file"
        yield Opened(kind=kind, name=name, evidence=(evidence,), doubted=True, handling=False)
        return
    for program in programs(name, as_shell=function in {"popen", "system"}):
        if program not in texts("run-time", "present"):
            yield Ran(name=program, evidence=(evidence,), sought=False, guarded=True, file=path)


def _without_comments(text: str, *, cython: bool) -> str:
    """The text with blanks for comments, of as many lines."""
    # A text that never ends is one to the end of its line: each character is looked at once.
    pattern = r"\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|" + (
        r"#[^\n]*" if cython else r"//[^\n]*|/\*.*?(?:\*/|\Z)"
    )

    def kept(match: re.Match[str]) -> str:
        return match[0] if match[0][0] in "\"'" else "\n" * match[0].count("\n")

    return re.sub(pattern, kept, text, flags=re.DOTALL)
