"""What holds for every test."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from tests.forks import Forks

# Set where the tests are started from; it says nothing of what they make. Without bytecode every process would take
# three times as long.
FOREIGN = ("VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")


def pytest_configure() -> None:
    """Take Ctrl-C as it is: what a shell starts in the background has it ignored, and so would all that we start."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    # A loaded machine is slow in every step, and that is no fault of the code under test.
    settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
    settings.load_profile("any machine")
    for name in FOREIGN:
        os.environ.pop(name, None)


@pytest.fixture(scope="session")
def forked() -> Iterator[Forks]:
    """Processes of snowsnake that have imported everything."""
    with Forks() as made:
        yield made
