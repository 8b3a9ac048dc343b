"""Which directory is a project: `run` and `shell`, the memo, and `lock` must say the same."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from snowsnake.environments import hot
from snowsnake.environments.state import watched_paths
from snowsnake.environments.subjects import Subject, environments_file, find_project, state_directory
from snowsnake.project_files import FOREIGN_LOCKS, LOCK_NAME, MARKERS, SETTINGS, SOURCES
from snowsnake.requirements import NothingToLock, read_inputs
from snowsnake.requirements.foreign import LockAlone, kind_of

CONTENT = {"pyproject.toml": '[project]\nname = "demo"\nversion = "1"\n'}


@pytest.mark.parametrize("name", MARKERS[1:])
def test_one_file_makes_a_project_for_run_and_for_lock(tmp_path: Path, name: str) -> None:
    below = tmp_path / "src" / "deep"
    below.mkdir(parents=True)
    (tmp_path / name).write_text(CONTENT.get(name, ""))
    call = hot.parse(["run", "tell"])
    assert call is not None
    subject = hot.subject_of(call, str(below))
    assert subject is not None
    assert (subject.kind, subject.directory) == ("project", str(tmp_path))
    assert read_inputs(tmp_path).files == (tmp_path / name,)


@pytest.mark.parametrize("name", SETTINGS)
def test_settings_alone_make_none(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    assert find_project(str(tmp_path)) != str(tmp_path)
    with pytest.raises(NothingToLock):
        read_inputs(tmp_path)


@pytest.mark.parametrize("name", sorted({*FOREIGN_LOCKS} - {*MARKERS}))
def test_a_lock_that_means_nothing_without_its_project(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("")
    assert find_project(str(tmp_path)) != str(tmp_path)  # a stray one does not hide the project above
    with pytest.raises(LockAlone, match=f"`{name}` is read together with its project"):
        read_inputs(tmp_path)


def test_every_lock_of_another_tool_is_one_that_can_be_read() -> None:
    assert all(kind_of(Path(name)) for name in FOREIGN_LOCKS)
    assert not any(kind_of(Path(name)) for name in {*MARKERS, *SETTINGS} - {*FOREIGN_LOCKS})


def test_a_change_of_any_of_them_is_noticed(tmp_path: Path) -> None:
    project = Subject("project", directory=str(tmp_path))
    watched = watched_paths(project, tmp_path / LOCK_NAME)
    assert watched == [str(tmp_path / name) for name in (LOCK_NAME, *SOURCES, *SETTINGS)]


def test_where_nothing_is_found_everything_that_was_looked_for_is_named(tmp_path: Path) -> None:
    with pytest.raises(NothingToLock) as caught:
        read_inputs(tmp_path)
    assert all(f"`{name}`" in caught.value.message for name in SOURCES)


def test_what_is_built_from_source_is_another_environment() -> None:
    def key(requirements: list[str], directory: str = "/x", *options: str) -> str:
        return Subject("ad-hoc", directory=directory, requirements=requirements, options=options).key

    assert key(["numpy"]) == key(["numpy"], "/y")
    assert (
        len(
            {
                key(["numpy"]),
                key(["numpy"], "/x", "--no-binary numpy"),
                key(["numpy"], "/x", "--native numpy"),
            }
        )
        == 3
    )
    assert key(["."]) != key(["."], "/y")  # a path is another one elsewhere
    assert hot.parse(["shell", "numpy", "--no-binary", "numpy", "--", "x"]) is None


@pytest.mark.parametrize("home", ["/home/u", "relative", ""])
def test_a_relative_directory_of_the_xdg_specification_is_ignored(home: str) -> None:
    environ = {"HOME": home, "XDG_STATE_HOME": "state", "XDG_CONFIG_HOME": "./config"}
    for found in (state_directory(environ), environments_file(environ)):
        assert found.startswith(home if home.startswith("/") else "/")
        assert "/./" not in found
    assert state_directory({"XDG_STATE_HOME": "/x"}) == "/x/snowsnake"
    assert os.path.isabs(state_directory({"SNOWSNAKE_STATE_DIR": "here"}))  # noqa: PTH117 -- a text
