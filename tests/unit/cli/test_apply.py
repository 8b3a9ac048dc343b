"""`apply`, and `@NAME` of `run` and `shell`, with a pipeline without network and Nix (see driver.py)."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import time
from pathlib import Path

import pytest
from tests.patience import PATIENCE, eventually
from tests.unit.cli.conftest import Machine

TWO = '[work]\npython = "3.13"\nrequires = ["rich"]\n[blog]\npython = "3.11"\nrequires = ["attrs"]\n'
Done = subprocess.CompletedProcess[str]


def config(machine: Machine) -> Path:
    return machine.home / ".config" / "snowsnake" / "environments.toml"


def write(machine: Machine, text: str) -> Path:
    path = config(machine)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def state(machine: Machine) -> Path:
    return machine.home / ".local" / "state" / "snowsnake"


def verbs(machine: Machine) -> list[str]:
    return [line.split()[0] for line in machine.calls()]


def test_makes_them_and_then_has_nothing_to_do(snowsnake_: Machine) -> None:
    path = write(snowsnake_, TWO)
    done = snowsnake_("apply")
    assert done.returncode == 0, done.stderr
    assert (
        done.stdout
        == "added      work  Python 3.13.5, 1 distribution\nadded      blog  Python 3.11.5, 1 distribution\n"
    )
    assert verbs(snowsnake_) == ["lock", "realise", "lock", "realise"]
    assert {lock.name for lock in (path.parent / "environments").iterdir()} == {"work.lock", "blog.lock"}
    again = snowsnake_("apply")
    assert (again.returncode, again.stdout, again.stderr) == (0, "unchanged  work\nunchanged  blog\n", "")
    assert snowsnake_.calls() == []


def test_run_and_shell_take_a_name_from_anywhere(snowsnake_: Machine) -> None:
    write(snowsnake_, TWO)
    snowsnake_("apply")
    snowsnake_.calls()
    for words in (
        ["run", "@work", "tell", "x"],
        ["run", "@work", "--", "tell", "x"],
        ["run", "-v", "@work", "tell", "x"],  # the full command line: -v is not for the hot path
        ["shell", "@work", "--", "tell", "x"],
        ["shell", "-v", "@work", "--", "tell", "x"],
    ):
        done = snowsnake_(*words, cwd=snowsnake_.home)
        assert (done.returncode, done.stdout, done.stderr) == (0, f"{snowsnake_.store} x\n", "")
    assert snowsnake_("run", "-v", "@work", "-m", "platform").returncode == 0
    assert snowsnake_.calls() == []


def test_one_that_is_not_applied_or_not_there(snowsnake_: Machine) -> None:
    done = snowsnake_("run", "@work", "tell")
    assert "error: there is no `~/.config/snowsnake/environments.toml`\n" in done.stderr
    write(snowsnake_, TWO)
    done = snowsnake_("run", "@work", "tell")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "error: `@work` is not applied\n\nhelp: make it: `snowsnake apply work`\n"
    done = snowsnake_("shell", "@wrk")
    assert "there is no `[wrk]` in `~/.config/snowsnake/environments.toml`" in done.stderr
    assert "help: is `@work` meant?" in done.stderr
    assert "is not a name for an environment" in snowsnake_("run", "@../x", "tell").stderr
    assert snowsnake_.calls() == []


def test_a_deleted_store_path_is_made_again(snowsnake_: Machine) -> None:
    write(snowsnake_, TWO)
    snowsnake_("apply")
    root = state(snowsnake_) / "environments" / "@work" / "environment"
    root.unlink()
    root.symlink_to(snowsnake_.home / "gone")
    done = snowsnake_("run", "@work", "tell")
    assert "`@work` was deleted from the Nix store" in done.stderr
    assert snowsnake_("apply").stdout.startswith("changed    work")
    assert snowsnake_("run", "@work", "tell").returncode == 0


def test_says_what_changed(snowsnake_: Machine) -> None:
    write(snowsnake_, TWO)
    snowsnake_("apply", STORES="1")
    write(snowsnake_, TWO.replace('"rich"', '"rich", "attrs"'))
    done = snowsnake_("run", "@work", "tell", STORES="1")
    assert done.returncode == 0  # as it was applied
    assert "`@work` is as it was applied" in done.stderr
    assert "snowsnake apply work" in done.stderr
    # Of the other one nothing has changed but its neighbour.
    assert snowsnake_("run", "@blog", "tell").stderr == ""
    assert snowsnake_("apply", "--dry-run").stdout == "changed    work  to be locked\nunchanged  blog\n"
    snowsnake_.calls()
    assert snowsnake_("apply", STORES="1").stdout == "changed    work  + attrs 1.0\nunchanged  blog\n"
    assert verbs(snowsnake_) == ["lock", "realise"]
    done = snowsnake_("apply", "--upgrade", "blog", STORES="1", VERSION="2.0")
    assert done.stdout == "changed    blog  attrs 1.0 -> 2.0\n"


def test_one_that_left_the_file_is_let_go_of(snowsnake_: Machine) -> None:
    path = write(snowsnake_, TWO)
    snowsnake_("apply")
    write(snowsnake_, '[work]\nrequires = ["rich"]\npython = "3.13"\n')
    assert snowsnake_("apply", "work").stdout == "unchanged  work\n"
    assert snowsnake_("apply", "--dry-run").stdout == "unchanged  work\nremoved    blog\n"
    assert snowsnake_("apply").stdout == "unchanged  work\nremoved    blog\n"
    assert [entry.name for entry in (state(snowsnake_) / "environments").iterdir()] == ["@work"]
    assert "there is no `[blog]`" in snowsnake_("run", "@blog", "tell").stderr
    assert "there is no `[blog]`" in snowsnake_("apply", "blog").stderr
    # A file that is not there, or that cannot be read, removes nothing.
    path.unlink()
    assert snowsnake_("apply").returncode == 1
    path.write_text("[work\n")
    assert snowsnake_("apply").returncode == 1
    path.write_text("")
    assert snowsnake_("apply").stdout == "removed    work\n"
    assert "nothing to let go of" in snowsnake_("apply").stderr


def test_a_broken_one_does_not_take_the_others_down(snowsnake_: Machine) -> None:
    write(snowsnake_, '[bad]\ncolour = 1\n[worse]\nrequires = ["broken"]\n' + TWO)
    done = snowsnake_("apply")
    assert done.returncode == 1
    assert done.stdout.splitlines()[:2] == ["failed     bad", "failed     worse"]
    assert done.stdout.splitlines()[2].startswith("added      work")
    assert "`colour` in `[bad]` is not a setting" in done.stderr
    assert "no version of `broken` fits" in done.stderr
    assert snowsnake_("run", "@blog", "tell").returncode == 0
    answer = json.loads(snowsnake_("apply", "--json").stdout)["result"]
    assert [(one["name"], one["status"]) for one in answer["environments"]] == [
        ("bad", "failed"), ("worse", "failed"), ("work", "unchanged"), ("blog", "unchanged"),
    ]  # fmt: skip
    assert answer["environments"][0]["error"]["kind"] == "UnknownKey"
    # What was applied stays as it was while its table is wrong.
    write(snowsnake_, TWO.replace("requires", "requirs"))
    assert snowsnake_("apply").returncode == 1
    done = snowsnake_("run", "@work", "tell")
    assert (done.returncode, done.stdout) == (0, f"{snowsnake_.store}\n")


@pytest.mark.parametrize(("options", "ci"), [(["--locked"], ""), ([], "true")])
def test_locked_stops_at_a_missing_or_stale_lock(snowsnake_: Machine, options: list[str], ci: str) -> None:
    path = write(snowsnake_, TWO)
    done = snowsnake_("apply", *options, CI=ci)
    assert (done.returncode, done.stdout) == (1, "failed     work\nfailed     blog\n")
    assert "help: run `snowsnake apply work`" in done.stderr
    assert snowsnake_.calls() == []
    snowsnake_("apply")
    assert snowsnake_("apply", *options, CI=ci).returncode == 0
    path.write_text(TWO.replace("rich", "attrs"))
    done = snowsnake_("apply", "--dry-run", *options, CI=ci)
    assert (done.returncode, done.stdout) == (1, "failed     work\nunchanged  blog\n")
    assert "is stale: `environments.toml [work]` changed" in done.stderr


def test_another_machine_adds_its_target(snowsnake_: Machine) -> None:
    path = write(snowsnake_, TWO)
    snowsnake_("apply", "work")
    lock = path.parent / "environments" / "work.lock"
    here, there = f"{os.uname().machine}-linux", "aarch64-linux"
    if here == there:
        there = "x86_64-linux"
    lock.write_text(lock.read_text().replace(here, there))
    assert "is not locked for" in snowsnake_("apply", "work", "--locked").stderr
    done = snowsnake_("apply", "work")
    assert "this machine's target is added to work.lock: locking" in done.stderr
    assert set(json.loads(lock.read_text())["targets"]) == {f"cp313-{here}", f"cp313-{there}"}


def test_a_damaged_lock_is_made_anew(snowsnake_: Machine) -> None:
    path = write(snowsnake_, TWO)
    snowsnake_("apply")
    lock = path.parent / "environments" / "work.lock"
    lock.write_text("<<<<<<< \n")
    assert "or run `snowsnake apply work`" in snowsnake_("apply", "--locked").stderr
    done = snowsnake_("apply")
    assert done.returncode == 0, done.stderr
    assert "it is made anew" in done.stderr


def test_programs_on_the_path(snowsnake_: Machine) -> None:
    (snowsnake_.store / "bin" / "other").symlink_to("tell")
    write(snowsnake_, '[a]\npath = ["tell", "nothing"]\n[b]\npath = true\n')
    done = snowsnake_("apply")
    directory = state(snowsnake_) / "bin"
    assert sorted(link.name for link in directory.iterdir()) == ["other", "tell"]  # and no python
    assert "`@a` has no program `nothing`" in done.stderr
    assert "`tell` is that of `@a`; `@b` has one, too" in done.stderr
    assert f"add this to `PATH`: {directory}" in done.stderr
    run = subprocess.run([directory / "tell", "x"], capture_output=True, text=True, check=True)
    assert run.stdout == " x\n"
    assert "add this" not in snowsnake_("apply").stderr, "it is said once"
    (directory / "mine").write_text("")
    write(snowsnake_, "[a]\n[b]\npath = true\n")
    snowsnake_("apply")
    assert "/@b/" in str((directory / "tell").readlink())
    snowsnake_("clean", "--all")
    assert [entry.name for entry in directory.iterdir()] == ["mine"]


def test_clean_knows_them(snowsnake_: Machine) -> None:
    path = write(snowsnake_, TWO)
    snowsnake_("apply")
    for memo in (state(snowsnake_) / "environments").glob("*/memo"):
        os.utime(memo, (1, 1))
    assert "nothing to let go of (2 kept)" in snowsnake_("clean").stderr
    assert "nothing to let go of (2 kept)" in snowsnake_("clean", "--older-than", "0").stderr
    assert snowsnake_("clean", "--all").stdout == "named blog\nnamed work\n"
    assert "`@work` is not applied" in snowsnake_("run", "@work", "tell").stderr
    snowsnake_("apply")
    path.unlink()
    assert snowsnake_("clean").stdout == "named work\nnamed blog\n"


@pytest.mark.parametrize(
    "words",
    [
        ["shell", "@work", "attrs"],
        ["shell", "@work", "--python", "3.13"],
        ["shell", "attrs", "@work"],
        ["run", "--native", "gs", "@work", "tell"],
        ["run", "-r", "requirements.txt", "@work", "x"],
        ["run", "@work"],
        ["build", "@work"],
    ],
)
def test_a_name_stands_alone(snowsnake_: Machine, words: list[str]) -> None:
    write(snowsnake_, TWO)
    snowsnake_("apply")
    done = snowsnake_(*words)
    assert done.returncode == 2, done.stderr
    assert "@work" in done.stderr
    assert "\nhelp: " in done.stderr


def test_environments_of_home_manager_are_found(snowsnake_: Machine) -> None:
    place = snowsnake_.home / ".local" / "share" / "snowsnake" / "environments"
    place.mkdir(parents=True)
    (place / "work").symlink_to(snowsnake_.store)
    assert snowsnake_("run", "-v", "@work", "tell").stdout == f"{snowsnake_.store}\n"
    write(snowsnake_, TWO)
    assert snowsnake_("run", "-v", "@work", "tell").returncode == 0  # not applied, and there all the same
    assert snowsnake_("run", "@blog", "tell").returncode == 1


def test_a_read_only_state_directory(snowsnake_: Machine) -> None:
    write(snowsnake_, TWO)
    (snowsnake_.home / "file").write_text("")
    done = snowsnake_("apply", SNOWSNAKE_STATE_DIR=str(snowsnake_.home / "file"))
    assert done.returncode == 1
    assert "cannot write to snowsnake's state directory" in done.stderr
    assert snowsnake_.calls() == []


def test_locks_that_cannot_be_there(snowsnake_: Machine) -> None:
    path = write(snowsnake_, TWO)
    (path.parent / "environments").write_text("")
    done = snowsnake_("apply")
    assert done.stdout == "failed     work\nfailed     blog\n"
    assert f"error: cannot read `{path.parent}/environments/work.lock`: not a directory" in done.stderr


def test_two_at_once(snowsnake_: Machine) -> None:
    write(snowsnake_, TWO)
    processes = [snowsnake_.start("apply", SLOW="0.3") for _ in range(2)]
    outputs = [process.communicate(timeout=PATIENCE) for process in processes]
    assert [process.returncode for process in processes] == [0, 0], outputs
    assert sorted(verbs(snowsnake_)) == ["lock", "lock", "realise", "realise"]
    assert sum("unchanged  work" in out for out, _ in outputs) == 1


def test_ctrl_c_in_the_middle_keeps_what_is_done(snowsnake_: Machine) -> None:
    write(snowsnake_, TWO)
    snowsnake_("apply", "work")
    process = snowsnake_.start("apply", SLOW="6000")
    locks = state(snowsnake_) / "locks" / "@blog"
    eventually(locks.exists)
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=PATIENCE)
    assert process.returncode == 130
    assert snowsnake_("run", "@work", "tell").returncode == 0
    assert "`@blog` is not applied" in snowsnake_("run", "@blog", "tell").stderr
    assert snowsnake_("apply").stdout.splitlines()[0] == "unchanged  work"
