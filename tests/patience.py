"""How long a test waits: until something happens, or until it is certain that it never will.

No test says how quickly something happens: machines differ, and a loaded one is slow in every step.
"""

from __future__ import annotations

import time
from collections.abc import Callable

PATIENCE = 540.0
"""Seconds; less than pytest's `faulthandler_timeout`, so that the test itself says what it waited for."""


def eventually(condition: Callable[[], object]) -> None:
    """Wait until `condition` holds. Raises `AssertionError` when it never does."""
    end = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < end, "it never happened"
        time.sleep(0.02)
