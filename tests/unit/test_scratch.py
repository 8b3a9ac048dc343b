"""Temporary directories vanish, also those of processes that could not remove theirs."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from snowsnake.scratch import replacing, scratch_directory

HOLD = """
import sys, time
from pathlib import Path
from snowsnake.scratch import replacing, scratch_directory
with scratch_directory("snowsnake-test-", within=Path(sys.argv[1])) as directory:
    (directory / "file").touch()
    with replacing(Path(sys.argv[1], "target")) as new:
        print("there", flush=True)
        time.sleep(60)
"""


def names(folder: Path) -> set[str]:
    return {path.name.rstrip("0123456789abcdef") for path in folder.iterdir()}


def test_what_a_killed_process_left_goes_and_what_a_living_one_uses_stays(tmp_path: Path) -> None:
    (tmp_path / "snowsnake-mine").mkdir()  # of the user's: not a name that is made here
    command = [sys.executable, "-c", HOLD, str(tmp_path)]
    look = [sys.executable, "-c", HOLD.replace("time.sleep(60)", "pass"), str(tmp_path)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None
        holder.stdout.readline()
        before = set(tmp_path.iterdir())
        subprocess.run(look, check=True, capture_output=True)
        assert before <= set(tmp_path.iterdir())
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    subprocess.run(look, check=True, capture_output=True)
    assert {path.name for path in tmp_path.iterdir()} == {"snowsnake-mine", "target"}


def test_both_are_gone_when_the_block_ends_badly(tmp_path: Path) -> None:
    def breaks_off() -> None:
        with scratch_directory("new-", within=tmp_path) as directory, replacing(tmp_path / "x") as new:
            (directory / "y").touch()
            new.write_text("half")
            (directory / "z").unlink()

    with pytest.raises(FileNotFoundError):
        breaks_off()
    assert os.listdir(tmp_path) == []  # noqa: PTH208 -- the question itself
