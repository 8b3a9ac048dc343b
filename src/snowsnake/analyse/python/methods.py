"""What methods of known values give: of texts (and paths, which are texts here), lists and dicts."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence

from snowsnake.analyse.python.values import UNKNOWN, Text, beginning, call_with_text, join, matching

_LONGEST = 10_000_000  # characters that a text is made to have
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
        return _joined(value, arguments[0])
    if name in {"joinpath", "with_suffix"}:
        return join(value, *arguments) if name == "joinpath" else UNKNOWN
    if name in {"glob", "rglob"} and arguments and isinstance(arguments[0], str):
        pattern = arguments[0] if name == "glob" else f"**/{arguments[0]}"
        return matching(names, f"{value}/{pattern}" if value else pattern)
    if name in {"exists", "is_file", "is_dir"}:
        return call_with_text("os.path.exists", value, names)
    if name == "format":
        return _format(value, arguments)
    if any(argument is UNKNOWN for argument in arguments):
        return UNKNOWN
    return _pure(value, name, arguments) if name in _PURE else UNKNOWN


def _pure(value: str, name: str, arguments: Sequence[object]) -> object:
    longest = max((len(item) for item in arguments if isinstance(item, str)), default=0)
    if name == "replace" and len(value) * longest > _LONGEST:
        return UNKNOWN
    try:
        found = getattr(value, name)(*arguments)
    except (TypeError, ValueError):
        return UNKNOWN
    return list(found) if isinstance(found, list) else found


def _joined(value: str, given: Sequence[object]) -> object:
    items = [item for item in given if isinstance(item, str)]
    if len(items) != len(given) and value == " " and isinstance(given[0], str):
        known = itertools.takewhile(lambda item: isinstance(item, str), given)
        return beginning([*(part for item in known for part in (item, " ")), UNKNOWN])
    if len(items) != len(given) or len(value) * len(items) + sum(map(len, items)) > _LONGEST:
        return UNKNOWN
    return value.join(items)


def _format(value: str, arguments: Sequence[object]) -> object:
    plain = re.fullmatch(r"(?:[^{}]|\{\d?\})*", value) is not None
    if not plain or not all(isinstance(item, (str, int)) for item in arguments):
        # Keywords, attributes, widths: a format may also ask for a gigabyte of blanks.
        known = value.partition("{")[0]
        return beginning([Text(known, value.place) if isinstance(value, Text) else known, UNKNOWN])
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
        item = arguments[1]
        perhaps = isinstance(item, Text) and item.place.doubted  # `if x: command.insert(0, "mpirun")`
        value.insert(first if isinstance(first, int) and not perhaps else len(value), item)
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
