"""What people write for an interpreter, and which one they mean by it."""

from __future__ import annotations

import pytest
from packaging.specifiers import SpecifierSet

from snowsnake.targets import Implementation, is_allowed, is_asked_for


@pytest.mark.parametrize(
    "request_", ["3.14", "314", "3", "cp314", "cp3.14", "python3.14", "cpython@3.14.2", ">=3.14", "==3.14.*"]
)
def test_request_of_cpython_3_14(request_: str) -> None:
    assert is_asked_for(request_, "cp", (3, 14))
    assert not is_asked_for(request_, "pp", (3, 14))


@pytest.mark.parametrize(
    "request_", ["3.13", "cp313", "cp31", "pypy3", "pypy", "<3.14", "", "python4", "3.14 ; x", ">=x"]
)
def test_not_a_request_of_cpython_3_14(request_: str) -> None:
    assert not is_asked_for(request_, "cp", (3, 14))


@pytest.mark.parametrize("request_", ["pypy", "pypy3", "pypy3.11", "pp311", "PyPy-3.11"])
def test_request_of_pypy(request_: str) -> None:
    assert is_asked_for(request_, "pp", (3, 11))


@pytest.mark.parametrize(
    ("specifier", "implementation", "allowed"),
    [(">=3.13.2", "cp", True), ("<3.13", "cp", False), (">=3.14", "cp", False), ("==3.13.*", "cp", True)],
)
def test_a_series_is_allowed_when_some_patch_level_is(
    specifier: str, implementation: Implementation, allowed: bool
) -> None:
    assert is_allowed(SpecifierSet(specifier), (3, 13)) is allowed
    assert is_asked_for(specifier, implementation, (3, 13)) is allowed
