"""Text from strangers on a terminal."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowsnake.ui.text import duration, printable, printable_lines, shortened, size

ANY = st.text(st.characters(exclude_categories=()))  # lone surrogates too


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("numpy 2.3.1", "numpy 2.3.1"),
        ("naïve 雪 ✓", "naïve 雪 ✓"),
        ("\x1b[31mred\x1b[0m", "\\x1b[31mred\\x1b[0m"),
        ("two\nlines\r\t", "two\\nlines\\r\\t"),
        ("abc\u202edef\u2066", "abc\\u202edef\\u2066"),
        ("zero\u200bwidth\ufeff", "zero\\u200bwidth\\ufeff"),
        ("\u2028\x9b\x7f", "\\u2028\\x9b\\x7f"),
        ("\udc80", "\\udc80"),
    ],
)
def test_what_could_act_or_hide_is_shown_as_its_escape(text: str, shown: str) -> None:
    assert printable(text) == shown


@given(ANY)
def test_whatever_comes_in_one_harmless_line_comes_out(text: str) -> None:
    shown = printable(text)
    shown.encode()  # a terminal can take it
    assert not any(unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for letter in shown)
    assert printable(shown) == shown


@given(ANY)
def test_longer_text_keeps_line_breaks_and_nothing_else(text: str) -> None:
    shown = printable_lines(text)
    assert not any(
        unicodedata.category(letter) in {"Cc", "Cf", "Cs", "Zl", "Zp"} - set()
        for letter in shown
        if letter != "\n"
    )


def test_colours_and_progress_bars_of_build_tools_are_dropped() -> None:
    log = "\x1b[1;31merror\x1b[0m: no\r\n 10%\r 100%\r\n\x1b]0;title\x07\tend"
    assert printable_lines(log) == "error: no\n 100%\n        end"


def test_numbers_for_people() -> None:
    assert [size(812), size(13_500_000), size(4.2e12)] == ["812 B", "13.5 MB", "4200.0 GB"]
    assert [duration(0.42), duration(127), duration(7500)] == ["0.4 s", "2 min 07 s", "2 h 05 min"]


def test_what_nobody_would_read_is_left_out() -> None:
    name, words = f"`{'x' * 100_000}`", "no " * 1_000_000
    assert shortened("x" * 1000) == "x" * 1000
    assert shortened(f"{name} is no name") == f"`{'x' * 199}… (99702 characters) …{'x' * 99}` is no name"
    assert len(shortened(f"`{words}` is none")) < 400
    said = shortened(words)
    assert len(said) < 6_000
    assert said.startswith("no no ")
    assert said.endswith("no no ")
    lines = printable_lines("\n".join(map(str, range(100_000)))).split("\n")
    assert (lines[:2], lines[250], lines[-1]) == (["0", "1"], "… (99500 lines) …", "99999")
    assert len(printable_lines(f"a\n{name}").split("\n")[1]) < 400
