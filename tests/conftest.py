"""What holds for every test."""

from __future__ import annotations

import os
import signal

# Set where the tests are started from an activated environment; it says nothing of what they make.
FOREIGN = ("VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT")


def pytest_configure() -> None:
    """Take Ctrl-C as it is: what a shell starts in the background has it ignored, and so would all that we start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    for name in FOREIGN:
        os.environ.pop(name, None)
