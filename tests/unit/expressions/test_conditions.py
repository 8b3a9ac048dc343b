"""Markers in nixpkgs' words."""

from __future__ import annotations

import pytest
from packaging.markers import Marker

from snowsnake.expressions.conditions import condition, disabled
from snowsnake.nixtext import to_text


def text(marker: str, extra: str = "") -> str | None:
    """The condition as Nix text, `always` or `None` for never."""
    found = condition(Marker(marker), extra)
    if found is None:
        return None
    return "always" if found.expression is None else to_text(found.expression).strip()


@pytest.mark.parametrize(
    ("marker", "expected"),
    [
        ('python_version < "3.12"', 'pythonOlder "3.12"'),
        ('python_version >= "3.13"', 'pythonAtLeast "3.13"'),
        ('python_version == "3.12"', 'pythonAtLeast "3.12" && pythonOlder "3.13"'),
        ('python_version < "3.8"', None),
        ('python_version >= "3.9"', "always"),
        ('sys_platform == "win32"', None),
        ('sys_platform != "win32"', "always"),
        ('platform_system == "Darwin"', "stdenv.hostPlatform.isDarwin"),
        ('sys_platform == "linux"', "stdenv.hostPlatform.isLinux"),
        ('platform_machine == "x86_64"', "stdenv.hostPlatform.isx86_64"),
        ('platform_python_implementation != "PyPy"', "!isPyPy"),
        ('implementation_name == "pypy"', "isPyPy"),
        (
            'sys_platform == "darwin" and python_version < "3.12"',
            'pythonOlder "3.12" && stdenv.hostPlatform.isDarwin',
        ),
        ('extra == "socks"', None),
    ],
)
def test_a_marker_becomes_a_condition(marker: str, expected: str | None) -> None:
    assert text(marker) == expected


def test_an_extra_that_is_asked_for_is_no_condition() -> None:
    assert text('extra == "socks"', "socks") == "always"
    assert text('extra == "socks" and python_version < "3.13"', "socks") == 'pythonOlder "3.13"'


def test_what_no_single_condition_says_is_alternatives() -> None:
    found = text('python_version < "3.12" or sys_platform == "darwin"')
    assert found is not None
    assert "||" in found or found.startswith("!")


def test_an_old_python_is_disabled_only_where_nixpkgs_has_it() -> None:
    assert disabled(">=3.8") is None
    found = disabled(">=3.13")
    assert found is not None
    assert to_text(found).strip() == 'pythonOlder "3.13"'
    assert disabled("what") is None
