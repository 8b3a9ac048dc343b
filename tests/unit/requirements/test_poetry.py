"""`[tool.poetry]` without a poetry.lock: dependencies, extras, groups as PEP 508."""

from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.requirements import Inputs, read_inputs
from snowsnake.requirements.pyproject import UnknownExtra
from snowsnake.requirements.toml import BadValue

HEAD = '[tool.poetry]\nname = "demo"\nversion = "1"\n'
BUILD = '[build-system]\nrequires = ["poetry-core"]\nbuild-backend = "poetry.core.masonry.api"\n'


def read(
    directory: Path,
    text: str,
    *,
    head: str = HEAD,
    extras: tuple[str, ...] = (),
    groups: tuple[str, ...] = (),
) -> Inputs:
    (directory / "pyproject.toml").write_text(head + text + BUILD)
    return read_inputs(directory, extras=extras, groups=groups)


def dependency(directory: Path, value: str) -> tuple[str, ...]:
    return read(directory, f"[tool.poetry.dependencies]\nlib = {value}\n").requires


@pytest.mark.parametrize(
    ("constraint", "expected"),
    [
        ("*", "lib"),
        ("^1.2.3", "lib<2,>=1.2.3"),
        ("^0.2.3", "lib<0.3,>=0.2.3"),
        ("^0.0.3", "lib<0.0.4,>=0.0.3"),
        ("^0.0", "lib<0.1,>=0.0"),
        ("^0", "lib<1,>=0"),
        ("^2.0a1", "lib<3,>=2.0a1"),
        ("~1.2.3", "lib<1.3,>=1.2.3"),
        ("~1.2", "lib<1.3,>=1.2"),
        ("~1", "lib<2,>=1"),
        ("~=1.2", "lib~=1.2"),
        ("1.2.*", "lib==1.2.*"),
        ("1.2", "lib==1.2"),
        ("==1.2", "lib==1.2"),
        (">= 1.2, < 1.5", "lib<1.5,>=1.2"),
        (">=1.2 <1.5 !=1.3", "lib!=1.3,<1.5,>=1.2"),
        ("^1.2 || ^2.0", "lib<3,>=1.2"),
        ("^2.0 | ^1.2", "lib<3,>=1.2"),
    ],
)
def test_constraint_becomes_pep_440(tmp_path: Path, constraint: str, expected: str) -> None:
    assert dependency(tmp_path, f'"{constraint}"') == (expected,)


@pytest.mark.parametrize(
    ("constraint", "words"), [("^1 || ^3", "cannot say"), ("^x", "no version constraint")]
)
def test_constraint_that_pep_440_cannot_say_is_refused(tmp_path: Path, constraint: str, words: str) -> None:
    with pytest.raises(BadValue, match=words) as caught:
        dependency(tmp_path, f'"{constraint}"')
    assert "tool.poetry.dependencies.lib" in caught.value.message


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ('{version = "^2.28", extras = ["socks", "Use_Chardet"]}', ("lib[socks,use-chardet]<3,>=2.28",)),
        (
            '[{version = "^1", python = "<3.10"}, {version = "^2", python = ">=3.10"}]',
            ('lib<2,>=1; python_full_version < "3.10"', 'lib<3,>=2; python_full_version >= "3.10"'),
        ),
        (
            '{version = "*", markers = "os_name == \'posix\' or os_name == \'x\'", platform = "linux"}',
            ('lib; (os_name == "posix" or os_name == "x") and sys_platform == "linux"',),
        ),
        (
            '{git = "https://example.invalid/lib.git", tag = "v1"}',
            ("lib @ git+https://example.invalid/lib.git@v1",),
        ),
        (
            '{git = "git@example.invalid:me/lib.git", subdirectory = "x"}',
            ("lib @ git+ssh://git@example.invalid/me/lib.git#subdirectory=x",),
        ),
        ('{url = "https://example.invalid/lib-1.tar.gz"}', ("lib @ https://example.invalid/lib-1.tar.gz",)),
        ('{path = "local", develop = true}', ("lib @ ./local",)),
        ('{path = "../beside"}', ("lib @ ../beside",)),
    ],
)
def test_dependency_becomes_pep_508(tmp_path: Path, value: str, expected: tuple[str, ...]) -> None:
    project = tmp_path / "project"
    for place in (project / "local", tmp_path / "beside"):
        place.mkdir(parents=True)
        (place / "pyproject.toml").write_text('[project]\nname = "lib"\nversion = "1"\n')
    assert dependency(project, value) == expected


HATCH = '[tool.hatch.envs.default]\ndependencies = ["pytest"]\n'
PDM = '[tool.pdm.dev-dependencies]\nTest = ["pytest", "-e file:///${PROJECT_ROOT}/lib"]\n'
PEP_735 = '[dependency-groups]\ntest = ["a", {include-group = "b"}]\nb = ["lib @ {root:uri}/lib"]\n'
MORE = """
[tool.poetry.dependencies]
python = "^3.9,<3.14"
attrs = "*"
pillow = {version = "*", optional = true}
[tool.poetry.extras]
plot = ["pillow"]
[tool.poetry.dev-dependencies]
black = "*"
[tool.poetry.group.dev.dependencies]
pytest = "^8"
[tool.poetry.group.all_of]
optional = true
include-groups = ["dev"]
[tool.poetry.group.all_of.dependencies]
mistune = "*"
"""


def test_extras_and_groups_are_chosen_by_name(tmp_path: Path) -> None:
    inputs = read(tmp_path, MORE)
    assert (inputs.requires, str(inputs.requires_python)) == (("attrs",), "<3.14,<4,>=3.9")
    assert [project.own for project in inputs.projects] == ["demo"]
    assert read(tmp_path, MORE, extras=("plot",)).requires == ("attrs", "pillow")
    assert read(tmp_path, MORE, groups=("dev",)).requires == ("attrs", "black", "pytest<9,>=8")
    assert read(tmp_path, MORE, groups=("All.Of",)).requires == ("attrs", "black", "mistune", "pytest<9,>=8")
    with pytest.raises(UnknownExtra, match="no extra `x`"):
        read(tmp_path, MORE, extras=("x",))
    with pytest.raises(UnknownExtra, match="no dependency group `x`"):
        read(tmp_path, MORE, groups=("x",))


def test_project_that_is_no_package_needs_no_build_system(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[tool.poetry]\npackage-mode = false\n[tool.poetry.dependencies]\nx = "1"\n'
    )
    inputs = read_inputs(tmp_path)
    assert (inputs.requires, inputs.projects) == (("x==1",), ())


def test_requirement_of_project_comes_from_where_poetry_says(tmp_path: Path) -> None:
    head = '[project]\nname = "demo"\nversion = "1"\ndependencies = ["lib[x]>=1", "attrs"]\n'
    text = '[tool.poetry.dependencies]\nlib = {git = "https://example.invalid/lib.git"}\n'
    assert read(tmp_path, text, head=head).requires == (
        "attrs",
        "lib[x] @ git+https://example.invalid/lib.git",
    )


def test_path_dependency_that_changes_makes_the_digest_another(tmp_path: Path) -> None:
    project = tmp_path / "lib" / "pyproject.toml"
    project.parent.mkdir()
    project.write_text(f'[tool.poetry]\nname = "lib"\nversion = "1"\n{BUILD}')
    text = '[tool.poetry.dependencies]\nlib = {path = "lib", develop = true}\n'
    before = read(tmp_path, text)
    assert project in before.files
    project.write_text(
        f'[tool.poetry]\nname = "lib"\nversion = "1"\n[tool.poetry.dependencies]\nx = "*"\n{BUILD}'
    )
    assert read(tmp_path, text).digest != before.digest


@pytest.mark.parametrize(
    ("text", "group", "expected"),
    [
        (
            '[tool.pdm.dev-dependencies]\nTest = ["pytest", "-e file:///${PROJECT_ROOT}/lib"]\n',
            "test",
            ("lib @ ./lib", "pytest"),
        ),
        ('[tool.uv]\ndev-dependencies = ["ruff"]\n', "dev", ("ruff",)),
        (HATCH, "default", ("pytest",)),
        # An environment has what its template has, and what it adds.
        (
            f'{HATCH}[tool.hatch.envs.docs]\nextra-dependencies = ["mistune", "lib @ {{root:uri}}/lib"]\n',
            "docs",
            ("lib @ ./lib", "mistune", "pytest"),
        ),
        (
            f'{HATCH}[tool.hatch.envs.lint]\ntemplate = "lint"\nextra-dependencies = ["ruff"]\n',
            "lint",
            ("ruff",),
        ),
        (
            '[tool.hatch.envs.a]\ntemplate = "b"\n[tool.hatch.envs.b]\ntemplate = "a"\ndependencies = ["ruff"]\n',
            "a",
            ("ruff",),
        ),
        (
            '[dependency-groups]\ntest = ["a", {include-group = "b"}]\nb = ["lib @ {root:uri}/lib"]\n',
            "test",
            ("a", "lib @ ./lib"),
        ),
    ],
)
def test_groups_of_other_tools(tmp_path: Path, text: str, group: str, expected: tuple[str, ...]) -> None:
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "pyproject.toml").write_text('[project]\nname = "lib"\nversion = "1"\n')
    head = '[project]\nname = "demo"\nversion = "1"\n'
    assert read(tmp_path, text, head=head, groups=(group,)).requires == expected
