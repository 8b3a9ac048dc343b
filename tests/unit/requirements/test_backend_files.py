"""Requirements that only a build backend knows: what it reads them from changes the digest, and nothing else does."""

from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.requirements import read_inputs
from snowsnake.requirements.backend_files import backend_files

BACKEND = '[build-system]\nrequires = ["x"]\nbuild-backend = "x"\n'
DYNAMIC = (
    f'{BACKEND}[project]\nname = "demo"\nversion = "1"\ndynamic = ["dependencies", "optional-dependencies"]\n'
)
SETUP = "from setuptools import setup\nsetup(name='demo', install_requires={})\n"


def write(directory: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


SETUPTOOLS = f'{DYNAMIC}[tool.setuptools.dynamic]\nreadme = {{file = "README.md"}}\n'
HATCH = f"{DYNAMIC}[tool.hatch.metadata.hooks.requirements_txt]\n"


@pytest.mark.parametrize(
    ("files", "changed"),
    [
        ({"pyproject.toml": f'{SETUPTOOLS}dependencies = {{file = ["deps.txt"]}}\n'}, "deps.txt"),
        ({"pyproject.toml": f'{SETUPTOOLS}dependencies = {{file = "a.txt, deps.txt"}}\n'}, "deps.txt"),
        (
            {"pyproject.toml": f'{SETUPTOOLS}optional-dependencies.test = {{file = ["deps/t.txt"]}}\n'},
            "deps/t.txt",
        ),
        ({"pyproject.toml": f'{HATCH}files = ["deps.txt"]\n'}, "deps.txt"),
        ({"pyproject.toml": f"{HATCH}"}, "requirements.txt"),
        (
            {"pyproject.toml": f'{HATCH}files = ["deps.in"]\n', "deps.in": "-r more/base.txt\n"},
            "more/base.txt",
        ),
        ({"pyproject.toml": f"{DYNAMIC}[tool.hatch.metadata.hooks.custom]\n"}, "hatch_build.py"),
        (
            {"pyproject.toml": f'{DYNAMIC}[tool.hatch.metadata.hooks.custom]\npath = "tools/hook.py"\n'},
            "tools/hook.py",
        ),
        (
            {"pyproject.toml": f"{DYNAMIC}[tool.pdm.build]\n", "pdm_build.py": "import deps_of\n"},
            "deps_of.py",
        ),
        (
            {"pyproject.toml": DYNAMIC, "setup.cfg": "[options]\ninstall_requires = file: deps.lst\n"},
            "deps.lst",
        ),
        (
            {"pyproject.toml": DYNAMIC, "setup.cfg": "[options.extras_require]\nx = file: a, deps.lst\n"},
            "deps.lst",
        ),
        ({"pyproject.toml": DYNAMIC}, "setup.cfg"),
        ({"pyproject.toml": BACKEND, "setup.py": SETUP.format("open('deps.txt').read()")}, "deps.txt"),
        ({"pyproject.toml": BACKEND, "setup.py": SETUP.format("read('deps', 'base.txt')")}, "deps/base.txt"),
        (
            {"pyproject.toml": BACKEND, "setup.py": SETUP.format("read('requirements/' + x)")},
            "requirements/x.txt",
        ),
        ({"pyproject.toml": BACKEND, "setup.py": f"from more import x\n{SETUP.format('x')}"}, "more.py"),
        (
            {"pyproject.toml": f"{DYNAMIC}".replace('"x"\n[p', '"x"\nbackend-path = ["own"]\n[p')},
            "own/backend.py",
        ),
    ],
)
def test_file_that_a_backend_reads_changes_the_digest(
    tmp_path: Path, files: dict[str, str], changed: str
) -> None:
    write(
        tmp_path,
        {"setup.py": "import setuptools; setuptools.setup(name='demo')\n", **files, changed: "a = 1\n"},
    )
    before = read_inputs(tmp_path, files=[Path("pyproject.toml")])
    assert tmp_path / changed in before.files
    (tmp_path / changed).write_text("b = 1\n")
    assert read_inputs(tmp_path, files=[Path("pyproject.toml")]).digest != before.digest


@pytest.mark.parametrize(
    "table", ["setuptools.dynamic", "flit.metadata", "scikit-build", "meson-python", "unheard-of"]
)
def test_settings_of_a_backend_change_the_digest(tmp_path: Path, table: str) -> None:
    write(tmp_path, {"pyproject.toml": f'{DYNAMIC}[tool.{table}]\nrequires = ["a"]\n'})
    before = read_inputs(tmp_path).digest
    write(tmp_path, {"pyproject.toml": f'{DYNAMIC}[tool.{table}]\nrequires = ["b"]\n'})
    assert read_inputs(tmp_path).digest != before


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("README.md", "more\n"),
        ("LICENSE.txt", "more\n"),
        ("demo.py", "x = 1\n"),
        ("notes.txt", "more\n"),
        ("pyproject.toml", f"{SETUPTOOLS}[tool.ruff]\nline-length = 99\n"),
    ],
)
def test_what_says_nothing_of_requirements_leaves_the_digest(tmp_path: Path, name: str, text: str) -> None:
    code = SETUP.format("[]") + "open('README.md'); open('LICENSE.txt')\n"
    write(
        tmp_path,
        {"pyproject.toml": SETUPTOOLS, "setup.py": code, "README.md": "", "LICENSE.txt": "", "demo.py": ""},
    )
    before = read_inputs(tmp_path).digest
    write(tmp_path, {name: text})
    assert read_inputs(tmp_path).digest == before


def test_requirements_that_the_project_says_itself_need_no_file(tmp_path: Path) -> None:
    project = f'{BACKEND}[project]\nname = "demo"\nversion = "1"\ndependencies = ["a"]\n'
    write(tmp_path, {"pyproject.toml": project, "requirements-dev.txt": "a\n"})
    before = read_inputs(tmp_path)
    assert before.files == (tmp_path / "pyproject.toml",)
    write(tmp_path, {"requirements-dev.txt": "b\n"})
    assert read_inputs(tmp_path).digest == before.digest


def test_directory_that_is_required_counts_the_same(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "requirements.txt": "./lib\n",
            "lib/deps.txt": "a\n",
            "lib/setup.py": SETUP.format("open('deps.txt')"),
        },
    )
    before = read_inputs(tmp_path)
    assert tmp_path / "lib" / "deps.txt" in before.files
    write(tmp_path, {"lib/deps.txt": "b\n"})
    assert read_inputs(tmp_path).digest != before.digest


def test_odd_text_in_settings_is_no_file(tmp_path: Path) -> None:
    odd = ", ".join(f'"{text}"' for text in ("/etc/passwd", "é" * 250, "", ".", "..", "a\\u0000b", "~nobody"))
    write(tmp_path, {"pyproject.toml": f"{DYNAMIC}[tool.x]\nfiles = [{odd}]\n"})
    assert read_inputs(tmp_path).files == (tmp_path / "pyproject.toml",)


def test_what_is_as_large_as_data_is_not_read_for_requirements(tmp_path: Path) -> None:
    with (tmp_path / "weights.json").open("wb") as file:
        file.truncate(1 << 30)
    (tmp_path / "more.json").write_text("{}")
    settings = {
        "tool": {"setuptools": {"dynamic": {"dependencies": {"file": ["weights.json", "more.json"]}}}}
    }
    assert backend_files(tmp_path, settings) == (tmp_path / "more.json",)
