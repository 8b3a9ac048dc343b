"""Wheels that are large enough for other processes to read them too."""

from __future__ import annotations

import os
import random
import signal
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from threading import Barrier
from zipfile import ZIP_STORED

import pytest

from snowsnake.analyse import BadWheel, analyse_wheels
from snowsnake.analyse.workers import Workers

from .conftest import MakeWheel

SHA256 = "0" * 64
SIZE = 7 << 20


def children() -> set[int]:
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        with suppress(FileNotFoundError):  # a thread that has ended since
            found |= {int(pid) for pid in (task / "children").read_text().split()}
    return found


def large(make_wheel: MakeWheel, number: int) -> Path:
    name = f"thing{number}"
    content = random.Random(number).randbytes(SIZE)
    uses = b"import ctypes\nctypes.CDLL('libmagic.so.1')\n"
    return make_wheel({f"{name}/data": content, f"{name}/uses.py": uses}, name=name, compression=ZIP_STORED)


def test_large_wheels_are_read_side_by_side(make_wheel: MakeWheel) -> None:
    paths = [large(make_wheel, number) for number in range(4)]
    before = children()
    reports = analyse_wheels([(path, SHA256) for path in paths], None, jobs=2)
    assert [report.file for report in reports] == [path.name for path in paths]
    assert all(report.uses[0].name == "libmagic.so.1" for report in reports)
    assert children() <= before


def test_the_first_bad_one_is_what_is_told(make_wheel: MakeWheel) -> None:
    paths = [large(make_wheel, number) for number in range(4)]
    for path in paths[2:]:
        path.write_bytes(path.read_bytes()[:-SIZE])
    with pytest.raises(BadWheel, match="thing2"):
        analyse_wheels([(path, SHA256) for path in paths], None, jobs=2)


def test_a_process_that_is_killed_leaves_its_work_to_this_one(make_wheel: MakeWheel) -> None:
    path = make_wheel()
    before, both = children(), Barrier(2)

    with Workers(1) as workers:

        def read(_: int) -> str:
            both.wait()
            workers.read(path, SHA256)
            both.wait()
            for pid in children() - before:
                os.kill(pid, signal.SIGKILL)
            return workers.read(path, SHA256).name

        with ThreadPoolExecutor(2) as pool:
            assert list(pool.map(read, range(2))) == ["thing", "thing"]
            assert len(children() - before) == 1  # until it is waited for
    assert children() <= before
