"""Puts the library that redirects compiled-in paths into an interpreter's tree, and first into programs that use it.

What it does is said in `redirect.c`; its bytes for each system lie beside this module and are made by
`scripts/build-redirect`.
"""

# pathlib costs start-up time, and builders are started often.
# ruff: noqa: PTH103, PTH110, PTH119, PTH120, PTH123

from __future__ import annotations

import os

LIBRARY = "lib/snowsnake/redirect.so"
"""Where an interpreter's tree has it."""
MARK = "share/snowsnake/tree"
"""The file by which the library knows a tree; `redirect.c` has the same path."""


def mark(tree: str) -> None:
    """Say of a directory that it is a tree, whose code is redirected into it."""
    os.makedirs(os.path.dirname(f"{tree}/{MARK}"), exist_ok=True)
    with open(f"{tree}/{MARK}", "w", encoding="ascii"):
        pass


def install(tree: str, library_directory: str) -> None:
    """Copy the library for the system of a `library_directory` (`lib/x86_64-linux-gnu`) into an interpreter's tree."""
    import shutil  # noqa: PLC0415 -- it costs start-up time, and only a tree's builder copies

    source = f"{os.path.dirname(__file__)}/redirect.{os.path.basename(library_directory)}.so"
    os.makedirs(os.path.dirname(f"{tree}/{LIBRARY}"), exist_ok=True)
    shutil.copyfile(source, f"{tree}/{LIBRARY}")


def library(tree: str) -> str | None:
    """The library of an interpreter's tree; `None` where it has none."""
    path = f"{tree}/{LIBRARY}"
    return path if os.path.exists(path) else None


def arguments(library: str | None) -> list[str]:
    """What patchelf is told so that a program has `library` first: ahead of libc, in which the functions are."""
    return [] if library is None else ["--add-needed", library]
