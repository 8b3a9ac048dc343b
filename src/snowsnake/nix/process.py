"""Child processes that end when we do."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import IO

GRACE = 5.0
"""Seconds that Nix gets after SIGTERM to end its builders and remove their directories."""


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
        [*_dying_with_us(), *command],
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
    """End the process and its group: ask, then make it."""
    if process.poll() is not None:
        return
    _signal(process, signal.SIGTERM)
    try:
        # Nix may be waiting for somebody to read what it says.
        process.communicate(timeout=GRACE)
    except subprocess.TimeoutExpired:
        _signal(process, signal.SIGKILL)
        process.wait()
    except BaseException:  # a second Ctrl-C: no more patience
        _signal(process, signal.SIGKILL)
        process.wait()
        raise


def _signal(process: subprocess.Popen[bytes], number: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, number)


# What setpriv does, for where there is none: PR_SET_PDEATHSIG is 1. Whoever started us may be dead already.
_TRAMPOLINE = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
os.execvp(sys.argv[2], sys.argv[2:])
"""


def _dying_with_us() -> tuple[str, ...]:
    """A prefix that makes the kernel end the command when we are killed without a chance to do it.

    Python code must not run between fork and exec in a program with threads (`preexec_fn`): so another
    program does it. util-linux's setpriv needs 1 ms for that, another Python 20 ms.
    """
    if sys.platform != "linux":
        return ()
    setpriv = _setpriv()
    if setpriv is not None:
        return (setpriv, "--pdeathsig", "TERM", "--")
    return (sys.executable, "-I", "-S", "-c", _TRAMPOLINE, str(os.getpid()))


@cache
def _setpriv() -> str | None:
    """util-linux's; busybox has one of this name that knows no `--pdeathsig`."""
    program = shutil.which("setpriv")
    if program is None:
        return None
    tried = [program, "--pdeathsig", "TERM", "--", program, "--version"]
    done = subprocess.run(tried, stdin=subprocess.DEVNULL, capture_output=True, check=False)
    return program if done.returncode == 0 else None
