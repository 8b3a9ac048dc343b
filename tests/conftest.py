"""What holds for every test."""

from __future__ import annotations

import signal


def pytest_configure() -> None:
    """Take Ctrl-C as it is: what a shell starts in the background has it ignored, and so would all that we start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
