"""What a lock alone names must be in its project: its author may be anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.requirements.again import OutsideProject, check_within
from snowsnake.requirements.asked import Asked, AskedOptions, AskedSource


def typed(*requires: str) -> Asked:
    return Asked(sources=(AskedSource(kind="command-line", requires=requires),))


@pytest.mark.parametrize(
    "asked",
    [
        typed("x @ ../secret"),
        typed("attrs", "x @ ./a/../../secret ; python_version > '3'"),
        typed("x @ file:///etc"),
        typed("x @ git+file:///etc/.git"),
        Asked(sources=(AskedSource(kind="lock", file="../other/pylock.toml"),)),
        Asked(sources=(AskedSource(kind="project", file="../../other/pyproject.toml"),)),
        Asked(options=AskedOptions(native=("file:///etc/shadow",))),
        Asked(options=AskedOptions(nixpkgs="file:///srv/nixpkgs.tar.gz")),
    ],
)
def test_what_is_outside_is_refused_unless_it_is_in_the_same_work_tree(tmp_path: Path, asked: Asked) -> None:
    project = tmp_path / "a" / "b"
    project.mkdir(parents=True)
    with pytest.raises(OutsideProject, match="outside of the project"):
        check_within(project, asked)
    (tmp_path / ".git").mkdir()
    if "file:" not in repr(asked):
        check_within(project, asked)


def test_what_is_inside_is_taken(tmp_path: Path) -> None:
    check_within(
        tmp_path, typed("attrs", "x @ ./lib", "x @ https://h.invalid/x.whl", f"x @ {tmp_path.as_uri()}/x")
    )
    check_within(tmp_path, Asked(sources=(AskedSource(kind="requirements", file="deps/x.txt"),)))
