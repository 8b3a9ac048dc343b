"""What Python's statements do, without running them: in order, and both branches of what is not decided.

A subclass says what its program consists of: which modules it has, and what is read of them.
"""

from __future__ import annotations

import ast
from abc import abstractmethod
from collections.abc import Callable, Sequence

from snowsnake.analyse.python.calls import Calls
from snowsnake.analyse.python.expressions import LONGEST, ROUNDS, Class, Function, Leave, Scope
from snowsnake.analyse.python.values import SUPER, UNKNOWN, Dotted, Record, doubted, truth, union


class Statements(Calls):
    """Runs statements; a subclass finds modules."""

    @abstractmethod
    def _own(self, name: str) -> Record | None:
        """The program's own module of this full name, read; `None` where it has none, or none that is read."""

    @abstractmethod
    def _holds(self, top: str) -> bool:
        """Whether a module is the program's own, compiled ones included."""

    def _run(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        for node in body:
            self.step()
            method: Callable[[ast.stmt, Scope], None] | None
            method = getattr(self, f"_do_{type(node).__name__.lower()}", None)
            if method is not None:
                method(node, scope)
            else:
                for child in ast.iter_child_nodes(node):
                    if isinstance(child, ast.expr):
                        self.value(child, scope)

    def _perhaps(self, body: Sequence[ast.stmt], scope: Scope) -> bool:
        """Read statements that may not be reached; whether they leave the function."""
        self._doubt += 1
        try:
            self._run(body, scope)
        except Leave:
            return True
        finally:
            self._doubt -= 1
        return False

    def _do_if(self, node: ast.If, scope: Scope) -> None:
        known = truth(self.value(node.test, scope))
        if known is not None:
            self._run(node.body if known else node.orelse, scope)
            return
        before = {name: _copied(value) for name, value in scope.names.items()}
        left = self._perhaps(node.body, scope)
        if not node.orelse:
            return
        changed = {
            name: value
            for name, value in scope.names.items()
            if name not in before or (value is not UNKNOWN and not _is_same(before[name], value))
        }
        left = self._perhaps(node.orelse, scope) and left
        for name, value in changed.items():
            other = scope.names.get(name, UNKNOWN)
            if isinstance(value, list) and isinstance(other, list) and other is not value:
                scope.names[name] = union(other, value)
            elif other is UNKNOWN or other is None or (isinstance(other, str) and not other):
                scope.names[name] = value
        if left:
            raise Leave

    def _do_for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        items = self.value(node.iter, scope)
        if isinstance(items, dict):
            items = list(items)
        if isinstance(items, (list, tuple)):
            ends_early = _ends_early(node)
            for number, item in enumerate(list(items)[:ROUNDS]):
                self.assign(node.target, item, scope)
                if ends_early and number:  # one that is found ends the search
                    self._perhaps(node.body, scope)
                else:
                    self._run(node.body, scope)
        else:
            self.assign(node.target, UNKNOWN, scope)
            # What is done for each of an unknown list is done: extensions mostly.
            self._run(node.body, scope)
        self._perhaps(node.orelse, scope)

    _do_asyncfor = _do_for

    def _do_while(self, node: ast.While, scope: Scope) -> None:
        self.value(node.test, scope)
        self._perhaps(node.body, scope)

    def _do_with(self, node: ast.With | ast.AsyncWith, scope: Scope) -> None:
        for item in node.items:
            value = self.value(item.context_expr, scope)
            if item.optional_vars is not None:
                self.assign(item.optional_vars, value, scope)
        self._run(node.body, scope)

    _do_asyncwith = _do_with

    def _do_try(self, node: ast.Try, scope: Scope) -> None:
        caught = bool(node.handlers) and not all(gives_up(handler) for handler in node.handlers)
        self._doubt += caught
        try:
            self._run(node.body, scope)
        finally:
            self._doubt -= caught
        for handler in node.handlers:
            before = dict(scope.names)
            self._perhaps(handler.body, scope)
            for name, value in before.items():
                # `pkgconfig = None` says that there is none; a function of the same name stands in for a module.
                is_replaced = isinstance(value, Dotted) and scope.names[name] not in (None, False)
                if value is not UNKNOWN and not is_replaced:
                    scope.names[name] = value
        self._run(node.orelse, scope)
        self._run(node.finalbody, scope)

    _do_trystar = _do_try

    def _do_match(self, node: ast.Match, scope: Scope) -> None:
        self.value(node.subject, scope)
        for case in node.cases:
            for inner in ast.walk(case.pattern):
                name = getattr(inner, "name", None) or getattr(inner, "rest", None)
                if isinstance(name, str):
                    scope.names[name] = UNKNOWN
            self._perhaps(case.body, scope)

    def _do_return(self, node: ast.Return, scope: Scope) -> None:
        scope.returned.append(self.value(node.value, scope) if node.value is not None else None)
        raise Leave

    def _do_raise(self, node: ast.Raise, scope: Scope) -> None:
        for child in (node.exc, node.cause):
            if child is not None:
                self.value(child, scope)
        raise Leave

    def _do_global(self, node: ast.Global, scope: Scope) -> None:
        scope.shared.update(node.names)

    def _do_functiondef(self, node: ast.FunctionDef | ast.AsyncFunctionDef, scope: Scope) -> None:
        scope.names[node.name] = Function(node, scope)

    _do_asyncfunctiondef = _do_functiondef

    def _do_classdef(self, node: ast.ClassDef, scope: Scope) -> None:
        inner = Scope(scope.file, outer=scope)
        for base in node.bases:
            known = self.value(base, scope)
            if isinstance(known, Class):
                inner.names.update(known.record.attributes)
        inner.names[SUPER] = Record("command", dict(inner.names))
        self._run(node.body, inner)
        record = Record("command", inner.names)
        for name, value in inner.names.items():
            if isinstance(value, Function):  # what it inherits is read with the names of its own module
                inner.names[name] = Function(
                    value.node, scope if value.scope is inner else value.scope, record
                )
        scope.names[node.name] = Class(node, record, scope)

    def _do_import(self, node: ast.Import, scope: Scope) -> None:
        for alias in node.names:
            module = self._module(alias.name, node, scope)
            top, _, below = alias.name.partition(".")
            if module is not None and below and alias.asname is None:
                module = _package(scope.names.get(top), below.split("."), module)
            scope.names[alias.asname or top] = module or Dotted(alias.name if alias.asname else top)

    def _do_importfrom(self, node: ast.ImportFrom, scope: Scope) -> None:
        name = node.module or ""
        module = self._module(name, node, scope, level=node.level)
        if node.level:
            above = scope.file.split("/")[: -node.level]
            name = ".".join([*above, *([name] if name else [])])
        for alias in node.names:
            if alias.name == "*":
                if module is not None:
                    scope.names.update(module.attributes)
                continue
            own = module.attributes.get(alias.name, UNKNOWN) if module is not None else UNKNOWN
            if own is UNKNOWN:
                other = UNKNOWN if node.level else Dotted(f"{name}.{alias.name}")
                own = self._own(f"{name}.{alias.name}") or other
            scope.names[alias.asname or alias.name] = own

    def _module(self, name: str, node: ast.AST, scope: Scope, *, level: int = 0) -> Record | None:
        if level:
            parts = scope.file.split("/")[:-level]
            return self._own(".".join([*parts, *([name] if name else [])]))
        own = self._own(name)
        if own is None and not self._holds(name.partition(".")[0]):
            self._watcher.imported(name, self.place(node, scope))
        return own

    def _do_assign(self, node: ast.Assign, scope: Scope) -> None:
        value = self.value(node.value, scope)
        for target in node.targets:
            self.assign(target, value, scope)

    def _do_annassign(self, node: ast.AnnAssign, scope: Scope) -> None:
        if node.value is not None:
            self.assign(node.target, self.value(node.value, scope), scope)

    def _do_augassign(self, node: ast.AugAssign, scope: Scope) -> None:
        old, new = self.value(node.target, scope), self.value(node.value, scope)
        if isinstance(old, list) and isinstance(new, (list, tuple)) and isinstance(node.op, ast.Add):
            if len(old) + len(new) <= LONGEST:
                old.extend(doubted(item) if self._doubt else item for item in new)
            return
        self.assign(node.target, self.binary(node.op, old, new), scope)


def _package(known: object, below: Sequence[str], module: Record) -> Record:
    """The package by which `import package.below.module` makes a module known."""
    package = known if isinstance(known, Record) else Record("module")
    holder = package
    for part in below[:-1]:
        inner = holder.attributes.get(part)
        if not isinstance(inner, Record):
            inner = holder.attributes[part] = Record("module")
        holder = inner
    holder.attributes[below[-1]] = module
    return package


def _ends_early(node: ast.For | ast.AsyncFor) -> bool:
    """Whether a loop may end before its last item."""
    return any(isinstance(inner, (ast.Break, ast.Return)) for part in node.body for inner in ast.walk(part))


def gives_up(handler: ast.ExceptHandler) -> bool:
    """Whether whoever catches a failure ends the program with a better message."""
    last = handler.body[-1]
    if isinstance(last, ast.Raise):
        return True
    call = last.value if isinstance(last, ast.Expr) else None
    return isinstance(call, ast.Call) and ast.unparse(call.func) in {"sys.exit", "exit", "quit", "os._exit"}


def _is_same(before: object, after: object) -> bool:
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after)  # they only grow
    return before is after or (isinstance(before, str) and before == after)


def _copied(value: object) -> object:
    return list(value) if isinstance(value, list) else value
