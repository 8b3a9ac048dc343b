"""`snowsnake locate`, as a process of its own, with the tables that are shipped."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.forks import Done, Forks

from snowsnake.cli.locate import DEFAULT_SUITE
from snowsnake.provide.debian.suites import load_table

Locate = Callable[..., Done]


@pytest.fixture
def locate(tmp_path: Path, forked: Forks) -> Locate:
    def run(*arguments: str, **more: str) -> Done:
        environ = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), **more}
        return forked.run(("locate", *arguments), cwd=tmp_path, environ=environ)

    return run


def test_the_default_suite_is_the_default_interpreters() -> None:
    assert [entry.suite for entry in load_table().interpreters if entry.default] == [DEFAULT_SUITE]


def test_one_line_for_each_base(locate: Locate) -> None:
    done = locate("cairo.pc", "pdftoppm", "--suite", "bookworm")
    lines = [line.split() for line in done.stdout.splitlines()]
    assert [line[-2] for line in lines] == ["libcairo2-dev", "cairo.dev", "poppler-utils", "poppler-utils"]
    assert [line[-1].rpartition("/")[2] for line in lines] == ["cairo.pc", "cairo.pc", "pdftoppm", "pdftoppm"]
    assert lines[0][:2] == ["debian", "bookworm"]
    assert (done.returncode, done.stderr) == (0, "")


def test_everybody_and_every_suite(locate: Locate) -> None:
    one = locate("libGL.so.1").stdout.splitlines()
    every = locate("libGL.so.1", "--all", "--suite", "trixie", "--suite", "sid").stdout.splitlines()
    assert len(one) == 2
    assert one[0].split() in [line.split() for line in every]
    assert {line.split()[1] for line in every if line.startswith("debian")} == {"trixie", "sid"}
    assert len([line for line in every if line.startswith("nixpkgs")]) == 3


def test_in_json(locate: Locate) -> None:
    document = json.loads(locate("magic", "--kind", "library", "--json").stdout)
    assert (document["snowsnake"], document["verb"]) == (1, "locate")
    [result] = document["result"]
    assert (result["asked"], result["kind"]) == ("magic", "library")
    debian, nixpkgs = result["answers"]
    assert (debian["base"], debian["suite"], debian["name"]) == ("debian", "trixie", "libmagic.so.1")
    assert debian["places"][0]["package"] == "libmagic1t64"
    assert nixpkgs["places"][0] == {"attribute": "file", "output": "out", "path": "lib/libmagic.so.1"}


def test_what_one_base_lacks_is_said(locate: Locate) -> None:
    done = locate("libxml2.so.16", "--suite", "bookworm")
    assert done.returncode == 0
    assert done.stdout.startswith("nixpkgs")
    assert done.stderr == "debian bookworm does not have `libxml2.so.16`\n"


def test_what_nobody_has(locate: Locate) -> None:
    done = locate("pdftoppm", "libGL.so.99", "no-such-thing")
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 2
    assert "nobody has the library `libGL.so.99`" in done.stderr
    assert "error: nobody has the program, library or pkg-config module `no-such-thing`" in done.stderr
    document = json.loads(locate("libGL.so.99", "pdftoppm", "--json").stdout)
    assert document["error"]["kind"] == "NobodyHasIt"
    assert "libGL.so.1" in document["error"]["help"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ([], "missing argument"),
        ([""], "no name of a file"),
        (["/"], "no name of a file"),
        (["x", "--kind", "nothing"], "--kind"),
        (["x", "--suite", "woody"], "the suites are bookworm, sid, trixie"),
        (["x", "--suite", "../shipped/trixie"], "the suites are"),
        (["x", "--nix-index", "nowhere"], "does not exist"),
        (["x", "--nix-index", "."], "is a directory"),
    ],
)
def test_wrong_usage(locate: Locate, arguments: list[str], said: str) -> None:
    done = locate(*arguments)
    assert done.returncode == 2
    assert said in done.stderr.lower()
    assert done.stdout == ""


def test_the_users_own_database(locate: Locate, nix_index: Callable[[Any], Path]) -> None:
    database = str(nix_index({("mine-1", "mine", "out", True): ("bin/pdftoppm", "bin/only-mine")}))
    done = locate("only-mine", "--nix-index", database)
    assert done.stdout.split() == ["nixpkgs", "mine", "bin/only-mine"]
    assert "once" in done.stderr
    again = locate("pdftoppm", SNOWSNAKE_NIX_INDEX=database)
    assert again.stdout.splitlines()[1].split() == ["nixpkgs", "mine", "bin/pdftoppm"]
    assert again.stderr == ""


def test_a_database_that_is_none(locate: Locate, tmp_path: Path) -> None:
    (tmp_path / "files").write_bytes(b"something else")
    done = locate("pdftoppm", "--nix-index", "files")
    assert done.returncode == 1
    assert "error: the nix-index database `files` cannot be read" in done.stderr
    assert "Traceback" not in done.stderr
