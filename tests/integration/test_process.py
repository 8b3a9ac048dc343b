"""What `run` starts, and how everything ends: exit codes, signals, arguments, and nothing left behind."""

from __future__ import annotations

import os
import pty
import signal
import subprocess
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.integration.loopback import Index, serving
from tests.integration.project import SNOWSNAKE, Project, alive, descendants, in_build
from tests.patience import PATIENCE, eventually


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        found.add("stuck", files={"stuck/data": os.urandom(100_000)})
        found.trickle.add("stuck-1.0-py3-none-any.whl")
        found.add("quick")
        yield found


def new_project(base: Path) -> Project:
    for name in ("project", "state", "tmp"):
        (base / name).mkdir()
    return Project(directory=base / "project", state=base / "state", temporary=base / "tmp", anew=True)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return new_project(tmp_path)


@dataclass(frozen=True, kw_only=True, slots=True)
class Built:
    """A project whose environment is there."""

    project: Project
    environment: str


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Built:
    project = new_project(tmp_path_factory.mktemp("built"))
    project.write({"requirements.txt": "iniconfig\n"})
    ran = project.run("build", timeout=600)
    assert ran.code == 0, ran.err
    return Built(project=project, environment=ran.out.strip())


@pytest.fixture(params=[(), ("-v",)], ids=["hot", "full"])
def options(request: pytest.FixtureRequest) -> tuple[str, ...]:
    """Options with which `run` takes its short way, and its long one."""
    options: tuple[str, ...] = request.param
    return options


# --- what runs


@pytest.mark.parametrize("code", [0, 1, 2, 3, 255])
def test_the_exit_code_is_the_commands(built: Built, options: tuple[str, ...], code: int) -> None:
    ran = built.project.run("run", *options, "python", "-c", f"raise SystemExit({code})")
    assert (ran.code, ran.out, ran.err) == (code, "", "")


def test_a_command_that_is_not_there_or_cannot_start(built: Built, options: tuple[str, ...]) -> None:
    ran = built.project.fails("run", *options, "no-such-command", code=127)
    assert "there is no command `no-such-command`" in ran.err
    built.project.write({"data.txt": "not a program"})
    ran = built.project.fails("run", *options, "./data.txt", code=126)
    assert "cannot start `./data.txt`: permission denied" in ran.err


@pytest.mark.parametrize(
    "number", [signal.SIGTERM, signal.SIGINT, signal.SIGKILL, signal.SIGHUP, signal.SIGPIPE]
)
def test_a_signal_that_ends_the_command_is_what_is_seen(
    built: Built, options: tuple[str, ...], number: signal.Signals
) -> None:
    code = f"import os, signal; signal.signal({number:d}, signal.SIG_DFL) if {number:d} != 9 else None; "
    ran = built.project.run("run", *options, "python", "-c", f"{code}os.kill(os.getpid(), {number:d})")
    assert ran.code == -number
    assert ran.err == ""


def test_arguments_arrive_as_they_were_typed(built: Built, options: tuple[str, ...]) -> None:
    words = ["two words", "", "ünïcode 雪", "--", "--python", "-v", "$HOME", "*", "a\nb", "'\""]
    ran = built.project.run("run", *options, "python", "-c", "import sys; print(sys.argv[1:])", *words)
    assert ran.out == f"{words}\n"
    ran = built.project.run("run", *options, "--", "python", "-c", "import sys; print(sys.argv[1:])", *words)
    assert ran.out == f"{words}\n"


def test_a_module_is_run(built: Built, options: tuple[str, ...]) -> None:
    built.project.write({"mine.py": "import sys, iniconfig\nprint(__name__, sys.argv[1:])\n"})
    ran = built.project.run("run", *options, "-m", "mine", "-m", "--python", "x")
    assert (ran.code, ran.out) == (0, "__main__ ['-m', '--python', 'x']\n")


def test_the_command_takes_the_place_of_snowsnake(built: Built, options: tuple[str, ...]) -> None:
    """It reads our standard input, has our process number, and nobody waits around it."""
    environment = {**os.environ, "SNOWSNAKE_STATE_DIR": str(built.project.state)}
    program = "import os, sys; print(os.getpid(), os.getppid(), sys.stdin.read())"
    with subprocess.Popen(
        [*SNOWSNAKE, "run", *options, "python", "-c", program],
        cwd=built.project.directory,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        out, _ = process.communicate("from a pipe", timeout=PATIENCE)
    assert out == f"{process.pid} {os.getpid()} from a pipe\n"


def test_the_command_sees_signals_as_if_nobody_had_touched_them(
    built: Built, options: tuple[str, ...]
) -> None:
    program = "grep -E 'Sig(Blk|Ign|Cgt)' /proc/self/status"
    ran = built.project.run("run", *options, "sh", "-c", program)
    plain = subprocess.run(
        ["sh", "-c", program], capture_output=True, text=True, check=True, stdin=subprocess.DEVNULL
    )
    # Python ignores SIGPIPE and SIGXFSZ for itself; pytest's own children inherit nothing either.
    assert ran.out == plain.stdout


def test_the_command_has_the_terminal(built: Built, options: tuple[str, ...]) -> None:
    """Not a pipe that somebody copies: what a debugger, an editor or a prompt needs."""
    environment = {**os.environ, "SNOWSNAKE_STATE_DIR": str(built.project.state), "TERM": "xterm"}
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(built.project.directory)
        program = "import os; print([os.ttyname(f) == os.ttyname(0) for f in (0, 1, 2)], "
        program += "os.tcgetpgrp(0) == os.getpid())"
        os.execve(SNOWSNAKE[0], [*SNOWSNAKE, "run", *options, "python", "-c", program], environment)
    said = b""
    while True:
        try:
            read = os.read(terminal, 1000)
        except OSError:  # it has ended
            break
        said += read
    assert os.waitstatus_to_exitcode(os.waitpid(process, 0)[1]) == 0
    assert said.decode().strip() == "[True, True, True] True"


@pytest.mark.parametrize(
    "environment",
    [{}, {"PATH": "/usr/bin"}, {"LANG": "C", "USER": "nobody", "HOME": "/nonexistent", "PATH": ""}],
    ids=["nothing", "an IDE", "a service"],
)
def test_the_environment_works_without_us(built: Built, environment: dict[str, str]) -> None:
    built.project.run("build", "-o", "result")
    python = built.project.directory / "result/bin/python"
    program = "import iniconfig, ssl, sqlite3, subprocess, sys; print(sys.prefix)\n"
    program += "subprocess.run([sys.executable, '-c', 'import iniconfig'], check=True)"
    ran = subprocess.run(
        [python, "-c", program], cwd="/", env=environment, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout.strip() in {built.environment, str(python.parents[1])}


# --- how it ends


def end(project: Project, process: subprocess.Popen[str], number: signal.Signals) -> str:
    """Send a signal; the process, and all below it, are gone, and nothing is left. Its error output."""
    below = [child for child, _ in descendants(process.pid)]
    process.send_signal(number)
    try:
        _, err = process.communicate(timeout=PATIENCE)
    finally:
        process.kill()
    assert process.returncode == 128 + number, err
    eventually(lambda: not alive(below))
    assert project.leftovers() == []
    assert "Traceback" not in err
    return err


SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("number", SIGNALS)
def test_ended_while_it_resolves(project: Project, index: Index, number: signal.Signals) -> None:
    project.write({"requirements.txt": f"{index.options}quick\n"})
    index.silent.set()
    index.arrived.clear()
    try:
        process = project.start("run", "true")
        assert index.arrived.wait(PATIENCE)
        end(project, process, number)
    finally:
        index.silent.clear()
    assert project.names() == {"requirements.txt"}


@pytest.mark.parametrize("number", SIGNALS)
def test_ended_while_it_reads_indexes(project: Project, tmp_path: Path, number: signal.Signals) -> None:
    """With an empty cache, in the thread that works beside uv."""
    project.write({"requirements.txt": "iniconfig\n"})
    project.environment["SNOWSNAKE_CACHE_DIR"] = str(tmp_path / "cache")
    process = project.start("lock")
    eventually(lambda: list((tmp_path / "cache").rglob("*InRelease")))

    def begun() -> list[str]:
        found = [path.name for path in (tmp_path / "cache" / "debian").rglob("*")]
        return [name for name in found if name.startswith("new-")]

    eventually(begun)  # the packages' index is fetched, or is being read
    end(project, process, number)
    assert project.names() == {"requirements.txt"}
    assert begun() == []


@pytest.mark.parametrize("number", SIGNALS)
def test_ended_while_it_downloads(project: Project, index: Index, number: signal.Signals) -> None:
    project.write({"requirements.txt": f"{index.options}stuck\n"})
    index.asked.clear()
    process = project.start("run", "true")
    eventually(lambda: any(path.endswith(".whl") for path in index.asked))
    end(project, process, number)
    assert project.names() == {"requirements.txt"}


@pytest.mark.parametrize("number", SIGNALS)
def test_ended_while_it_builds(project: Project, index: Index, number: signal.Signals) -> None:
    name = index.add_slow()
    project.write({"requirements.txt": f"{index.options}{name}\n"})
    process = project.start("run", "true")
    eventually(lambda: in_build(name) or process.poll() is not None)
    end(project, process, number)
    # The lock was done, and stays; the environment is not half there.
    assert project.names() == {"requirements.txt", "snowsnake.lock"}
    assert list(project.state.rglob("environment")) == []


def test_ended_while_it_waits_for_another(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}stuck\n"})
    first = project.start("run", "true")
    eventually(lambda: list(project.state.rglob("*")))
    second = project.start("run", "true")
    assert second.stderr is not None
    while "waiting for another" not in (line := second.stderr.readline()):
        assert line, "it did not wait"
    second.send_signal(signal.SIGINT)
    assert second.wait(PATIENCE) == 130
    second.communicate()
    end(project, first, signal.SIGINT)


def test_after_all_that_the_next_run_just_works(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}quick\n"})
    for delay in (0.05, 0.2, 0.4, 0.8):
        process = project.start("run", "true")
        time.sleep(delay)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=PATIENCE)
        # In its first milliseconds it is Python that ends (its `runpy`, with 1), in its last ones `true`.
        assert process.returncode in {130, -signal.SIGINT, 0} or "Could not import runpy" in said, said
        assert project.leftovers() == []
    ran = project.run("run", "python", "-c", "import quick; print(quick.value)")
    assert (ran.code, ran.out) == (0, "42\n"), ran.err


def test_a_hangup_that_is_to_be_ignored_is_ignored(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}quick\n"})
    project.before = ("nohup",)
    index.silent.set()
    index.arrived.clear()
    try:
        process = project.start("run", "true")
        assert index.arrived.wait(PATIENCE)
        process.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        assert process.poll() is None
        end(project, process, signal.SIGTERM)
    finally:
        index.silent.clear()


def test_an_error_ends_with_json_where_that_was_asked_for(built: Built) -> None:
    ran = built.project.run("build", "--json", "--target", "nonsense")
    assert ran.code in {1, 2}
    assert '"snowsnake": 1' in ran.out
    assert '"message"' in ran.out
    assert ran.err == ""
