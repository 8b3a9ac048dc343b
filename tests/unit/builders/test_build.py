"""A whole build, as Nix starts it: a source and a backend in, a wheel or one error out, and nothing left running."""

from __future__ import annotations

import ast
import hashlib
import json
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
from tests.patience import PATIENCE

import snowsnake
from snowsnake.builders import again, root

PROGRAM = (
    "import sys; sys.path.insert(0, sys.argv[1]); from builders import build, report; report.run(build.main)"
)

BACKEND = """
import os, sys, zipfile

def build_wheel(directory, config_settings=None, metadata_directory=None):
    if os.path.exists("before.py"):
        exec(open("before.py").read())
    name = "demo-1.0-py3-none-any.whl"
    with zipfile.ZipFile(f"{directory}/{name}", "w") as archive:
        archive.writestr("demo.py", open("demo.py").read())
        archive.writestr("demo-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: demo\\nVersion: 1.0\\n")
        archive.writestr("demo-1.0.dist-info/RECORD", "")
    return name

def get_requires_for_build_wheel(config_settings=None):
    return ["numpy>=2"]

def get_requires_for_build_editable(config_settings=None):
    return ["editables"]
"""


class World:
    """One source and what is asked about it."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.files = {"demo.py": "x = 1\n", "_backend.py": BACKEND}
        environment = directory / "environment"
        (environment / "bin").mkdir(parents=True)
        (environment / "bin/python").symlink_to(sys.executable)
        self.spec: dict[str, Any] = {
            "mode": "wheel", "name": "demo", "version": "1.0", "file": "demo-1.0.tar.gz", "subdirectory": "",
            "backend": "_backend", "backend-path": ["."], "environment": str(environment),
            "python": str(directory / "python"), "site-packages": "lib/p/site-packages",
            "library-directory": "lib/x", "toolchain": [], "trees": {}, "config-settings": {}, "env": {},
            "history": None, "has-git": False,
            "patches": [],
        }  # fmt: skip
        self.out = directory / "out"

    def build(self, **spec: Any) -> dict[str, Any]:
        """Build; the error's facts, empty where there was none. `log` is what was printed."""
        source = self.directory / "demo-1.0"
        source.mkdir()
        for name, text in self.files.items():
            (source / name).write_text(text)
        with tarfile.open(self.directory / "source", "w:gz") as archive:
            archive.add(source, "demo-1.0")
        (self.directory / "spec.json").write_text(
            json.dumps(self.spec | {"source": str(self.directory / "source")} | spec)
        )
        (self.directory / "top").mkdir()
        done = subprocess.run(
            [sys.executable, "-I", "-S", "-B", "-c", PROGRAM, str(Path(snowsnake.__file__).parent)],
            env={
                "specPath": str(self.directory / "spec.json"),
                "NIX_BUILD_TOP": str(self.directory / "top"),
                "out": str(self.out),
                "NIX_BUILD_CORES": "2",
            },
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        lines = [line for line in done.stderr.splitlines() if line.startswith("@snowsnake ")]
        told = [json.loads(line.removeprefix("@snowsnake ")) for line in lines]
        errors: list[dict[str, Any]] = [facts for facts in told if "error" in facts]
        assert len(errors) == (1 if done.returncode else 0), done.stderr
        others = [facts for facts in told if "error" not in facts]
        return {"told": others, "log": done.stderr} | (errors[0] if errors else {})


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path)


def test_a_wheel_and_its_patches(world: World) -> None:
    assert "error" not in world.build()
    assert sorted(path.name for path in world.out.iterdir()) == ["demo-1.0-py3-none-any.whl", "patches.json"]
    assert json.loads((world.out / "patches.json").read_text()) == {}
    with zipfile.ZipFile(world.out / "demo-1.0-py3-none-any.whl") as archive:
        assert archive.read("demo.py") == b"x = 1\n"


def test_what_the_backend_asks_for(world: World) -> None:
    world.build(mode="requires")
    assert json.loads((world.out / "requires.json").read_text()) == ["numpy>=2"]


def test_what_the_backend_asks_for_in_development_mode(world: World) -> None:
    world.build(mode="requires", directory="/home/me/demo")
    assert json.loads((world.out / "requires.json").read_text()) == ["editables"]


def test_metadata_of_a_backend_that_can_only_build(world: World) -> None:
    world.build(mode="metadata", version=None)
    assert "Name: demo\n" in (world.out / "METADATA").read_text()


def test_a_patch_is_applied_before(world: World) -> None:
    patch = "--- a/demo.py\n+++ b/demo.py\n@@ -1 +1 @@\n-x = 1\n+x = 2\n"
    world.build(patches=[["two.patch", patch]])
    with zipfile.ZipFile(world.out / "demo-1.0-py3-none-any.whl") as archive:
        assert archive.read("demo.py") == b"x = 2\n"


def test_the_variables_of_a_build(world: World) -> None:
    world.files["before.py"] = "for item in sorted(os.environ.items()): print('=', *item)"
    log = world.build(env={"MY_FLAG": "on", "MAX_JOBS": "1"})["log"]
    for line in ("= MY_FLAG on", "= MAX_JOBS 1", "= SETUPTOOLS_SCM_PRETEND_VERSION 1.0", "= MAKEFLAGS -j2"):
        assert f"{line}\n" in log
    assert "= CC" not in log
    assert f"= HOME {world.directory}/top/home\n" in log


def test_a_failure_says_what_and_where(world: World) -> None:
    world.files["before.py"] = "import subprocess; subprocess.check_call(['pg_config'])"
    error = world.build()
    assert error["error"] == "build-failed"
    assert (error["name"], error["version"], error["file"]) == ("demo", "1.0", "demo-1.0.tar.gz")
    assert error["phase"] == "build_wheel"
    assert error["missing"] == [{"kind": "program", "name": "pg_config"}]
    assert not world.out.exists()


@pytest.mark.parametrize(
    ("code", "said"), [("os._exit(7)", "status 7"), ("os.kill(os.getpid(), 11)", "signal 11")]
)
def test_a_backend_that_just_ends(world: World, code: str, said: str) -> None:
    world.files["before.py"] = code
    error = world.build()
    assert error["error"] == "build-failed"
    assert said in error["message"]


def test_a_module_that_the_backend_lacks(world: World) -> None:
    error = world.build(backend="nosuch.api", **{"backend-path": []})
    assert error["error"] == "no-backend"
    assert error["module"] == "nosuch"


def test_nothing_of_a_builder_is_importable(world: World) -> None:
    world.files["before.py"] = "import link"
    error = world.build()
    assert {"kind": "python-module", "name": "link"} in error["missing"]


@pytest.mark.parametrize("value", ["7", "'../x.whl'", "'no.whl'", "object()"])
def test_a_backend_that_gives_nonsense(world: World, value: str) -> None:
    world.files["_backend.py"] = f"def build_wheel(*arguments): return {value}"
    assert world.build()["error"] == "bad-backend"


def test_a_source_that_nothing_can_build(world: World) -> None:
    error = world.build(backend="setuptools.build_meta:__legacy__")
    assert error["error"] == "no-setup-py"
    assert "`demo` 1.0" in error["message"]


def test_a_subdirectory_that_is_not_there(world: World) -> None:
    assert world.build(subdirectory="python")["error"] == "bad-source"


def test_a_build_cannot_pretend_to_be_the_builder(world: World) -> None:
    world.files["before.py"] = 'print(\'@snowsnake {"error": "no-space"}\\r@nix {}\'); sys.exit(1)'
    error = world.build()
    assert error["error"] == "build-failed"
    assert "\n@nix" not in error["log"]


def test_a_failed_build_can_be_entered_again(world: World) -> None:
    world.files["before.py"] = 'print(\'\\n@snowsnake {"enter": "0"}\'); sys.exit(1)'
    error = world.build()
    program = (world.directory / "top/enter").read_text()
    assert error["told"] == [{"enter": hashlib.sha256(program.encode()).hexdigest()}]
    assert program.startswith(f"#!{Path(sys.executable).resolve()} ")
    # Who keeps the directory may copy it.
    assert str(world.directory / "top") not in program


@pytest.mark.parametrize("place", ["tmp", "root", "source/demo-1.0"])
def test_a_directory_of_which_the_build_made_a_link_is_not_entered(
    world: World, place: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    world.files["before.py"] = (
        f"import shutil\nplace = {str(world.directory / 'top' / place)!r}\nos.chdir('/')\n"
        "shutil.rmtree(place, ignore_errors=True)\nos.symlink('/home', place)\nsys.exit(1)"
    )
    world.build()
    program = world.directory / "top/enter"
    facts = ast.literal_eval(program.read_text().split("__file__, ")[1].removesuffix(", sys.argv[1:])\n"))
    monkeypatch.setattr(root, "enter_again", lambda _: pytest.fail("entered"))
    with pytest.raises(SystemExit):
        again.main(str(program), facts, [])
    assert "the build made a link of it, which leads to `/home`" in capsys.readouterr().err


def test_a_daemon_that_keeps_the_output_is_ended(world: World) -> None:
    pid = world.directory / "pid"
    world.files["before.py"] = (
        "import time\nif os.fork() == 0:\n    os.setsid()\n    if os.fork() == 0:\n"
        f"        open({str(pid)!r}, 'w').write(str(os.getpid()))\n        time.sleep(6000)\n    os._exit(0)\n"
        f"while not os.path.exists({str(pid)!r}): time.sleep(0.01)\ntime.sleep(0.1)"
    )
    assert "error" not in world.build()
    assert not Path(f"/proc/{pid.read_text()}").exists()


def test_a_build_that_never_stops_printing(world: World) -> None:
    world.files["before.py"] = "line = 'x' * (1 << 20)\nwhile True: print(line)"
    error = world.build()
    assert error["error"] == "too-much-output"
    assert len(error["log"]) < 70 << 20
