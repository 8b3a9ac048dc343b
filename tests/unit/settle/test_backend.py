"""What metadata says, which anybody may have written."""

from __future__ import annotations

import pytest

from snowsnake.settle.backend import parsed


@pytest.mark.parametrize(
    "text", ["y; " + "(" * 2000 + "extra == 'z'" + ")" * 2000, "y; (", "", "y>=" + "x" * 9000]
)
def test_requirement_that_cannot_be_read_is_passed_over(text: str) -> None:
    assert [str(found) for found in parsed([text, "x>=1"])] == ["x>=1"]
