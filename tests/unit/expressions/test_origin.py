"""Where an expression fetches a file from whose address was typed."""

from __future__ import annotations

import pytest

from snowsnake.expressions.model import HASH_IN_PATH, FromPyPI
from snowsnake.expressions.origin import _of_pypi, sri

PLACE = f"/packages/8a/0b/{'c' * 60}/"


@pytest.mark.parametrize("before", ["https://example.invalid", "https://mirror.example.invalid/root/pypi/+f"])
def test_file_of_pypi_is_fetched_by_name_and_version(before: str) -> None:
    file = "Demo_Tool-1.0.zip"
    assert _of_pypi(f"{before}{PLACE}{file}", file, "0" * 64) == FromPyPI(
        pname="Demo_Tool", version="1.0", extension="zip", hash=sri("0" * 64)
    )


def test_wheel_that_runs_anywhere_is_too_and_no_other() -> None:
    file = "demo-1.0-py3-none-any.whl"
    found = _of_pypi(f"https://example.invalid{PLACE}{file}", file, "0" * 64)
    assert found is not None
    assert found.wheel == ("py3", "py3")
    file = "demo-1.0-cp313-cp313-manylinux_2_17_x86_64.whl"
    assert _of_pypi(f"https://example.invalid{PLACE}{file}", file, "0" * 64) is None


@pytest.mark.parametrize(
    ("url", "has"),
    [
        ("https://example.invalid/0123456789abcdef0123/demo-1.0.tar.gz", True),
        ("https://example.invalid/demo/archive/0123456789abcdef0123456789abcdef01234567.zip", True),
        ("https://example.invalid/v1.0/demo-1.0.tar.gz", False),
    ],
)
def test_digest_in_an_address_is_seen(url: str, has: bool) -> None:
    assert bool(HASH_IN_PATH.search(url)) is has
