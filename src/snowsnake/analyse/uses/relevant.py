"""Which functions may open or run something, told by the words in them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable

from snowsnake.analyse.python.expressions import Function
from snowsnake.analyse.uses.modules import Modules

_WORD = re.compile(rb"[A-Za-z_]\w+")
_DIRECT = frozenset(
    b"subprocess Popen check_call check_output getoutput getstatusoutput system popen which find_executable CDLL PyDLL"
    b" cdll pydll find_library dlopen LoadLibrary require_version create_subprocess_exec create_subprocess_shell"
    b" posix_spawn posix_spawnp execv execve execvp execvpe execl execle execlp spawnv spawnve spawnvp spawnl spawnlp"
    b" LibraryLoader open_process run_process".split()
)


class Relevant:
    """Functions of a wheel."""

    def __init__(self, modules: Modules) -> None:
        self._modules = modules
        self._lines: dict[str, list[bytes]] = {}
        self._words: dict[tuple[str, int, int], frozenset[bytes]] = {}
        self._names: set[bytes] = set(_DIRECT)

    def learn(self, paths: Iterable[str]) -> None:
        """Take in the names of what these modules define that may matter, and those that use these, and so on."""
        blocks: list[tuple[bytes, frozenset[bytes]]] = []
        for path in paths:
            self._names.add(path.removesuffix("/__init__.py").removesuffix(".py").rpartition("/")[2].encode())
            tree = self._modules.tree(path)
            for node in tree.body if tree is not None else ():
                if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                    blocks.append((node.name.encode(), self._block(path, node)))
                elif isinstance(node, ast.ClassDef):
                    for item in node.body:
                        if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef)):
                            block = self._block(path, item)
                            names = {item.name.encode()} if item.name != "__init__" else {node.name.encode()}
                            blocks += [(name, block) for name in names]
                else:
                    for target in node.targets if isinstance(node, ast.Assign) else ():
                        if isinstance(target, ast.Name):
                            blocks.append((target.id.encode(), self._block(path, node)))
        waiting = blocks
        for _ in range(8):
            rest = [(name, words) for name, words in waiting if self._names.isdisjoint(words)]
            if len(rest) == len(waiting):
                break
            self._names.update(name for name, words in waiting if not self._names.isdisjoint(words))
            waiting = rest

    def function(self, function: Function) -> bool:
        """Whether a function may matter."""
        node = function.node
        if isinstance(node, ast.Lambda):
            return True
        # Small ones make the names that others use.
        small = (node.end_lineno or node.lineno) - node.lineno < _SMALL
        return small or not self._names.isdisjoint(self._block(function.scope.file, node))

    def may_run(self, function: Function) -> bool:
        """Whether a function that nobody calls is worth calling."""
        return not isinstance(function.node, ast.Lambda) and not self._names.isdisjoint(
            self._block(function.scope.file, function.node)
        )

    def is_named(self, function: Function) -> bool:
        """Whether something else in its module mentions a function by its name."""
        node, path = function.node, function.scope.file
        if isinstance(node, ast.Lambda):
            return False
        name = node.name.encode()
        return any(
            name in words and not start <= node.lineno <= end
            for (file, start, end), words in self._words.items()
            if file == path
        )

    def _block(self, path: str, node: ast.stmt) -> frozenset[bytes]:
        key = (path, node.lineno, node.end_lineno or node.lineno)
        if key not in self._words:
            if path not in self._lines:
                self._lines[path] = self._modules.texts[path].splitlines()
            text = b"\n".join(self._lines[path][key[1] - 1 : key[2]])
            self._words[key] = frozenset(_WORD.findall(text))
        return self._words[key]


_SMALL = 25
"""Lines."""
