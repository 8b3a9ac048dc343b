"""What was asked is read again from what a lock records, whatever files and names are called."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from snowsnake.requirements import Inputs, NothingToLock, read_inputs
from snowsnake.requirements.again import SourceGone, read_again
from snowsnake.requirements.asked import Asked, AskedSource, OddFileName
from snowsnake.requirements.pyproject import UnknownExtra

PROJECT = """
[project]
name = "demo"
version = "1"
dependencies = ["attrs"]
[project.optional-dependencies]
test = ["pytest"]
[dependency-groups]
test = ["idna"]
"""


def same(directory: Path, inputs: Inputs) -> bool:
    again = read_again(directory, inputs.asked)
    return (again.asked, again.digest) == (inputs.asked, inputs.digest)


@pytest.mark.parametrize(
    "name",
    [
        "deps.txt",
        "deps [x].txt",
        "a, b.txt",
        "[all].in",
        "dev deps (2).txt",
        "command line",
        "ü 日本.txt",
        "--native x",
    ],
)
def test_named_file_is_read_again_whatever_its_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("attrs\n")
    inputs = read_inputs(tmp_path, files=[Path(name)])
    assert inputs.asked.sources == (AskedSource(kind="requirements", file=name),)
    assert same(tmp_path, inputs)


def test_named_file_outside_of_the_directory_is_read_again(tmp_path: Path) -> None:
    project = tmp_path / "project"
    project.mkdir()
    (tmp_path / "deps.txt").write_text("attrs\n")
    inputs = read_inputs(project, files=[Path("../deps.txt")])
    assert inputs.asked.files() == ("../deps.txt",)
    assert same(project, inputs)


@pytest.mark.parametrize(("extras", "groups"), [(["test"], []), ([], ["test"]), (["test"], ["test"])])
def test_extra_and_group_of_one_name_stay_apart(tmp_path: Path, extras: list[str], groups: list[str]) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    inputs = read_inputs(tmp_path, extras=extras, groups=groups)
    assert same(tmp_path, inputs)
    assert read_again(tmp_path, inputs.asked).requires == inputs.requires


def test_typed_requirements_are_not_mixed_with_those_of_files(tmp_path: Path) -> None:
    (tmp_path / "deps.txt").write_text("attrs\n")
    inputs = read_inputs(
        tmp_path, requirements=["idna"], files=[Path("deps.txt")], options=("--native file", "--base nixpkgs")
    )
    assert same(tmp_path, inputs)
    (tmp_path / "deps.txt").write_text("six\n")
    assert read_again(tmp_path, inputs.asked).requires == ("idna", "six")


def test_options_are_remembered_until_taken_back(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("attrs\n")
    asked = read_inputs(tmp_path, options=("--no-binary attrs", "--native file")).asked
    assert asked.options.words() == ("--no-binary attrs", "--native file")
    again = read_again(tmp_path, asked, ("--native :none:", "--native poppler-utils"))
    assert again.asked.options.words() == ("--no-binary attrs", "--native poppler-utils")


def test_extra_that_is_gone_is_left_out(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    asked = read_inputs(tmp_path, extras=["test"], groups=["test"]).asked
    (tmp_path / "pyproject.toml").write_text(PROJECT.replace('test = ["pytest"]', ""))
    assert read_again(tmp_path, asked).requires == ("attrs", "idna")


def test_lock_of_another_tool_that_is_gone_leaves_its_project(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    (tmp_path / "uv.lock").write_text("version = 1\n")
    asked = read_inputs(tmp_path).asked
    assert [source.kind for source in asked.sources] == ["project", "lock"]
    (tmp_path / "uv.lock").unlink()
    assert read_again(tmp_path, asked).asked.files() == ("pyproject.toml",)


def test_project_that_took_another_form_is_found_anew(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("attrs\n")
    asked = read_inputs(tmp_path).asked
    (tmp_path / "requirements.txt").unlink()
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    assert read_again(tmp_path, asked).asked.files() == ("pyproject.toml",)
    (tmp_path / "pyproject.toml").unlink()
    with pytest.raises(NothingToLock):
        read_again(tmp_path, asked)


def test_named_file_that_is_gone_is_named(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(PROJECT)
    asked = Asked(sources=(AskedSource(kind="requirements", file="deps.txt"),))
    with pytest.raises(SourceGone, match=r"`deps\.txt`") as caught:
        read_again(tmp_path, asked)
    assert "snowsnake lock -r FILE" in (caught.value.help or "")


def test_file_name_that_no_lock_can_hold_is_refused(tmp_path: Path) -> None:
    for name in ("a\nb.txt", "a\u202eb.txt", os.fsdecode(b"a\xff.txt")):
        (tmp_path / name).write_text("attrs\n")
        with pytest.raises(OddFileName):
            read_inputs(tmp_path, files=[Path(name)])


def test_extras_on_top_of_those_that_were_locked_must_be_there(tmp_path: Path) -> None:
    text = (
        '[project]\nname = "x"\nversion = "1"\n[project.optional-dependencies]\na = ["attrs"]\nb = ["idna"]\n'
    )
    (tmp_path / "pyproject.toml").write_text(text)
    asked = read_inputs(tmp_path, extras=["a"]).asked
    assert read_again(tmp_path, asked, extras=["b", "a"]).requires == ("attrs", "idna")
    (tmp_path / "pyproject.toml").write_text(text.replace('a = ["attrs"]\n', ""))
    assert read_again(tmp_path, asked, extras=["b"]).requires == ("idna",)
    with pytest.raises(UnknownExtra, match="no extra `a`"):
        read_again(tmp_path, asked, extras=["a"])
