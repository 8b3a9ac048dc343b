"""Which modules of a distribution can be imported without any of its extras."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake.analyse.source.files import SourceFiles
from snowsnake.expressions.conditions import condition
from snowsnake.knowledge import distribution_of
from snowsnake.parsing import parse


def importable(
    modules: Sequence[str], files: SourceFiles, requirements: Sequence[Requirement], extras: Sequence[str]
) -> tuple[str, ...]:
    """Those of `modules` that import nothing which only an extra brings; all where none would be left."""
    plain = {canonicalize_name(one.name) for one in requirements if condition(one.marker) is not None}
    optional = {
        canonicalize_name(one.name)
        for one in requirements
        if any(condition(one.marker, extra) is not None for extra in extras)
    } - plain
    found = tuple(module for module in modules if optional.isdisjoint(_required(module, files)))
    return found or tuple(modules)


def _required(module: str, files: SourceFiles) -> set[str]:
    """The distributions, as far as names tell, that a module cannot be imported without."""
    path = module.replace(".", "/")
    names = [name for name in files.texts if f"/{name}".endswith((f"/{path}.py", f"/{path}/__init__.py"))]
    if not names:
        return set()
    tree = parse(files.text(min(names, key=lambda name: (name.count("/"), name))) or "")
    tops = {one.partition(".")[0] for one in _imports(tree.body)} if tree is not None else set()
    return {canonicalize_name(found) for top in tops if (found := distribution_of(top))}


def _imports(body: Sequence[ast.stmt]) -> Iterator[str]:
    """The modules that statements import whatever happens; of a `try` only where each handler raises again."""
    for statement in body:
        match statement:
            case ast.Import():
                yield from (alias.name for alias in statement.names)
            case ast.ImportFrom(module=str() as name, level=0):
                yield name
            case ast.Try() if statement.handlers and all(
                isinstance(handler.body[-1], ast.Raise) for handler in statement.handlers
            ):
                yield from _imports(statement.body)
            case ast.With():
                yield from _imports(statement.body)
