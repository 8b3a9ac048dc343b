"""What is known beforehand about sources: `provide/knowledge/*.toml`."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

_IN_PLACE = frozenset(
    {"m", "dl", "pthread", "rt", "c", "stdc++", "util", "gcc", "gcc_s", "resolv", "atomic", "supc++"}
)
"""Libraries of the C library and the compilers."""
_BROUGHT = frozenset({"npymath", "npyrandom"})
"""Libraries that build requirements bring."""


@cache
def table(name: str) -> dict[str, object]:
    """One of the files."""
    return tomllib.loads((files("snowsnake") / "provide" / "knowledge" / f"{name}.toml").read_text("utf-8"))


def texts(name: str, *keys: str) -> frozenset[str]:
    """The arrays of strings at these keys."""
    found: set[str] = set()
    for key in keys:
        value = table(name)[key]
        if isinstance(value, list):
            found.update(value)
    return frozenset(found)


def mapping(name: str, key: str) -> dict[str, str]:
    """A table of strings."""
    value = table(name)[key]
    return {str(k): str(v) for k, v in value.items()} if isinstance(value, dict) else {}


@cache
def _headers() -> tuple[frozenset[str], frozenset[str]]:
    return texts("headers", "library", "compiler", "python"), texts("headers", "directories")


def is_present_header(name: str) -> bool:
    """Whether every build has the header: the C library's, the compilers' or Python's."""
    known, directories = _headers()
    top, slash, _ = name.partition("/")
    return (
        name in known
        or (bool(slash) and top in directories)
        or "." not in name.rpartition("/")[2]  # C++'s own; Qt and Eigen come with pkg-config modules
        or name.endswith(("intrin.h", ".c", ".cpp", ".inc", ".def", ".hpp.in"))
    )


def is_present_library(name: str) -> bool:
    """Whether every build has what `-l<name>` looks for."""
    return name in _IN_PLACE or name in _BROUGHT or name.startswith(("python3", "python2", "pypy3"))


def is_present_program(name: str) -> bool:
    """Whether a program is no need: the compilers' tree has it, or it belongs elsewhere."""
    return name in texts("programs", "present", "elsewhere")
