"""The tests of the example itself: `snowsnake run -m pytest`."""

from __future__ import annotations

import pytest
from snowdepth import total


def test_total() -> None:
    assert total([3, 0, 14]) == 17
    assert total(()) == 0


def test_what_is_no_number() -> None:
    with pytest.raises(TypeError):
        total(["deep"])
    with pytest.raises(TypeError):
        total(3)
