"""A build's own root, entered for real: what is there, and what can be written."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import snowsnake

ENTER = """
import json, os, sys
sys.path.insert(0, sys.argv[1])
from builders import report, root
try:
    root.enter(root.Root(**json.loads(sys.argv[2])))
except report.BuildError as error:
    print(error.error, error.message)
    sys.exit(77)
exec(sys.argv[3])
"""


def inside(tmp_path: Path, program: str, *, directory: str | None = None) -> str:

    top = tmp_path / "top"
    for name in ("tmp", "home", "source"):
        (top / name).mkdir(parents=True, exist_ok=True)
    (tmp_path / "python/bin").mkdir(parents=True, exist_ok=True)
    what = {
        "trees": [str(tmp_path / "one"), str(tmp_path / "two")], "python": str(tmp_path / "python"),
        "environment": "/environment", "top": str(top), "source": str(top / "source"), "directory": directory,
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", ENTER, str(Path(snowsnake.__file__).parent), json.dumps(what), program],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    for path in (
        "one/bin/gcc", "one/include/stdio.h", "one/lib/x/libz.so.1", "one/share/only/a", "one/etc/gcc.conf",
        "two/bin/gfortran", "two/include/pq/a.h", "two/lib/x/libpq.so.5",
    ):  # fmt: skip
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(path)
    (tmp_path / "two/lib/x/libz.so").symlink_to("libz.so.1")  # of the tree below
    (tmp_path / "python/lib").mkdir(parents=True)
    return tmp_path


def test_the_trees_are_one(trees: Path) -> None:
    paths = (
        "/usr/bin/gcc /bin/gfortran /usr/include/stdio.h /usr/include/pq/a.h /lib/x/libz.so "
        "/usr/share/only/a /etc/gcc.conf"
    )
    program = f"for path in {paths.split()!r}: print(path, open(path).read())"
    said = dict(line.split() for line in inside(trees, program).splitlines())
    assert said["/lib/x/libz.so"] == "one/lib/x/libz.so.1"


def test_the_interpreters_headers_are_where_it_says(trees: Path) -> None:
    """Debian's are in a package of their own, and are laid over the interpreter's tree; nixpkgs' are in that."""
    header = "include/python3.13/Python.h"
    (trees / "one" / header).parent.mkdir()
    (trees / "one" / header).write_text("of one")
    assert inside(trees, f"print(open({str(trees / 'python' / header)!r}).read())") == "of one\n"
    (trees / "python" / header).parent.mkdir(parents=True)
    assert inside(trees, "print(os.path.lexists('/.python'))") == "False\n"


def test_a_directory_that_is_a_link_to_a_store_path_is_merged(trees: Path) -> None:
    """Packages of nixpkgs are put together from links; one within its own package says nothing new."""
    (trees / "other/include/jni").mkdir(parents=True)
    (trees / "other/include/jni.h").write_text("jni")
    (trees / "two/include/pq/a.h").unlink()
    (trees / "two/include/pq").rmdir()
    (trees / "two/include").rmdir()
    (trees / "two/include").symlink_to(trees / "other/include")
    (trees / "one/sbin").symlink_to("bin")
    (trees / "two/sbin").symlink_to("bin")
    program = "print(sorted(os.listdir('/usr/include')), os.readlink('/usr/sbin'))"
    assert inside(trees, program) == "['jni', 'jni.h', 'stdio.h'] bin\n"


def test_what_is_no_directory_is_no_tree(trees: Path) -> None:
    shutil.rmtree(trees / "two")
    (trees / "two").write_text("export HOOK=1\n")
    assert inside(trees, "print(sorted(os.listdir('/usr/bin')))") == "['gcc', 'python', 'python3']\n"


def test_only_the_builds_own_directories_can_be_written(trees: Path) -> None:
    program = """
for path in ("/x", "/usr/x", "/usr/bin/x", "/etc/x", "/usr/lib/x/x", "/build/x", "/tmp/x", "/var/tmp/y"):
    try:
        open(path, "w").close(); print(path, end=" ")
    except OSError: pass
"""
    # Inside Nix's sandbox store paths cannot be written either; here `trees` belongs to us, and is not looked at.
    said = inside(trees, program).split()
    assert not {"/x", "/usr/x", "/usr/bin/x", "/etc/x", "/usr/lib/x/x"} & set(said)
    assert {"/build/x", "/tmp/x", "/var/tmp/y"} <= set(said)


def test_an_editable_source_is_where_it_will_be(trees: Path) -> None:
    (trees / "top/source").mkdir(parents=True)
    (trees / "top/source/a.py").write_text("x")
    said = inside(trees, "print(os.listdir('/home/me/project'))", directory="/home/me/project")
    assert said == "['a.py']\n"
