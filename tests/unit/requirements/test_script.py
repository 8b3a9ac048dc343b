from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowsnake.requirements import read_inputs
from snowsnake.requirements.script import (
    BadScriptBlock,
    NoScriptBlock,
    has_script_block,
    script_block,
)
from snowsnake.requirements.text import BadRequirement, Where
from snowsnake.requirements.toml import BadToml, BadValue, UnreadableFile

SCRIPT = """#!/usr/bin/env -S snowsnake run
# /// script
# requires-python = ">=3.12"
# dependencies = [
#   "rich",
#   "attrs>=25",
# ]
#
# [tool.snowsnake]
# python = "3.13"
# ///
import rich
"""
WHERE = Where(name="s.py")


def write(directory: Path, text: str) -> Path:
    (directory / "s.py").write_text(text)
    return directory / "s.py"


def test_the_block_is_read(tmp_path: Path) -> None:
    inputs = read_inputs(tmp_path, script=write(tmp_path, SCRIPT))
    assert inputs.requires == ("attrs>=25", "rich")
    assert str(inputs.requires_python) == ">=3.12"
    assert inputs.python_request == "3.13"
    assert inputs.describe() == ("s.py",)


def test_editing_the_body_or_a_comment_keeps_the_digest(tmp_path: Path) -> None:
    digest = read_inputs(tmp_path, script=write(tmp_path, SCRIPT)).digest
    for edited in (
        SCRIPT + "print(1)\n",
        SCRIPT.replace("# [tool", "# # why\n# [tool"),
        "# hello\n" + SCRIPT,
    ):
        assert read_inputs(tmp_path, script=write(tmp_path, edited)).digest == digest
    changed = SCRIPT.replace("rich", "idna")
    assert read_inputs(tmp_path, script=write(tmp_path, changed)).digest != digest


def test_a_python_version_file_beside_a_script_is_not_its_business(tmp_path: Path) -> None:
    (tmp_path / ".python-version").write_text("3.11\n")
    script = write(tmp_path, "# /// script\n# dependencies = []\n# ///\n")
    assert read_inputs(tmp_path, script=script).python_request is None


def test_a_script_without_a_block(tmp_path: Path) -> None:
    script = write(tmp_path, "print(1)\n")
    assert not has_script_block(script)
    with pytest.raises(NoScriptBlock, match=r"s\.py"):
        read_inputs(tmp_path, script=script)


def test_two_blocks_are_refused(tmp_path: Path) -> None:
    with pytest.raises(BadScriptBlock, match=r"s\.py:13: a second"):
        read_inputs(tmp_path, script=write(tmp_path, SCRIPT + SCRIPT.partition("\n")[2]))


def test_an_unclosed_block_is_named_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(BadScriptBlock, match=r"s\.py:2: .*not closed"):
        read_inputs(tmp_path, script=write(tmp_path, "\n# /// script\n# dependencies = []\n\nx = 1\n"))


def test_a_toml_error_names_the_line_in_the_script(tmp_path: Path) -> None:
    with pytest.raises(BadToml, match=r"s\.py:4"):
        read_inputs(tmp_path, script=write(tmp_path, "#!x\n# /// script\n# a = 1\n# b = = 2\n# ///\n"))


def test_wrong_values_are_named(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="`dependencies` must be a list"):
        read_inputs(tmp_path, script=write(tmp_path, '# /// script\n# dependencies = "rich"\n# ///\n'))
    with pytest.raises(BadRequirement, match=r"s\.py"):
        read_inputs(tmp_path, script=write(tmp_path, '# /// script\n# dependencies = ["a b"]\n# ///\n'))


def test_other_blocks_are_left_alone() -> None:
    text = "# /// other\n# x\n# ///\n\n# /// script\n# y = 1\n# ///\n"
    assert script_block(text, WHERE) == ("y = 1\n", 5)


def test_the_last_closing_line_of_a_comment_run_ends_the_block() -> None:
    # The specification: a closing line counts only when the next line is not part of the comment block.
    text = "# /// script\n# a = 1\n# ///\n# b = 2\n# ///\nx\n"
    assert script_block(text, WHERE) == ("a = 1\n///\nb = 2\n", 1)


_LINES = st.text(alphabet=st.characters(exclude_categories=["C", "Z"]) | st.just(" "), max_size=20)


@given(st.lists(_LINES, min_size=1, max_size=5), st.text(alphabet="xyz =\n", max_size=20))
def test_every_content_comes_back(lines: list[str], body: str) -> None:
    text = "# /// script\n" + "".join(f"# {line}\n" for line in lines) + "# ///\n\n" + body
    assert script_block(text, WHERE) == ("".join(f"{line}\n" for line in lines), 1)


@given(st.text(alphabet="# /script\nab", max_size=100))
def test_any_text_is_looked_at_without_failing(text: str) -> None:
    with contextlib.suppress(BadScriptBlock):
        script_block(text, WHERE)


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (SCRIPT.encode() + b"print('caf\xe9')\n", "not UTF-8 at byte"),
        (b"# coding: klingon\n" + SCRIPT.encode(), "no such encoding"),
    ],
)
def test_a_script_that_is_no_text_names_its_encoding(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "s.py"
    path.write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        read_inputs(tmp_path, script=path)
    assert reason in caught.value.message
    assert "save `s.py` as UTF-8" in (caught.value.help or "")
