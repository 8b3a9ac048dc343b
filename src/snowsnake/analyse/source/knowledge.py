"""What is known beforehand about sources: `provide/knowledge/*.toml`."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files


@cache
def table(name: str) -> dict[str, object]:
    """One of the files."""
    return tomllib.loads((files("snowsnake") / "provide" / "knowledge" / f"{name}.toml").read_text("utf-8"))


@cache
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


def is_present_header(name: str) -> bool:
    """Whether a header is no need: the C library's, the compilers', Python's, or another system's."""
    top, slash, _ = name.partition("/")
    return (
        name in texts("headers", "library", "compiler", "python", "requirements", "elsewhere")
        or (bool(slash) and top in texts("headers", "directories", "elsewhere-directories"))
        or name.lower() in {"windows.h", "psapi.h", "winsvc.h", "powrprof.h"}
        or "." not in name.rpartition("/")[2]  # C++'s own; Qt and Eigen come with pkg-config modules
        or name.endswith(("intrin.h", ".c", ".cc", ".cpp", ".inc", ".def", ".in", ".pxd", ".pyx"))
        or not re.fullmatch(r"[A-Za-z_][\w./+-]*", name)
    )


def is_present_library(name: str) -> bool:
    """Whether what `-l<name>` looks for is no need."""
    return (
        name in texts("libraries", "present", "requirements", "elsewhere")
        or name.lower() in texts("libraries", "elsewhere")
        # `liblibpq`, `libxml2_a`: what others call `pq` and `xml2` on Windows.
        or name.startswith(("python3", "python2", "pypy3", "lib"))
        or name.endswith(("_a", "_static", "-static", ".lib", "32", "64_", ".a"))
    )


def is_present_program(name: str) -> bool:
    """Whether a program is no need: the compilers' tree has it, or it belongs elsewhere."""
    return name in texts("programs", "present", "elsewhere")
