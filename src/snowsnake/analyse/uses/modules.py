"""The Python modules of one wheel: by their names, parsed once, and which imports which."""

from __future__ import annotations

import ast
import re
from collections.abc import Collection, Iterable, Mapping
from heapq import heappop, heappush

from snowsnake.analyse.uses.reduce import narrowed, reduced
from snowsnake.parsing import parse

PARSED = 800_000
"""Bytes of one wheel's modules that are parsed at most; a fiftieth of all of them more."""
_LONG = 8000
LARGEST = 450_000
"""Bytes of a module of which more is parsed than what opens and runs something."""
_IMPORT = re.compile(
    rb"^([ \t]*)(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]*(\([^)]{0,4000}\)|[^\n#;]+)|import[ \t]+([\w., \t]+))",
    re.MULTILINE,
)
_NAME = re.compile(rb"[\w.]+")


class Modules:
    """The modules, by path as they lie in `site-packages`."""

    def __init__(
        self, texts: Mapping[str, bytes], names: Iterable[str], scripts: Collection[str] = ()
    ) -> None:
        """`scripts`: those of the files (`names`) that are scripts, but for those in Python."""
        self.scripts = scripts
        self.texts = texts
        self.names = frozenset(names)
        self.helpers: set[bytes] = set()
        """Functions that open or run what others tell them."""
        self.bases = frozenset(name.rpartition("/")[2] for name in self.names)
        self._tops = {re.split(r"[/.]", name, maxsplit=1)[0] for name in self.names}
        self.unread: dict[str, None] = {}
        """Paths that could not be read, or were not for want of time."""
        self._trees: dict[str, ast.Module | None] = {}
        self._imports: dict[str, dict[str, int]] = {}
        self._left = PARSED + sum(len(text) for text in texts.values()) // 50

    def path(self, name: str) -> str | None:
        """The file of a module, by its full name."""
        base = name.replace(".", "/")
        for candidate in (f"{base}/__init__.py", f"{base}.py"):
            if candidate in self.texts:
                return candidate
        return None

    def holds(self, top: str) -> bool:
        """Whether a top-level module is the wheel's own, compiled ones included."""
        return top in self._tops

    def tree(self, path: str) -> ast.Module | None:
        """A module, parsed; `None` where that fails, or the wheel has had its share of time."""
        if path not in self._trees:
            data = self.texts[path]
            tree = self._parsed(data)
            if tree is None:
                self.unread[path] = None
            self._trees[path] = tree
        return self._trees[path]

    def _parsed(self, data: bytes) -> ast.Module | None:
        if len(data) > LARGEST:
            texts = [narrowed(data, LARGEST)]
        else:
            texts = [reduced(data, self.helpers), data] if len(data) > _LONG else [data]
        for text in texts:
            if text is None or len(text) > self._left:
                return None
            self._left -= len(text)
            tree = parse(text)
            if tree is not None:
                return tree
        return None

    def imports(self, path: str) -> Mapping[str, int]:
        """The files that a module imports, and whether that is rather certain (1) or may never happen (9).

        More than that where a text only looks like it.
        """
        if path in self._imports:
            return self._imports[path]
        package = path.split("/")[:-1]
        found = self._imports[path] = {}
        for match in _IMPORT.finditer(self.texts[path]):
            step = 9 if match[1] else 1
            if match[4] is not None:
                for part in match[4].split(b","):
                    words = part.split()
                    if words:
                        self._add(words[0].decode("ascii", "replace").split("."), step, found)
                continue
            origin = match[2].decode("ascii", "replace")
            name = origin.lstrip(".")
            dots = len(origin) - len(name)
            base = package[: len(package) - dots + 1] if dots else []
            base = [*base, *(name.split(".") if name else [])]
            self._add(base, step, found)
            for word in _NAME.findall(match[3]):
                self._add([*base, word.decode("ascii", "replace")], step, found, last=True)
        found.pop(path, None)
        return found

    def _add(self, parts: list[str], step: int, found: dict[str, int], *, last: bool = False) -> None:
        for length in range(len(parts) if last else 1, len(parts) + 1):
            target = self.path(".".join(parts[:length]))
            if target is not None:
                found[target] = min(step, found.get(target, step))

    def ways(self, tops: Iterable[str], targets: Collection[str]) -> set[str]:
        """The modules on the shortest ways by which imports lead from these top-level modules to those targets.

        An import that is indented (in a function, or under a condition) is a long way.
        """
        distance = dict.fromkeys(tops, 0)
        before: dict[str, str] = {}
        waiting = [(0, top) for top in distance]
        left = set(targets)
        while waiting and left:
            length, path = heappop(waiting)
            if length > distance[path]:
                continue
            left.discard(path)
            for other, step in self.imports(path).items():
                if length + step < distance.get(other, 1 << 30):
                    distance[other], before[other] = length + step, path
                    heappush(waiting, (length + step, other))
        found: set[str] = set()
        for target in targets:
            path = target
            while path in distance and path not in found:
                found.add(path)
                path = before.get(path, path)
        return found

    def tops(self) -> list[str]:
        """What a user imports: top-level modules, and the first packages below namespaces."""
        packages = {path.rpartition("/")[0] for path in self.texts if path.endswith("/__init__.py")}
        found = []
        for path in sorted(self.texts):
            directory, _, base = path.rpartition("/")
            if base != "__init__.py":
                if not directory:
                    found.append(path)
                continue
            parts = directory.split("/")
            if not any("/".join(parts[:length]) in packages for length in range(1, len(parts))):
                found.append(path)
        return found
