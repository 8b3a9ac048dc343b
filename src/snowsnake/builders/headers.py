"""Finds Python's C headers for an environment: the interpreter's, else those of its native packages.

Debian has them in a package of their own, which few environments need: `libpython3.13-dev`. Where there are none, what
is compiled is told what to add.
"""

# pathlib costs start-up time.
# ruff: noqa: PTH102, PTH103, PTH112, PTH113, PTH119, PTH123, PTH208, PTH211

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Mapping
from typing import Any

PLACE = "libexec/headers"
_FIRST = ("Python.h", "pyconfig.h", "patchlevel.h")
"""What code includes before anything else of Python's; what cffi writes begins with `pyconfig.h`."""
_MISSING = """/* There are no headers of Python in this environment: a native package has them. */
#error "Python's headers are a package of their own: `snowsnake add-native {packages}` adds them, and a compiler"
"""


def include(spec: Mapping[str, Any]) -> str | None:
    """The native tree's directory of headers, where it has Python's and the interpreter itself has none."""
    own = sysconfig.get_path("include")
    native, tree = spec["native"], f"{spec['python']}/include/"
    if native is None or not own.startswith(tree) or os.path.isfile(f"{own}/Python.h"):
        return None
    there = f"{native}/include/"
    return there.rstrip("/") if os.path.isfile(f"{there}{own.removeprefix(tree)}/Python.h") else None


def configuration(spec: Mapping[str, Any]) -> str | None:
    """The native tree's directory with Python's static library, where the interpreter itself has none (`LIBPL`)."""
    own, native = sysconfig.get_config_var("LIBPL"), spec["native"]
    if native is None or not own or not own.startswith(f"{spec['python']}/") or os.path.isdir(own):
        return None
    there = native + own.removeprefix(spec["python"])
    return there if os.path.isdir(there) else None


def show(spec: Mapping[str, Any], place: str) -> None:
    """Have `place`, a directory `include`, lead to the native tree's headers, where that is where Python's are."""
    found = include(spec)
    if found is None:
        return
    own = os.path.basename(sysconfig.get_path("include"))
    if not os.path.isdir(f"{spec['python']}/include/{own}"):
        os.symlink(found, place)
        return
    os.mkdir(place)
    os.symlink(f"../../../{PLACE}", f"{place}/{own}")
    for name in sorted(os.listdir(found)):
        if name != own:
            os.symlink(f"{found}/{name}", f"{place}/{name}")


def directory(spec: Mapping[str, Any], out: str) -> str | None:
    """Where the environment's Python has its headers, if that is not where it would look; made where there are none."""
    own = sysconfig.get_path("include")
    if os.path.isfile(f"{own}/Python.h"):
        return None
    found = include(spec)
    there = (found or "") + own.removeprefix(f"{spec['python']}/include")
    if found and not os.path.isdir(own):
        return there
    os.makedirs(f"{out}/{PLACE}")
    if found:  # PyPy's interpreter has one of them itself
        for name in sorted({*os.listdir(own), *os.listdir(there)}):
            first = there if os.path.lexists(f"{there}/{name}") else own
            os.symlink(f"{first}/{name}", f"{out}/{PLACE}/{name}")
        return f"{out}/{PLACE}"
    name = "pypy3-dev" if sys.implementation.name == "pypy" else f"libpython{spec['version']}-dev"
    for first in _FIRST:
        with open(f"{out}/{PLACE}/{first}", "w", encoding="utf-8") as file:
            file.write(_MISSING.format(packages=f"g++ {name}"))
    return f"{out}/{PLACE}"
