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
        (  # the package of the project itself, and the module that defines what is taken from it
            {"pyproject.toml": BACKEND, "setup.py": f"from demo import x\n{SETUP.format('x')}"},
            "demo/__init__.py",
        ),
        (
            {
                "pyproject.toml": BACKEND,
                "setup.py": f"import demo\n{SETUP.format('demo.x')}",
                "src/demo/__init__.py": "if True:\n    from .inner.meta import NAMES as x\n",
            },
            "src/demo/inner/meta.py",
        ),
        (
            {"pyproject.toml": BACKEND, "setup.py": f"from demo.meta import x\n{SETUP.format('x')}"},
            "demo/meta.py",
        ),
        (
            {
                "pyproject.toml": BACKEND,
                "setup.py": f"sys.path.append('lib')\nfrom demo import meta\n{SETUP.format('meta.x')}",
            },
            "lib/demo/meta.py",
        ),
        (
            {
                "pyproject.toml": BACKEND,
                "setup.py": f"from demo import x\n{SETUP.format('x')}",
                "demo/__init__.py": "def read(name): return (HERE / name).read_text()\nx = read('deps.txt')\n",
            },
            "demo/deps.txt",
        ),
        (  # names that code puts together
            {"pyproject.toml": BACKEND, "setup.py": SETUP.format("open(f'deps/{name}.in')")},
            "deps/base.in",
        ),
        (
            {"pyproject.toml": BACKEND, "setup.py": SETUP.format("read('deps/%s.txt' % name)")},
            "deps/base.txt",
        ),
        (
            {"pyproject.toml": BACKEND, "setup.py": SETUP.format("read('deps/{}.txt'.format(name))")},
            "deps/base.txt",
        ),
        (
            {"pyproject.toml": BACKEND, "setup.py": SETUP.format("read(HERE / 'deps' / (name + '.txt'))")},
            "deps/base.txt",
        ),
        (
            {"pyproject.toml": BACKEND, "setup.py": SETUP.format("read(os.path.join(HERE, 'deps', name))")},
            "deps/base.txt",
        ),
        (
            {"pyproject.toml": BACKEND, "setup.py": SETUP.format("read(HERE.glob('deps/*.txt'))")},
            "deps/base.txt",
        ),
        (
            {"pyproject.toml": BACKEND, "setup.py": SETUP.format("tomllib.load(open('Pipfile', 'rb'))")},
            "Pipfile",
        ),
        # Plugins that read without being told to.
        ({"pyproject.toml": f"{DYNAMIC}[tool.unidep]\n"}, "requirements.yaml"),
        (
            {
                "pyproject.toml": f'{DYNAMIC}[tool.scikit-build.metadata.dependencies]\nprovider = "x"\n'
                'provider-path = "own"\n'
            },
            "own/x.py",
        ),
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


@pytest.mark.parametrize("name", ["DEPENDENCIES", "deps.list"])
def test_file_of_any_name_that_lists_requirements_changes_the_digest(tmp_path: Path, name: str) -> None:
    files = {
        "pyproject.toml": BACKEND,
        "setup.py": SETUP.format(f"open('{name}')"),
        name: "# what\nidna>=3\n",
    }
    write(tmp_path, files)
    before = read_inputs(tmp_path).digest
    write(tmp_path, {name: "idna>=3\nsix; python_version > '3'\n"})
    assert read_inputs(tmp_path).digest != before


def test_rest_of_a_package_that_is_imported_leaves_the_digest(tmp_path: Path) -> None:
    files = {
        "pyproject.toml": BACKEND,
        "setup.py": f"from demo import x\n{SETUP.format('x')}scripts=['tool', 'src/a.c', *glob('demo/*.py')]\n",
        "demo/__init__.py": "from .meta import x\nfrom .more import *\nfrom .rest import y\nz = open('data.txt')\n",
        **dict.fromkeys(("demo/meta.py", "demo/rest.py", "demo/other.py", "demo/data.txt"), "x = 1\n"),
        "tool": "#!/bin/sh\n",
        "src/a.c": "int x;\n",
    }
    write(tmp_path, files)
    before = read_inputs(tmp_path).digest
    for name in ("demo/rest.py", "demo/other.py", "demo/data.txt", "tool", "src/a.c"):
        write(tmp_path, {name: files[name] + "#\n"})
        assert read_inputs(tmp_path).digest == before, name
    write(tmp_path, {"demo/meta.py": "x = 2\n"})
    assert read_inputs(tmp_path).digest != before


@pytest.mark.parametrize(
    "text", ["'**/**/*.txt'", "'[.txt'", "f'{x}'", "'*'", "'/*.txt'", "'../*.txt'", "'\\0*.txt'"]
)
def test_odd_patterns_in_code_are_no_files(tmp_path: Path, text: str) -> None:
    write(tmp_path, {"project/pyproject.toml": BACKEND, "project/setup.py": SETUP.format(text), "x.txt": "x"})
    assert {path.name for path in read_inputs(tmp_path / "project").files} == {"pyproject.toml", "setup.py"}


def test_long_sum_of_texts_is_read(tmp_path: Path) -> None:
    total = " + ".join(["x", *["'a'"] * 900])
    write(tmp_path, {"pyproject.toml": BACKEND, "setup.py": SETUP.format(f"read({total} + '.txt')")})
    assert {path.name for path in read_inputs(tmp_path).files} == {"pyproject.toml", "setup.py"}


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
