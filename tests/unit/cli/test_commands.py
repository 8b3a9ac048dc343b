"""The verbs, as processes of their own, with a pipeline without network and Nix (see driver.py)."""

from __future__ import annotations

import json
import os
import sys
import time
import tomllib
from pathlib import Path

import pytest
from tests.patience import PATIENCE, eventually
from tests.unit.cli.conftest import Machine

import snowsnake


def test_run_locks_realises_and_is_hot_from_then_on(snowsnake_: Machine) -> None:
    done = snowsnake_("run", "--", "tell", "x")
    assert (done.returncode, done.stdout) == (0, f"{snowsnake_.store} x\n")
    assert done.stderr.startswith("there is no snowsnake.lock: locking\n✓ resolved 1 distributions")
    assert (snowsnake_.project / "snowsnake.lock").exists()
    assert [line.split()[0] for line in snowsnake_.calls()] == ["lock", "realise"]
    again = snowsnake_("run", "--", "tell", "x")
    assert (again.stdout, again.stderr) == (done.stdout, "")
    assert snowsnake_.calls() == []


def test_a_touched_file_needs_no_pipeline_and_a_changed_one_does(snowsnake_: Machine) -> None:
    snowsnake_("run", "tell")
    snowsnake_.calls()
    (snowsnake_.project / "requirements.txt").write_text("# a comment\nattrs\n")
    assert snowsnake_("run", "tell").returncode == 0
    assert snowsnake_.calls() == []
    (snowsnake_.project / "requirements.txt").write_text("attrs\nrich\n")
    done = snowsnake_("run", "tell")
    assert "the requirements have changed since snowsnake.lock: locking" in done.stderr
    assert "\nsnowsnake.lock: + rich 1.0\n" in done.stderr
    calls = [line.split()[:2] for line in snowsnake_.calls()]
    assert calls == [["lock", "attrs,rich"], ["realise", _here(3, 13)]]


def _here(major: int, minor: int) -> str:
    return f"cp{major}{minor}-{os.uname().machine}-linux"


def test_environment_that_was_collected_is_realised_again(snowsnake_: Machine) -> None:
    snowsnake_("run", "tell")
    snowsnake_.calls()
    (root,) = (snowsnake_.home / ".local/state/snowsnake/environments").glob("*/environment")
    root.unlink()
    assert snowsnake_("run", "tell").returncode == 0
    assert snowsnake_.calls() == [f"realise {_here(3, 13)}"]


@pytest.mark.parametrize(("options", "ci"), [(["--locked"], ""), ([], "true")])
def test_locked_stops_at_a_missing_or_stale_lock(snowsnake_: Machine, options: list[str], ci: str) -> None:
    done = snowsnake_("run", *options, "tell", CI=ci)
    assert (done.returncode, done.stdout) == (1, "")
    assert "there is no `" in done.stderr
    assert "help: run `snowsnake lock`" in done.stderr
    snowsnake_("lock")
    (snowsnake_.project / "requirements.txt").write_text("rich\n")
    done = snowsnake_("run", *options, "tell", CI=ci)
    assert done.returncode == 1
    assert "is stale" in done.stderr


def test_lock_says_when_there_is_nothing_to_do_and_leaves_the_file(snowsnake_: Machine) -> None:
    done = snowsnake_("lock")
    assert done.stderr.endswith(f"wrote `snowsnake.lock`: 1 distribution for {_here(3, 13)}\n")
    path = snowsnake_.project / "snowsnake.lock"
    before = path.stat()
    again = snowsnake_("lock")
    assert (again.returncode, again.stdout) == (0, "")
    assert again.stderr == "`snowsnake.lock` is up to date; nothing to do\n"
    assert (path.stat().st_ino, path.stat().st_mtime_ns) == (before.st_ino, before.st_mtime_ns)


def test_lock_check(snowsnake_: Machine) -> None:
    assert snowsnake_("lock", "--check").returncode == 1
    snowsnake_("lock")
    assert snowsnake_("lock", "--check").returncode == 0
    answer = json.loads(snowsnake_("lock", "--check", "--json").stdout)
    assert (answer["snowsnake"], answer["verb"], answer["result"]["fresh"]) == (1, "lock", True)
    (snowsnake_.project / "requirements.txt").write_text("rich\n")
    done = snowsnake_("lock", "--check", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["error"]["kind"] == "StaleLock"
    snowsnake_.calls()
    assert snowsnake_("lock", "--check").returncode == 1
    assert snowsnake_.calls() == []


def test_a_lock_remembers_what_it_was_made_from(snowsnake_: Machine) -> None:
    (snowsnake_.project / "more.txt").write_text("rich\n")
    targets = ["--target", "cp313-x86_64-linux", "--target", "cp313-aarch64-linux"]
    snowsnake_("lock", "-r", "requirements.txt", "-r", "more.txt", *targets)
    assert snowsnake_("lock", "--check").returncode == 0
    snowsnake_.calls()
    (snowsnake_.project / "more.txt").write_text("numpy\n")
    assert snowsnake_("lock", "--check").returncode == 1
    assert snowsnake_("lock").returncode == 0
    assert snowsnake_.calls() == ["lock attrs,numpy cp313-aarch64-linux,cp313-x86_64-linux -"]


def test_extras_and_groups_are_remembered(snowsnake_: Machine) -> None:
    (snowsnake_.project / "pyproject.toml").write_text(
        '[project]\nname = "p"\nversion = "1"\ndependencies = ["attrs"]\n'
        '[project.optional-dependencies]\nplot = ["rich"]\n[dependency-groups]\ntest = ["pytest"]\n'
    )
    assert snowsnake_("lock", "--extra", "plot", "--group", "test").returncode == 0
    assert snowsnake_("lock", "--check").returncode == 0
    assert snowsnake_("run", "tell").returncode == 0
    calls = [line.split()[:2] for line in snowsnake_.calls()]
    assert calls == [["lock", "attrs,pytest,rich"], ["realise", _here(3, 13)]]


def test_what_is_built_from_source_is_remembered(snowsnake_: Machine) -> None:
    assert snowsnake_("lock", "--no-binary", "attrs").returncode == 0
    assert snowsnake_("lock", "--check").returncode == 0
    snowsnake_.calls()
    assert snowsnake_("run", "tell").returncode == 0
    assert "nothing to do" in snowsnake_("lock").stderr
    assert [line.split()[0] for line in snowsnake_.calls()] == ["realise"]
    snowsnake_("lock", "--no-binary", "rich")  # on top
    lock = snowsnake_.project / "snowsnake.lock"
    assert json.loads(lock.read_text())["requirements"]["options"]["no-binary"] == ["attrs", "rich"]
    snowsnake_("lock", "--no-binary", ":none:")
    assert json.loads(lock.read_text())["requirements"]["options"]["no-binary"] == []


def test_no_binary_for_a_project_belongs_to_its_lock(snowsnake_: Machine) -> None:
    for arguments in (["shell", "--no-binary", "x", "--", "tell"], ["run", "--no-binary", "x", "tell"]):
        done = snowsnake_(*arguments)
        assert done.returncode == 2
        assert "`snowsnake lock --no-binary x`" in done.stderr
    for arguments in (["shell", "attrs"], ["shell", "--no-binary", "attrs", "attrs"]):
        assert snowsnake_(*arguments, "--", "tell").returncode == 0
    assert [line.split()[0] for line in snowsnake_.calls()] == ["lock", "realise"] * 2


def test_lock_of_a_named_file_is_no_dead_end_where_there_is_no_project(snowsnake_: Machine) -> None:
    (snowsnake_.project / "requirements.txt").rename(snowsnake_.project / "deps [x].txt")
    assert snowsnake_("lock", "-r", "deps [x].txt").returncode == 0
    assert snowsnake_("lock", "--check").returncode == 0
    assert "nothing to do" in snowsnake_("lock").stderr
    assert snowsnake_("run", "tell").returncode == 0
    assert snowsnake_("build").returncode == 0
    (snowsnake_.project / "deps [x].txt").write_text("attrs\nidna\n")
    assert snowsnake_("lock", "--check").returncode == 1
    assert snowsnake_("run", "tell").returncode == 0
    assert snowsnake_("lock", "--check").returncode == 0


def test_shell_with_requirements_leaves_the_project_alone(snowsnake_: Machine) -> None:
    words = ["shell", "--python", "3.14", "httpx[http2]", "--", "tell", "--", "-c"]
    done = snowsnake_(*words, cwd=snowsnake_.home)
    assert (done.returncode, done.stdout) == (0, f"{snowsnake_.store} -- -c\n")
    assert snowsnake_.calls() == ["lock httpx[http2]  3.14", f"realise {_here(3, 14)}"]
    assert snowsnake_(*words).stderr == ""
    assert snowsnake_.calls() == []
    assert not (snowsnake_.project / "snowsnake.lock").exists()


def test_a_script_carries_its_requirements(snowsnake_: Machine) -> None:
    script = snowsnake_.home / "tool"
    script.write_text(
        "#!/usr/bin/env -S snowsnake run\n# /// script\n# dependencies = ['rich']\n# ///\n"
        "import os, sys\nprint(os.environ['VIRTUAL_ENV'], sys.argv[1:])\nsys.exit(5)\n"
    )
    done = snowsnake_("run", str(script), "ARG", "--flag")
    assert (done.returncode, done.stdout) == (5, f"{snowsnake_.store} ['ARG', '--flag']\n")
    assert snowsnake_.calls()[0].startswith("lock rich ")
    snowsnake_("run", str(script))
    assert snowsnake_.calls() == []


def test_locking_a_script_puts_the_lock_beside_it(snowsnake_: Machine) -> None:
    script = snowsnake_.project / "tool.py"
    script.write_text("# /// script\n# dependencies = ['rich']\n# ///\nprint('ran')\n")
    assert snowsnake_("lock", "--script", "tool.py").returncode == 0
    assert (snowsnake_.project / "tool.py.lock").exists()
    snowsnake_.calls()
    assert snowsnake_("run", "tool.py").stdout == "ran\n"
    assert snowsnake_.calls() == [f"realise {_here(3, 13)}"]


def test_nothing_to_run_in(snowsnake_: Machine) -> None:
    (snowsnake_.home / "x.py").write_text("")
    done = snowsnake_("run", "x.py", cwd=snowsnake_.home)
    assert done.returncode == 1
    assert "`x.py` has no `# /// script` block" in done.stderr


def test_unknown_command_is_127(snowsnake_: Machine) -> None:
    done = snowsnake_("run", "no-such-command")
    assert done.returncode == 127
    assert "there is no command `no-such-command`" in done.stderr


def test_build_prints_the_path_and_makes_a_link(snowsnake_: Machine) -> None:
    done = snowsnake_("build", "-o", "result")
    assert (done.returncode, done.stdout) == (0, f"{snowsnake_.store}\n")
    assert (snowsnake_.project / "result").readlink() == snowsnake_.store
    assert json.loads(snowsnake_("build", "--json").stdout)["result"]["environment"] == str(snowsnake_.store)
    (snowsnake_.project / "file").touch()
    done = snowsnake_("build", "-o", "file")
    assert done.returncode == 1
    assert "is not a link" in done.stderr


def test_build_for_a_target_that_is_not_locked(snowsnake_: Machine) -> None:
    snowsnake_("lock", "--target", "cp313-x86_64-linux")
    done = snowsnake_("build", "--target", "pp311-x86_64-linux")
    assert done.returncode == 1
    assert "snowsnake lock --target cp313-x86_64-linux --target pp311-x86_64-linux" in done.stderr


def test_export(snowsnake_: Machine) -> None:
    snowsnake_("lock", "--target", "cp313-x86_64-linux", "--target", "cp313-aarch64-linux")
    document = tomllib.loads(snowsnake_("export", "--format", "pylock.toml").stdout)
    assert document["lock-version"] == "1.0"
    assert [(p["name"], p["version"], p["wheels"][0]["name"]) for p in document["packages"]] == [
        ("attrs", "1.0", "attrs-1.0-py3-none-any.whl")
    ]
    assert len(document["environments"]) == 2
    done = snowsnake_("export", "--format", "requirements.txt", "-o", "out.txt")
    assert done.stdout == ""
    text = (snowsnake_.project / "out.txt").read_text()
    assert text.endswith(f"attrs==1.0 \\\n    --hash=sha256:{'1' * 64}\n")


def test_clean_lets_go_of_this_project(snowsnake_: Machine) -> None:
    snowsnake_("run", "tell")
    snowsnake_("shell", "rich", "--", "tell")
    done = snowsnake_("clean")
    assert done.stdout == f"project {snowsnake_.project}\n"
    assert done.stderr == "let go of 1 environment; `nix-collect-garbage` frees the space\n"
    answer = json.loads(snowsnake_("clean", "--all", "--json").stdout)["result"]
    assert [item["of"] for item in answer["let-go"]] == ["rich"]
    assert snowsnake_("clean", "--all").stderr == "nothing to let go of (0 kept)\n"
    snowsnake_.calls()
    assert snowsnake_("run", "tell").returncode == 0
    assert [line.split()[0] for line in snowsnake_.calls()] == ["realise"]


def test_two_at_once_make_it_once(snowsnake_: Machine, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    with snowsnake_.start("run", "tell", GATE=str(gate)) as one:
        eventually((snowsnake_.home / "calls").exists)
        with snowsnake_.start("run", "tell") as two:
            assert two.stderr is not None
            while "waiting for another snowsnake" not in (line := two.stderr.readline()):
                assert line, "it did not wait"
            gate.touch()
            outputs = [process.communicate(timeout=PATIENCE)[0] for process in (one, two)]
    assert outputs == [f"{snowsnake_.store}\n"] * 2
    assert sorted(line.split()[0] for line in snowsnake_.calls()) == ["lock", "realise"]


def test_killed_while_it_locks_the_next_run_just_works(snowsnake_: Machine) -> None:
    with snowsnake_.start("run", "tell", SLOW="6000") as process:
        while not snowsnake_.calls():
            assert process.poll() is None, process.communicate()
            time.sleep(0.02)
        process.kill()
    assert snowsnake_("run", "tell").stdout == f"{snowsnake_.store}\n"


@pytest.mark.parametrize(
    ("requirement", "code", "says"),
    [
        ("broken", 1, "error: no version of `broken` fits\n\nhelp: ask for another\n"),
        ("bug", 1, "error: this is a bug in snowsnake (KeyError)"),
        ("interrupted", 130, ""),
    ],
)
def test_errors(snowsnake_: Machine, requirement: str, code: int, says: str) -> None:
    done = snowsnake_("shell", "-q", requirement, "--", "tell")
    assert (done.returncode, done.stdout) == (code, "")
    assert says in done.stderr
    assert "Traceback" not in done.stderr
    assert snowsnake_("shell", requirement, "--", "tell").returncode == code


@pytest.mark.parametrize(
    "arguments",
    [
        ["frobnicate"],
        ["lock", "--bogus"],
        ["lock", "--python", "3.14", "--target", "cp313-x86_64-linux"],
        ["run"],
        ["export", "--format", "xml"],
        ["clean", "--all", "--older-than", "3"],
        [],
    ],
)
def test_wrong_usage_is_2(snowsnake_: Machine, arguments: list[str]) -> None:
    done = snowsnake_(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert "help" in done.stderr


def test_version_and_help(snowsnake_: Machine) -> None:
    assert snowsnake_("--version").stdout == f"snowsnake {snowsnake.__version__}\n"
    for verb in ("lock", "build", "shell", "run", "export", "clean"):
        done = snowsnake_(verb, "--help")
        assert (done.returncode, done.stderr) == (0, "")
        assert verb in done.stdout


def test_output_into_a_closed_pipe(snowsnake_: Machine) -> None:
    snowsnake_("lock")
    with snowsnake_.start("export") as process:
        assert process.stdout is not None
        process.stdout.close()
        process.wait(timeout=PATIENCE)
        assert process.stderr is not None
        assert process.stderr.read() == ""


def _program(machine: Machine, name: str, text: str) -> str:
    """A program of the host's, and the `PATH` that has it."""
    path = machine.home / "host" / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(0o755)
    return f"{path.parent}:{os.environ['PATH']}"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("pytest", "#!/usr/bin/python3\nprint('green')\n"),
        ("pytest", "#!/usr/bin/env -S python3 -s\nprint('green')\n"),
        ("pytest", "#!/bin/sh\n'''exec' \"/a long/path/python\" \"$0\" \"$@\"\n' '''\nprint('green')\n"),
        ("python3.9", "#!/bin/sh\necho green\n"),
        ("pytest", "#!/usr/bin/env bash\nset -e\nexport PYENV_ROOT=/x\nexec /x/libexec/pyenv exec pytest\n"),
        ("pytest", "#!/usr/bin/env bash\n# asdf-plugin: python 3.12.1\nexec asdf exec pytest\n"),
    ],
)
@pytest.mark.parametrize("hot", [False, True])
def test_a_python_program_of_the_host_does_not_run_in_place_of_one_that_is_not_locked(
    snowsnake_: Machine, name: str, text: str, hot: bool
) -> None:
    path = _program(snowsnake_, name, text)
    if hot:
        assert snowsnake_("run", "tell").returncode == 0
    done = snowsnake_("run", name, PATH=path)
    assert (done.returncode, done.stdout) == (127, "")
    assert f"the environment has no command `{name}`" in done.stderr
    assert f"name it whole: `{snowsnake_.home}/host/{name}`" in done.stderr


@pytest.mark.parametrize(("plugin", "runs"), [("python", False), ("node", True)])
def test_link_to_mise_stands_for_a_python_program_if_one_of_its_pythons_has_it(
    snowsnake_: Machine, plugin: str, runs: bool
) -> None:
    mise = snowsnake_.home / "mise"
    for program, text in ("mise", "echo ran\n"), (f"installs/{plugin}/3.12/bin/tool", ""):
        path = mise / program
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{text}")
        path.chmod(0o755)
    (mise / "shims").mkdir()
    (mise / "shims/tool").symlink_to("../mise")
    done = snowsnake_("run", "tool", PATH=f"{mise}/shims:{os.environ['PATH']}")
    assert (done.returncode, done.stdout) == ((0, "ran\n") if runs else (127, ""))


@pytest.mark.parametrize(
    ("place", "text"),
    [
        ("project/tool.py", ""),
        ("store/lib/python3.13/site-packages/tool/__main__.py", ""),
        ("store/lib/python3.13/site-packages/of.pth", "{project}/src\n"),
        ("store/lib/python3.13/site-packages/__editable__.tool.pth", "import __editable___tool_finder\n"),
    ],
)
def test_a_module_that_python_may_find_is_left_to_python(snowsnake_: Machine, place: str, text: str) -> None:
    (snowsnake_.project / "src").mkdir()
    (snowsnake_.project / "src/tool.py").write_text("")
    (snowsnake_.store / "bin/python").unlink()
    (snowsnake_.store / "bin/python").symlink_to("/bin/echo")
    root, _, below = place.partition("/")
    path = (snowsnake_.project if root == "project" else snowsnake_.store) / below
    path.parent.mkdir(exist_ok=True)
    path.write_text(text.format(project=snowsnake_.project))
    for _ in range(2):  # the second time on the hot path
        assert snowsnake_("run", "-m", "tool", "x").stdout == "-m tool x\n"


def test_other_programs_of_the_host_run_and_so_does_what_is_named_whole(snowsnake_: Machine) -> None:
    path = _program(snowsnake_, "make", "#!/bin/sh\necho made\n")
    _program(snowsnake_, "pytest", f"#!{sys.executable}\nprint('ran')\n")
    assert snowsnake_("run", "make", PATH=path).stdout == "made\n"
    assert snowsnake_("run", f"{snowsnake_.home}/host/pytest", PATH=path).stdout == "ran\n"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["run", "pytest"], "`snowsnake run --group test pytest`"),
        (["run", "rich"], "`snowsnake run --extra plot rich`"),
        (["run", "tel"], "is `tell` meant?"),
        (["run", "pdftoppm"], "`snowsnake add-native poppler-utils`"),
        (
            ["run", "mypy"],
            "`snowsnake add-native mypy`; if it is Python's and imports what is here, add `mypy` to",
        ),
        (["run", "zzz"], "add `zzz` to `dependencies` in pyproject.toml"),
        (["run", "python2.7"], "no command `python2.7`"),
        (["run", "-m", "pytest", "-x"], "`snowsnake run --group test -m pytest`"),
        (["run", "python", "-m", "rich.table"], "`snowsnake run --extra plot -m rich`"),
        (["run", "-m", "yaml"], "add `pyyaml` to `dependencies` in pyproject.toml"),
        (["shell", "attrs", "--", "python", "-m", "rich"], "`snowsnake shell attrs rich -- python -m rich`"),
        (["run", "tols.py"], "is `tools.py` meant?"),
        (["run", "zzz.sh"], "there is no file `zzz.sh`"),
        (["run", "./tols.py"], "there is no file `./tols.py`"),
        (["run", "src/x"], "there is no file `src/x`"),
        (["shell", "attrs", "--", "rich"], "`snowsnake shell attrs rich -- rich`"),
        (["shell", "attrs", "--", "pdftoppm"], "`snowsnake shell attrs --native poppler-utils -- pdftoppm`"),
    ],
)
def test_a_command_that_is_not_there_says_how_to_have_it(
    snowsnake_: Machine, words: list[str], says: str
) -> None:
    (snowsnake_.project / "tools.py").write_text("")
    (snowsnake_.project / "pyproject.toml").write_text(
        '[project]\nname = "p"\nversion = "1"\ndependencies = ["attrs"]\n'
        '[project.optional-dependencies]\nplot = ["rich"]\n[dependency-groups]\ntest = ["pytest"]\n'
    )
    # Where snowsnake is installed, its own path leads to pytest, too.
    path = "/usr/bin:/bin" if "pdftoppm" not in words else str(snowsnake_.store)
    done = snowsnake_(*words, PATH=path, PYTHONPATH="")
    assert (done.returncode, done.stdout) == (127, "")
    assert says in done.stderr
    assert "/nix/store" not in done.stderr
