"""Decides which distribution's file an environment has where several ship one path, as pip's order would.

pip installs what is required before what requires it, and a later file replaces an earlier one. That order is the one
here, so that the outcome is the same every time, with three differences: a distribution that the user prefers wins,
nothing replaces what is the environment's own, and an `__init__.py` without code never replaces one with code.
What clashes and is code is recorded, for snowsnake to say.
"""

# pathlib costs start-up time, and most of this runs for every file.
# ruff: noqa: PTH103, PTH113, PTH119, PTH120, PTH123

from __future__ import annotations

import ast
import filecmp
import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet

from .report import BuildError

FILE = "libexec/collisions.json"
"""Where an environment says what clashed in it; not there where nothing did."""
_MODULE = re.compile(r".+\.(py|pyw|pyc|pth|pyd|so(\.[0-9.]+)?)")
_CACHED = re.compile(r"(.+)\.[a-z]+-?\d+[a-z]*(\.opt-\w+)?\.pyc")
_EXTENDS = re.compile(
    r"__path__ = (__import__\('pkgutil'\)|pkgutil)\.extend_path\(__path__, __name__\)"
    r"|__path__ = extend_path\(__path__, __name__\)"
    r"|(__import__\('pkg_resources'\)|pkg_resources)\.declare_namespace\(__name__\)"
    r"|__path__: .+ = (pkgutil\.)?extend_path\(__path__, __name__\)"
)
_STUB_IMPORTS = frozenset(("pkgutil", "pkg_resources", "__future__", "typing"))

Source = tuple[str, str]
"""A distribution's name, and a file or directory of it."""


class Decisions:
    """Who wins in one environment, and what was lost."""

    def __init__(
        self,
        names: Iterable[str],
        *,
        site: str,
        required_by: Mapping[str, Sequence[str]],
        prefer: Sequence[str],
    ) -> None:
        """`site` is site-packages, relative to the environment; `required_by` has names by name."""
        self._site = f"{site}/"
        self._preferred = {name: index for index, name in enumerate(prefer)}
        self._installed = {
            name: index for index, name in enumerate(installation_order(list(names), required_by))
        }
        self._owners: dict[str, str] = {}
        self._lost: dict[tuple[str | None, str], list[str]] = {}

    def file(self, relative: str, found: Sequence[Source]) -> Source | None:
        """The file that an environment has at `relative`, of one or several; `None` for none of them."""
        found = self._of_the_source(relative, found)
        if not found:
            return None
        winner = found[0] if len(found) == 1 else self._file(relative, found)
        if len(found) > 1 and relative.endswith(".py"):
            self._owners[relative] = winner[0]
        return winner

    def kind(self, relative: str, files: Sequence[Source], directories: Sequence[Source]) -> bool:
        """Whether a path that is a file of some and a directory of others is a directory."""
        everything = [*files, *directories]
        if chosen := self._prefers(everything):
            return chosen in directories
        if not any(self._is_code(relative, path) for _, path in files):
            return True
        last = max(everything, key=self._rank)
        losing = files if last in directories else directories
        for loser in losing:
            self._lost.setdefault((last[0], loser[0]), []).append(relative)
        return last in directories

    def is_shared(self, relative: str, name: str) -> bool:
        """Whether some of a `__pycache__` that only `name` has belongs to sources of others."""
        directory, _, base = relative.rpartition("/")
        return base == "__pycache__" and any(
            owner != name and path.rpartition("/")[0] == directory for path, owner in self._owners.items()
        )

    def keep_own(self, relative: str, name: str) -> None:
        """The environment has something of its own where `name` ships a file."""
        self._lost.setdefault((None, name), []).append(relative)

    def tell(self, *, strict: bool) -> None:
        """Say what was lost in the build's log. Raises `BuildError` (`collision`) where that is an error."""
        said = [
            f"`{kept}` and `{lost}` both ship `{paths[0].removeprefix(self._site)}`, with different content"
            if kept is not None
            else f"`{lost}` ships `{paths[0].removeprefix(self._site)}` where the environment has its own"
            for kept, lost, paths in self._all()
        ]
        if said and strict:
            wins = next((kept for kept, _, _ in self._all() if kept is not None), None)
            help_line = "require only one of them"
            if wins is not None:
                help_line += f", or say which one wins when you lock: `snowsnake lock --prefer {wins}`"
            raise BuildError("collision", "; ".join(said), help=f"{help_line}; or leave `strict` out")
        for sentence in said:
            print(f"warning: {sentence}", file=sys.stderr)

    def write(self, out: str) -> None:
        """Record what was lost in the environment at `out`, where anything was."""
        if not self._lost:
            return
        document = [{"kept": kept, "left-out": lost, "paths": paths} for kept, lost, paths in self._all()]
        os.makedirs(os.path.dirname(f"{out}/{FILE}"), exist_ok=True)
        with open(f"{out}/{FILE}", "w", encoding="utf-8") as file:
            json.dump(document, file, indent=2)
            file.write("\n")

    def _all(self) -> list[tuple[str | None, str, list[str]]]:
        """What is there, what is not, and at which paths, in an order that is always the same."""
        lost = sorted(self._lost.items(), key=lambda item: (item[0][0] or "", item[0][1]))
        return [(kept, name, sorted(paths)) for (kept, name), paths in lost]

    def _of_the_source(self, relative: str, found: Sequence[Source]) -> Sequence[Source]:
        """Bytecode is taken from where its source is from: it is loaded without a look at the source."""
        directory, _, name = relative.rpartition("/")
        parent, _, last = directory.rpartition("/")
        match = _CACHED.fullmatch(name)
        if last != "__pycache__" or match is None:
            return found
        owner = self._owners.get(f"{parent}/{match[1]}.py")
        return found if owner is None else [source for source in found if source[0] == owner]

    def _file(self, relative: str, found: Sequence[Source]) -> Source:
        if chosen := self._prefers(found):
            return chosen
        if relative.endswith("/__init__.py"):
            found = self._without_stubs(found)
        winner = max(found, key=self._rank)
        for other in found:
            if other is not winner and not _same(winner[1], other[1]) and self._is_code(relative, other[1]):
                self._lost.setdefault((winner[0], other[0]), []).append(relative)
        return winner

    def _without_stubs(self, found: Sequence[Source]) -> Sequence[Source]:
        """Those `__init__.py` that have code; where none has, the one that does most for the namespace."""
        stubs = {name: _stub(path) for name, path in found}
        with_code = [source for source in found if stubs[source[0]] is None]
        return with_code or [max(found, key=lambda source: (stubs[source[0]] or 0, self._rank(source)))]

    def _prefers(self, found: Sequence[Source]) -> Source | None:
        preferred = [source for source in found if source[0] in self._preferred]
        return min(preferred, key=lambda source: self._preferred[source[0]]) if preferred else None

    def _rank(self, source: Source) -> int:
        return self._installed[source[0]]

    def _is_code(self, relative: str, path: str) -> bool:
        """Whether a file does something: a module, a library, a program."""
        if relative.startswith("bin/"):
            return True
        if relative.startswith(self._site) and _MODULE.fullmatch(os.path.basename(relative)):
            return True
        if not os.path.isfile(path):
            return False
        with open(path, "rb") as file:
            return file.read(4) == b"\x7fELF"


def installation_order(names: Sequence[str], required_by: Mapping[str, Sequence[str]]) -> list[str]:
    """The order in which pip installs: first what requires nothing, then what only requires that, and so on.

    Each time from `z` to `a`, so that of two that do not require each other the one that comes first by name is
    installed last. (`get_topological_weights` of pip's resolver.) Distributions that require each other are one step.
    """
    left: dict[str, set[str]] = {name: set() for name in names}
    for name, others in required_by.items():
        for other in others:
            if name in left and other in left and other != name:
                left[other].add(name)
    order: list[str] = []
    while left:
        leaves = [name for name, requires in left.items() if not requires]
        if not leaves:
            reached = {name: _reached(name, left) for name in left}
            fewest = min(len(found) for found in reached.values())
            leaves = [name for name, found in reached.items() if len(found) == fewest]
        order += sorted(leaves, reverse=True)
        left = {name: requires.difference(leaves) for name, requires in left.items() if name not in leaves}
    return order


def _reached(name: str, requires: Mapping[str, AbstractSet[str]]) -> set[str]:
    """What a distribution requires, at any distance."""
    found: set[str] = set()
    todo = [name]
    while todo:
        for other in requires[todo.pop()]:
            if other not in found:
                found.add(other)
                todo.append(other)
    return found


def _same(a: str, b: str) -> bool:
    return os.path.isfile(a) and os.path.isfile(b) and filecmp.cmp(a, b, shallow=False)


def _stub(path: str) -> int | None:
    """How much an `__init__.py` without code of its own does: 2 it extends the package's path as `pkgutil` does, 1 as
    `pkg_resources`, which need not be there, 0 nothing. `None` for any other file.
    """
    try:
        with open(path, "rb") as file:
            return _statements(ast.parse(file.read()).body)
    except (OSError, SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def _statements(statements: Iterable[ast.stmt]) -> int | None:
    """The same for statements. Raises `RecursionError`."""
    values = [_statement(statement) for statement in statements]
    return None if None in values else max((value for value in values if value is not None), default=0)


def _statement(statement: ast.stmt) -> int | None:
    """The same for one statement. Raises `RecursionError`."""
    match statement:
        case ast.Pass() | ast.Expr(value=ast.Constant()):
            return 0
        case ast.Import(names=names):
            return 0 if all(alias.name in _STUB_IMPORTS for alias in names) else None
        case ast.ImportFrom(module=module, level=0):
            return 0 if module in _STUB_IMPORTS else None
        case ast.Try(body=body, handlers=handlers, orelse=orelse, finalbody=[]):
            return _statements([*body, *(one for handler in handlers for one in handler.body), *orelse])
        case ast.Assign() | ast.AnnAssign() | ast.Expr():
            text = ast.unparse(statement)
            if _EXTENDS.fullmatch(text):
                return 1 if "declare_namespace" in text else 2
            # `__all__ = []` is as good as none.
            return 0 if text in {"__all__ = []", "__all__ = ()"} else None
        case _:
            return None
