"""What an ELF file's dynamic section says, read with `struct` alone (System V ABI, chapters 4 and 5).

The builders have no pyelftools; they ask only four questions of a file.
"""

# pathlib costs start-up time, and most of this runs for every file; Nix names the variables.
# ruff: noqa: PTH123

from __future__ import annotations

import mmap
import os
import struct
from dataclasses import dataclass

_PT_LOAD, _PT_DYNAMIC, _PT_INTERP = 1, 2, 3
_DT_NEEDED, _DT_STRTAB, _DT_RPATH, _DT_RUNPATH = 1, 5, 15, 29
_ET_EXEC, _ET_DYN = 2, 3


@dataclass(frozen=True)
class Dynamic:
    """The dynamic section of one file."""

    needed: tuple[str, ...]
    """Sonames that it links, in order."""
    rpath: tuple[str, ...]
    """Directories of DT_RPATH or DT_RUNPATH, as they are written."""
    interpreter: str | None
    """The program interpreter (PT_INTERP); `None` for a library."""


def read(path: str | os.PathLike[str]) -> Dynamic | None:
    """Read a file's dynamic section; `None` for what is no dynamic 64-bit little-endian ELF file.

    A file that claims to be one and is damaged is `None` too: nothing will load it.
    """
    with open(path, "rb") as file:
        head = file.read(64)
        if len(head) < 64 or head[:6] != b"\x7fELF\x02\x01":
            return None
        with mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
            try:
                return _read(head, data)
            except (struct.error, ValueError, OverflowError, StopIteration):
                return None


def _read(head: bytes, data: mmap.mmap) -> Dynamic | None:  # noqa: C901 -- one pass over one format
    kind = struct.unpack_from("<H", head, 16)[0]
    if kind not in {_ET_EXEC, _ET_DYN}:
        return None
    (phoff,) = struct.unpack_from("<Q", head, 32)
    phentsize, phnum = struct.unpack_from("<HH", head, 54)
    loads: list[tuple[int, int, int]] = []
    dynamic: tuple[int, int] | None = None
    interpreter = None
    for index in range(phnum):
        p_type, _, offset, vaddr, _, filesz = struct.unpack_from("<IIQQQQ", data, phoff + index * phentsize)
        if p_type == _PT_LOAD:
            loads.append((vaddr, offset, filesz))
        elif p_type == _PT_DYNAMIC:
            dynamic = offset, filesz
        elif p_type == _PT_INTERP:
            interpreter = os.fsdecode(data[offset : offset + filesz].rstrip(b"\0"))
    if dynamic is None:
        return None
    entries: list[tuple[int, int]] = []
    for position in range(dynamic[0], dynamic[0] + dynamic[1] - 15, 16):
        tag, value = struct.unpack_from("<qQ", data, position)
        if tag == 0:
            break
        entries.append((tag, value))
    strtab = next((value for tag, value in entries if tag == _DT_STRTAB), None)
    if strtab is None:
        return Dynamic((), (), interpreter)
    base = next(
        offset + strtab - vaddr for vaddr, offset, filesz in loads if vaddr <= strtab < vaddr + filesz
    )

    def string(at: int) -> str:
        end = data.find(b"\0", base + at)
        if end < 0:
            raise ValueError("a string without an end")
        return os.fsdecode(data[base + at : end])

    return Dynamic(
        needed=tuple(string(value) for tag, value in entries if tag == _DT_NEEDED),
        rpath=tuple(
            part
            for tag, value in entries
            if tag in {_DT_RPATH, _DT_RUNPATH}
            for part in string(value).split(":")
            if part
        ),
        interpreter=interpreter,
    )
