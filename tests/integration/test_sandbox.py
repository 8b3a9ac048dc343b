"""Builds see neither network nor machine, and stop where the kernel cannot see to that; nothing runs on after us;
what a build prints costs no memory. Real kernels' refusals, in a `World` of their own."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import pytest
from tests.followed import Advice
from tests.integration.newer_nix import programs_of
from tests.integration.nix_world import LIBRARY, Small, World, small, world
from tests.integration.project import alive, descendants, finish
from tests.patience import PATIENCE, eventually

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root: makes users and mounts"),
    pytest.mark.skipif(not shutil.which("nix-build"), reason="no Nix here"),
]

CONTAINED = (sys.executable, str(Path(__file__).with_name("contained.py")))
# A build with the seed's own Python.
DERIVATION = """
{{ seed, loader, libraries, python, program }}:
derivation {{
  name = "tried";
  system = builtins.currentSystem;
  builder = "${{builtins.storePath seed}}/${{loader}}";
  args = [ "--library-path" "${{builtins.storePath seed}}/${{libraries}}"
           "${{builtins.storePath seed}}/${{python}}" "-I" "-S" "-u" "-c" program ];
}}
"""
# Started in a world: builds with the class that the command line uses, and says what came out as JSON.
BUILD = """
import json, sys, time
from pathlib import Path
from snowsnake.errors import SnowsnakeError
from snowsnake.events import BuildLogLine
from snowsnake.nix.command import Nix
lines = longest = 0
def count(event):
    global lines, longest
    if isinstance(event, BuildLogLine):
        lines += 1
        longest = max(longest, len(event.line))
said = {}
try:
    said["out"] = Nix(observer=count).build(Path(sys.argv[1]), json.loads(sys.argv[2]))
except SnowsnakeError as error:
    said |= {"kind": type(error).__name__, "message": error.message, "details": error.details}
said |= {"lines": lines, "longest": longest}
# Not getrusage: what whoever started us used before is in its figure.
status = Path("/proc/self/status").read_text()
said["memory"] = int(status.partition("VmHWM:")[2].split()[0]) * 1024
print(json.dumps(said))
"""


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module", params=["here", "sid"])
def machine(request: pytest.FixtureRequest, prepared: Small) -> Iterator[World]:
    with world(None if request.param == "here" else programs_of(request.param)) as made:
        made.stock(prepared.stock)
        yield made


@pytest.fixture
def here(machine: World, prepared: Small) -> World:
    machine.configure("")
    machine.forget(prepared.unbuilt)
    return machine


def attempt(here: World, prepared: Small, program: str) -> dict[str, object]:
    """Build what runs `program`."""
    (target,) = json.loads((prepared.directory / "snowsnake.lock").read_text())["targets"].values()
    seed = target["seed"]
    file = here.directory / "home" / "tried.nix"
    file.write_text(DERIVATION.format())
    args = {
        "seed": prepared.seed,
        "loader": seed["loader"],
        "libraries": seed["library-path"][0],
        "python": seed["python"],
        "program": f"# {time.time_ns()}\nimport os, sys\nout = os.environ['out']\n{program}",
    }
    done = here.run(sys.executable, "-c", BUILD, "/home/tried.nix", json.dumps(args), timeout=PATIENCE)
    found: dict[str, object] = json.loads(done.stdout)
    return found


# --- no sandbox to be had


def refused(here: World, prepared: Small, project_before: tuple[str, ...], user: str | None) -> str:
    name = f"refused-{user}-{len(project_before)}"
    cache = prepared.cache if user else None
    project = here.project(name, prepared.directory, user=user, cache=cache)
    project.before = (*project.before, *project_before)
    said = project.fails("build").err
    assert "error: Nix cannot build in its sandbox here: " in said
    assert "help: allow user namespaces" in said
    option = Advice("nix/errors.py", "--no-sandbox").printed_in(said)
    assert not (here.directory / prepared.environment[1:]).exists()
    ran = project.run("build", option)
    assert (ran.code, ran.out.strip()) == (0, prepared.environment), ran.err
    assert "warning: building without Nix's sandbox: builds see this machine's files and network" in ran.err
    return said


def test_container_without_privileges(here: World, prepared: Small) -> None:
    """Root, as `docker run` gives it."""
    refused(here, prepared, CONTAINED, None)


@pytest.mark.skipif(not shutil.which("bwrap"), reason="needs bubblewrap")
@pytest.mark.parametrize("suite", ["here", "sid"])
def test_kernel_without_user_namespaces(prepared: Small, suite: str) -> None:
    """The limit on them is 0: the kernel says `No space left on device`, which is no full disk."""
    with world(None if suite == "here" else programs_of(suite)) as here:
        here.stock(prepared.stock)
        number = str(here.user("alice"))
        subprocess.run(["chown", "-R", number, here.directory / "nix"], check=True)
        none = (
            "bwrap",
            "--dev-bind",
            "/",
            "/",
            "--unshare-user",
            "--uid",
            number,
            "--gid",
            number,
            "--disable-userns",
        )
        refused(here, prepared, (*none, "--"), "alice")


def test_root_that_may_not_become_a_build_user(here: World, prepared: Small) -> None:
    """A container without capabilities: the build users of its image are of no use."""
    project = here.project("powerless", prepared.directory)
    project.before = (*project.before, "bwrap", "--dev-bind", "/", "/", "--cap-drop", "ALL", "--")
    assert "error: Nix cannot build in its sandbox here: setgroups failed" in project.fails("build").err
    ran = project.run("build", "--no-sandbox")
    assert (ran.code, ran.out.strip()) == (0, prepared.environment), ran.err


# --- what a build sees


@pytest.fixture
def listening() -> Iterator[int]:
    """A port of this machine's that answers."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_nix_conf_cannot_weaken_it(here: World, prepared: Small, listening: int) -> None:
    here.configure(
        "sandbox = relaxed\nsandbox-fallback = true\nsandbox-paths = /etc/hostname /usr\n"
        "extra-sandbox-paths = /var\nallowed-impure-host-deps = /etc\n"
    )
    program = f"""
import socket, urllib.request
seen = [path for path in ("/usr", "/var", "/etc/hostname", "/home", "/root", "/sys") if os.path.exists(path)]
try:
    socket.create_connection(("127.0.0.1", {listening}), timeout=5)
    seen.append("network")
except OSError as error:
    print(error)
print(os.listdir("/"), os.listdir("/etc"), sorted(os.environ))
seen += [name for name in os.listdir("/nix/store") if "markupsafe" in name or name.endswith(".lock")]
sys.exit(", ".join(seen) or None) if seen else open(out, "w").close()
"""
    found = attempt(here, prepared, program)
    assert "out" in found, found
    # What the environment is made of builds there too.
    project = here.project("weakened", prepared.directory)
    ran = project.run("build")
    assert (ran.code, ran.out.strip()) == (0, prepared.environment), ran.err


def test_only_fetches_may_use_the_network(prepared: Small) -> None:
    """Nix gives network to derivations whose output hash is known: those are its own downloader alone."""
    arguments = ["--argstr", "lock", f"{prepared.directory}/snowsnake.lock", "-A", "environment"]
    made = subprocess.run(
        ["nix-instantiate", str(LIBRARY / "build.nix"), *arguments],
        capture_output=True,
        text=True,
        check=True,
    )
    shown = [
        "nix",
        "--extra-experimental-features",
        "nix-command",
        "show-derivation",
        "-r",
        made.stdout.strip(),
    ]
    told = json.loads(subprocess.run(shown, capture_output=True, text=True, check=True).stdout)
    builds = {path: found for path, found in told.items() if found["builder"] != "builtin:fetchurl"}
    assert {re.sub(r"^/nix/store/\w{32}-|-[\d.]+\.drv$|\.drv$", "", path) for path in builds} == {
        "attrs", "cpython", "markupsafe", "snowsnake-environment", "snowsnake-tools",
    }  # fmt: skip
    for found in builds.values():
        assert all("hash" not in output for output in found["outputs"].values())
        assert not {"__noChroot", "__impureHostDeps", "impureEnvVars", "requiredSystemFeatures"} & set(
            found["env"]
        )


# --- what a build prints


def test_a_log_of_any_size(here: World, prepared: Small) -> None:
    """20 MB of lines: what we need does not grow with them (a gigabyte was tried by hand: 41 MB)."""
    found = attempt(
        here, prepared, "for _ in range(200): print(('x' * 99 + chr(10)) * 1000, end='')\nsys.exit(1)"
    )
    assert found["kind"] == "BuildFailed"
    assert found["lines"] == 200_000
    assert int(str(found["memory"])) < 100e6
    assert len(str(found["details"])) < 10_000


def test_a_line_of_any_size(here: World, prepared: Small) -> None:
    found = attempt(here, prepared, "for _ in range(50): print('x' * 1000000, end='')\nprint()\nsys.exit(1)")
    assert found["kind"] == "BuildFailed"
    assert int(str(found["longest"])) < 5000
    assert int(str(found["memory"])) < 100e6
    assert len(str(found["details"])) < 10_000


def test_control_characters(here: World, prepared: Small) -> None:
    """A compiler's warning repeats the line of source: here one that would clear the screen."""
    program = (
        r"sys.stdout.buffer.write(b'\x1b[2J\x1b]0;owned\x07\r\x08 fine \xff \xe2\x80\xae\n'); sys.exit(1)"
    )
    found = attempt(here, prepared, program)
    assert found["kind"] == "BuildFailed"
    assert "fine" in str(found["details"])


# --- nothing runs on


def test_kill_9(prepared: Small, tmp_path: Path) -> None:
    """Nix and its builds end with us; where there is no setpriv that can see to it, too."""
    with world() as here:
        project = here.project("killed", prepared.directory)
        for setpriv in ("util-linux", "busybox", "none"):
            project.environment["PATH"] = os.environ["PATH"]
            if setpriv != "util-linux":
                (tmp_path / setpriv).mkdir()
                project.environment["PATH"] = str(programs_without_setpriv(tmp_path / setpriv))
            if setpriv == "busybox":
                (tmp_path / setpriv / "setpriv").write_text("#!/bin/sh\necho usage >&2\nexit 1\n")
                (tmp_path / setpriv / "setpriv").chmod(0o755)
            # The interpreter has to be built first: that takes long enough to be killed in.
            process = project.start("build", "-v")
            try:
                while not below_nix(process.pid):
                    assert process.poll() is None
                    time.sleep(0.02)
                started = [number for number, _ in descendants(process.pid)]
                process.send_signal(signal.SIGKILL)
            finally:
                finish(process)
            eventually(partial(_ended, started))
        # And the next run just works.
        ran = project.run("run", "python", "-c", "import markupsafe")
        assert ran.code == 0, ran.err


def _ended(processes: Sequence[int]) -> bool:
    return not alive(processes)


def programs_without_setpriv(directory: Path) -> Path:
    """All programs of `PATH` but one."""
    for place in map(Path, os.environ["PATH"].split(os.pathsep)):
        for program in place.glob("*"):
            if program.name != "setpriv" and not (directory / program.name).exists():
                (directory / program.name).symlink_to(program)
    return directory


def below_nix(process: int) -> list[int]:
    """The builders among the descendants of snowsnake: Python below Nix, later than the sandbox's first try."""
    nix = [number for number, name in descendants(process) if name == "nix-store"]
    return [child for number in nix for child, name in descendants(number) if name.startswith("python3")]
