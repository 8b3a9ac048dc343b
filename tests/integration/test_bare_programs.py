"""What code of distributions starts is found bare: by name, at Debian's path, by the first line of a script."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.bare import ONLY_ROOT, bare
from tests.integration.loopback import serving
from tests.integration.project import Project
from tests.patience import PATIENCE

pytestmark = ONLY_ROOT

PROJECT = """
[project]
name = "bare"
version = "0"
requires-python = ">=3.13,<3.14"
dependencies = ["snowscripts"]
[tool.snowsnake]
native = ["hello", "perl-base", "xdg-utils"]
[[tool.uv.index]]
url = "{url}"
"""
FILES = {
    "snowscripts/__init__.py": """
import os, subprocess
HERE = os.path.dirname(__file__)
def page():
    os.execl(os.path.join(HERE, "pager.sh"), "pager.sh", "/snow/man")
def count():
    subprocess.run([os.path.join(HERE, "count")], check=True)
""",
    "snowscripts/pager.sh": "#!/bin/sh\ndirname $1\nhello -t\n",
    "snowscripts/count": "#!/usr/bin/env bash\nnumbers=(1 2 3)\necho ${#numbers[@]} | tr 3 4\n",
    "snowscripts/tool": "#!/usr/bin/python3\nimport snowscripts; print('tool', *__import__('sys').argv[1:])\n",
    "snowscripts/tool-by-name": "#!/usr/bin/env python3\nimport snowscripts; print('by name')\n",
    "snowscripts/tool.pl": "#!/usr/bin/perl -w\nprint qq(perl @ARGV\\n);\n",
    "snowscripts-1.0.data/scripts/snowtool": "#!/usr/bin/env python3\nimport snowscripts; print('in bin')\n",
    "snowscripts-1.0.data/scripts/snowperl": "#!/usr/bin/env perl\nprint qq(in bin\\n);\n",
    "snowscripts-1.0.data/scripts/snowshell": (
        '#!/bin/bash\ncd "$(dirname "$0")/../lib/python3.13/site-packages/snowscripts"\n./tool a; ./tool.pl b\n'
    ),
}


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("bare")
    project = Project(directory=directory / "project", state=directory / "state", temporary=directory / "tmp")
    project.temporary.mkdir()
    with serving() as index:
        index.add(
            "snowscripts", files={name: text.encode() for name, text in FILES.items()}, executable=set(FILES)
        )
        project.write({"pyproject.toml": PROJECT.format(url=index.url)})
        ran = project.run("build", "-o", "result", timeout=PATIENCE)
    assert ran.code == 0, ran.err
    return (project.directory / "result").resolve()


def said(environment: Path, directory: Path, *command: str) -> list[str]:
    done = bare(directory, *command, timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (0, "")
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ("snowscripts.page()", ["/snow", "hello, world"]),
        ("snowscripts.count()", ["4"]),
        ("subprocess.run(['/usr/bin/hello', '-t'], check=True)", ["hello, world"]),
        ("os.execv('/bin/hello', ['hello', '-t'])", ["hello, world"]),
        ("os.waitpid(os.posix_spawn('/usr/bin/hello', ['hello', '-t'], {}), 0)", ["hello, world"]),
        ("subprocess.run([here + 'tool', 'a'], check=True)", ["tool a"]),
        ("os.execl(here + 'tool-by-name', 'x')", ["by name"]),
        ("os.spawnl(os.P_WAIT, here + 'tool.pl', 'x', 'b')", ["perl b"]),
        ("print(os.path.exists('/usr/bin/hello'))", ["False"]),
    ],
)
def test_what_python_starts_is_found_bare(
    environment: Path, tmp_path: Path, code: str, lines: list[str]
) -> None:
    before = "import os, snowscripts, subprocess; here = snowscripts.HERE + '/'; "
    assert said(environment, tmp_path, str(environment / "bin/python"), "-c", before + code) == lines


@pytest.mark.parametrize(
    ("name", "lines"),
    [("snowtool", ["in bin"]), ("snowperl", ["in bin"]), ("snowshell", ["tool a", "perl b"])],
)
def test_script_of_a_distribution_in_bin_starts_bare(
    environment: Path, tmp_path: Path, name: str, lines: list[str]
) -> None:
    assert said(environment, tmp_path, str(environment / "bin" / name)) == lines


def test_debians_script_has_the_programs_that_no_package_depends_on(
    environment: Path, tmp_path: Path
) -> None:
    """`xdg-open` runs sed, grep, cut and many more; and a program of the tree starts commands with its shell."""
    done = bare(tmp_path, str(environment / "bin/xdg-open"), "/nosuch", timeout=PATIENCE)
    assert (done.returncode, done.stderr) == (2, "xdg-open: file '/nosuch' does not exist\n")
    command = 'system("dirname /snow/man | sed s,/,a,")'
    assert said(environment, tmp_path, str(environment / "bin/perl"), "-e", command) == ["asnow"]
