"""Archives of somebody's in a tree: unpacked below `opt`, their programs linked from `bin`."""

# pathlib costs start-up time, and most of this runs for every file.
# ruff: noqa: PTH101, PTH103, PTH108, PTH110, PTH113, PTH114, PTH120, PTH123, PTH207, PTH211, S103

from __future__ import annotations

import glob
import os
import posixpath
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Any

from . import archive, elf
from .programs import RunTime
from .report import BuildError

PLACE = "opt"
_SHEBANG = re.compile(rb"#! ?/(?:[^\s/]+/)*(?:env[ \t]+(?:-S[ \t]+)?)?(?P<program>[A-Za-z0-9._+-]+)")


def install(archives: Sequence[Mapping[str, Any]], root: str, *, zstd: Sequence[str] = ()) -> None:
    """Unpack archives (`file`, `path`, `name`, `programs`) below `root`, each apart. Raises `BuildError`."""
    for item in archives:
        into = f"{root}/{PLACE}/{item['name']}"
        if os.path.lexists(into):
            raise BuildError(
                "bad-archive", f"`{item['file']}` wants `{PLACE}/{item['name']}`, which a package has"
            )
        os.makedirs(f"{root}/{PLACE}", exist_ok=True)
        archive.unpack(item["file"], item["path"], into, single=item["name"], zstd=zstd)
        for program, member in sorted(item["programs"].items()):
            path = f"{into}/{member}"
            if not os.path.isfile(path):
                raise BuildError("bad-archive", f"`{item['file']}` has no `{member}`", file=item["file"])
            if not os.path.islink(path):
                os.chmod(path, 0o755)
            os.makedirs(f"{root}/bin", exist_ok=True)
            link = f"{root}/bin/{program}"
            if os.path.lexists(link):  # what the user named himself wins over what a package brings
                os.unlink(link)
            os.symlink(f"../{PLACE}/{item['name']}/{member}", link)


def rewrite_scripts(archives: Sequence[Mapping[str, Any]], root: str, below: str | None) -> None:
    """Make programs that are scripts start with programs of the tree, or of the one `below`, if they have them."""
    for item in archives:
        for member in item["programs"].values():
            path = os.path.realpath(f"{root}/{PLACE}/{item['name']}/{member}")
            with open(path, "rb") as file:
                text = file.read()
            match = _SHEBANG.match(text)
            if match is None:
                continue
            program = os.fsdecode(match["program"])
            # A tree of links has its programs in `programs` only.
            places = (f"{root}/bin", f"{root}/programs", *([f"{below}/bin"] if below else []))
            candidates = [f"{place}/{program}" for place in places]
            if program in {"sh", "bash"}:
                candidates.append(f"{root}/bin/dash")
            for candidate in candidates:
                if os.path.exists(candidate):
                    with open(path, "wb") as file:
                        file.write(b"#!" + os.fsencode(candidate) + text[match.end() :])
                    break


def expose(archives: Sequence[Mapping[str, Any]], root: str, run_time: RunTime) -> None:
    """Let the environments of this tree show the programs, told where the tree's data are as those of packages."""
    for item in archives:
        for program in item["programs"]:
            run_time.expose(program, f"bin/{program}", f"{root}/{PLACE}/{item['name']}")


def is_foreign(path: str, root: str, dynamic: elf.Dynamic) -> bool:
    """Whether a file of an archive is for another machine or C library than this one: it is left as it is."""
    if not path.startswith(f"{root}/{PLACE}/"):
        return False
    if any(name.startswith(("libc.musl-", "ld-musl-")) for name in dynamic.needed):
        return True
    if dynamic.interpreter is not None and "/ld-linux" not in dynamic.interpreter:
        return True
    return _machine(path) != _machine(os.path.realpath(sys.executable))


def _machine(path: str) -> bytes:
    with open(path, "rb") as file:
        return file.read(20)[18:20]


def beside(path: str, root: str, dynamic: elf.Dynamic, where: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The directories (from the file's own, `$ORIGIN/../lib`) in which its archive has what a file of it needs."""
    if not path.startswith(f"{root}/{PLACE}/"):
        return ()
    own = "/".join(path.split("/")[: root.count("/") + 3])
    here = os.path.dirname(path)
    # What the file says itself comes first; where that leads to a library already there is nothing to add.
    said = [part.replace("${ORIGIN}", here).replace("$ORIGIN", here) for part in dynamic.rpath]
    found = []
    for name in dynamic.needed:
        if name.startswith(("libc.so.", "ld-linux")):  # the tree's own, whatever an archive brings
            continue
        if any(os.path.lexists(f"{directory}/{name}") for directory in said):
            continue
        inside = [
            directory
            for directory in where.get(name, ())
            if directory == own or directory.startswith(f"{own}/")
        ]
        if inside:
            nearest = min(
                inside, key=lambda directory: (posixpath.relpath(directory, here).count("/"), directory)
            )
            found.append(f"$ORIGIN/{posixpath.relpath(nearest, here)}")
    return tuple(dict.fromkeys(found))


def zstd_words(root: str, loader: str, library_directory: str, below: str | None) -> list[str]:
    """How to start the tree's own `zstd` before anything in it is patched; empty where it has none."""
    programs = glob.glob(f"{glob.escape(root)}/bin/zstd")
    if not programs:
        return []
    trees = [tree for tree in (root, below) if tree]
    path = ":".join(f"{tree}/{library_directory}" for tree in trees)
    return [loader, "--library-path", path, programs[0], "-dc"]
