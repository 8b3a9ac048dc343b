"""What is secret in an address goes out of every text, and back only for the download."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowsnake.requirements import read_inputs
from snowsnake.secrets_in_urls import with_tokens, without_credentials


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("https://u:p@h.invalid/x", "https://h.invalid/x"),
        ("git+http://u:p@h.invalid/x@rev", "git+http://h.invalid/x@rev"),
        ("ssh://git:p@h.invalid/x", "ssh://git@h.invalid/x"),
        ("https://h.invalid/x.whl?token=T", "https://h.invalid/x.whl"),
        (
            "https://h.invalid/x.whl?a=1&private_token=T&b=2#sha256=0",
            "https://h.invalid/x.whl?a=1&b=2#sha256=0",
        ),
        (
            "x @ https://h.invalid/x.whl?access-token=T ; extra == 'a'",
            "x @ https://h.invalid/x.whl ; extra == 'a'",
        ),
        ("https://h.invalid/x?X-Amz-Date=1&X-Amz-Signature=T", "https://h.invalid/x?X-Amz-Date=1"),
        ("https://h.invalid/x?sv=1&SIG=T", "https://h.invalid/x?sv=1"),
        ("https://h.invalid/x?apikey=T&key=U", "https://h.invalid/x"),
        ("https://h.invalid/x?author=a&tokens_are=b&dl=1", "https://h.invalid/x?author=a&tokens_are=b&dl=1"),
        ("no address?token=T", "no address?token=T"),
    ],
)
def test_without_credentials(text: str, plain: str) -> None:
    assert without_credentials(text) == plain
    assert without_credentials(plain) == plain


def test_a_token_comes_back_for_its_own_address_and_a_password_never() -> None:
    plain = without_credentials("https://u:p@one.invalid/x.whl?token=T#sha256=0").partition("#")[0]
    assert with_tokens(plain) == "https://one.invalid/x.whl?token=T"
    assert with_tokens("https://one.invalid/y.whl") == "https://one.invalid/y.whl"


@given(st.text())
def test_any_text_is_taken(text: str) -> None:
    without_credentials(text)
    without_credentials(f"https://{text}?token=SECRET")


def test_no_token_is_in_what_a_lock_says_of_the_requirements(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text(
        "x @ https://h.invalid/x-1-py3-none-any.whl?token=SECRET\ny @ git+https://u:SECRET@h.invalid/y\n"
    )
    inputs = read_inputs(tmp_path, options=["--native https://h.invalid/t.tar.gz?token=SECRET"])
    said = (
        *inputs.requires,
        *inputs.describe(),
        *inputs.asked.options.native,
        *(c.text for c in inputs.carriers),
    )
    assert "SECRET" not in "".join(said)
    assert len(said) >= 4
