"""The names under which libraries are looked for."""

from __future__ import annotations

import re
from dataclasses import dataclass

from snowsnake.analyse.python.search_path import is_sought
from snowsnake.analyse.uses.events import Opened
from snowsnake.analyse.uses.use import UseKind
from snowsnake.knowledge import texts

_SONAME = re.compile(r"[A-Za-z0-9_][\w.+-]*\.so(\.\d+)*")
_PLAIN = re.compile(r"[A-Za-z_][\w.+-]*")


@dataclass(frozen=True, slots=True)
class Name:
    """What is asked for."""

    kind: UseKind
    name: str

    @property
    def stem(self) -> str:
        """What a soname and a library's bare name have in common."""
        if self.kind == "soname":
            return self.name.removeprefix("lib").partition(".so")[0]
        return self.name


def name_of(item: Opened) -> Name | None:
    """The name under which a library is looked for on Linux; `None` where it is no need."""
    if item.name is None or item.own or is_sought(item.name):  # which is where programs are
        return None
    if item.kind == "typelib":
        return Name("typelib", item.name)
    if item.kind == "stdlib":
        return Name("stdlib", item.name)
    base = item.name.rpartition("/")[2]
    if "\\" in base or base.lower().endswith((".dll", ".dylib", ".pyd")) or ".framework" in item.name:
        return None
    if ".so" in base:
        if not _SONAME.fullmatch(base):
            return None
        plain = re.fullmatch(r"lib(.+)\.so", base)
        made = Name("library", plain[1]) if plain is not None else Name("soname", base)
    elif (
        item.kind == "library"
        and "/" not in item.name
        and _PLAIN.fullmatch(base)
        and not base.startswith("lib")
    ):
        made = Name("library", base)
    else:
        return None  # the loader finds nothing under such a name
    return None if is_present(made.stem) else made


def is_present(stem: str) -> bool:
    """Whether a library is no need: the C library's, the interpreter's, or another system's."""
    lower = stem.lower()
    return (
        stem in texts("run-time", "libraries", "libraries-elsewhere")
        or lower in texts("libraries", "elsewhere")
        or lower.startswith(("cyg", "msys-", "python2", "python3", "ld-linux", "libc.musl"))
        or stem.endswith(("32", ".dll"))
    )
