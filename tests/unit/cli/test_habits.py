"""What people type who know other tools: understood, or answered with a line that works here."""

from __future__ import annotations

import json
import re
import shlex
import subprocess
import sys
from pathlib import Path

import click
import pytest
from tests.unit.cli.conftest import Machine

from snowsnake.cli import VERBS, group
from snowsnake.cli.habits import ANSWERS, OPTIONS, no_such_option, no_such_verb, understood
from snowsnake.errors import UsageError


def command(verb: str) -> click.Command | None:
    return group.get_command(click.Context(group), verb)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("help", "--help"),
        ("help lock", "lock --help"),
        ("-V", "--version"),
        ("--offline build", "build --offline"),
        ("-q --python 3.14 shell attrs", "shell -q --python 3.14 attrs"),
        ("--python=3.14 shell attrs", "shell --python=3.14 attrs"),
        ("-r build.txt build", "build -r build.txt"),
        ("--json --bogus lock", "lock --json --bogus"),
        ("--help", "--help"),
        ("--offline nonsense", "--offline nonsense"),
    ],
)
def test_options_before_the_verb_are_read_behind_it(typed: str, read: str) -> None:
    assert shlex.join(understood(typed.split(), list(VERBS), command)) == read


def test_every_verb_has_help_by_either_word(snowsnake_: Machine) -> None:
    assert snowsnake_("help", "lock").stdout == snowsnake_("lock", "--help").stdout
    assert snowsnake_("-V").stdout.startswith("snowsnake ")


@pytest.mark.parametrize(
    ("typed", "answer"),
    [
        ("install numpy 'rich>=1'", "`snowsnake shell numpy 'rich>=1'`"),
        ("pip install numpy", "`snowsnake shell numpy`"),
        ("pip install -r more.txt", "`snowsnake build -r more.txt`"),
        ("pip install -e .", "`snowsnake develop`"),
        ("install", "`snowsnake build`"),
        ("add numpy", "`echo numpy >> requirements.txt; snowsnake lock`"),
        ("remove numpy", "`snowsnake lock`"),
        ("sync", "`snowsnake build`"),
        ("venv", "`snowsnake build -o .venv`"),
        ("update numpy rich", "`snowsnake lock --upgrade-package numpy --upgrade-package rich`"),
        ("tool run ruff check --fix", "`snowsnake shell ruff -- ruff check --fix`"),
        ("x --from 'httpie>3' --with rich,idna http -v", "`snowsnake shell 'httpie>3' rich idna -- http -v`"),
        ("x 'black[jupyter]@24.1' .", "`snowsnake shell 'black[jupyter]==24.1' -- black .`"),
        ("pip install -c more.txt --index-url https://example.invalid {}", "`snowsnake shell '{}'`"),
        ("pip check", "`snowsnake lock --check`"),
        ("env use /usr/bin/pypy3.11", "`snowsnake lock --python pypy3.11`"),
        ("exec pytest", "`snowsnake run pytest`"),
        ("pip freeze", "`snowsnake export requirements`"),
        ("why idna", "`snowsnake explain idna`"),
        ("python pin 3.12", "`snowsnake lock --python 3.12`"),
        ("biuld", "`snowsnake build`"),
        ("@work", "`snowsnake shell @work`"),
    ],
)
def test_a_verb_of_another_tool_is_answered_with_the_line_to_type(
    typed: str, answer: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    error = no_such_verb(shlex.split(typed), list(VERBS))
    assert answer in str(error.help)


@pytest.mark.parametrize("named", ["../../.bashrc", "/etc/profile", "a\\u0000b", "."])
def test_no_line_writes_where_a_project_has_no_business(
    named: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pyproject.toml").write_text(
        '[project]\nname = "p"\nversion = "1"\ndynamic = ["dependencies"]\n'
        f'[tool.setuptools.dynamic]\ndependencies = {{file = "{named}"}}\n'
    )
    monkeypatch.chdir(tmp_path)
    said = str(no_such_verb(["add", "numpy"], list(VERBS)).help)
    assert said.startswith("add it to `dependencies` in pyproject.toml, then `snowsnake lock`")


def test_every_line_in_an_answer_is_one_that_the_command_line_takes() -> None:
    for name in ANSWERS:
        for rest in ([], ["numpy"]):
            text = str(no_such_verb([name, *rest], list(VERBS)).help)
            for line in re.findall(r"`([^`]*snowsnake [^`]*)`", text):
                for part in re.split(r"; ", line):
                    takes(part)


def takes(line: str) -> None:
    """See that a command line of ours is read without an error; what it would do is not done."""
    words = shlex.split(line)
    if words[0] != "snowsnake" or words[1:] == ["--version"]:
        return
    verb = command(words[1])
    assert verb is not None, line
    verb.make_context(words[1], words[2:], parent=click.Context(group))


def test_every_option_in_an_answer_exists() -> None:
    every = {
        option
        for verb in VERBS
        for parameter in (command(verb) or group).params
        for option in (*parameter.opts, *parameter.secondary_opts)
    }
    assert not OPTIONS.keys() & {"--extra", "--group", "--locked", "--frozen", "-p", "-U", "-P"}
    for text in OPTIONS.values():
        for option in re.findall(r"`(--?[a-z][a-z-]*)", text):
            assert option in every, text


def test_an_option_of_another_verb_says_which() -> None:
    assert "`snowsnake lock`" in str(no_such_option("--upgrade-base", "build", list(VERBS), command))
    assert no_such_option("--bogus", "build", list(VERBS), command) is None


def test_short_options_of_uv_are_ours(snowsnake_: Machine) -> None:
    assert snowsnake_("lock", "-p", "3.14", "-U", "-P", "attrs", ".").returncode == 0
    assert "cp314" in (snowsnake_.project / "snowsnake.lock").read_text()
    assert snowsnake_("run", "--frozen", "tell").returncode == 0
    (snowsnake_.project / "requirements.txt").write_text("rich\n")
    assert "is stale" in snowsnake_("run", "--frozen", "tell").stderr


def test_a_dot_is_the_project_here(snowsnake_: Machine) -> None:
    assert snowsnake_("build", ".").stdout == snowsnake_("build").stdout
    assert snowsnake_("shell", ".", "--", "tell").stdout == f"{snowsnake_.store}\n"
    assert [line.split()[0] for line in snowsnake_.calls()] == ["lock", "realise"]


@pytest.mark.parametrize(
    ("words", "line"),
    [
        (["lock", "requirements.txt"], "`snowsnake lock -r requirements.txt`"),
        (["lock", "tool.py"], "`snowsnake lock --script tool.py`"),
        (["lock", "numpy"], "`snowsnake shell numpy`"),
    ],
)
def test_lock_of_something_named_says_the_line(snowsnake_: Machine, words: list[str], line: str) -> None:
    (snowsnake_.project / "tool.py").write_text("")
    done = snowsnake_(*words)
    assert done.returncode == 2
    assert line in done.stderr


def test_extras_and_groups_come_on_top_and_stay(snowsnake_: Machine) -> None:
    (snowsnake_.project / "pyproject.toml").write_text(
        '[project]\nname = "p"\nversion = "1"\ndependencies = ["attrs"]\n'
        '[project.optional-dependencies]\nplot = ["rich"]\n[dependency-groups]\ntest = ["pytest"]\n'
    )
    assert snowsnake_("run", "--extra", "plot", "tell").returncode == 0
    assert snowsnake_("shell", "--group", "test", "--", "tell").returncode == 0
    assert snowsnake_("build", "--extra", "plot").returncode == 0
    assert snowsnake_("run", "tell").returncode == 0
    locked = [line.split()[1] for line in snowsnake_.calls() if line.startswith("lock")]
    assert locked == ["attrs,rich", "attrs,pytest,rich"]
    assert json.loads((snowsnake_.project / "snowsnake.lock").read_text())["requirements"]["requires"] == [
        "attrs",
        "pytest",
        "rich",
    ]


def test_an_extra_that_must_be_locked_says_how(snowsnake_: Machine) -> None:
    (snowsnake_.project / "pyproject.toml").write_text(
        '[project]\nname = "p"\nversion = "1"\n[project.optional-dependencies]\nplot = ["rich"]\n'
    )
    snowsnake_("lock")
    done = snowsnake_("run", "--locked", "--extra", "plot", "tell")
    assert "`snowsnake lock --extra plot`" in done.stderr
    assert snowsnake_("lock", "--extra", "plot").returncode == 0
    assert snowsnake_("run", "--locked", "--extra", "plot", "tell").returncode == 0


def test_an_extra_of_what_is_named_is_part_of_its_name(snowsnake_: Machine) -> None:
    done = snowsnake_("shell", "httpx", "--extra", "http2", "--", "tell")
    assert (done.returncode, "'httpx[http2]'" in done.stderr) == (2, True)


def test_a_usage_error_for_a_foreign_option_has_its_line(snowsnake_: Machine) -> None:
    done = snowsnake_("run", "--with", "rich", "tell")
    assert (done.returncode, "snowsnake shell NAME OTHER -- COMMAND" in done.stderr) == (2, True)


def test_a_guess_is_an_error_of_usage() -> None:
    with pytest.raises(UsageError):
        raise no_such_verb(["frobnicate"], list(VERBS))


def test_the_page_for_those_who_come_from_elsewhere_says_what_the_answers_say() -> None:
    """Each line there is taken here, and each verb of another tool that we are asked for leads to the same line."""
    page = Path(__file__).parents[3] / "docs" / "how-to" / "coming-from.md"
    rows = re.findall(r"^\| (`.*) \| (.*) \|$", page.read_text(), re.MULTILINE)
    assert len(rows) > 20
    for known, here in rows:
        ours = re.findall(r"`(snowsnake [^`]*)`", here)
        assert ours, here
        for line in ours:
            takes(line)
        for typed in re.findall(r"`(?:uv|pip|poetry|pixi) ([^`]*)`", known):
            words = shlex.split(typed)
            if words[0] in VERBS:
                takes(shlex.join(["snowsnake", *words]) if "--with" not in words else ours[0])
            else:
                said = str(no_such_verb(words, list(VERBS)).help)
                verbs = {line.split()[1] for line in ours}
                assert verbs & set(re.findall(r"snowsnake ([a-z-]+)", said)), (typed, said)


def test_options_before_the_verb_are_understood_without_reading_requirements() -> None:
    code = "import sys; from snowsnake.cli import main; main(['--version']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "snowsnake.cli.habits" in done.stdout
    assert not {"packaging.requirements", "snowsnake.requirements"} & {*done.stdout.split()}
