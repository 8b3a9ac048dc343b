"""Who builds: root with and without build users, users of a daemon, the owner of a store; and where: a full disk,
a store that cannot be written, a binary cache. Real Nix, real daemons, each in a `World` of its own."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.integration.newer_nix import programs_of
from tests.integration.nix_world import Small, World, small, world
from tests.integration.project import Project

pytestmark = [
    pytest.mark.skipif(os.geteuid() != 0, reason="needs root: makes users and mounts"),
    pytest.mark.skipif(not shutil.which("nix-daemon"), reason="no Nix here"),
]


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Small:
    return small(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="module", params=["here", "sid"])
def machine(request: pytest.FixtureRequest, prepared: Small) -> Iterator[World]:
    """A machine with build users and a Nix: this machine's, or the newest."""
    with world(None if request.param == "here" else programs_of(request.param)) as made:
        made.stock(prepared.stock)
        yield made


@pytest.fixture
def here(machine: World, prepared: Small) -> World:
    """The machine, with something to build."""
    machine.configure("")
    shutil.rmtree(machine.directory / "nix/var/nix/daemon-socket", ignore_errors=True)
    machine.forget(prepared.unbuilt)
    return machine


def works(project: Project, prepared: Small, *options: str) -> str:
    """Build; what was said."""
    ran = project.run("build", *options)
    assert (ran.code, ran.out.strip()) == (0, prepared.environment), ran.err
    assert "warning" not in ran.err or "--no-sandbox" in options, ran.err
    program = "import attrs, markupsafe._speedups; print(markupsafe.__file__)"
    ran = project.run("run", *options, "python", "-c", program)
    assert ran.out.startswith(prepared.environment), ran.err
    return ran.err


def roots(machine: World, prepared: Small) -> str:
    return machine.run("nix-store", "--query", "--roots", prepared.environment).stdout


IN_THE_WAY = (
    "min-free = 1152921504606846976\nmax-free = 1152921504606846976\npure-eval = true\nrestrict-eval = true\n"
)
"""Settings under which Nix would collect what was just added, which has no root yet, and read none of our files."""


@pytest.mark.parametrize("builders", [0, 4])
def test_root(here: World, prepared: Small, builders: int, tmp_path: Path) -> None:
    """Debian's nix-bin makes no build users when it is installed: only its nix-setup-systemd does."""
    here.people(builders=builders)
    here.configure("" if builders else IN_THE_WAY)
    project = here.project(f"root{builders}", prepared.directory)
    works(project, prepared)
    assert str(project.state) in roots(here, prepared)
    group = (here.directory / "nix/store").stat().st_gid
    assert (group == here.first) or builders == 0
    here.people(builders=4)


def test_user_without_a_daemon(here: World, prepared: Small) -> None:
    project = here.project("alone", prepared.directory, user="alice", cache=prepared.cache)
    said = project.fails("build").err
    assert (
        "error: cannot write to the Nix store: `/nix/var/nix` is not yours and no Nix daemon is listening"
        in said
    )
    if not Path("/run/systemd/system").is_dir():
        line = said.partition("help: start the daemon: `")[2].partition("`")[0]
        (command,) = re.findall(r'sudo sh -c "(nix-daemon.*) >/dev/null 2>&1 &"', line)
        with here.daemon("sandbox-paths =\n", command=shlex.split(command)):
            works(project, prepared)


def test_user_of_a_daemon(here: World, prepared: Small) -> None:
    """What an untrusted user asks for is ignored: the daemon's own settings say whether there is a sandbox."""
    project = here.project("daemon", prepared.directory, user="alice", cache=prepared.cache)
    with here.daemon("sandbox = true\nsandbox-paths =\n"):
        works(project, prepared)
        assert str(project.state) in roots(here, prepared)
        assert project.run("clean").code == 0
        assert str(project.state) not in roots(here, prepared)


def test_daemon_without_sandbox(here: World, prepared: Small) -> None:
    """Debian's nix.conf says `sandbox = false`."""
    project = here.project("unsafe", prepared.directory, user="alice", cache=prepared.cache)
    with here.daemon("sandbox = false\n"):
        said = project.fails("build").err
        assert (
            "error: Nix cannot build in its sandbox here: builds see the network and the files of this"
            in said
        )
        assert (
            "help: set `sandbox = true` in /etc/nix/nix.conf and restart the daemon; to build without" in said
        )
        assert not (here.directory / prepared.environment[1:]).exists()
        said = project.run("build", "--no-sandbox").err
        assert "warning: building without Nix's sandbox" in said
        works(project, prepared, "--no-sandbox")


def test_trusted_user_of_a_daemon(here: World, prepared: Small) -> None:
    project = here.project("trusted", prepared.directory, user="alice", cache=prepared.cache)
    with here.daemon("sandbox = false\ntrusted-users = root alice\n"):
        works(project, prepared)


def test_daemon_that_does_not_want_the_user(here: World, prepared: Small) -> None:
    project = here.project("unwanted", prepared.directory, user="alice", cache=prepared.cache)
    with here.daemon("sandbox = true\nsandbox-paths =\nallowed-users = bob\n"):
        said = project.fails("build").err
    assert "error: cannot write to the Nix store: the Nix daemon does not talk to you" in said
    assert "help: have yourself named by `allowed-users` in /etc/nix/nix.conf" in said


def test_daemon_of_a_group(here: World, prepared: Small) -> None:
    """On Debian the socket is for the members of `nix-users`."""
    alice = here.project("outside", prepared.directory, user="alice", cache=prepared.cache)
    bob = here.project("inside", prepared.directory, user="bob", cache=prepared.cache)
    with here.daemon("sandbox = true\nsandbox-paths =\n", closed=True):
        said = alice.fails("build").err
        assert "error: cannot write to the Nix store: you may not talk to the Nix daemon" in said
        assert "help: join its group: `sudo adduser $USER nix-users`, then log in again" in said
        works(bob, prepared)


def test_daemon_that_died(here: World, prepared: Small) -> None:
    project = here.project("dead", prepared.directory, user="alice", cache=prepared.cache)
    with here.daemon("sandbox = true\nsandbox-paths =\n"):
        pass
    said = project.fails("build").err
    assert "error: cannot write to the Nix store: the Nix daemon does not answer at " in said
    assert "help: start it: " in said


def test_owner_of_a_store(prepared: Small) -> None:
    """What the Nix installer calls single-user: /nix belongs to who uses it."""
    with world() as here:
        here.stock(prepared.stock)
        here.configure("sandbox = false\n")
        subprocess.run(["chown", "-R", str(here.user("alice")), here.directory / "nix"], check=True)
        works(here.project("owner", prepared.directory, user="alice", cache=prepared.cache), prepared)


# --- places


@pytest.mark.parametrize("suite", ["here", "sid"])
def test_disk_full(prepared: Small, suite: str) -> None:
    programs = None if suite == "here" else programs_of(suite)
    with world(programs, size="64m") as here:
        project = here.project("full", prepared.directory)
        said = project.fails("build").err
    assert "error: no space left on the disk of the Nix store or of `TMPDIR`\n" in said
    assert "help: free some: `snowsnake clean`, then `nix-store --gc`" in said


@pytest.mark.parametrize("suite", ["here", "sid"])
def test_store_that_is_read_only(prepared: Small, suite: str) -> None:
    with world(None if suite == "here" else programs_of(suite)) as here:
        here.run("nix-store", "--init")
        project = here.project(
            "fixed", prepared.directory, before=("sh", "-c", 'mount -o remount,ro,bind /nix; "$@"', "sh")
        )
        said = project.fails("build").err
    assert "error: cannot write to the Nix store: " in said
    assert "`/nix/var/nix` is on a read-only file system\n" in said


def test_binary_cache(prepared: Small, tmp_path: Path) -> None:
    """What another machine has built is fetched: nothing is downloaded otherwise, nothing built, no seed needed."""
    cache = tmp_path / "cache"
    public, secret = tmp_path / "public", tmp_path / "secret"
    make_key = ["nix-store", "--generate-binary-cache-key", "test-1", str(secret), str(public)]
    subprocess.run(make_key, check=True)
    where = f"file://{cache}?secret-key={secret}&compression=none"
    copy = ["nix", "--extra-experimental-features", "nix-command", "copy", "--to", where]
    subprocess.run([*copy, prepared.environment, prepared.seed], check=True, capture_output=True)
    with world() as here:
        here.configure(f"substituters = file://{cache}\ntrusted-public-keys = {public.read_text()}\n")
        project = here.project("cached", prepared.directory)
        project.environment["SNOWSNAKE_CACHE_DIR"] = str(tmp_path / "empty")
        ran = project.run("build", "--offline")
        assert (ran.code, ran.out.strip()) == (0, prepared.environment), ran.err
        assert ran.err == ""  # nothing was to be done
