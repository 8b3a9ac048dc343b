from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements import read_inputs
from snowsnake.requirements.address import NameNeeded, NoProjectThere, UnsupportedAddress
from snowsnake.requirements.text import BadRequirement, HostileText


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


def project(directory: Path, text: str = '[project]\nname = "Lib_A"\n') -> Path:
    directory.mkdir(parents=True)
    (directory / "pyproject.toml").write_text(text)
    return directory


@pytest.mark.parametrize(
    ("text", "requires"),
    [
        ("a @ git+https://e.invalid/r@v1#subdirectory=x", "a @ git+https://e.invalid/r@v1#subdirectory=x"),
        ("git+ssh://git@e.invalid/r.git#egg=A_b", "a-b @ git+ssh://git@e.invalid/r.git"),
        ("a @ git+file:///srv/r", "a @ git+file:///srv/r"),
        ("A[x] @ https://e.invalid/a.tar.gz", "a[x] @ https://e.invalid/a.tar.gz"),
        ("https://e.invalid/foo_bar-1.0.zip", "foo-bar @ https://e.invalid/foo_bar-1.0.zip"),
    ],
)
def test_repositories_and_archives(tmp_path: Path, text: str, requires: str) -> None:
    assert read_inputs(tmp_path, requirements=[text]).requires == (requires,)


@pytest.mark.parametrize(
    "text",
    [
        "../lib",
        "./../lib[x]",
        "../lib ; python_version > '3'",
        "Lib.A @ ../lib",
        "lib-a[x]@../lib",
        "file://{}",
    ],
)
def test_a_directory_is_absolute_for_uv_and_relative_in_the_lock(tmp_path: Path, text: str) -> None:
    lib, here = project(tmp_path / "lib"), tmp_path / "here"
    here.mkdir()
    inputs = read_inputs(here, requirements=[text.format(lib)])
    (requirement,), (given,) = inputs.requires, inputs.requires_with_credentials
    assert "lib-a" in requirement
    assert " @ ../lib" in requirement
    assert lib.as_uri() in given
    (local,) = inputs.local
    assert (local.name, local.path, local.editable) == ("lib-a", lib, False)
    assert lib / "pyproject.toml" in inputs.files
    assert read_inputs(here, requirements=[requirement]).digest == inputs.digest  # as a lock says it


def test_the_digest_follows_the_directory_and_not_its_place(tmp_path: Path) -> None:
    digests = set()
    for place in ("one", "two words"):
        lib = project(tmp_path / place / "lib ü")
        (tmp_path / place / "here").mkdir()
        digests.add(read_inputs(tmp_path / place / "here", requirements=["../lib ü"]).digest)
    assert len(digests) == 1
    (lib / "pyproject.toml").write_text('[project]\nname = "lib-a"\ndependencies = ["idna"]\n')
    assert read_inputs(lib.parent / "here", requirements=["../lib ü"]).digest not in digests


def test_directories_that_directories_require(tmp_path: Path) -> None:
    project(
        tmp_path / "a",
        '[project]\nname = "a"\ndependencies = ["b"]\n[tool.uv.sources]\nb = {path = "../b"}\n',
    )
    project(tmp_path / "b", '[project]\nname = "b"\ndependencies = ["a @ ../a"]\n')
    inputs = read_inputs(tmp_path, requirements=["./a"])
    assert [(local.name, local.path) for local in inputs.local] == [
        ("a", tmp_path / "a"),
        ("b", tmp_path / "b"),
    ]


@pytest.mark.parametrize(
    ("files", "name"),
    [
        ({"setup.py": "from setuptools import setup\nNAME = 'Demo_x'\nsetup(name=NAME)"}, "demo-x"),
        (
            {"setup.py": "import setuptools\nsetuptools.setup()", "setup.cfg": "[metadata]\nname = demo.x\n"},
            "demo-x",
        ),
        ({"pyproject.toml": "[tool.poetry]\nname = 'demo-x'\n"}, "demo-x"),
    ],
)
def test_a_directory_says_its_name_without_being_run(
    tmp_path: Path, files: dict[str, str], name: str
) -> None:
    for file, text in files.items():
        (tmp_path / file).write_text(text)
    assert read_inputs(tmp_path, requirements=["."]).requires == (f"{name} @ .",)


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ("./nope", NoProjectThere, "is not there"),
        ("./empty", NoProjectThere, "without `pyproject.toml`"),
        ("./nameless", NameNeeded, "nothing tells the name of `./nameless`"),
        ("git+https://u:s3cret@e.invalid/r", NameNeeded, "git[+]https://e.invalid/r"),
        ("a @ hg+https://e.invalid/r", UnsupportedAddress, "not an address"),
        ("a @ git+ext::sh", UnsupportedAddress, "not an address"),
        ("a @ ftp://e.invalid/a.zip", UnsupportedAddress, "not an address"),
        ("a @ https://e.invalid/a", BadRequirement, "e.invalid/a"),
        ("a @ git+https://e.invalid/$(id)", HostileText, "holds"),
        ("./a\x1b[31m", HostileText, "holds"),
    ],
)
def test_addresses_that_are_none(tmp_path: Path, text: str, error: type[SnowsnakeError], words: str) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "nameless").mkdir()
    (tmp_path / "nameless" / "setup.py").write_text("setup(name=read('x'))")
    with pytest.raises(error, match=words) as caught:
        read_inputs(tmp_path, requirements=[text])
    assert "s3cret" not in f"{caught.value.message}{caught.value.help}{caught.value.details}"


def test_no_binary(tmp_path: Path) -> None:
    plain = read_inputs(tmp_path, requirements=["numpy"])
    inputs = read_inputs(tmp_path, requirements=["numpy"], options=["--no-binary NumPy", "--no-binary a,b"])
    assert inputs.build.no_binary == {"numpy", "a", "b"}
    assert inputs.build.source_of("numpy") == "sdist"
    assert inputs.build.source_of("rich") is None
    assert inputs.digest != plain.digest
    assert inputs.describe() == ("command line", "--no-binary a", "--no-binary b", "--no-binary numpy")
    assert (
        read_inputs(tmp_path, requirements=["x"], options=["--no-binary :all:"]).build.source_of("any")
        == "sdist"
    )
    assert (
        read_inputs(
            tmp_path, requirements=["numpy"], options=["--no-binary numpy", "--no-binary :none:"]
        ).digest
        == plain.digest
    )


def test_a_wheel_is_required_by_its_url(tmp_path: Path) -> None:
    url = "https://example.invalid/a-1-py3-none-any.whl"
    assert read_inputs(tmp_path, requirements=[f"a @ {url}"]).requires == (f"a @ {url}",)


def test_an_error_shows_no_password(tmp_path: Path) -> None:
    with pytest.raises(SnowsnakeError) as caught:
        read_inputs(tmp_path, requirements=["a @ hg+https://user:s3cret@example.invalid/r"])
    assert "s3cret" not in str(caught.value.message)
