from __future__ import annotations

import re

import pytest
from packaging.specifiers import SpecifierSet

from snowsnake.provide.debian.choice import NoInterpreter, choose
from snowsnake.provide.debian.suites import load_table

OFFERED = tuple(entry.offered() for entry in load_table().interpreters)


def chosen(request: str | None, requires: str | None = None) -> str:
    specifier = None if requires is None else SpecifierSet(requires)
    return choose(OFFERED, request, specifier, "x86_64-linux").interpreter


@pytest.mark.parametrize(
    ("request_", "requires", "expected"),
    [
        (None, None, "cp313"),
        (None, "", "cp313"),
        (None, ">=3.9", "cp313"),
        (None, "<3.12", "cp311"),
        (None, ">=3.14", "cp314"),
        (None, ">=3.13.1", "cp313"),
        (None, "~=3.11.0", "cp311"),
        ("3.14", None, "cp314"),
        ("3.15", ">=3.9", "cp315"),
        ("3", None, "cp313"),
        ("3.11.2", None, "cp311"),
        ("python3.11", None, "cp311"),
        ("cpython-3.14", None, "cp314"),
        ("cp314", None, "cp314"),
        ("pypy3", None, "pp311"),
        ("pypy3.11", None, "pp311"),
        ("pypy", None, "pp311"),
        ("pp311", None, "pp311"),
        (">=3.12", None, "cp313"),
    ],
)
def test_choices(request_: str | None, requires: str | None, expected: str) -> None:
    assert chosen(request_, requires) == expected


@pytest.mark.parametrize(
    ("request_", "requires"),
    [
        ("3.12", None),
        ("2.7", None),
        ("pypy3.9", None),
        (None, "<3.9"),
        ("3.11", ">=3.13"),
        ("jython", None),
        ("", None),
        (">=x", None),
    ],
)
def test_what_the_base_lacks_is_an_error_that_lists_what_it_has(
    request_: str | None, requires: str | None
) -> None:
    with pytest.raises(NoInterpreter) as caught:
        chosen(request_, requires)
    assert caught.value.offered == ("3.13", "3.11", "3.14", "3.15", "pypy3.11")
    assert str(caught.value.help).startswith(
        ("it has 3.13, 3.11,", "of those that it has, these are allowed: 3.13")
    )


def test_the_file_that_has_the_request_is_said_and_what_to_write_there() -> None:
    with pytest.raises(NoInterpreter) as caught:
        choose(OFFERED, "3.12", SpecifierSet(">=3.13"), "x86_64-linux")
    error = caught.value.said_by(["pyproject.toml"], "`.python-version`")
    assert "for Python `3.12` of `.python-version` with" in error.message
    assert "write `3.13` into `.python-version`" in str(error.help)


@pytest.mark.parametrize(
    ("request_", "requires"),
    [("3.13", ">=3.12,<3.13"), (None, ">=3.12,<3.13"), ("3.11", ">=3.13"), ("3.12", None)],
)
def test_the_line_to_type_is_one_that_helps(request_: str | None, requires: str | None) -> None:
    """Either an interpreter that is allowed, or the file that forbids all of them, and what to write there."""
    specifier = None if requires is None else SpecifierSet(requires)
    with pytest.raises(NoInterpreter) as caught:
        choose(OFFERED, request_, specifier, "x86_64-linux")
    error = caught.value.said_by(["pyproject.toml"])
    typed = re.findall(r"`--python ([^`]*)`", str(error.help))
    if typed:
        assert choose(OFFERED, typed[0], specifier, "x86_64-linux")
    else:
        assert "in `pyproject.toml`" in str(error.help)
        written = re.findall(r'requires-python = "([^"]*)"', str(error.help))
        assert choose(OFFERED, None, SpecifierSet(written[0]), "x86_64-linux")
    if requires is not None:
        assert "of `pyproject.toml`" in error.message
