"""What a machine refuses is never called a bug, however deep it is behind an error."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

import pytest

from snowsnake.artifacts.errors import CacheNotWritable
from snowsnake.errors import SnowsnakeError
from snowsnake.machine import refusal
from snowsnake.provide.debian.store import new_database
from snowsnake.resolve.failures import failure
from snowsnake.ui.errors import handle


def behind(cause: BaseException) -> SnowsnakeError:
    """An error of ours that was raised because of another, which it does not show."""
    error = CacheNotWritable("x", Path("/c"), "no")
    error.__context__, error.__suppress_context__ = cause, True  # as `raise ... from None` does
    return error


@pytest.mark.parametrize(
    ("cause", "word", "advice"),
    [
        (MemoryError(), "memory", "ulimit -v"),
        (OSError(errno.ENOMEM, "x"), "memory", "ulimit -v"),
        (OSError(errno.EMFILE, "x", "/f"), "open files", "ulimit -n"),
        (RuntimeError("can't start new thread"), "processes and threads", "ulimit -u"),
        (BlockingIOError(errno.EAGAIN, "fork"), None, ""),
        (OSError(errno.ENOSPC, "x", "/f"), "no space left on the disk for `/f`", "SNOWSNAKE_CACHE_DIR"),
        (OSError(errno.EDQUOT, "x"), "no space left on the disk", "TMPDIR"),
        (OSError(errno.EFBIG, "x"), "files may not become that large", "ulimit -f"),
        (OSError(errno.EACCES, "x", "/f"), None, ""),
        (RuntimeError("else"), None, ""),
    ],
)
def test_a_limit_is_named_also_behind_another_error(
    cause: BaseException, word: str | None, advice: str
) -> None:
    for error in (cause, behind(cause)):
        found = refusal(error)
        assert (found is None) == (word is None)
        if found is not None:
            assert word is not None
            assert word in found.message
            assert advice in (found.help or "")
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
