"""What is known of calls in Python programs: of their own functions and classes, and of everybody else's."""

from __future__ import annotations

import ast
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence

from snowsnake.analyse.python.expressions import (
    DEPTH,
    Class,
    Expressions,
    Function,
    Leave,
    Scope,
)
from snowsnake.analyse.python.methods import call_method
from snowsnake.analyse.python.search_path import (
    ASKING,
    ASKING_METHODS,
    SEARCHED,
    is_environment,
    is_sought,
    search_path,
)
from snowsnake.analyse.python.values import (
    SUPER,
    UNKNOWN,
    Dotted,
    Partial,
    Place,
    Record,
    call_function,
    doubted,
)

_ARGUMENTS = 1000


class Calls(Expressions, ABC):
    """Evaluates calls; a subclass runs the bodies of functions."""

    @abstractmethod
    def _run(self, body: Sequence[ast.stmt], scope: Scope) -> None:
        """Read statements, in order."""

    def _of_call(self, node: ast.Call, scope: Scope) -> object:
        arguments = [*self.items(node.args, scope)]
        keywords = self._keywords(node, scope)
        place = self.place(node, scope)
        function = self.value(node.func, scope)
        name = _name(node.func)
        if isinstance(function, Partial):
            arguments = [*function.arguments, *arguments]
            keywords = {**function.keywords, **keywords}
            function = function.function
        if name == "super" and not arguments:
            return self._super(scope)
        later = _later(name, arguments, keywords)
        if later is not None:
            self._apply(*later, place)
        if isinstance(function, Function):
            if _is_given_its_object(node.func, function, arguments, scope):
                function = Function(function.node, function.scope)
            self._watcher.hinted(name, arguments, place)
            return self.call(function, arguments, keywords)
        if isinstance(function, Class):
            return self._make(function, arguments, keywords, name, place)
        if isinstance(function, Dotted):
            return self._foreign(function.name, arguments, keywords, place)
        known = self._method(node.func, arguments, scope)
        return known if known is not UNKNOWN else self._outside(name, arguments, keywords, place)

    def _outside(
        self, name: str, arguments: Sequence[object], keywords: Mapping[str, object], place: Place
    ) -> object:
        """What is known of a call of anything that is not the program's, from `PATH` or from the watcher."""
        path = search_path(name, arguments)
        if path is not None:
            return path
        if name in ASKING and arguments and is_sought(arguments[0]):
            self._watcher.sought(arguments[0], place)
        return self._watcher.called(name, arguments, keywords, place)

    def _of_subscript(self, node: ast.Subscript, scope: Scope) -> object:
        found = super()._of_subscript(node, scope)
        return SEARCHED if found is UNKNOWN and is_search_path(node) else found

    def _method(self, node: ast.expr, arguments: Sequence[object], scope: Scope) -> object:
        """What a method of a value gives that is known."""
        if not isinstance(node, ast.Attribute):
            return UNKNOWN
        owner = self.value(node.value, scope)
        if not isinstance(owner, (str, list, dict)):
            return UNKNOWN
        if node.attr in ASKING_METHODS and is_sought(owner):
            self._watcher.sought(owner, self.place(node, scope))
        given = [doubted(item) for item in arguments] if self._doubt else arguments
        return call_method(owner, node.attr, given, self._files.names)

    def _super(self, scope: Scope) -> object:
        """What the class of the method that is read takes from others, as methods of the same object."""
        own = next((value for value in scope.names.values() if isinstance(value, Record)), None)
        above = own.attributes.get(SUPER) if own is not None else None
        if not isinstance(above, Record):
            return UNKNOWN
        found: dict[str, object] = {
            name: Function(value.node, value.scope, own) if isinstance(value, Function) else value
            for name, value in above.attributes.items()
        }
        return Record("command", found)

    def _apply(self, function: object, arguments: Sequence[object], place: Place) -> None:
        """Call what was handed over to be called."""
        keywords: Mapping[str, object] = {}
        if isinstance(function, Partial):
            arguments, keywords = [*function.arguments, *arguments], function.keywords
            function = function.function
        if isinstance(function, Function):
            self.call(function, arguments, keywords)
        elif isinstance(function, Dotted):
            self._foreign(function.name, arguments, keywords, place)

    def _keywords(self, node: ast.Call, scope: Scope) -> dict[str, object]:
        found: dict[str, object] = {}
        for keyword in node.keywords:
            value = self.value(keyword.value, scope)
            if keyword.arg is not None:
                found[keyword.arg] = value
            elif isinstance(value, dict):
                found.update({key: item for key, item in value.items() if isinstance(key, str)})
        return found

    def _foreign(
        self, name: str, arguments: Sequence[object], keywords: Mapping[str, object], place: Place
    ) -> object:
        """A function of Python's, or of some module."""
        known = self._outside(name, arguments, keywords, place)
        if known is not UNKNOWN:
            return known
        if name in {"functools.partial", "functools.partialmethod", "partial"} and arguments:
            return _partial(arguments[0], arguments[1:], keywords)
        if name == "dict":
            base = arguments[0] if arguments else None
            if isinstance(base, Dotted) and base.name == "os.environ":
                base = {"PATH": SEARCHED}
            return {**(base if isinstance(base, dict) else {}), **keywords}
        return call_function(name, arguments, self._files.names)

    def _make(
        self, kind: Class, arguments: list[object], keywords: dict[str, object], name: str, place: Place
    ) -> object:
        """An object of the program's own class."""
        bases = [
            base.name
            for base in (self.value(b, kind.scope) for b in kind.node.bases)
            if isinstance(base, Dotted)
        ]
        for base in (*bases, name):
            known = self._watcher.called(base, arguments, keywords, place)
            if known is not UNKNOWN:
                return known
        record = self._instance(kind)
        init = record.attributes.get("__init__")
        if isinstance(init, Function):
            self.call(init, arguments, keywords)
        return record

    def _instance(self, kind: Class) -> Record:
        """An object of a class; all objects of one are the same here."""
        return kind.record

    def _of_attribute(self, node: ast.Attribute, scope: Scope) -> object:
        found = super()._of_attribute(node, scope)
        if not isinstance(found, Function) or isinstance(found.node, ast.Lambda):
            return found
        for decorator in found.node.decorator_list:
            name = _name(decorator).rpartition(".")[2]
            if name in {"property", "cached_property"}:
                return self.call(found, [], {})
            if name in {"setter", "deleter"}:  # what the getter before it gives is not kept
                return UNKNOWN
        return found

    def call(self, function: Function, arguments: Sequence[object], keywords: Mapping[str, object]) -> object:
        """Read the body of a function with these arguments; what it returns."""
        self._called.add(id(function.node))
        if self._depth >= DEPTH:
            return UNKNOWN
        scope = Scope(function.scope.file, _bound(function, arguments, keywords), function.scope)
        for name, default in _defaults(function.node):
            if name not in scope.names:
                scope.names[name] = self.value(default, function.scope)
        self._depth += 1
        doubt = self._doubt
        try:
            if isinstance(function.node, ast.Lambda):
                return self.value(function.node.body, scope)
            self._run(function.node.body, scope)
        except Leave:
            pass
        finally:
            self._depth -= 1
            self._doubt = doubt
        return scope.yielded or _merged(scope.returned)


_FIRST = frozenset({"submit", "to_thread", "apply_async", "call_soon", "call_soon_threadsafe", "run_sync"})
"""Functions that call the one that they are given first, with what comes after it."""
_WITH_TARGET = frozenset({"Thread", "Process"})


def _later(
    name: str, arguments: Sequence[object], keywords: Mapping[str, object]
) -> tuple[object, Sequence[object]] | None:
    """The function that a thread, or whoever else is given it, will call, and with what."""
    last = name.rpartition(".")[2]
    if last in _WITH_TARGET and "target" in keywords:
        given = keywords.get("args", ())
        return keywords["target"], given if isinstance(given, (list, tuple)) else ()
    if last in _FIRST and arguments:
        return arguments[0], arguments[1:]
    if last == "run_in_executor" and len(arguments) > 1:
        return arguments[1], arguments[2:]
    return None


def _is_given_its_object(
    node: ast.expr, function: Function, arguments: Sequence[object], scope: Scope
) -> bool:
    """Whether a method is called by its class, `Base.run(self, ...)`, with its object before the arguments."""
    if function.owner is None or not isinstance(node, ast.Attribute) or not isinstance(node.value, ast.Name):
        return False
    return (
        isinstance(scope.get(node.value.id), Class) and bool(arguments) and isinstance(arguments[0], Record)
    )


def _partial(function: object, arguments: Sequence[object], keywords: Mapping[str, object]) -> object:
    if isinstance(function, Partial):
        arguments, keywords = [*function.arguments, *arguments], {**function.keywords, **keywords}
        function = function.function
    known = isinstance(function, (Function, Class, Dotted)) and len(arguments) < _ARGUMENTS
    return Partial(function, tuple(arguments), dict(keywords)) if known else UNKNOWN


def _bound(
    function: Function, arguments: Sequence[object], keywords: Mapping[str, object]
) -> dict[str, object]:
    wanted = function.node.args
    names = [item.arg for item in (*wanted.posonlyargs, *wanted.args)]
    static = not isinstance(function.node, ast.Lambda) and any(
        isinstance(item, ast.Name) and item.id == "staticmethod" for item in function.node.decorator_list
    )
    given = [function.owner, *arguments] if function.owner is not None and not static else [*arguments]
    with_default = {name for name, _ in _defaults(function.node)}
    found: dict[str, object] = {name: UNKNOWN for name in names if name not in with_default}
    found |= dict(zip(names, given, strict=False))
    if wanted.vararg is not None:
        found[wanted.vararg.arg] = given[len(names) :]
    every = {*names, *(item.arg for item in wanted.kwonlyargs)}
    found |= {name: value for name, value in keywords.items() if name in every}
    if wanted.kwarg is not None:
        found[wanted.kwarg.arg] = {name: value for name, value in keywords.items() if name not in every}
    return found


def _defaults(node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) -> list[tuple[str, ast.expr]]:
    arguments = node.args
    names = [item.arg for item in (*arguments.posonlyargs, *arguments.args)]
    found = list(zip(names[len(names) - len(arguments.defaults) :], arguments.defaults, strict=True))
    pairs = zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
    return [*found, *((item.arg, default) for item, default in pairs if default is not None)]


def _merged(values: Sequence[object]) -> object:
    """What a function returns, of all the values that it may return."""
    lists = [value for value in values if isinstance(value, list)]
    if len(lists) > 1:
        return [item for value in lists for item in value]
    known = [value for value in values if value is not UNKNOWN and value is not None]
    if known:
        same = all(value is known[0] for value in known)
        return (
            known[0] if same or len(known) == len(values) == 1 or not isinstance(known[0], bool) else UNKNOWN
        )
    return UNKNOWN if not values or UNKNOWN in values else None


def is_search_path(node: ast.Subscript) -> bool:
    """Whether it is `os.environ["PATH"]`, or looks like it."""
    is_path = isinstance(node.slice, ast.Constant) and node.slice.value == "PATH"
    return is_path and is_environment(_name(node.value))


def _name(node: ast.expr) -> str:
    """How a called thing is written, as far as it is names."""
    if isinstance(node, ast.Name):
        return node.id
    return f"{_name(node.value)}.{node.attr}" if isinstance(node, ast.Attribute) else "?"
