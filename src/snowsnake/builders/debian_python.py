"""Gives a tree a Python of its own, for the programs of Debian that are written in Python or have Python inside.

Their modules lie in the tree's `lib/python3/dist-packages`, which an interpreter elsewhere does not look into: so the
tree has a copy of the interpreter's program, and its standard library by links. What the copy opens is redirected, as
of any program of a tree.
"""

# pathlib costs start-up time.
# ruff: noqa: PTH101, PTH103, PTH112, PTH113, PTH114, PTH118, PTH119, PTH120, PTH123, PTH208, PTH211, S103

from __future__ import annotations

import os
import re
import shutil

_NAME = re.compile(r"python3\.[0-9]+")
_MODULES = "lib/python3/dist-packages"
_SCRIPT = re.compile(rb"#! ?/usr/bin/(?:env )?python3\b")


def install(root: str, below: str | None) -> None:
    """Put the interpreter of the tree `below` into `root` where that has modules or scripts for it, and none itself."""
    if below is None or os.path.lexists(f"{root}/bin/python3") or not _is_wanted(root):
        return
    program = os.path.realpath(f"{below}/bin/python3")
    name = os.path.basename(program)
    if not _NAME.fullmatch(name) or not os.path.isdir(f"{below}/lib/{name}"):
        return  # PyPy's, whose modules are others
    os.makedirs(f"{root}/bin", exist_ok=True)
    shutil.copyfile(program, f"{root}/bin/{name}")
    os.chmod(f"{root}/bin/{name}", 0o755)
    os.symlink(name, f"{root}/bin/python3")
    for directory in (name, "python3"):
        _link_missing(f"{below}/lib/{directory}", f"{root}/lib/{directory}")


def _is_wanted(root: str) -> bool:
    if os.path.isdir(f"{root}/{_MODULES}") or any(_of_python(root)):
        return True
    for directory in ("bin", "sbin", "games"):
        place = f"{root}/{directory}"
        for name in os.listdir(place) if os.path.isdir(place) else ():
            if not os.path.islink(path := f"{place}/{name}") and os.path.isfile(path):
                with open(path, "rb") as file:
                    if _SCRIPT.match(file.read(64)):
                        return True
    return False


def _of_python(root: str) -> list[str]:
    """What packages put beside the standard library."""
    lib = f"{root}/lib"
    return [name for name in os.listdir(lib) if _NAME.fullmatch(name)] if os.path.isdir(lib) else []


def _link_missing(source: str, target: str) -> None:
    """Link what `source` has and `target` lacks; a directory that both have is one of links."""
    if not os.path.isdir(source):
        return
    if not os.path.lexists(target):
        os.makedirs(os.path.dirname(target), exist_ok=True)
        os.symlink(source, target)
        return
    for name in sorted(os.listdir(source)):
        ours, theirs = os.path.join(target, name), os.path.join(source, name)
        if not os.path.lexists(ours):
            os.symlink(theirs, ours)
        elif os.path.isdir(ours) and os.path.isdir(theirs) and not os.path.islink(ours):
            _link_missing(theirs, ours)
