"""Which functions may open or run something, told by the words in them."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field

from snowsnake.analyse.python.expressions import Function
from snowsnake.analyse.uses.modules import Modules
from snowsnake.analyse.uses.reduce import SMALL, WORD, is_direct

_WRAPPED = 3
"""Functions that call functions that call what runs something: so deep."""
_PROGRAM = re.compile(r"[a-z][\w.+-]+")
_Block = tuple[bytes, bytes, frozenset[bytes], bool]


@dataclass(slots=True)
class _File:
    """What is known of one module."""

    lines: list[bytes]
    blocks: dict[tuple[int, int], tuple[frozenset[bytes], bool]] = field(default_factory=dict)
    tops: set[bytes] = field(default_factory=set)
    """Its functions and classes that matter."""
    names: set[bytes] = field(default_factory=set)
    """These, their methods, and what matters of the modules that it imports."""
    mentioned: Counter[bytes] = field(default_factory=Counter)


class Relevant:
    """Functions of a wheel."""

    def __init__(self, modules: Modules, interesting: Collection[str]) -> None:
        """`interesting`: the modules that open or run something."""
        self._modules = modules
        self._interesting = interesting
        self._files: dict[str, _File] = {}
        self._complete: set[str] = set()

    def function(self, function: Function) -> bool:
        """Whether reading a function may tell something."""
        node = function.node
        if isinstance(node, ast.Lambda) or (node.end_lineno or node.lineno) - node.lineno < SMALL:
            return True
        return self.may_run(function) or _makes_words(node)

    def may_run(self, function: Function) -> bool:
        """Whether a function may open or run something."""
        if isinstance(function.node, ast.Lambda):
            return False
        path = function.scope.file
        file = self._file(path)
        words, direct = _block(file, function.node)
        return direct or not self._names(path).isdisjoint(words)

    def is_named(self, function: Function) -> bool:
        """Whether another function of its module mentions a function by its name."""
        if isinstance(function.node, ast.Lambda):
            return False
        file = self._file(function.scope.file)
        if not file.mentioned:
            file.mentioned = Counter(word for words, _ in list(file.blocks.values()) for word in words)
        return file.mentioned[function.node.name.encode()] > 1

    def functions_at(self, path: str, lines: Collection[int], names: Collection[bytes] = ()) -> set[bytes]:
        """The names of a module's functions in which these lines stand, or that use these names; and of those that use
        such a function, and so on, and of the classes of such methods.
        """
        tree, file = self._modules.tree(path), self._file(path)
        parts = [
            (node, part)
            for node in (tree.body if tree is not None else ())
            for part in (node.body if isinstance(node, ast.ClassDef) else [node])
            if isinstance(part, (ast.FunctionDef, ast.AsyncFunctionDef))
        ]
        found: set[bytes] = set()
        known = set(names)
        for _ in range(_WRAPPED):
            for node, part in parts:
                inside = any(part.lineno <= line <= (part.end_lineno or part.lineno) for line in lines)
                if inside or not known.isdisjoint(_block(file, part)[0] - {part.name.encode()}):
                    name = (node if isinstance(node, ast.ClassDef) else part).name
                    found.add(name.encode())
                    known |= {name.encode(), part.name.encode()}
        return found

    def _names(self, path: str) -> set[bytes]:
        file = self._file(path)
        if path not in self._complete:
            self._complete.add(path)
            for other in self._modules.imports(path):
                if other in self._interesting:
                    stem = other.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2]
                    theirs = self._file(other)
                    file.names |= theirs.tops | {stem.encode()}
                    if self._inherits(path, theirs.tops):
                        file.names |= theirs.names
            self._close(path, file)
        return file.names

    def _inherits(self, path: str, names: Collection[bytes]) -> bool:
        """Whether a class of a module has one of these as a base, so that it has that one's methods."""
        tree = self._modules.tree(path)
        bases = (
            [base for node in tree.body if isinstance(node, ast.ClassDef) for base in node.bases]
            if tree
            else []
        )
        last = {getattr(base, "attr", getattr(base, "id", "")).encode() for base in bases}
        return not last.isdisjoint(names)

    def _file(self, path: str) -> _File:
        if path not in self._files:
            file = self._files[path] = _File(self._modules.texts[path].splitlines())
            self._close(path, file)
        return self._files[path]

    def _close(self, path: str, file: _File) -> None:
        """Take in what uses what matters, and so on."""
        waiting = list(self._blocks(path, file))
        for _ in range(6):
            found: list[_Block] = []
            rest: list[_Block] = []
            for item in waiting:
                (found if item[3] or not file.names.isdisjoint(item[2]) else rest).append(item)
            if not found:
                return
            for name, top, _, _ in found:
                file.names.add(name)
                file.tops.add(top)
            waiting = rest

    def _blocks(self, path: str, file: _File) -> Iterator[_Block]:
        """Names, the top-level ones they belong to, the words of what they mean, and whether these tell enough."""
        tree = self._modules.tree(path)
        for node in tree.body if tree is not None else ():
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield (node.name.encode(), node.name.encode(), *_block(file, node))
            elif isinstance(node, (ast.ImportFrom, ast.Assign)):
                for other in _other_names(node):
                    yield (other.encode(), other.encode(), *_block(file, node))
            elif isinstance(node, ast.ClassDef):
                top = node.name.encode()
                for item in node.body:
                    if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
                        name = top if item.name == "__init__" else item.name.encode()
                        yield (name, top, *_block(file, item))


def _makes_words(node: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Whether a function gives something and has a list that begins like a command, for others to run."""
    gives = lists = False
    for inner in ast.walk(node):
        gives |= isinstance(inner, ast.Return) and inner.value is not None
        first = inner.elts[0] if isinstance(inner, ast.List) and inner.elts else None
        text = first.value if isinstance(first, ast.Constant) else None
        lists |= isinstance(text, str) and _PROGRAM.fullmatch(text) is not None
    return gives and lists


def _other_names(node: ast.ImportFrom | ast.Assign) -> list[str]:
    """The names that a statement gives to functions: `from subprocess import run as execute`."""
    if isinstance(node, ast.ImportFrom):
        return [alias.asname for alias in node.names if alias.asname is not None]
    if not _names_function(node.value):
        return []
    return [target.id for target in node.targets if isinstance(target, ast.Name)]


def _names_function(node: ast.expr) -> bool:
    """Whether a value may be a function under another name: `run = partial(subprocess.run, check=True)`."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        return name == "partial"
    return isinstance(node, (ast.Lambda, ast.Attribute))


def _block(file: _File, node: ast.stmt) -> tuple[frozenset[bytes], bool]:
    key = (node.lineno, node.end_lineno or node.lineno)
    if key not in file.blocks:
        text = b"\n".join(file.lines[key[0] - 1 : key[1]])
        file.blocks[key] = (frozenset(WORD.findall(text)), is_direct(text))
    return file.blocks[key]
