"""The lock on disk: whole or not at all, one writer at a time."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from snowsnake.lockfile.errors import DamagedLock, LockInUse, LockNotWritable, MissingLock, UnreadableLock
from snowsnake.lockfile.files import load_lock, only_writer, save_lock
from snowsnake.lockfile.model import Lock


def test_round_trip_and_no_needless_write(lock: Lock, tmp_path: Path) -> None:
    path = tmp_path / "snowsnake.lock"
    assert save_lock(lock, path)
    assert load_lock(path) == lock
    before = path.stat()
    assert not save_lock(lock, path)
    assert path.stat().st_ino == before.st_ino
    assert [entry.name for entry in tmp_path.iterdir()] == ["snowsnake.lock"]


def test_keeps_mode_and_link(lock: Lock, tmp_path: Path) -> None:
    real = tmp_path / "real.lock"
    real.write_text("old")
    real.chmod(0o640)
    link = tmp_path / "snowsnake.lock"
    link.symlink_to("real.lock")
    assert save_lock(lock, link)
    assert link.is_symlink()
    assert load_lock(real) == lock
    assert stat.S_IMODE(real.stat().st_mode) == 0o640


def test_new_file_obeys_umask(lock: Lock, tmp_path: Path) -> None:
    mask = os.umask(0o027)
    try:
        save_lock(lock, tmp_path / "snowsnake.lock")
    finally:
        os.umask(mask)
    assert stat.S_IMODE((tmp_path / "snowsnake.lock").stat().st_mode) == 0o640


def test_refuses_to_write(lock: Lock, tmp_path: Path) -> None:
    dangling = tmp_path / "dangling"
    dangling.symlink_to("nowhere")
    circle = tmp_path / "circle"
    circle.symlink_to("circle")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    for path in (dangling, circle, pipe, tmp_path, tmp_path / "no" / "snowsnake.lock"):
        with pytest.raises(LockNotWritable) as caught:
            save_lock(lock, path)
        assert caught.value.help
    assert not (tmp_path / "nowhere").exists()


def test_full_disk_leaves_the_old_lock(lock: Lock, tmp_path: Path) -> None:
    path = tmp_path / "snowsnake.lock"
    path.write_text("old")
    program = (
        "import resource, sys, signal; from pathlib import Path;"
        "from snowsnake.lockfile.files import save_lock, load_lock;"
        "from snowsnake.lockfile.errors import LockNotWritable;"
        "lock = load_lock(Path(sys.argv[1]));"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN);"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100));\n"
        "try: save_lock(lock, Path(sys.argv[2]))\n"
        "except LockNotWritable as error: print(error.reason)"
    )
    save_lock(lock, tmp_path / "good")
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "good", path], capture_output=True, text=True, check=True
    )
    assert done.stdout == "file too large\n"
    assert path.read_text() == "old"
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["good", "snowsnake.lock"]


def test_refuses_to_read(tmp_path: Path) -> None:
    with pytest.raises(MissingLock) as caught:
        load_lock(tmp_path / "snowsnake.lock")
    assert caught.value.help == "run `snowsnake lock`"
    os.mkfifo(tmp_path / "pipe")
    for path in (tmp_path, tmp_path / "pipe"):
        with pytest.raises(UnreadableLock, match="not a regular file"):
            load_lock(path)
    (tmp_path / "latin").write_bytes(b'{"version": "\xe9"}')
    with pytest.raises(DamagedLock, match="byte 13: not UTF-8"):
        load_lock(tmp_path / "latin")


def test_one_writer_at_a_time(tmp_path: Path) -> None:
    path = tmp_path / "snowsnake.lock"
    program = (
        "import sys; from pathlib import Path; from snowsnake.lockfile.files import only_writer\n"
        "with only_writer(Path(sys.argv[1])): print('mine', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, path], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "mine\n"
        with pytest.raises(LockInUse, match=f"process {other.pid}"), only_writer(path):
            pytest.fail("two writers")
        other.kill()  # the kernel lets go for it
        other.wait()
        with only_writer(path, wait=5):
            pass
    assert not list(tmp_path.iterdir())
