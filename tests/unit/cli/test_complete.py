"""What a shell completes never fails, whatever lies around: whoever presses TAB has no use for an error."""

from __future__ import annotations

from pathlib import Path

import click
import pytest

from snowsnake.cli import complete

CONTEXT = click.Context(click.Command("lock"))
PARAMETER = click.Option(["--group"])


def test_a_project_file_that_is_nested_without_end_has_no_groups(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text(f"x = {'[' * 100_000}")
    monkeypatch.chdir(tmp_path)
    assert complete.groups(CONTEXT, PARAMETER, "") == []


def test_environments_are_those_of_the_directories_that_count(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for place in ("here", "home/.local/share"):
        (tmp_path / place / "snowsnake" / "environments" / place.partition("/")[0]).mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("XDG_CONFIG_HOME", raising=False)
    monkeypatch.setenv("XDG_DATA_HOME", "here")  # relative: not valid, and ignored
    names = [item.value for item in complete.environments(CONTEXT, PARAMETER, "")]
    assert "home" in names
    assert "here" not in names
