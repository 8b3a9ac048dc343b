"""What Nix says when it cannot evaluate, and what becomes of it."""

from __future__ import annotations

import pytest

from snowsnake.nix.errors import EvaluationFailed
from snowsnake.nix.refusals import machine_error

OLD = """error: snowsnake.lock is for Python 3.9, and nixpkgs has no `python39`
       help: lock for one of these: `snowsnake lock --python 3.13`
"""
OLD_WITH_PLACES = """error: snowsnake.lock is for Python 3.9, and nixpkgs has no `python39`
       help: lock for one of these: `snowsnake lock --python 3.13`
(use '--show-trace' to show detailed location information)
"""
NEW = """error:
       … while calling the 'derivationStrict' builtin
         at <nix/derivation-internal.nix>:37:12:
           36|
           37|   strict = derivationStrict drvAttrs;
             |            ^

       … while evaluating the attribute 'spec'

       (stack trace truncated; use '--show-trace' to show the full, detailed trace)

       error: snowsnake.lock is for Python 3.9, and nixpkgs has no `python39`
       help: lock for one of these: `snowsnake lock --python 3.13`
"""


@pytest.mark.parametrize("said", [OLD, OLD_WITH_PLACES, NEW], ids=["2.8", "2.8 with places", "2.34"])
def test_what_our_own_library_says_is_all_that_is_said(said: str) -> None:
    error = EvaluationFailed(said)
    assert error.message == "snowsnake.lock is for Python 3.9, and nixpkgs has no `python39`"
    assert error.help == "lock for one of these: `snowsnake lock --python 3.13`"
    assert error.details is None


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("error: undefined variable 'x'\n\n       at /p/default.nix:1:1:\n", "undefined variable 'x'"),
        ("error:\n       … while calling\n\n       error: attribute 'y' missing\n", "attribute 'y' missing"),
        ("warning: it is late\nerror: undefined variable 'x'\n", "undefined variable 'x'"),
        ("something else\nmore\n", "something else"),
        ("", "it did not say why"),
    ],
)
def test_what_anybody_else_says_is_told_whole(said: str, why: str) -> None:
    error = EvaluationFailed(said)
    assert error.message == f"Nix cannot evaluate the environment: {why}"
    assert "report it" in str(error.help)
    assert error.details == said


def test_words_about_help_are_no_advice() -> None:
    """Only a line that starts so is: our library's."""
    error = EvaluationFailed("error: builder for 'x' has no help: text\n")
    assert error.message == "Nix cannot evaluate the environment: builder for 'x' has no help: text"


@pytest.mark.parametrize(
    "said",
    [
        "error: executing SQLite statement 'pragma x': unable to open database file (in '/nix/var/nix/db/db.sqlite')",
        "error: opening SQLite database '/nix/var/nix/db/db.sqlite': unable to open database file",
        "error: executing SQLite query 'select 1': database disk image is malformed (in '/nix/var/nix/db/db.sqlite')",
    ],
)
def test_a_database_that_nix_cannot_use_is_no_bug_of_ours(said: str) -> None:
    error = machine_error(said, 1)
    assert error is not None
    assert "its database" in error.message
    assert "`nix-store --verify`" in (error.help or "")
