"""The state directory: processes beside each other, processes that were killed, and cleaning."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from tests.patience import PATIENCE, eventually

import snowsnake
from snowsnake.environments import memo
from snowsnake.environments.clean import choose, clean
from snowsnake.environments.state import Remembered, State, StateNotWritable, sign
from snowsnake.environments.subjects import Subject
from snowsnake.events import Event, Notice, ignore


def _start(code: str, *arguments: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", code, *arguments],
        env={**os.environ, "PYTHONPATH": str(Path(snowsnake.__file__).parents[1])},
        stdout=subprocess.PIPE,
        text=True,
    )


HOLD = """
import sys, time
from pathlib import Path
from snowsnake.environments.state import State
from snowsnake.events import ignore
with State(Path(sys.argv[1])).held("key", ignore):
    print("held", flush=True)
    time.sleep(6000)
"""


def test_the_second_process_waits_and_says_so_until_the_first_is_killed(tmp_path: Path) -> None:
    with _start(HOLD, str(tmp_path)) as first:
        assert first.stdout is not None
        assert first.stdout.readline() == "held\n"
        events: list[Event] = []
        held = threading.Event()

        def observer(event: Event) -> None:
            events.append(event)

        def second() -> None:
            with State(tmp_path).held("key", observer):
                held.set()

        thread = threading.Thread(target=second)
        thread.start()
        eventually(lambda: events)
        assert [event.text for event in events if isinstance(event, Notice)] == [
            "waiting for another snowsnake that makes this environment"
        ]
        assert not held.wait(0.3)
        first.send_signal(signal.SIGKILL)
        assert held.wait(PATIENCE)
        thread.join()


def test_state_directory_that_cannot_be_made_is_an_error_to_act_on(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(StateNotWritable, match="cannot write") as caught,
        State(tmp_path / "file").held("k", ignore),
    ):
        pass
    assert caught.value.help is not None
    assert "SNOWSNAKE_STATE_DIR" in caught.value.help


def test_a_file_just_written_is_signed_only_when_its_next_change_will_show(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_text("a")
    signed = dict(sign([str(path)]))
    path.write_text("b")
    assert memo.signature(str(path)) != signed[str(path)]


def _remembered(key: str, kind: str = "ad-hoc", owner: str | None = None, age: float = 0.0) -> Remembered:
    return Remembered(
        key=key,
        kind=kind,
        owner=owner,
        description=key,
        environment="/nix/store/x",
        last_used=1e9 - age * 86400,
        directory=Path("/state", key),
    )


@pytest.mark.parametrize(
    ("everything", "older_than", "expected"),
    [
        (False, None, ["mine", "old", "orphan"]),
        (True, None, ["mine", "other", "new", "old", "orphan"]),
        (False, 10.0, ["old", "orphan"]),
        (False, 0.0, ["mine", "other", "new", "old", "orphan"]),
    ],
)
def test_which_environments_go(
    tmp_path: Path, everything: bool, older_than: float | None, expected: list[str]
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    entries = [
        _remembered("mine", "project", str(tmp_path)),
        _remembered("other", "project", str(other), age=3),
        _remembered("new", age=3),
        _remembered("old", age=31),
        _remembered("orphan", "script", str(tmp_path / "gone.py")),
    ]
    chosen = choose(entries, project=tmp_path, everything=everything, older_than=older_than, now=1e9)
    assert [entry.key for entry in chosen] == expected


def test_clean_lets_go_of_the_root_and_spares_what_is_busy(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    subjects = [Subject("ad-hoc", directory="/", requirements=(name,)) for name in ("attrs", "rich")]
    for subject in subjects:
        state.prepare(subject).environment.symlink_to(tmp_path)
    with state.held(subjects[1].key, ignore):
        cleaned = clean(state, project=None, everything=True, now=time.time())
    assert [entry.description for entry in cleaned.let_go] == ["attrs"]
    assert [entry.description for entry in cleaned.busy] == ["rich"]
    assert not state.entry(subjects[0]).directory.exists()
    assert state.entry(subjects[1]).environment.is_symlink()
    assert tmp_path.exists()


def test_a_damaged_entry_is_cleaned_away(tmp_path: Path) -> None:
    state = State(tmp_path)
    (tmp_path / "environments" / "x").mkdir(parents=True)
    (tmp_path / "environments" / "x" / "about.json").write_text("[")
    cleaned = clean(state, project=None, now=0.0)
    assert [entry.kind for entry in cleaned.let_go] == ["unknown"]
    assert state.entries() == []


def test_equal_words_share_an_environment_and_others_do_not() -> None:
    def key(*requirements: str, directory: str = "/a", python: str = "", files: tuple[str, ...] = ()) -> str:
        return Subject(
            "ad-hoc", directory=directory, requirements=requirements, python=python, files=files
        ).key

    assert key("a", "b") == key("b", "a", directory="/b")
    assert key("a") != key("b")
    assert key("a", python="3.14") != key("a")
    assert key("./a.whl") != key("./a.whl", directory="/b")
    assert key("a", files=("/a/r.txt",)) != key("a", files=("/a/r.txt",), directory="/b")
    assert Subject("project", directory="/a").key != Subject("script", directory="/", script="/a").key
