"""The whole command line on Debian's newer Nix, 2.26 of trixie and 2.34 of sid, and the library as a flake has it."""

from __future__ import annotations

import functools
import hashlib
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from tests.integration.newer_nix import programs_of
from tests.integration.nix_world import LIBRARY, Small, World, small, world
from tests.integration.project import AS_ROOT

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root: makes mount namespaces"),
    pytest.mark.skipif(not shutil.which("nix-build"), reason="no Nix here"),
]

FLAKE = """{
  outputs = { self }: {
    packages.x86_64-linux.default = (import ./snowsnake/nix/lib).mkEnvironment {
      lock = ./snowsnake.lock;
      system = "x86_64-linux";
    };
  };
}
"""
FETCH = """{ url }: derivation {
  name = "fetched";
  builder = "builtin:fetchurl";
  system = "builtin";
  inherit url;
  outputHashMode = "flat";
  outputHashAlgo = "sha256";
  outputHash = "0000000000000000000000000000000000000000000000000000000000000000";
}
"""
# Started in a world: what the class that the command line uses makes of a fetch that brings another file.
MISMATCH = """
import sys
from pathlib import Path
from snowsnake.artifacts.errors import HashMismatch
from snowsnake.nix.command import Nix
try:
    Nix().build(Path(sys.argv[1]), {"url": sys.argv[2]})
except HashMismatch as error:
    print(error.file, error.expected, error.found, error.url)
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module", params=["here", "trixie", "sid"])
def machine(request: pytest.FixtureRequest, prepared: Small) -> Iterator[World]:
    with world(None if request.param == "here" else programs_of(request.param)) as made:
        if request.param != "sid":  # there even the interpreter is built anew
            made.stock(prepared.stock)
        yield made


def test_the_command_line(machine: World, prepared: Small) -> None:
    project = machine.project("project", prepared.directory)
    project.lock.unlink()
    assert project.run("lock").code == 0
    assert project.lock.read_bytes() == (prepared.directory / "snowsnake.lock").read_bytes()
    ran = project.run("build", "-o", "result")
    assert (ran.code, ran.out.strip()) == (0, prepared.environment), ran.err
    for word in ("warning", "deprecated", "experimental", "unknown setting"):
        assert word not in ran.err.lower(), ran.err
    program = "import attrs, markupsafe._speedups; print(attrs.__file__)"
    assert project.run("run", "python", "-c", program).out.startswith(prepared.environment)
    # The roots hold, and are let go of: a garbage collection takes nothing but what nobody wants.
    assert machine.run("nix-store", "--gc").returncode == 0
    assert project.run("run", "python", "-c", program).code == 0
    assert project.run("clean").code == 0
    (project.directory / "result").unlink()
    machine.run("nix-store", "--gc")
    assert not (machine.directory / prepared.environment[1:]).exists()
    machine.stock(prepared.stock)


def test_same_bytes_on_every_version(machine: World, prepared: Small) -> None:
    project = machine.project("bytes", prepared.directory)
    ran = project.run("build")
    assert ran.code == 0, ran.err
    query = ("nix-store", "--query", "--hash", prepared.environment, *prepared.unbuilt)
    there = machine.run(*query).stdout
    assert there == subprocess.run(query, capture_output=True, text=True, check=True).stdout


def test_pure_evaluation(machine: World, prepared: Small) -> None:
    """In a flake: no path of this machine, no variable, no import from a derivation, and the same derivation."""
    flake = machine.directory / "home/flake"
    flake.mkdir()
    ignored = shutil.ignore_patterns("__pycache__")
    shutil.copytree(LIBRARY.parents[1], flake / "snowsnake", ignore=ignored)
    shutil.copy(prepared.directory / "snowsnake.lock", flake)
    (flake / "flake.nix").write_text(FLAKE)
    features = ("--extra-experimental-features", "nix-command flakes")
    without = ("--option", "allow-import-from-derivation", "false", "--option", "pure-eval", "true")
    what = "path:/home/flake#packages.x86_64-linux.default.drvPath"
    asked = machine.run("nix", *features, "eval", *without, "--raw", what)
    project = machine.project("pure", prepared.directory)
    arguments = (
        "-A",
        "environment",
        "--argstr",
        "lock",
        str(project.lock),
        "--argstr",
        "target",
        prepared.target,
    )
    impure = machine.run("nix-instantiate", str(LIBRARY / "build.nix"), *arguments)
    assert asked.stdout.strip() == impure.stdout.strip()
    said = asked.stderr + impure.stderr
    assert "deprecated" not in said
    # A lock file is written, which is news to some; nothing else is worth a word.
    assert [
        x for x in said.splitlines() if "warning" in x and "lock file" not in x and "--add-root" not in x
    ] == []


def test_entering(machine: World, prepared: Small) -> None:
    """`nix develop` and `nix-shell` without nixpkgs: each version has its own way to learn a shell's variables."""
    home = machine.directory / "home"
    shutil.copytree(
        LIBRARY.parents[1], home / "own/src/snowsnake", ignore=shutil.ignore_patterns("__pycache__")
    )
    for name in ("flake.nix", "default.nix"):
        shutil.copy(LIBRARY.parents[3] / name, home / "own")
    project = machine.project("entered", prepared.directory)
    assert project.run("build").code == 0
    for words in (("--force",), ("--nix", "--force")):
        assert project.run("init", *words, "--url", "path:/home/own").code == 0
    directory = f"/home/root/{project.directory.name}"
    # Debian's Nix wants a shell in its sandbox that need not be installed.
    options = ("--option", "sandbox-paths", "", "--option", "substituters", "")
    flakes = ("--extra-experimental-features", "nix-command flakes", "--offline", *options)
    program = "import os, shutil; print(os.environ['VIRTUAL_ENV'], shutil.which('python'))"
    expected = f"{prepared.environment} {prepared.environment}/bin/python\n"
    entered = machine.run("nix", *flakes, "develop", f"path:{directory}", "-c", "python", "-c", program)
    assert entered.stdout == expected, entered.stderr
    arguments = (
        *options,
        f"{directory}/shell.nix",
        "--run",
        f'python -c "{program}"; echo "$programs$stdenv"',
    )
    entered = machine.run(*nix_shell(machine), *arguments)
    assert entered.stdout == expected + "\n", entered.stderr


def nix_shell(machine: World) -> tuple[str, ...]:
    """How it is started: what is unpacked of a newer Nix has `nix-build`, which is the same program."""
    if machine.programs is None:
        return ("nix-shell",)
    start = (machine.programs / "nix-build").read_text("utf-8").replace("nix-build", "nix-shell")
    return ("sh", "-c", start, str(machine.programs / "nix-shell"))


def test_image(machine: World, prepared: Small) -> None:
    """Each version tells of a closure in the same words, so the image has the same bytes."""
    project = machine.project("image", prepared.directory)
    assert project.run("build").code == 0
    options = ("--no-out-link", "--option", "sandbox-paths", "", "--option", "substituters", "")
    lock = prepared.directory / "snowsnake.lock"
    image = f"((import {LIBRARY}).mkEnvironment {{ lock = {lock}; }}).image"
    there = machine.run("nix-build", *options, "-E", image).stdout.strip()
    here = subprocess.run(
        ["nix-build", *options, *AS_ROOT, "-E", image], capture_output=True, text=True, check=True
    )
    assert there == here.stdout.strip()
    assert (machine.directory / there[1:]).read_bytes() == Path(there).read_bytes()


def test_fetch_of_another_file(machine: World, tmp_path: Path) -> None:
    """Nothing unpinned: the error names the file, both hashes and the URL, from each version's own words."""
    home = machine.directory / "home"
    (home / "fetch.nix").write_text(FETCH)
    served = tmp_path / "served"
    served.mkdir()
    (served / "other").write_text("another file")
    handler = functools.partial(SimpleHTTPRequestHandler, directory=str(served))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever).start()
        url = f"http://127.0.0.1:{server.server_port}/other"
        try:
            done = machine.run(sys.executable, "-c", MISMATCH, "/home/fetch.nix", url)
        finally:
            server.shutdown()
    assert done.stdout.split() == ["fetched", "0" * 64, hashlib.sha256(b"another file").hexdigest(), url]


def test_what_has_to_be_built(machine: World, prepared: Small) -> None:
    """`--dry-run` says it for people, differently in each version."""
    project = machine.project("missing", prepared.directory)
    assert project.run("build").code == 0
    assert rebuilt(machine, prepared, ()) == ""
    assert "derivations to build" in rebuilt(machine, prepared, prepared.unbuilt)


def rebuilt(machine: World, prepared: Small, gone: tuple[str, ...]) -> str:
    if gone:
        machine.forget(gone)
    project = machine.project(f"again{len(gone)}", prepared.directory)
    ran = project.run("build")
    assert ran.code == 0, ran.err
    return ran.err
