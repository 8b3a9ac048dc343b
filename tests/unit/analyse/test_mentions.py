"""Which programs and libraries a wheel's code mentions."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest

from snowsnake.analyse import mentions

NAMES = ("gs", "gpg", "libpq.so.5", "libenchant-2.so.2", "Gtk-4.0.typelib")


def found(wheel: Path, cache: Path | None = None) -> dict[str, str]:
    all_of_them = mentions(wheel, hashlib.sha256(wheel.read_bytes()).hexdigest(), NAMES, cache)
    return {name: mention.where for name, mention in all_of_them.items()}


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ('run(["gs", "-q"])', "gs"),
        ("PROGRAM = '/usr/bin/gs'", "gs"),
        ('check_output("gpg --version")', "gpg"),
        ('CDLL("libpq.so.5")', "libpq.so.5"),
        ('find_library("pq")', "libpq.so.5"),
        ("dlopen('libenchant-2.so')", "libenchant-2.so.2"),
        ("ffi.dlopen(('x-1', 'enchant-2'))", "libenchant-2.so.2"),
        ("repository.require_version('Gtk', '4.0')", "Gtk-4.0.typelib"),
        ("1\nfrom gi.repository import (\n    Gdk, Gtk)", "Gtk-4.0.typelib"),
    ],
)
def test_literal_with_name_is_a_mention(make_wheel: Callable[..., Path], line: str, name: str) -> None:
    wheel = make_wheel({"thing/a.py": f"import os\n\nx = {line}\n".encode()})
    assert found(wheel) == {name: f"thing/a.py:{3 + line.startswith('1')}"}


@pytest.mark.parametrize(
    ("text", "acts"),
    [
        ('import subprocess\nx = "gs"\n', True),
        ('if not shutil.which("gs"):\n    pass\n', True),
        ('COMMAND = ["gs", "-q"]\n', True),
        ('x = "gs"\nos.execvp(x, [x])\n', True),
        ('COMMAND = "gs -q %s"\n', True),
        ('TEXT = "gs is not there"\n', False),
        ('NAMES = {"gs": "Ghostscript"}  # which is a format here\n', False),
        ('SHARES = ("gs", "s3")\n', False),
    ],
)
def test_mention_acts_where_programs_are_started(
    make_wheel: Callable[..., Path], text: str, acts: bool
) -> None:
    wheel = make_wheel({"thing/a.py": text.encode()})
    assert mentions(wheel, "", NAMES, None)["gs"].acts is acts


def test_place_that_acts_comes_before_one_that_does_not(make_wheel: Callable[..., Path]) -> None:
    files = {"thing/a.py": b'x = "gs"\n', "thing/b.py": b'y = "gs"\nz = ["gs", "-q"]\n'}
    assert found(make_wheel(files))["gs"] == "thing/b.py:2"


@pytest.mark.parametrize(
    ("summary", "is_one"),
    [("Wrapper around gs-lib, in C", True), ("GS for Python", True), ("settings of logs", False)],
)
def test_summary_names_a_program_by_a_word(
    make_wheel: Callable[..., Path], summary: str, is_one: bool
) -> None:
    assert bool(found(make_wheel(summary=summary))) is is_one


@pytest.mark.parametrize(
    "line",
    ['"args"', "gs = 1", '"gsx"', '"my gs"', "# run gs", '"pqr"', '"lib/pq/x"', '"pq"', '("Gtk", "4.0")'],
)
def test_other_text_is_no_mention(make_wheel: Callable[..., Path], line: str) -> None:
    assert found(make_wheel({"thing/a.py": f"x = {line}\n".encode()})) == {}


def test_tests_and_examples_do_not_count(make_wheel: Callable[..., Path]) -> None:
    files = dict.fromkeys(("thing/tests/a.py", "examples/b.py", "thing/test_c.py", "thing/data.txt"), b'"gs"')
    assert found(make_wheel(files)) == {}


def test_answer_is_kept_and_a_damaged_one_made_anew(make_wheel: Callable[..., Path], tmp_path: Path) -> None:
    wheel, cache = make_wheel({"thing/a.py": b'x = "gs"\n'}), tmp_path / "cache"
    first = found(wheel, cache)
    (kept,) = (path for path in cache.rglob("*") if path.is_file())
    before = kept.read_bytes()
    kept.write_bytes(b"nonsense")
    assert found(wheel, cache) == first == {"gs": "thing/a.py:1"}
    assert kept.read_bytes() == before


def test_wheel_that_cannot_be_read_mentions_nothing(tmp_path: Path) -> None:
    wheel = tmp_path / "thing-1.0-py3-none-any.whl"
    wheel.write_bytes(b"PK\3\4 nonsense")
    assert found(wheel) == {}


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ('x = "/usr/bin/java"', True),
        ('x = "/bin/java -h"', True),
        ('x = "java"', False),
        ('"/opt/java"', False),
    ],
)
def test_word_is_a_program_where_its_directory_is_named(
    make_wheel: Callable[..., Path], line: str, is_one: bool
) -> None:
    wheel = make_wheel({"thing/a.py": line.encode()})
    assert bool(mentions(wheel, "", ["/usr/bin/java"], None)) is is_one


@pytest.mark.parametrize(
    ("line", "is_one"),
    [
        ("gs -q", True),
        ("  if [ -e x ] && gs -q; then", True),
        ("x=$(/usr/bin/gs --version)", True),
        ("sudo gs", True),
        ("# gs -q", False),
        ("echo gs", False),
        ("gs_of=1", False),
        ("run-gs", False),
    ],
)
@pytest.mark.parametrize("file", ["thing/elements/10-x", "thing-1.0.data/scripts/x", "thing/x.sh"])
def test_shell_script_mentions_what_it_runs(
    make_wheel: Callable[..., Path], file: str, line: str, is_one: bool
) -> None:
    wheel = make_wheel({file: f"#!/usr/bin/env bash\nset -e\n{line}\n".encode()})
    assert found(wheel) == ({"gs": f"{file}:3"} if is_one else {})
    if is_one:
        assert mentions(wheel, "", NAMES, None)["gs"].acts


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("from sh.contrib import git", "git"),
        ("from sh import ls, git as g", "git"),
        ("import sh; sh.git('log')", "git"),
        ("from plumbum.cmd import git", "git"),
        ('run(["git", "lfs"])', "git-lfs"),
        ("git.lfs.clean()", "git-lfs"),
        ('SCRIPT = "git lfs pre-push"', "git-lfs"),
        ("git.lfsx", None),
    ],
)
def test_program_may_be_an_attribute_or_a_command_of_gits(
    make_wheel: Callable[..., Path], line: str, name: str | None
) -> None:
    wheel = make_wheel({"thing/a.py": f"{line}\n".encode()})
    wanted = name or "git-lfs"
    assert set(mentions(wheel, "", (wanted,), None)) == ({name} if name else set())


def test_text_that_is_no_script_mentions_nothing(make_wheel: Callable[..., Path]) -> None:
    assert found(make_wheel({"thing/notes": b"gs -q\n", "thing/b.sh": b"gs -q\n"})) == {}
