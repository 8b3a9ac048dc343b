"""The names of libraries in ELF files that may open them by themselves."""

from __future__ import annotations

import pytest

from snowsnake.analyse.uses.binary import Strings


def names(*pieces: bytes) -> set[str]:
    strings = Strings("a.so")
    for piece in pieces:
        strings.feed(piece)
    return set(strings.names)


@pytest.mark.parametrize("cut", range(60))
def test_names_that_follow_each_other_are_all_found(cut: int) -> None:
    data = b"\0dlopen\0libudev.so.0\0libudev.so.1\0libX11.so.6\0"
    found = names(data[:cut], data[cut:])
    assert found == {"libudev.so.0", "libudev.so.1", "libX11.so.6"}


def test_what_opens_nothing_names_nothing() -> None:
    assert names(b"\0libudev.so.1\0") == set()


@pytest.mark.parametrize(
    "text", [b"see libudev.so.1", b"libudev.so.1.", b"/usr/lib/libudev.so.1", b"lib.so.1x"]
)
def test_other_text_is_no_name(text: bytes) -> None:
    assert names(b"\0dlopen\0" + text + b"\0") == set()
