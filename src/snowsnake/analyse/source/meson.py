"""What meson.build files ask for: dependencies, libraries, headers, programs, languages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from snowsnake.analyse.source.files import SourceFiles
from snowsnake.analyse.source.setup import Found
from snowsnake.lockfile.model import NeedKind

_CALL = re.compile(
    r"\b(dependency|subproject|find_program|find_library|has_header|check_header|subdir|project|add_languages)\s*\("
)
_OTHER_SYSTEM = re.compile(
    r"(?:system\(\)|host_system|is_\w+)?\s*(==|!=)?\s*(?:'(windows|darwin|cygwin|emscripten|freebsd|netbsd|openbsd|aix"
    r"|sunos|android|os400|msvc|clang-cl|intel-cl|pypy)'|\bis_(windows|mingw|darwin|macos|msvc|apple)\b)"
)
_ASSIGNED = re.compile(r"^[ \t]*(\w+)\s*=\s*(?:'([^'\n]*)'|get_option\('([\w-]+)'\))", re.MULTILINE)
_BRACKETS = re.compile(r"'(?:[^'\n\\]|\\.)*(?:'|(?=\n)|\Z)|[()]")
_LONGEST = 20_000  # characters of one call
_MOST = 5_000  # calls of one file
_LANGUAGES = {"c": "c", "cpp": "c++", "fortran": "fortran", "cython": "cython", "rust": "rust"}
_OPTION = re.compile(r"option\(\s*'([\w-]+)'(.*?)\)", re.DOTALL)
_DEFAULT = re.compile(r"\bvalue\s*:\s*(?:'([^']*)'|(\w+))")


@dataclass(slots=True)
class MesonFindings:
    """What was found below one root."""

    needs: list[Found] = field(default_factory=list)
    languages: set[str] = field(default_factory=set)


def read_meson(files: SourceFiles, own: frozenset[str], renamed: Mapping[str, str]) -> MesonFindings:
    """Follow `meson.build` from the root.

    `own` are dependencies that Meson itself or the build requirements answer, `renamed` those that have another
    name in pkg-config.
    """
    return _Reader(files, own, renamed).read()


@dataclass(frozen=True, slots=True)
class _Call:
    function: str
    arguments: str
    positional: Sequence[str]
    line: int
    certain: bool


class _Reader:
    """Follows the files of one source."""

    def __init__(self, files: SourceFiles, own: frozenset[str], renamed: Mapping[str, str]) -> None:
        self._files = files
        self._own = own
        self._renamed = renamed
        self._options = _options(files)
        self._values: dict[str, str] = {}
        self._found = MesonFindings()
        self._subprojects = {
            name.split("/")[1]
            for name in files.names
            if name.startswith("subprojects/") and name.endswith("/meson.build") and name.count("/") == 2
        }

    def read(self) -> MesonFindings:
        waiting, seen = ["meson.build"], set()
        while waiting:
            path = waiting.pop()
            text = self._files.text(path)
            if path in seen or text is None:
                continue
            seen.add(path)
            text = _without_comments(text)
            for match in _ASSIGNED.finditer(text):
                value = match[2] if match[2] is not None else self._options.get(match[3], "")
                self._values.setdefault(match[1], value)
            for call in islice(_calls(text), _MOST):
                if call.function in {"subdir", "subproject"}:
                    waiting += self._below(call, path)
                else:
                    self._note(call, f"{path}:{call.line}")
        return self._found

    def _below(self, call: _Call, path: str) -> list[str]:
        if not call.positional:
            return []
        if call.function == "subdir":
            return [
                posixpath.normpath(posixpath.join(posixpath.dirname(path), call.positional[0], "meson.build"))
            ]
        name = self._subproject(call.positional[0])
        return [f"subprojects/{name}/meson.build"] if name is not None else []

    def _subproject(self, name: str) -> str | None:
        """The directory of a subproject that the source holds."""
        found = (
            item
            for item in self._subprojects
            if item == name or re.fullmatch(rf"{re.escape(name)}-[\d.]+", item)
        )
        return next(found, None)

    def _note(self, call: _Call, evidence: str) -> None:
        names = list(call.positional)
        if not names and (first := re.match(r"\s*(\w+)\s*(?:,|$)", call.arguments)) is not None:
            names = [self._values[first[1]]] if self._values.get(first[1]) else []
        if call.function in {"project", "add_languages"}:
            every = names[1:] if call.function == "project" else names
            self._found.languages |= {_LANGUAGES[name] for name in every if name in _LANGUAGES}
            return
        required = call.certain and _required(call, self._options)
        for name in names[:1]:
            self._need(
                call,
                name,
                evidence,
                required=required and (call.function != "find_program" or len(names) == 1),
            )

    def _need(self, call: _Call, name: str, evidence: str, *, required: bool) -> None:
        kind: NeedKind = "soname"
        if call.function == "dependency":
            said = re.search(r"fallback\s*:\s*\[?\s*'([^']*)'", call.arguments)
            fallback = said[1] if said is not None else name
            if name.lower() in self._own or self._subproject(fallback) is not None:
                return
            name = self._renamed.get(name, name)
            kind = "header" if name.startswith("header:") else "pkg-config"
            name = name.removeprefix("header:")
        elif call.function == "find_library":
            name = f"lib{name}.so"
        elif call.function == "find_program":
            kind = "program"
            if "/" in name or name.endswith((".py", ".sh", ".pl")):
                return
        else:
            kind = "header"
            required = required and re.search(r"required\s*:\s*true", call.arguments) is not None
        if required or not evidence.startswith(
            "subprojects/"
        ):  # somebody else's project, with options of its own
            self._found.needs.append(Found(kind, name, evidence, required))


def _required(call: _Call, options: Mapping[str, str]) -> bool:
    said = re.search(r"required\s*:\s*([^,\n]+)", call.arguments)
    if said is None:
        return True
    text = said[1].strip()
    option = re.fullmatch(r"get_option\('([\w-]+)'\)", text)
    if option is not None:
        return options.get(option[1]) in {"enabled", "true"}
    return text == "true" or (_OTHER_SYSTEM.search(text) is not None and "!=" in text)


def _options(files: SourceFiles) -> dict[str, str]:
    """Defaults by option."""
    text = files.text("meson.options") or files.text("meson_options.txt") or ""
    found = {}
    for match in _OPTION.finditer(_without_comments(text)):
        default = _DEFAULT.search(match[2])
        if default is not None:
            found[match[1]] = default[1] if default[1] is not None else default[2]
    return found


def _without_comments(text: str) -> str:
    return re.sub(r"('(?:[^'\n\\]|\\.)*')|#[^\n]*", lambda match: match[1] or "", text)


def _calls(text: str) -> Iterator[_Call]:
    conditions: list[bool | None] = []
    position = 0
    for number, line in enumerate(text.splitlines(keepends=True), 1):
        _track(line.strip(), conditions)
        if False not in conditions:
            for match in _CALL.finditer(line):
                arguments = _balanced(text, position + match.end())
                outer = re.sub(
                    r"\([^()]*\)|\[[^\[\]]*\]", lambda m: m[0] if ":" not in m[0] else "", arguments
                )
                names = _positional(outer)
                disabled = "disabler" in arguments
                certain = not any(value is None for value in conditions) and not disabled
                yield _Call(match[1], arguments, names, number, certain)
        position += len(line)


def _track(line: str, conditions: list[bool | None]) -> None:
    """`if` and its like: False for what is not read on Linux, None for what is not known."""
    if re.match(r"(if|elif)\b", line):
        other = _OTHER_SYSTEM.search(line)
        simple = " and " not in line and " or " not in line
        value: bool | None = None
        if other is not None and not line[: other.start()].endswith(("not ", "not (")):
            negated = other[1] == "!="
            value = (True if simple else None) if negated else False if " or " not in line else None
        elif re.search(r"(==)\s*'linux'", line) and simple:
            value = True
        if line.startswith("elif") and conditions:
            conditions.pop()
        conditions.append(value)
    elif re.match(r"else\b", line) and conditions:
        conditions[-1] = None if conditions[-1] is None else not conditions[-1]
    elif re.match(r"foreach\b", line):
        conditions.append(True)
    elif re.match(r"(endif|endforeach)\b", line) and conditions:
        conditions.pop()


def _balanced(text: str, start: int) -> str:
    level = 1
    for match in _BRACKETS.finditer(text, start, start + _LONGEST):
        level += {"(": 1, ")": -1}.get(match[0], 0)
        if level == 0:
            return text[start : match.start()]
    return text[start : start + _LONGEST]


def _positional(arguments: str) -> list[str]:
    """Texts before the first keyword."""
    head = re.split(r"\b\w+\s*:", re.sub(r"'[^']*'", lambda match: match[0].replace(":", ""), arguments))[0]
    return [name for name in re.findall(r"'([^']*)'", head) if name]
