"""Values that an abstract reading of Python gives expressions: what is known, and `UNKNOWN` for all else.

The machine that is read for is Linux with CPython. Paths are relative to the source's root, which is `""`.
"""

from __future__ import annotations

import fnmatch
import itertools
import operator
import posixpath
import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Self

from snowsnake.analyse.python.search_path import SEARCHED, is_sought

SUPER = " super"
"""The name under which a class has what it takes from others; no program can call it so."""


class Unknown:
    """Nothing is known of the value."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Final = Unknown()


@dataclass(frozen=True, slots=True)
class Place:
    """Where something is said."""

    file: str
    line: int
    doubted: bool
    """Reached only under a condition that is not decided here, or where a failure is caught."""

    @property
    def evidence(self) -> str:
        """As people write it."""
        return f"{self.file}:{self.line}"


class Text(str):
    """A text that stands in the program, and where."""

    __slots__ = ("place",)
    place: Place

    def __new__(cls, text: str, place: Place) -> Self:
        """A text and where it stands."""
        made = super().__new__(cls, text)
        made.place = place
        return made

    def __deepcopy__(self, memo: object) -> Text:
        return self


def copied(value: object, depth: int = 3) -> object:
    """A value whose lists and dicts are others, as deep as build scripts go."""
    if isinstance(value, list) and depth:
        return [copied(item, depth - 1) for item in value]
    if isinstance(value, dict) and depth:
        return {key: copied(item, depth - 1) for key, item in value.items()}
    return value


def doubted(value: object) -> object:
    """The value as it is where it is not certain that it is used."""
    if isinstance(value, Text):
        return Text(value, replace(value.place, doubted=True))
    if isinstance(value, (list, tuple)):
        items = [doubted(item) if isinstance(item, Text) else item for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    return value


def union(first: list[object], second: list[object]) -> list[object]:
    """Both lists' items; texts once."""
    texts = {item for item in first if isinstance(item, str)}
    return [*first, *(item for item in second if not isinstance(item, str) or item not in texts)]


def _is_plain(value: object, depth: int = 2) -> bool:
    """Whether a value can be compared in no time: lists may hold themselves a million times."""
    if isinstance(value, (list, tuple)):
        return depth > 0 and len(value) < 1000 and all(_is_plain(item, depth - 1) for item in value)
    return value is None or isinstance(value, (str, int, float, bytes))


@dataclass(frozen=True, slots=True)
class Dotted:
    """Something of a module that is not the source's own: `os.path.join`."""

    name: str


@dataclass(frozen=True, slots=True)
class Beginning:
    """A text of which only the beginning is known: `f"gs -q {file}"`."""

    text: Text | str


@dataclass(frozen=True, slots=True, eq=False)
class OneOf:
    """One of some values: `COMMANDS[kind]` of a dict that is known."""

    values: tuple[object, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Partial:
    """A function some of whose arguments are given already (`functools.partial`)."""

    function: object
    arguments: tuple[object, ...]
    keywords: Mapping[str, object]


@dataclass(slots=True, eq=False)
class Record:
    """An object with attributes: an extension, a command, a module of the source."""

    kind: str
    attributes: dict[str, object] = field(default_factory=dict)


LISTS = frozenset(
    {"libraries", "extra_link_args", "extra_objects", "sources", "define_macros", "include_dirs", "depends"}
    | {"extra_compile_args", "library_dirs"}
)
"""Attributes of extensions that are lists; changed ones of unknown objects count as some extension's."""

KNOWN: Mapping[str, object] = {
    "sys.platform": "linux",
    "os.name": "posix",
    "os.sep": "/",
    "os.path.sep": "/",
    "os.pathsep": ":",
    "os.curdir": ".",
    "os.pardir": "..",
    "os.linesep": "\n",
    "os.defpath": SEARCHED,
    "os.path.defpath": SEARCHED,
    "sys.version_info": (3, 13, 0, "final", 0),
    "sys.version": "3.13.0",
    "sys.hexversion": 0x030D00F0,
    "sys.maxsize": 2**63 - 1,
    "sys.argv": ["setup.py", "bdist_wheel"],
    "sys.implementation.name": "cpython",
    "sys.builtin_module_names": (),
    "typing.TYPE_CHECKING": False,
}
_LONGEST_BEGINNING = 4000
_ANSWERS: Mapping[str, object] = {
    "platform.system": "Linux",
    "platform.python_implementation": "CPython",
    "platform.mac_ver": ("", ("", "", ""), ""),
    "platform.python_version": "3.13.0",
    "platform.win32_ver": ("", "", "", ""),
    "os.getcwd": "",
    "sysconfig.get_platform": "linux-x86_64",
    "distutils.util.get_platform": "linux-x86_64",
}
_SAME = frozenset(
    {
        "os.path.abspath",
        "os.path.realpath",
        "os.path.normpath",
        "os.path.expanduser",
        "os.fspath",
        "os.fsencode",
    }
    | {
        "pathlib.Path",
        "pathlib.PurePath",
        "pathlib.PosixPath",
        "str",
        "copy.copy",
        "copy.deepcopy",
        "os.path.relpath",
    }
    | {
        "distutils.util.convert_path",
        "setuptools.distutils.util.convert_path",
        "os.path.normcase",
        "os.fsdecode",
    }
)


def beginning(parts: Sequence[object]) -> object:
    """What is known of a text that consists of these: `UNKNOWN`, or how it begins."""
    known = ""
    first: Text | None = None
    for part in parts:
        if not isinstance(part, (str, int)):
            known += str(part.text) if isinstance(part, Beginning) else ""
            break
        first = first or (part if isinstance(part, Text) else None)
        known += str(part)
        if len(known) > _LONGEST_BEGINNING:
            return UNKNOWN
    if not known.strip():
        return UNKNOWN
    return Beginning(Text(known, first.place) if first is not None else known)


def join(*parts: object) -> object:
    """`os.path.join`, made plain."""
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) != len(parts):
        return UNKNOWN
    path = plain(posixpath.join("", *texts))
    return Text(path, texts[-1].place) if is_sought(path) and isinstance(texts[-1], Text) else path


def plain(path: str) -> str:
    """A path without `.` and `..`; the root is empty."""
    if not path:
        return ""
    path = posixpath.normpath(path)
    return "" if path == "." else path


def matching(names: Iterable[str], pattern: str) -> list[object]:
    """What `glob.glob` finds among the source's files."""
    pattern = plain(pattern)
    if pattern.count("*") > 6 or len(pattern) > 1000:
        return []  # made to take for ever
    regex = re.compile(fnmatch.translate(pattern.replace("**/", "\0")).replace("\0", "(?:.*/)?"))
    deep, depth = "**" in pattern, pattern.count("/")
    return [name for name in sorted(names) if (deep or name.count("/") == depth) and regex.match(name)]


def call_function(name: str, arguments: Sequence[object], names: frozenset[str]) -> object:
    """What a function of the standard library gives; `names` are the source's files."""
    if name in _ANSWERS:
        return _ANSWERS[name]
    if name == "os.path.join":
        return join(*arguments)
    if name in {"os.environ.get", "os.getenv", "os.environ.pop", "os.environ.setdefault"}:
        return arguments[1] if len(arguments) > 1 else None
    first = arguments[0] if arguments else UNKNOWN
    if isinstance(first, str):
        found = call_with_text(name, first, names)
        if found is not UNKNOWN:
            return found
    return _of_value(name, first, arguments)


def _of_value(name: str, first: object, arguments: Sequence[object]) -> object:
    """Python's own functions of anything."""
    if name in {"copy.copy", "copy.deepcopy"} and not isinstance(first, Record):
        return copied(first)
    if name in {"list", "sorted", "set", "tuple", "reversed", "frozenset"}:
        if not arguments:
            return []
        if isinstance(first, Possible):
            return first
        return [*first] if isinstance(first, (list, tuple, dict, str)) else UNKNOWN
    if name == "itertools.product" and all(isinstance(item, (list, tuple)) for item in arguments):
        lists = [item for item in arguments if isinstance(item, (list, tuple))]
        return [*itertools.islice(itertools.product(*lists), 1000)]
    if name == "bool" and first is not UNKNOWN:
        return UNKNOWN if (known := truth(first)) is None else known
    if name == "isinstance" and len(arguments) == 2:
        return _is_instance(first, arguments[1])
    is_counted = isinstance(first, (list, tuple, dict, str)) and not isinstance(first, Possible)
    return len(first) if name == "len" and is_counted else UNKNOWN  # type: ignore[arg-type]  # it has a length


def _is_instance(value: object, wanted: object) -> object:
    known = {"str": str, "list": list, "tuple": tuple, "dict": dict, "bytes": bytes, "int": int}
    names = [
        item.name for item in (wanted if isinstance(wanted, tuple) else (wanted,)) if isinstance(item, Dotted)
    ]
    kinds = tuple(known[name] for name in names if name in known)
    if not kinds or not isinstance(value, (str, list, tuple, dict, bytes, int)):
        return UNKNOWN
    return isinstance(value, kinds)


def call_with_text(name: str, first: str, names: frozenset[str]) -> object:
    """What a function of a path or another text gives."""
    if name in _SAME:
        return plain(first) if name != "str" else first
    if name in {"glob.glob", "glob.iglob"}:
        return matching(names, first)
    if name in {"os.path.exists", "os.path.isfile", "os.path.lexists"}:
        return True if plain(first) in names or _is_directory(first, names) else _absent(first)
    if name == "os.path.isdir":
        return True if _is_directory(first, names) else _absent(first)
    if name == "os.listdir" and first != SEARCHED:
        prefix = f"{plain(first)}/" if plain(first) else ""
        return sorted({item[len(prefix) :].partition("/")[0] for item in names if item.startswith(prefix)})
    function = _PARTS.get(name)
    return function(first) if function is not None else UNKNOWN


def _absent(path: str) -> object:
    """Whether a path that the source does not have is there: a build directory is not, a system's may be."""
    return UNKNOWN if path.startswith("/") else False


def _is_directory(path: str, names: frozenset[str]) -> bool:
    prefix = f"{plain(path)}/"
    return prefix == "/" or any(name.startswith(prefix) for name in names)


def _split(text: str) -> object:
    if len(text) > 10_000:
        return UNKNOWN
    try:
        return list(shlex.split(text))
    except ValueError:
        return UNKNOWN


_PARTS: Mapping[str, Callable[[str], object]] = {
    "os.path.dirname": posixpath.dirname,
    "os.path.basename": posixpath.basename,
    "os.path.splitext": posixpath.splitext,
    "os.path.split": posixpath.split,
    "shlex.split": _split,
}
ORDER: Mapping[str, Callable[[object, object], object]] = {
    "Eq": operator.eq,
    "NotEq": operator.ne,
    "Lt": operator.lt,  # type: ignore[dict-item]
    "LtE": operator.le,  # type: ignore[dict-item]
    "Gt": operator.gt,  # type: ignore[dict-item]
    "GtE": operator.ge,  # type: ignore[dict-item]
    "Is": operator.is_,
    "IsNot": operator.is_not,
}


def compare(kind: str, left: object, right: object) -> object:
    """One comparison, by the name of its node; `UNKNOWN` where a side is."""
    if left is UNKNOWN or right is UNKNOWN or isinstance(left, Dotted) or isinstance(right, Dotted):
        return UNKNOWN
    if is_sought(left) or is_sought(right):
        return UNKNOWN
    if kind in {"Is", "IsNot"} and (left is None) is not (right is None) and not _may_be_none(left, right):
        return kind == "IsNot"
    if not _is_plain(left) or not (_is_plain(right) or isinstance(right, dict)):
        return UNKNOWN
    try:
        if kind in {"In", "NotIn"}:
            if not isinstance(right, (list, tuple, dict, str)):
                return UNKNOWN
            has_unknown = (isinstance(right, (list, tuple)) and UNKNOWN in right) or SEARCHED in right
            return UNKNOWN if has_unknown and left not in right else (left in right) is (kind == "In")
        return ORDER[kind](left, right)
    except (TypeError, KeyError):
        return UNKNOWN


def _may_be_none(*values: object) -> bool:
    return any(isinstance(value, (OneOf, Partial, Record)) for value in values)


class Possible(list[object]):
    """What a list may hold, of which conditions that are not known leave some out, or all."""


def truth(value: object) -> bool | None:
    """Whether a value counts as true; `None` where that is not known."""
    if value is UNKNOWN or isinstance(value, (Dotted, Record, Beginning, OneOf, Partial, Possible)):
        return None
    return None if is_sought(value) else bool(value)


def first_of(values: Sequence[object]) -> object:
    """What `or` gives of values that are not decided: one of the programs that are looked for, else `UNKNOWN`."""
    found = tuple(value for value in values if is_sought(value))
    return OneOf(found) if len(found) > 1 else found[0] if found else UNKNOWN


def hashable(value: object) -> bool:
    """Whether a value may be a key, or in a set."""
    try:
        hash(value)
    except TypeError:
        return False
    return True
