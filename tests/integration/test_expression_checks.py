"""`snowsnake package --recursive --check`: what a nixpkgs lacks, what evaluates, what is built or why not."""

from __future__ import annotations

import re
import secrets
import shutil
import subprocess
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.expression_project import (
    LICENCE,
    STUB,
    offer_crates,
    offer_demo,
)
from tests.integration.expression_project import index as index  # noqa: PLC0414 -- a fixture
from tests.integration.expression_project import project as project  # noqa: PLC0414 -- a fixture
from tests.integration.loopback import Index
from tests.integration.project import Project


def test_what_a_nixpkgs_lacks_is_written_and_checked(project: Project, index: Index) -> None:
    offer_demo(index)
    index.add_source("backport", {"setup.py": "", "backport/__init__.py": ""}, metadata=LICENCE)
    index.add_source("zope.interface", {"setup.py": "", "zope/__init__.py": ""}, metadata=LICENCE)
    index.files["zope_interface-1.0.tar.gz"] = index.files.pop("zope.interface-1.0.tar.gz")
    project.write({"stub/default.nix": STUB.replace("pytest-mock =", "other =")})
    stub = "stub"
    alone = project.run("package", "demo", "--nixpkgs", stub)
    assert "that nixpkgs lacks backport, zope-interface" in alone.err
    wholly = Advice("expressions/produce.py", "--recursive -o DIRECTORY").printed_in(alone.err)
    assert 'pythonRelaxDeps = [ "requests" ];' in alone.out
    assert "lacks pytest-mock, which its tests use: left out" in alone.err
    assert "pytest-mock" not in alone.out
    lacking = project.fails("package", "demo", "--nixpkgs", stub, "--check")
    assert "this nixpkgs lacks backport zope-interface" in lacking.err
    assert Advice("expressions/errors.py", "--recursive -o DIRECTORY").printed_in(lacking.err) == wholly
    del index.files["backport-1.0.tar.gz"]
    all_of_it = ("package", "demo", "--nixpkgs", stub, *wholly.replace("DIRECTORY", "out").split())
    gone = project.fails(*all_of_it)
    assert "`backport` is not on the index; that nixpkgs lacks `backport`, which `demo` requires" in gone.err
    option = Advice("expressions/errors.py", "--recursive").printed_in(gone.err)
    assert project.run(*(word for word in all_of_it[:-2] if word != option)).code == 0
    nowhere = project.fails("package", "demo", "--check", "--nixpkgs", "/nowhere").err
    option = Advice("expressions/errors.py", "--nixpkgs PATH").printed_in(nowhere).replace("PATH", stub)
    assert project.run("package", "demo", *option.split()).code == 0
    index.add_source("backport", {"setup.py": "", "backport/__init__.py": ""}, metadata=LICENCE)
    said = project.fails("package", "demo", "--recursive", "--check", "--nixpkgs", stub, code=2).err
    words = Advice("cli/package.py", "-o DIRECTORY").printed_in(said).replace("DIRECTORY", "out")
    ran = project.run("package", "demo", "--recursive", "--check", "--nixpkgs", stub, *words.split())
    assert ran.code == 0, ran.err
    assert "demo: not built: that nixpkgs has no shell to try the sandbox with" in ran.err
    assert {name for name in project.names() if name.endswith("default.nix")} == {
        "stub/default.nix",
        "out/demo/default.nix",
        "out/backport/default.nix",
        "out/zope-interface/default.nix",
    }


SHELL = r"""
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>
int main(void) {
  if (access(getenv("canary"), F_OK) == 0)
    return fputs("@snowsnake {\"error\": \"sandbox\", \"seen\": [\"the files of this machine\"]}\n", stderr), 1;
  return fclose(fopen(getenv("out"), "w"));
}
"""
"""What the stub has for a shell: it knows the one script that it is given."""


@pytest.fixture
def stub(project: Project) -> str:
    """A nixpkgs that builds."""
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("no C compiler here")
    project.write({"stub/default.nix": STUB, "shell.c": SHELL})
    made = [compiler, "-static", "-o", "stub/shell", "shell.c"]
    if subprocess.run(made, cwd=project.directory, capture_output=True, check=False).returncode:
        pytest.skip("nothing static can be linked here")
    project.environment["NIX_CONFIG"] = "substituters ="
    return "stub"


def offer_plain(index: Index, name: str, *requires: str) -> None:
    lines = "".join(f"Requires-Dist: {other}\n" for other in requires)
    index.add_source(
        name,
        {"setup.py": "", f"{name}/__init__.py": "", "salt": secrets.token_hex()},
        metadata=f"{LICENCE}Summary: {secrets.token_hex()}\n{lines}",
    )


def test_what_is_checked_is_built_in_the_sandbox(project: Project, index: Index, stub: str) -> None:
    offer_plain(index, "solid", "base")
    offer_plain(index, "base")
    ran = project.run("package", "solid", "--recursive", "--check", "--nixpkgs", stub, "-o", "out")
    assert ran.code == 0, ran.err
    built = re.search(r"solid: built: `(/nix/store/\S+-solid-1\.0)`", ran.err)
    assert built is not None, ran.err
    assert Path(built[1]).is_dir()


def test_what_does_not_build_is_told_from_what_it_needs(project: Project, index: Index, stub: str) -> None:
    offer_plain(index, "solid", "base", "requests")
    offer_plain(index, "base")
    broken = (
        '(if attributes.pname == "base" then { system = builtins.currentSystem; builder = "/nowhere"; } else { '
        'system = "builtin"; builder = "builtin:buildenv"; })'
    )
    text = STUB.replace("(derivation {", f"(derivation ({broken} // {{").replace("  });\n", "  }));\n")
    text = text.replace('    system = "builtin";\n    builder = "builtin:buildenv";\n', "")
    project.write({"stub/default.nix": text})
    failed = project.run("package", "solid", "--recursive", "--check", "--nixpkgs", stub, "-o", "out")
    assert failed.code == 1, failed.err
    assert "the expression of `base` evaluates, but does not build" in failed.err
    project.write(
        {
            "stub/default.nix": STUB.replace(
                'requests = package "requests" "1.9";',
                'requests = derivation { name = "requests-2"; system = builtins.currentSystem; builder = "/x"; };',
            )
        }
    )
    ran = project.run("package", "solid", "--recursive", "--check", "--nixpkgs", stub, "-o", "out")
    assert ran.code == 0, ran.err
    assert "solid: not built: `requests-2`, which it needs, failed" in ran.err


def test_crates_whose_hash_is_not_known_are_not_built(project: Project, index: Index, stub: str) -> None:
    offer_crates(index, {})
    rust = "setuptools-rust = setuptools; setuptools = "
    more = STUB.replace("python3Packages = {", "cargo = 1; rustc = 1; python3Packages = rec {")
    more = more.replace("setuptools = package", f"{rust}package").replace(
        "  stdenv = {",
        "  rustPlatform = { cargoSetupHook = 1; fetchCargoVendor = a: 1; };\n  stdenv = {",
    )
    more = more.replace("optionals =", "fakeHash = 1; optionals =")
    project.write({"stub/default.nix": more})
    ran = project.run("package", "crusty", "--check", "--nixpkgs", stub)
    assert ran.code == 0, ran.err
    assert "crusty: not built: the hash of the crates of crusty is not known" in ran.err


def test_a_directory_is_checked_where_it_is(project: Project, stub: str) -> None:
    project.write(
        {
            "a-b/pyproject.toml": "[project]\nname='here'\nversion='3'\nlicense='MIT'\ndescription='x'\n",
            "a-b/here/__init__.py": "",
        }
    )
    text = STUB.replace("depends =", "inherit (attributes) src;\n    depends =")
    project.write({"stub/default.nix": text})
    ran = project.run("package", "./a-b", "--check", "--nixpkgs", stub)
    assert ran.code == 0, ran.err
    assert "here: built: `" in ran.err
