"""What a user's Python finds in an environment: its own libraries, headers and compilers, and nothing of the host's."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.project import Project

HEADERS = "import sysconfig; print(sysconfig.get_path('include'))"
MODULE = """
#include <Python.h>
#include <zlib.h>

static struct PyModuleDef definition = {PyModuleDef_HEAD_INIT, "snow", NULL, -1, NULL};

PyMODINIT_FUNC PyInit_snow(void) {
    PyObject *module = PyModule_Create(&definition);
    PyModule_AddStringConstant(module, "zlib", zlibVersion());
    return module;
}
"""
PROGRAM = """
#include <iostream>
int main() { std::cout << "flakes\\n"; }
"""
LIBRARIES = """
import ctypes, ctypes.util
for name in ("c", "m", "z", "ssl", "GL", "curl", "pq", "nosuch"):
    found = ctypes.util.find_library(name)
    if found is not None:
        ctypes.CDLL(found)
    print(name, found)
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("project", "state", "temporary"):
        (tmp_path / name).mkdir()
    return Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "temporary")


def pyproject(*needs: str) -> dict[str, str | bytes]:
    return {"pyproject.toml": f'[project]\nname = "x"\nversion = "1"\ndependencies = {list(needs)}\n'}


def build(project: Project) -> str:
    ran = project.run("build", timeout=900)
    assert ran.code == 0, ran.err
    return ran.out.strip()


def output(*command: str, where: Path, environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(
        command, cwd=where, env=environment or {}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


def test_libraries_are_never_the_hosts_and_coverage_counts_the_users_code_alone(project: Project) -> None:
    project.write(pyproject("coverage", "idna"))
    project.write({"mine.py": "import idna\nprint(idna.encode('x'))\n"})
    environment = build(project)
    where = project.directory
    # What the standard library asks, on every machine; here each tells on itself.
    tools = project.temporary / "tools"
    tools.mkdir()
    for name in ("gcc", "cc", "ld", "ldconfig", "objdump"):
        (tools / name).write_text(f"#!/bin/sh\n: > {tools}/asked\nexit 1\n")
        (tools / name).chmod(0o755)
    for options in ((), ("-S",), ("-I", "-S")):
        command = (f"{environment}/bin/python", *options, "-c", LIBRARIES)
        said = output(*command, where=where, environment={"PATH": str(tools)})
        found = dict(line.split() for line in said.splitlines())
        assert (found["c"], found["z"]) == ("libc.so.6", "libz.so.1")
        assert {found[name] for name in ("GL", "curl", "pq", "nosuch")} == {"None"}
    assert not (tools / "asked").exists()
    output(f"{environment}/bin/coverage", "run", "mine.py", where=where)
    counted = output(f"{environment}/bin/coverage", "report", "--format=total", where=where)
    report = output(f"{environment}/bin/coverage", "report", where=where)
    assert counted == "100"
    assert [line.split()[0] for line in report.splitlines() if ".py" in line] == ["mine.py"]


def test_what_compiles_is_told_what_to_add_and_then_it_compiles(project: Project) -> None:
    project.write(pyproject())
    project.write({"snow.c": MODULE, "flakes.cc": PROGRAM})
    environment, where = build(project), project.directory
    include = output(f"{environment}/bin/python", "-c", HEADERS, where=where)
    header = Path(include, "Python.h").read_text()
    advised = Advice("builders/headers.py", "snowsnake add-native {packages}").printed_in(header)
    if compiler := shutil.which("gcc"):
        done = subprocess.run(
            [compiler, f"-I{include}", "-c", "snow.c"], cwd=where, capture_output=True, text=True, check=False
        )
        assert f"`{advised}`" in done.stderr
    ran = project.run(*advised.split()[1:], "zlib1g-dev", timeout=900)
    assert ran.code == 0, ran.err
    environment = build(project)
    python, path = f"{environment}/bin/python", {"PATH": f"{environment}/bin"}
    include = output(python, "-c", HEADERS, where=where)
    for name in ("gcc", "x86_64-linux-gnu-gcc", "cc"):
        line = [name, "-shared", "-fPIC", f"-I{include}", "snow.c", "-lz", "-o", "snow.so"]
        output(f"{environment}/bin/{line[0]}", *line[1:], where=where, environment=path)
        version = output(python, "-c", "import snow; print(snow.zlib)", where=where)
        assert version == output(python, "-c", "import zlib; print(zlib.ZLIB_RUNTIME_VERSION)", where=where)
    output(f"{environment}/bin/g++", "flakes.cc", "-o", "flakes", where=where, environment=path)
    assert output("./flakes", where=where) == "flakes"
    searched = output(f"{environment}/bin/ld", "--verbose", where=where)
    assert 'SEARCH_DIR("=/' in searched  # below the sysroot, which is not the host's root
    assert output(f"{environment}/bin/gcc", "-print-sysroot", where=where) != "/"
    # pip in a virtual environment of it, which compiles too.
    script = (
        "python -m venv v && v/bin/pip install -q --no-cache-dir --no-binary markupsafe markupsafe"
        " && v/bin/python -c 'import markupsafe._speedups'"
    )
    ran = project.run("shell", "--", "sh", "-c", script, timeout=900)
    assert ran.code == 0, ran.err
