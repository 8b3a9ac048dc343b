"""Puts what a lock offers into an environment, for a program that fails for want of it: see `offers_hook`.

A compiler is offered wherever there is none: what is compiled at run time names it only when it fails.
"""

# pathlib costs start-up time.
# ruff: noqa: PTH113

from __future__ import annotations

import os
import sys
import sysconfig
from collections.abc import Iterator, Mapping
from typing import Any

from . import hooks

_PTH = f"""\
import atexit, sys; atexit.register(lambda s=sys: hasattr(s, "last_value") and __import__("{hooks.module("offers")}"))
"""
"""The module is imported by a process that has failed, and by no other."""
_COMPILERS = (
    ("C compiler", "CC", ("gcc", "cc")),
    ("C++ compiler", "CXX", ("g++", "c++")),
    ("Fortran compiler", "FC", ("gfortran", "f77", "f95")),
)
"""Each with the variable that names it for Python, and what else it is called."""


def hook(spec: Mapping[str, Any], out: str) -> None:
    """Write the module that tells, and the line that imports it. Raises `BuildError`."""
    offers = {(str(kind), str(name), str(package)) for kind, name, package in spec.get("offers", ())}
    offers.update(_compilers(spec))
    if offers:
        constants = {"OFFERS": repr(tuple(sorted(offers)))}
        hooks.write("offers", f"{out}/{spec['site-packages']}", constants, _PTH)


def _compilers(spec: Mapping[str, Any]) -> Iterator[tuple[str, str, str]]:
    """What is said of compilers that the native tree has not, with Python's headers: few can do without."""
    headers = "pypy3-dev" if sys.implementation.name == "pypy" else f"libpython{spec['version']}-dev"
    for phrase, variable, names in _COMPILERS:
        if spec["native"] is not None and os.path.isfile(f"{spec['native']}/bin/{names[0]}"):
            continue
        # The C++ compiler's package has C's, and the C library's headers.
        package = f"{'gfortran' if variable == 'FC' else 'g++'} {headers}"
        said = str(sysconfig.get_config_var(variable) or "").split()[:1]
        for name in {*names, *(word.rpartition("/")[2] for word in said)}:
            yield "program", name, package
        yield "phrase", phrase, package
