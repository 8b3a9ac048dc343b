"""The build ID of a file that was stripped."""

from __future__ import annotations

import os
import shutil
import struct
from pathlib import Path

import pytest

from snowsnake.builders.build_id import renew


def elf(path: Path, *, identity: bytes, rest: bytes = b"code", align: int = 4) -> Path:
    """A file with one segment of notes: somebody else's, then the build ID."""
    notes = struct.pack("<III", 4, 16, 1) + b"GNU\0" + bytes(16)
    notes += struct.pack("<III", 4, len(identity), 3) + b"GNU\0" + identity
    head = b"\x7fELF\x02\x01".ljust(32, b"\0") + struct.pack("<Q", 64)
    head = head.ljust(54, b"\0") + struct.pack("<HH", 56, 1)
    program = struct.pack("<IIQQQQQQ", 4, 4, 120, 0, 0, len(notes), len(notes), align)
    path.write_bytes(head.ljust(64, b"\0") + program + notes + rest)
    return path


def identity_of(path: Path) -> bytes:
    return path.read_bytes()[120 + 32 + 16 :][:20]


def test_files_that_differ_in_nothing_else_become_equal(tmp_path: Path) -> None:
    one, other = elf(tmp_path / "one", identity=b"a" * 20), elf(tmp_path / "other", identity=b"b" * 20)
    renew(str(one))
    renew(str(other))
    assert one.read_bytes() == other.read_bytes()
    assert identity_of(one) not in {b"a" * 20, bytes(20)}


def test_files_that_differ_elsewhere_have_another(tmp_path: Path) -> None:
    one, other = (elf(tmp_path / name, identity=b"a" * 20, rest=name.encode()) for name in ("one", "other"))
    renew(str(one))
    renew(str(other))
    assert identity_of(one) != identity_of(other)


@pytest.mark.parametrize("size", [0, 40, 100, 130, 160])
def test_damaged_file_stays_as_it_is(tmp_path: Path, size: int) -> None:
    whole = elf(tmp_path / "whole", identity=b"a" * 20).read_bytes()
    path = tmp_path / "cut"
    path.write_bytes(whole[:size])
    renew(str(path))
    assert path.read_bytes() == whole[:size]


def test_real_program_still_runs(tmp_path: Path) -> None:
    found = shutil.which("true")
    assert found is not None
    program = tmp_path / "true"
    shutil.copy(found, program)
    before = program.read_bytes()
    renew(str(program))
    after = program.read_bytes()
    assert len(before) == len(after)
    assert sum(a != b for a, b in zip(before, after, strict=True)) <= 20
    assert os.spawnv(os.P_WAIT, program, ["true"]) == 0
