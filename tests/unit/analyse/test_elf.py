from __future__ import annotations

import io
import struct
import sys
import sysconfig
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowsnake.analyse.elf import ElfFile, read_elf

from .conftest import write_elf


def read(data: bytes) -> ElfFile | None:
    return read_elf(io.BytesIO(data), "pkg/x.so")


def test_a_library() -> None:
    elf = read(write_elf(["libz.so.1", "libc.so.6"], soname="libx.so.1", rpath="$ORIGIN/../x.libs:/opt"))
    assert elf == ElfFile(
        path="pkg/x.so",
        machine="x86_64",
        soname="libx.so.1",
        needed=("libz.so.1", "libc.so.6"),
        rpath=("$ORIGIN/../x.libs", "/opt"),
        runpath=None,
        interpreter=None,
        is_program=False,
        problem=None,
    )


def test_an_empty_runpath_is_one() -> None:
    elf = read(write_elf(runpath=""))
    assert elf is not None
    assert elf.runpath == ("",)


def test_a_program() -> None:
    elf = read(write_elf(["libc.so.6"], interpreter="/lib/ld-linux-aarch64.so.1", machine=183))
    assert elf is not None
    assert (elf.machine, elf.interpreter, elf.is_program) == ("aarch64", "/lib/ld-linux-aarch64.so.1", True)


def test_a_library_that_names_an_interpreter_is_no_program() -> None:
    elf = read(write_elf(soname="libc.so.6", interpreter="/lib64/ld-linux-x86-64.so.2"))
    assert elf is not None
    assert not elf.is_program


def test_other_machines_are_none_of_ours() -> None:
    elf = read(write_elf(machine=3))
    assert elf is not None
    assert elf.machine == "EM_386"


def test_object_files_are_passed_over() -> None:
    assert read(write_elf(kind=1)) is None


def test_the_running_interpreter() -> None:
    elf = read(Path(sys.executable).resolve().read_bytes())
    assert elf is not None
    assert elf.is_program
    assert elf.problem is None
    assert "libc.so.6" in elf.needed
    for path in Path(sysconfig.get_path("platstdlib"), "lib-dynload").glob("*.so"):
        module = read(path.read_bytes())
        assert module is not None
        assert module.problem is None
        assert not module.is_program


@pytest.mark.parametrize("name", [b"\xff\xfe", b"\x1b[31m"], ids=["not text", "terminal sequence"])
def test_hostile_names(name: bytes) -> None:
    elf = read(write_elf(["XX" * len(name)]).replace(b"XX" * len(name), name * 2))
    assert elf is not None
    assert elf.problem is not None
    assert elf.needed == ()


GOOD = write_elf(["libz.so.1", "libc.so.6"], soname="libx.so", rpath="$ORIGIN", interpreter="/lib/ld.so")


@given(st.integers(0, len(GOOD)))
def test_a_truncated_file_never_crashes(size: int) -> None:
    read(GOOD[:size])


@given(st.lists(st.tuples(st.integers(4, len(GOOD) - 8), st.integers(0, 2**64 - 1)), max_size=4))
def test_a_damaged_file_never_crashes(changes: list[tuple[int, int]]) -> None:
    data = bytearray(GOOD)
    for offset, value in changes:
        struct.pack_into("<Q", data, offset, value)
    read(bytes(data))
