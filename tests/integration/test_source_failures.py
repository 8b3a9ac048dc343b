"""Sources that do not build: each a clear error that names the distribution and the phase, and nothing is left."""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.loopback import Index, serving
from tests.integration.project import Project
from tests.patience import PATIENCE, eventually

LONG = 100000 + os.getpid()
"""Seconds that only processes of this run sleep."""
SYSTEM = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
PROJECT = SYSTEM + '[project]\nname = "{name}"\nversion = "1.0"\n'
# A backend of the source's own, in which the test's statements run.
BACKEND = """\
import os, subprocess, sys, time, zipfile

def get_requires_for_build_wheel(config_settings=None):
    {early}
    return []

def build_wheel(directory, config_settings=None, metadata_directory=None):
{statements}
    return write(directory, "{wheel}-1.0-py3-none-any.whl", "{wheel}", "1.0")

def try_to_write(place):
    try:
        os.makedirs(os.path.dirname(place), exist_ok=True)
        open(place, "w").write("x")
    except OSError as error:
        print(error)

def write(directory, file, name, version, more=""):
    info = f"{{name}}-{{version}}.dist-info"
    with zipfile.ZipFile(os.path.join(directory, file), "w") as archive:
        archive.writestr(f"{{name}}.py", "X = 1\\n")
        archive.writestr(f"{{info}}/METADATA", f"Metadata-Version: 2.1\\nName: {{name}}\\nVersion: {{version}}\\n{{more}}\\n")
        archive.writestr(f"{{info}}/WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        archive.writestr(f"{{info}}/RECORD", f"{{name}}.py,,\\n{{info}}/METADATA,,\\n{{info}}/WHEEL,,\\n{{info}}/RECORD,,\\n")
    return file
"""  # noqa: E501 -- a program of its own


def source(name: str, *statements: str, wheel: str | None = None, early: str = "pass") -> dict[str, str]:
    body = "".join(f"    {statement}\n" for statement in statements or ("pass",))
    return {
        "pyproject.toml": PROJECT.format(name=name),
        "backend.py": BACKEND.format(statements=body, wheel=wheel or name, early=early),
    }


# What a source tries on its builder, the parent of its own process: PTRACE_SEIZE, its files in /proc, signals.
TRACER = (
    "import ctypes, signal",
    "parent = os.getppid()",
    "trace = ctypes.CDLL(None, use_errno=True).ptrace",
    "assert trace(0x4206, parent, None, None) == -1 and ctypes.get_errno() == 1, 'attached'",
    "for name in ('mem', 'environ', 'fd/2', 'cwd/x'):",
    "    try:",
    "        open(f'/proc/{parent}/{name}', 'w' if name == 'fd/2' else 'rb').close()",
    "    except PermissionError: continue",
    "    raise AssertionError(f'{name} can be opened')",
    "for number in (signal.SIGINT, signal.SIGTERM, signal.SIGKILL, signal.SIGSTOP): os.kill(parent, number)",
)

PLACES = (
    "/left-behind",
    "/tmp/left-behind",
    "/nix/store/left-behind",
    "/root/left-behind",
    "/home/left-behind",
    "/etc/left-behind",
    "/dev/shm/left-behind",
    "/var/left-behind",
)

SOURCES: dict[str, dict[str, str]] = {
    "network": source(
        "network", "import urllib.request", "urllib.request.urlopen('https://index.example.invalid/x')"
    ),
    "wants_gcc": {"setup.py": "import sys\nsys.exit('gcc not found')\n"},
    "outside": source("outside", "open('/usr/left-behind', 'w').write('x')"),
    "daemon": source(
        "daemon",
        f"subprocess.Popen([sys.executable, '-c', 'import time; time.sleep({LONG})'], start_new_session=True)",
    ),
    "hanging": source("hanging", f"time.sleep({LONG})"),
    "talking": source(
        "talking", "chunk = 'x' * 1023 + chr(10)", "while True: sys.stdout.write(chunk * 1000)"
    ),
    "lying": source("lying", wheel="another"),
    "lying_version": source(
        "lying_version",
        "return write(directory, 'lying_version-2.0-py3-none-any.whl', 'lying_version', '2.0')",
    ),
    "silent": source(
        "silent",
        "return write(directory, 'silent-1.0-py3-none-any.whl', 'silent', '1.0', 'Requires-Dist: idna')",
    ),
    "hanging_early": source("hanging_early", early=f"time.sleep({LONG})"),
    "network_early": source(
        "network_early", early="__import__('socket').create_connection(('192.0.2.1', 80))"
    ),
    # What is writable in the sandbox is nothing of the machine's.
    "everywhere": source("everywhere", *(f"try_to_write({place!r})" for place in PLACES)),
    "tracer": source("tracer", *TRACER),
    "replacing": source(
        "replacing",
        "above = os.path.dirname(os.path.dirname(os.getcwd()))",
        "os.unlink(f'{above}/enter')",
        "open(f'{above}/enter', 'w').write('#!/bin/sh')",
        "raise RuntimeError(os.listdir(above))",
    ),
    "slow": source("slow", "time.sleep(4)"),
    "gone": source("gone", "import imp"),
    "dated": source("dated", "raise RuntimeError('too new')"),
    "broken": source("broken", "raise RuntimeError('no snow today')"),
    "unknown_backend": {
        "pyproject.toml": PROJECT.format(name="unknown_backend").replace('"backend"', '"no_such_backend"')
    },
    "no_setup": {"README": "nothing else"},
    "first": {
        "pyproject.toml": PROJECT.format(name="first").replace("requires = []", 'requires = ["second"]'),
        "backend.py": BACKEND.format(statements="    pass\n", wheel="first", early="pass"),
    },
    "second": {
        "pyproject.toml": PROJECT.format(name="second").replace("requires = []", 'requires = ["first"]'),
        "backend.py": BACKEND.format(statements="    pass\n", wheel="second", early="pass"),
    },
    "newer_compiler": {
        "pyproject.toml": '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "newer_compiler"\nversion = "1.0"\n',
        "setup.py": "from setuptools import Extension, setup\n"
        "setup(ext_modules=[Extension('newer', ['newer.c'], extra_compile_args=['-std=c99999'])])\n",
        "newer.c": "int x;\n",
    },
    "no_header": {
        "pyproject.toml": '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
        '[project]\nname = "no_header"\nversion = "1.0"\n',
        "setup.py": "from setuptools import Extension, setup\nimport os\n"
        "setup(ext_modules=[Extension('nohead', [os.environ.get('X', 'nohead') + '.c'])])\n",
        "nohead.c": "#define HEAD <yaml.h>\n#include HEAD\n",
    },
}


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        for name, files in SOURCES.items():
            found.add_source(name, files)
        found.add("dated", tag="cp311-cp311-linux_x86_64")
        found.metadata["wants_broken"] = "Requires-Dist: broken\n"
        found.add("wants_broken", metadata="Requires-Dist: broken\n")
        yield found


def processes() -> set[str]:
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    return {line for line in listed.splitlines() if f"sleep({LONG})" in line or "/build/hook.py" in line}


def nothing_runs_on() -> None:
    """A build of another user's on this machine has a hook too, which comes to its end."""
    eventually(lambda: not processes())


@pytest.mark.parametrize(
    ("name", "said"),
    [
        (
            "network",
            ["`network` 1.0 failed to build in `build_wheel`", "it tried to reach `index.example.invalid`"],
        ),
        (
            "wants_gcc",
            [
                "`wants-gcc` 1.0 failed to build in `build_wheel`: gcc not found",
                "the program `gcc`, which `gcc` of Debian",
                'add `native = ["gcc"]`',
            ],
        ),
        ("outside", ["`outside` 1.0 failed to build in `build_wheel`"]),
        ("talking", ["`talking` 1.0 printed more than", "`build_wheel` was stopped"]),
        ("lying", ["`lying`", "that `build_wheel` made says `another` 1.0"]),
        (
            "lying_version",
            [
                "`lying_version-1.0.tar.gz` is locked as `lying-version` 1.0",
                "that `build_wheel` made says `lying_version` 2.0",
            ],
        ),
        ("silent", ["`silent` 1.0: the wheel that `build_wheel` made requires `idna`, and its PKG-INFO"]),
        ("network_early", ["`network-early` 1.0 failed to build in `get_requires_for_build_wheel`"]),
        ("broken", ["`broken` 1.0 failed to build in `build_wheel`", "no snow today"]),
        (
            "unknown_backend",
            [
                "`unknown-backend` 1.0 failed to build in `get_requires_for_build_wheel`",
                "`no_such_backend` cannot be imported",
            ],
        ),
        ("no_setup", ["reading the source of `no-setup 1.0`, `no_setup-1.0.tar.gz`, failed", "`setup.py`"]),
        (
            "first",
            ["resolving the build requirements of `first 1.0` failed", "it takes `second 1.0` → `first 1.0`"],
        ),
        ("newer_compiler", ["`newer-compiler` 1.0 failed to build", "c99999"]),
        ("no_header", ["`no-header` 1.0 failed to build", "`yaml.h`", "native = ["]),
    ],
)
def test_the_error_says_what_and_where(project: Project, index: Index, name: str, said: list[str]) -> None:
    project.write({"requirements.txt": f"{index.beside}{name}\n"})
    ran = project.run("build", timeout=PATIENCE)  # the log may hold a traceback of the build's own
    assert ran.code == 1, ran.err
    for text in said:
        assert text in ran.err
    assert "help: " in ran.err
    assert project.leftovers() == []
    nothing_runs_on()


def test_a_build_cannot_reach_its_builder(project: Project, index: Index) -> None:
    """Its memory, what it prints and its end: the source stops where one is in reach."""
    project.write({"requirements.txt": f"{index.beside}tracer\n"})
    ran = project.run("build", timeout=PATIENCE)
    assert ran.code == 0, ran.err


def test_a_daemon_does_not_outlive_its_build(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.beside}daemon\n"})
    ran = project.run("build", timeout=PATIENCE)
    assert ran.code == 0, ran.err
    nothing_runs_on()


def test_what_a_build_writes_elsewhere_is_nowhere(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.beside}everywhere\n"})
    ran = project.run("build", timeout=PATIENCE)
    assert ran.code == 0, ran.err
    # Where this user may not look (root's home), nothing is to be seen either.
    assert [place for place in PLACES if os.path.exists(place)] == []  # noqa: PTH110 -- pathlib's raises there
    assert project.leftovers() == []


@pytest.mark.parametrize(
    ("name", "phase"), [("hanging", "build_wheel"), ("hanging-early", "get_requires_for_build_wheel")]
)
def test_a_build_that_hangs_is_stopped_in_time(project: Project, index: Index, name: str, phase: str) -> None:
    project.write({"requirements.txt": f"{index.beside}{name}\n"})
    for seconds in (5, 20, 80, 320):  # until it is enough to come so far
        ran = project.run("build", "--timeout", str(seconds))
        assert ran.code == 1
        assert f"`{name}` 1.0 was not built within {seconds} seconds" in ran.err
        if f"{seconds} seconds, and was stopped in `{phase}`" in ran.err:
            break
    else:
        pytest.fail(ran.err)
    assert "help: give it more time: `--timeout SECONDS`" in ran.err
    nothing_runs_on()
    assert project.leftovers() == []


def test_build_that_takes_its_time_is_given_it(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.beside}slow\n"})
    ran = project.run("build", "--timeout", "1")
    assert ran.code == 1
    option = Advice("nix/progress.py", "--timeout SECONDS").printed_in(ran.err)
    ran = project.run("build", *option.replace("SECONDS", str(int(PATIENCE))).split())
    assert ran.code == 0, ran.err


def test_interpreter_that_is_said_builds_it_or_has_a_wheel(project: Project, index: Index) -> None:
    project.environment["UV_INDEX"] = index.url
    project.write({"requirements.txt": "dated\n"})
    ran = project.run("build", timeout=PATIENCE)
    assert ran.code == 1
    line = Advice("requirements/mending.py", "snowsnake lock --python …").printed_in(ran.err)
    assert line.endswith(Advice("requirements/mending.py", "--python …").printed_in(ran.err))
    assert project.run(*line.split()[1:]).code == 0
    project.lock.unlink()
    project.write({"requirements.txt": "gone\n"})
    ran = project.run("build", timeout=PATIENCE)
    assert ran.code == 1
    option = Advice("requirements/mending.py", "--python …").printed_in(ran.err)
    line = Advice("requirements/mending.py", "snowsnake lock --python …").printed_in(ran.err)
    assert line.endswith(option)
    assert project.run(*line.split()[1:]).code == 0
    ran = project.run("build", timeout=PATIENCE)
    assert ran.code == 0, ran.err


def enter(program: Path) -> subprocess.CompletedProcess[str]:
    """Start what was said to lead into the sandbox of a build that failed, and look around in there."""
    return subprocess.run(
        [program, "-c", "import os; print(os.getcwd(), os.path.exists('backend.py'))"],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


def test_failure_that_nothing_foresees_shows_the_log_and_can_be_entered(
    project: Project, index: Index
) -> None:
    project.write({"requirements.txt": f"{index.beside}wants-broken\n"})
    ran = project.run("build", timeout=PATIENCE)
    assert ran.code == 1
    assert "error: `broken` 1.0 failed to build in `build_wheel`" in ran.err
    assert "it is required by `wants-broken`" in ran.err
    *_, last = [line.strip() for line in ran.err.partition("\nhelp: ")[0].splitlines() if line.strip()]
    assert last == "RuntimeError: no snow today"
    option = Advice("failed_build.py", "--keep-failed").printed_in(ran.err)
    ran = project.run("build", option, timeout=PATIENCE)
    assert ran.code == 1
    kept = next(Path(word.strip("`;,")) for word in ran.err.split() if word.strip("`;,").endswith("/enter"))
    done = enter(kept)
    if "belongs to user" in done.stderr:  # a daemon's builder made it
        copy, entered = re.findall(r"`([^`]*)`", done.stderr.partition("\nhelp: ")[2])
        assert project.type(copy).code == 0
        done = enter(project.directory / entered)
    assert done.stdout.strip().endswith("True"), done.stderr


def test_what_a_build_put_in_place_of_the_program_that_enters_it_is_not_to_be_started(
    project: Project, index: Index
) -> None:
    project.write({"requirements.txt": f"{index.beside}replacing\n"})
    ran = project.run("build", "--keep-failed", timeout=PATIENCE)
    assert ran.code == 1
    assert "`replacing` 1.0 failed to build in `build_wheel`" in ran.err
    assert "start nothing in it: the build changed `enter` there" in ran.err
