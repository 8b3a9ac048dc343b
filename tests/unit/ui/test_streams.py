"""Standard streams that are closed or full: an exit code, words where anybody can read them, no traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest


def run(arguments: str, redirection: str, **environ: str) -> tuple[int, str]:
    """Exit code and standard error of a command line with something done to its streams."""
    command = f'exec "$0" -m snowsnake {arguments} {redirection}'
    done = subprocess.run(
        ["sh", "-c", command, sys.executable],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", **environ},
    )
    return done.returncode, done.stderr


@pytest.mark.parametrize("buffered", ["", "1"])
@pytest.mark.parametrize(
    ("arguments", "redirection", "code", "words"),
    [
        ("--version", ">&-", 1, "cannot write to standard output: bad file descriptor"),
        ("--version", "</dev/null >/dev/full", 1, "cannot write to standard output: no space left on device"),
        ("nosuchverb --json", ">&-", 2, "there is no verb `nosuchverb`"),
        ("nosuchverb", ">/dev/full", 2, "there is no verb `nosuchverb`"),
        ("--version", "2>&-", 0, ""),
        ("nosuchverb", "2>&-", 2, ""),
        ("nosuchverb", "2>/dev/full", 2, ""),
        ("--version", "<&- >&- 2>&-", 1, ""),
    ],
)
def test_closed_and_full_streams(
    arguments: str, redirection: str, code: int, words: str, buffered: str
) -> None:
    found, err = run(arguments, redirection, PYTHONUNBUFFERED=buffered)
    assert found == code
    assert words in err
    assert "Traceback" not in err
    assert "bug" not in err
