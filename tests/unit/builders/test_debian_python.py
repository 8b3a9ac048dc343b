"""A tree's own Python, for Debian's programs that are written in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.builders import debian_python


@pytest.fixture
def below(tmp_path: Path) -> Path:
    for name in ("bin/python3.13", "lib/python3.13/os.py", "lib/python3.13/json/__init__.py"):
        (tmp_path / "below" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "below" / name).write_text(name)
    (tmp_path / "below/bin/python3").symlink_to("python3.13")
    (tmp_path / "below/lib/python3/dist-packages").mkdir(parents=True)
    return tmp_path / "below"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    (tmp_path / "tree/bin").mkdir(parents=True)
    return tmp_path / "tree"


def test_tree_with_modules_has_an_interpreter_that_finds_them(tree: Path, below: Path) -> None:
    (tree / "lib/python3/dist-packages/tool").mkdir(parents=True)
    debian_python.install(str(tree), str(below))
    program = tree / "bin/python3"
    assert program.resolve() == tree / "bin/python3.13"  # a copy: its place is where it looks
    assert program.stat().st_mode & 0o111
    assert (tree / "lib/python3.13/os.py").read_text() == "lib/python3.13/os.py"
    assert (tree / "lib/python3/dist-packages/tool").is_dir()


def test_standard_library_is_completed_where_packages_have_parts_of_it(tree: Path, below: Path) -> None:
    (tree / "lib/python3.13/config").mkdir(parents=True)
    debian_python.install(str(tree), str(below))
    assert sorted(path.name for path in (tree / "lib/python3.13").iterdir()) == ["config", "json", "os.py"]


def test_script_wants_one(tree: Path, below: Path) -> None:
    (tree / "bin/tool").write_text("#!/usr/bin/env python3\n")
    debian_python.install(str(tree), str(below))
    assert (tree / "bin/python3").exists()


def test_tree_without_python_has_none(tree: Path, below: Path) -> None:
    (tree / "bin/tool").write_text("#!/usr/bin/perl\n")
    debian_python.install(str(tree), str(below))
    assert [path.name for path in tree.iterdir()] == ["bin"]


def test_interpreter_that_is_there_stays(tree: Path, below: Path) -> None:
    (tree / "lib/python3/dist-packages").mkdir(parents=True)
    (tree / "bin/python3").write_text("own")
    debian_python.install(str(tree), str(below))
    assert (tree / "bin/python3").read_text() == "own"


def test_modules_of_debian_are_not_for_pypy(tree: Path, below: Path) -> None:
    (tree / "lib/python3/dist-packages").mkdir(parents=True)
    (below / "bin/python3").unlink()
    (below / "bin/python3").symlink_to("pypy3")
    debian_python.install(str(tree), str(below))
    assert not (tree / "bin/python3").exists()


def test_tree_without_interpreter_below_is_left_alone(tree: Path) -> None:
    (tree / "lib/python3/dist-packages").mkdir(parents=True)
    debian_python.install(str(tree), None)
    assert not (tree / "bin/python3").exists()
