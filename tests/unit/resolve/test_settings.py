from __future__ import annotations

from pathlib import Path

import pytest
from packaging.markers import Marker

from snowsnake.requirements import read_inputs
from snowsnake.resolve.errors import BadUvSetting
from snowsnake.resolve.settings import exclude_newer, target_marker, uv_tables
from snowsnake.targets import Interpreter, Target

TARGETS = [Target.parse(name) for name in ("cp313-x86_64-linux", "pp311-x86_64-linux", "cp313-aarch64-linux")]


def test_a_targets_marker_holds_on_it_alone() -> None:
    for target in TARGETS:
        interpreter = Interpreter(
            target=target, full_version=f"{target.python}.1", implementation_version="7.3.19", glibc=(2, 41)
        )
        holding = [str(t) for t in TARGETS if Marker(target_marker(t)).evaluate(dict(interpreter.markers()))]  # type: ignore[arg-type]
        assert holding == [str(target)]


def test_what_a_project_tells_uv_about_indexes_counts_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "d"\nversion = "1"\ndependencies = ["inner"]\n'
        '[tool.uv]\npackage = true\nenvironments = ["sys_platform == \'win32\'"]\nprerelease = "allow"\n'
        'find-links = ["wheels", "https://links.example.invalid/"]\nno-binary-package = ["inner"]\n'
        '[tool.uv.pip]\nuniversal = false\noutput-file = "x"\nindex-strategy = "unsafe-best-match"\n'
        '[[tool.uv.index]]\nname = "ours"\nurl = "../index"\n'
        '[tool.uv.sources]\ninner = { index = "ours" }\nother = { git = "https://git.example.invalid/x" }\n'
    )
    tables = uv_tables(read_inputs(tmp_path), TARGETS, {})
    assert tables == {
        "prerelease": "allow",
        "find-links": [f"{tmp_path}/wheels", "https://links.example.invalid/"],
        "pip": {"index-strategy": "unsafe-best-match"},
        "index": [{"name": "ours", "url": f"{tmp_path.parent}/index"}],
        "sources": {"inner": {"index": "ours"}},
        "environments": [target_marker(target) for target in TARGETS],
        "required-environments": [target_marker(target) for target in TARGETS],
    }


def test_the_settings_of_a_workspace_above_count(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.uv]\nprerelease = "allow"\n')
    member = tmp_path / "packages" / "member"
    member.mkdir(parents=True)
    (member / "pyproject.toml").write_text('[project]\nname = "d"\nversion = "1"\ndependencies = ["a"]\n')
    inputs = read_inputs(member)
    assert inputs.uv == {"prerelease": "allow"}
    assert tmp_path / "pyproject.toml" in inputs.files
    (member / "uv.toml").write_text('prerelease = "disallow"\n')
    assert read_inputs(member).uv == {"prerelease": "disallow"}


def test_a_file_that_the_user_names_for_uv_counts_instead(tmp_path: Path) -> None:
    (tmp_path / "uv.toml").write_text('prerelease = "allow"\n')
    (tmp_path / "requirements.txt").write_text("a\n")
    (tmp_path / "mine.toml").write_text('prerelease = "disallow"\n')
    inputs = read_inputs(tmp_path)
    named = uv_tables(inputs, TARGETS, {"UV_CONFIG_FILE": str(tmp_path / "mine.toml")})
    assert uv_tables(inputs, TARGETS, {})["prerelease"] == "allow"
    assert named["prerelease"] == "disallow"
    assert "prerelease" not in uv_tables(inputs, TARGETS, {"UV_NO_CONFIG": "1"})


def test_the_time_after_which_nothing_counts_is_that_of_uv(tmp_path: Path) -> None:
    head = '[project]\nname = "p"\nversion = "1"\n'
    (tmp_path / "pyproject.toml").write_text(head)
    assert exclude_newer(read_inputs(tmp_path), {}) is None
    (tmp_path / "pyproject.toml").write_text(f'{head}[tool.uv]\nexclude-newer = "2026-01-01"\n')
    inputs = read_inputs(tmp_path)
    assert exclude_newer(inputs, {}) == "2026-01-01"
    assert exclude_newer(inputs, {"UV_EXCLUDE_NEWER": "7 days"}) == "7 days"
    assert exclude_newer(inputs, {"UV_NO_CONFIG": "1"}) is None
    (tmp_path / "pyproject.toml").write_text(f'{head}[tool.uv.pip]\nexclude-newer = "2025-01-01"\n')
    assert exclude_newer(read_inputs(tmp_path), {}) == "2025-01-01"


def test_marker_of_the_settings_that_uv_would_crash_of_is_named(tmp_path: Path) -> None:
    deep = "(" * 9000 + "python_version>'3'" + ")" * 9000
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "d"\nversion = "1"\ndependencies = ["inner"]\n'
        f'[tool.uv]\noverride-dependencies = ["inner; {deep}"]\n'
    )
    with pytest.raises(BadUvSetting, match=r"`override-dependencies` in .* is nested too deep"):
        uv_tables(read_inputs(tmp_path), TARGETS, {})
