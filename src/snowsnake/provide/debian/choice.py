"""Choose an interpreter: by what the user asked for, what the project allows, and what the base has."""

from __future__ import annotations

from collections.abc import Sequence

from packaging.specifiers import SpecifierSet

from snowsnake.errors import SnowsnakeError
from snowsnake.provide.interface import OfferedInterpreter
from snowsnake.targets import System, Target, is_allowed, is_asked_for


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
    """The first of `offered` (in order of preference) that fits the request (see `is_asked_for`) and the specifier.

    With no request it is the default, or the best that `requires_python` allows. Raises `NoInterpreter`.
    """
    for item in offered:
        if request is None:
            asked = item.implementation == "cp"
        else:
            asked = is_asked_for(request, item.implementation, item.version)
        if asked and (requires_python is None or is_allowed(requires_python, item.version)):
            return item.target(system)
    raise NoInterpreter(request, requires_python, offered)
