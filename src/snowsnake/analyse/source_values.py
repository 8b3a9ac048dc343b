"""Values that an abstract reading of Python gives expressions: what is known, and `UNKNOWN` for all else.

The machine that is read for is Linux with CPython. Paths are relative to the source's root, which is `""`.
"""

from __future__ import annotations

import fnmatch
import operator
import posixpath
import re
import shlex
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Final, Self


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


def copied(value: object) -> object:
    """A value whose lists and dicts are others."""
    if isinstance(value, list):
        return [copied(item) for item in value]
    return {key: copied(item) for key, item in value.items()} if isinstance(value, dict) else value


def doubted(value: object) -> object:
    """The value as it is where it is not certain that it is used."""
    if isinstance(value, Text):
        return Text(value, replace(value.place, doubted=True))
    if isinstance(value, (list, tuple)):
        items = [doubted(item) for item in value]
        return tuple(items) if isinstance(value, tuple) else items
    return value


@dataclass(frozen=True, slots=True)
class Dotted:
    """Something of a module that is not the source's own: `os.path.join`."""

    name: str


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
    "sys.version_info": (3, 13, 0, "final", 0),
    "sys.version": "3.13.0",
    "sys.hexversion": 0x030D00F0,
    "sys.maxsize": 2**63 - 1,
    "sys.argv": ["setup.py", "bdist_wheel"],
    "sys.implementation.name": "cpython",
    "sys.builtin_module_names": (),
    "typing.TYPE_CHECKING": False,
}
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


def join(*parts: object) -> object:
    """`os.path.join`, made plain."""
    texts = [part for part in parts if isinstance(part, str)]
    return plain(posixpath.join("", *texts)) if len(texts) == len(parts) else UNKNOWN


def plain(path: str) -> str:
    """A path without `.` and `..`; the root is empty."""
    if not path:
        return ""
    path = posixpath.normpath(path)
    return "" if path == "." else path


def matching(names: Iterable[str], pattern: str) -> list[object]:
    """What `glob.glob` finds among the source's files."""
    pattern = plain(pattern)
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
        found = _of_text(name, first, names)
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
        return [*first] if isinstance(first, (list, tuple, dict, str)) else UNKNOWN
    if name == "bool" and first is not UNKNOWN:
        return bool(first)
    if name == "isinstance" and len(arguments) == 2 and isinstance(arguments[1], Dotted):
        kinds = {"str": str, "list": list, "tuple": tuple, "dict": dict}
        kind = kinds.get(arguments[1].name)
        return isinstance(first, kind) if kind is not None and first is not UNKNOWN else UNKNOWN
    return len(first) if name == "len" and isinstance(first, (list, tuple, dict, str)) else UNKNOWN


def _of_text(name: str, first: str, names: frozenset[str]) -> object:
    if name in _SAME:
        return plain(first) if name != "str" else first
    if name in {"glob.glob", "glob.iglob"}:
        return matching(names, first)
    if name in {"os.path.exists", "os.path.isfile", "os.path.lexists"}:
        return True if plain(first) in names or _is_directory(first, names) else _absent(first)
    if name == "os.path.isdir":
        return True if _is_directory(first, names) else _absent(first)
    if name == "os.listdir":
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
_PURE = frozenset(
    [
        "split",
        "rsplit",
        "strip",
        "lstrip",
        "rstrip",
        "replace",
        "lower",
        "upper",
        "startswith",
        "endswith",
        "splitlines",
        "partition",
        "rpartition",
        "title",
        "removeprefix",
        "removesuffix",
        "count",
        "find",
        "index",
        "isdigit",
        "capitalize",
    ]
)
_PATHS = frozenset(
    {"resolve", "absolute", "expanduser", "as_posix", "__str__", "relative_to", "decode", "encode"}
)


def call_method(value: object, name: str, arguments: Sequence[object], names: frozenset[str]) -> object:
    """What a method of a known value gives. Lists and dicts are changed in place."""
    if isinstance(value, str):
        return _text_method(value, name, arguments, names)
    if isinstance(value, list):
        return _list_method(value, name, arguments)
    if isinstance(value, dict):
        return _dict_method(value, name, arguments)
    return UNKNOWN


def _text_method(value: str, name: str, arguments: Sequence[object], names: frozenset[str]) -> object:
    if name in _PATHS:
        return value
    if name == "join" and arguments and isinstance(arguments[0], (list, tuple)):
        items = [item for item in arguments[0] if isinstance(item, str)]
        return value.join(items) if len(items) == len(arguments[0]) else UNKNOWN
    if name in {"joinpath", "with_suffix"}:
        return join(value, *arguments) if name == "joinpath" else UNKNOWN
    if name in {"glob", "rglob"} and arguments and isinstance(arguments[0], str):
        pattern = arguments[0] if name == "glob" else f"**/{arguments[0]}"
        return matching(names, f"{value}/{pattern}" if value else pattern)
    if name in {"exists", "is_file", "is_dir"}:
        return _of_text("os.path.exists", value, names)
    if any(argument is UNKNOWN for argument in arguments):
        return UNKNOWN
    if name == "format":
        return _format(value, arguments)
    if name in _PURE:
        try:
            found = getattr(value, name)(*arguments)
        except (TypeError, ValueError):
            return UNKNOWN
        return list(found) if isinstance(found, list) else found
    return UNKNOWN


def _format(value: str, arguments: Sequence[object]) -> object:
    if not re.fullmatch(r"(?:[^{}]|\{\d?\})*", value):
        return UNKNOWN  # keywords, attributes, widths: a format may also ask for a gigabyte of blanks
    try:
        return value.format(*arguments)
    except (IndexError, ValueError, KeyError):
        return UNKNOWN


def _list_method(value: list[object], name: str, arguments: Sequence[object]) -> object:
    first = arguments[0] if arguments else UNKNOWN
    if name == "append":
        value.append(first)
    elif name == "extend" and isinstance(first, (list, tuple)):
        value.extend(first)
    elif name == "insert" and len(arguments) == 2:
        value.append(arguments[1])
    elif name == "remove":
        pass  # another system's branch takes out what this one's has put in
    elif name == "pop" and value:
        return value[-1]
    elif name == "copy":
        return list(value)
    else:
        return UNKNOWN
    return None


def _dict_method(value: dict[object, object], name: str, arguments: Sequence[object]) -> object:
    first = arguments[0] if arguments else UNKNOWN
    if name in {"get", "pop", "setdefault"} and isinstance(first, (str, int)):
        default = arguments[1] if len(arguments) > 1 else None
        if name == "setdefault":
            return value.setdefault(first, default)
        return value.get(first, default)
    if name == "update" and isinstance(first, dict):
        value.update(first)
        return None
    if name == "copy":
        return dict(value)
    views: Mapping[str, Callable[[], Iterable[object]]] = {
        "items": value.items,
        "keys": value.keys,
        "values": value.values,
    }
    return [*views[name]()] if name in views else UNKNOWN


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
    try:
        if kind in {"In", "NotIn"}:
            if isinstance(right, (list, tuple)) and UNKNOWN in right and left not in right:
                return UNKNOWN
            if isinstance(right, (list, tuple, dict, str)):
                return (left in right) is (kind == "In")  # type: ignore[operator]
            return UNKNOWN
        return ORDER[kind](left, right)
    except (TypeError, KeyError):
        return UNKNOWN


def truth(value: object) -> bool | None:
    """Whether a value counts as true; `None` where that is not known."""
    if value is UNKNOWN or isinstance(value, (Dotted, Record)):
        return None
    return bool(value)
