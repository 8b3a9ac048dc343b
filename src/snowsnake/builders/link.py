"""Finds the libraries that the files of a wheel link, in the trees that it will run with."""

# pathlib costs start-up time, and most of this runs for every file.
# ruff: noqa: PTH110

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any

from . import elf
from .report import BuildError

Patch = dict[str, Any]
"""`runpath` and `interpreter`, as the install builder reads them."""

_LIBRARY = re.compile(r".+\.so(\.[0-9A-Za-z._-]+)?")
_LOADER = re.compile(r"ld-linux.*\.so\.\d+|ld64?\.so\.\d+|libc\.so\.6")


class Finder:
    """Finds libraries in the trees that the wheel will run with."""

    def __init__(self, spec: Mapping[str, Any]) -> None:
        self._spec = spec
        self._trees: dict[str, str] = {name: path for name, path in spec["trees"].items() if path}
        self._where: dict[str, dict[str, str]] = {}
        self.scratch = os.environ["NIX_BUILD_TOP"]
        """Where a member may be written to be looked at."""

    def patch_of(self, path: str, name: str, names: Collection[str]) -> Patch | None:
        """What is to be changed in the file at `path`, called `name` among `names`; `None` where nothing is.

        Raises `BuildError` (`missing-library`).
        """
        dynamic = elf.read(path)
        if dynamic is None:
            return None
        program = dynamic.interpreter is not None
        runpath: list[str] = []
        for soname in dynamic.needed:
            if "/" in soname:
                raise self._missing(name, soname)
            if (beside := _beside(soname, name, names, dynamic.rpath)) is not None:
                runpath += beside
            elif not _LOADER.fullmatch(soname):
                runpath.append(self._find(name, soname))
        if program:
            # Its loader has no default directories: even libc is found by run path only.
            runpath.append(f"python:{self._spec['library-directory']}")
        outside = any(not entry.startswith(("$ORIGIN", "${ORIGIN}")) for entry in dynamic.rpath)
        if (
            not program
            and not dynamic.rpath
            and set(runpath) <= {f"python:{self._spec['library-directory']}"}
        ):
            # Found by the DT_RPATH of the interpreter, which loads it.
            return None
        if not (runpath or outside or program):
            return None
        return {"runpath": list(dict.fromkeys(runpath)), "interpreter": program}

    def _find(self, name: str, soname: str) -> str:
        preferred = self._spec["library-directory"]
        for tree, path in self._trees.items():
            if os.path.exists(f"{path}/{preferred}/{soname}"):
                return f"{tree}:{preferred}"
        for tree, path in self._trees.items():
            if tree not in self._where:
                self._where[tree] = dict(_libraries(path))
            if soname in self._where[tree]:
                return f"{tree}:{self._where[tree][soname]}"
        raise self._missing(name, soname)

    def _missing(self, name: str, soname: str) -> BuildError:
        spec = self._spec
        return BuildError(
            "missing-library",
            f"`{name}` of `{spec['name']}` links `{soname}`, which its environment will not have",
            help=f'`native = ["..."]` in `[tool.snowsnake.packages.{spec["name"]}]` names the Debian package '
            "that has it",
            phase="wheel",
            name=spec["name"],
            version=spec["version"],
            file=spec["file"],
            member=name,
            library=soname,
        )


def _libraries(tree: str) -> Iterator[tuple[str, str]]:
    """Every library below a tree's `lib` with its directory; of several, the one that is least deep is last."""
    found = []
    for directory, _, files in os.walk(f"{tree}/lib"):
        relative = os.path.relpath(directory, tree)
        found += [(file, relative) for file in files if _LIBRARY.fullmatch(file)]
    yield from sorted(found, key=lambda item: (-item[1].count("/"), item[1]))


def _beside(soname: str, name: str, names: Collection[str], rpath: Collection[str]) -> list[str] | None:
    """The run path that leads to a library of the same wheel, none where it has that; `None`: it holds none."""
    directory = _installed(posixpath.dirname(name))
    places = [_installed(posixpath.dirname(other)) for other in names if posixpath.basename(other) == soname]
    if not places:
        return None
    for entry in rpath:
        text = entry.replace("${ORIGIN}", "$ORIGIN")
        if text.startswith("$ORIGIN") and posixpath.normpath(
            posixpath.join(directory or ".", "." + text.removeprefix("$ORIGIN"))
        ) in {place or "." for place in places}:
            return []
    way = posixpath.relpath(min(places), directory or ".")
    return ["$ORIGIN" if way == "." else f"$ORIGIN/{way}"]


def _installed(directory: str) -> str:
    """Where a wheel's directory lies below site-packages: `x.data/platlib/a` is `a`."""
    return re.sub(r"^[^/]+\.data/(?:platlib|purelib)(?:/|$)", "", directory)
