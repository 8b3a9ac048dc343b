"""Development mode: projects that are edited while they are used, as their authors do it."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.project import Project
from uv import find_uv_bin

from snowsnake.artifacts import Fetch, download
from snowsnake.lockfile.model import DistributionArtifact

CACHE = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "snowsnake-tests" / "sdists"

BACKENDS = {
    "setuptools": ("setuptools", "setuptools.build_meta", "src/slope"),
    "flit": ("flit_core>=3.4", "flit_core.buildapi", "slope"),
    "hatchling": ("hatchling", "hatchling.build", "src/slope"),
    "poetry": ("poetry-core>=2", "poetry.core.masonry.api", "src/slope"),
    "pdm": ("pdm-backend", "pdm.backend", "src/slope"),
}
PROJECT = """\
[project]
name = "{name}"
version = "1.0"
description = "slopes"
requires-python = ">=3.11"
dependencies = {dependencies}

[project.scripts]
{name} = "{name}:main"
"""
BUILD = '\n[build-system]\nrequires = ["{requires}"]\nbuild-backend = "{backend}"\n'
MODULE = 'import sys\n\n\ndef main():\n    print("first", sys.argv[1:])\n'

C_SOURCE = """\
#include <Python.h>

static PyObject *answer(PyObject *self, PyObject *none) { return PyLong_FromLong(41); }
static PyMethodDef methods[] = {{"answer", answer, METH_NOARGS, NULL}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "_depth", NULL, -1, methods};
PyMODINIT_FUNC PyInit__depth(void) { return PyModule_Create(&module); }
"""
C_PROJECTS = {
    "setuptools": {
        "pyproject.toml": PROJECT
        + BUILD.format(requires="setuptools>=77", backend="setuptools.build_meta")
        + '\n[tool.setuptools]\next-modules = [{{name = "slope._depth", sources = ["src/depth.c"]}}]\n',
    },
    "meson-python": {
        "pyproject.toml": PROJECT + BUILD.format(requires="meson-python", backend="mesonpy"),
        "meson.build": "project('slope', 'c', version: '1.0')\n"
        "py = import('python').find_installation(pure: false)\n"
        "py.install_sources('src/slope/__init__.py', subdir: 'slope')\n"
        "py.extension_module('_depth', 'src/depth.c', subdir: 'slope', install: true)\n",
    },
}


def make_project(directory: Path) -> Project:
    for name in ("state", "tmp"):
        (directory / name).mkdir(exist_ok=True)
    project = Project(directory=directory / "project", state=directory / "state", temporary=directory / "tmp")
    project.directory.mkdir(parents=True)
    return project


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return make_project(tmp_path)


def pure(backend: str, name: str = "slope", dependencies: str = "[]") -> dict[str, str]:
    requires, module, _ = BACKENDS[backend]
    head = PROJECT.format(name=name, dependencies=dependencies)
    return {"pyproject.toml": head + BUILD.format(requires=requires, backend=module)}


def says(project: Project, *words: str) -> str:
    """What a command in the environment prints."""
    ran = project.run("run", "--", *words)
    assert ran.code == 0, ran
    return ran.out


def says_at_once(project: Project, *words: str) -> str:
    """The same, on the hot path: nothing is looked for, nobody asks Nix."""
    environment = dict(project.environment)
    project.environment["PATH"] = "/nowhere"
    try:
        ran = project.run("run", "--", *words)
    finally:
        project.environment = environment
    assert (ran.code, ran.err) == (0, ""), ran
    return ran.out


def developed(project: Project, *words: str) -> Path:
    ran = project.run("develop", *words)
    assert ran.code == 0, ran
    return Path(ran.out.rstrip("\n"))


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text()
    assert before in text
    path.write_text(text.replace(before, after))


# --- projects in Python


@pytest.mark.parametrize("backend", BACKENDS)
def test_an_edit_is_seen_at_once(project: Project, backend: str) -> None:
    package = BACKENDS[backend][2]
    project.write({**pure(backend), f"{package}/__init__.py": MODULE})
    environment = developed(project)
    assert says_at_once(project, "slope", "a") == "first ['a']\n"

    edit(project.directory / package / "__init__.py", "first", "second")
    project.write({f"{package}/more.py": "print('more')\n"})
    assert says_at_once(project, "slope") == "second []\n"
    assert says_at_once(project, "python", "-m", "slope.more") == "more\n"
    assert developed(project) == environment
    assert project.names() >= {package, "snowsnake.lock"}
    assert not list(project.directory.rglob("*.egg-info"))  # nothing is left beside the source


@pytest.mark.parametrize("backend", BACKENDS)
def test_the_distribution_is_known(project: Project, backend: str) -> None:
    project.write({**pure(backend), f"{BACKENDS[backend][2]}/__init__.py": MODULE})
    program = (
        "import importlib.metadata as m, json; d = m.distribution('slope'); print(d.version); "
        "print([e.value for e in d.entry_points]); print(d.read_text('direct_url.json'))"
    )
    version, scripts, url = says(project, "python", "-c", program).splitlines()
    assert (version, scripts) == ("1.0", "['slope:main']")
    assert json.loads(url) == {"url": project.directory.as_uri(), "dir_info": {"editable": True}}


def test_a_new_entry_point_is_noticed_by_the_next_run(project: Project) -> None:
    project.write({**pure("setuptools"), "src/slope/__init__.py": MODULE})
    developed(project)
    edit(
        project.directory / "pyproject.toml", "[project.scripts]\n", '[project.scripts]\nski = "slope:main"\n'
    )
    assert says(project, "ski", "down") == "first ['down']\n"
    assert says_at_once(project, "ski") == "first []\n"


def test_extras_and_groups_stay_chosen(project: Project) -> None:
    files = pure("flit")
    files["pyproject.toml"] += (
        '\n[project.optional-dependencies]\ntest = ["iniconfig"]\n\n[dependency-groups]\ndev = ["idna"]\n'
    )
    project.write({**files, "slope/__init__.py": '"""Slopes."""\n'})
    developed(project, "--extra", "test", "--group", "dev")
    program = "import slope, iniconfig, idna; print('all')"
    assert says_at_once(project, "python", "-c", program) == "all\n"
    edit(project.directory / "pyproject.toml", "dependencies = []", 'dependencies = ["attrs"]')
    assert says(project, "python", "-c", f"import attrs; {program}") == "all\n"
    assert developed(project, "--rebuild")
    assert says(project, "python", "-c", program) == "all\n"


def test_what_is_built_for_others_is_not_editable(project: Project) -> None:
    project.write({**pure("hatchling"), "src/slope/__init__.py": MODULE})
    developed(project)
    edit(project.directory / "src/slope/__init__.py", "first", "second")
    assert project.run("build", "-o", "result").code == 0
    edit(project.directory / "src/slope/__init__.py", "second", "third")
    command = [str(project.directory / "result/bin/slope")]
    assert subprocess.run(command, env={}, capture_output=True, text=True, check=True).stdout == "second []\n"
    assert says_at_once(project, "slope") == "third []\n"
    path = project.run("build")
    assert path.code == 0
    (module,) = Path(path.out.strip()).glob("lib/python3*/site-packages/slope/__init__.py")
    assert "third" in module.read_text()


@pytest.fixture
def elsewhere() -> Iterator[Path]:
    """A directory that a build has something else at, by itself."""
    with tempfile.TemporaryDirectory(dir="/var/tmp") as made:
        yield Path(made)


@pytest.mark.parametrize(("backend", "place"), [("setuptools", "elsewhere"), ("hatchling", "tmp_path")])
def test_a_path_with_spaces_and_letters_of_the_world(
    tmp_path: Path, request: pytest.FixtureRequest, backend: str, place: str
) -> None:
    project = make_project(tmp_path / "")
    project.directory = request.getfixturevalue(place) / "mein Projekt" / "Schnee & 雪 'n $HOME"
    project.directory.mkdir(parents=True)
    project.write({**pure(backend), "src/slope/__init__.py": MODULE})
    assert says(project, "slope") == "first []\n"
    edit(project.directory / "src/slope/__init__.py", "first", "second")
    assert says_at_once(project, "slope") == "second []\n"
    assert project.run("build", "-o", "result").code == 0


# --- several at once


@pytest.mark.parametrize(
    ("name", "reason"), [(b"a\nb", "has a line break in it"), (b"a\xe9b", "is not UTF-8")]
)
def test_path_that_no_pth_file_can_hold_is_refused_and_builds(
    tmp_path: Path, name: bytes, reason: str
) -> None:
    project = make_project(tmp_path / "")
    project.directory = tmp_path / os.fsdecode(name)
    project.directory.mkdir()
    project.write({**pure("setuptools"), "src/slope/__init__.py": MODULE})
    assert project.run("lock").code == 0
    for words in (("develop",), ("run", "--", "slope")):
        said = project.fails(*words).err
        assert f"cannot be developed: its name {reason}" in said
    line = Advice("environments/develop.py", "snowsnake build").printed_in(said)
    assert project.run(*line.split()[1:], "-o", "result").code == 0


def test_members_of_a_workspace_that_need_each_other(project: Project) -> None:
    source = "\n[tool.uv.sources]\n{name} = {{workspace = true}}\n"
    one = pure("hatchling", "ridge", '["slope"]')["pyproject.toml"] + source.format(name="slope")
    two = pure("setuptools", "slope", '["ridge"]')["pyproject.toml"] + source.format(name="ridge")
    project.write(
        {
            "pyproject.toml": one + '\n[tool.uv.workspace]\nmembers = ["packages/*"]\n',
            "src/ridge/__init__.py": "HEIGHT = 1\ndef main():\n    import slope\n    print('ridge', slope.depth())\n",
            "packages/slope/pyproject.toml": two,
            "packages/slope/src/slope/__init__.py": "import ridge\n\n\ndef depth():\n    return ridge.HEIGHT\n",
        }
    )
    ran = project.run("develop", "--json")
    assert ran.code == 0, ran
    assert json.loads(ran.out)["result"]["editable"] == [".", "./packages/slope"]
    assert says_at_once(project, "ridge") == "ridge 1\n"
    edit(project.directory / "src/ridge/__init__.py", "HEIGHT = 1", "HEIGHT = 2")
    edit(project.directory / "packages/slope/src/slope/__init__.py", "ridge.HEIGHT", "ridge.HEIGHT * 100")
    assert says_at_once(project, "ridge") == "ridge 200\n"


def test_a_dependency_by_its_path(project: Project) -> None:
    files = pure("flit", "ridge", '["slope"]')
    files["pyproject.toml"] += '\n[tool.uv.sources]\nslope = {path = "../slope"}\n'
    project.write({**files, "ridge.py": '"""Ridges."""\nfrom slope import main\n'})
    beside = project.directory.parent / "slope"
    for name, text in {**pure("pdm"), "src/slope/__init__.py": MODULE}.items():
        (beside / name).parent.mkdir(parents=True, exist_ok=True)
        (beside / name).write_text(text)
    assert says(project, "ridge") == "first []\n"
    edit(beside / "src/slope/__init__.py", "first", "second")
    assert says_at_once(project, "ridge") == "second []\n"
    # Its own pyproject.toml is watched, too.
    edit(beside / "pyproject.toml", "dependencies = []", 'dependencies = ["idna"]')
    assert says(project, "python", "-c", "import idna, slope; print(1)") == "1\n"


def test_directories_that_are_named(project: Project) -> None:
    """`shell ./path`, and `-e ./path` in a requirements file; of one that has no pyproject.toml, too."""
    project.write({"lib/" + name: text for name, text in pure("setuptools").items()})
    project.write({"lib/src/slope/__init__.py": MODULE})
    words = ("shell", "./lib", "--", "slope")
    ran = project.run(*words)
    assert (ran.code, ran.out) == (0, "first []\n"), ran
    edit(project.directory / "lib/src/slope/__init__.py", "first", "second")
    again = project.run(*words)
    assert (again.out, again.err) == ("second []\n", "")

    project.write(
        {
            "old/requirements.txt": "-e .\nidna\n",
            "old/setup.py": "from setuptools import setup\n\nsetup(name='old', version='0.5', py_modules=['old'])\n",
            "old/old.py": "word = 'ancient'\n",
        }
    )
    old = Project(directory=project.directory / "old", state=project.state, temporary=project.temporary)
    program = ("python", "-c", "import old, idna; print(old.word)")
    assert says(old, *program) == "ancient\n"
    edit(old.directory / "old.py", "ancient", "new")
    assert says_at_once(old, *program) == "new\n"


# --- what is compiled


@pytest.mark.parametrize("backend", C_PROJECTS)
def test_a_c_extension(project: Project, backend: str) -> None:
    text = "from slope._depth import answer\n\n\ndef main():\n    print('depth', answer())\n"
    files = {name: content.format(name="slope", dependencies="[]") if name == "pyproject.toml" else content
             for name, content in C_PROJECTS[backend].items()}  # fmt: skip
    project.write({**files, "src/slope/__init__.py": text, "src/depth.c": C_SOURCE})
    environment = developed(project)
    assert says_at_once(project, "slope") == "depth 41\n"

    edit(project.directory / "src/slope/__init__.py", "'depth'", "'Tiefe'")
    project.write({"src/slope/more.py": "from slope._depth import answer\nprint(answer())\n"})
    assert says_at_once(project, "slope") == "Tiefe 41\n"
    assert says_at_once(project, "python", "-m", "slope.more") == "41\n"

    edit(project.directory / "src/depth.c", "41", "42")
    assert says_at_once(project, "slope") == "Tiefe 41\n"
    assert developed(project) == environment
    rebuilt = developed(project, "--rebuild")
    assert rebuilt != environment
    assert says_at_once(project, "slope") == "Tiefe 42\n"
    assert developed(project, "--rebuild") == rebuilt

    assert (
        says(project, "python", "-c", "import importlib.metadata as m; print(m.version('slope'))") == "1.0\n"
    )
    closure = subprocess.run(
        ["nix-store", "--query", "--requisites", str(rebuilt)], capture_output=True, text=True, check=True
    ).stdout
    assert "toolchain" not in closure
    left = {path for path in project.names() if not path.startswith("src/slope/__pycache__")}
    assert left == {*files, "src", "src/depth.c", "src/slope", "src/slope/__init__.py", "src/slope/more.py",
                    "snowsnake.lock"}  # fmt: skip
    assert project.leftovers() == []


def test_c_that_does_not_compile(project: Project) -> None:
    """What was there stays, and is what runs on."""
    files = {
        "pyproject.toml": C_PROJECTS["setuptools"]["pyproject.toml"].format(name="slope", dependencies="[]")
    }
    project.write({**files, "src/slope/__init__.py": MODULE, "src/depth.c": C_SOURCE})
    environment = developed(project)
    edit(project.directory / "src/depth.c", "return PyLong_FromLong(41);", "return nonsense;")
    said = project.run("develop", "--rebuild")
    assert said.code == 1
    assert "`slope`" in said.err
    assert "nonsense" in said.err
    assert "\nhelp: " in said.err
    assert says_at_once(project, "slope") == "first []\n"
    edit(project.directory / "src/depth.c", "return nonsense;", "return PyLong_FromLong(41);")
    assert developed(project, "--rebuild") == environment


# --- versions that are in git


@pytest.mark.parametrize(
    ("requires", "backend", "more"),
    [
        (
            'setuptools", "setuptools-scm',
            "setuptools.build_meta",
            '[tool.setuptools_scm]\nversion_file = "src/slope/_version.py"\n',
        ),
        (
            'hatchling", "hatch-vcs',
            "hatchling.build",
            '[tool.hatch]\nversion.source = "vcs"\nbuild.hooks.vcs.version-file = "src/slope/_version.py"\n',
        ),
        (
            "pdm-backend",
            "pdm.backend",
            """[tool.pdm.version]
source = "scm"
write_to = "slope/_version.py"
write_template = "version = '{}'"
""",
        ),
    ],
    ids=["setuptools-scm", "hatch-vcs", "pdm"],
)
def test_a_version_that_is_in_git(project: Project, requires: str, backend: str, more: str) -> None:
    head = PROJECT.format(name="slope", dependencies="[]").replace('version = "1.0"', 'dynamic = ["version"]')
    text = f"{head}{BUILD.format(requires=requires, backend=backend)}\n{more}"
    project.write({"pyproject.toml": text, "src/slope/__init__.py": MODULE, ".gitignore": "snowsnake.lock\n"})
    version = ("python", "-c", "import importlib.metadata as m; print(m.version('slope'))")
    assert says(project, *version).startswith("0.")  # no repository: nobody knows
    git(project, "init", "--quiet")
    git(project, "add", ".")
    git(project, "commit", "--quiet", "-m", "first")
    git(project, "tag", "v2.5.0")
    assert developed(project, "--rebuild")
    assert says(project, *version) == "2.5.0\n"
    edit(project.directory / "src/slope/__init__.py", "first", "second")
    git(project, "commit", "--quiet", "-am", "second")
    assert developed(project, "--rebuild")
    commit = git(project, "rev-parse", "--short=7", "HEAD")
    found = says(project, *version)
    assert re.fullmatch(rf"2\.5\.1\.dev1\+g{commit}\w*\n", found)
    # A file that the build writes is there, and not in the user's directory.
    assert says(project, "python", "-c", "from slope._version import version; print(version)") == found
    assert not (project.directory / "src/slope/_version.py").exists()
    assert says(project, "slope") == "second []\n"


def git(project: Project, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(
        ["git", *who, *words], cwd=project.directory, capture_output=True, text=True, check=True
    ).stdout.strip()


# --- beginning and end


def test_clean_lets_go_of_the_copies(project: Project) -> None:
    project.write({**pure("setuptools"), "src/slope/__init__.py": MODULE})
    developed(project)
    (copies,) = project.state.glob("environments/*/copies.json")
    (copy,) = json.loads(copies.read_text()).values()
    query = ["nix-store", "--query", "--roots", copy["path"]]
    roots = os.fsdecode(subprocess.run(query, capture_output=True, check=True).stdout)
    assert str(project.state) in roots
    assert project.run("clean").code == 0
    roots = os.fsdecode(subprocess.run(query, capture_output=True, check=True).stdout)
    assert str(project.state) not in roots
    assert says(project, "slope") == "first []\n"


def test_nothing_to_develop(project: Project) -> None:
    project.write({"pyproject.toml": '[project]\nname = "x"\nversion = "1"\ndependencies = ["idna"]\n'})
    assert project.run("lock").code == 0
    said = project.fails("develop")
    assert "there is nothing to develop" in said.err
    assert "[build-system]" in said.err


# --- a real project


def test_a_real_projects_tests_are_green(project: Project, tmp_path: Path) -> None:
    """MarkupSafe, C and all, from its source archive."""
    shutil.rmtree(project.directory)
    source = sdist("markupsafe")
    (tmp_path / "unpacked").mkdir()
    subprocess.run(["tar", "-xf", source, "-C", tmp_path / "unpacked"], check=True)
    (unpacked,) = (tmp_path / "unpacked").iterdir()
    unpacked.rename(project.directory)
    developed(project, "--group", "tests")
    tested = project.run("run", "-m", "pytest", "-q")
    assert tested.code == 0, tested
    assert re.search(r"\d+ passed", tested.out)
    assert "_native.py" not in says(
        project, "python", "-c", "import markupsafe; print(markupsafe._escape_inner.__module__)"
    )
    assert says(project, "python", "-c", "import markupsafe._speedups as s; print(s.__file__)").startswith(
        "/nix/store/"
    )
    assert says(project, "python", "-c", "import markupsafe as m; print(m.__file__)").startswith(
        str(project.directory)
    )


def sdist(name: str) -> Path:
    """The newest source archive of a distribution, resolved as a user's is; kept in a cache."""
    command = [find_uv_bin(), "pip", "compile", "--quiet", "--no-deps", "--python-version", "3.13"]
    pylock = subprocess.run(
        [*command, "--format", "pylock.toml", "-"], input=name, capture_output=True, text=True, check=True
    ).stdout
    (package,) = tomllib.loads(pylock)["packages"]
    found = package["sdist"]
    artifact = DistributionArtifact(
        file=found.get("name") or found["url"].rpartition("/")[2],
        url=found["url"],
        sha256=found["hashes"]["sha256"],
        size=found.get("size"),
    )
    return download([Fetch(artifact=artifact, urls=(artifact.url,))], cache=CACHE)[artifact.file]
