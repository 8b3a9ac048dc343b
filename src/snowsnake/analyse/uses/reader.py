"""Reads a wheel's modules as an import would run them, or what happens when a library is not there.

Whenever a statement of a module has opened libraries, it is read again for each of them, as if that one, and all that
are tried after it, were not there (`Watch.fails`). Either the statement gets through, or the failure leaves it and the
import fails, unless whoever imports the module is prepared for that. This decides whether a library is required.
"""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from snowsnake.analyse.python.calls import is_search_path
from snowsnake.analyse.python.expressions import Class, Enough, Function, Leave, Scope
from snowsnake.analyse.python.values import UNKNOWN, OneOf, Record
from snowsnake.analyse.uses.control import Control
from snowsnake.analyse.uses.events import Failed, Opened
from snowsnake.analyse.uses.modules import Modules
from snowsnake.analyse.uses.relevant import Relevant
from snowsnake.analyse.uses.watch import Watch
from snowsnake.knowledge import distribution_of

REPLAYS = 40
"""So often a statement is read again in one reading."""
_TRIED = 12
"""So often it is tried what happens without the same part of the standard library, until it is required."""
_NESTED, _OBJECTS = 200, 8
"""Functions inside of functions, and objects of one class, that are kept to be read."""
_CHOICES = 40
"""Values of a dict of which one is taken."""
_AFTER = 4
"""So many statements after it are read along, for `if not found: raise ImportError`."""


@dataclass(slots=True, eq=False)
class _Deferred:
    """A name of another of the wheel's modules, which is read when it is asked for."""

    module: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Surroundings:
    """What a program is read in."""

    modules: Modules
    readable: Collection[str]
    """The modules that imports lead to; others count as somebody else's."""
    relevant: Relevant
    """Which functions are worth reading."""
    required: frozenset[str]
    """Distributions that are there."""


class Reader(Control):
    """Reads modules, each once."""

    def __init__(self, surroundings: Surroundings, watch: Watch, steps: int, *, lazy: bool) -> None:
        """`steps`: how far at most. `lazy`: imports happen only when something of them is used."""
        super().__init__(surroundings.modules, watch)
        self._sources = surroundings.modules
        self._readable = surroundings.readable
        self._required = surroundings.required
        self._relevant = surroundings.relevant
        self._most = steps
        self._lazy = lazy
        self._read: dict[str, Record] = {}
        self._scopes: dict[str, Scope] = {}
        self._replays = REPLAYS
        self._tried: dict[str | None, list[Opened]] = {}
        self._nested: dict[int, Function] = {}
        self._instances: dict[int, list[Record]] = {}
        """By the class's statement, the objects that a module makes while it is imported."""
        self._class_of: dict[int, tuple[Record, Record]] = {}
        """Objects, with what is known of their classes."""
        self._called_of: set[tuple[int, int]] = set()
        """Functions that were called, and the objects, and classes, that they are of."""

    @property
    def steps(self) -> int:
        """How far it went."""
        return self._steps

    def step(self) -> None:
        """Count. Raises `Enough`."""
        self._steps += 1
        if self._steps > self._most:
            raise Enough

    def load(self, path: str) -> Record | None:
        """Run a module's body, once; its names. Raises `Enough` and `RecursionError`."""
        if path in self._read:
            return self._read[path]
        tree = self._sources.tree(path)
        if tree is None:
            return None
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        scope = Scope(path, {"__file__": path, "__name__": name, "__doc__": ""})
        self._scopes[path] = scope
        record = self._read[path] = Record("module", scope.names)
        for number, statement in enumerate(tree.body):
            self._statement(statement, tree.body[number + 1 : number + 1 + _AFTER], scope)
        return record

    def _statement(self, statement: ast.stmt, after: Sequence[ast.stmt], scope: Scope) -> None:
        """Run a statement of a module, then again for each library that it opens."""
        begin = len(self._watch.opened)
        with suppress(Leave):  # read too simply: the module is used, so it gets further
            self._run([statement], scope)
        if self._watch.raising:
            return
        found = [item for item in self._watch.opened[begin:] if not item.decided]
        self.replay(found, lambda: self._without(statement, after, scope))

    def _without(self, statement: ast.stmt, after: Sequence[ast.stmt], scope: Scope) -> None:
        """Run a statement while something fails, and what comes after it: that may look at what it found."""
        before = dict(scope.names)
        try:
            self._run([statement], scope)
            self._watch.failing, self._watch.after = False, True
            for other in after:
                if isinstance(other, (ast.Import, ast.ImportFrom)):
                    break
                self._run([other], scope)
        finally:
            scope.names.clear()
            scope.names.update(before)

    def replay(self, found: Sequence[Opened], run: Callable[[], object]) -> None:
        """Decide of each of the libraries in `found`, which `run` opens in this order, what happens without it."""
        watch = self._watch
        seen = {(item.kind, item.name) for item in found if not item.handling}
        opened, ran = watch.opened, dict(watch.ran)
        for number, item in enumerate(found):
            item.decided = True
            if item.merged or item.handling or self._replays <= 0 or self._is_tried(item):
                continue
            self._replays -= 1
            watch.opened, watch.fails = [], number
            try:
                run()
            except Failed as failure:
                item.required = not item.doubted and not self._is_expected(failure)
            except Leave:
                pass
            finally:
                tried = {(other.kind, other.name) for other in watch.opened[number + 1 :]}
                if item.kind != "stdlib":
                    item.others = [
                        other
                        for other in watch.opened[number + 1 :]
                        if (other.kind, other.name) not in seen and _may_replace(other, item)
                    ] + _along(item, found[number + 1 :], tried)
                watch.opened, watch.ran, watch.fails, watch.failing = opened, dict(ran), None, False
                watch.after, watch.gone = False, None

    def _is_tried(self, item: Opened) -> bool:
        """Whether it was tried often enough what happens without a part of the standard library."""
        if item.kind != "stdlib":
            return False
        tried = self._tried.setdefault(item.name, [])
        if len(tried) >= _TRIED or any(other.required for other in tried):
            return True
        tried.append(item)
        return False

    def functions(self, path: str, *, inherited: bool = False) -> list[Function]:
        """The functions and methods of a module, read before; or the methods that its classes have of others."""
        scope = self._scopes.get(path)
        found: list[Function] = []
        for value in list(scope.names.values()) if scope is not None else ():
            if isinstance(value, Class) and value.scope is scope:
                for record in self._instances.get(id(value.node)) or [value.record]:
                    methods = [item for item in record.attributes.values() if isinstance(item, Function)]
                    found += [item for item in methods if (item.node in value.node.body) is not inherited]
            elif isinstance(value, Function) and value.scope is scope and not inherited:
                found.append(value)
        return [item for item in found if not isinstance(item.node, ast.Lambda)]

    def was_called(self, function: Function) -> bool:
        """Whether something has called a function, of an object of that one, or of that class."""
        if function.owner is not None:
            return (id(function.node), id(function.owner)) in self._called_of
        return id(function.node) in self._called

    def nested(self, path: str) -> list[Function]:
        """The functions that functions of a module, read before, have made, and that nothing has called yet."""
        found = [item for item in self._nested.values() if item.scope.file == path]
        return [item for item in found if not self.was_called(item)]

    def _do_functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        super()._do_functiondef(node, scope)
        made = scope.names[node.name]
        if self._depth and isinstance(made, Function) and len(self._nested) < _NESTED:
            self._nested[id(node)] = made

    _do_asyncfunctiondef = _do_functiondef

    def _instance(self, kind: Class) -> Record:
        """An object with attributes of its own: `Library("foo")` and `Library("bar")` are two."""
        record = Record(kind.record.kind, dict(kind.record.attributes))
        for name, value in record.attributes.items():
            if isinstance(value, Function) and value.owner is kind.record:
                record.attributes[name] = Function(value.node, value.scope, record)
        self._class_of[id(record)] = record, kind.record
        made = self._instances.setdefault(id(kind.node), [])
        if not self._depth and len(made) < _OBJECTS and not self._watch.raising:
            made.append(record)
        return record

    def call(self, function: Function, arguments: Sequence[object], keywords: Mapping[str, object]) -> object:
        """Read the body of a function, if it may matter; what it returns."""
        if not self._relevant.function(function):
            return UNKNOWN
        if function.owner is not None:
            owners = self._class_of.get(id(function.owner), (function.owner,))
            self._called_of |= {(id(function.node), id(owner)) for owner in owners}
        outer, self._watch.loop = self._watch.loop, 0
        try:
            return super().call(function, arguments, keywords)
        finally:
            self._watch.loop = outer

    # --- modules -------------------------------------------------------------------------------------------------

    def _of_name(self, node: ast.Name, scope: Scope) -> object:
        return self._resolved(super()._of_name(node, scope))

    def _of_attribute(self, node: ast.Attribute, scope: Scope) -> object:
        return self._resolved(super()._of_attribute(node, scope))

    def _of_subscript(self, node: ast.Subscript, scope: Scope) -> object:
        """`os.environ["X"]`: what a program is prepared for not to be set is not."""
        failure = Failed("KeyError", "LookupError")
        if (
            isinstance(node.ctx, ast.Load)
            and ast.unparse(node.value) in {"os.environ", "environ"}
            and not is_search_path(node)
            and self._guards
            and self._is_expected(failure)
        ):
            raise failure
        found = super()._of_subscript(node, scope)
        if (
            found is UNKNOWN
            and isinstance(node.ctx, ast.Load)
            and isinstance(node.value, (ast.Name, ast.Attribute))
        ):
            owner = self.value(node.value, scope)
            if isinstance(owner, dict) and 0 < len(owner) <= _CHOICES:
                return OneOf(tuple(owner.values()))
        return found

    def _resolved(self, value: object) -> object:
        for _ in range(20):
            if not isinstance(value, _Deferred):
                break
            module = self._own(value.module)
            known = module.attributes.get(value.name, UNKNOWN) if module is not None else UNKNOWN
            value = known if known is not UNKNOWN else self._own(f"{value.module}.{value.name}") or UNKNOWN
        return UNKNOWN if isinstance(value, _Deferred) else value

    def _do_importfrom(self, node: ast.ImportFrom, scope: Scope) -> None:
        name = node.module or ""
        if node.level:
            above = scope.file.split("/")[: -node.level]
            name = ".".join([*above, *([name] if name else [])])
        if name == "gi.repository":
            for alias in node.names:
                self._watch.imported_namespace(alias.name, self.place(node, scope))
        if not self._lazy or not self._holds(name.partition(".")[0]) or node.names[0].name == "*":
            super()._do_importfrom(node, scope)
            return
        for alias in node.names:
            scope.names[alias.asname or alias.name] = _Deferred(name, alias.name)

    def _module(self, name: str, node: ast.AST, scope: Scope, *, level: int = 0) -> Record | None:
        """An import. What a program is prepared to be without, and nothing requires, is not there."""
        found = super()._module(name, node, scope, level=level)
        top = name.partition(".")[0]
        if found is None and not level and self._guards and self._is_missing(top):
            failure = Failed("ModuleNotFoundError")
            if (
                top == "gi"
            ):  # it may come with a system; what is asked of it is told, and no more than offered
                self._watch.doubts_gi = self._watch.doubts_gi or self._is_expected(failure)
            elif self._is_expected(failure):
                raise failure
        return found

    def _is_missing(self, top: str) -> bool:
        if self._holds(top) or top in sys.stdlib_module_names:
            return False
        if canonicalize_name(distribution_of(top)) in self._required:
            return False
        return not any(top.lower().strip("_") in name.replace("-", "_") for name in self._required)

    def _own(self, name: str) -> Record | None:
        parts = name.split(".")
        record: Record | None = None
        for length in range(1, len(parts) + 1):
            path = self._sources.path(".".join(parts[:length]))
            above, record = record, None
            if path is not None and path in self._readable:
                record = self.load(path)
            if above is not None and record is not None:
                above.attributes.setdefault(parts[length - 1], record)
        return record

    def _holds(self, top: str) -> bool:
        return self._sources.holds(top)


def _may_replace(other: Opened, item: Opened) -> bool:
    """Whether what is opened after something has failed may be there for it: a typelib only for its other versions."""
    if "typelib" in {other.kind, item.kind}:
        return other.kind == item.kind and _namespace(other) == _namespace(item) and "-" in (other.name or "")
    return other.kind != "stdlib"


def _namespace(item: Opened) -> str:
    return (item.name or "").partition("-")[0]


def _along(item: Opened, found: Sequence[Opened], tried: Collection[tuple[str, str | None]]) -> list[Opened]:
    """Other names of a library, if one that is looked for under several: `tried` are those asked for without it.

    They are looked for by the same call: what another call in the loop looks for belongs to it (Wand's two libraries).
    """
    if item.kind != "library" or not item.loop:
        return []
    same = [
        other
        for other in found
        if (other.kind, other.loop, other.evidence[-1]) == (item.kind, item.loop, item.evidence[-1])
        and (other.kind, other.name) in tried
    ]
    for other in same:
        other.merged = True
    return same
