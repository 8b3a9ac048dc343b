"""`snowsnake shell` in the shells that people use, on a real terminal, typed into as a person does."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.integration.project import SNOWSNAKE, Project
from tests.integration.terminal import Screen, terminal
from tests.patience import PATIENCE, eventually


@dataclass(frozen=True, kw_only=True, slots=True)
class Shell:
    """A shell, and its user's start-up file, which puts a directory first on PATH as many do."""

    name: str
    file: str
    text: str
    prompt: str
    """What the start-up file makes of the prompt."""
    status: str = "$?"


SHELLS = (
    Shell(
        name="bash",
        file=".bashrc",
        text="export RC=read\nPATH=/usr/games:$PATH\nPS1='mine: '\nalias hello='echo hi there'\n",
        prompt="mine: ",
    ),
    Shell(
        name="zsh",
        file=".zshrc",
        text="export RC=read\npath=(/usr/games $path)\nPROMPT='mine: '\nalias hello='echo hi there'\n",
        prompt="mine: ",
    ),
    Shell(
        name="fish",
        file=".config/fish/config.fish",
        text="set -gx RC read\nset -gx PATH /usr/games $PATH\nset -g fish_greeting\n"
        "function fish_prompt; echo -n 'mine: '; end\nalias hello 'echo hi there'\n",
        prompt="mine: ",
        status="$status",
    ),
    Shell(
        name="dash",
        file=".shinit",
        text="export RC=read\nalias hello='echo hi there'\n",
        prompt="$ ",
    ),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Home:
    """A user with a project whose environment is there."""

    project: Project
    directory: Path
    environment: str
    """The store path."""

    def variables(self, shell: Shell, **more: str) -> dict[str, str]:
        path = shutil.which(shell.name)
        if path is None:
            pytest.skip(f"there is no {shell.name} on this machine")
        start = self.directory / shell.name
        file = start / shell.file
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(shell.text)
        return {
            "HOME": str(start),
            "SHELL": path,
            "ENV": str(file),
            "LANG": "C.UTF-8",
            "PATH": f"{Path(SNOWSNAKE[0]).parent}:/usr/bin:/bin",
            "SNOWSNAKE_STATE_DIR": str(self.project.state),
            **more,
        }

    def open(self, shell: Shell, *options: str, **more: str) -> Iterator[Screen]:
        """`snowsnake shell` in a terminal; what it leaves with is shown as `left`."""
        words = " ".join([*SNOWSNAKE, "shell", *options])
        command = ("sh", "-c", f'{words}; echo "left with $?"; cat')
        with terminal(
            self.project.directory, *command, environment=self.variables(shell, **more), height=40, width=200
        ) as screen:
            yield screen


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Home:
    base = tmp_path_factory.mktemp("shells")
    for name in ("my project", "state", "tmp"):
        (base / name).mkdir()
    project = Project(directory=base / "my project", state=base / "state", temporary=base / "tmp")
    project.write({"requirements.txt": "attrs\n"})
    ran = project.run("build", timeout=600)
    assert ran.code == 0, ran.err
    other = project.run("shell", "-q", "iniconfig", "--", "true", timeout=PATIENCE)
    assert other.code == 0, other.err
    return Home(project=project, directory=base, environment=ran.out.strip())


@pytest.fixture(params=SHELLS, ids=lambda shell: shell.name)
def shell(request: pytest.FixtureRequest) -> Shell:
    assert isinstance(request.param, Shell)
    return request.param


PROMPT = "(my_project) "


def test_the_users_shell_with_the_environment(home: Home, shell: Shell) -> None:
    for screen in home.open(shell):
        screen.wait(rf"^\({PROMPT[1:-2]}\) {shell.prompt.replace('$', '[$#]')}?")
        # The user's own start-up file has been read, and the environment comes before what it put on PATH.
        screen.type('echo "[$RC]" "[$VIRTUAL_ENV]"')
        screen.wait(rf"^\[read\] \[{home.environment}\]$")
        screen.type("hello")
        screen.wait("^hi there$")
        screen.type("command -v python")
        screen.wait(f"^{home.environment}/bin/python$")
        screen.type("python -c 'import attr, sys; print(sys.prefix)'")
        screen.wait(rf"^{home.environment}$\n+\({PROMPT[1:-2]}\)")  # and it is the shell's turn again
        screen.type("exit 3")
        screen.wait("^left with 3$")


def test_job_control(home: Home, shell: Shell) -> None:
    for screen in home.open(shell):
        screen.wait("my_project")
        # It starts nothing: a child that is stopped between vfork and exec keeps its parent from being stopped.
        screen.type("sh -c 'echo has; trap \"echo goes on\" CONT; while :; do :; done'")
        screen.wait("^has$")
        screen.key("C-z")
        screen.wait("(?i)(stopped|suspended)")
        screen.type("fg")
        screen.wait("^goes on$")
        screen.key("C-c")
        screen.type("echo 'still' here")
        screen.wait("still here$")  # perhaps beside a prompt
        screen.type("exit 0")
        screen.wait("^left with 0$")


def test_one_shell_within_another(home: Home, shell: Shell) -> None:
    for screen in home.open(shell):
        screen.wait("my_project")
        screen.type("env -u CI " + " ".join([*SNOWSNAKE, "shell", "iniconfig"]))
        screen.wait(r"^\(snowsnake\)")
        screen.type("python -c 'import iniconfig, sys; print(sys.prefix)'")
        inner = screen.wait("^/nix/store/.*-snowsnake-environment$")[0]
        assert inner != home.environment
        screen.type("exit 5")
        screen.type(f"echo inner left with {shell.status}")
        screen.wait("inner left with 5$")  # perhaps beside a prompt
        screen.type("command -v python")
        screen.wait(f"^{home.environment}/bin/python$")
        screen.type("exit")
        screen.wait("^left with")


def test_pure_has_nothing_but_the_environment(home: Home, shell: Shell) -> None:
    for screen in home.open(shell, "--pure", SECRET="told"):
        screen.wait(r"^\(my_project\)")
        screen.type('echo "[$SECRET$RC]" "$PATH"')
        screen.wait(rf"^\[\] {home.environment}/bin$")
        screen.type("python -c 'import os, attr; print(sorted(os.environ))'")
        assert "SNOWSNAKE" not in screen.wait(r"^\[.*VIRTUAL_ENV.*\]$")[0]
        assert "not found" not in screen.text().replace("hello", "")
        assert "Unknown command" not in screen.text()
        screen.type("exit 4")
        screen.wait("^left with 4$")


@pytest.mark.parametrize("options", [(), ("--pure",)], ids=["", "pure"])
def test_a_prompt_that_the_user_does_not_want(home: Home, shell: Shell, options: tuple[str, ...]) -> None:
    for screen in home.open(shell, *options, VIRTUAL_ENV_DISABLE_PROMPT="1"):
        screen.type("echo 'it is' there")
        screen.wait("it is there$")
        assert "(my_project)" not in screen.text()


def test_without_a_terminal_the_shell_reads_commands(home: Home) -> None:
    for shell in (None, "/no/such/shell"):
        environment = {**home.variables(SHELLS[0]), "SHELL": shell or ""}
        done = subprocess.run(
            [*SNOWSNAKE, "shell"],
            input="python -c 'import attr'; echo $VIRTUAL_ENV; exit 6\n",
            cwd=home.project.directory,
            env=environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert (done.returncode, done.stdout, done.stderr) == (6, f"{home.environment}\n", "")


def test_the_terminal_is_closed(home: Home, shell: Shell) -> None:
    """Nothing that the shell ran lives on."""
    for screen in home.open(shell):
        screen.wait("my_project")
        screen.type("python -c 'import os, time; print(os.getpid(), flush=True); time.sleep(6000)'")
        process = int(screen.wait(r"^\d+$")[0])
    eventually(lambda: not Path(f"/proc/{process}").exists())
