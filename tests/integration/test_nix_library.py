"""The Nix library and its builders on real wheels, real Debian packages and real Nix."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from tests.integration.built_again import built_again
from tests.integration.project import AS_ROOT

import snowsnake
from snowsnake.targets import host_system

BUILD = Path(snowsnake.__file__).parent / "nix/lib/build.nix"
OPTIONS = (
    "--option",
    "sandbox",
    "true",
    "--option",
    "sandbox-paths",
    "",
    "--option",
    "substituters",
    "",
    *AS_ROOT,
)

pytestmark = pytest.mark.skipif(not shutil.which("nix-build", path=os.environ["PATH"]), reason="no Nix here")


def command(
    *words: str | Path, cwd: Path | None = None, check: bool = True
) -> subprocess.CompletedProcess[str]:
    done = subprocess.run([str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False)
    if check and done.returncode:
        pytest.fail(f"{words}\n{done.stdout}{done.stderr}")
    return done


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A locked and built project: C extensions, a program, console scripts, a library that needs libGL."""
    directory = tmp_path_factory.mktemp("project")
    (directory / "requirements.txt").write_text("numpy\nopencv-python\nrich\nruff\n")
    program = Path(sys.executable).with_name("snowsnake")
    command(program, "lock", cwd=directory)
    command(program, "build", "-o", "result", cwd=directory)
    return directory


@pytest.fixture(scope="module")
def python(project: Path) -> Path:
    return project / "result/bin/python"


def alone(python: Path, program: str) -> str:
    """Run a program with an empty process environment."""
    return command("env", "-i", python, "-c", program).stdout


def test_packages_import_and_map_nothing_of_the_host(python: Path) -> None:
    program = """
import cv2, numpy, rich
assert numpy.linalg.inv(numpy.eye(2))[0, 0] == 1
print({line.split()[-1] for line in open("/proc/self/maps") if ".so" in line and "/nix/store" not in line})
"""
    assert alone(python, program).strip() == "set()"


def test_the_interpreter_is_whole(python: Path) -> None:
    program = """
import bz2, ctypes, curses, dbm.gnu, ensurepip, lzma, readline, sqlite3
import ssl, sysconfig, tkinter, uuid, venv, zoneinfo
assert ssl.create_default_context().get_ca_certs()
assert zoneinfo.ZoneInfo("Europe/Berlin") and all("/nix/store" in path for path in zoneinfo.TZPATH)
assert tkinter.Tcl().eval("info library").startswith("/nix/store")
ctypes.CDLL("libz.so.1")
print([value for value in sysconfig.get_config_vars().values() if str(value).startswith("/usr")])
"""
    assert alone(python, program).strip() == "[]"


def test_programs_and_scripts_run_by_their_path(project: Path) -> None:
    assert command("env", "-i", project / "result/bin/ruff", "--version").stdout.startswith("ruff ")
    assert "markdown-it" in command("env", "-i", project / "result/bin/markdown-it", "--version").stdout


def test_certificates_can_be_the_users(python: Path, tmp_path: Path) -> None:
    (tmp_path / "none.pem").write_text("")
    program = "import ssl; c = ssl.create_default_context(); print(len(c.get_ca_certs()))"
    done = command("env", "-i", f"SSL_CERT_FILE={tmp_path}/none.pem", python, "-c", program, check=False)
    assert done.stdout.strip() in {"0", ""}


@pytest.mark.parametrize("attribute", ["python", "packages.numpy", "packages.opencv-python", ""])
def test_built_twice_same_bytes(project: Path, attribute: str) -> None:
    where = f"environment.{attribute}".rstrip(".")
    derivation = command(
        "nix-instantiate", BUILD, "-A", where, "--argstr", "lock", project / "snowsnake.lock"
    ).stdout.strip()
    # One process this time: how many there are must not show.
    target = f"cp313-{host_system()}"
    built_again(project / "snowsnake.lock", target, derivation, options=("--option", "cores", "1"))


def test_a_missing_seed_says_what_to_type(project: Path, tmp_path: Path) -> None:
    lock = json.loads((project / "snowsnake.lock").read_text())
    for target in lock["targets"].values():
        target["seed"]["nar-sha256"] = "0" * 64
    (tmp_path / "snowsnake.lock").write_text(json.dumps(lock))
    done = command(
        "nix-build", *OPTIONS, "--no-out-link", BUILD, "-A", "environment",
        "--argstr", "lock", tmp_path / "snowsnake.lock", check=False,
    )  # fmt: skip
    assert done.returncode
    assert "snowsnake" in done.stderr
    assert "seed" in done.stderr


def test_a_lock_can_be_a_value(project: Path) -> None:
    """With a target given, nothing of the machine is asked."""
    content = (project / "snowsnake.lock").read_text()
    target = next(iter(json.loads(content)["targets"]))
    text = json.dumps(content).replace("${", "\\${")
    arguments = f"{{ lock = builtins.fromJSON {text}; target = {json.dumps(target)}; }}"
    expression = f"((import {BUILD.with_name('default.nix')}).mkEnvironment {arguments}).drvPath"
    printed = command("nix-instantiate", "--eval", "--strict", "-E", expression).stdout
    assert printed.strip().strip('"').endswith("-snowsnake-environment.drv")
