"""The Python modules of one wheel: by their names, parsed once, and which imports which."""

from __future__ import annotations

import ast
import re
import warnings
from collections.abc import Iterable, Mapping

PARSED = 6 << 20
"""Bytes of one wheel that are parsed at most."""
LARGEST = 1 << 20
_IMPORT = re.compile(
    rb"^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]*(\([^)]{0,20000}\)|[^\n#;]+)|import[ \t]+([\w., \t]+))",
    re.MULTILINE,
)
_NAME = re.compile(rb"[\w.]+")


class Modules:
    """The modules, by path as they lie in `site-packages`."""

    def __init__(self, texts: Mapping[str, bytes], names: Iterable[str]) -> None:
        self.texts = texts
        self.names = frozenset(names)
        self._tops = {re.split(r"[/.]", name, maxsplit=1)[0] for name in self.names}
        self.unread: dict[str, None] = {}
        """Paths that could not be read, or were not for want of time."""
        self._trees: dict[str, ast.Module | None] = {}
        self._imports: dict[str, set[str]] = {}
        self._parsed = 0

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
            self._parsed += len(data)
            tree = None
            if len(data) <= LARGEST and self._parsed <= PARSED:
                tree = _parsed(data)
            if tree is None:
                self.unread[path] = None
            self._trees[path] = tree
        return self._trees[path]

    def imports(self, path: str) -> set[str]:
        """The files that a module imports, anywhere in it. More than that where a text only looks like it."""
        if path in self._imports:
            return self._imports[path]
        package = path.split("/")[:-1]
        found = self._imports[path] = set()
        for match in _IMPORT.finditer(self.texts[path]):
            if match[3] is not None:
                for part in match[3].split(b","):
                    words = part.split()
                    if words:
                        self._add(words[0].decode("ascii", "replace").split("."), found)
                continue
            origin = match[1].decode("ascii", "replace")
            name = origin.lstrip(".")
            dots = len(origin) - len(name)
            base = package[: len(package) - dots + 1] if dots else []
            base = [*base, *(name.split(".") if name else [])]
            self._add(base, found)
            for word in _NAME.findall(match[2]):
                target = self.path(".".join([*base, word.decode("ascii", "replace")]))
                if target is not None:
                    found.add(target)
        found.discard(path)
        return found

    def _add(self, parts: list[str], found: set[str]) -> None:
        for length in range(1, len(parts) + 1):
            target = self.path(".".join(parts[:length]))
            if target is not None:
                found.add(target)

    def importers(self, targets: Iterable[str]) -> set[str]:
        """The modules that reach any of these by imports, these included."""
        above: dict[str, set[str]] = {}
        for path in self.texts:
            for target in self.imports(path):
                above.setdefault(target, set()).add(path)
        found, waiting = set(targets), list(targets)
        while waiting:
            for path in above.get(waiting.pop(), ()):
                if path not in found:
                    found.add(path)
                    waiting.append(path)
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


def _parsed(data: bytes) -> ast.Module | None:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in other people's texts
            return ast.parse(data)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
