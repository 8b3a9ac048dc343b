"""Errors as users see them, whole."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from snowsnake.errors import SnowsnakeError, UsageError
from snowsnake.ui.errors import Report, handle, show


def _handled(error: BaseException, problems: Path = Path("/nonexistent/problems")) -> Report:
    return handle(error, problems=problems, arguments=["lock", "-r", "secret.txt"])


def test_message_details_and_help() -> None:
    error = SnowsnakeError(
        "the build of `numpy-2.3.1` failed",
        help="look at the log: `nix log /nix/store/x.drv`",
        details="compiling\n\x1b[31mfatal\x1b[0m: no space\n",
    )
    assert _handled(error).text() == (
        "error: the build of `numpy-2.3.1` failed\n\n"
        "  compiling\n  fatal: no space\n\n"
        "help: look at the log: `nix log /nix/store/x.drv`\n"
    )


def test_hostile_names_stay_on_their_line() -> None:
    assert _handled(SnowsnakeError("no `a\nhelp: run rm -rf\x1b[2J`")).text() == (
        "error: no `a\\nhelp: run rm -rf\\x1b[2J`\n"
    )


def test_exit_codes() -> None:
    codes = [
        _handled(e).exit_code
        for e in (SnowsnakeError("x"), UsageError("x"), KeyboardInterrupt(), ValueError())
    ]
    assert codes == [1, 2, 130, 1]


def test_ctrl_c_and_a_closed_pipe_need_no_words() -> None:
    assert _handled(KeyboardInterrupt()).text() == ""
    assert _handled(BrokenPipeError(32, "Broken pipe")).text() == ""


def test_files_and_disks() -> None:
    assert (
        "error: `/x/y`: permission denied\n"
        in _handled(PermissionError(13, "Permission denied", "/x/y")).text()
    )
    full = _handled(OSError(28, "No space left on device"))
    assert full.text().startswith("error: no space left on the disk\n\nhelp: free some, or use another: ")


def test_a_bug_is_ours_and_its_traceback_goes_to_a_file(tmp_path: Path) -> None:
    with pytest.raises(KeyError) as caught:
        dict[str, str]()["surprise"]
    report = _handled(caught.value, tmp_path / "problems")
    (written,) = (tmp_path / "problems").iterdir()
    assert report.text() == (
        f"error: this is a bug in snowsnake (KeyError)\n\nhelp: please report it, with the file `{written}`\n"
    )
    text = written.read_text()
    assert "test_errors.py" in text
    assert "surprise" in text
    assert "secret.txt" not in text  # arguments may name private indexes


def test_colour_marks_the_two_words_only() -> None:
    stream = io.StringIO()
    show(_handled(SnowsnakeError("bad", help="type")), stream, colour=True)
    assert stream.getvalue() == "\x1b[1;31merror:\x1b[0m bad\n\n\x1b[1;36mhelp:\x1b[0m type\n"
