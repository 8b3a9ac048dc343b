"""What Python programs of a build see: the same in every build."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import snowsnake

STEADY = Path(snowsnake.__file__).parent / "builders/steady.py"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    site = tmp_path / "site"
    site.mkdir()
    (site / "sitecustomize.py").write_bytes(STEADY.read_bytes())
    return site


def run(site: Path, script: str) -> str:
    here = site.parent / "here"
    here.mkdir(exist_ok=True)
    return subprocess.run(
        [sys.executable, "-c", script],
        env={"PYTHONPATH": str(site), "TMPDIR": str(here)}, cwd=here, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip


@pytest.mark.parametrize(
    "listing",
    [
        "print(*os.listdir())",
        "print(*os.listdir(b'.'))",
        "print(*[e.name for e in os.scandir('.')])",
        "with os.scandir() as found: print(*[e.name for e in found])",
        "print(*next(os.walk('.'))[2])",
        "print(*[p.name for p in pathlib.Path('.').iterdir()])",
        "print(*glob.glob('*'))",
    ],
)
def test_directories_are_listed_in_the_order_of_names(site: Path, listing: str) -> None:
    names = [f"{number * 7919 % 101:03}" for number in range(60)]
    script = f"import glob, os, pathlib\nfor name in {names}: open(name, 'w').close()\n{listing}"
    assert run(site, script).replace("b'", "").replace("'", "").split() == sorted(names)


@pytest.mark.parametrize(
    "made", ["tempfile.mkdtemp()", "tempfile.mkstemp()[1]", "tempfile.TemporaryDirectory().name"]
)
def test_temporary_names_are_the_same_in_every_process(site: Path, made: str) -> None:
    script = f"import tempfile; print({made})"
    first, *others = (run(site, script + "; import shutil, os; [shutil.rmtree(p, 1) if os.path.isdir(p) else "
                          "os.unlink(p) for p in os.listdir()]") for _ in range(3))  # fmt: skip
    assert others == [first, first]


def test_names_that_are_taken_are_passed_over(site: Path) -> None:
    script = "import tempfile; print(*{tempfile.mkdtemp() for _ in range(9)}, sep='\\n')"
    found = {*run(site, script).split(), *run(site, script).split()}
    assert len(found) == 18


def test_trees_are_removed_and_copied_as_ever(site: Path) -> None:
    script = (
        "import os, shutil\nos.makedirs('a/b')\nopen('a/b/c', 'w').close()\nshutil.copytree('a', 'd')\n"
        "shutil.rmtree('a')\nprint([x[0] for x in os.walk('.')], os.listdir('d/b'))"
    )
    assert run(site, script) == "['.', './d', './d/b'] ['c']\n"
