"""Reads the log of a failed build: which header, library, program or module it says is missing."""

from __future__ import annotations

import posixpath
import re

# In the words of those who write a setup.py.
_TOOLS = (
    r"gcc|g\+\+|cc|c\+\+|clang(?:\+\+)?|gfortran|make|cmake|ninja|swig|cargo|rustc|pkg-config|git|bison|flex"
    r"|nasm|yasm"
)
_UNABLE = r"(?:no|(?:could not|couldn't|cannot|can not|can't|unable to|failed to) (?:find|locate))(?: an?| any| the)?"
_NO_FETCH = r"(?!, (?:cannot|can't|unable to) (?:download|clone|fetch))"
"""What was to be fetched is missing then, and not the program."""
_NOUN = r"(?: executable| program| command| compiler)?"
_SUITABLE = r"(?: working| suitable| usable| valid)?"
_GONE = r"(?:is |was |were |are )?(?:not (?:be )?(?:found|installed|available)|missing|required)"
_LANGUAGE = r"(?P<name>C\+\+|C|Fortran|Rust)"
_DEVELOPMENT = r"(?:library|headers?|development (?:files|headers|libraries))"
_NO_NAME = (
    r"(?!(?:shared|static|dynamic|required|system|native|needed|the|this|a|c|no|and|or|header|library)\b)"
)
_LIBRARY = rf"(?:lib(?!rar))?{_NO_NAME}(?P<name>[\w.+-]{{1,60}})"

_HINTS: tuple[tuple[str, str], ...] = (
    ("header", r"fatal error: '?([\w./+-]+\.(?:h|hh|hpp|hxx|inc|H))'?(?:: No such file| file not found)"),
    ("header", r"fatal error: ([\w./+-]+): No such file or directory"),
    ("library", r"cannot find -l([\w.+-]+)"),
    ("library", r"(?:Library|library|lib) (?!is |was )['\"`]?([\w.+-]+)['\"`]? (?:was )?not found"),
    ("pkg-config", r"Package '?([\w.+-]+)'?,? (?:required by '[^']*',? )?(?:was )?not found"),
    ("pkg-config", r"No package '([\w.+-]+)' found"),
    ("pkg-config", r"(?:Dependency|dependency) ['\"]([\w.+-]+)['\"] (?:is required but )?not found"),
    ("pkg-config", r"Dependency lookup for ([\w.+-]+) with method '?[\w-]+'? failed"),
    ("pkg-config", r"(?i)run-time dependency ([\w.+-]+) found: NO.*\n(?:.*\n){0,3}?.*ERROR: Dependency"),
    ("pkg-config", r"None of the required '([\w.+-]+)' found"),
    ("pkg-config", r"The system library `([\w.+-]+)` required by crate"),
    ("cmake", r"Could NOT find (\w[\w.+-]*)"),
    ("cmake", r"By not providing \"Find(\w[\w.+-]*)\.cmake\""),
    ("program", r"(?:sh|bash)(?:: line \d+|: \d+)?: ([\w./+-]+): (?:command )?not found"),
    ("program", r"^([\w.+-]+): command not found"),
    ("program", r"(?:/usr/bin/)?env: ['\u2018]?([\w.+-]+)['\u2019]?: No such file"),
    ("program", r"\[Errno 2\] No such file or directory: '([\w.+-]+)'"),
    ("program", r"error: command '([\w./+-]+)' failed: No such file"),
    ("program", r"make(?:\[\d+\])?: ([\w.+-]+): No such file or directory"),
    ("program", r"Program ['\"]([\w.+-]+)(?: [^'\"]*)?['\"] not found"),
    ("program", r"(?:Could not|couldn't|cannot|can't) find [`'\"]?(cmake|cargo|rustc|git|swig|[\w-]+-config)\b"),
    ("program", r"(?i)\b([\w-]+[_-]config) (?:executable |program )?(?:not found|is required)"),
    ("program", r"(?i)\bthe ['\"`]([\w.+-]+)['\"`] (?:command|executable|program|tool) (?:appears|is|seems|was) not"),
    ("program", r"(?i)Unknown compiler\(s\): \[\[?'([\w.+-]+)'"),
    ("compiler of", r"No CMAKE_(\w+)_COMPILER could be found"),
    ("program", rf"(?i)(?<![\w.+-])(?P<name>{_TOOLS})['\"`]?{_NOUN} {_GONE}{_NO_FETCH}"),
    ("program", rf"(?i)\b(?:please|must|need to) install (?:a |the )?['\"`]?(?P<name>{_TOOLS})(?![\w+-])"),
    ("compiler of", rf"\b(?i:{_UNABLE}){_SUITABLE} {_LANGUAGE}[ -]compiler"),
    ("compiler of", rf"\b{_LANGUAGE}[ -]compiler {_GONE}"),
    ("compiler of", rf"(?i)\b{_UNABLE}{_SUITABLE}(?P<name>) compiler(?! (?:flags?|options?|warnings?))"),
    ("library", rf"(?i)\b{_UNABLE} {_LIBRARY} {_DEVELOPMENT}"),
    ("library", rf"(?i)(?<![\w.+-]){_LIBRARY} {_DEVELOPMENT} {_GONE}"),
    ("library", rf"\bIs {_LIBRARY} installed\?"),
    ("library", rf"could not be found for {_LIBRARY}"),
    ("pkg-config", r"ERROR: Subproject ([\w.+-]+) is buildable: NO"),
    ("python-module", r"(?:ModuleNotFoundError|ImportError): No module named ['\"]?([\w.]+)"),
    ("crate", r"no matching package named `([\w-]+)` found"),
    ("crate", r"failed to (?:get|download|load source for dependency) `([\w-]+)"),
    ("network", r"Could not resolve host(?:name)?:? '?([\w.-]+\.[a-z]+)"),
    ("network", r"host='([\w.-]+)'.*(?:NameResolution|Failed to|resolve|Max retries)"),
    ("network", r"Failed to resolve '([\w.-]+)'"),
    ("network", r"unable to resolve host address ['\u2018]([\w.-]+)"),
    ("network", r"getaddrinfo \w+ ([\w.-]+)"),
    ("compiler", r"((?:requires?|needs?|at least) (?:a )?(?:newer )?(?:GCC|gcc|Clang|rustc|compiler)[^\n]{0,60})"),
    ("compiler", r"(rustc [\d.]+ is not supported[^\n]{0,80})"),
    ("compiler", r"unrecognized command-line option ['\u2018](-std=[\w+]+)"),
    ("write", r"Read-only file system: '([^']+)'"),
    ("write", r"(?:cannot|can't|could not) [a-z]+[^\n]* ['\u2018]([^'\u2019\n]+)['\u2019][^\n]*: Read-only"),
)  # fmt: skip
_WIDTH = 1000
"""Characters of a line that are read: a pattern may begin anywhere in one."""
_UNRESOLVED = re.compile(
    r"Temporary failure in name resolution|Name or service not known|No address associated with hostname"
    r"|Network is unreachable|nodename nor servname"
)
_URL_HOST = re.compile(r"https?://([\w.-]+)")
_COMPILERS = {
    "C": "gcc", "CXX": "g++", "C++": "g++", "Fortran": "gfortran", "RUST": "rustc", "Rust": "rustc", "": "gcc",
}  # fmt: skip
"""By what a log calls their language."""


def missing_in(log: str, module: str | None = None, host: str | None = None) -> list[dict[str, str]]:
    """What a failed build's log says is missing: `kind` and `name`, most telling last lines first.

    `module` is what the hook itself could not import, `host` what it could not find.
    """
    found: list[tuple[int, str, str]] = []
    plain = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", log)
    log = "\n".join(line[:_WIDTH] for line in plain.split("\n"))
    for kind, pattern in _HINTS:
        for match in re.finditer(pattern, log, re.MULTILINE):
            name = match[1].rstrip(".,:;")
            what = kind
            if kind == "compiler of":
                what, name = "program", _COMPILERS.get(name, name)
            elif re.fullmatch(_TOOLS, name.lower()):
                name = name.lower()
            found.append((match.start(), what, posixpath.basename(name) if what == "program" else name))
    if host is not None:
        found.append((len(log), "network", host))
    elif unresolved := _UNRESOLVED.search(log):
        hosts = _URL_HOST.findall(log[: unresolved.start()]) or _URL_HOST.findall(log)
        if hosts and not any(kind == "network" for _, kind, _ in found):
            found.append((unresolved.start(), "network", hosts[-1]))
        elif not hosts:
            found.append((unresolved.start(), "network", "?"))
    if module is not None:
        found.append((len(log), "python-module", module))
    unique = dict.fromkeys((kind, name) for _, kind, name in sorted(found, reverse=True))
    return [{"kind": kind, "name": name} for kind, name in unique][:12]
