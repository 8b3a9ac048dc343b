"""How failures travel through a program that is read: loops, `try`, `with suppress`, `raise`."""

from __future__ import annotations

import ast
from collections.abc import Sequence

from snowsnake.analyse.python.expressions import ROUNDS, Class, Files, Leave, Scope
from snowsnake.analyse.python.statements import Statements, gives_up
from snowsnake.analyse.python.values import UNKNOWN, Dotted, Record, truth
from snowsnake.analyse.uses.classes import catches, class_name
from snowsnake.analyse.uses.events import Broken, Continued, Failed, Suppress
from snowsnake.analyse.uses.watch import Watch


class Control(Statements):
    """Statements, exact where something has failed; a subclass finds modules."""

    def __init__(self, files: Files, watch: Watch) -> None:
        super().__init__(files, watch)
        self._watch = watch
        watch.is_expected = self._is_expected
        self._both = 0
        """Branches that have failed so far."""
        self._loops = 0
        self._breaks = 0
        """Loops that may have ended before their time, so far."""
        self._guards: list[Sequence[str]] = []
        """What is caught around the imports and statements that are running: names of exceptions."""

    def _is_expected(self, failure: Failed) -> bool:
        """Whether some module that is importing this one goes on without it."""
        return any(catches(kind, failure) for kinds in self._guards for kind in kinds)

    def _perhaps(self, body: Sequence[ast.stmt], scope: Scope) -> bool:
        try:
            return super()._perhaps(body, scope)
        except Failed:
            self._both += 1
            return True
        except Broken:
            self._breaks += 1
            return False
        except Continued:
            return False

    def _do_if(self, node: ast.If, scope: Scope) -> None:
        before = self._both
        try:
            super()._do_if(node, scope)
        except Leave:
            if self._both - before >= 2 and self._watch.raising:  # both branches fail
                raise Failed("Exception") from None
            raise

    def _do_break(self, _node: ast.Break, _scope: Scope) -> None:
        raise Broken

    def _do_continue(self, _node: ast.Continue, _scope: Scope) -> None:
        raise Continued

    def _do_for(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        outer = self._watch.loop
        self._loops += 1
        self._watch.loop = self._loops
        try:
            self._loop(node, scope)
        finally:
            self._watch.loop = outer

    def _loop(self, node: ast.For | ast.AsyncFor, scope: Scope) -> None:
        items = self.value(node.iter, scope)
        if isinstance(items, dict):
            items = list(items)
        known = isinstance(items, (list, tuple))
        waiting = list(items)[:ROUNDS] if isinstance(items, (list, tuple)) else [UNKNOWN]
        broken, breaks = False, self._breaks
        for number, item in enumerate(waiting):
            self.assign(node.target, item, scope)
            try:
                self._run(node.body, scope)
            except Continued:
                continue
            except (Broken, Leave) as end:
                if not self._watch.raising:
                    self._rest(node, waiting[number + 1 :], scope)
                if isinstance(end, Leave):
                    raise
                broken = True
                break
        if self._breaks > breaks and not broken and not self._watch.raising:
            self._aside(node.orelse, scope)
        elif not broken and known:
            self._run(node.orelse, scope)
        elif not known:
            self._perhaps(node.orelse, scope)

    def _aside(self, body: list[ast.stmt], scope: Scope) -> None:
        """What a loop does when it has not found what it looks for; nothing of it stays."""
        before = dict(scope.names)
        self._perhaps(body, scope)
        scope.names.update(before)

    _do_asyncfor = _do_for

    def _rest(self, node: ast.For | ast.AsyncFor, items: list[object], scope: Scope) -> None:
        """What a loop would do with the items that it does not come to; nothing of it stays."""
        before = dict(scope.names)
        self._watch.handling += 1
        try:
            for item in items:
                self.assign(node.target, item, scope)
                self._perhaps(node.body, scope)
        finally:
            self._watch.handling -= 1
            scope.names.update(before)

    def _do_while(self, node: ast.While, scope: Scope) -> None:
        self.value(node.test, scope)
        self._perhaps(node.body, scope)

    def _do_try(self, node: ast.Try, scope: Scope) -> None:
        try:
            self._attempt(node, scope)
        finally:
            self._run(node.finalbody, scope)

    _do_trystar = _do_try

    def _attempt(self, node: ast.Try, scope: Scope) -> None:
        left: Exception | None = None
        try:
            self._guarded_run(node.body, scope, self._guard(node, scope))
        except Failed as failure:
            handler = self._handler(node, failure, scope)
            if handler is None:
                raise
            self._run_handler(handler, failure, scope)
            return
        except (Leave, Broken, Continued) as end:
            left = end
        if not self._watch.raising:
            self._read_handlers(node, scope)
        if left is not None:
            raise left
        self._run(node.orelse, scope)

    def _guarded_run(self, body: Sequence[ast.stmt], scope: Scope, kinds: Sequence[str]) -> None:
        self._guards.append(kinds)
        try:
            self._run(body, scope)
        finally:
            self._guards.pop()

    def _guard(self, node: ast.Try, scope: Scope) -> list[str]:
        """The exceptions after which a program goes on."""
        found = []
        for handler in node.handlers:
            if not gives_up(handler):
                found += ["BaseException"] if handler.type is None else self._types(handler.type, scope)
        return found

    def _types(self, node: ast.expr, scope: Scope) -> list[str]:
        items = node.elts if isinstance(node, ast.Tuple) else [node]
        return [class_name(self.value(item, scope), item) for item in items]

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
            if any(catches(kind, failure) for kind in self._types(handler.type, scope)):
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
            self._guarded_run(node.body, scope, kinds)
        except Failed as failure:
            if not any(catches(kind, failure) for kind in kinds):
                raise

    _do_asyncwith = _do_with

    def _do_raise(self, node: ast.Raise, scope: Scope) -> None:
        value = self.value(node.exc, scope) if node.exc is not None else None
        if self._watch.raising:
            if node.exc is None:
                failure = scope.names.get(" failure")
                raise failure if isinstance(failure, Failed) else Failed("Exception")
            callee = node.exc.func if isinstance(node.exc, ast.Call) else node.exc
            raise Failed(*self._kinds(self.value(callee, scope) if callee is not node.exc else value, callee))
        raise Leave

    def _do_assert(self, node: ast.Assert, scope: Scope) -> None:
        if truth(self.value(node.test, scope)) is False and self._watch.raising:
            raise Failed("AssertionError", "Exception")

    def _kinds(self, value: object, node: ast.expr) -> list[str]:
        """The names of an exception's class and its bases."""
        if isinstance(value, Record) and value.kind == "command":
            return ["?"]
        if not isinstance(value, Class):
            return [class_name(value, node)]
        found, waiting = [value.node.name], [value]
        while waiting and len(found) < 20:
            kind = waiting.pop()
            for base in kind.node.bases:
                known = self.value(base, kind.scope)
                found.append(known.node.name if isinstance(known, Class) else class_name(known, base))
                if isinstance(known, Class):
                    waiting.append(known)
        return found
