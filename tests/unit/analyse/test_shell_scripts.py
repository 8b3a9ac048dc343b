"""Shell scripts: which programs they run, and what of that a wheel needs."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from snowsnake.analyse.uses import Use
from snowsnake.analyse.uses.shell import read_script, shell_of
from snowsnake.analyse.wheel import read_wheel

from .conftest import MakeWheel


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("uname -a | grep x; ps aux && date || tty", ["uname", "grep", "ps", "date", "tty"]),
        ('HERE="$(dirname "$(readlink -f "$0")")"', ["dirname", "readlink"]),
        ('x=`hostname`; echo $(whoami) "it\'s $(id)"', ["hostname", "whoami", "id"]),
        ("if ! grep -q x y; then wc x; elif ls; then :; fi", ["grep", "wc", "ls"]),
        ("for f in cat dog; do tar xf $f; done", ["tar"]),
        ("while read l; do echo $l; done < <(lspci)", ["lspci"]),
        ("A=1 B=2 make all 2>&1 >log | tee log", ["make", "tee"]),
        ("exec env FOO=1 -i java -jar x", ["env", "java"]),
        ("[ -f x ] || { mkdir y; }; [[ a || rm ]] && cp", ["mkdir", "cp"]),
        ("/usr/bin/sort x; /opt/thing/bin/run y; ./own.sh", ["sort"]),
        ("(cd x && du); sed 's/a/b;cut/' x # head", ["du", "sed"]),
        ("cat <<EOF\nfind\nEOF\nstat x", ["cat", "stat"]),
        ("names=(tail head)\ntouch x", ["touch"]),
        ("echo $((seq + 1)) ${x:-$(nproc)}; ((nl)); id", ["id"]),
        ("$PROGRAM x; \"$PROGRAM\" y; 'quoted' z", []),
        ("case $x in\n  start|stop) date;;\n  uname) tr a b;;\nesac\nenv", ["date", "tr", "env"]),
        ("case $(uname) in *) df;; esac; du", ["uname", "df", "du"]),
        ("ls() { find; }\nfunction cut { tail; }\nls; cut", ["find", "tail"]),
    ],
)
def test_words_where_a_command_begins_are_programs(text: str, runs: list[str]) -> None:
    assert sorted(read_script(text.encode()).runs) == sorted(runs)


def test_programs_that_are_only_looked_for_are_told_apart() -> None:
    script = read_script(b"#!/bin/sh\ncommand -v curl >/dev/null && exit\ntype wget; hash gs\n")
    assert (set(script.runs), set(script.seeks)) == (set(), {"curl", "wget", "gs"})


@pytest.mark.parametrize(
    ("start", "shell"),
    [
        (b"#!/usr/bin/env bash\n", "bash"),
        (b"#! /bin/sh -e\n", "sh"),
        (b"#!/usr/local/bin/zsh", "zsh"),
        (b"#!/usr/bin/env -S bash -x\n", "bash"),
        (b"#!/usr/bin/python3\n", None),
        (b"#!python\n", None),
        (b"echo", None),
    ],
)
def test_first_line_tells_the_shell(start: bytes, shell: str | None) -> None:
    assert shell_of(start) == shell


@pytest.mark.parametrize(
    "text",
    [
        "$(" * 50_000,
        "`" * 50_001,
        '"' * 50_001,
        "case x in " * 20_000,
        ")" * 100_000,
        "<<a\n" * 3_000,
        "${" * 50_000,
        "a=(" * 30_000,
        "\\",
        "'",
        "x() " * 30_000,
        "\0\xff" * 1000,
    ],
)
def test_script_that_makes_no_sense_is_read_to_its_end(text: str) -> None:
    assert read_script(text.encode("utf-8", "replace")).interpreter == "sh"


SCRIPT = "#!/usr/bin/env bash\nuname -a; fetchit x\n"
STARTS = "import subprocess, os\nHERE = os.path.dirname(__file__)\n"


def uses(make_wheel: MakeWheel, files: Mapping[str, str], **options: str) -> dict[str, Use]:
    wheel = make_wheel({path: text.encode() for path, text in files.items()}, **options)
    return {use.name: use for use in read_wheel(wheel, "0" * 64).uses}


def levels(found: Mapping[str, Use]) -> dict[str, str]:
    return {name: use.level for name, use in found.items()}


@pytest.mark.parametrize(
    "command",
    [
        "['bash', os.path.join(HERE, 'data', 'run.sh')]",
        "[os.path.join(HERE, 'data/run.sh'), 'x']",
        "['/usr/bin/env', 'bash', '-e', f'{HERE}/data/run.sh']",
        "['bash', found('data/run.sh')]",
    ],
)
def test_script_that_python_starts_needs_its_shell_and_what_it_takes_for_granted(
    make_wheel: MakeWheel, command: str
) -> None:
    start = f"{STARTS}def go(found):\n    subprocess.run({command})\n"
    found = uses(make_wheel, {"thing/__init__.py": start, "thing/data/run.sh": SCRIPT})
    assert levels(found).items() >= {"bash": "required", "uname": "required", "fetchit": "optional"}.items()
    assert found["bash"].evidence == ("thing/__init__.py:4",)
    assert found["uname"].evidence == ("thing/data/run.sh:2",)


def test_script_whose_name_another_module_knows_is_started(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        {
            "thing/settings.py": "SCRIPT = lib('run.sh')\n",
            "thing/__init__.py": f"{STARTS}from . import settings\n"
            "def go():\n    os.execl('/bin/bash', '/bin/bash', settings.SCRIPT, '-v')\n",
            "thing/data/run.sh": SCRIPT,
        },
    )
    assert levels(found) == {"bash": "required", "uname": "required", "fetchit": "optional"}


def test_script_of_the_environment_needs_its_shell(make_wheel: MakeWheel) -> None:
    found = uses(make_wheel, {"thing-1.0.data/scripts/thing": SCRIPT, "thing/__init__.py": ""})
    assert levels(found) == {"bash": "required", "uname": "required", "fetchit": "optional"}


@pytest.mark.parametrize(
    ("first", "path", "level"),
    [
        ("#!/usr/bin/perl -w", "thing/data/run", "required"),
        ("#!/usr/bin/env node", "thing/data/run", "required"),
        ("#!/usr/bin/perl", "thing-1.0.data/scripts/run", "required"),
        ("#!/usr/bin/env node", "thing-1.0.data/scripts/run", "optional"),
        ("#!/usr/bin/perl", "thing/data/other", None),
        ("#!/usr/bin/python3", "thing/data/run", None),
        ("#!/usr/bin/osascript", "thing/data/run", None),
    ],
)
def test_script_needs_the_interpreter_that_its_first_line_names(
    make_wheel: MakeWheel, first: str, path: str, level: str | None
) -> None:
    start = f"{STARTS}def go():\n    subprocess.run([HERE + '/data/run'])\n"
    found = uses(make_wheel, {"thing/__init__.py": start, path: f"{first}\ngrep\n"})
    name = first.split()[-1 if "env" in first else 0].rpartition("/")[2]
    assert levels(found) == ({name: level} if level else {})


def test_script_that_nothing_starts_is_offered_its_programs(make_wheel: MakeWheel) -> None:
    found = uses(make_wheel, {"thing/__init__.py": STARTS, "thing/run.sh": SCRIPT, "tests/x.sh": "gs x\n"})
    assert levels(found) == {"bash": "optional", "uname": "optional", "fetchit": "optional"}


@pytest.mark.parametrize("path", ["thing/completion.sh", "thing/activate.bash", "thing/tools/x.sh"])
def test_script_that_the_users_own_shell_reads_is_none_of_the_wheels(
    make_wheel: MakeWheel, path: str
) -> None:
    assert uses(make_wheel, {"thing/__init__.py": "", path: SCRIPT}) == {}


def test_script_that_runs_whatever_there_is_is_offered_none_of_it(make_wheel: MakeWheel) -> None:
    many = "#!/bin/sh\nuname\n" + "".join(f"tool{number}\n" for number in range(50))
    found = uses(make_wheel, {"thing-1.0.data/scripts/thing": many, "thing/__init__.py": ""})
    assert levels(found) == {"uname": "required"}


def test_script_of_a_wrapper_requires_what_that_wraps(make_wheel: MakeWheel) -> None:
    files = {"fetchit_wrapper-1.0.data/scripts/thing": SCRIPT, "thing/__init__.py": ""}
    found = uses(make_wheel, files, name="fetchit_wrapper")
    assert levels(found)["fetchit"] == "required"
