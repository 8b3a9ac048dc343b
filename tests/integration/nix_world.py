"""A machine of its own as far as Nix can see: another /nix, nix.conf, users, and if wanted another Nix.

All of it is in mount namespaces, one for each command: nothing of this machine's store, daemon or users is
touched. Its users' numbers are its own too, because Nix ends every process of a build user when it is done with
it, and another Nix on this machine may have the same build users. Needs root.
"""

from __future__ import annotations

import contextlib
import itertools
import json
import os
import shlex
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from tests.integration.project import Project
from tests.patience import PATIENCE

import snowsnake
from snowsnake.artifacts import fixed_output_path

LIBRARY = Path(snowsnake.__file__).parent / "nix/lib"
BUILDERS = 8
USERS = ("alice", "bob")

_worlds = itertools.count()

# How a command enters. What is bound is read from files, so that it may change while a daemon runs.
_ENTER = """#!/bin/sh
set -e
world=$(dirname "$(readlink -f "$0")")
mkdir -p /nix
mount --bind "$world/nix" /nix
if [ -s "$world/size" ]; then
    mount -t tmpfs -o "size=$(cat "$world/size"),mode=755" snowsnake-test /nix
fi
mkdir -p /etc/nix  # all that a machine without one keeps of this
mount -t tmpfs -o mode=755 snowsnake-test /etc/nix
cp "$world"/etc/nix.conf /etc/nix/nix.conf
for file in passwd group; do mount --bind "$world/etc/$file" "/etc/$file"; done
mount --bind "$world/home" /home
if [ -e "$world/open" ]; then . "$world/open"; fi
exec "$@"
"""


@dataclass(kw_only=True)
class World:
    """A store that is nobody else's, and how to start commands that see it as `/nix`."""

    directory: Path
    programs: Path | None = None
    """The directory of the Nix to use; `None` for the machine's."""
    environment: dict[str, str] = field(default_factory=dict)
    """More variables for every command."""
    size: str | None = None
    """Of a file system of its own for /nix (gone when the command ends); `None` for a directory that stays."""
    first: int = 0
    """The number of its first user."""

    def __post_init__(self) -> None:
        self.first = 20_000 + (os.getpid() * 37 + next(_worlds)) % 1_900 * 20
        for name in ("nix", "etc", "home", "hold"):
            (self.directory / name).mkdir(mode=0o755)
        enter = self.directory / "enter"
        enter.write_text(_ENTER, "utf-8")
        enter.chmod(0o755)
        (self.directory / "size").write_text(self.size or "", "utf-8")
        self.configure("")
        self.people(builders=BUILDERS)

    def configure(self, text: str) -> None:
        """Write its nix.conf."""
        (self.directory / "etc/nix.conf").write_text(text, "utf-8")

    def people(self, *, builders: int) -> None:
        """Write its passwd and group: this machine's, but for the build users, and with `USERS`."""
        passwd = [x for x in Path("/etc/passwd").read_text("utf-8").splitlines() if "nixbld" not in x]
        group = [x for x in Path("/etc/group").read_text("utf-8").splitlines() if not x.startswith("nix")]
        builds = [f"nixbld{n}" for n in range(1, builders + 1)]
        if builds:
            group.append(f"nixbld:x:{self.first}:{','.join(builds)}")
        group.append(f"nix-users:x:{self.first + 1}:bob")
        for n, name in enumerate(builds):
            passwd.append(f"{name}:x:{self.first + n + 10}:{self.first}::/nonexistent:/usr/sbin/nologin")
        for name in USERS:
            passwd.append(f"{name}:x:{self.user(name)}:{self.user(name)}::/home/{name}:/bin/sh")
            group.append(f"{name}:x:{self.user(name)}:")
        (self.directory / "etc/passwd").write_text("\n".join(passwd) + "\n", "utf-8")
        (self.directory / "etc/group").write_text("\n".join(group) + "\n", "utf-8")

    def user(self, name: str) -> int:
        """The number of one of `USERS`, and of the group that is theirs alone."""
        return self.first + 2 + USERS.index(name)

    def words(self, *, user: str | None = None, before: Sequence[str] = ()) -> tuple[str, ...]:
        """What goes before a command so that it runs here, as a user; `before` runs as root, just outside it."""
        inside: tuple[str, ...] = ()
        if user is not None:
            number = str(self.user(user))
            inside = ("setpriv", "--reuid", number, "--regid", number, "--init-groups", "--")
        enter = str(self.directory / "enter")
        return ("unshare", "--mount", "--propagation", "private", enter, *before, *inside)

    def variables(self, user: str | None = None) -> dict[str, str]:
        """What differs from our environment."""
        found = dict(self.environment)
        if self.programs is not None:
            found["PATH"] = f"{self.programs}{os.pathsep}{os.environ['PATH']}"
        if user is not None:
            # What pip and uv of ours are told may name files that nobody else can read.
            found |= {"HOME": f"/home/{user}", "USER": user, "LOGNAME": user, "UV_NO_CONFIG": "1"}
            found |= {"SNOWSNAKE_CACHE_DIR": f"/home/{user}/.cache/snowsnake"}
        return found

    def run(
        self, *command: str | Path, user: str | None = None, check: bool = True, timeout: float = PATIENCE
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            [*self.words(user=user), *map(str, command)],
            env={**os.environ, **self.variables(user)},
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
            timeout=timeout,
        )
        if check and done.returncode:
            pytest.fail(f"{command}\n{done.stdout}{done.stderr}")
        return done

    def project(
        self,
        name: str,
        files: Path,
        *,
        user: str | None = None,
        cache: Path | None = None,
        before: Sequence[str] = (),
    ) -> Project:
        """A copy of the directory `files` in a user's home; `cache` is copied to be their cache."""
        owner = user or "root"
        home = self.directory / "home" / owner
        project = home / name
        for directory in (home, project, home / f"{name}-state", home / f"{name}-tmp"):
            directory.mkdir(exist_ok=True)
        shutil.copytree(files, project, dirs_exist_ok=True)
        if cache is not None and not (home / ".cache").exists():
            shutil.copytree(cache, home / ".cache/snowsnake")
        if user is not None:
            self._open()
            number = self.user(user)
            subprocess.run(["chown", "-R", f"{number}:{number}", home], check=True)
        return Project(
            directory=project,
            state=home / f"{name}-state",
            temporary=home / f"{name}-tmp",
            environment=self.variables(user),
            before=self.words(user=user, before=before),
        )

    def forget(self, paths: Sequence[str]) -> None:
        """Remove store paths, and what was made from them, so that they have to be built again."""
        options = ("--option", "build-users-group", "")
        found = self.run("nix-store", "--query", "--referrers-closure", *options, *paths).stdout.split()
        self.run("nix-store", "--delete", "--ignore-liveness", *options, *found)

    def stock(self, paths: Sequence[str]) -> None:
        """Copy store paths of this machine here."""
        with subprocess.Popen(["nix-store", "--export", *paths], stdout=subprocess.PIPE) as source:
            words = [*self.words(), "nix-store", "--import"]
            variables = {**os.environ, **self.variables()}
            subprocess.run(
                words, stdin=source.stdout, stdout=subprocess.DEVNULL, env=variables, cwd="/", check=True
            )
            assert source.wait() == 0

    def _open(self) -> None:
        """Let its users reach the Python that runs us: it may lie in a directory that is root's alone."""
        wanted = {Path(sys.prefix), Path(sys.base_prefix), Path(snowsnake.__file__).parents[1]}
        wanted |= {Path(os.path.realpath(sys.executable)).parents[1]}
        wanted |= {self.programs.parent} if self.programs else set()
        closed: dict[Path, list[Path]] = {}
        for path in wanted:
            for parent in reversed(path.parents):
                if not parent.stat().st_mode & 0o001:
                    closed.setdefault(parent, []).append(path)
                    break
        lines = []
        for number, path in enumerate(itertools.chain.from_iterable(closed.values())):
            hold = self.directory / "hold" / str(number)
            hold.mkdir(exist_ok=True)
            lines.append(f"mount --bind {shlex.quote(str(path))} {hold}")
        number = 0
        for parent, paths in closed.items():
            lines.append(f"mount -t tmpfs -o mode=755 snowsnake-test {shlex.quote(str(parent))}")
            for path in paths:
                place = shlex.quote(str(path))
                lines += [
                    f"mkdir -p {place}",
                    f"mount --bind {self.directory / 'hold' / str(number)} {place}",
                ]
                number += 1
        (self.directory / "open").write_text("\n".join(lines) + "\n", "utf-8")

    @contextlib.contextmanager
    def daemon(
        self, conf: str, *, closed: bool = False, command: Sequence[str] = ("nix-daemon",)
    ) -> Iterator[subprocess.Popen[bytes]]:
        """A Nix daemon with this nix.conf; `closed`: its socket is for the group nix-users, as on Debian.

        `command` is what starts it.
        """
        self.configure(conf)
        store = self.directory / "nix"
        place = store / "var/nix/daemon-socket"
        place.mkdir(parents=True, exist_ok=True)
        os.chown(place, 0, self.first + 1 if closed else 0)
        place.chmod(0o750 if closed else 0o755)
        (place / "socket").unlink(missing_ok=True)
        program = (self.programs or Path("/usr/bin")) / command[0]
        with (
            (self.directory / "daemon.log").open("wb") as log,
            subprocess.Popen(
                [*self.words(), str(program), *command[1:]],
                env={**os.environ, **self.variables()},
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            ) as process,
        ):
            try:
                while not (place / "socket").exists():
                    assert process.poll() is None, (self.directory / "daemon.log").read_text()
                    time.sleep(0.02)
                yield process
            finally:
                process.terminate()
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(20)
                # A signal that comes between two of its calls to accept() interrupts neither.
                process.kill()


@contextlib.contextmanager
def world(
    programs: Path | None = None, *, size: str | None = None, environment: Mapping[str, str] | None = None
) -> Iterator[World]:
    """A new world, gone with all of its store when the block ends."""
    if os.geteuid() != 0:
        pytest.skip("needs root: makes mount namespaces")
    # Not in pytest's directory, which is its owner's alone; and newer Nix wants no parent that all may write to.
    directory = Path(tempfile.mkdtemp(prefix="snowsnake-world-", dir="/var/tmp"))
    directory.chmod(0o755)
    try:
        yield World(directory=directory, programs=programs, size=size, environment=dict(environment or {}))
    finally:
        shutil.rmtree(directory)


@dataclass(frozen=True, kw_only=True)
class Small:
    """A small project, locked, and what it takes to build it."""

    directory: Path
    environment: str
    """Its store path on this machine, and everywhere."""
    seed: str
    unbuilt: tuple[str, ...]
    """The environment and a distribution: a world has these still to build."""
    stock: tuple[str, ...]
    """What else is needed."""
    cache: Path
    """A cache of its artifacts."""

    @property
    def target(self) -> str:
        return str(next(iter(json.loads((self.directory / "snowsnake.lock").read_text())["targets"])))


def small(directory: Path) -> Small:
    """Lock and build a small project, on this machine's own Nix."""
    for name in ("small", "state", "tmp"):
        (directory / name).mkdir()
    project = Project(directory=directory / "small", state=directory / "state", temporary=directory / "tmp")
    project.write({"requirements.txt": "attrs\nmarkupsafe\n"})
    for verb in ("lock", "build"):
        ran = project.run(verb)
        assert ran.code == 0, ran.err
    environment = ran.out.strip()
    lock = json.loads(project.lock.read_text())
    (target,) = lock["targets"].values()
    seed = fixed_output_path("snowsnake-seed", target["seed"]["nar-sha256"], recursive=True)
    query = ["nix-store", "--query", "--requisites", environment]
    closure = subprocess.run(query, capture_output=True, text=True, check=True).stdout.split()
    unbuilt = tuple(path for path in closure if "-markupsafe-" in path or path == environment)
    shared = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "snowsnake")
    for file, artifact in lock["artifacts"].items():
        place = Path("artifacts", artifact["sha256"][:2], artifact["sha256"], file)
        if (shared / place).exists():
            (directory / "cache" / place).parent.mkdir(parents=True)
            shutil.copy(shared / place, directory / "cache" / place)
    return Small(
        directory=project.directory,
        environment=environment,
        seed=seed,
        unbuilt=unbuilt,
        stock=(*(path for path in closure if path not in unbuilt), seed),
        cache=directory / "cache",
    )
