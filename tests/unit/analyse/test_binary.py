"""The names of libraries in ELF files that may open them by themselves."""

from __future__ import annotations

import pytest

from snowsnake.analyse.uses.binary import Strings, of_strings


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


def test_names_have_an_order() -> None:
    """So that two locks of one thing are the same."""
    strings = Strings("a.so")
    strings.feed(b"\0dlopen\0" + b"\0".join(b"libsnow%d.so.1" % number for number in range(30)) + b"\0")
    found = [use.name for use in of_strings(strings, (), ())]
    assert len(found) == 30
    assert found == sorted(found)


def test_what_opens_nothing_names_nothing() -> None:
    assert names(b"\0libudev.so.1\0") == set()


@pytest.mark.parametrize(
    "text", [b"see libudev.so.1", b"libudev.so.1.", b"/usr/lib/libudev.so.1", b"lib.so.1x"]
)
def test_other_text_is_no_name(text: bytes) -> None:
    assert names(b"\0dlopen\0" + text + b"\0") == set()


RUST = b"\0dlopen\0/rustc/0f/library/core/src/str.rs"


@pytest.mark.parametrize("cut", range(len(RUST), len(RUST) + 110))
def test_names_that_rust_keeps_among_other_texts_are_found(cut: int) -> None:
    data = (
        RUST
        + b"CAPABLE_NVlibvulkan.so.1Cannot liblibXi.so.6 load libEGL.so.1libEGL.solibwayland-egl.so.1libwayland\0"
    )
    data += b"NotFoundlibglib-2.0.so.0.x_llibz3.so.4libudev.so.1\0 "
    found = names(data[:cut], data[cut:])
    assert found == {
        *("libvulkan.so.1", "libEGL.so.1", "libwayland-egl.so.1"),
        *("libglib-2.0.so.0", "libz3.so.4", "libudev.so.1", "libXi.so.6"),
    }


@pytest.mark.parametrize("text", [b"the file is .so.1x", b"mylib_.so", b"libudev.so.conf", b"lib.so.1 "])
def test_other_text_of_rust_is_no_name(text: bytes) -> None:
    assert names(RUST + text + b"\0") == set()
