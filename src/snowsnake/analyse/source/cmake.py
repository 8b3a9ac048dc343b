"""What CMakeLists.txt files ask for: packages, pkg-config modules, libraries, programs, languages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice

from snowsnake.analyse.source.files import SourceFiles
from snowsnake.analyse.source.setup import Found, module_names
from snowsnake.lockfile.model import NeedKind

_COMMAND = re.compile(r"^[ \t]*(\w+)[ \t]*\(", re.MULTILINE)
_OTHER_SYSTEM = re.compile(
    r"\b(WIN32|APPLE|MSVC|CYGWIN|MINGW|ANDROID|IOS|EMSCRIPTEN|MSYS|UWP)\b|(?:Windows|Darwin|FreeBSD|Emscripten)\b"
)
_WORDS = re.compile(r'"[^"]*"|[^\s()"]+')
_NOT_MODULES = {
    "REQUIRED",
    "QUIET",
    "IMPORTED_TARGET",
    "GLOBAL",
    "NO_CMAKE_PATH",
    "NO_CMAKE_ENVIRONMENT_PATH",
}
_KEYWORDS = re.compile(r"[A-Z_]{4,}")
_LANGUAGES = {"C": "c", "CXX": "c++", "Fortran": "fortran", "ASM": "assembler"}
_BRACKETS = re.compile(r'"(?:[^"\\]|\\[\s\S]?)*(?:"|\Z)|[()]')
_LONGEST = 20_000  # characters of one command
_MOST = 5_000  # commands of one file
_KINDS: Mapping[str, NeedKind] = {"": "pkg-config", "header": "header", "library": "soname"}


@dataclass(slots=True)
class CMakeFindings:
    """What was found below one root."""

    needs: list[Found] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)


def read_cmake(files: SourceFiles, packages: Mapping[str, str], *, root: str = "") -> CMakeFindings:
    """Follow `CMakeLists.txt` from `root`.

    `packages` says which pkg-config module, or `header:x.h`, a `find_package` stands for; empty for none.
    """
    found = CMakeFindings()
    waiting, seen = [posixpath.normpath(posixpath.join(root, "CMakeLists.txt"))], set()
    while waiting:
        path = waiting.pop()
        text = files.text(path)
        if path in seen or text is None:
            continue
        seen.add(path)
        for name, words, line, certain in _commands(text):
            if name in {"add_subdirectory", "include"} and words and "$" not in words[0].replace(_HERE, ""):
                place = words[0].replace(f"{_HERE}/", "")
                below = posixpath.normpath(posixpath.join(posixpath.dirname(path), place))
                waiting.append(f"{below}/CMakeLists.txt" if name == "add_subdirectory" else below)
            else:
                _note(name, words, f"{path}:{line}", certain=certain, packages=packages, found=found)
    return found


_HERE = "${CMAKE_CURRENT_SOURCE_DIR}"


def _note(
    name: str,
    words: list[str],
    evidence: str,
    *,
    certain: bool,
    packages: Mapping[str, str],
    found: CMakeFindings,
) -> None:
    if name in {"project", "enable_language"}:
        found.languages |= {_LANGUAGES[word] for word in words if word in _LANGUAGES}
        if name == "project" and not found.languages:
            found.languages |= {"c", "c++"}
    elif name == "find_package" and words:
        kind, _, package = packages.get(words[0].lower(), "").rpartition(":")
        if package:
            stands_for = _KINDS[kind]
            named = f"lib{package}.so" if stands_for == "soname" else package
            found.needs.append(Found(stands_for, named, evidence, certain and "REQUIRED" in words))
    elif name in {"pkg_check_modules", "pkg_search_module"} and words:
        required = certain and "REQUIRED" in words and name == "pkg_check_modules"
        for word in words[1:]:
            modules = module_names(word) if word not in _NOT_MODULES and "$" not in word else []
            found.needs += [Found("pkg-config", module, evidence, required) for module in modules]
    elif name in {"find_library", "find_program"} and len(words) > 1:
        _look(name, words, evidence, found)


def _look(name: str, words: list[str], evidence: str, found: CMakeFindings) -> None:
    rest = words[2:] if words[1] == "NAMES" else words[1:]
    for word in rest[:1]:
        if "$" in word or "/" in word or _KEYWORDS.fullmatch(word):
            continue
        if name == "find_library":
            bare = re.sub(r"^lib(.*)\.(so|a)$", r"\1", word)
            found.needs.append(Found("soname", f"lib{bare}.so", evidence, False))
        else:
            found.needs.append(Found("program", word, evidence, False))


def _commands(text: str) -> Iterator[tuple[str, list[str], int, bool]]:
    """Name in lower case, words, line, and whether it is reached for certain; nothing of what Linux does not read."""
    text = re.sub(r"#\[(=*)\[.*?(?:\]\1\]|\Z)", "", text, flags=re.DOTALL)
    text = re.sub(r'("(?:[^"\\]|\\[\s\S]?)*(?:"|\Z))|#[^\n]*', lambda match: match[1] or "", text)
    conditions: list[bool | None] = []
    for match in islice(_COMMAND.finditer(text), _MOST):
        name = match[1].lower()
        words = [word.strip('"') for word in _WORDS.findall(_balanced(text, match.end()))]
        if name in {"if", "elseif"}:
            if name == "elseif" and conditions:
                conditions.pop()
            conditions.append(_outcome(words))
        elif name == "else" and conditions:
            conditions[-1] = None if conditions[-1] is None else not conditions[-1]
        elif name == "endif" and conditions:
            conditions.pop()
        elif name in {"function", "macro"}:
            conditions.append(None)
        elif name in {"endfunction", "endmacro"} and conditions:
            conditions.pop()
        elif False not in conditions:
            yield name, words, text.count("\n", 0, match.start()) + 1, None not in conditions


def _outcome(words: list[str]) -> bool | None:
    other = any(_OTHER_SYSTEM.search(word) for word in words)
    if words in (["UNIX"], ["LINUX"]):
        return True
    if not other or "OR" in words:
        return None
    if "NOT" in words:
        return True if len(words) == 2 else None
    return False


def _balanced(text: str, start: int) -> str:
    level = 1
    for match in _BRACKETS.finditer(text, start, start + _LONGEST):
        level += {"(": 1, ")": -1}.get(match[0], 0)
        if level == 0:
            return text[start : match.start()]
    return text[start : start + _LONGEST]
