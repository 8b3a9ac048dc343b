from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.requirements import Inputs, NothingToLock, read_inputs
from snowsnake.requirements.inputs import MixedLocks
from snowsnake.requirements.pyproject import NoProjectTable, UnknownExtra
from snowsnake.requirements.settings import UnknownSetting
from snowsnake.requirements.text import BadRequirement
from snowsnake.requirements.toml import BadToml, BadValue

PROJECT = """
[project]
name = "Demo"
version = "1"
requires-python = ">=3.11"
dependencies = ["attrs"]
[project.optional-dependencies]
plot = ["pillow"]
All_Of = ["demo[plot]", "idna"]
[dependency-groups]
test = ["pytest", {include-group = "lint"}]
lint = ["ruff"]
[tool.snowsnake]
python = "3.13"
targets = ["cp313-x86_64-linux"]
prefer = ["Pillow"]
"""


def read(
    directory: Path, text: str = PROJECT, *, extras: tuple[str, ...] = (), groups: tuple[str, ...] = ()
) -> Inputs:
    (directory / "pyproject.toml").write_text(text)
    return read_inputs(directory, extras=extras, groups=groups)


def test_dependencies_and_settings(tmp_path: Path) -> None:
    inputs = read(tmp_path)
    assert inputs.requires == ("attrs",)
    assert str(inputs.requires_python) == ">=3.11"
    assert inputs.python_request == "3.13"
    assert inputs.settings.targets == ("cp313-x86_64-linux",)
    assert inputs.settings.prefer == ("pillow",)
    assert inputs.files == (tmp_path / "pyproject.toml",)


def test_extras_that_name_each_other_and_groups_that_include(tmp_path: Path) -> None:
    inputs = read(tmp_path, extras=("all-of",), groups=("Test",))
    assert inputs.requires == ("attrs", "idna", "pillow", "pytest", "ruff")
    assert inputs.describe() == ("pyproject.toml [all-of, test]",)


@pytest.mark.parametrize(("extras", "groups"), [(("nope",), ()), ((), ("nope",))])
def test_unknown_extras_and_groups_list_those_there_are(
    tmp_path: Path, extras: tuple[str, ...], groups: tuple[str, ...]
) -> None:
    with pytest.raises(UnknownExtra) as caught:
        read(tmp_path, extras=extras, groups=groups)
    assert caught.value.help is not None
    assert ("`plot`" if extras else "`test`") in caught.value.help


def test_extras_of_a_requirements_file_make_no_sense(tmp_path: Path) -> None:
    with pytest.raises(UnknownExtra):
        read_inputs(tmp_path, requirements=["a"], extras=["x"])


@pytest.mark.parametrize(
    ("old", "new", "error", "place"),
    [
        ('["attrs"]', '["attrs"', BadToml, r"pyproject\.toml:7"),
        ('["attrs"]', '"attrs"', BadValue, r"project\.dependencies"),
        ('["attrs"]', "[1]", BadValue, r"project\.dependencies\[0\]"),
        ('["attrs"]', '["a b"]', BadRequirement, r"pyproject\.toml"),
        (">=3.11", "three", BadValue, r"project\.requires-python"),
        ('"cp313-x86_64-linux"', '"x"', BadValue, r"tool\.snowsnake\.targets\[0\]"),
        ("prefer =", "perfer =", UnknownSetting, r"tool\.snowsnake\.perfer"),
        (
            'version = "1"',
            'dynamic = ["dependencies"]\n[tool.uv]\npackage = false\n[project.urls]\n',
            BadValue,
            "known to the build backend only",
        ),
    ],
)
def test_mistakes_are_placed(tmp_path: Path, old: str, new: str, error: type[Exception], place: str) -> None:
    with pytest.raises(error, match=place):
        read(tmp_path, PROJECT.replace(old, new))


def test_groups_that_include_each_other_are_an_error(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=r"dependency-groups\.a"):
        read(
            tmp_path,
            '[dependency-groups]\na = [{include-group = "b"}]\nb = [{include-group = "a"}]\n',
            groups=("a",),
        )


def test_a_pyproject_for_tools_only_is_no_project(tmp_path: Path) -> None:
    with pytest.raises(NoProjectTable):
        read(tmp_path, "[tool.ruff]\n")


def test_discovery(tmp_path: Path) -> None:
    with pytest.raises(NothingToLock) as caught:
        read_inputs(tmp_path)
    assert "snowsnake shell requests" in str(caught.value.help)
    (tmp_path / "requirements.txt").write_text("idna\n")
    assert read_inputs(tmp_path).requires == ("idna",)
    assert read(tmp_path).requires == ("attrs",)
    for name in ("pdm.lock", "poetry.lock", "pylock.toml", "uv.lock"):
        (tmp_path / name).write_text("")
        assert read_inputs(tmp_path).describe() == ("pyproject.toml", name)
    assert read_inputs(tmp_path, requirements=["rich"]).requires == ("rich",)


def test_a_lock_and_other_requirements_do_not_mix(tmp_path: Path) -> None:
    (tmp_path / "uv.lock").write_text("")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "x"\nversion = "1"\n')
    with pytest.raises(MixedLocks, match=r"uv\.lock"):
        read_inputs(tmp_path, requirements=["rich"], files=[Path("uv.lock")])


def test_python_version_file(tmp_path: Path) -> None:
    (tmp_path / ".python-version").write_text("# ours\n3.11  # old\n")
    inputs = read(tmp_path, PROJECT.replace('python = "3.13"', ""))
    assert inputs.python_request == "3.11"
    assert tmp_path / ".python-version" in inputs.files
    (tmp_path / ".python-version").write_text("3.14\n")
    assert read_inputs(tmp_path).digest != inputs.digest
    assert read(tmp_path).python_request == "3.13"  # the project's own setting comes first


def test_digest_ignores_layout_and_credentials(tmp_path: Path) -> None:
    index = '[[tool.uv.index]]\nname = "a"\nurl = "https://{}example.invalid/simple"\n'
    digest = read(tmp_path, PROJECT + index.format("")).digest
    assert read(tmp_path, "# hello\n" + PROJECT + index.format("u:p@")).digest == digest
    assert read(tmp_path, PROJECT).digest != digest


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("[tool.ruff]\nline-length = 90\n", "requirements.txt"),
        ("", "requirements.txt"),
        ("[build-system]\nrequires = []\n[project]\nname = 'x'\nversion = '1'\n", "pyproject.toml"),
        ("[dependency-groups]\ntest = []\n", "pyproject.toml"),
    ],
)
def test_a_pyproject_that_is_for_linters_only_is_no_project(tmp_path: Path, text: str, source: str) -> None:
    (tmp_path / "requirements.txt").write_text("attrs\n")
    (tmp_path / "pyproject.toml").write_text(text)
    assert read_inputs(tmp_path).describe() == (source,)


@pytest.mark.parametrize(
    ("text", "error"),
    [
        ("[tool.snowsnake]\nnative = ['dash']\n", NoProjectTable),  # it is meant for us, and would be ignored
        ("[tool\n", BadToml),
        ("tool = 3\n", BadValue),
    ],
)
def test_a_pyproject_that_may_mean_us_is_not_passed_over(
    tmp_path: Path, text: str, error: type[Exception]
) -> None:
    (tmp_path / "requirements.txt").write_text("attrs\n")
    (tmp_path / "pyproject.toml").write_text(text)
    with pytest.raises(error):
        read_inputs(tmp_path)


LONG = "1" * 5000


@pytest.mark.parametrize(
    "text",
    [
        f'[project]\nname = "demo"\ndependencies = ["attrs^{LONG}"]\n',
        f'[project]\nname = "demo"\ndependencies = ["attrs>={LONG}"]\n',
        f'[project]\nname = "demo"\nrequires-python = ">={LONG}"\n',
        f'[tool.poetry.dependencies]\npython = "^{LONG}"\n',
        f'[tool.poetry.dependencies]\nattrs = "~{LONG}"\n',
        f'[tool.poetry.dependencies]\nattrs = ">=1 || >={LONG}"\n',
    ],
)
def test_a_version_of_thousands_of_digits_is_none(tmp_path: Path, text: str) -> None:
    with pytest.raises((BadRequirement, BadValue)):
        read(tmp_path, text)


@pytest.mark.parametrize("dynamic", ["", 'dynamic = ["dependencies"]'])
def test_a_projects_own_name_is_one_that_a_lock_can_hold(tmp_path: Path, dynamic: str) -> None:
    with pytest.raises(BadValue):
        read(tmp_path, f'[build-system]\nrequires = []\n[project]\nname = "a b`c\\n$(x)"\n{dynamic}\n')
    with pytest.raises(BadValue):
        read(tmp_path, f'[build-system]\nrequires = []\n[project]\nname = "a b"\n{dynamic}\n')


def test_the_name_of_a_project_that_is_not_installed_does_not_matter(tmp_path: Path) -> None:
    text = '[tool.poetry]\nname = "My App"\npackage-mode = false\n[tool.poetry.dependencies]\nattrs = "*"\n'
    assert read(tmp_path, text).requires == ("attrs",)


def test_a_project_that_is_part_of_its_environment_has_a_name(tmp_path: Path) -> None:
    with pytest.raises(BadValue) as caught:
        read(tmp_path, '[build-system]\nrequires = []\n[project]\nversion = "1"\n')
    assert caught.value.path == "project.name"


def test_a_place_of_a_backend_that_no_file_system_has_is_passed_over(tmp_path: Path) -> None:
    place = "a" * 5000
    system = f'[build-system]\nrequires = []\nbackend-path = ["{place}"]\n'
    assert read(tmp_path, f'{system}[project]\nname = "demo"\ndynamic = ["dependencies"]\n').projects
