"""What code of a project reads while its build backend runs it, as far as its text tells; nothing is run here.

A script (`setup.py`, a hook, an in-tree backend) counts as a whole: what it imports, and the files that it names, also
where it puts names together (`f"deps/{name}.in"`, `glob("deps/*.txt")`). Of the package that it imports something from
only what defines that counts: the rest of it is what a wheel merely holds.
"""

from __future__ import annotations

import ast
import glob
import os
import re
from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from snowsnake.parsing import parse

READ = {".cfg", ".in", ".ini", ".json", ".lock", ".py", ".toml", ".txt", ".yaml", ".yml"}
"""How files end that code can be expected to read requirements from; of another, what is in it says so."""
_NAMES = {"Pipfile"}
_PROSE = re.compile(
    r"(authors|changelog|changes|contributing|copying|history|licen[cs]e|manifest|news|notice|readme)",
    re.IGNORECASE,
)
_LARGEST = 1 << 20
"""Bytes of a file that is looked into for others."""
_MATCHES = 50
"""Files that a name with unknown parts may be."""
_DEEPEST = 4
_NESTED = 12
_ROOTS = 10
_PATTERNS = 50
_LINES = 200
_PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[sdr]|\{[^{}]*\}")


class Code:
    """The code of one project, and what it reads."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._folders = [path for path in directory.iterdir() if path.is_dir()] if directory.is_dir() else []
        self._seen: set[tuple[Path, str]] = set()
        self.imported: set[Path] = set()
        """Modules of which what is wanted was followed already."""

    def read_by(self, script: Path) -> Iterator[Path]:
        """The files, whether or not they are there, that a script imports or names; modules of packages among them."""
        tree = _parsed(script)
        if tree is None:
            return
        nodes = list(ast.walk(tree))
        yield from self._named(nodes, self._directory)
        roots = [script.parent, self._directory, self._directory / "src"]
        roots += [
            path for text in _texts(nodes) if is_name(text) and (path := self._directory / text).is_dir()
        ]
        used = [node.attr for node in nodes if isinstance(node, ast.Attribute)]
        for node in nodes:
            yield from self._imported(node, roots, script.parent, used)

    def _imported(
        self, node: ast.AST, roots: Sequence[Path], package: Path, used: Sequence[str]
    ) -> Iterator[Path]:
        """The modules of an import, and what defines that which is taken from them."""
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield from self._module(roots, alias.name.split("."), used)
            case ast.ImportFrom(module=module, names=names, level=level):
                for _ in range(level - 1):
                    package = package.parent
                wanted = [alias.name for alias in names]
                parts = module.split(".") if module else []
                places = [package] if level else roots
                yield from self._module(places, parts, used if "*" in wanted else wanted)
                for name in wanted:  # `from package import module`
                    yield from self._module(places, [*parts, name], used)

    def _module(self, roots: Sequence[Path], parts: Sequence[str], wanted: Sequence[str]) -> Iterator[Path]:
        """The files of a module, those of the packages that it is in, and what defines these names of it."""
        for root in roots:
            files, place = [root / "__init__.py"] if not parts else [], root
            for part in parts:
                files += [place / f"{part}.py", place / part / "__init__.py"]
                place /= part
            self.imported.update(Path(os.path.normpath(file)) for file in files)
            yield from files
            for file in files[-2:]:
                yield from self._defining(file, wanted)

    def _defining(self, file: Path, names: Sequence[str]) -> Iterator[Path]:
        """What the top-level definitions of these names in a module read, and the modules that they come from."""
        waiting = [name for name in names if (file, name) not in self._seen]
        if not waiting or not _is_below(file, self._directory) or (tree := _parsed(file)) is None:
            return
        bound = list(_bindings(tree.body))
        while waiting:
            name = waiting.pop()
            if (file, name) in self._seen:
                continue
            self._seen.add((file, name))
            for known, node in bound:
                if known != name:
                    continue
                if isinstance(node, ast.ImportFrom):
                    one = ast.ImportFrom(node.module, [ast.alias(_origin(node, name))], node.level)
                    roots = [self._directory, self._directory / "src", file.parent.parent]
                    yield from self._imported(one, roots, file.parent, ())
                    continue
                nodes = list(ast.walk(node))
                yield from self._named(nodes, file.parent)
                waiting += [one.id for one in nodes if isinstance(one, ast.Name)]

    def _named(self, nodes: Sequence[ast.AST], beside: Path) -> Iterator[Path]:
        """The files that code names, from the project's directory or from beside the code."""
        places = list(dict.fromkeys((self._directory, beside)))
        for text in dict.fromkeys(_texts(nodes)):
            if is_name(text):
                found = [place / text for place in places]
                if "/" not in text:  # `open(os.path.join(here, "deps", "base.txt"))`
                    found += [folder / text for folder in self._folders]
                yield from filter(_is_read, found)
        for pattern in islice(dict.fromkeys(filter(None, map(_pattern, nodes))), _PATTERNS):
            for place in places:
                yield from islice(filter(_is_read, _matches(place, pattern)), _MATCHES)


def is_name(text: str) -> bool:
    """Whether a text can be the path of a project's file."""
    return 0 < len(text) < 256 and text.isprintable() and not text.startswith("/")


def _parsed(path: Path) -> ast.Module | None:
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return None
        return parse(path.read_bytes())
    except OSError:
        return None


def _is_below(path: Path, directory: Path) -> bool:
    return Path(os.path.normpath(path)).is_relative_to(directory)


def _texts(nodes: Sequence[ast.AST]) -> list[str]:
    return [node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)]


def _bindings(body: Sequence[ast.stmt]) -> Iterator[tuple[str, ast.stmt]]:
    """The names that statements of a module bind, each with its statement; those below `if` and `try` too."""
    for node in body:
        match node:
            case ast.ImportFrom(names=names):
                yield from ((alias.asname or alias.name, node) for alias in names)
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, node
            case ast.If() | ast.Try() | ast.With() | ast.For():
                for field in ("body", "orelse", "finalbody"):
                    yield from _bindings(getattr(node, field, []))
                for handler in getattr(node, "handlers", []):
                    yield from _bindings(handler.body)
                if isinstance(node, ast.With | ast.For):  # what it fills is said in the middle of it
                    yield from ((one.id, node) for one in ast.walk(node) if isinstance(one, ast.Name))
            case ast.Assign() | ast.AnnAssign() | ast.AugAssign() | ast.Expr():
                yield from ((one.id, node) for one in ast.walk(node) if isinstance(one, ast.Name))


def _origin(node: ast.ImportFrom, name: str) -> str:
    return next((alias.name for alias in node.names if (alias.asname or alias.name) == name), name)


def _pattern(node: ast.AST) -> str | None:
    """The name of a file as a pattern, where code puts it together or has a pattern itself."""
    text = _shape(node).lstrip("*/") if isinstance(node, ast.expr) else ""
    parts = text.split("/")
    if not glob.has_magic(text) or not is_name(text) or len(parts) > _DEEPEST or ".." in parts:
        return None
    name = Path(parts[-1])
    # At least a folder or an ending must be known; modules are what a wheel holds.
    known = name.suffix in READ - {".py"} or (len(parts) > 1 and name.suffix != ".py" and parts[0].isalnum())
    return text if known else None


def _shape(node: ast.AST, depth: int = 0) -> str:
    """A text as code puts it together, `*` for what is not known, or would take long to find out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    found = _parts(node) if depth < _NESTED else None
    if found is None:
        return "*"
    between, parts = found
    return between.join(part if isinstance(part, str) else _shape(part, depth + 1) for part in parts)


def _parts(node: ast.AST) -> tuple[str, Sequence[ast.AST | str]] | None:
    """What a text is put together of, and what comes between; `None` for what is not known."""
    match node:
        case ast.JoinedStr(values=values):
            return "", values
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return "", (left, right)
        case ast.BinOp(left=left, op=ast.Div(), right=right):  # pathlib
            return "/", (left, right)
        case (
            ast.BinOp(left=ast.Constant(value=str() as text), op=ast.Mod())
            | ast.Call(func=ast.Attribute(value=ast.Constant(value=str() as text), attr="format"))
        ):
            return "", (_PLACEHOLDER.sub("*", text),)
        case ast.Call(func=ast.Attribute(value=value, attr="glob" | "rglob" | "joinpath"), args=args):
            return "/", (value, *args)
        case ast.Call(func=ast.Attribute(attr="join") | ast.Name(id="join" | "Path"), args=args):
            return "/", args
    return None


def _matches(place: Path, pattern: str) -> Iterator[Path]:
    with suppress(OSError, ValueError, re.error):
        # pathlib's takes ten times as long.
        yield from (place / found for found in sorted(glob.iglob(pattern, root_dir=place)))  # noqa: PTH207


def _is_read(path: Path) -> bool:
    """Whether a file can be one that requirements are read from; what is not there may be, later."""
    if _PROSE.match(path.name):
        return False
    return path.suffix in READ or path.name in _NAMES or _lists_requirements(path)


def _lists_requirements(path: Path) -> bool:
    """Whether a file has a requirement on each line."""
    try:
        if not path.is_file() or path.stat().st_size > _LARGEST:
            return False
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return False
    plain = [line.partition(" #")[0].strip() for line in lines if not line.lstrip().startswith("#")]
    wanted = [line for line in plain if line and not line.startswith("-")]
    if not wanted or lines[0].startswith("#!"):
        return False
    with suppress(InvalidRequirement):
        return all(Requirement(line) for line in wanted[:_LINES])
    return False
