"""What child processes are started with, whichever part of snowsnake starts them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from functools import cache

# What setpriv does, for where there is none: PR_SET_PDEATHSIG is 1. Whoever started us may be dead already.
_TRAMPOLINE = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM, 0, 0, 0)
if os.getppid() != int(sys.argv[1]):
    sys.exit(1)
os.execvp(sys.argv[2], sys.argv[2:])
"""


def dying_with_us() -> tuple[str, ...]:
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
