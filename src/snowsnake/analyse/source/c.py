"""Which headers C and C++ (and Cython) files include, as the preprocessor on Linux would see them.

Conditions have three outcomes: true, false, or not known here (`HAVE_X`), and what stands under the last is not
required. Macros have no values but "defined"; that is what conditions around `#include` mostly ask for.
"""

from __future__ import annotations

import posixpath
import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from snowsnake.analyse.source.files import SourceFiles
from snowsnake.analyse.source.knowledge import is_present_header

_DIRECTIVE = re.compile(
    r"^[ \t]*#[ \t]*(include|include_next|if|ifdef|ifndef|elif|else|endif|define|undef)\b[ \t]*([^\n]*)",
    re.MULTILINE,
)
_COMMENT = re.compile(r"/\*.*?(?:\*/|\Z)|//[^\n]*", re.DOTALL)
_INCLUDE = re.compile(r'[<"]([^<>"\n]+)([>"])')
_CYTHON = re.compile(
    r"""^[ \t]*cdef\s+(?:public\s+)?extern\s+from\s+["']<?([^"'<>\n]+)>?["']""", re.MULTILINE
)
_CYTHON_INCLUDE = re.compile(r"""^[ \t]*include\s+["']([^"'\n]+)["']""", re.MULTILINE)
_CIMPORT = re.compile(r"^[ \t]*(?:from\s+([\w.]+)\s+cimport\s+([\w, ]+)|cimport\s+([\w.]+))", re.MULTILINE)
_DEFINED = frozenset(
    {
        "__linux__",
        "__linux",
        "linux",
        "__unix__",
        "__unix",
        "unix",
        "__GNUC__",
        "__GLIBC__",
        "__STDC__",
        "__ELF__",
    }
    | {"__STDC_VERSION__", "_POSIX_VERSION", "__STDC_HOSTED__", "Py_PYTHON_H", "CYTHON_COMPILING_IN_CPYTHON"}
    | {"__LP64__", "_LP64"}
)
_UNDEFINED = re.compile(
    r"_?_?(WIN32|WIN64|WINDOWS|WINCE|WINNT|CYGWIN|MINGW\d*|MSDOS|DOS|OS2|APPLE|MACH|OSX|MACOSX?|DARWIN|FREEBSD"
    r"|NETBSD|OPENBSD|DRAGONFLY|BSDI?|SUN|SVR4|SOLARIS|AIX|HPUX|HPUX_SOURCE|VMS|EMSCRIPTEN|WASI|WASM\d*|ANDROID"
    r"|BEOS|HAIKU|QNX|QNXNTO|SYMBIAN\d*|BORLANDC|WATCOMC|TURBOC|DECC|SUNPRO_CC?|PYPY_VERSION|PYPY|CUDACC|CUDA_ARCH"
    r"|OBJC|MSC_VER|MSC_FULL_VER|MSVC|MVS|SGI|IRIX|ULTRIX|OSF|PS\d|NINTENDO|NX|SWITCH|MORPHOS|AMIGA|DJGPP|EPOC32"
    r"|GNU|HIPCC|HIP|XBOX|UWP|MINIX|INTERIX|TANDEM|HOS_OS400|RISCOS|NOVELL|NETWARE|PALMOS|MACINTOSH|MWERKS)(_*|_VERSION)"
    r"|TARGET_(OS|API)_\w+|WINAPI_\w+|MS_\w*|PLATFORM_(WINDOWS|WIN32|MAC\w*|OSX|FREEBSD|BSD)|\w*_MSC_VER|__SUNPRO_\w+"
    r"|(PSUTIL|UV|ZMQ_HAVE|GREENLET|LIBEV)_(WINDOWS|OSX|FREEBSD|OPENBSD|NETBSD|BSD|SUNOS|AIX|MACOS)",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"\s*(defined\b|\|\||&&|==|!=|<=|>=|[!()<>]|[A-Za-z_]\w*|\d[\w.']*|.)")
_ASIDE = re.compile(
    r"(^|[/_.-])(win(32|64|dows)?|mac(os)?|osx|darwin|msvc|android|ios|arm64)(?=[/_.-])", re.IGNORECASE
)
_DEEPEST = 40
_MOST_FILES = 6000
_CONDITIONS = frozenset({"if", "ifdef", "ifndef", "elif", "else", "endif"})

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Include:
    """A header that is not in the source."""

    name: str
    evidence: str
    required: bool


class Includes:
    """Collects what files include that the source does not hold. Headers of the source itself are followed."""

    def __init__(self, files: SourceFiles) -> None:
        self._files = files
        self._by_base: dict[str, list[str]] = defaultdict(list)
        for name in sorted(files.names):
            self._by_base[posixpath.basename(name)].append(name)
        self._seen: dict[tuple[str, bool], bool] = {}
        self.found: list[Include] = []

    def read(
        self,
        path: str,
        macros: Mapping[str, Truth],
        directories: Sequence[str] = (),
        *,
        required: bool,
        cpp: bool = False,
    ) -> None:
        """Follow a file that is compiled with these macros and include directories (of the source)."""
        defined: dict[str, Truth] = {**dict.fromkeys(_DEFINED, True), "__cplusplus": cpp, **macros}
        waiting = [(path, required, 0)]
        while waiting and len(self._seen) < _MOST_FILES:
            file, needed, depth = waiting.pop()
            if self._seen.get((file, cpp)) in {True, needed} or depth > _DEEPEST:
                continue
            self._seen[file, cpp] = needed
            text = self._files.text(file)
            if text is None:
                continue
            for name, angled, certain, line in _included(text, file, defined):
                here = needed and certain
                own = self._own(name, file, directories, angled=angled)
                if own is not None:
                    waiting.append((own, here, depth + 1))
                elif not file.endswith((".pyx", ".pxd", ".pxi")) or name != "*":
                    self.found.append(Include(name, f"{file}:{line}", here and angled))
            waiting += [(own, needed, depth + 1) for own in _cython_files(text, file, self._files.names)]

    def _own(self, name: str, file: str, directories: Sequence[str], *, angled: bool) -> str | None:
        names = self._files.names
        for directory in (posixpath.dirname(file), *directories, ""):
            path = posixpath.normpath(posixpath.join(directory, name))
            if path in names:
                return path
        if angled and is_present_header(name):
            return None
        # A header somewhere in the source, where only the build knows the way to it.
        wanted = "/" + name.lstrip("./")
        found = [
            path
            for path in self._by_base[posixpath.basename(name)]
            if f"/{path}".endswith(wanted) and not _ASIDE.search(path)
        ]
        if not found:
            # `x.h` that is made of `x.h.in`
            for suffix in (".in", ".src", ".cmake", ".cmakein"):
                found += self._by_base[posixpath.basename(name) + suffix]
        return min(found, key=lambda path: (path.count("/"), path)) if found else None


def text_includes(text: str, evidence: str) -> list[Include]:
    """What a piece of C that stands in a program (cffi's `set_source`) includes."""
    found = _included(text, "x.c", {**dict.fromkeys(_DEFINED, True), "__cplusplus": False})
    return [Include(name, evidence, angled and certain) for name, angled, certain, _ in found]


def _included(text: str, file: str, defined: dict[str, Truth]) -> Iterator[tuple[str, bool, bool, int]]:
    """Name, whether in angle brackets, whether for certain, line."""
    if file.endswith((".pyx", ".pxd", ".pxi")):
        for match in _CYTHON.finditer(
            text
        ):  # `extern from *` names no file, and Cython has no conditions here
            yield match[1], True, True, text.count("\n", 0, match.start()) + 1
        return
    text = _joined(text)
    stack: list[list[Truth]] = []  # of every open `#if`: this branch, and whether one before was taken
    directives = list(_DIRECTIVE.finditer(text))
    line, last = 1, 0
    for number, match in enumerate(directives):
        kind, rest = match[1], match[2].strip()
        if kind in _CONDITIONS:
            following = directives[number + 1] if number + 1 < len(directives) else None
            _branch(kind, rest, following, stack, defined)
            continue
        state = _all(level[0] for level in stack)
        if state is False:
            continue
        if kind in {"define", "undef"}:
            name = (re.match(r"\w+", rest) or [""])[0]
            defined[name] = kind == "define" if state else defined.get(name)
        elif (include := _INCLUDE.match(rest)) is not None:
            line, last = line + text.count("\n", last, match.start()), match.start()
            yield include[1].strip(), include[2] == ">", state is True, line


def _joined(text: str) -> str:
    """Continued lines as one, comments as blanks; the number of lines stays nearly what it was."""
    if "\\\n" in text:
        text = text.replace("\\\n", "  ")
    if "/*" in text or "//" in text:
        text = _COMMENT.sub(lambda match: "\n" * match[0].count("\n") or " ", text)
    return text


def _opened(kind: str, rest: str, following: re.Match[str] | None, defined: Mapping[str, Truth]) -> Truth:
    name = (rest.split() or [""])[0]
    if kind == "if":
        guard = re.fullmatch(r"!\s*defined\s*\(?\s*(\w+)\s*\)?", rest)
        if guard is None:
            return evaluate(rest, defined)
        kind, name = "ifndef", guard[1]
    if (
        kind == "ifndef"
        and following is not None
        and following[1] == "define"
        and following[2].strip() == name
    ):
        return True  # a header's guard
    value = _is_defined(name, defined)
    return value if kind == "ifdef" or value is None else not value


def _branch(
    kind: str,
    rest: str,
    following: re.Match[str] | None,
    stack: list[list[Truth]],
    defined: Mapping[str, Truth],
) -> None:
    if kind.startswith("if"):
        value = _opened(kind, rest, following, defined)
        stack.append([value, value])
        return
    if not stack:
        return
    if kind == "endif":
        stack.pop()
        return
    taken = stack[-1][1]
    value = True if kind == "else" else evaluate(rest, defined)
    if taken is True:
        stack[-1][0] = False
    elif taken is None:
        stack[-1][0] = None if value is not False else False
    else:
        stack[-1] = [value, value]


def _all(values: Iterator[Truth]) -> Truth:
    found: Truth = True
    for value in values:
        if value is False:
            return False
        found = None if value is None else found
    return found


def _is_defined(name: str, defined: Mapping[str, Truth]) -> Truth:
    if name in defined:
        return defined[name]
    return False if _UNDEFINED.fullmatch(name) else None


def evaluate(text: str, defined: Mapping[str, Truth]) -> Truth:
    """The outcome of the condition of an `#if`."""
    tokens = [token for token in _TOKEN.findall(text) if token.strip()][:400]
    try:
        value, _ = _either(tokens, 0, defined, 0)
    except (IndexError, RecursionError):
        return None
    return value


def _either(tokens: Sequence[str], at: int, defined: Mapping[str, Truth], depth: int) -> tuple[Truth, int]:
    value, at = _both(tokens, at, defined, depth)
    while at < len(tokens) and tokens[at] == "||":
        other, at = _both(tokens, at + 1, defined, depth)
        value = True if True in (value, other) else None if None in (value, other) else False
    return value, at


def _both(tokens: Sequence[str], at: int, defined: Mapping[str, Truth], depth: int) -> tuple[Truth, int]:
    value, at = _compared(tokens, at, defined, depth)
    while at < len(tokens) and tokens[at] == "&&":
        other, at = _compared(tokens, at + 1, defined, depth)
        value = False if False in (value, other) else None if None in (value, other) else True
    return value, at


def _compared(tokens: Sequence[str], at: int, defined: Mapping[str, Truth], depth: int) -> tuple[Truth, int]:
    start = at
    value, at = _single(tokens, at, defined, depth)
    if at < len(tokens) and tokens[at] not in {"||", "&&", ")"}:
        # Some comparison. Of a macro that is not defined here nothing is true (it is 0); all else is not decided.
        while at < len(tokens) and tokens[at] not in {"||", "&&", ")"}:
            at = _single(tokens, at + 1, defined, depth)[1] if tokens[at] != "(" else at + 1
        undefined = value is False and tokens[start] != "!" and not tokens[start].isdigit()
        return (False if undefined and tokens[start + 1] in {">", ">=", "=="} else None), at
    return value, at


def _single(tokens: Sequence[str], at: int, defined: Mapping[str, Truth], depth: int) -> tuple[Truth, int]:
    word = tokens[at]
    if depth > _DEEPEST:
        return None, len(tokens)
    if word == "!":
        value, at = _single(tokens, at + 1, defined, depth + 1)
        return (None if value is None else not value), at
    if word == "(":
        value, at = _either(tokens, at + 1, defined, depth + 1)
        return value, at + 1
    if word == "defined":
        bracket = tokens[at + 1] == "("
        name = tokens[at + 2] if bracket else tokens[at + 1]
        return _is_defined(name, defined), at + (4 if bracket else 2)
    if word[0].isdigit():
        return word.strip("uUlL") not in {"0", "00", "0x0"}, at + 1
    if re.fullmatch(r"[A-Za-z_]\w*", word):
        if (
            at + 1 < len(tokens) and tokens[at + 1] == "("
        ):  # `__has_include(<x.h>)`, `GCC_VERSION_AT_LEAST(4)`
            level, at = 1, at + 2
            while level and at < len(tokens):
                level += {"(": 1, ")": -1}.get(tokens[at], 0)
                at += 1
            return None, at
        value = _is_defined(word, defined)
        # Defined is not yet true: `#define USE_X 0`.
        return (None if value else value), at + 1
    return None, at + 1


def _cython_files(text: str, file: str, names: Collection[str]) -> list[str]:
    """The source's own Cython files that one reads when it is compiled."""
    if not file.endswith((".pyx", ".pxd", ".pxi")):
        return []
    found = [posixpath.splitext(file)[0] + ".pxd"] if file.endswith(".pyx") else []
    here = posixpath.dirname(file)
    found += [posixpath.normpath(posixpath.join(here, match[1])) for match in _CYTHON_INCLUDE.finditer(text)]
    for match in _CIMPORT.finditer(text):
        module = match[1] or match[3]
        if module.startswith("."):
            base = here
            for _ in range(len(module) - len(module.lstrip(".")) - 1):
                base = posixpath.dirname(base)
            stems = [posixpath.join(base, module.lstrip(".").replace(".", "/")).rstrip("/")]
        else:
            path = module.replace(".", "/")
            stems = [path, f"src/{path}", f"lib/{path}", posixpath.join(here, path)]
        for stem in stems:
            found += [f"{stem}.pxd", f"{stem}/__init__.pxd"]
            found += [f"{stem}/{name.strip().split(' ')[0]}.pxd" for name in (match[2] or "").split(",")]
    return [path for path in found if path in names]
