"""Several snowsnakes at once, Ctrl-C, and kill -9: the next run just works, and no file is damaged."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.integration.loopback import Index, serving
from tests.integration.project import Project, Ran, alive, descendants, finish, in_build
from tests.patience import eventually

from snowsnake.lockfile.files import load_lock


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        # Each run of the tests builds anew: nothing of an earlier run is in the store.
        nonce = os.urandom(8)
        found.add("one", files={"one/nonce": nonce})
        found.add("two", files={"two/nonce": nonce})
        yield found


@pytest.fixture
def project(tmp_path: Path, index: Index) -> Project:
    for name in ("project", "state", "tmp"):
        (tmp_path / name).mkdir()
    project = Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "tmp")
    project.write({"requirements.txt": index.options + "one\ntwo\n"})
    return project


def add_fresh(index: Index, name: str, modules: int = 0) -> None:
    """Offer a distribution that no cache and no store has."""
    files = {f"{name}/nonce": os.urandom(8)}
    source = b"def function(argument):\n    return [argument + number for number in range(10)]\n" * 20
    files |= {f"{name}/module_{number}.py": source for number in range(modules)}
    index.add(name, files=files)


def together(*processes: subprocess.Popen[str]) -> list[Ran]:
    return [finish(process) for process in processes]


# --- two at once


def test_two_that_lock(project: Project) -> None:
    for ran in together(project.start("lock"), project.start("lock")):
        assert ran.code == 0, ran.err
    assert project.names() == {"requirements.txt", "snowsnake.lock"}
    assert project.run("lock", "--check").code == 0


def test_two_shells_of_the_same_requirements(project: Project, index: Index) -> None:
    add_fresh(index, "shared")
    project.write({"more.txt": index.options + "shared\n"})
    words = ("shell", "-r", "more.txt", "--", "python", "-c", "import shared; print(shared.value)")
    for ran in together(project.start(*words), project.start(*words)):
        assert (ran.code, ran.out) == (0, "42\n"), ran.err
    assert project.leftovers() == []


def test_one_that_locks_and_one_that_builds(project: Project) -> None:
    locked, built = together(project.start("lock"), project.start("build", "-o", "result"))
    assert locked.code == 0, locked.err
    assert built.code == 0, built.err
    assert project.run("run", "--locked", "python", "-c", "import one, two").code == 0
    assert project.leftovers() == []


# --- Ctrl-C


def interrupted(process: subprocess.Popen[str], moment: Callable[[], bool]) -> tuple[Ran, list[int]]:
    """Press Ctrl-C at `moment`: a terminal sends SIGINT to all of the foreground's process group."""
    while not moment():
        assert process.poll() is None, process.communicate()
        time.sleep(0.01)
    children = [child for child, _ in descendants(process.pid)]
    os.killpg(process.pid, signal.SIGINT)
    return finish(process), children


def check_interrupted(project: Project, ran: Ran, children: list[int], before: set[str]) -> None:
    assert ran.code == 130, ran
    assert "Traceback" not in ran.err
    assert "error" not in ran.err
    assert project.names() == before
    assert project.leftovers() == []
    eventually(lambda: not alive(children))  # the kernel needs a moment to end a process


def test_ctrl_c_while_resolving(project: Project, index: Index) -> None:
    add_fresh(index, "asked")
    project.write({"requirements.txt": index.options + "asked\n"})
    before = project.names()
    index.asked.clear()
    index.silent.set()
    try:
        ran, children = interrupted(project.start("lock"), lambda: bool(index.asked))
    finally:
        index.silent.clear()
    assert children
    check_interrupted(project, ran, children, before)
    assert project.run("lock").code == 0


def test_ctrl_c_while_downloading(project: Project, index: Index) -> None:
    add_fresh(index, "large", 200)
    file = "large-1.0-py3-none-any.whl"
    project.write({"requirements.txt": index.options + "large\n"})
    before = project.names()
    index.asked.clear()
    index.trickle.add(file)
    try:
        ran, children = interrupted(project.start("lock"), lambda: f"/files/{file}" in index.asked)
    finally:
        index.trickle.clear()
    check_interrupted(project, ran, children, before)
    assert project.run("lock").code == 0


def test_ctrl_c_while_building(project: Project, index: Index) -> None:
    name = index.add_slow()
    project.write({"requirements.txt": f"{index.options}{name}\n"})
    assert project.run("lock").code == 0
    before = project.names()
    process = project.start("build", "-o", "result")
    ran, children = interrupted(process, lambda: in_build(name))
    check_interrupted(project, ran, children, before)
    built = project.run("build", "-o", "result")
    assert built.code == 0, built.err
    python = project.directory / "result" / "bin" / "python"
    subprocess.run([python, "-c", f"import {name}; assert {name}.value == 42"], check=True)


# --- kill -9


def test_killed_at_any_moment(project: Project, index: Index) -> None:
    chance = random.Random(20260101)  # the moments are arbitrary, and the same in each run
    assert project.run("lock").code == 0
    good = project.lock.read_bytes()
    project.lock.unlink()
    kills = 0
    for turn in range(12):
        add_fresh(index, f"fresh{turn}", 60)  # so that there is something to download and to build
        project.write(
            {"requirements.txt": index.options + ("one\ntwo\n" if turn % 2 else f"one\ntwo\nfresh{turn}\n")}
        )
        words = ("lock",) if turn % 4 < 2 else ("build", "-o", "result")
        process = project.start(*words)
        time.sleep(chance.uniform(0.1, 1.4))
        if process.poll() is None:
            kills += 1
            process.kill()
        finish(process)
        # A lock is all there or not there.
        if project.lock.exists():
            load_lock(project.lock)
        # Left in the project is at most the file that would have become the lock.
        others = project.names() - {"requirements.txt", "snowsnake.lock", "result"}
        assert all(name.startswith(".snowsnake.lock.") for name in others), others
    assert kills > 0
    project.write({"requirements.txt": index.options + "one\ntwo\n"})
    ran = project.run("run", "--", "python", "-c", "import one, two; print(one.value + two.value)")
    assert (ran.code, ran.out) == (0, "84\n"), ran.err
    assert project.lock.read_bytes() == good
    ran = project.run("build", "-o", "result")
    assert ran.code == 0, ran.err
    assert (project.directory / "result" / "bin" / "python").exists()
