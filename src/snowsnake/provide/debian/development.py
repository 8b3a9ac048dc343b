"""Development packages, and the libraries that what is linked against them needs at run time."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from snowsnake.provide.debian.packages import Package
from snowsnake.provide.debian.solver import direct_dependencies

_LIBRARY = re.compile(r"(?:.+-)?lib\w")  # Policy 8.1 has them begin so; `ocl-icd-libopencl1` does not
_DEVELOPMENT = re.compile(r"-(multi)?dev$")
"""Development packages, by name: `krb5-multidev` is what `libkrb5-dev` depends on."""


def run_time_of(closure: Iterable[Package], roots: Collection[str], always: Collection[str]) -> set[str]:
    """The libraries in a closure that development packages stand for, and those of the compilers."""
    by_name = {package.name: package for package in closure}
    found = {name for name in always if name in by_name}
    waiting, seen = [name for name in roots if name in by_name], set(roots)
    while waiting:
        for name in direct_dependencies(by_name[waiting.pop()]) & set(by_name) - seen:
            seen.add(name)
            if _DEVELOPMENT.search(name):
                waiting.append(name)
            elif _LIBRARY.match(name) and not name.endswith(("-bin", "-tools", "-common", "-data", "-doc")):
                found.add(name)
    return found
