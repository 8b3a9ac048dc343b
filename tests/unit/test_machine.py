"""What a machine refuses is never called a bug, however deep it is behind an error."""

from __future__ import annotations

import errno
import os
import re
import resource
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from snowsnake.artifacts.errors import CacheNotWritable
from snowsnake.errors import SnowsnakeError
from snowsnake.machine import ended, refusal, said
from snowsnake.nix.command import Nix
from snowsnake.nix.errors import NixFailed
from snowsnake.provide.debian.store import new_database
from snowsnake.resolve.failures import failure
from snowsnake.ui.errors import handle


def behind(cause: BaseException) -> SnowsnakeError:
    """An error of ours that was raised because of another, which it does not show."""
    error = CacheNotWritable("x", Path("/c"), "no")
    error.__context__, error.__suppress_context__ = cause, True  # as `raise ... from None` does
    return error


def raised(error: OSError, module: str) -> OSError:
    """The error, raised in a function of this module."""
    try:
        exec("raise error", {"__name__": module, "error": error})
    except OSError as caught:
        return caught
    raise AssertionError


@pytest.mark.parametrize(
    ("cause", "word", "advice"),
    [
        (MemoryError(), "memory", "end other programs"),
        (OSError(errno.ENOMEM, "x"), "memory", "end other programs"),
        (OSError(errno.EMFILE, "x", "/f"), "open files", "ulimit -H?n"),
        (RuntimeError("can't start new thread"), "processes and threads", "ulimit -H?u"),
        (raised(BlockingIOError(errno.EAGAIN, "fork"), "subprocess"), "processes and threads", "ulimit -H?u"),
        (raised(BlockingIOError(errno.EAGAIN, "flock"), "snowsnake.scratch"), None, ""),
        (OSError(errno.ENOSPC, "x", "/f"), "no space left on the disk for `/f`", "SNOWSNAKE_CACHE_DIR"),
        (OSError(errno.EDQUOT, "x"), "no space left on the disk", "TMPDIR"),
        (
            FileNotFoundError(errno.ENOENT, "No usable temporary directory found in ['/tmp']"),
            "no directory for temporary files",
            "export TMPDIR=",
        ),
        (OSError(errno.EFBIG, "x"), "files may not become that large", "ulimit -f"),
        (OSError(errno.EACCES, "x", "/f"), None, ""),
        (RuntimeError("else"), None, ""),
    ],
)
def test_a_limit_is_named_also_behind_another_error(
    cause: BaseException, word: str | None, advice: str
) -> None:
    """`advice` is a pattern: what only root can raise on this machine is named as that (`ulimit -Hu`)."""
    for error in (cause, behind(cause)):
        found = refusal(error)
        assert (found is None) == (word is None)
        if found is not None:
            assert word is not None
            assert word in found.message
            assert re.search(advice, found.help or "")
            report = handle(error, problems=Path("/nonexistent"), arguments=[])
            assert "bug" not in report.text()


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ("error: Too many open files (os error 24)", "open files"),
        ("memory allocation of 8388608 bytes failed", "memory"),
        ("failed to spawn thread: Os { code: 11 }", "threads"),
    ],
)
def test_a_limit_that_uv_meets_is_named(said: str, word: str) -> None:
    assert word in failure(said).message


def test_a_database_on_a_full_disk_is_about_the_disk(tmp_path: Path) -> None:
    def fill() -> None:
        with new_database(
            tmp_path / "x.sqlite", "CREATE TABLE t (a); PRAGMA max_page_count = 3;"
        ) as connection:
            connection.execute("INSERT INTO t VALUES (zeroblob(1000000))")

    with pytest.raises(OSError, match="No space left") as caught:
        fill()
    assert isinstance(caught.value.__cause__, sqlite3.Error)
    assert os.listdir(tmp_path) == []  # noqa: PTH208 -- the question itself


@pytest.fixture
def limited() -> Iterator[None]:
    """A limit on memory that nothing here reaches."""
    before = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (1 << 46, before[1]))
    yield
    resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.mark.usefixtures("limited")
def test_the_limit_that_is_reached_is_named_with_the_line_that_raises_it() -> None:
    for cause in (MemoryError(), RuntimeError("can't start new thread")):
        found = refusal(cause)
        assert found is not None
        assert "this machine gives no more memory: the limit is" in found.message
        assert "`ulimit -v unlimited`" in (found.help or "")
    memory = refusal(MemoryError())
    assert memory is not None
    assert f"the limit is {1 << 36} KiB (`ulimit -v`)" in memory.message
    for end in (
        ended(-signal.SIGSEGV, ""),
        ended(-signal.SIGABRT, ""),
        said("GC Warning: Failed to expand heap by 4"),
    ):
        assert end is not None
        assert end.message == memory.message
    line = (memory.help or "").split("`")[1]
    assert subprocess.run(["sh", "-c", line], check=False).returncode == 0


@pytest.mark.parametrize(
    ("program", "word"),
    [
        ("ulimit -f 8; exec head -c 100000 /dev/zero > file", "bytes in one file"),
        ("kill -XCPU $$", "time on its processors"),
    ],
)
def test_a_program_that_a_limit_ends_is_about_the_limit(tmp_path: Path, program: str, word: str) -> None:
    done = subprocess.run(["sh", "-c", program], cwd=tmp_path, check=False)
    found = ended(done.returncode, "")
    assert found is not None
    assert word in found.message
    assert ended(-signal.SIGTERM, "") is None
    assert ended(-signal.SIGSEGV, "") is None
    assert ended(1, "") is None


def test_nix_that_is_ended_is_no_bug(tmp_path: Path) -> None:
    for name in ("nix-instantiate", "nix-build"):
        program = tmp_path / name
        program.write_text(
            '#!/bin/sh\n[ "$1" = --version ] && { echo "nix (Nix) 2.8.0"; exit; }\nkill -9 $$\n'
        )
        program.chmod(0o755)
    nix = Nix(bin=tmp_path)
    for call in (lambda: nix.instantiate(tmp_path / "x.nix", {}), lambda: nix.build(tmp_path / "x.nix", {})):
        with pytest.raises(NixFailed, match=r"was ended by signal 9 \(killed\)") as caught:
            call()
        assert "bug" not in (caught.value.help or "")


def test_a_thread_that_fails_says_nothing_of_what_the_machine_refuses(tmp_path: Path) -> None:
    program = (
        "import threading, sys\nfrom snowsnake.cli import main\nmain(['--version'])\n"
        "def fail(error): raise error\n"
        "for error in (RuntimeError(\"can't start new thread\"), MemoryError(), ValueError('x')):\n"
        "    thread = threading.Thread(target=fail, args=(error,)); thread.start(); thread.join()\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"SNOWSNAKE_STATE_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert "Traceback" not in done.stderr
    assert done.stderr.count("error:") == 1
    assert "this is a bug in snowsnake (ValueError)" in done.stderr
