"""Files of caches and of the state directory: whole, checked, and of an age that can be."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from snowsnake.storage import (
    age,
    is_recent,
    newest_first,
    read_sealed,
    write_file,
    write_sealed,
    write_whole,
)

DAY = 86_400.0
WRITE = """
import sys
from pathlib import Path
from snowsnake.storage import write_file
while True:
    for letter in b"ab":
        write_file(Path(sys.argv[1]), bytes([letter]) * 200_000)
        print(end="x", flush=True)
"""


def stamped(path: Path, seconds: float) -> Path:
    """A file that was changed so many seconds from now."""
    path.touch()
    os.utime(path, (time.time() + seconds,) * 2)
    return path


def test_killed_at_any_moment_a_file_is_whole_and_the_next_write_removes_what_was_left(
    tmp_path: Path,
) -> None:
    path = tmp_path / "file"
    for delay in (0.0, 0.003, 0.007):
        command = [sys.executable, "-c", WRITE, str(path)]
        with subprocess.Popen(command, stdout=subprocess.PIPE) as writer:
            assert writer.stdout is not None
            writer.stdout.read(1)
            time.sleep(delay)
            writer.kill()
        assert path.read_bytes() in {b"a" * 200_000, b"b" * 200_000}
    (tmp_path / ".snowsnake-0123456789ab").write_bytes(b"half")
    write_file(path, b"c")
    assert [entry.name for entry in tmp_path.iterdir()] == ["file"]


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "directory").mkdir()
    with pytest.raises(OSError, match="directory"):
        write_file(tmp_path / "directory", b"x")
    with pytest.raises(OSError, match="directory"):
        write_whole(tmp_path / "directory", b"x")
    assert [path.name for path in tmp_path.iterdir()] == ["directory"]


def test_a_file_of_the_users_keeps_its_mode_and_the_link_to_it(tmp_path: Path) -> None:
    (tmp_path / "real").write_text("old")
    (tmp_path / "real").chmod(0o640)
    (tmp_path / "link").symlink_to("real")
    write_file(tmp_path / "link", b"new")
    assert (tmp_path / "link").is_symlink()
    assert (tmp_path / "real").read_text() == "new"
    assert (tmp_path / "real").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "damage",
    [lambda _: b"", lambda d: d[:-1], lambda d: d + b"x", lambda d: d[:70] + b"?" + d[71:], lambda d: d[65:]],
)
def test_a_sealed_file_that_is_not_as_it_was_written_counts_for_nothing(
    tmp_path: Path, damage: object
) -> None:
    assert callable(damage)
    path = tmp_path / "folder" / "sealed"
    assert read_sealed(path) is None
    write_sealed(path, b"content\nof lines")
    assert read_sealed(path) == b"content\nof lines"
    path.write_bytes(damage(path.read_bytes()))
    assert read_sealed(path) is None


@pytest.mark.parametrize(
    ("moment", "found"),
    [(90.0, 10.0), (100.0, 0.0), (101.0, 0.0), (100.0 + DAY, None), (1e300, None), (float("nan"), None)],
)
def test_what_lies_in_the_future_has_no_age(moment: float, found: float | None) -> None:
    assert age(moment, 100.0) == found


def test_a_file_of_the_future_is_neither_recent_nor_the_newest(tmp_path: Path) -> None:
    old, new, odd = (stamped(tmp_path / name, at) for name, at in (("a", -DAY), ("b", -1), ("c", 9 * DAY)))
    assert [is_recent(path, 3600) for path in (old, new, odd, tmp_path / "absent")] == [
        False,
        True,
        False,
        False,
    ]
    assert sorted((old, odd, new), key=newest_first) == [new, old, odd]
