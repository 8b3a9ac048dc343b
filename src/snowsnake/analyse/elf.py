"""Questions about one ELF file: what it is, what it links to, and where its own run path looks.

Small pure functions over an open file, answered with pyelftools. Only what the loader itself reads is read
(the program headers and the dynamic segment, never the sections), because tools that rewrite binaries leave
sections wrong.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Any

from elftools.common.exceptions import ELFError
from elftools.common.utils import struct_parse
from elftools.construct import ConstructError
from elftools.elf.elffile import ELFFile

MAGIC = b"\x7fELF"

# elf(5) and the gABI, "Dynamic Section": the tags that decide how a file is linked at run time.
_NULL, _NEEDED, _STRTAB, _STRSZ, _SONAME, _RPATH, _RUNPATH, _FLAGS_1 = 0, 1, 5, 10, 14, 15, 29, 0x6FFFFFFB
_PIE = 0x08000000  # DF_1_PIE: a program, although its type says shared object
_LONGEST_NAME = 4096
_MOST_TAGS = 65536

_MACHINES = {"EM_X86_64": "x86_64", "EM_AARCH64": "aarch64"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ElfFile:
    """What one ELF file says about itself."""

    path: str
    """Inside the wheel."""
    machine: str
    """As wheel tags name it (`x86_64`, `aarch64`) where it is one that we build for: 64 bits, little-endian;
    else
    a description (`EM_386`, `EM_X86_64 32-bit`) that equals no target's machine."""
    soname: str | None
    """DT_SONAME."""
    needed: tuple[str, ...]
    """DT_NEEDED, in the file's order."""
    rpath: tuple[str, ...]
    """DT_RPATH, split at colons. The loader ignores it when there is a DT_RUNPATH."""
    runpath: tuple[str, ...] | None
    """DT_RUNPATH, split at colons; `None` where the file has none, which differs from an empty one."""
    interpreter: str | None
    """PT_INTERP: the loader that the kernel starts for a program."""
    is_program: bool
    problem: str | None
    """Why the file cannot be analysed; the other fields then say nothing."""


class _BrokenError(Exception):
    """The file contradicts itself; the text says how."""


def read_elf(stream: IO[bytes], path: str) -> ElfFile | None:
    """Read the ELF file in `stream` (seekable, at any position), which lies at `path` in its wheel.

    `None` for what is never loaded (object files, core dumps). A broken file is a value with a `problem`,
    not an exception: the wheel may ship it as test data.
    """
    try:
        return _read(stream, path)
    except _BrokenError as error:
        return _unreadable(path, str(error))
    except (
        ELFError,
        ConstructError,
        struct.error,
        ValueError,
        OverflowError,
        KeyError,
        TypeError,
        AttributeError,
    ):
        # pyelftools trusts offsets and sizes of the header; what it raises on nonsense depends on the
        # nonsense.
        return _unreadable(path, "broken ELF headers")


def _unreadable(path: str, problem: str) -> ElfFile:
    return ElfFile(
        path=path,
        machine="unknown",
        soname=None,
        needed=(),
        rpath=(),
        runpath=None,
        interpreter=None,
        is_program=False,
        problem=problem,
    )


def _read(stream: IO[bytes], path: str) -> ElfFile | None:
    elf = ELFFile(stream)
    kind = elf["e_type"]
    if kind not in {"ET_EXEC", "ET_DYN"}:
        return None
    segments = _program_headers(stream, elf)
    interpreter = next((_interpreter(stream, s) for s in segments if s["p_type"] == "PT_INTERP"), None)
    dynamic = next((s for s in segments if s["p_type"] == "PT_DYNAMIC" and s["p_filesz"]), None)
    tags = list(_tags(stream, elf, dynamic)) if dynamic is not None else []
    names = _Names(stream, segments, dict(tags)) if tags else None

    def strings(wanted: int) -> list[str]:
        return [names.at(value) for tag, value in tags if tag == wanted] if names else []

    soname = next(iter(strings(_SONAME)), None)
    rpath = strings(_RPATH)
    runpath = strings(_RUNPATH)
    pie = any(tag == _FLAGS_1 and value & _PIE for tag, value in tags)
    return ElfFile(
        path=path,
        machine=_machine(elf),
        soname=soname,
        needed=tuple(strings(_NEEDED)),
        rpath=tuple(":".join(rpath).split(":")) if rpath else (),
        runpath=tuple(":".join(runpath).split(":")) if runpath else None,
        interpreter=interpreter,
        # A library can name an interpreter too (libc.so.6 does, to greet who runs it), but is no program for
        # that.
        is_program=kind == "ET_EXEC" or pie or (interpreter is not None and soname is None),
        problem=None,
    )


def _program_headers(stream: IO[bytes], elf: Any) -> list[Any]:
    # Not `iter_segments`: its dynamic segment looks through all sections, which takes longer than all else here.
    size = elf["e_phentsize"]
    return [
        struct_parse(elf.structs.Elf_Phdr, stream, elf["e_phoff"] + number * size)
        for number in range(elf.num_segments())
    ]


def _machine(elf: Any) -> str:
    machine = str(elf["e_machine"])
    name = _MACHINES.get(machine, machine)
    if elf.elfclass != 64:
        return f"{machine} 32-bit"
    return name if elf.little_endian else f"{machine} big-endian"


def _interpreter(stream: IO[bytes], segment: Any) -> str:
    stream.seek(segment["p_offset"])
    raw = stream.read(min(segment["p_filesz"], _LONGEST_NAME))
    return _text(raw.split(b"\0", 1)[0])


def _tags(stream: IO[bytes], elf: Any, segment: Any) -> Iterator[tuple[int, int]]:
    # pyelftools' own iterator takes a millisecond a file, as long as inflating it; the array is pairs of
    # words.
    pair = struct.Struct(("<" if elf.little_endian else ">") + ("qQ" if elf.elfclass == 64 else "iI"))
    stream.seek(segment["p_offset"])
    raw = stream.read(min(segment["p_filesz"], _MOST_TAGS * pair.size))
    for tag, value in pair.iter_unpack(raw[: len(raw) - len(raw) % pair.size]):
        if tag == _NULL:
            return
        yield tag & 0xFFFFFFFF, value


class _Names:
    """The dynamic string table, found through the loadable segments as the loader finds it."""

    def __init__(self, stream: IO[bytes], segments: list[Any], tags: dict[int, int]) -> None:
        self._stream = stream
        self._size = tags.get(_STRSZ, 0)
        address = tags.get(_STRTAB)
        self._start: int | None = None
        for segment in segments:
            start = segment["p_vaddr"]
            if (
                segment["p_type"] == "PT_LOAD"
                and address is not None
                and start <= address < start + segment["p_filesz"]
            ):
                self._start = segment["p_offset"] + address - start
                break

    def at(self, offset: int) -> str:
        """The string at `offset` of the table."""
        if self._start is None or offset >= self._size:
            raise _BrokenError("its string table lies outside the file")
        self._stream.seek(self._start + offset)
        raw = self._stream.read(min(self._size - offset, _LONGEST_NAME))
        name, end, _ = raw.partition(b"\0")
        if not end:
            raise _BrokenError("a name in its string table does not end")
        return _text(name)


def _text(raw: bytes) -> str:
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        raise _BrokenError("a name in it is not UTF-8") from None
    if any(ord(c) < 32 or ord(c) == 127 for c in text):
        raise _BrokenError("a name in it has control characters")
    return text
