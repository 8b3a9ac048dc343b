"""ELF files of strangers: of wheels while they are analysed, of anything while it is built."""

from __future__ import annotations

import io
import struct
from pathlib import Path

from tests.fuzz.driver import Target, fuzz

from snowsnake.analyse.elf import ElfFile, read_elf
from snowsnake.builders import elf


def _library() -> bytes:
    """A shared library of three segments: what is loaded, its dynamic section, its interpreter."""
    names = b"\0libc.so.6\0libx.so.1\0$ORIGIN/lib\0/lib64/ld-linux-x86-64.so.2\0"
    strings = 64 + 3 * 56
    dynamic = strings + len(names) + -len(names) % 8
    tags = [(1, 1), (14, 11), (29, 21), (5, strings), (10, len(names)), (0, 0)]
    size = dynamic + 16 * len(tags)
    segments = [
        struct.pack("<IIQQQQQQ", 1, 4, 0, 0, 0, size, size, 4096),
        struct.pack("<IIQQQQQQ", 2, 4, dynamic, dynamic, dynamic, 16 * len(tags), 16 * len(tags), 8),
        struct.pack("<IIQQQQQQ", 3, 4, strings + 33, strings + 33, 0, 28, 28, 1),
    ]
    head = (
        b"\x7fELF\x02\x01\x01"
        + bytes(9)
        + struct.pack("<HHIQQQIHHHHHH", 3, 62, 1, 0, 64, 0, 0, 64, 56, 3, 64, 0, 0)
    )
    words = b"".join(struct.pack("<qQ", *pair) for pair in tags)
    return head + b"".join(segments) + names.ljust(dynamic - strings, b"\0") + words


def test_elf_file_of_a_wheel_is_a_value_whatever_it_holds(tmp_path: Path) -> None:
    found = read_elf(io.BytesIO(_library()), "x.so")
    assert found is not None
    assert (found.problem, found.needed, found.runpath) == (None, ("libc.so.6",), ("$ORIGIN/lib",))

    def parse(data: bytes, inside: Path) -> ElfFile | None:
        return read_elf(io.BytesIO(data), "x.so")

    fuzz(Target(seeds=[_library()], parse=parse, errors=()), tmp_path)


def test_elf_file_of_a_tree_is_a_value_whatever_it_holds(tmp_path: Path) -> None:
    def parse(data: bytes, inside: Path) -> elf.Dynamic | None:
        (inside / "x.so").write_bytes(data)
        return elf.read(inside / "x.so")

    fuzz(Target(seeds=[_library()], parse=parse, errors=()), tmp_path)
