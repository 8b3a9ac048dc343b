"""Pages of package indexes, as anybody may serve them."""

from __future__ import annotations

from contextlib import suppress

import pytest

from snowsnake.resolve.simple_index import page_files


@pytest.mark.parametrize("page", [b"<![[[[", b"<!DOCTYPE [<![[[", b"<a href='x#sha256=1'>x</a><![[x"])
def test_declaration_that_is_none_is_passed_over_or_makes_no_sense(page: bytes) -> None:
    with suppress(ValueError):  # newer releases of `html.parser` pass over it
        found = page_files(page, "text/html", "https://index.invalid/x/")
        assert found.keys() == ({"1"} if b"sha256" in page else set())
