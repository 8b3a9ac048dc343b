"""uv's sources and workspaces, projects that are packages, and settings of builds."""

from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.requirements import Inputs, read_inputs
from snowsnake.requirements.pyproject import NoProjectTable
from snowsnake.requirements.settings import UnknownSetting
from snowsnake.requirements.toml import BadValue, UnreadableFile

PROJECT = '[project]\nname = "Demo"\nversion = "1"\ndependencies = ["attrs"]\n'
BUILT = '[build-system]\nrequires = ["hatchling"]\n'


def write(directory: Path, text: str) -> Path:
    directory.mkdir(parents=True, exist_ok=True)
    (directory / "pyproject.toml").write_text(text)
    return directory


def read(directory: Path, text: str, *, extras: tuple[str, ...] = ()) -> Inputs:
    return read_inputs(write(directory, text), extras=extras)


def sources(inputs: Inputs) -> object:
    return inputs.uv["sources"]


def test_a_path_reaches_uv_absolute(tmp_path: Path) -> None:
    for place in ("one", "two"):
        write(tmp_path / place / "attrs", '[project]\nname = "attrs"\n')
    text = PROJECT + '[tool.uv.sources]\nattrs = { path = "../attrs", editable = true }\n'
    one, two = (read(tmp_path / place / "demo", text) for place in ("one", "two"))
    assert sources(one) == {"attrs": {"path": str(tmp_path / "one" / "attrs"), "editable": True}}
    assert one.digest == two.digest
    (local,) = one.local
    assert (local.name, local.path, local.editable) == ("attrs", tmp_path / "one" / "attrs", True)
    with pytest.raises(BadValue, match=r"tool\.uv\.sources\.attrs\.path` is not there"):
        read(tmp_path / "one" / "demo", text.replace("../attrs", "../nope"))


def test_repositories_reach_uv_unharmed(tmp_path: Path) -> None:
    source = {"git": "https://e.invalid/attrs", "rev": "main", "subdirectory": "x"}
    inputs = read(
        tmp_path,
        PROJECT
        + '[tool.uv.sources]\nattrs = { git = "https://e.invalid/attrs", rev = "main", subdirectory = "x" }\n',
    )
    assert sources(inputs) == {"attrs": source}
    assert inputs.digest != read(tmp_path, PROJECT).digest


def test_a_source_of_an_extra_counts_with_the_extra(tmp_path: Path) -> None:
    text = (
        PROJECT
        + '[project.optional-dependencies]\ncpu = ["torch"]\n'
        + '[tool.uv.sources]\ntorch = [{ index = "cpu", extra = "cpu" }, { index = "cuda", extra = "cuda" }]\n'
    )
    assert sources(read(tmp_path, text, extras=("cpu",))) == {"torch": [{"index": "cpu"}]}
    assert sources(read(tmp_path, text)) == {}


def test_a_workspace(tmp_path: Path) -> None:
    root = PROJECT + BUILT + '[tool.uv.workspace]\nmembers = ["libs/*"]\nexclude = ["libs/no"]\n'
    root += "[tool.uv.sources]\nlib-b = { workspace = true }\n"
    write(tmp_path, root.replace('"attrs"', '"lib-b"'))
    a = write(tmp_path / "libs" / "a", '[project]\nname = "lib-a"\ndependencies = ["lib-b"]\n')
    b = write(tmp_path / "libs" / "b", '[project]\nname = "lib-b"\n')
    write(tmp_path / "libs" / "no", '[project]\nname = "no"\n')
    inputs = read_inputs(tmp_path)
    assert [(member.name, member.path) for member in inputs.members] == [
        ("demo", tmp_path),
        ("lib-a", a),
        ("lib-b", b),
    ]
    assert sources(inputs) == {"lib-b": {"path": str(b), "editable": True}}
    of_member = read_inputs(a)  # the root's sources are its members', too
    assert sources(of_member) == {"lib-b": {"path": str(b), "editable": True}}
    assert of_member.members == inputs.members
    assert [local.name for local in of_member.local] == ["lib-b"]
    with pytest.raises(BadValue, match="no member of the workspace"):
        read(tmp_path, root.replace("lib-b", "attrs"))


@pytest.mark.parametrize(
    ("text", "package"),
    [
        (PROJECT, False),
        (PROJECT + BUILT, True),
        (PROJECT + "[tool.uv]\npackage = true\n", True),
        (PROJECT + BUILT + "[tool.uv]\npackage = false\n", False),
    ],
)
def test_which_projects_are_packages(tmp_path: Path, text: str, package: bool) -> None:
    inputs = read(tmp_path, text)
    assert [project.own for project in inputs.projects] == (["demo"] if package else [])
    assert inputs.requires == ("attrs",)


def test_what_builds_the_project_decides_the_lock(tmp_path: Path) -> None:
    before = read(tmp_path, PROJECT + BUILT).digest
    assert read(tmp_path, "# hello\n" + PROJECT + BUILT).digest == before
    assert read(tmp_path, PROJECT + BUILT.replace("hatchling", "setuptools")).digest != before
    (tmp_path / "setup.py").write_text("")
    assert read(tmp_path, PROJECT + BUILT).digest != before


@pytest.mark.parametrize(
    "text",
    [
        PROJECT.replace('version = "1"', 'dynamic = ["version", "optional-dependencies"]'),
        '[build-system]\nrequires = ["setuptools"]\n',
    ],
)
def test_requirements_that_only_the_backend_knows(tmp_path: Path, text: str) -> None:
    (tmp_path / "setup.cfg").write_text("[metadata]\nname = Demo\n")
    inputs = read(tmp_path, text, extras=("plot",))
    assert "demo[plot] @ ." in inputs.requires
    assert inputs.projects
    assert inputs.local == ()


def test_a_backend_without_a_name(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match="nothing else tells the project's name"):
        read(tmp_path, BUILT)
    with pytest.raises(NoProjectTable, match=r"no `\[build-system\]`"):
        read(tmp_path, "[tool.ruff]\n")


SETTINGS = """
[tool.snowsnake.packages.Psycopg2]
source = "sdist"
build-requires = ["setuptools<80"]
native = ["libpq-dev"]
env = { PG_CONFIG = "/usr/bin/pg_config" }
patches = ["patches/b.patch", "a.patch"]
config-settings = { "--build-option" = "x" }
"""


def test_settings_of_a_package(tmp_path: Path) -> None:
    (tmp_path / "patches").mkdir()
    (tmp_path / "patches" / "b.patch").write_text("b")
    (tmp_path / "a.patch").write_text("a")
    inputs = read(tmp_path, PROJECT + SETTINGS)
    settings = inputs.build.of("psycopg2")
    assert settings.build_requires == ("setuptools<80",)
    assert settings.native == ("libpq-dev",)
    assert settings.env == {"PG_CONFIG": "/usr/bin/pg_config"}
    assert sorted(settings.patches.items()) == [("00-b.patch", "b"), ("01-a.patch", "a")]
    assert settings.config_settings == {"--build-option": "x"}
    assert inputs.build.source_of("psycopg2") == "sdist"
    assert tmp_path / "a.patch" in inputs.files
    (tmp_path / "a.patch").write_text("changed")
    assert read(tmp_path, PROJECT + SETTINGS).digest != inputs.digest


def test_settings_of_a_script(tmp_path: Path) -> None:
    lines = [
        "# /// script",
        '# dependencies = ["a"]',
        "# [tool.snowsnake.packages.a]",
        '# source = "sdist"',
        "# ///",
    ]
    (tmp_path / "s.py").write_text("\n".join(lines) + "\n")
    assert read_inputs(tmp_path, script=Path("s.py")).build.source_of("a") == "sdist"


@pytest.mark.parametrize(
    ("text", "error", "words"),
    [
        ('source = "git"', BadValue, r"packages\.X\.source` cannot be `git`"),
        ('native = ["Foo Bar"]', BadValue, r"packages\.X\.native\[0\]"),
        ('env = { "A=B" = "" }', BadValue, r"packages\.X\.env"),
        ("env = { A = 1 }", BadValue, r"packages\.X\.env\.A` must be one string"),
        ('config-settings = { a = ["x", "y"] }', BadValue, r"config-settings\.a` must be one string"),
        ('patches = ["no.patch"]', UnreadableFile, r"no\.patch.*packages\.X\.patches\[0\]"),
        ('build-requires = ["x @ https://e.invalid/x.zip"]', BadValue, "has an address"),
        ('sauce = "x"', UnknownSetting, r"tool\.snowsnake\.packages\.X\.sauce"),
    ],
)
def test_settings_that_make_no_sense(tmp_path: Path, text: str, error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words):
        read(tmp_path, f"{PROJECT}[tool.snowsnake.packages.X]\n{text}\n")


UV = """
[tool.uv]
no-binary-package = ["A"]
no-build-package = ["b"]
build-constraint-dependencies = ["setuptools<80"]
[tool.uv.extra-build-dependencies]
A = ["cython", { requirement = "torch>=2", match-runtime = true }]
[tool.uv.extra-build-variables]
a = { X = "1", Y = "2" }
[tool.uv.config-settings]
all = "yes"
[tool.uv.config-settings-package]
a = { one = "1" }
"""


def test_uvs_settings_count(tmp_path: Path) -> None:
    build = read(tmp_path, PROJECT + UV).build
    assert [build.source_of(name) for name in "abc"] == ["sdist", "wheel", None]
    assert build.constraints == ("setuptools<80",)
    a = build.of("a")
    assert a.build_requires == ("cython", "torch>=2")
    assert a.match_runtime == ("torch",)
    assert a.env == {"X": "1", "Y": "2"}
    assert a.config_settings == {"all": "yes", "one": "1"}
    assert build.of("c").config_settings == {"all": "yes"}


def test_who_has_the_last_word(tmp_path: Path) -> None:
    text = PROJECT + UV + '[tool.snowsnake.packages.a]\nsource = "wheel"\nenv = { X = "9" }\n'
    build = read(tmp_path, text).build
    assert build.source_of("a") == "wheel"
    assert build.of("a").env == {"X": "9", "Y": "2"}
    assert read_inputs(tmp_path, options=["--no-binary a", "--no-binary b"]).build.source_of("a") == "sdist"
    assert read_inputs(tmp_path, options=["--no-binary a", "--no-binary b"]).build.source_of("b") == "sdist"
