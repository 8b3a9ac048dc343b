from __future__ import annotations

from collections.abc import Callable

import pytest

from snowsnake.parsing import Malformed
from snowsnake.specifications import (
    caret,
    read_marker,
    read_requirement,
    read_sdist_name,
    read_specifiers,
    read_version,
    read_wheel_name,
)

LONG = "1" * 5000


@pytest.mark.parametrize(
    ("read", "text"),
    [
        (read_version, LONG),
        (read_version, "nothing"),
        (read_specifiers, f">={LONG}"),
        (read_specifiers, "1.0"),
        (read_requirement, f"demo>={LONG}"),
        (read_requirement, f"demo; python_version < '{LONG}'"),
        (read_requirement, f"demo; {'(' * 5000}"),
        (read_requirement, f"demo=={'1.' * 500_000}1"),
        (read_requirement, "demo 1.0"),
        (read_marker, f"python_version < '{LONG}'"),
        (read_marker, "(" * 5000),
        (read_wheel_name, f"demo-{LONG}-py3-none-any.whl"),
        (read_wheel_name, "demo.whl"),
        (read_sdist_name, f"demo-{LONG}.tar.gz"),
        (read_sdist_name, "demo.rar"),
    ],
)
def test_what_is_none_or_cannot_be_compared_is_one_error(read: Callable[[str], object], text: str) -> None:
    with pytest.raises(Malformed):
        read(text)


@pytest.mark.parametrize(
    ("version", "expected"),
    [
        ("1.2.3", ">=1.2.3,<2"),
        ("0.2.3", ">=0.2.3,<0.3"),
        ("0.0.3", ">=0.0.3,<0.0.4"),
        ("0", ">=0,<1"),
        ("0.0", ">=0.0,<0.1"),
    ],
)
def test_a_caret_leaves_the_first_number_that_is_not_zero(version: str, expected: str) -> None:
    assert caret(version) == expected
