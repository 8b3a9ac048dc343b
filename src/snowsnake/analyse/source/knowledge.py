"""What is known beforehand about headers, libraries and programs that builds look for."""

from __future__ import annotations

import re

from snowsnake.knowledge import texts


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
