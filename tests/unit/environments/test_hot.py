"""The hot path: what it takes on, what it leaves to the full command line, and what it becomes."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import pytest

import snowsnake
from snowsnake.environments import hot, memo
from snowsnake.environments.state import Entry
from snowsnake.environments.subjects import Subject, named

DECLINED = 99


class World(Protocol):
    """See conftest."""

    store: Path
    project: Path

    def realised(self, subject: Subject, lock_file: Path | None = None) -> Entry: ...
    def hot(
        self, *arguments: str, cwd: Path | None = None, **environ: str
    ) -> subprocess.CompletedProcess[str]: ...


@pytest.mark.parametrize(
    ("arguments", "command", "requirements", "python"),
    [
        ("run tell a", ["tell", "a"], [], ""),
        ("run -- tell --pure", ["tell", "--pure"], [], ""),
        ("run tell -- b", ["tell", "--", "b"], [], ""),
        ("run --python 3.14 tell --python x", ["tell", "--python", "x"], [], "3.14"),
        ("run --offline -q tell", ["tell"], [], ""),
        ("run -m tell -m x", ["python", "-m", "tell", "-m", "x"], [], ""),
        ("run --module --offline -- tell", ["python", "-m", "tell"], [], ""),
        ("shell attrs rich -- tell x", ["tell", "x"], ["attrs", "rich"], ""),
        ("shell --python=3.14 httpx[http2] -- tell", ["tell"], ["httpx[http2]"], "3.14"),
        ("shell -- tell", ["tell"], [], ""),
    ],
)
def test_reads_the_calls_that_people_repeat(
    arguments: str, command: list[str], requirements: list[str], python: str
) -> None:
    call = hot.parse(arguments.split())
    assert call is not None
    assert (call.command, call.requirements, call.python) == (command, requirements, python)


@pytest.mark.parametrize(
    ("arguments", "command"),
    [
        ("run @work tell a", ["tell", "a"]),
        ("run @work -- tell -- a", ["tell", "--", "a"]),
        ("run -- @work tell", ["tell"]),
        ("run @work -m tell -m x", ["python", "-m", "tell", "-m", "x"]),
        ("run -m @work tell", ["python", "-m", "tell"]),
        ("run @work tell @other", ["tell", "@other"]),
        ("shell @work -- tell @other", ["tell", "@other"]),
        ("shell -q @work --pure -- tell", ["tell"]),
    ],
)
def test_reads_named_environments(arguments: str, command: list[str]) -> None:
    call = hot.parse(arguments.split())
    assert call is not None
    assert (call.named, call.command, call.requirements) == ("work", command, [])


@pytest.mark.parametrize(
    "arguments",
    ["run @work", "run @work --", "run @../x tell", "run @ tell", "shell @work", "shell @work attrs -- tell",
     "shell attrs @work -- tell", "run --python 3.13 @work tell", "shell -r a.txt @work -- tell"],
)  # fmt: skip
def test_leaves_other_words_with_a_name_alone(arguments: str) -> None:
    call = hot.parse(arguments.split())
    assert call is None or not call.named


def test_a_named_environment_is_hot_from_anywhere(world: World, tmp_path: Path) -> None:
    config = tmp_path / "config" / "snowsnake" / "environments.toml"
    config.parent.mkdir(parents=True)
    config.write_text("[work]\n")
    environ = {"XDG_CONFIG_HOME": str(tmp_path / "config")}
    world.realised(named("work", environ), config.with_name("work.lock"))
    assert world.hot("run", "@work", "tell", "x", cwd=tmp_path, **environ).stdout == f"{world.store} x\n"
    assert world.hot("shell", "@work", "--", "tell", cwd=tmp_path, **environ).returncode == 0
    assert world.hot("run", "@blog", "tell", cwd=tmp_path, **environ).returncode == DECLINED
    # Another configuration's file may call another environment so.
    other = tmp_path / "other"
    shutil.copytree(tmp_path / "config", other)
    assert world.hot("run", "@work", "tell", XDG_CONFIG_HOME=str(other)).returncode == DECLINED
    config.write_text("[work]\n[blog]\n")
    assert world.hot("run", "@work", "tell", cwd=tmp_path, **environ).returncode == DECLINED


def test_an_environment_of_home_manager_is_hot(world: World, tmp_path: Path) -> None:
    place = tmp_path / "data" / "snowsnake" / "environments"
    place.mkdir(parents=True)
    (place / "work").symlink_to(world.store)
    environ = {"XDG_DATA_HOME": str(tmp_path / "data"), "XDG_CONFIG_HOME": str(tmp_path)}
    assert world.hot("run", "@work", "tell", cwd=tmp_path, **environ).stdout == f"{world.store}\n"
    (place / "work").unlink()
    (place / "work").symlink_to(tmp_path / "gone")
    assert world.hot("run", "@work", "tell", cwd=tmp_path, **environ).returncode == DECLINED


@pytest.mark.parametrize(
    "arguments",
    ["", "lock", "--version", "run", "run --", "run --help", "run --new-option x", "shell attrs",
     "shell --python", "shell -rfile -- x", "run --pure x", "run -v tell",
     "run -m", "shell -m x -- y"],
)  # fmt: skip
def test_leaves_everything_else_alone(arguments: str) -> None:
    assert hot.parse(arguments.split()) is None


def test_runs_a_command_of_the_environment(world: World, project: Callable[[], Entry]) -> None:
    project()
    done = world.hot("run", "tell", "a b", "--", "-q")
    assert (done.returncode, done.stdout, done.stderr) == (0, f"{world.store} a b -- -q\n", "")


def test_finds_the_project_from_below(world: World, project: Callable[[], Entry]) -> None:
    project()
    below = world.project / "src" / "deep"
    below.mkdir(parents=True)
    assert world.hot("run", "tell", cwd=below).stdout == f"{world.store}\n"


def test_exit_code_and_signal_are_the_childs(world: World, project: Callable[[], Entry]) -> None:
    project()
    assert world.hot("run", "python", "-c", "raise SystemExit(7)").returncode == 7
    killed = world.hot("run", "python", "-c", "import os; os.kill(os.getpid(), 15)")
    assert killed.returncode == -signal.SIGTERM


def test_a_closed_pipe_ends_the_child(world: World, project: Callable[[], Entry]) -> None:
    """Python ignores SIGPIPE; what it starts must not."""
    project()
    done = world.hot("run", "sh", "-c", "kill -PIPE $$; echo survived")
    assert (done.returncode, done.stdout) == (-signal.SIGPIPE, "")


def test_unknown_command_is_left_to_the_full_command_line(world: World, project: Callable[[], Entry]) -> None:
    project()
    assert world.hot("run", "no-such-command").returncode == DECLINED


def _edit(path: Path) -> None:
    path.write_text(path.read_text() + "# more\n")


def _touch(path: Path) -> None:
    os.utime(path, (1, 1))


def _replace_keeping_size_and_time(path: Path) -> None:
    before = path.stat()
    new = path.with_name("new")
    new.write_text(path.read_text().swapcase())
    os.utime(new, ns=(before.st_atime_ns, before.st_mtime_ns))
    new.replace(path)


def _edit_in_place_keeping_size_and_time(path: Path) -> None:
    before = path.stat()
    with path.open("r+") as file:
        file.write("ATTRS")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))


@pytest.mark.parametrize(
    "change",
    [_edit, _touch, _replace_keeping_size_and_time, _edit_in_place_keeping_size_and_time, Path.unlink],
)
@pytest.mark.parametrize("name", ["requirements.txt", "snowsnake.lock"])
def test_any_change_of_an_input_is_noticed(
    world: World, project: Callable[[], Entry], change: Callable[[Path], None], name: str
) -> None:
    project()
    assert world.hot("run", "tell").returncode == 0
    change(world.project / name)
    assert world.hot("run", "tell").returncode == DECLINED


@pytest.mark.parametrize("name", ["pyproject.toml", "uv.lock", ".python-version", "uv.toml"])
def test_an_input_that_appears_is_noticed(world: World, project: Callable[[], Entry], name: str) -> None:
    project()
    (world.project / name).write_text("")
    assert world.hot("run", "tell").returncode == DECLINED


def test_environment_that_was_garbage_collected_is_not_trusted(
    world: World, project: Callable[[], Entry]
) -> None:
    project()
    world.store.rename(world.store.with_name("gone"))
    assert world.hot("run", "tell").returncode == DECLINED


def _distribution(world: World) -> Path:
    """A distribution of the environment, in a store path of its own."""
    module = world.store.parent / "hash-attrs/attrs/__init__.py"
    module.parent.mkdir(parents=True)
    module.write_text("")
    site = world.store / "lib/python3.13/site-packages"
    (site / "attrs-1.dist-info").mkdir(parents=True)
    (site / "attrs").symlink_to(module.parent)
    for path in (*world.store.parent.rglob("*"), world.store):
        if not path.is_symlink():
            os.utime(path, (1, 1))
    return module


@pytest.mark.parametrize(
    "change",
    [
        lambda module: module.write_text("x = 1"),
        lambda module: module.unlink(),
        lambda module: (module.parent / "more.py").write_text(""),
        lambda module: shutil.rmtree(module.parent),
        lambda module: (module.parents[2] / "hash-environment/bin/new").write_text(""),
        lambda module: shutil.rmtree(module.parents[2] / "hash-environment/lib"),
    ],
    ids=["altered", "removed", "added", "gone", "program", "emptied"],
)
def test_environment_that_was_written_to_is_not_trusted(
    world: World, project: Callable[[], Entry], change: Callable[[Path], object]
) -> None:
    module = _distribution(world)
    project()
    assert world.hot("run", "tell").returncode == 0
    change(module)
    assert world.hot("run", "tell").returncode == DECLINED


def test_environment_without_its_root_is_not_trusted(world: World, project: Callable[[], Entry]) -> None:
    entry = project()
    entry.environment.unlink()
    assert world.hot("run", "tell").returncode == DECLINED


def test_root_that_leads_elsewhere_is_not_trusted(world: World, project: Callable[[], Entry]) -> None:
    entry = project()
    entry.environment.unlink()
    entry.environment.symlink_to(world.project)
    assert world.hot("run", "tell").returncode == DECLINED


def test_a_memo_cut_anywhere_is_no_memo(world: World, project: Callable[[], Entry]) -> None:
    entry = project()
    whole = entry.memo.read_bytes()
    for length in range(len(whole)):
        entry.memo.write_bytes(whole[:length])
        assert memo.read(str(entry.memo)) is None, length
    entry.memo.write_bytes(whole)
    assert memo.read(str(entry.memo)) is not None


def test_ad_hoc_requirements_are_hot_from_anywhere(world: World, tmp_path: Path) -> None:
    world.realised(Subject("ad-hoc", directory="/", requirements=("rich", "attrs"), python="3.14"))
    done = world.hot("shell", "--python", "3.14", "attrs", "rich", "--", "tell", "x", cwd=tmp_path)
    assert done.stdout == f"{world.store} x\n"
    assert world.hot("shell", "attrs", "rich", "--", "tell").returncode == DECLINED


SCRIPT = """#!/usr/bin/env -S snowsnake run
# /// script
# dependencies = ["attrs"]
# ///
import sys
print(sys.argv[1:])
"""


def test_a_script_runs_with_its_own_environment(world: World, tmp_path: Path) -> None:
    script = tmp_path / "tool"
    script.write_text(SCRIPT)
    world.realised(Subject("script", directory=str(tmp_path), script=str(script)), tmp_path / "none.lock")
    done = world.hot("run", "../tool", "a", "-b")
    assert (done.returncode, done.stdout) == (0, "['a', '-b']\n")


def test_editing_a_script_below_its_metadata_stays_hot(world: World, tmp_path: Path) -> None:
    script = tmp_path / "tool.py"
    script.write_text(SCRIPT)
    world.realised(Subject("script", directory=str(tmp_path), script=str(script)), tmp_path / "none.lock")
    script.write_text(SCRIPT + "print('more')\n")
    assert world.hot("run", str(script)).stdout == "[]\nmore\n"
    script.write_text(SCRIPT.replace('"attrs"', '"attrs", "rich"'))
    assert world.hot("run", str(script)).returncode == DECLINED


def test_a_script_without_metadata_runs_in_the_project(world: World, project: Callable[[], Entry]) -> None:
    (world.project / "plain.py").write_text("import os; print(os.environ['VIRTUAL_ENV'])\n")
    project()
    assert world.hot("run", "plain.py").stdout == f"{world.store}\n"


def test_imports_next_to_nothing() -> None:
    """Each of these would cost more than the hot path itself."""
    code = "import sys; import snowsnake.__main__; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-S", "-c", code],
        env={"PYTHONPATH": str(Path(snowsnake.__file__).parents[1])},
        capture_output=True,
        text=True,
        check=True,
    )
    heavy = {
        "click",
        "typing",
        "re",
        "json",
        "pathlib",
        "dataclasses",
        "hashlib",
        "subprocess",
        "enum",
        "rich",
    }
    assert not heavy & set(done.stdout.split())
