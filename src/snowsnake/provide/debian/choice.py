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
        self,
        request: str | None,
        requires_python: SpecifierSet | None,
        offered: Sequence[OfferedInterpreter],
        *,
        files: Sequence[str] = (),
        requested_in: str | None = None,
    ) -> None:
        """`files` have said what Python is required; `requested_in` is the place that has the request."""
        self.request = request
        self.requires_python = requires_python
        self.interpreters = tuple(offered)
        self.offered = tuple(item.label for item in offered)
        asked = []
        if request is not None:
            asked.append(f"Python `{request}`{f' of {requested_in}' if requested_in else ''}")
        if requires_python is not None and str(requires_python):
            where = f" of {' and '.join(f'`{file}`' for file in files)}" if files else ""
            asked.append(f'`requires-python = "{requires_python}"`{where}')
        super().__init__(
            f"the Debian base has no interpreter for {' with '.join(asked) or 'this target'}",
            help=self._help(files, requested_in),
        )

    def _help(self, files: Sequence[str], requested_in: str | None) -> str:
        """What there is that is allowed; where that is nothing, only another permission helps."""
        allowed = self.requires_python
        fitting = [
            item.label for item in self.interpreters if allowed is None or is_allowed(allowed, item.version)
        ]
        if fitting:
            which = "it has" if allowed is None else "of those that it has, these are allowed:"
            kept = f"; for always, write `{fitting[0]}` into {requested_in}" if requested_in else ""
            return f"{which} {', '.join(fitting)}: `--python {fitting[0]}`{kept}"
        where = f" in `{files[0]}`" if files else ""
        newest = self.offered[0]
        return f'it has {", ".join(self.offered)}: allow one of them{where}, `requires-python = ">={newest}"`, say'

    def said_by(self, files: Sequence[str], requested_in: str | None = None) -> NoInterpreter:
        """The same, with the files that say which Python is required, and the place that has the request."""
        return NoInterpreter(
            self.request, self.requires_python, self.interpreters, files=files, requested_in=requested_in
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
