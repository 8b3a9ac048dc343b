"""A JSON value with the path that leads to it, so that whoever finds it wrong can say where it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

SHOWN = 60
"""How much of a wrong value an error repeats, in characters."""


class BadValue(Exception):
    """A value that cannot be. `where` is the path to it, `problem` says why."""

    def __init__(self, where: str, problem: str) -> None:
        self.where = where
        self.problem = problem
        super().__init__(f"{where}: {problem}")


@dataclass(frozen=True, slots=True)
class Cursor:
    """One value of a document. Every method raises `BadValue` when the value is not what it asks for."""

    value: object
    where: str = ""
    """`targets.cp313-x86_64-linux.packages.numpy.artifact`; empty for the document itself."""

    def wrong(self, problem: str) -> BadValue:
        """The error that says what is wrong with this value."""
        return BadValue(self.where or "the document", problem)

    def members(self) -> Iterator[tuple[str, Cursor]]:
        """The members of an object whose keys are data."""
        if not isinstance(self.value, dict):
            raise self._type("an object")
        for key, value in self.value.items():
            yield key, Cursor(value, self._below(key))

    def table(self, *keys: str) -> dict[str, Cursor]:
        """An object that has exactly these keys."""
        found = dict(self.members())
        for key in keys:
            if key not in found:
                raise self.wrong(f"`{key}` is missing")
        for key, cursor in found.items():
            if key not in keys:
                raise cursor.wrong("unknown key")
        return found

    def items(self) -> tuple[Cursor, ...]:
        """The items of an array."""
        if not isinstance(self.value, list):
            raise self._type("an array")
        return tuple(Cursor(value, f"{self.where}[{index}]") for index, value in enumerate(self.value))

    def text(self, pattern: str, what: str) -> str:
        """A string that is all of `pattern`; `what` names it in the error (`a version`)."""
        if not isinstance(self.value, str):
            raise self._type("a string")
        if _compiled(pattern).fullmatch(self.value) is None:
            raise self.wrong(f"{_shown(self.value)} is not {what}")
        return self.value

    def texts(self, pattern: str, what: str) -> tuple[str, ...]:
        """An array of such strings, each once."""
        found = tuple(item.text(pattern, what) for item in self.items())
        if len(set(found)) != len(found):
            raise self.wrong("an item is there twice")
        return found

    def one_of(self, choices: Collection[str], what: str) -> str:
        """A string that is one of `choices`; the error calls it an unknown `what`."""
        if not isinstance(self.value, str):
            raise self._type("a string")
        if self.value not in choices:
            raise self.wrong(f"unknown {what} {_shown(self.value)}")
        return self.value

    def integer(self, low: int, high: int) -> int:
        """A whole number from `low` to `high`."""
        # Python counts true as 1; JSON does not.
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            raise self._type("an integer")
        if not low <= self.value <= high:
            raise self.wrong(f"not between {low} and {high}")
        return self.value

    def boolean(self) -> bool:
        """`true` or `false`."""
        if not isinstance(self.value, bool):
            raise self._type("true or false")
        return self.value

    def _type(self, expected: str) -> BadValue:
        names = {dict: "an object", list: "an array", str: "a string", bool: "a boolean", int: "an integer"}
        got = "null" if self.value is None else names.get(type(self.value), "a number")
        return self.wrong(f"expected {expected}, found {got}")

    def _below(self, key: str) -> str:
        plain = re.fullmatch(r"[A-Za-z0-9_-]+", key) is not None
        step = key if plain else f"[{_shown(key)}]"
        return step if not self.where else f"{self.where}.{step}" if plain else f"{self.where}{step}"


def _shown(text: str) -> str:
    """The text in backticks, cut when long."""
    return f"`{text}`" if len(text) <= SHOWN else f"`{text[:SHOWN]}…`"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
