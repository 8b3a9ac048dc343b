from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.requirements import read_inputs
from snowsnake.resolve import Credentials


@pytest.fixture
def credentials(tmp_path: Path) -> Credentials:
    (tmp_path / "requirements.txt").write_text(
        "--index-url https://ann:p%40ss@one.example.invalid/simple\n"
        "--extra-index-url https://bob:other@one.example.invalid/b/simple\na\n"
    )
    (tmp_path / "pyproject.toml").write_text(
        '[[tool.uv.index]]\nname = "our-own"\nurl = "https://two.example.invalid/simple"\n'
    )
    (tmp_path / "netrc").write_text("machine three.example.invalid login eve password n3t\n")
    environ = {
        "UV_INDEX_OUR_OWN_USERNAME": "carl",
        "UV_INDEX_OUR_OWN_PASSWORD": "c4rl",
        "UV_INDEX": "x=https://dan:d4n@four.example.invalid/simple",
        "NETRC": str(tmp_path / "netrc"),
        "HOME": str(tmp_path),
    }
    return Credentials.from_inputs(read_inputs(tmp_path, files=[Path("requirements.txt")]), environ)


@pytest.mark.parametrize(
    ("url", "auth"),
    [
        ("https://one.example.invalid/simple/a/", ("ann", "p@ss")),
        ("https://one.example.invalid/files/a.whl", ("ann", "p@ss")),
        ("https://one.example.invalid/b/files/a.whl", ("bob", "other")),
        ("https://one.example.invalid:443/simple/", ("ann", "p@ss")),
        ("http://one.example.invalid/simple/", None),
        ("https://one.example.invalid:8443/simple/", None),
        ("https://one.example.invalid.evil.invalid/simple/", None),
        ("https://two.example.invalid/simple/a/", ("carl", "c4rl")),
        ("https://three.example.invalid/a.whl", ("eve", "n3t")),
        ("https://four.example.invalid/a.whl", ("dan", "d4n")),
        ("https://files.example.invalid/a.whl", None),
    ],
)
def test_credentials_go_only_where_they_belong(
    credentials: Credentials, url: str, auth: tuple[str, str] | None
) -> None:
    assert credentials.auth_for(url) == auth


def test_nothing_is_shown(credentials: Credentials) -> None:
    assert "p@ss" not in repr(credentials)
    text = credentials.redact("failed: https://ann:p%40ss@one.example.invalid/x with p@ss and n3t")
    assert text == "failed: https://one.example.invalid/x with **** and ****"
