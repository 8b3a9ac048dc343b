"""Choose an interpreter: by what the user asked for, what the project allows, and what the base has."""

from __future__ import annotations

import re
from collections.abc import Sequence

from packaging.specifiers import SpecifierSet

from snowsnake.errors import SnowsnakeError
from snowsnake.provide.interface import OfferedInterpreter
from snowsnake.targets import System, Target

_REQUEST = re.compile(
    r"(?P<name>cpython|python|pypy|cp|pp)?[-@]?(?:(?P<major>[23])(?:\.?(?P<minor>\d{1,2})(?:\.\d+)?)?)?",
    re.IGNORECASE,
)
_PATCHES = 60  # no release series had more


class NoInterpreter(SnowsnakeError):
    """The base has no interpreter that fits."""

    def __init__(
        self, request: str | None, requires_python: SpecifierSet | None, offered: Sequence[OfferedInterpreter]
    ) -> None:
        self.request = request
        self.requires_python = requires_python
        self.offered = tuple(item.label for item in offered)
        asked = []
        if request is not None:
            asked.append(f"Python `{request}`")
        if requires_python is not None and str(requires_python):
            asked.append(f'`requires-python = "{requires_python}"`')
        super().__init__(
            f"the Debian base has no interpreter for {' with '.join(asked) or 'this target'}",
            help=f"it has {', '.join(self.offered)}: `--python {self.offered[0]}`",
        )


def choose(
    offered: Sequence[OfferedInterpreter],
    request: str | None,
    requires_python: SpecifierSet | None,
    system: System,
) -> Target:
    """The first of `offered` (in order of preference) that fits the request and the specifier.

    A request is what people write after `--python` or into `.python-version`: `3.13`, `3`, `python3.13`,
    `3.13.2` (the patch level is the base's own), `pypy3`, `pypy3.11`, `cp313`, or a specifier such as
    `>=3.12`. With no request it is the default, or the best that `requires_python` allows. Raises
    `NoInterpreter`.
    """
    for item in offered:
        if _asked_for(item, request) and _allowed(item, requires_python):
            return item.target(system)
    raise NoInterpreter(request, requires_python, offered)


def _asked_for(item: OfferedInterpreter, request: str | None) -> bool:
    if request is None:
        return item.implementation == "cp"
    text = request.strip()
    if text[:1] in set("<>=!~"):
        try:
            return item.implementation == "cp" and _allowed(item, SpecifierSet(text))
        except ValueError:
            return False
    match = _REQUEST.fullmatch(text)
    if match is None or not text:
        return False
    wanted = "pp" if (match["name"] or "").lower() in {"pypy", "pp"} else "cp"
    if item.implementation != wanted:
        return False
    if match["major"] is None:
        return True
    if match["minor"] is None:
        return item.version[0] == int(match["major"])
    return item.version == (int(match["major"]), int(match["minor"]))


def _allowed(item: OfferedInterpreter, specifier: SpecifierSet | None) -> bool:
    """Whether some patch level of the series is allowed; only the index knows which one the base has."""
    if specifier is None:
        return True
    series = f"{item.version[0]}.{item.version[1]}"
    return any(specifier.contains(f"{series}.{patch}", prereleases=True) for patch in range(_PATCHES))
