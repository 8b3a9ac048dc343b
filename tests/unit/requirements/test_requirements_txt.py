from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from snowsnake.requirements import Inputs, read_inputs
from snowsnake.requirements.address import NoProjectThere
from snowsnake.requirements.requirements_txt import BadLine, logical_lines, read_requirements_txt
from snowsnake.requirements.text import BadRequirement, HostileText
from snowsnake.requirements.toml import UnreadableFile
from snowsnake.resolve.uv import _requirements

HASH = "a" * 64


def read(directory: Path, **files: str) -> Inputs:
    for name, text in files.items():
        (directory / f"{name}.txt").write_text(text)
    return read_inputs(directory, files=[directory / "requirements.txt"])


def test_markers_extras_comments_and_continuations(tmp_path: Path) -> None:
    inputs = read(
        tmp_path,
        requirements="# first\nattrs # why\nrequests[socks] \\\n  >=2.30\n\nwin; sys_platform == 'win32'\n",
    )
    assert inputs.requires == ("attrs", "requests[socks]>=2.30", 'win; sys_platform == "win32"')


@pytest.mark.parametrize(
    "line", ["y z" * 500_000, "y" * 100_000, "six==" + "1." * 500_000 + "1", "./" * 500_000]
)
def test_line_that_never_ends_is_refused_at_once(tmp_path: Path, line: str) -> None:
    with pytest.raises(BadRequirement) as caught:
        read(tmp_path, requirements=f"idna\n{line}\n")
    assert caught.value.message.startswith("requirements.txt:2: ")
    assert caught.value.details == "it has more than 20000 characters"


def test_line_of_white_space_is_read_at_once(tmp_path: Path) -> None:
    blank = " " * 1_000_000
    assert read(tmp_path, requirements=f"{blank}idna{blank}\nattrs{blank}# why\n").requires == (
        "attrs",
        "idna",
    )


def test_nested_files_are_relative_to_the_file_that_names_them(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "more.txt").write_text("-r deep.txt\n--constraint=limits.txt\n")
    (tmp_path / "sub" / "deep.txt").write_text("idna\n")
    (tmp_path / "sub" / "limits.txt").write_text("idna<4\n")
    inputs = read(tmp_path, requirements="attrs\n-r sub/more.txt\n")
    assert inputs.requires == ("attrs", "idna")
    assert inputs.requirements_files[0].constraints == ("idna<4",)
    assert [file.name for file in inputs.files] == ["requirements.txt", "more.txt", "deep.txt", "limits.txt"]


def test_hashes_and_index_options(tmp_path: Path) -> None:
    inputs = read(
        tmp_path,
        requirements=f"-i https://u:p@example.invalid/simple\n--extra-index-url https://example.invalid/b\n"
        f"-f wheels\n--pre\nAttrs==1 --hash=sha256:{HASH} \\\n  --hash=sha512:{'B' * 128}\n",
    )
    file = inputs.requirements_files[0]
    assert file.hashes == {"attrs": (f"sha256:{HASH}", f"sha512:{'b' * 128}")}
    assert file.options.index_url == "https://u:p@example.invalid/simple"
    assert file.options.extra_index_urls == ("https://example.invalid/b",)
    assert file.options.find_links == (str(tmp_path / "wheels"),)
    assert file.options.pre


def test_a_variable_in_an_index_url_is_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TOKEN", "t0ken")
    inputs = read(tmp_path, requirements="--index-url https://u:${TOKEN}@example.invalid/simple\na\n")
    assert inputs.requirements_files[0].options.index_url == "https://u:t0ken@example.invalid/simple"
    monkeypatch.setenv("TOKEN", "other")
    assert read(tmp_path).digest == inputs.digest
    monkeypatch.delenv("TOKEN")
    with pytest.raises(BadLine, match="`TOKEN` is not set"):
        read(tmp_path)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("attrs\n\nnot a requirement\n", "requirements.txt:3"),
        ("attrs\n--frobnicate\n", "requirements.txt:2"),
        ("a \\\n\nb ==\n", "requirements.txt:3"),
        ("a --hash=sha256:12\n", "requirements.txt:1"),
        (f"a --hash=sha512:{HASH}\n", "requirements.txt:1"),
        ("--index-url\n", "requirements.txt:1"),
        ('-r "unclosed\n', "requirements.txt:1"),
    ],
)
def test_a_mistake_names_file_and_line(tmp_path: Path, text: str, place: str) -> None:
    with pytest.raises((BadLine, BadRequirement)) as caught:
        read(tmp_path, requirements=text)
    assert place in caught.value.message


def test_a_mistake_in_a_nested_file_names_that_file(tmp_path: Path) -> None:
    with pytest.raises(BadRequirement, match=r"more\.txt:2"):
        read(tmp_path, requirements="-r more.txt\n", more="a\n???\n")


def test_a_missing_nested_file_names_who_asked(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match=r"nowhere\.txt.*asked for in requirements\.txt:1"):
        read(tmp_path, requirements="-r nowhere.txt\n")


def test_a_file_that_includes_itself(tmp_path: Path) -> None:
    with pytest.raises(BadLine, match="includes itself"):
        read(tmp_path, requirements="-r more.txt\n", more="-r requirements.txt\n")


def test_directories_and_editable_ones(tmp_path: Path) -> None:
    for name in ("here", "there", "sub/own"):
        (tmp_path / name).mkdir(parents=True)
        (tmp_path / name / "setup.py").write_text(f"setup(name='{Path(name).name}')")
    (tmp_path / "sub" / "more.txt").write_text("./own\n")
    inputs = read(tmp_path, requirements="-e ./here[x]  # why\n./there\n-r sub/more.txt\n")
    assert inputs.requires == ("here[x] @ ./here", "own @ ./sub/own", "there @ ./there")
    assert {local.name: local.editable for local in inputs.local} == {
        "here": True,
        "there": False,
        "own": False,
    }
    assert read(tmp_path, requirements="./here[x]\n./there\n./sub/own\n").digest != inputs.digest


def test_what_is_built_from_source(tmp_path: Path) -> None:
    build = read(
        tmp_path,
        requirements="--no-binary :all:\n--only-binary numpy,Scipy\n--no-binary scipy\n"
        "a --config-settings=x=1 --config-settings 'y=2 3'\n",
    ).build
    names = ("numpy", "scipy", "a")
    assert [build.source_of(name) for name in names] == ["wheel", "sdist", "sdist"]
    assert build.of("a").config_settings == {"x": "1", "y": "2 3"}


@pytest.mark.parametrize("line", ["-e ./nowhere", "a --global-option=x", "a --config-settings x"])
def test_lines_about_sources_that_make_no_sense(tmp_path: Path, line: str) -> None:
    with pytest.raises((BadLine, NoProjectThere), match=r"requirements\.txt:1"):
        read(tmp_path, requirements=f"{line}\n")


def test_digest_is_over_content_only(tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    one.mkdir()
    two.mkdir()
    first = read(
        one, requirements="attrs\nidna # why\n-f wheels\n--index-url https://a:b@example.invalid/s\n"
    )
    second = read(two, requirements="# x\n\nidna\nattrs\n-f wheels\n--index-url https://example.invalid/s\n")
    assert first.digest == second.digest
    assert read(two, requirements="idna\n").digest != second.digest
    assert "sha256:" in first.digest


_WORDS = st.text(alphabet="abz019.=<>[]-", min_size=1, max_size=8).filter(lambda w: not w.startswith("-"))


@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(st.lists(st.lists(_WORDS, min_size=1, max_size=4), max_size=6), st.booleans())
def test_joined_lines_come_back(lines: list[list[str]], windows: bool) -> None:
    end = "\r\n" if windows else "\n"
    text = end.join(f" \\{end}".join(words) + "  # a comment" for words in lines)
    assert [line for _, line in logical_lines(text)] == [" ".join(words) for words in lines]


@given(st.text(max_size=200))
def test_any_text_is_split_without_failing(text: str) -> None:
    count = text.count("\n") + text.count("\r") + 1
    for number, line in logical_lines(text):
        assert 1 <= number <= count
        assert line == line.strip() != ""


def test_a_variable_anywhere_on_a_line_is_filled_in(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "wheels").mkdir()
    for name, value in {"PART": "packages", "WHEELS": "wheels", "NEXT": "more"}.items():
        monkeypatch.setenv(name, value)
    inputs = read(
        tmp_path,
        requirements="a @ https://example.invalid/${PART}/a-1.tar.gz\n-f ${WHEELS}\n-r ${NEXT}.txt\n# ${UNSET}\n",
        more="idna\n",
    )
    assert inputs.requires == ("a @ https://example.invalid/packages/a-1.tar.gz", "idna")
    assert inputs.requirements_files[0].options.find_links == (str(tmp_path / "wheels"),)


def test_a_variable_with_small_letters_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("part", "x")
    with pytest.raises(HostileText):
        read(tmp_path, requirements="a @ https://example.invalid/${part}/a-1.tar.gz\n")


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-be-mark", "utf-32", "latin-1"])
def test_the_encoding_of_a_file_is_found(tmp_path: Path, encoding: str) -> None:
    text = (
        "# -*- coding: latin-1 -*-\r\n# größer\r\nidna\r\n"
        if encoding == "latin-1"
        else "# größer\r\nidna\r\n"
    )
    data = b"\xfe\xff" + text.encode("utf-16-be") if encoding == "utf-16-be-mark" else text.encode(encoding)
    (tmp_path / "requirements.txt").write_bytes(data)
    assert read(tmp_path).requires == ("idna",)


@pytest.mark.parametrize(
    ("data", "reason", "mend"),
    [
        (b"# gr\xf6\xdfer\nidna\n", "not UTF-8 at byte 4", "coding: latin-1"),
        (b"# coding: klingon\nidna\n", "no encoding `klingon`", "UTF-8"),
        (b"# coding: rot13\nidna\n", "no encoding `rot13`", "UTF-8"),
        (b"\xff\xfei\x00d", "not UTF-16-LE", "UTF-8"),
        ("idna\n".encode("utf-16-le"), "it has NUL in it", "save `requirements.txt` as UTF-8"),
    ],
)
def test_a_file_that_is_no_text_names_its_encoding(
    tmp_path: Path, data: bytes, reason: str, mend: str
) -> None:
    (tmp_path / "requirements.txt").write_bytes(data)
    with pytest.raises(UnreadableFile) as caught:
        read(tmp_path)
    assert reason in caught.value.message
    assert mend in (caught.value.help or "")


@pytest.mark.parametrize(
    ("line", "mended"),
    [
        ('a --global-option="--x"', "a --config-settings=--global-option=--x"),
        ("a --build-option=--x", "a --config-settings=--build-option=--x"),
        (f"a --hash=md5:{'0' * 32}", f"a --hash=sha256:{HASH}"),
        ("pytz>dev", "pytz>=0.dev0"),
        ("six=1.16.0=pyh6c4a22f_0", "six==1.16.0"),
        ("six@1.16", "six==1.16"),
        ("six\N{NO-BREAK SPACE}\N{GREATER-THAN OR EQUAL TO}1.16", "six>=1.16"),
        ("types\N{EN DASH}six", "types-six"),
        ('six = "^1.16"', "six>=1.16,<2"),
        ("six = '*'", "six"),
        ("pip install -U six>=1.16", "six>=1.16"),
        ("six, idna", "six\nidna"),
    ],
)
def test_what_is_not_understood_says_what_to_write_and_that_is(
    tmp_path: Path, line: str, mended: str
) -> None:
    with pytest.raises((BadLine, BadRequirement, HostileText)) as caught:
        read(tmp_path, requirements=f"{line}\n")
    typed = re.findall(r"`([^`]*)`", caught.value.help or "")[0].replace(":…", f":{HASH}")
    assert typed in mended
    assert read(tmp_path, requirements=f"{mended}\n").requires


def test_white_space_between_words_is_any(tmp_path: Path) -> None:
    assert read(tmp_path, requirements="\tsix\t>= 1.16\t# one\n\f\nidna").requires == ("idna", "six>=1.16")


def test_constraints_at_an_address_say_how_to_have_them_here(tmp_path: Path) -> None:
    address = "https://example.invalid/2.1/constraints-3.12.txt"
    with pytest.raises(BadLine, match="address") as caught:
        read(tmp_path, requirements=f"six\n-c {address}\n")
    assert f"`curl -fLo constraints-3.12.txt {address}`" in (caught.value.help or "")
    assert "`--constraint constraints-3.12.txt`" in (caught.value.help or "")


@pytest.mark.parametrize(
    "line", ["-e ./lib -C a=b", "-e ./lib --config-settings a=b", "./lib --config-setting=a=b"]
)
def test_settings_of_a_backend_by_each_of_their_names(tmp_path: Path, line: str) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/pyproject.toml").write_text('[project]\nname = "lib"\nversion = "1"\n')
    (tmp_path / "requirements.txt").write_text(f"{line}\n")
    found = read_requirements_txt(tmp_path / "requirements.txt", tmp_path)
    assert found.config_settings == {"lib": {"a": "b"}}


def test_a_missing_directory_of_links_is_passed_over(tmp_path: Path) -> None:
    inputs = read(tmp_path, requirements=f"-f {tmp_path}/gone\nidna\n")
    assert "gone" not in _requirements(inputs, with_requires=True)


def test_a_file_without_its_option_is_no_package(tmp_path: Path) -> None:
    with pytest.raises(BadLine) as caught:
        read(tmp_path, requirements="base.txt\n")
    assert caught.value.help == "write `-r base.txt`"
