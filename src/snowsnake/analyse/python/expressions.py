"""What is known of Python's expressions, without running them. `statements` has the statements."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from snowsnake.analyse.python.values import (
    KNOWN,
    LISTS,
    UNKNOWN,
    Beginning,
    Dotted,
    Place,
    Possible,
    Record,
    Text,
    beginning,
    compare,
    first_of,
    hashable,
    join,
    truth,
    union,
)

STEPS = 120_000
DEPTH = 8
ROUNDS = 300  # of one loop
LONGEST = 20_000  # items of a list; of a text ten times as many characters


class Files(Protocol):
    """The files that a program is part of."""

    @property
    def names(self) -> frozenset[str]:
        """Their paths."""


class Watcher(Protocol):
    """Is told what the program does outside itself."""

    def called(
        self, name: str, arguments: Sequence[object], keywords: Mapping[str, object], place: Place
    ) -> object:
        """A call of anything; returns what is known of its value, or `UNKNOWN`."""

    def hinted(self, name: str, arguments: Sequence[object], place: Place) -> None:
        """A call of a function of the program's own, which is read too."""

    def sought(self, path: str, place: Place) -> None:
        """A program is looked for in `PATH`, at this path in a directory of it."""

    def imported(self, module: str, place: Place) -> None:
        """An import of a module that the source does not hold."""


@dataclass(slots=True, eq=False)
class Scope:
    """Names of a module, class or function."""

    file: str
    names: dict[str, object] = field(default_factory=dict)
    outer: Scope | None = None
    returned: list[object] = field(default_factory=list)
    yielded: list[object] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)
    """Names that are the module's (`global`)."""

    def get(self, name: str) -> object:
        """What a name means; a name that nobody has given is one of Python's own."""
        scope: Scope | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.outer
        return Dotted(name)

    def module(self) -> Scope:
        """The outermost one."""
        scope = self
        while scope.outer is not None:
            scope = scope.outer
        return scope


@dataclass(slots=True, eq=False)
class Function:
    """A function of the program."""

    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda
    scope: Scope
    owner: Record | None = None


@dataclass(slots=True, eq=False)
class Class:
    """A class of the program, whose one object is `record`."""

    node: ast.ClassDef
    record: Record
    scope: Scope


class Leave(Exception):
    """The function returns, for certain."""


class Enough(Exception):
    """The program is longer than anybody's build script."""


class Expressions:
    """Evaluates expressions; a subclass runs the bodies of functions."""

    def __init__(self, files: Files, watcher: Watcher) -> None:
        self._files = files
        self._watcher = watcher
        self._steps = 0
        self._depth = 0
        self._doubt = 0
        self._called: set[int] = set()
        self.strays = Record("extension", {name: [] for name in LISTS})
        """What is added to extensions that are not known as such (`ext.libraries.append`)."""

    def step(self) -> None:
        """Count. Raises `Enough`."""
        self._steps += 1
        if self._steps > STEPS:
            raise Enough

    def place(self, node: ast.AST, scope: Scope) -> Place:
        """Where a node stands."""
        return Place(scope.file, getattr(node, "lineno", 0), doubted=self._doubt > 0)

    def value(self, node: ast.expr, scope: Scope) -> object:
        """What is known of an expression."""
        self.step()
        method: Callable[[ast.expr, Scope], object] | None
        method = getattr(self, f"_of_{type(node).__name__.lower()}", None)
        if method is not None:
            return method(node, scope)
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.expr):
                self.value(child, scope)
        return UNKNOWN

    def _of_constant(self, node: ast.Constant, scope: Scope) -> object:
        return Text(node.value, self.place(node, scope)) if isinstance(node.value, str) else node.value

    def _of_name(self, node: ast.Name, scope: Scope) -> object:
        return self._of_dotted(scope.get(node.id))

    def _of_dotted(self, value: object) -> object:
        return KNOWN.get(value.name, value) if isinstance(value, Dotted) else value

    def _of_list(self, node: ast.List | ast.Tuple | ast.Set, scope: Scope) -> object:
        found = self.items(node.elts, scope)
        return tuple(found) if isinstance(node, ast.Tuple) else found

    def items(self, nodes: Sequence[ast.expr], scope: Scope) -> list[object]:
        """What is known of each of some expressions, of which some may stand for several (`*more`)."""
        found: list[object] = []
        for item in nodes:
            if isinstance(item, ast.Starred):
                inner = self.value(item.value, scope)
                found.extend(inner if isinstance(inner, (list, tuple, dict)) else [UNKNOWN])
            else:
                found.append(self.value(item, scope))
        return found

    _of_tuple = _of_set = _of_list

    def _of_dict(self, node: ast.Dict, scope: Scope) -> object:
        found: dict[object, object] = {}
        for key, item in zip(node.keys, node.values, strict=True):
            value = self.value(item, scope)
            if key is None:
                found.update(value if isinstance(value, dict) else {})
                continue
            known = self.value(key, scope)
            if isinstance(known, (str, int, tuple)) and hashable(known):
                found[known] = value
        return found

    def _of_joinedstr(self, node: ast.JoinedStr, scope: Scope) -> object:
        parts = [self.value(item, scope) for item in node.values]
        if all(isinstance(part, (str, int)) for part in parts):
            return _text("".join(str(part) for part in parts))
        return beginning(parts)

    def _of_formattedvalue(self, node: ast.FormattedValue, scope: Scope) -> object:
        value = self.value(node.value, scope)
        return value if isinstance(value, (str, int, Beginning)) else UNKNOWN

    def _of_binop(self, node: ast.BinOp, scope: Scope) -> object:
        return self.binary(node.op, self.value(node.left, scope), self.value(node.right, scope))

    def binary(self, kind: ast.operator, left: object, right: object) -> object:
        """`left + right` and the like. Of lists, what is known is kept."""
        if isinstance(kind, ast.Add):
            return _sum(left, right)
        if isinstance(kind, ast.Div) and isinstance(left, str) and isinstance(right, str):
            return join(left, right)
        if isinstance(kind, ast.Mod) and isinstance(left, str):
            values = right if isinstance(right, tuple) else (right,)
            plain = all(isinstance(item, (str, int)) for item in values)
            # Only these two: a width may ask for a gigabyte of blanks.
            if plain and left.count("%") == left.count("%s") + left.count("%d"):
                try:
                    return _text(left % values)
                except (TypeError, ValueError):
                    return UNKNOWN
            return beginning([_cut(left, "%"), UNKNOWN])
        if isinstance(kind, ast.BitOr) and isinstance(left, dict) and isinstance(right, dict):
            return {**left, **right}
        return UNKNOWN

    def _of_ifexp(self, node: ast.IfExp, scope: Scope) -> object:
        known = truth(self.value(node.test, scope))
        if known is not None:
            return self.value(node.body if known else node.orelse, scope)
        self._doubt += 1
        try:
            body, other = self.value(node.body, scope), self.value(node.orelse, scope)
        finally:
            self._doubt -= 1
        if isinstance(body, list) and isinstance(other, list):
            return union(body, other)
        return body if body is not UNKNOWN and body is not None else other

    def _of_boolop(self, node: ast.BoolOp, scope: Scope) -> object:
        is_or, unknown = isinstance(node.op, ast.Or), list[object]()
        last: object = UNKNOWN
        for item in node.values:
            last = self.value(item, scope)
            known = truth(last)
            if known is None:
                unknown.append(last)
            elif known is is_or:
                # `os.environ.get("X") or "default"` with something unknown before: the default will do.
                return last if not unknown or not isinstance(last, bool) or is_or else False
        return first_of(unknown if is_or else ()) if unknown else last

    def _of_unaryop(self, node: ast.UnaryOp, scope: Scope) -> object:
        value = self.value(node.operand, scope)
        if isinstance(node.op, ast.Not):
            known = truth(value)
            return UNKNOWN if known is None else not known
        return -value if isinstance(node.op, ast.USub) and isinstance(value, int) else UNKNOWN

    def _of_compare(self, node: ast.Compare, scope: Scope) -> object:
        values = [self.value(item, scope) for item in (node.left, *node.comparators)]
        found = [compare(type(op).__name__, *values[n : n + 2]) for n, op in enumerate(node.ops)]
        if any(item is False for item in found):
            return False
        return True if all(item is True for item in found) else UNKNOWN

    def _of_namedexpr(self, node: ast.NamedExpr, scope: Scope) -> object:
        value = scope.names[node.target.id] = self.value(node.value, scope)
        return value

    def _of_yield(self, node: ast.Yield, scope: Scope) -> object:
        if len(scope.yielded) < LONGEST:
            scope.yielded.append(self.value(node.value, scope) if node.value is not None else None)
        return UNKNOWN

    def _of_yieldfrom(self, node: ast.YieldFrom, scope: Scope) -> object:
        items = self.value(node.value, scope)
        if isinstance(items, (list, tuple)) and len(scope.yielded) + len(items) < LONGEST:
            scope.yielded.extend(items)
        return UNKNOWN

    def _of_lambda(self, node: ast.Lambda, scope: Scope) -> object:
        return Function(node, scope)

    def _of_attribute(self, node: ast.Attribute, scope: Scope) -> object:
        owner = self.value(node.value, scope)
        if isinstance(owner, Dotted):
            return self._of_dotted(Dotted(f"{owner.name}.{node.attr}"))
        if isinstance(owner, Class):
            owner = owner.record
        if isinstance(owner, Record) and node.attr in owner.attributes:
            return owner.attributes[node.attr]
        if isinstance(owner, str):
            return _path_attribute(owner, node.attr)
        return self.strays.attributes.get(node.attr, UNKNOWN)

    def _of_subscript(self, node: ast.Subscript, scope: Scope) -> object:
        owner = self.value(node.value, scope)
        if isinstance(node.slice, ast.Slice):
            lower, upper = [
                self.value(item, scope) if item is not None else None
                for item in (node.slice.lower, node.slice.upper)
            ]
            if not isinstance(lower, int | None) or not isinstance(upper, int | None):
                return owner if isinstance(owner, list) else UNKNOWN
            if isinstance(owner, list | tuple | str):
                return owner[lower:upper]
            return owner if isinstance(owner, list) else UNKNOWN
        key = self.value(node.slice, scope)
        try:
            if isinstance(owner, (list, tuple, str)) and isinstance(key, int):
                return owner[key]
            if isinstance(owner, dict) and isinstance(key, (str, int)):
                return owner[key]
        except (IndexError, KeyError):
            pass
        return UNKNOWN

    def _of_listcomp(
        self, node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp, scope: Scope
    ) -> object:
        inner = Scope(scope.file, outer=scope)
        found: list[object] = []
        if not self._is_generated(node.generators, node, inner, found):
            found = Possible(found)
        if isinstance(node, ast.DictComp):
            pairs = [item for item in found if isinstance(item, tuple) and isinstance(item[0], (str, int))]
            return {pair[0]: pair[1] for pair in pairs}
        return found

    _of_generatorexp = _of_setcomp = _of_dictcomp = _of_listcomp

    def _is_generated(
        self,
        generators: Sequence[ast.comprehension],
        node: ast.ListComp | ast.GeneratorExp | ast.SetComp | ast.DictComp,
        scope: Scope,
        found: list[object],
    ) -> bool:
        if not generators:
            if isinstance(node, ast.DictComp):
                found.append((self.value(node.key, scope), self.value(node.value, scope)))
            else:
                found.append(self.value(node.elt, scope))
            return True
        first, *rest = generators
        items = self.value(first.iter, scope)
        known = isinstance(items, (list, tuple, dict)) and not isinstance(items, Possible)
        for item in list(items)[:ROUNDS] if isinstance(items, (list, tuple, dict)) else [UNKNOWN]:
            self.assign(first.target, item, scope)
            answers = [truth(self.value(test, scope)) for test in first.ifs]
            if False not in answers:
                known = self._is_generated(rest, node, scope, found) and None not in answers and known
        return known

    def assign(self, target: ast.expr, value: object, scope: Scope) -> None:
        """Give a target a value."""
        if isinstance(target, ast.Name):
            (scope.module() if target.id in scope.shared else scope).names[target.id] = value
        elif isinstance(target, (ast.Tuple, ast.List)):
            known = value if isinstance(value, (list, tuple)) else ()
            for number, item in enumerate(target.elts):
                self.assign(item, known[number] if number < len(known) else UNKNOWN, scope)
        elif isinstance(target, ast.Attribute):
            owner = self.value(target.value, scope)
            stray = self.strays.attributes.get(target.attr)
            if isinstance(owner, Record) and not (stray is not None and not isinstance(value, list)):
                owner.attributes[target.attr] = value
            elif isinstance(stray, list) and isinstance(value, list) and stray is not value:
                stray.extend(value)
        elif isinstance(target, ast.Subscript):
            owner, key = self.value(target.value, scope), self.value(target.slice, scope)
            if isinstance(owner, dict) and isinstance(key, (str, int)):
                owner[key] = value


def _path_attribute(text: str, name: str) -> object:
    if name == "parent":
        return text.rpartition("/")[0]
    base = text.rpartition("/")[2]
    return {"value": text, "name": base, "stem": base.rpartition(".")[0] or base}.get(name, UNKNOWN)


def _text(text: str) -> object:
    return text if len(text) <= 10 * LONGEST else UNKNOWN


def _sum(left: object, right: object) -> object:
    if isinstance(left, str) and isinstance(right, str):
        return _text(left + right) if right else left
    if isinstance(left, (list, tuple)) or isinstance(right, (list, tuple)):
        parts = [item if isinstance(item, (list, tuple)) else [UNKNOWN] for item in (left, right)]
        if len(parts[0]) + len(parts[1]) > LONGEST:
            return UNKNOWN
        found = [*parts[0], *parts[1]]
        return tuple(found) if isinstance(left, tuple) else found
    if isinstance(left, int) and isinstance(right, int):
        return left + right
    return beginning([left, right]) if isinstance(left, (str, Beginning)) else UNKNOWN


def _cut(text: str, sign: str) -> object:
    """A text to where something is put into it."""
    known = text.partition(sign)[0]
    return Text(known, text.place) if isinstance(text, Text) else known
