"""Values as TOML text: what exported locks and uv's input need, and no more."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime


def dump(document: Mapping[str, object]) -> str:
    """A document as TOML 1.0: plain values first, then tables, then arrays of tables one level deep."""
    lines = [f"{_key(key)} = {_value(value)}" for key, value in document.items() if not _is_table(value)]
    for key, value in document.items():
        if isinstance(value, Mapping):
            lines += ["", f"[{_key(key)}]", *(f"{_key(k)} = {_value(v)}" for k, v in value.items())]
        elif _is_table(value) and isinstance(value, Sequence):
            for item in value:
                lines += [
                    "",
                    f"[[{_key(key)}]]",
                    *(f"{_key(k)} = {_value(v, deep=True)}" for k, v in item.items()),
                ]
    return "\n".join(lines) + "\n"


def _is_table(value: object) -> bool:
    if isinstance(value, Mapping):
        return True
    return (
        isinstance(value, list | tuple) and bool(value) and all(isinstance(item, Mapping) for item in value)
    )


def _key(key: str) -> str:
    return key if re.fullmatch(r"[A-Za-z0-9_-]+", key) else _string(key)


def _string(text: str) -> str:
    # JSON's escapes are TOML's, but TOML has no surrogate pairs and wants DEL escaped.
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _value(value: object, *, deep: bool = False) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _string(value)
        case int() | float():
            return str(value)
        case datetime() | date():
            return value.isoformat().replace("+00:00", "Z")
        case Mapping():
            return (
                "{ " + ", ".join(f"{_key(k)} = {_value(v)}" for k, v in value.items()) + " }"
                if value
                else "{}"
            )
        case list() | tuple():
            items = [_value(item) for item in value]
            if deep and len(items) > 1:
                return "[\n" + "".join(f"    {item},\n" for item in items) + "]"
            return "[" + ", ".join(items) + "]"
        case _:
            raise TypeError(f"no TOML for {type(value).__name__}")
