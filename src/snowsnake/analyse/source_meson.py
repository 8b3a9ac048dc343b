"""What meson.build files ask for: dependencies, libraries, headers, programs, languages."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from snowsnake.analyse.source_files import SourceFiles
from snowsnake.analyse.source_setup import Found
from snowsnake.lockfile.model import NeedKind

_CALL = re.compile(
    r"\b(dependency|find_program|find_library|has_header|check_header|subdir|project|add_languages)\s*\("
)
_OTHER_SYSTEM = re.compile(
    r"(?:system\(\)|host_system|is_\w+)?\s*(==|!=)?\s*(?:'(windows|darwin|cygwin|emscripten|freebsd|netbsd|openbsd|aix"
    r"|sunos|android|os400|msvc|clang-cl|intel-cl|pypy)'|\bis_(windows|mingw|darwin|macos|msvc|apple)\b)"
)
_ASSIGNED = re.compile(r"^[ \t]*(\w+)\s*=\s*(?:'([^'\n]*)'|get_option\('([\w-]+)'\))", re.MULTILINE)
_OPTION = re.compile(r"option\(\s*'([\w-]+)'(.*?)\)", re.DOTALL)
_DEFAULT = re.compile(r"\bvalue\s*:\s*(?:'([^']*)'|(\w+))")
_LISTS = re.compile(r"^[ \t]*foreach\s+(\w+)\s*:\s*\[([^\]]*)\]", re.MULTILINE)


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
    found = MesonFindings()
    options = _options(files)
    values: dict[str, str] = {}
    subprojects = {
        name.split("/")[1].partition("-")[0]
        for name in files.names
        if name.startswith("subprojects/") and name.count("/") > 1 and "/packagefiles/" not in name
    }
    waiting, seen = ["meson.build"], set()
    while waiting:
        path = waiting.pop()
        text = files.text(path)
        if path in seen or text is None:
            continue
        seen.add(path)
        text = _without_comments(text)
        for match in _ASSIGNED.finditer(text):
            if match[1] not in values:
                values[match[1]] = match[2] if match[2] is not None else options.get(match[3], "")
        for call in _calls(text):
            if call.function == "subdir":
                directory = posixpath.join(posixpath.dirname(path), *call.positional[:1])
                waiting.append(posixpath.normpath(f"{directory}/meson.build"))
                continue
            _note(call, f"{path}:{call.line}", found, own, renamed, values, options, subprojects)
    return found


@dataclass(frozen=True, slots=True)
class _Call:
    function: str
    arguments: str
    positional: Sequence[str]
    line: int
    certain: bool


def _note(
    call: _Call,
    evidence: str,
    found: MesonFindings,
    own: frozenset[str],
    renamed: Mapping[str, str],
    values: Mapping[str, str],
    options: Mapping[str, str],
    subprojects: Collection[str],
) -> None:
    names = list(call.positional)
    if not names and (first := re.match(r"\s*(\w+)\s*(?:,|$)", call.arguments)) is not None:
        names = [values[first[1]]] if values.get(first[1]) else []
    if call.function in {"project", "add_languages"}:
        every = call.positional[1:] if call.function == "project" else call.positional
        known = {"c": "c", "cpp": "c++", "fortran": "fortran", "cython": "cython", "rust": "rust"}
        found.languages |= {known[name] for name in every if name in known}
        return
    required = call.certain and _required(call, options)
    if call.function == "dependency":
        for name in names[:1]:
            if name.lower() in own or _falls_back(call, name, subprojects):
                continue
            stands_for = renamed.get(name, name)
            kind: NeedKind = "header" if stands_for.startswith("header:") else "pkg-config"
            found.needs.append(Found(kind, stands_for.removeprefix("header:"), evidence, required))
    elif call.function == "find_library":
        found.needs += [Found("soname", f"lib{name}.so", evidence, required) for name in names[:1]]
    elif call.function in {"has_header", "check_header"}:
        sure = call.certain and re.search(r"required\s*:\s*true", call.arguments) is not None
        found.needs += [Found("header", name, evidence, sure) for name in names[:1]]
    elif call.function == "find_program":
        for name in names[:1]:
            if "/" not in name and not name.endswith((".py", ".sh", ".pl")):
                found.needs.append(Found("program", name, evidence, required and len(names) == 1))


def _falls_back(call: _Call, name: str, subprojects: Collection[str]) -> bool:
    """Whether Meson builds a dependency that the system does not have from a copy in the source."""
    said = re.search(r"fallback\s*:\s*\[?\s*'([^']*)'", call.arguments)
    return name in subprojects or (said is not None and said[1] in subprojects)


def _required(call: _Call, options: Mapping[str, str]) -> bool:
    said = re.search(r"required\s*:\s*([\w.()'-]+)", call.arguments)
    if said is None:
        return True
    option = re.match(r"get_option\('([\w-]+)'\)", said[1])
    return said[1] == "true" or (option is not None and options.get(option[1]) in {"enabled", "true"})


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
    position, number = 0, 0
    for line in text.splitlines(keepends=True):
        number += 1
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
        if other is not None and "not " not in line:
            value = (True if simple else None) if other[1] == "!=" else False if " or " not in line else None
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
    for match in re.compile(r"'(?:[^'\n\\]|\\.)*'|[()]").finditer(text, start):
        level += {"(": 1, ")": -1}.get(match[0], 0)
        if level == 0:
            return text[start : match.start()]
    return text[start:]


def _positional(arguments: str) -> list[str]:
    """Texts before the first keyword."""
    head = re.split(r"\b\w+\s*:", re.sub(r"'[^']*'", lambda match: match[0].replace(":", ""), arguments))[0]
    return [name for name in re.findall(r"'([^']*)'", head) if name]
