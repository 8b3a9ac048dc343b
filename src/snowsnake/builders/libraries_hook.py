"""Makes an environment's libraries and headers be found from its Python, and never the host's.

Copied into site-packages as `_snowsnake_libraries`, with the constants below filled in, and imported with the first of
the modules that it changes (`native_hook`).

- `ctypes.util.find_library` finds the environment's libraries, and never the host's; `ctypes.CDLL` opens them by name.
- `sysconfig` knows where Python's headers are, and that all of the store is installed: `coverage` leaves that out.
"""

# ruff: noqa: PTH208

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from types import ModuleType
    from typing import Any

    from . import native_hook as native
else:
    native = sys.modules["_snowsnake_native"]

LIBRARIES: tuple[str, ...] = ()
"""Where libraries are found by name, first to last."""
HEADERS = ""
SYSCONFIG: dict[str, str] = {}
"""Where Python's C headers (and its static library) are, if that is not where Python would look."""
STORE = ""
"""Nix's store."""
# <- constants

_listed: dict[str, list[str]] = {}
"""What the directories of libraries hold."""


def _change_dlopen(module: "ModuleType") -> None:
    """Bare names: the loader looks into the program's DT_RPATH only for a caller that has no DT_RUNPATH (ld.so(8)), and
    in nixpkgs `_ctypes` has one.
    """
    dlopen = module._dlopen  # noqa: SLF001 -- what `CDLL` calls

    def opened(name: "Any", *mode: "Any") -> "Any":
        if isinstance(name, str) and name and "/" not in name and not _is_loaded(dlopen, name):
            for directory in LIBRARIES:
                path = f"{directory}/{name}"
                if os.path.exists(path):  # noqa: PTH110 -- pathlib is not loaded yet
                    return dlopen(path, *mode)
            # A name without a version is that of a link which Debian has for developers only.
            if name.startswith("lib") and name.endswith(".so"):
                name = _found(name, LIBRARIES) or name
        return dlopen(name, *mode)

    native.replace(module, "_dlopen", opened)


def _is_loaded(dlopen: "Callable[..., Any]", name: str) -> bool:
    try:
        dlopen(name, os.RTLD_NOLOAD | os.RTLD_LAZY)
    except OSError:
        return False
    return True


def _change_find_library(module: "ModuleType") -> None:
    def find_library(name: str) -> str | None:
        chosen = os.environ.get("LD_LIBRARY_PATH", "").split(":")
        name = name.removesuffix(".so")  # CPython's own takes what follows for any ending
        return (_found(f"lib{name}.so", (*LIBRARIES, *filter(None, chosen))) or "").rpartition("/")[2] or None

    native.replace(module, "find_library", find_library)


def _found(start: str, directories: "Sequence[str]") -> str | None:
    """The path of the library that is called so, whatever its version, in the first directory that has one."""
    plain = None
    for directory in directories:
        if directory not in _listed or directory not in LIBRARIES:
            try:
                _listed[directory] = os.listdir(directory)
            except OSError:
                continue
        found = _best(start, _listed[directory])
        if found is not None and found != start:
            return f"{directory}/{found}"
        if found is not None and plain is None:
            plain = f"{directory}/{found}"  # it may be a text for the linker, as `libc.so` is
    return plain


def _change_sysconfig(module: "ModuleType") -> None:
    schemes: dict[str, dict[str, str]] = module._INSTALL_SCHEMES  # noqa: SLF001 -- there is no way to add one
    if HEADERS:
        for scheme in schemes.values():
            for key in ("include", "platinclude"):
                if scheme.get(key, "").startswith("{installed_"):
                    scheme[key] = HEADERS
        initialise = module._init_posix  # noqa: SLF001 -- what fills the variables, when they are asked for

        def with_headers(variables: dict[str, "Any"]) -> None:
            initialise(variables)
            variables.update({key: value for key, value in SYSCONFIG.items() if key in variables})

        native.replace(module, "_init_posix", with_headers)
    # Files of an environment are links into the store; who follows them (`coverage`, debuggers) asks every scheme which
    # directories hold what is installed.
    keys = ("stdlib", "platstdlib", "purelib", "platlib", "include", "platinclude", "scripts", "data")
    schemes["posix_snowsnake"] = dict.fromkeys(keys, STORE)


def _best(start: str, names: "Sequence[str]") -> str | None:
    """The library that is loaded by that name: `libx.so.1`, not `libx.so.1.2.3`; the newest of several."""
    versions: list[tuple[int, list[int], str]] = []
    for name in names:
        if name == start:
            versions.append((-1000, [], name))
        elif name.startswith(start + ".") and (parts := name[len(start) + 1 :].split("."))[0].isdigit():
            numbers = [int(part) if part.isdigit() else -1 for part in parts]
            versions.append((-len(parts), numbers, name))
    return max(versions)[2] if versions else None


CHANGES: "dict[str, Callable[[ModuleType], None]]" = {
    "ctypes": _change_dlopen,
    "ctypes.util": _change_find_library,
    "sysconfig": _change_sysconfig,
}
