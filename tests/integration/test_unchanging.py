"""An environment stays as built: real tools try to change it as the store's owner; what was changed is repaired."""

from __future__ import annotations

import os
import secrets
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.loopback import Index, serving
from tests.integration.project import AS_ROOT, Project
from uv import find_uv_bin

pytestmark = pytest.mark.skipif(
    not (shutil.which("nix-store") and os.access("/nix/store", os.W_OK)),
    reason="the store is not ours to damage",
)
SITE = "lib/python3.13/site-packages"


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        # What is damaged here is in no other environment.
        found.add("snowy", files={"snowy/__init__.py": f"value = {secrets.token_hex()!r}\n".encode()})
        yield found


@pytest.fixture(scope="module")
def project(index: Index, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A project of uv's whose `.venv` is an environment."""
    directory = tmp_path_factory.mktemp("unchanging")
    for name in ("project", "state", "temporary"):
        (directory / name).mkdir()
    made = Project(
        directory=directory / "project", state=directory / "state", temporary=directory / "temporary"
    )
    url = index.file_url("snowy-1.0-py3-none-any.whl")
    text = f'[project]\nname = "x"\nversion = "1"\nrequires-python = "==3.13.*"\ndependencies = ["snowy @ {url}"]\n'
    made.write({"pyproject.toml": text})
    built = made.run("build", "-o", ".venv")
    assert built.code == 0, built.err
    return made


def _tool(project: Project, *words: str | Path, code: int = 0) -> str:
    """What a command in the project says, which ends with `code` (0) or not (other numbers)."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith(("UV_", "PIP_"))}
    environment |= {
        "UV_CACHE_DIR": str(project.temporary / "uv"),
        "UV_OFFLINE": "1",
        "UV_PYTHON_DOWNLOADS": "never",
    }
    done = subprocess.run(
        [*map(str, words)],
        cwd=project.directory,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode == 0) == (code == 0), done.stdout + done.stderr
    return done.stdout + done.stderr


def _environment(project: Project) -> Path:
    return (project.directory / ".venv").resolve()


def _distribution(project: Project) -> Path:
    return (_environment(project) / SITE / "snowy").readlink().parents[3]


def _is_as_built(path: Path) -> bool:
    return (
        subprocess.run(
            ["nix-store", *AS_ROOT, "--verify-path", path], check=False, capture_output=True
        ).returncode
        == 0
    )


def test_tools_see_what_is_there_and_are_told_what_to_type(project: Project) -> None:
    uv, python = find_uv_bin(), project.directory / ".venv/bin/python"
    for words in (
        [uv, "pip", "list"],
        [python, "-m", "pip", "list"],
        [project.directory / ".venv/bin/pip", "freeze"],
    ):
        assert "snowy" in _tool(project, *words)
    assert "1 package" in _tool(project, uv, "pip", "check")
    assert str(project.directory) in _tool(
        project, uv, "run", "--no-sync", "python", "-c", "import sys; print(sys.prefix)"
    )
    for words, line in (
        ([uv, "pip", "install", "six"], "snowsnake shell six"),
        ([uv, "pip", "install", "--break-system-packages", "-U", "snowy"], "snowsnake shell snowy"),
        ([uv, "pip", "uninstall", "snowy"], "pyproject.toml"),
        ([uv, "sync"], "snowsnake build -o .venv"),
        ([uv, "run", "python"], "uv run --no-sync python"),
        ([uv, "add", "six"], "uv add --no-sync six"),
        ([python, "-m", "pip", "install", "six"], "snowsnake shell six"),
        ([python, "-m", "pip", "uninstall", "-y", "snowy"], "pyproject.toml"),
        ([python, "-m", "ensurepip"], "python -m venv DIRECTORY"),
        ([python, "-m", "venv", "--upgrade", _environment(project)], "python -m venv DIRECTORY"),
    ):
        assert line in _tool(project, *words, code=1), words
    assert _is_as_built(_environment(project))
    assert _is_as_built(_distribution(project))


def test_lines_that_tools_are_told_lead_to_what_they_were_for(project: Project) -> None:
    uv, python = find_uv_bin(), project.directory / ".venv/bin/python"
    said, program = (
        _tool(project, python, "-m", "pip", "install", "six", code=1),
        "import six; print('there')",
    )
    line = Advice("builders/managed_hook.py", "snowsnake shell …").printed_in(said)
    ran = project.run(*line.split()[1:], "--", "python", "-c", program)
    assert ran.out == "there\n", ran.err
    # As on an interpreter that comes without the wheel of pip.
    without = (
        "import ensurepip as e; e.__file__ = '/x/y'; e._WHEEL_PKG_DIR = None; import pip; exit(pip.main())"
    )
    line = Advice("builders/managed.py", "snowsnake shell pip").printed_in(
        _tool(project, python, "-c", without, code=1)
    )
    assert project.run(*line.split()[1:], "--", "pip", "--version").code == 0
    before = (project.directory / "pyproject.toml").read_text()
    project.write({"pyproject.toml": before.replace('dependencies = ["', 'dependencies = ["six", "')})
    line = Advice("builders/managed_hook.py", "snowsnake run …").printed_in(
        _tool(project, uv, "run", "python", "-c", program, code=1)
    )
    run = Advice("builders/managed_hook.py", "snowsnake run").printed_in(said).split()[1:]
    shell = Advice("builders/managed_hook.py", "snowsnake shell").printed_in(said).split()[1:]
    for words in (
        shlex.split(line)[1:],
        [*run, "python", "-c", program],
        [*shell, "--", "python", "-c", program],
    ):
        ran = project.run(*words)
        assert ran.out == "there\n", ran.err
    line = Advice("builders/managed_hook.py", "snowsnake build -o .venv").printed_in(
        _tool(project, uv, "sync", code=1)
    )
    assert project.run(*line.split()[1:]).code == 0
    assert _tool(project, python, "-c", program) == "there\n"
    project.write({"pyproject.toml": before})
    assert project.run("build", "-o", ".venv").code == 0


def test_what_was_changed_all_the_same_is_made_anew_at_the_next_use(project: Project) -> None:
    def used() -> str:
        ran = project.run("run", "python", "-c", "import snowy; print(snowy.value)")
        assert ran.code == 0, ran.err
        assert _is_as_built(_environment(project))
        assert _is_as_built(_distribution(project))
        return ran.err

    used()
    assert "made anew" not in used()
    module = _distribution(project) / SITE / "snowy/__init__.py"
    module.write_text("value = 1")
    assert "`snowy-1.0` was changed in the Nix store" in used()
    (module.parent / "more.py").write_text("")
    assert "`snowy-1.0` was changed in the Nix store" in used()
    shutil.rmtree(_distribution(project))
    assert "`snowy-1.0` was changed in the Nix store" in used()
    # They ask nothing of what the link leads to.
    _tool(project, find_uv_bin(), "venv", "--clear", "--python", sys.executable, ".venv")
    assert not _is_as_built(_environment(project))
    rebuilt = project.run("build", "-o", ".venv")
    assert (rebuilt.code, "was changed in the Nix store" in rebuilt.err) == (0, True)
    assert "made anew" not in used()
    _tool(project, "sh", "-c", "rm -rf .venv/*")
    assert "was changed in the Nix store" in used()


DRAW = {
    "pyvips": "import pyvips; assert pyvips.Image.text('snow').width > 9",
    "skia": "import skia; assert skia.Typeface('DejaVu Sans').getFamilyName() == 'DejaVu Sans'",
    "fc-match": "import subprocess; assert b'DejaVu' in subprocess.check_output(['fc-match', 'sans'])",
    "matplotlib": "import matplotlib.pyplot as p; p.title('snow'); p.savefig('/dev/null', format='png')",
    "tkinter": "import tkinter",
    "what would be kept beside the code": """
import os, skia
beside = os.path.dirname(skia.__file__)
try:
    with open(beside + '/cache', 'w'):
        raise SystemExit('it was written')
except PermissionError:
    assert not os.access(beside, os.W_OK)
""",
}
"""skia has fontconfig 2.13.0, pyvips one that is newer than Debian's."""


@pytest.fixture(scope="module")
def drawing(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str]]:
    """An environment whose wheels bring their own fontconfig, and the store paths that are used by it."""
    directory = tmp_path_factory.mktemp("drawing")
    for name in ("project", "state", "temporary"):
        (directory / name).mkdir()
    made = Project(
        directory=directory / "project", state=directory / "state", temporary=directory / "temporary"
    )
    made.write(
        {
            "requirements.txt": "matplotlib\npyvips\npyvips-binary\nskia-python\n",
            "snowsnake.toml": 'native = ["fontconfig", "fonts-dejavu-core"]\n',
        }
    )
    built = made.run("build", "-o", "result", timeout=900)
    assert built.code == 0, built.err
    environment = (directory / "project/result").resolve()
    words = ["nix-store", *AS_ROOT, "--query", "--requisites", str(environment)]
    return environment, subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()


@pytest.mark.parametrize("home", ["there", "unset", "nowhere"])
def test_nothing_is_written_by_who_may_write_to_the_store(
    drawing: tuple[Path, list[str]], tmp_path: Path, home: str
) -> None:
    environment, paths = drawing
    variables = {"there": {"HOME": str(tmp_path)}, "unset": {}, "nowhere": {"HOME": "/proc/nowhere"}}[home]
    for name in (*DRAW, *reversed(DRAW)):  # what one fontconfig makes another may delete
        for option in ("-s", "-O", "-OO"):
            words = [str(environment / "bin/python"), option, "-c", DRAW[name]]
            done = subprocess.run(
                words, env=variables, cwd=tmp_path, capture_output=True, text=True, check=False
            )
            assert done.returncode == 0, done.stderr
    assert [path for path in paths if not _is_as_built(Path(path))] == []
    if home == "there":
        assert list(tmp_path.glob(".cache/fontconfig/*.cache-*"))
