"""What snowsnake cannot know of a source: it says so, with the one line to type, and with that line it builds."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator

import pytest
from tests.followed import Advice
from tests.integration.loopback import Index, serving
from tests.integration.project import Project
from tests.integration.source_fixtures import c_module
from tests.patience import PATIENCE

SYSTEM = '[build-system]\nrequires = ["setuptools"]\nbuild-backend = "setuptools.build_meta"\n'
PROJECT = SYSTEM + '[project]\nname = "{name}"\nversion = "1.0"\n[tool.setuptools]\npy-modules = []\n'
# What is read from a file is nothing that reading the program tells.
HIDDEN = "import subprocess\nname = open('name').read()\n"


def extension(name: str, before: str = "", *, library: str = "", c: str | None = None) -> dict[str, str]:
    libraries = f", libraries=['{library}']" if library else ""
    return {
        "pyproject.toml": PROJECT.format(name=name),
        "setup.py": f"from setuptools import Extension, setup\n{before}"
        f"setup(ext_modules=[Extension('{name}', ['{name}.c']{libraries})])\n",
        f"{name}.c": c_module(name) if c is None else c,
    }


SOURCES: dict[str, dict[str, str]] = {
    # GnuCOBOL 3 and 4 have a header and a library of one name each; only 3 has this function.
    "snow_cobol": extension(
        "snow_cobol",
        library="cob",
        c=c_module("snow_cobol", more="#include <libcob.h>", value="libcob_version()[0] == '3' ? 42 : 0"),
    ),
    "snow_program": {
        **extension(
            "snow_program",
            HIDDEN + "done = subprocess.run([name, '-i', 'value'], capture_output=True, check=True)\n"
            "open('value.h', 'wb').write(done.stdout)\n",
            c=c_module("snow_program", more='#include "value.h"', value="value[0]"),
        ),
        "name": "xxd",
        "value": "*",
    },
    "snow_module": {
        **extension("snow_module", HIDDEN + "assert __import__(name).value == 42\n"),
        "name": "snow_tool",
    },
    "snow_header": {
        **extension("snow_header", c=c_module("snow_header", more="#define HEAD <yaml.h>\n#include HEAD")),
    },
    # As cffi's `verify` does with what it has just compiled.
    "snow_loads": extension("snow_loads", "import ctypes\nctypes.CDLL('libyaml-0.so.2')\n"),
    "snow_backend": {
        "pyproject.toml": PROJECT.format(name="snow_backend")
        .replace('"setuptools"]', "]")
        .replace("setuptools.build_meta", "flit_core.buildapi")
        .partition("[tool")[0]
        + 'description = ""\n',
        "snow_backend.py": "def answer():\n    return 42\n",
    },
}


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        for name, files in SOURCES.items():
            found.add_source(name, files)
        found.add("snow_tool")
        yield found


def write(project: Project, index: Index, name: str, said: str = "") -> None:
    """A project that requires one of the sources; its build requirements come from the public index."""
    table = f"[tool.snowsnake.packages.{name}]\n{said}\n" if said else ""
    project.write(
        {
            "pyproject.toml": '[project]\nname = "p"\nversion = "1"\nrequires-python = ">=3.11"\n'
            f'dependencies = ["{name}"]\n{table}[[tool.uv.index]]\nurl = "{index.url}"\n'
        }
    )


def answer(project: Project, name: str) -> str:
    program = project.directory / "result/bin/python"
    done = subprocess.run(
        [program, "-c", f"import {name}; print({name}.answer())"],
        env={}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return done.stdout + done.stderr


def line_to_add(err: str, name: str) -> str:
    """What the error says to type, and where."""
    where = f"` in `[tool.snowsnake.packages.{name.replace('_', '-')}]` of pyproject.toml"
    (found,) = re.findall(r"`([a-z-]+ = \[[^`]+\])" + re.escape(where), err)
    return str(found)


def test_a_library_that_a_build_loads_is_found(project: Project, index: Index) -> None:
    write(project, index, "snow_loads", 'native = ["libyaml-dev"]')
    ran = project.run("build", "-o", "result", timeout=PATIENCE)
    assert ran.code == 0, ran.err
    assert answer(project, "snow_loads") == "42\n"


def test_a_choice_between_packages_is_asked_before_anything_is_built(project: Project, index: Index) -> None:
    name = "snow_cobol"
    write(project, index, name)
    ran = project.fails("build", timeout=PATIENCE)
    assert "`snow-cobol 1.0`" in ran.err
    for need, evidence in (("libcob.h", "snow_cobol.c"), ("libcob.so", "setup.py")):
        (line,) = [line for line in ran.lines if line.strip().startswith(f"{need}: ")]
        assert "libcob4-dev, libcob5-dev" in line
        assert evidence in line
    assert "evaluated" not in ran.err
    assert "building" not in ran.err
    assert line_to_add(ran.err, name) == 'native = ["libcob4-dev"]'
    write(project, index, name, line_to_add(ran.err, name))
    ran = project.run("build", "-o", "result", timeout=PATIENCE)
    assert ran.code == 0, ran.err
    assert answer(project, name) == "42\n"


@pytest.mark.parametrize(
    ("name", "missing", "line"),
    [
        (
            "snow_header",
            "the header `yaml.h`, which `libyaml-dev` of Debian trixie has",
            'native = ["libyaml-dev"]',
        ),
        (
            "snow_program",
            "the program `xxd`, which `xxd` of Debian trixie has",
            'native = ["xxd"]',
        ),
        ("snow_module", "the Python module `snow_tool`", 'build-requires = ["snow-tool"]'),
        ("snow_backend", "the Python module `flit_core`", 'build-requires = ["flit-core"]'),
    ],
)
def test_the_line_that_a_failed_build_shows_mends_it(
    project: Project, index: Index, name: str, missing: str, line: str
) -> None:
    write(project, index, name)
    ran = project.run("build", timeout=PATIENCE)
    assert ran.code == 1, ran.err
    assert f"`{name.replace('_', '-')}` 1.0 failed to build in `build_wheel`" in ran.err
    assert f"missing: {missing}" in ran.err
    assert line_to_add(ran.err, name) == line
    write(project, index, name, line)
    ran = project.run("build", "-o", "result", timeout=PATIENCE)
    assert ran.code == 0, ran.err
    assert answer(project, name) == "42\n"


def test_line_for_names_that_were_typed_is_written_into_files_beside_them(
    project: Project, index: Index
) -> None:
    project.environment["UV_INDEX"] = index.url
    ran = project.run("shell", "snow_module", "--", "true", timeout=PATIENCE)
    assert ran.code == 1, ran.err
    said = re.search(
        r"add `([a-z-]+ = \[[^`]+\])` in `(\[packages\.snow-module\])` of a snowsnake\.toml", ran.err
    )
    assert said is not None, ran.err
    project.write({"requirements.txt": "snow_module\n", "snowsnake.toml": f"{said[2]}\n{said[1]}\n"})
    line = Advice("requirements/mending.py", "snowsnake shell").printed_in(ran.err)
    ask = ("python", "-c", "import snow_module; print(snow_module.answer())")
    ran = project.run(*line.split()[1:], "--", *ask, timeout=PATIENCE)
    assert (ran.code, ran.out) == (0, "42\n"), ran.err
