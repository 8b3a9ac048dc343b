"""Gives a file that was stripped the build ID of what is left of it.

The linker makes an ELF file's build ID (`NT_GNU_BUILD_ID`) of everything in it, and so of the debugging information,
which names every directory of the build. Without that information the ID would be all that still differs.
"""

# pathlib costs start-up time.
# ruff: noqa: PTH123, PTH202

from __future__ import annotations

import hashlib
import mmap
import os
import struct

_PT_NOTE, _BUILD_ID = 4, 3


def renew(path: str) -> None:
    """Replace the build ID of a 64-bit little-endian ELF file, if it has one, by a digest of all the rest."""
    if not os.path.getsize(path):
        return
    with open(path, "r+b") as file, mmap.mmap(file.fileno(), 0) as data:
        try:
            place = _place(data)
        except struct.error:  # damaged: nothing will load it
            return
        if place is None:
            return
        start, size = place
        data[start : start + size] = bytes(size)
        data[start : start + size] = hashlib.shake_128(data).digest(size)


def _place(data: mmap.mmap) -> tuple[int, int] | None:
    """Where the ID is, and how long: the descriptor of a note in a segment of notes."""
    if data[:6] != b"\x7fELF\x02\x01":
        return None
    (phoff,) = struct.unpack_from("<Q", data, 32)
    phentsize, phnum = struct.unpack_from("<HH", data, 54)
    for index in range(phnum):
        kind, _, offset, _, _, size, _, align = struct.unpack_from(
            "<IIQQQQQQ", data, phoff + index * phentsize
        )
        if kind != _PT_NOTE:
            continue
        unit = 8 if align == 8 else 4
        at, end = offset, min(offset + size, len(data))
        while at + 12 <= end:
            named, described, note = struct.unpack_from("<III", data, at)
            name = at + 12
            start = name + -(-named // unit) * unit if unit == 4 else at + -(-(12 + named) // unit) * unit
            if note == _BUILD_ID and data[name : name + named] == b"GNU\0" and start + described <= end:
                return start, described
            at = start + -(-described // unit) * unit
    return None
