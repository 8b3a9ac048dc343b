"""Development mode: Python files are taken from the project's directory, what a build made from the store.

A pure project's own backend makes its wheel editable (PEP 660); what it wrote beside the source meanwhile, where
others have the project's directory and it had a copy, is added: `_version.py`, for one.

For projects with compiled parts, whose backends would put them beside the source (or build while they import): the
wheel is built like any other, and each of its `.py` files that the source has, too, is left out. A finder looks for
modules in the project's directory first and then in the store, so that an edited file is seen at once and a new one
found, and what was compiled stays where Nix built it.
"""

# pathlib costs start-up time, and most of this runs for every file.
# ruff: noqa: PTH113, PTH114, PTH123

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_FINDER = '''"""Finds the modules of `{name}` in its project's directory; what was compiled of it is here."""

import os
import sys
from importlib.machinery import EXTENSION_SUFFIXES, ModuleSpec, PathFinder
from importlib.util import spec_from_file_location

_ROOTS = {roots!r}
"""By the first part of a module's name: the directory that holds it."""
_HERE = os.path.dirname(os.path.abspath(__file__))


class _Finder:
    @staticmethod
    def find_spec(fullname, path=None, target=None):
        root = _ROOTS.get(fullname.partition(".")[0])
        if root is None:
            return None
        below = fullname.replace(".", "/")
        source, built = f"{{root}}/{{below}}", f"{{_HERE}}/{{below}}"
        places = [place for place in (source, built) if os.path.isdir(place)]
        for place in places:
            if os.path.isfile(f"{{place}}/__init__.py"):
                return spec_from_file_location(
                    fullname, f"{{place}}/__init__.py", submodule_search_locations=places
                )
        # What others compiled beside the source is not meant for this interpreter.
        files = [f"{{source}}.py", *(f"{{built}}{{suffix}}" for suffix in EXTENSION_SUFFIXES)]
        for file in files:
            if os.path.isfile(file):
                return spec_from_file_location(fullname, file)
        if not places:
            return None
        found = PathFinder.find_spec(fullname, path)
        if found is not None and found.origin is not None:
            return found
        more = [] if found is None else found.submodule_search_locations or []
        spec = ModuleSpec(fullname, None, is_package=True)
        spec.submodule_search_locations = list(dict.fromkeys([*places, *more]))
        return spec


sys.meta_path.insert(0, _Finder)
'''
_GENERATED = '''"""Finds modules of `{name}` that its build wrote, where its project has none of that name."""

import os
import sys
from importlib.util import spec_from_file_location

_FILES = {files!r}
_HERE = os.path.splitext(os.path.abspath(__file__))[0] + "_files"


class _Finder:
    @staticmethod
    def find_spec(fullname, path=None, target=None):
        file = _FILES.get(fullname)
        return None if file is None else spec_from_file_location(fullname, f"{{_HERE}}/{{file}}")


sys.meta_path.append(_Finder)
'''
_DEEPEST = 4
"""How far below a project's own directory its modules are looked for."""


class Editable:
    """Which files of a wheel are the project's own, and the finder that goes to them."""

    def __init__(self, spec: Mapping[str, str], files: Mapping[str, bytes]) -> None:
        """`spec`: `directory`, where the project is (absolute), and `source`, its copy in the store.

        `files`: the wheel's files by their path below site-packages.
        """
        self._directory = spec["directory"]
        self._source = os.path.normpath(spec["source"])
        self._files = {path: data for path, data in files.items() if path.endswith(".py")}
        self.roots = self._find_roots()
        """By top-level module: the directory of the project that holds it, relative to it."""

    def leave_out(self, path: str) -> bool:
        """Whether the file at `path`, below site-packages, is one of the project's."""
        root = self.roots.get(_top(path))
        return root is not None and self._same(root, path)

    def modules(self, distribution: str) -> Iterator[tuple[str, bytes]]:
        """The files that make it work, below site-packages: none where nothing was left out."""
        if not self.roots:
            return
        module = "_snowsnake_editable_" + "".join(c if c.isalnum() else "_" for c in distribution)
        roots = {
            top: os.path.normpath(f"{self._directory}/{root}") for top, root in sorted(self.roots.items())
        }
        yield f"{module}.py", _FINDER.format(name=distribution, roots=roots).encode()
        lines = [f"import {module}"]
        # For editors and type checkers, which run no finder. A project's own directory holds more than its modules.
        lines += [root for root in dict.fromkeys(roots.values()) if root != self._directory]
        yield f"{module}.pth", "".join(f"{line}\n" for line in lines if line.isprintable()).encode()

    def _find_roots(self) -> dict[str, str]:
        """For each top-level module the directory that has most of its files; of several the one that is nearest."""
        tops: dict[str, list[str]] = {}
        for path in self._files:
            tops.setdefault(_top(path), []).append(path)
        found: dict[str, Counter[str]] = {top: Counter() for top in tops}
        for root, names in self._directories("", 0):
            for top in tops.keys() & {name.removesuffix(".py") for name in names}:
                found[top][root] = sum(self._same(root, path) for path in tops[top])
        return {top: counted.most_common(1)[0][0] for top, counted in found.items() if any(counted.values())}

    def _directories(self, below: str, depth: int) -> Iterator[tuple[str, Iterable[str]]]:
        """The project's directories, relative to it, nearest first, each with the names in it."""
        with os.scandir(f"{self._source}/{below}") as scanned:
            entries = sorted(scanned, key=lambda entry: (entry.name != "src", entry.name))
        yield below, [entry.name for entry in entries]
        for entry in entries:
            if depth < _DEEPEST and entry.name[0] != "." and entry.is_dir(follow_symlinks=False):
                yield from self._directories(f"{below}/{entry.name}".lstrip("/"), depth + 1)

    def _same(self, root: str, path: str) -> bool:
        real = f"{self._source}/{root}/{path}"
        if not os.path.isfile(real) or os.path.islink(real):
            return False
        with open(real, "rb") as file:
            return file.read() == self._files.get(path)


class Generated:
    """The modules that a build wrote beside the source of a project that its backend has made editable."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        """`spec`: `inplace`, a directory with the files that were written, and `editable` with the `source`."""
        self._made, self._source = spec["inplace"], os.path.normpath(spec["editable"]["source"])

    def leave_out(self, path: str) -> bool:  # noqa: ARG002 -- as of `Editable`
        """The wheel holds what its backend wants it to."""
        return False

    def modules(self, distribution: str) -> Iterator[tuple[str, bytes]]:
        """The files that make them importable, below site-packages: none where there are none."""
        module = "_snowsnake_generated_" + "".join(c if c.isalnum() else "_" for c in distribution)
        found = {}
        for directory, _, names in os.walk(self._made):
            for name in sorted(names):
                path = os.path.relpath(f"{directory}/{name}", self._made)
                if name.endswith(".py") and all(part.isidentifier() for part in path[:-3].split("/")):
                    found[self._module(path)] = path
        if not found:
            return
        for path in found.values():
            with open(f"{self._made}/{path}", "rb") as file:
                yield f"{module}_files/{path}", file.read()
        yield f"{module}.py", _GENERATED.format(name=distribution, files=dict(sorted(found.items()))).encode()
        yield f"{module}.pth", f"import {module}\n".encode()

    def _module(self, path: str) -> str:
        """The module's name: its file's, below the outermost of the packages that it is in."""
        directory, _, name = path.removesuffix(".py").rpartition("/")
        parts = [] if name == "__init__" else [name]
        while directory and os.path.isfile(f"{self._source}/{directory}/__init__.py"):
            directory, _, name = directory.rpartition("/")
            parts.insert(0, name)
        return ".".join(parts)


def _top(path: str) -> str:
    return path.partition("/")[0].removesuffix(".py")
