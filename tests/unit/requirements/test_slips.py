from __future__ import annotations

import pytest

from snowsnake.requirements.slips import meant


@pytest.mark.parametrize(
    ("written", "requirement"),
    [
        ("six=1.16.0=pyh6c4a22f_0", "six==1.16.0"),  # conda
        ("conda-forge::six=1.16", "six==1.16"),
        ("six=*", "six"),
        ("six@1.16", "six==1.16"),  # npm
        ("six@latest", "six"),
        ("six^1.2", "six>=1.2,<2"),  # Poetry
        ("six ^0.3.1", "six>=0.3.1,<0.4"),
        ("pytz>dev", "pytz>=0.dev0"),  # of before PEP 440
        ("six (1.16)", "six==1.16"),
        ("six 1.16", "six==1.16"),
        ("six==1.16.x", "six==1.16.*"),
        ("six=>1.16", "six>=1.16"),
        ("six>1.16<2", "six>1.16,<2"),
        ("six~1.16", "six~=1.16"),
        ('"six"', "six"),
        ("six[x]=1", "six[x]==1"),
    ],
)
def test_what_other_tools_write_is_a_requirement(written: str, requirement: str) -> None:
    assert meant(written) == requirement


@pytest.mark.parametrize("written", ["???", "", "import six", "six[x", "foo bar"])
def test_what_stands_for_nothing_is_left_alone(written: str) -> None:
    assert meant(written) is None
