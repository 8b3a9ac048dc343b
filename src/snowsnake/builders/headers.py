"""Finds Python's C headers for an environment: the interpreter's, else those of its native packages.

Debian has them in a package of their own, which few environments need: `libpython3.13-dev`. Where there are none, what
is compiled is told what to add.
"""

# pathlib costs start-up time.
# ruff: noqa: PTH103, PTH113, PTH123

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Mapping
from typing import Any

PLACE = "libexec/headers"
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


def directory(spec: Mapping[str, Any], out: str) -> str | None:
    """Where the environment's Python has its headers, if that is not where it would look; made where there are none."""
    own = sysconfig.get_path("include")
    if os.path.isfile(f"{own}/Python.h"):
        return None
    if found := include(spec):
        return found + own.removeprefix(f"{spec['python']}/include")
    os.makedirs(f"{out}/{PLACE}")
    name = "pypy3-dev" if sys.implementation.name == "pypy" else f"libpython{spec['version']}-dev"
    with open(f"{out}/{PLACE}/Python.h", "w", encoding="utf-8") as file:
        file.write(_MISSING.format(packages=f"g++ {name}"))
    return f"{out}/{PLACE}"
