"""Exceptions by the names of their classes."""

from __future__ import annotations

import ast
import builtins

from snowsnake.analyse.python.expressions import Class
from snowsnake.analyse.python.values import Dotted
from snowsnake.analyse.uses.events import Failed

_EVERYTHING = frozenset({"Exception", "BaseException"})


def class_name(value: object, node: ast.expr) -> str:
    """The name of an exception's class, as far as it is known."""
    if isinstance(value, Class):
        return value.node.name
    name = value.name if isinstance(value, Dotted) else ast.unparse(node)
    return name.rpartition(".")[2]


def catches(handler: str, failure: Failed) -> bool:
    """Whether a handler of this class catches a failure."""
    handler = handler.rpartition(".")[2]
    if handler in _EVERYTHING or handler in failure.kinds:
        return True
    wanted = getattr(builtins, handler, None)
    for kind in failure.kinds:
        known = getattr(builtins, kind, None)
        if isinstance(wanted, type) and isinstance(known, type) and issubclass(known, wanted):
            return True
    return False
