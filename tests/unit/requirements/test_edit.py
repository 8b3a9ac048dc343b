"""Native packages are added and taken away, and the rest of the file stays as its author wrote it."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements import read_inputs
from snowsnake.requirements.edit import NotNamed, settings_file, with_native
from snowsnake.requirements.toml import BadToml, BadValue, UnreadableFile

COMMENTED = """\
# a project
[project]
name = "demo" # its name

[tool.snowsnake]
# programs
native = [
  # images
  "poppler-utils", # pdftoppm
]
python = '3.13'

[tool.ruff]
line-length = 90
"""


def edited(path: Path, text: str, *, add: tuple[str, ...] = (), remove: tuple[str, ...] = ()) -> str:
    path.write_bytes(text.encode())
    return with_native(path, add=add, remove=remove).decode()


def test_comments_and_layout_stay(tmp_path: Path) -> None:
    after = edited(tmp_path / "pyproject.toml", COMMENTED, add=("graphviz",))
    assert after == COMMENTED.replace("# pdftoppm\n", '# pdftoppm\n  "graphviz",\n')


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", '[tool.snowsnake]\nnative = ["dash"]\n'),
        ("[project]\nname = 'x'", "[project]\nname = 'x'\n\n[tool.snowsnake]\nnative = [\"dash\"]\n"),
        ("tool.ruff.x = 1\n", 'tool.ruff.x = 1\n\n[tool.snowsnake]\nnative = ["dash"]\n'),
        (
            "[tool.snowsnake]\npython = '3.13'\n[tool.b]\n",
            "[tool.snowsnake]\npython = '3.13'\nnative = [\"dash\"]\n[tool.b]\n",
        ),
        (
            "[tool.a]\nx = 1\n\n[project]\nname = 'x'\n\n[tool.b]\ny = 2\n",
            "[tool.a]\nx = 1\n\n[tool.snowsnake]\nnative = [\"dash\"]\n\n[project]\nname = 'x'\n\n[tool.b]\ny = 2\n",
        ),
        (
            "[tool.snowsnake.env]\nx = 1\n[project]\nname = 'x'\n[tool.snowsnake]\npython = '3'\n",
            "[tool.snowsnake.env]\nx = 1\n[project]\nname = 'x'\n[tool.snowsnake]\npython = '3'\nnative = [\"dash\"]\n",
        ),
        (
            "[tool.snowsnake.packages.a]\nsource = 'sdist'\n",
            "[tool.snowsnake]\nnative = [\"dash\"]\n\n[tool.snowsnake.packages.a]\nsource = 'sdist'\n",
        ),
        (
            "[tool]\nsnowsnake = {python = '3.13'}\n",
            "[tool]\nsnowsnake = {python = '3.13',native = [\"dash\"]}\n",
        ),
        ("tool = {ruff = {}}\n", 'tool = {ruff = {},snowsnake = {native = ["dash"]}}\n'),
        ("tool.snowsnake.native = ['a']\n", "tool.snowsnake.native = ['a', \"dash\"]\n"),
    ],
)
def test_the_table_is_found_or_made(tmp_path: Path, before: str, after: str) -> None:
    assert edited(tmp_path / "pyproject.toml", before, add=("dash",)) == after


def test_a_project_without_pyproject_has_a_file_of_its_own(tmp_path: Path) -> None:
    (tmp_path / "requirements.txt").write_text("attrs\n")
    path = settings_file(read_inputs(tmp_path))
    assert path == tmp_path / "snowsnake.toml"
    assert with_native(path, add=("dash",)) == b'native = ["dash"]\n'
    assert not path.exists()
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "p"\nversion = "1"\n')
    assert settings_file(read_inputs(tmp_path)) == tmp_path / "pyproject.toml"
    # One that is not read says nothing about the environment.
    assert settings_file(read_inputs(tmp_path, files=[Path("requirements.txt")])) == path


def test_names_are_added_once_in_the_order_that_was_typed(tmp_path: Path) -> None:
    after = edited(tmp_path / "snowsnake.toml", "native = ['b']\n", add=("z", "b", "a", "z"))
    assert after == 'native = [\'b\', "z", "a"]\n'


def test_what_changes_nothing_keeps_every_byte(tmp_path: Path) -> None:
    text = "native=[ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa','bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb'  ,  'c' ]"
    assert edited(tmp_path / "snowsnake.toml", text, add=("c",)) == text


def test_names_are_taken_away(tmp_path: Path) -> None:
    after = edited(tmp_path / "pyproject.toml", COMMENTED, remove=("poppler-utils",))
    assert tomllib.loads(after)["tool"]["snowsnake"] == {"native": [], "python": "3.13"}
    assert "# programs\n" in after


def test_taking_away_what_is_not_there_says_what_is(tmp_path: Path) -> None:
    with pytest.raises(NotNamed, match=r"pyproject\.toml: `native` does not name `dash`") as caught:
        edited(tmp_path / "pyproject.toml", COMMENTED, remove=("dash",))
    assert caught.value.help == "it names `poppler-utils`"
    with pytest.raises(NotNamed) as caught:
        edited(tmp_path / "snowsnake.toml", "", remove=("dash",))
    assert "snowsnake explain dash" in (caught.value.help or "")


CARRIERS = """\
native = [
  "dash",
  "https://example.org/tool.tar.gz#sha256=00", # ours
  { from = "npm:esbuild@0.25.0", programs = { esbuild = "bin/esbuild" } },
]
"""


def test_what_comes_from_elsewhere_stays_and_is_known_by_its_address(tmp_path: Path) -> None:
    path = tmp_path / "snowsnake.toml"
    after = edited(path, CARRIERS, add=("pypi:ffmpeg==1",))
    assert after == CARRIERS.replace("} },\n", '} },\n  "pypi:ffmpeg==1",\n')
    after = edited(path, CARRIERS, remove=("https://example.org/tool.tar.gz", "npm:esbuild@0.25.0"))
    assert tomllib.loads(after) == {"native": ["dash"]}
    with pytest.raises(NotNamed) as caught:
        edited(path, CARRIERS, remove=("esbuild",))
    assert caught.value.help == "it names `dash`, `https://example.org/tool.tar.gz`, `npm:esbuild@0.25.0`"


def test_ends_of_lines_and_byte_order_mark_stay(tmp_path: Path) -> None:
    path = tmp_path / "pyproject.toml"
    path.write_bytes(b"\xef\xbb\xbf[project]\r\nname = 'x'\r\n")
    assert (
        with_native(path, add=("dash",))
        == b"\xef\xbb\xbf[project]\r\nname = 'x'\r\n\r\n[tool.snowsnake]\r\nnative = [\"dash\"]\r\n"
    )


def test_a_long_list_gets_a_line_for_each(tmp_path: Path) -> None:
    names = tuple(f"tesseract-ocr-{language}" for language in ("deu", "fra", "ita", "spa"))
    after = edited(tmp_path / "snowsnake.toml", "", add=names)
    assert after == "native = [\n" + "".join(f'    "{name}",\n' for name in names) + "]\n"


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("tool = 1", BadValue, "`tool` must be a table"),
        ("[[tool]]\nx = 1", BadValue, "`tool` must be a table"),
        ("tool.snowsnake = []", BadValue, r"`tool\.snowsnake` must be a table"),
        ("tool.snowsnake.native = 'x'", BadValue, r"`tool\.snowsnake\.native` must be a list"),
        (
            "tool.snowsnake.native = ['x', 1]",
            BadValue,
            r"`tool\.snowsnake\.native\[1\]` must be a string or a table",
        ),
        ("[[tool.snowsnake.native]]\nfrom = 'npm:x'", BadValue, "cannot be changed"),
        ("[tool\n", BadToml, r"pyproject\.toml:1: not valid TOML"),
        ("a = 1\na = 2\n", BadToml, "not valid TOML"),
    ],
)
def test_what_is_wrong_is_said(tmp_path: Path, text: str, error: type[SnowsnakeError], says: str) -> None:
    with pytest.raises(error, match=says):
        edited(tmp_path / "pyproject.toml", text, add=("dash",))


def test_a_file_that_is_no_text_is_said(tmp_path: Path) -> None:
    path = tmp_path / "snowsnake.toml"
    path.write_bytes(b"\xff\xfe")
    with pytest.raises(UnreadableFile, match="not UTF-8"):
        with_native(path, add=("dash",))
    with pytest.raises(UnreadableFile, match="is a directory"):
        with_native(tmp_path, add=("dash",))
