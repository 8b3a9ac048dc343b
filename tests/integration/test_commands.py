"""The commands of the first issue, as they are written there, typed by somebody who has just arrived."""

from __future__ import annotations

import difflib
import json
import os
import signal
import subprocess
import sys
import tomllib
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.integration.project import SNOWSNAKE, Project, finish
from uv import find_uv_bin

SCRIPT = """\
#!/usr/bin/env -S snowsnake run
# /// script
# requires-python = ">=3.13"
# dependencies = ["attrs"]
# ///
import sys
import attrs
print(sys.argv[1:], attrs.__name__)
sys.exit(int(sys.argv[2]) if sys.argv[2:] else 0)
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("project", "state", "tmp", "bin"):
        (tmp_path / name).mkdir()
    # `#!/usr/bin/env -S snowsnake run` finds it by this name.
    command = tmp_path / "bin" / "snowsnake"
    command.write_text(f'#!/bin/sh\nexec {" ".join(SNOWSNAKE)} "$@"\n')
    command.chmod(0o755)
    return Project(
        directory=tmp_path / "project",
        state=tmp_path / "state",
        temporary=tmp_path / "tmp",
        environment={"PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"},
        anew=True,
    )


def environment_of(project: Project) -> Mapping[str, str]:
    kept = {name: value for name, value in os.environ.items() if name != "CI"}
    return kept | {"SNOWSNAKE_STATE_DIR": str(project.state)} | project.environment


def packages(lock: Path, target: str = "cp313-x86_64-linux") -> dict[str, str]:
    document = json.loads(lock.read_text())
    return {name: one["version"] for name, one in document["targets"][target]["packages"].items()}


def test_names_with_extras_on_another_interpreter(project: Project) -> None:
    words = ("shell", "--python", "3.14", "httpx[http2]", "--")
    ran = project.run(*words, "python", "-c", "import httpx, h2, sys; print(sys.version_info[:2])")
    assert (ran.code, ran.out) == (0, "(3, 14)\n"), ran
    assert project.run(*words, "python", "-c", "raise SystemExit(3)").code == 3
    assert project.names() == set()


def test_lock_build_run_export_clean(project: Project) -> None:
    project.write({"requirements.txt": "numpy\n"})
    locked = project.run("lock")
    assert locked.code == 0, locked
    assert "wrote `snowsnake.lock`: 1 distribution for cp313-x86_64-linux" in locked.lines
    text = project.lock.read_bytes()

    # build -o result && env -i ./result/bin/python -c 'import numpy'
    built = project.run("build", "-o", "result")
    assert built.code == 0, built
    link = project.directory / "result"
    assert built.out == f"{link.readlink()}\n"
    program = [str(link / "bin/python"), "-c", "import numpy; print(numpy.ones(2).sum())"]
    said = subprocess.run(program, env={}, capture_output=True, text=True, check=True)
    assert said.stdout == "2.0\n"
    roots = subprocess.run(
        ["nix-store", "--query", "--roots", str(link.readlink())],
        capture_output=True,
        text=True,
        errors="replace",
        check=True,
    ).stdout
    assert str(link) in roots

    # run -- python -c 'print(1)'
    ran = project.run("run", "--", "python", "-c", "print(1)")
    assert (ran.code, ran.out) == (0, "1\n")
    hot = project.run("run", "--", "python", "-c", "print(1)")
    assert (hot.out, hot.err) == ("1\n", "")

    # lock --check
    assert project.run("lock", "--check").code == 0
    project.write({"requirements.txt": "numpy\nidna\n"})
    assert "is stale" in project.fails("lock", "--check").err
    assert "is stale" in project.fails("run", "--locked", "--", "true").err
    assert project.lock.read_bytes() == text
    again = project.run("build", "-o", "result")
    assert again.code == 0, again
    assert built.out != again.out == f"{link.readlink()}\n"  # the link moved, and the lock was made anew
    assert project.run("lock", "--check").code == 0

    # export --format pylock.toml
    exported = project.run("export", "--format", "pylock.toml")
    assert {package["name"] for package in tomllib.loads(exported.out)["packages"]} == {"numpy", "idna"}

    # clean
    held = project.run("clean")
    assert held.code == 0
    assert str(project.directory) in held.out
    assert os.path.lexists(link)  # the user's own link stays, and so does the lock
    assert project.lock.is_file()
    assert project.run("run", "--", "python", "-c", "print(2)").out == "2\n"
    assert project.leftovers() == []


def test_a_link_that_is_no_link_is_left_alone(project: Project) -> None:
    project.write({"requirements.txt": "idna\n", "result": "mine"})
    assert project.run("lock").code == 0
    assert "is not a link" in project.fails("build", "-o", "result").err
    assert (project.directory / "result").read_text() == "mine"


def test_several_files_and_targets(project: Project) -> None:
    project.write({"requirements.txt": "attrs\n", "more.txt": "idna\ncolorama; sys_platform == 'win32'\n"})
    targets = ("cp313-x86_64-linux", "cp313-aarch64-linux")
    words = [word for target in targets for word in ("--target", target)]
    ran = project.run("lock", "-r", "requirements.txt", "-r", "more.txt", *words)
    assert ran.code == 0, ran
    assert packages(project.lock, targets[0]) == packages(project.lock, targets[1])
    assert set(packages(project.lock)) == {"attrs", "idna"}
    assert project.run("lock", "--check").code == 0
    text = project.lock.read_bytes()
    # Nobody has to repeat the options; and what is there stays as it is.
    project.write({"more.txt": "idna # a comment\n"})
    assert project.run("lock").code == 0
    assert set(json.loads(project.lock.read_text())["targets"]) == set(targets)
    project.write({"more.txt": "idna\ncolorama; sys_platform == 'win32'\n"})
    assert project.run("lock").code == 0
    assert project.lock.read_bytes() == text


def test_a_script_runs_by_itself(project: Project) -> None:
    project.write({"script.py": SCRIPT})
    script = project.directory / "script.py"
    script.chmod(0o755)
    ran = project.run("run", "script.py", "ARG")
    assert (ran.code, ran.out) == (0, "['ARG'] attrs\n"), ran
    direct = subprocess.run(
        ["./script.py", "a b", "7"],
        cwd=project.directory,
        env=environment_of(project),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (direct.returncode, direct.stdout, direct.stderr) == (7, "['a b', '7'] attrs\n", "")
    # From another directory, through a link.
    (project.directory / "link").symlink_to(script)
    elsewhere = subprocess.run(
        [project.directory / "link"],
        cwd="/",
        env=environment_of(project),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (elsewhere.returncode, elsewhere.stdout) == (0, "[] attrs\n")
    assert project.names() == {"script.py", "link"}


def test_the_childs_exit_code_and_signals(project: Project) -> None:
    project.write({"requirements.txt": "idna\n"})
    assert project.run("run", "--", "sh", "-c", "exit 41").code == 41
    assert project.run("run", "--", "sh", "-c", "kill -TERM $$").code == -signal.SIGTERM
    assert project.run("run", "--", "no-such-command").code == 127
    wait = (
        "import signal, sys, time\nsignal.signal(signal.SIGTERM, lambda *_: sys.exit(9))\n"
        "print('up', flush=True)\ntime.sleep(6000)"
    )
    child = project.start("run", "--", "python", "-c", wait)
    assert child.stdout is not None
    assert child.stdout.readline() == "up\n"
    assert (
        Path(f"/proc/{child.pid}/cmdline").read_bytes().split(b"\0")[2] == wait.encode()
    )  # nobody in between
    os.kill(child.pid, signal.SIGTERM)
    assert finish(child).code == 9


# --- export


def test_uv_takes_the_exported_lock_and_it_comes_back_the_same(project: Project, tmp_path: Path) -> None:
    project.write({"requirements.txt": "httpx[http2]\nnumpy\n"})
    words = ("--target", "cp313-x86_64-linux", "--target", "cp311-x86_64-linux")
    assert project.run("lock", *words).code == 0
    assert project.run("export", "-o", "pylock.toml").code == 0
    version = "3.11" if sys.version_info[:2] == (3, 11) else "3.13"
    wanted = packages(project.lock, f"cp{version.replace('.', '')}-x86_64-linux")
    environment = project.run(
        "shell", "--python", version, "attrs", "--", "python", "-c", "import sys; print(sys.prefix)"
    )
    uv = [find_uv_bin(), "pip", "install", "--dry-run", "--no-progress", "--target", str(tmp_path / "site")]
    uv += ["--python", f"{environment.out.strip()}/bin/python"]
    for format_, more in (("pylock.toml", ()), ("requirements.txt", ("--require-hashes", "--no-deps"))):
        exported = project.run("export", "--format", format_)
        assert exported.code == 0
        (tmp_path / format_).write_text(exported.out)
        said = subprocess.run(
            [*uv, *more, "-r", str(tmp_path / format_)], capture_output=True, text=True, check=False
        )
        assert said.returncode == 0, said.stderr
        would = {line.removeprefix(" + ") for line in said.stderr.splitlines() if line.startswith(" + ")}
        assert would == {f"{name}=={one}" for name, one in wanted.items()}

    other = tmp_path / "other"
    other.mkdir()
    (other / "pylock.toml").write_bytes((tmp_path / "pylock.toml").read_bytes())
    again = Project(directory=other, state=project.state, temporary=project.temporary, anew=True)
    ran = again.run("lock", "-r", "pylock.toml", *words)
    assert ran.code == 0, ran
    one, two = json.loads(project.lock.read_text()), json.loads(again.lock.read_text())
    assert one.pop("requirements") != two.pop("requirements")
    assert one == two


# --- which versions


def test_versions_stay_until_an_upgrade_is_asked_for(project: Project) -> None:
    project.write({"requirements.txt": "attrs\nidna\n"})
    assert project.run("lock", "--exclude-newer", "2025-01-01").code == 0
    old = packages(project.lock)
    assert old == {"attrs": "24.3.0", "idna": "3.10"}
    assert project.run("lock").err == "`snowsnake.lock` is up to date; nothing to do\n"
    project.write({"requirements.txt": "attrs\nidna\nmdurl\n"})
    assert project.run("lock").code == 0
    assert packages(project.lock).items() > old.items()
    assert project.run("lock", "--upgrade-package", "idna").code == 0
    assert packages(project.lock)["attrs"] == "24.3.0"
    assert packages(project.lock)["idna"] != "3.10"
    project.write({"requirements.txt": "attrs>24.3\nidna\nmdurl\n"})  # what no longer fits moves
    assert project.run("lock", "--exclude-newer", "2025-04-01").code == 0
    assert packages(project.lock)["attrs"] == "25.3.0"
    assert project.run("lock", "--upgrade").code == 0
    assert packages(project.lock)["attrs"] != "25.3.0"


def test_the_same_inputs_give_the_same_bytes(project: Project, tmp_path: Path) -> None:
    requirements = {"requirements.txt": "httpx[http2]\nnumpy\n"}
    (tmp_path / "other").mkdir()
    other = Project(
        directory=tmp_path / "other", state=tmp_path / "state", temporary=project.temporary, anew=True
    )
    for one in (project, other):
        one.write(requirements)
        assert one.run("lock").code == 0
    assert project.lock.read_bytes() == other.lock.read_bytes()
    assert other.run("lock", "--upgrade").code == 0
    assert project.lock.read_bytes() == other.lock.read_bytes()


def test_one_more_requirement_is_a_small_change(project: Project) -> None:
    project.write({"requirements.txt": "httpx[http2]\nnumpy\n"})
    assert project.run("lock").code == 0
    before = project.lock.read_text().splitlines()
    project.write({"requirements.txt": "httpx[http2]\nmdurl\nnumpy\n"})
    assert project.run("lock").code == 0
    changes = list(difflib.unified_diff(before, project.lock.read_text().splitlines(), n=0, lineterm=""))[2:]
    gone = [line for line in changes if line.startswith("-")]
    new = [line for line in changes if line.startswith("+")]
    assert [line.split(":")[0].strip("- ") for line in gone] == ['"digest"']
    assert len(new) < 20  # the file, the distribution, and that it was asked for
    assert all("mdurl" in "".join(new) and ".deb" not in line for line in new)


def test_an_interpreter_of_another_kind(project: Project) -> None:
    project.write({"requirements.txt": "idna\n"})
    assert project.run("lock", "--python", "3.11").code == 0
    assert set(json.loads(project.lock.read_text())["targets"]) == {"cp311-x86_64-linux"}
    assert project.run("lock").code == 0  # as it was locked
    assert project.run("lock", "--python", "pypy3").code == 0
    assert set(json.loads(project.lock.read_text())["targets"]) == {"pp311-x86_64-linux"}
    said = project.fails("lock", "--python", "3.12").err
    assert all(version in said for version in ("3.11", "3.13", "3.14", "3.15"))
