"""The public Python API: the same as the command line, as typed values, without a word printed."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

import snowsnake
from snowsnake.events import Event, StepFinished


def test_from_requirements_to_an_environment(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "requirements.txt").write_text("attrs\n")
    configuration = snowsnake.Configuration.from_environment(
        {"HOME": str(Path.home())}, state=tmp_path / "state"
    )
    events: list[Event] = []

    inputs = snowsnake.read_inputs(tmp_path)
    lock = snowsnake.lock(snowsnake.LockRequest(inputs=inputs), configuration, events.append)
    (target,) = lock.targets.values()
    assert [package.name for package in target.packages] == ["attrs"]

    environment = snowsnake.realise(
        lock, configuration=configuration, root=tmp_path / "root", observer=events.append
    )
    assert (tmp_path / "root").resolve() == environment
    python = [str(environment / "bin" / "python"), "-c", "import attrs; print(attrs.__name__)"]
    assert subprocess.run(python, env={}, capture_output=True, text=True, check=True).stdout == "attrs\n"

    assert any(isinstance(event, StepFinished) and event.step == "resolve" for event in events)
    assert capfd.readouterr() == ("", "")


def test_a_lock_goes_to_a_file_and_back(tmp_path: Path) -> None:
    inputs = snowsnake.read_inputs(tmp_path, requirements=["attrs"])
    lock = snowsnake.lock(snowsnake.LockRequest(inputs=inputs, targets=("cp311-aarch64-linux",)))
    path = tmp_path / "snowsnake.lock"
    assert snowsnake.save_lock(lock, path)
    assert snowsnake.load_lock(path) == lock


def test_every_public_name_is_there() -> None:
    for name in snowsnake.__all__:
        assert getattr(snowsnake, name)
    with pytest.raises(AttributeError, match="nonsense"):
        snowsnake.nonsense  # noqa: B018 -- asking is the test


def test_errors_are_values_that_a_program_can_read(tmp_path: Path) -> None:
    with pytest.raises(snowsnake.SnowsnakeError) as caught:
        snowsnake.read_inputs(tmp_path)
    assert "requirements.txt" in caught.value.message
    assert caught.value.help
