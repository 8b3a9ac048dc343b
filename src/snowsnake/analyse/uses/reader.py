"""Reads a wheel's modules as an import would run them, or what happens when a library is not there.

A reading is told which of the libraries that are opened is the first that is not there (`Watch.fails`). From then on
every other that is tried fails too, until the statement of a module that began it is through (`Survived`), or the
failure leaves the module that was imported (`Failed`). Which is what decides whether a library is required.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Collection, Sequence

from snowsnake.analyse.python.expressions import Class, Enough, Function, Leave, Scope
from snowsnake.analyse.python.statements import Statements
from snowsnake.analyse.python.values import UNKNOWN, Dotted, Record, truth
from snowsnake.analyse.uses.events import Failed, Suppress, Survived
from snowsnake.analyse.uses.modules import Modules
from snowsnake.analyse.uses.watch import Watch

_EVERYTHING = frozenset({"Exception", "BaseException"})


class Reader(Statements):
    """Reads modules, each once."""

    def __init__(self, modules: Modules, readable: Collection[str], watch: Watch, steps: int) -> None:
        """`readable`: the modules that imports lead to; others count as somebody else's. `steps`: how far at most."""
        super().__init__(modules, watch)
        self._sources = modules
        self._readable = readable
        self._watch = watch
        self._most = steps
        self._read: dict[str, Record] = {}
        self._scopes: dict[str, Scope] = {}
        self._both = 0

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
        """Run a module's body, once; its names. Raises `Failed`, `Survived`, `Enough` and `RecursionError`."""
        if path in self._read:
            return self._read[path]
        tree = self._sources.tree(path)
        if tree is None:
            return None
        name = path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        scope = Scope(path, {"__file__": path, "__name__": name, "__doc__": ""})
        self._scopes[path] = scope
        record = self._read[path] = Record("module", scope.names)
        for statement in tree.body:
            before = self._watch.failing
            try:
                self._run([statement], scope)
            except Leave:
                pass  # read too simply: the module is used, so it gets further
            if self._watch.failing and not before:
                raise Survived
        return record

    def functions(self, path: str) -> list[Function]:
        """The functions and methods of a module, read before, that nothing has called yet."""
        scope = self._scopes.get(path)
        if scope is None:
            return []
        found = []
        for value in list(scope.names.values()):
            if isinstance(value, Class) and value.scope is scope:
                found += [item for item in value.record.attributes.values() if isinstance(item, Function)]
            elif isinstance(value, Function) and value.scope is scope:
                found.append(value)
        return [
            item for item in found if not isinstance(item.node, ast.Lambda) and item.scope.file == path
        ]

    def was_called(self, function: Function) -> bool:
        """Whether something has called a function."""
        return id(function.node) in self._called

    # --- failures ------------------------------------------------------------------------------------------------

    def _perhaps(self, body: Sequence[ast.stmt], scope: Scope) -> bool:
        try:
            return super()._perhaps(body, scope)
        except Failed:
            self._both += 1
            return True

    def _do_if(self, node: ast.If, scope: Scope) -> None:
        before = self._both
        try:
            super()._do_if(node, scope)
        except Leave:
            if self._both - before >= 2 and self._watch.failing:  # both branches fail
                raise Failed("Exception") from None
            raise

    def _do_try(self, node: ast.Try, scope: Scope) -> None:
        try:
            self._attempt(node, scope)
        finally:
            self._run(node.finalbody, scope)

    _do_trystar = _do_try

    def _attempt(self, node: ast.Try, scope: Scope) -> None:
        left = False
        try:
            self._run(node.body, scope)
        except Failed as failure:
            handler = self._handler(node, failure, scope)
            if handler is None:
                raise
            self._run_handler(handler, failure, scope)
            return
        except Leave:
            left = True
        if not self._watch.failing:
            self._read_handlers(node, scope)
        if left:
            raise Leave
        self._run(node.orelse, scope)

    def _read_handlers(self, node: ast.Try, scope: Scope) -> None:
        """What would be done if the body failed; nothing of it stays."""
        for handler in node.handlers:
            before = dict(scope.names)
            self._watch.handling += 1
            try:
                self._perhaps(handler.body, scope)
            finally:
                self._watch.handling -= 1
            for name, value in before.items():
                if value is not UNKNOWN and not isinstance(value, Dotted):
                    scope.names[name] = value

    def _run_handler(self, handler: ast.ExceptHandler, failure: Failed, scope: Scope) -> None:
        if handler.name is not None:
            scope.names[handler.name] = UNKNOWN
        again = scope.names.get(" failure")
        scope.names[" failure"] = failure
        try:
            self._run(handler.body, scope)
        finally:
            scope.names[" failure"] = again

    def _handler(self, node: ast.Try, failure: Failed, scope: Scope) -> ast.ExceptHandler | None:
        for handler in node.handlers:
            if handler.type is None:
                return handler
            types = handler.type.elts if isinstance(handler.type, ast.Tuple) else [handler.type]
            for item in types:
                if _catches(_last(self.value(item, scope), item), failure):
                    return handler
        return None

    def _do_with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
        kinds: list[str] = []
        for item in node.items:
            value = self.value(item.context_expr, scope)
            if isinstance(value, Suppress):
                kinds += value.kinds
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, scope)
        try:
            self._run(node.body, scope)
        except Failed as failure:
            if not any(_catches(kind, failure) for kind in kinds):
                raise

    _do_asyncwith = _do_with

    def _do_raise(self, node: ast.Raise, scope: Scope) -> None:
        value = self.value(node.exc, scope) if node.exc is not None else None
        if self._watch.failing:
            if node.exc is None:
                failure = scope.names.get(" failure")
                raise failure if isinstance(failure, Failed) else Failed("Exception")
            callee = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            raise Failed(*self._kinds(self.value(callee, scope) if callee is not node.exc else value, callee))
        raise Leave

    def _do_assert(self, node: ast.Assert, scope: Scope) -> None:
        if truth(self.value(node.test, scope)) is False and self._watch.failing:
            raise Failed("AssertionError", "Exception")

    def _kinds(self, value: object, node: ast.expr) -> list[str]:
        """The names of an exception's class and its bases."""
        if isinstance(value, Record) and value.kind == "command":
            return ["?"]
        if not isinstance(value, Class):
            return [_last(value, node)]
        found, waiting = [value.node.name], [value]
        while waiting and len(found) < 20:
            kind = waiting.pop()
            for base in kind.node.bases:
                known = self.value(base, kind.scope)
                found.append(known.node.name if isinstance(known, Class) else _last(known, base))
                if isinstance(known, Class):
                    waiting.append(known)
        return found

    # --- modules -------------------------------------------------------------------------------------------------

    def _own(self, name: str) -> Record | None:
        parts = name.split(".")
        record: Record | None = None
        for length in range(1, len(parts) + 1):
            path = self._sources.path(".".join(parts[:length]))
            record = self.load(path) if path is not None and path in self._readable else None
        return record

    def _holds(self, top: str) -> bool:
        return self._sources.holds(top)


def _last(value: object, node: ast.expr) -> str:
    if isinstance(value, Class):
        return value.node.name
    name = value.name if isinstance(value, Dotted) else ast.unparse(node)
    return name.rpartition(".")[2]


def _catches(handler: str, failure: Failed) -> bool:
    handler = handler.rpartition(".")[2]
    if handler in _EVERYTHING or handler in failure.kinds:
        return True
    wanted = getattr(builtins, handler, None)
    for kind in failure.kinds:
        known = getattr(builtins, kind, None)
        if isinstance(wanted, type) and isinstance(known, type) and issubclass(known, wanted):
            return True
    return False
