"""What nixpkgs calls a distribution."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowsnake.lockfile import patterns
from snowsnake.provide.nixpkgs.distributions import attribute, is_identifier


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("zope.interface", "zope-interface"),
        ("Typing_Extensions", "typing-extensions"),
        ("2to3", "_2to3"),
        ("assert", "_assert"),
        ("lib", "_lib"),
        ("psycopg2-binary", "psycopg2"),
        ("psycopg2_Binary", "psycopg2"),
    ],
)
def test_an_attribute_is_always_an_identifier(name: str, expected: str) -> None:
    assert attribute(name) == expected
    assert is_identifier(expected)


@given(st.from_regex(r"[A-Za-z0-9]([A-Za-z0-9._-]{0,20}[A-Za-z0-9])?", fullmatch=True))
def test_whatever_a_distribution_is_called_a_lock_can_hold_its_attribute(name: str) -> None:
    assert is_identifier(attribute(name))
    assert re.fullmatch(patterns.ATTRIBUTE, attribute(name))


def test_what_is_known_can_be_used() -> None:
    text = (files("snowsnake") / "provide" / "knowledge" / "nixpkgs-python.toml").read_text("utf-8")
    for name in tomllib.loads(text)["attributes"]:
        assert is_identifier(attribute(name)), name


@pytest.mark.parametrize(
    "name", ["with", "rec", "buildPythonPackage", "true", "3d", "a.b", "a b", "naïve", ""]
)
def test_what_means_something_else_is_no_identifier(name: str) -> None:
    assert not is_identifier(name)
