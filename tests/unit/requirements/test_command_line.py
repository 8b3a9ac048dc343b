from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements import read_inputs
from snowsnake.requirements.text import BadRequirement, HostileText, SourceBuildsMissing


def test_requirements_are_normalised_and_sorted(tmp_path: Path) -> None:
    inputs = read_inputs(tmp_path, requirements=["Rich", "HTTPX[HTTP2] >= 0.27 ; python_version>'3'", "rich"])
    assert inputs.requires == ('httpx[http2]>=0.27; python_version > "3"', "rich")
    assert inputs.describe() == ("command line",)


@pytest.mark.parametrize(
    "text",
    ['a"b', "a`b", "a${HOME}", "a\nb", "\x1b[31mred", "naïve", "a\\b", "a ; extra == '${x}'"],
)
def test_hostile_characters_are_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises((HostileText, BadRequirement)):
        read_inputs(tmp_path, requirements=[text])


@pytest.mark.parametrize("version", ['===1"2', "===$(x)", "===1;x", "==1''2"])
def test_hostile_versions_are_refused(tmp_path: Path, version: str) -> None:
    with pytest.raises(SnowsnakeError):
        read_inputs(tmp_path, requirements=[f"a{version}"])


@pytest.mark.parametrize(
    "text",
    [
        "./here",
        "/there",
        "git+https://e.invalid/r.git",
        "a @ git+https://e.invalid/r",
        "a @ https://e.invalid/a.tar.gz",
    ],
)
def test_what_needs_a_build_is_refused_in_plain_words(tmp_path: Path, text: str) -> None:
    with pytest.raises(SourceBuildsMissing, match="source builds are not there yet"):
        read_inputs(tmp_path, requirements=[text])


def test_a_wheel_is_required_by_its_url(tmp_path: Path) -> None:
    url = "https://example.invalid/a-1-py3-none-any.whl"
    assert read_inputs(tmp_path, requirements=[f"a @ {url}"]).requires == (f"a @ {url}",)


def test_an_error_shows_no_password(tmp_path: Path) -> None:
    with pytest.raises(SnowsnakeError) as caught:
        read_inputs(tmp_path, requirements=["a @ git+https://user:s3cret@example.invalid/r.git"])
    assert "s3cret" not in str(caught.value.message)
