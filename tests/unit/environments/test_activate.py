"""The process environment that programs get."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from snowsnake.environments import activate

ENVIRONMENT = "/nix/store/hash-environment"


def test_the_environment_comes_first_and_the_rest_stays() -> None:
    found = activate.variables(
        ENVIRONMENT, {"PATH": "/usr/bin:/bin", "X": "1", "PYTHONHOME": "/usr"}, name="app"
    )
    assert found["PATH"] == f"{ENVIRONMENT}/bin:/usr/bin:/bin"
    assert found["VIRTUAL_ENV"] == ENVIRONMENT
    assert found["X"] == "1"
    assert "PYTHONHOME" not in found


def test_an_environment_within_another_replaces_it() -> None:
    outer = activate.variables("/nix/store/outer", {"PATH": "/bin"}, name="outer")
    inner = activate.variables(ENVIRONMENT, outer, name="inner")
    assert inner["PATH"] == f"{ENVIRONMENT}/bin:/bin"
    assert inner["VIRTUAL_ENV_PROMPT"] == "inner"
    assert activate.variables(ENVIRONMENT, inner, name="inner") == inner


def test_pure_keeps_the_terminal_and_nothing_else() -> None:
    environ = {
        "PATH": "/bin",
        "HOME": "/h",
        "LC_ALL": "C",
        "TERM": "xterm",
        "LD_LIBRARY_PATH": "/x",
        "PYTHONPATH": "/y",
    }
    found = activate.variables(ENVIRONMENT, environ, name="app", pure=True)
    assert found == {
        "HOME": "/h",
        "LC_ALL": "C",
        "PATH": f"{ENVIRONMENT}/bin",
        "TERM": "xterm",
        "VIRTUAL_ENV": ENVIRONMENT,
        "VIRTUAL_ENV_PROMPT": "app",
    }


def test_a_hostile_name_is_harmless_in_a_prompt() -> None:
    found = activate.variables(ENVIRONMENT, {}, name="a$(reboot)`x`\\n\x1b[31m")
    assert found["VIRTUAL_ENV_PROMPT"] == "a__reboot__x__n__31m"


def test_bash_reads_the_users_start_up_file_first(tmp_path: Path) -> None:
    bash = Path("/bin/bash")
    if not bash.exists():
        pytest.skip("no bash here")
    store = tmp_path / "store"
    (store / "bin").mkdir(parents=True)
    (tmp_path / ".bashrc").write_text('PATH="/mine:$PATH"; PS1="$ "; alias hello="echo hi"\n')
    environ = activate.variables(
        str(store),
        {"PATH": "/usr/bin:/bin", "HOME": str(tmp_path), "SHELL": str(bash), "TERM": "dumb"},
        name="app",
    )
    program, command, variables = activate.shell_command(environ, interactive=True, pure=False)
    done = subprocess.run(
        [program, *command[1:]],
        env=variables,
        input='echo "PATH=$PATH"; echo "PS1=$PS1"; alias hello\n',
        capture_output=True,
        text=True,
        check=False,
    )
    lines = done.stdout.splitlines()
    assert f"PATH={store}/bin:/mine:{store}/bin:/usr/bin:/bin" in lines
    assert "PS1=(app) $ " in lines
    assert "alias hello='echo hi'" in lines
