"""Child processes that end when we do."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO

from snowsnake.children import dying_with_us

GRACE = 5.0
"""Seconds that Nix gets after SIGTERM to end its builders and remove their directories."""
_AGAIN = 0.3


@contextlib.contextmanager
def running(
    command: Sequence[str],
    *,
    stdout: IO[bytes] | int,
    environment: Mapping[str, str],
    directory: Path | None = None,
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a command with its standard error on a pipe; when the block ends, so does the command.

    It gets a session of its own: Ctrl-C reaches only us, and we end it with everything that it started.
    """
    process = subprocess.Popen(
        [*dying_with_us(), *command],
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=subprocess.PIPE,
        env=dict(environment),
        cwd=directory,
        start_new_session=True,
    )
    try:
        yield process
    finally:
        _stop(process)
        if process.stderr:
            process.stderr.close()


def _stop(process: subprocess.Popen[bytes]) -> None:
    """End the process and its group: ask, and ask again, then make it.

    What Nix is asked while it starts a builder it may not notice before the builder has ended.
    """
    end = time.monotonic() + GRACE
    try:
        while process.poll() is None and time.monotonic() < end:
            _signal(process, signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                # Nix may be waiting for somebody to read what it says.
                process.communicate(timeout=_AGAIN)
    finally:  # a second Ctrl-C: no more patience
        if process.poll() is None:
            _signal(process, signal.SIGKILL)
            process.wait()


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)
