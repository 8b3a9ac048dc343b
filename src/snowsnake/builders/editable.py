"""Makes a built wheel editable: its Python files are taken from the project's directory, the rest from the store.

For projects with compiled parts, whose backends would put them beside the source (or build while they import): the
wheel is built like any other, and each of its `.py` files that the source has, too, is left out. A finder looks for
modules in the project's directory first and then in the store, so that an edited file is seen at once and a new one
found, and what was compiled stays where Nix built it.
"""

# pathlib costs start-up time, and most of this runs for every file.
# ruff: noqa: PTH113, PTH114, PTH123

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping

_FINDER = '''"""Finds the modules of `{name}` in its project's directory; what was compiled of it is here."""

import os
import sys
from importlib.machinery import ModuleSpec
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
        if os.path.isfile(f"{{source}}.py"):
            return spec_from_file_location(fullname, f"{{source}}.py")
        if places and "." in fullname:
            spec = ModuleSpec(fullname, None, is_package=True)
            spec.submodule_search_locations = places
            return spec
        return None


sys.meta_path.insert(0, _Finder)
'''


class Editable:
    """Which files of a wheel are the project's own, and the finder that goes to them."""

    def __init__(self, spec: Mapping[str, str]) -> None:
        """`spec`: `directory`, where the project is (absolute), and `source`, its copy in the store."""
        self._directory = spec["directory"]
        self._source = spec["source"]
        self.roots: dict[str, str] = {}
        """By top-level module: the directory of the project that holds it."""

    def leave_out(self, path: str, data: bytes) -> bool:
        """Whether a file at `path`, below site-packages, is the same as one of the project's."""
        if not path.endswith(".py"):
            return False
        top = path.partition("/")[0].removesuffix(".py")
        for root in [self.roots[top]] if top in self.roots else self._possible_roots():
            real = os.path.normpath(f"{self._source}/{root}/{path}")
            if os.path.isfile(real) and not os.path.islink(real):
                with open(real, "rb") as file:
                    if file.read() == data:
                        self.roots[top] = root
                        return True
        return False

    def _possible_roots(self) -> Iterable[str]:
        """Directories, relative to the project, that may hold top-level modules: itself, `src`, and what is in it."""
        yield from ("", "src", "lib", "python")
        with os.scandir(self._source) as entries:
            yield from sorted(entry.name for entry in entries if entry.is_dir() and entry.name[0] != ".")

    def modules(self, distribution: str) -> Iterable[tuple[str, bytes]]:
        """The files that make it work, below site-packages: none where nothing was left out."""
        if not self.roots:
            return
        module = "_snowsnake_editable_" + "".join(c if c.isalnum() else "_" for c in distribution)
        roots = {
            top: os.path.normpath(f"{self._directory}/{root}") for top, root in sorted(self.roots.items())
        }
        yield f"{module}.py", _FINDER.format(name=distribution, roots=roots).encode()
        yield f"{module}.pth", f"import {module}\n".encode()
