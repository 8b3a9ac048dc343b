"""What is said to those who would change an environment, and to whom nothing is said."""

from __future__ import annotations

import io
import json
import shlex
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from snowsnake.builders import environment, managed_hook

SITE = f"lib/python{sys.version_info[0]}.{sys.version_info[1]}/site-packages"
Build = Callable[..., Path]


@pytest.fixture
def build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Build:
    """An environment of this very Python, which starts."""

    def run(packages: dict[str, dict[str, str]]) -> Path:
        for name, files in packages.items():
            for path, text in files.items():
                file = tmp_path / name / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(text)
        base = Path(sys.base_prefix)
        spec = {
            "python": str(base),
            "executable": "bin/python3",
            "version": "{}.{}".format(*sys.version_info),
            "full-version": "{}.{}.{}".format(*sys.version_info),
            "site-packages": SITE,
            "packages": [[name, str(tmp_path / name)] for name in packages],
            "prefer": [],
            "spread": [],
            "managed": True,
            "strict": False,
            "required-by": {},
            "native": None,
            "library-directory": "lib",
            "prompt": "snow",
        }
        (tmp_path / "spec").write_text(json.dumps(spec))
        monkeypatch.setenv("specPath", str(tmp_path / "spec"))
        monkeypatch.setenv("out", str(tmp_path / "out"))
        monkeypatch.setenv("NIX_STORE", "/nix/store")
        environment.main()
        return tmp_path / "out"

    return run


def _python(out: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [out / "bin/python", *arguments], capture_output=True, text=True, check=False, cwd=out.parent, env={}
    )


@pytest.mark.parametrize(
    "line",
    [
        "python -m pip install six",
        "python -Im pip install six",
        "python -W ignore -X utf8 -m pip -q install --upgrade pip",
        "python -mpip uninstall -y six",
        "python /x/bin/pip install six",
        "python /x/bin/pip3.13 --cache-dir c install --force-reinstall six",
        "python /x/site-packages/pip/__pip-runner__.py install six",
        "python /x/pip-25.1-py3-none-any.whl/pip install six",
        "python get-pip.py",
        "python -m ensurepip",
        "python -m ensurepip --upgrade --default-pip",
        "python setup.py -q install",
        "python setup.py develop",
        "python -m easy_install six",
    ],
)
def test_a_command_that_changes_the_environment_is_refused(line: str) -> None:
    said = managed_hook.refusal(shlex.split(line), {})
    assert said.startswith("error: ")
    assert "\n\nhelp: " in said


@pytest.mark.parametrize(
    "line",
    [
        "python",
        "python x.py pip install",
        "python -m pytest -k pip install",
        "python -c 'import pip' install",
        "python -m pip",
        "python -m pip list",
        "python -m pip show install",
        "python -m pip help install",
        "python -m pip download six",
        "python -m pip wheel .",
        "python -m pip install --dry-run six",
        "python -m pip install --target=there six",
        "python -m pip install --prefix there six",
        "python -m pip --python v/bin/python install six",
        "python /x/bin/pip-audit install",
        "python /x/bin/pipx install six",
        "python /x/bin/pipenv install",
        "python -m venv v",
        "python -m ensurepip --version",
        "python -m ensurepip --root there",
        "python setup.py --version",
        "python setup.py bdist_wheel",
        "python setup.py install --root=there",
    ],
)
def test_a_command_that_leaves_the_environment_alone_goes_on(line: str) -> None:
    assert managed_hook.refusal(shlex.split(line), {}) == ""


def test_setup_py_goes_on_where_somebody_says_where_things_go(tmp_path: Path) -> None:
    """colcon does it: a module that runs before all others gives the interpreter another prefix."""
    words = ["python", "setup.py", "install", "--record", "there/log"]
    environ = {"PYTHONPATH": f"/nonexistent:{tmp_path}"}
    assert managed_hook.refusal(words, environ)
    (tmp_path / "sitecustomize.py").write_text("")
    assert managed_hook.refusal(words, environ) == ""


@pytest.mark.parametrize(
    ("line", "environ"),
    [
        ("python -m pip install --target {store}/env/lib/site-packages six", {}),
        ("python -m pip install --target={store}/other/lib six", {}),
        ("python -m pip install -t {link}/lib six", {}),
        ("python -m pip install -t{link}/lib six", {}),
        ("python -m pip install --prefix {link} six", {}),
        ("python -m pip install --root / six", {}),
        ("python -m pip install --root / --prefix {link} six", {}),
        ("python -m pip install six", {"PIP_TARGET": "{store}/env/lib"}),
        ("python -m pip install six", {"PIP_PREFIX": "{link}"}),
        ("python setup.py install --prefix={link}", {}),
        ("python get-pip.py --prefix {link}", {}),
        # A build of Nix's fills its own output, never the environment.
        ("python -m pip install --prefix {store}/env six", {"NIX_BUILD_TOP": "/build"}),
    ],
)
def test_a_place_in_the_store_is_not_elsewhere(
    line: str, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(managed_hook, "ENVIRONMENT", str(tmp_path / "store/env"))
    (tmp_path / "store/env").mkdir(parents=True)
    (tmp_path / "link").symlink_to("store/env")
    places = {"store": tmp_path / "store", "link": tmp_path / "link"}
    words = shlex.split(line.format(**places))
    assert managed_hook.refusal(words, {name: text.format(**places) for name, text in environ.items()})


@pytest.mark.parametrize(
    ("line", "environ"),
    [
        ("python -m pip install --target {store}/../there six", {}),
        ("python -m pip install --root {store}/../there six", {}),
        ("python -m pip install six", {"PIP_TARGET": "there"}),
        ("python -m pip install --prefix {store}/out six", {"NIX_BUILD_TOP": "/build"}),
    ],
)
def test_a_place_outside_of_the_store_is_elsewhere(
    line: str, environ: dict[str, str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(managed_hook, "ENVIRONMENT", str(tmp_path / "store/env"))
    assert managed_hook.refusal(shlex.split(line.format(store=tmp_path / "store")), environ) == ""


def test_pip_of_another_python_is_refused_in_this_one() -> None:
    line = "python /x/pip/__pip-runner__.py --python /env/bin/python install six"
    assert managed_hook.refusal(line.split(), {"_PIP_RUNNING_IN_SUBPROCESS": "1"})


def test_the_help_names_what_was_to_be_installed() -> None:
    said = managed_hook.refusal(
        ["python", "-m", "pip", "install", "-U", "six", "httpx[http2]>1", "-r", "a.txt"], {}
    )
    assert "`snowsnake shell six 'httpx[http2]>1'`" in said


@pytest.fixture
def uv_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project of uv's whose `.venv` is the environment; the result is that."""
    (tmp_path / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    (tmp_path / "store").mkdir()
    (tmp_path / ".venv").symlink_to(tmp_path / "store")
    monkeypatch.setattr(managed_hook, "ENVIRONMENT", str(tmp_path / "store"))
    return tmp_path / ".venv"


@pytest.mark.parametrize(
    ("line", "help_line"),
    [
        ("uv sync", "`snowsnake build -o .venv`"),
        ("uv --quiet sync --frozen", "`snowsnake build -o .venv`"),
        ("uv run pytest -x", "`snowsnake run pytest -x`"),
        ("uv run pytest --no-sync", "`uv run --no-sync pytest --no-sync`"),
        ("uv run --with six pytest -h", "`snowsnake run COMMAND`"),
        ("uv run -- pytest --check", "`uv run --no-sync pytest --check`"),
        ("uv add six", "`uv add --no-sync six`"),
        ("uv remove six", "`uv remove --no-sync six`"),
        ("uv version --bump minor", "`snowsnake build -o .venv`"),
        ("uv pip install -U six", "`snowsnake shell six`"),
        ("uv pip uninstall six", "pyproject.toml"),
        ("uv pip sync requirements.txt", "`snowsnake shell PACKAGE`"),
        ("uv --directory sub pip --color never install six", "`snowsnake shell six`"),
    ],
)
def test_uv_is_told_what_to_type_instead(uv_project: Path, line: str, help_line: str) -> None:
    assert help_line in managed_hook.refuse_uv(line.split(), {}, str(uv_project))


@pytest.mark.parametrize(
    "line",
    [
        "uv pip list",
        "uv pip freeze",
        "uv pip check",
        "uv pip show install",
        "uv pip compile pyproject.toml",
        "uv pip install --target there six",
        "uv pip install --dry-run six",
        "uv lock",
        "uv tree",
        "uv export",
        "uv build",
        "uv tool run pip install six",
        "uv run --no-sync pytest",
        "uv run --no-project pytest",
        "uv run --extra x -p 3.13 --isolated pytest",
        "uv add --script x.py six",
        "uv sync --dry-run",
        "uv add --frozen six",
        "uv",
    ],
)
def test_uv_may_do_what_leaves_the_environment_alone(uv_project: Path, line: str) -> None:
    assert managed_hook.refuse_uv(line.split(), {}, str(uv_project)) == ""


def test_uv_makes_an_environment_of_its_own_where_the_project_has_none(uv_project: Path) -> None:
    store = str(uv_project.resolve() / "no-project-above")
    assert managed_hook.refuse_uv(["uv", "sync"], {}, store) == ""
    assert managed_hook.refuse_uv(["uv", "sync", "--active"], {}, store)
    assert managed_hook.refuse_uv(["uv", "sync"], {"UV_PROJECT_ENVIRONMENT": str(uv_project)}, store)
    assert managed_hook.refuse_uv(["uv", "run", "x"], {"UV_NO_SYNC": "1"}, str(uv_project)) == ""


def test_uv_leaves_alone_a_project_that_it_does_not_manage(uv_project: Path) -> None:
    (uv_project.parent / "pyproject.toml").write_text("[tool.uv]\nmanaged = false\n")
    assert managed_hook.refuse_uv(["uv", "run", "x"], {}, str(uv_project)) == ""


@pytest.mark.parametrize(
    ("line", "help_line"),
    [
        ("python /x/bin/poetry install --no-root", "`snowsnake build -o .venv`"),
        ("python /x/bin/poetry -n add six", "`poetry add --lock six`, then `snowsnake build -o .venv`"),
        ("/usr/bin/pdm sync", "`snowsnake build -o .venv`"),
        ("python /x/bin/pdm remove six", "`pdm remove --no-sync six`"),
        ("python /x/bin/poetry add --lock six", ""),
        ("python /x/bin/poetry install --dry-run", ""),
        ("python /x/bin/poetry run install", ""),
        ("python /x/bin/poetry show", ""),
        ("python poetry.py install", ""),
        ("python", ""),
        ("", ""),
    ],
)
def test_poetry_and_pdm_are_told_what_to_type_instead(line: str, help_line: str) -> None:
    said = managed_hook.refuse_others(line.split())
    assert help_line in said
    assert bool(said) == bool(help_line)


def test_an_answer_to_uv_is_not_remembered_and_leads_nowhere_if_refused() -> None:
    answer = {"sys_executable": "/e/bin/python", "sys_prefix": "/e", "scheme": {"purelib": "/e/lib"}}
    for said in ("", "error: no `x`\n\nhelp: `a b`\n      c\n"):
        out = io.StringIO()
        print(json.dumps(answer), file=managed_hook._Answer(out, said))
        found = json.loads(out.getvalue())
        assert found["sys_executable"] == f"{sys.prefix}/{managed_hook.LAUNCHER}"
        if said:
            assert found["scheme"]["purelib"] == f'{sys.prefix}/pyvenv.cfg/no "x"; "a b"; c'
        else:
            assert found["scheme"] == answer["scheme"]


def test_pip_in_an_environment_says_what_to_type(build: Build) -> None:
    out = build({})
    for arguments in (["-m", "pip"], [str(out / "bin/pip")]):
        done = _python(out, *arguments, "install", "six")
        assert (done.returncode, done.stdout) == (1, "")
        assert "help: to try it: `snowsnake shell six`" in done.stderr


def test_a_required_pip_says_it_too_and_shows_what_is_there(build: Build) -> None:
    out = build({"pip": {f"{SITE}/pip/__init__.py": "", f"{SITE}/pip/__main__.py": "print('pip itself')"}})
    assert _python(out, "-m", "pip", "list").stdout == "pip itself\n"
    assert _python(out, "-m", "pip", "install", "six").returncode == 1
    assert not (out / "bin/pip").exists()


def test_the_launcher_starts_the_environments_python(build: Build) -> None:
    out = build({})
    done = subprocess.run(
        [out / managed_hook.LAUNCHER, "-c", "import sys; print(sys.prefix, sys.argv[1:])", "a"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == f"{out} ['a']\n"


def test_optimised_code_is_not_written_into_an_environment(build: Build) -> None:
    out = build({"a": {f"{SITE}/a.py": ""}})
    assert _python(out, "-O", "-c", "import a; import sys; print(sys.dont_write_bytecode)").stdout == "True\n"
    assert _python(out, "-c", "import sys; print(sys.dont_write_bytecode)").stdout == "False\n"
