"""A project in a directory of its own, and snowsnake as its user starts it.

Most commands are forks of one process that has imported everything (see tests/forks.py): Python's start and the
imports take longer than what most commands do. Whoever tests just these has Python started anew.
"""

from __future__ import annotations

import atexit
import functools
import grp
import os
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.forks import Forks
from tests.patience import PATIENCE

WAITING = re.compile(
    r"^  (?:working|(?:resolv|read|download|analys|look|lock|stor|evaluat|build)ing .*)\n", re.MULTILINE
)
"""Lines about what takes long: whether there are any depends on the machine."""
SNOWSNAKE = (sys.executable, "-m", "snowsnake")
OF_PYTHON = {"PYTHONPATH", "PYTHONHASHSEED", "PYTHONIOENCODING", "PYTHONUTF8", "LANG", "LC_ALL", "LC_CTYPE"}
"""Variables that count when Python starts."""

# Nix's options where root has no build users, as on a fresh machine: Nix must be told, by whoever calls it itself.
_ALONE = os.geteuid() == 0 and not any(group.gr_name == "nixbld" for group in grp.getgrall())
AS_ROOT = ("--option", "build-users-group", "") if _ALONE else ()

# Who runs the tests may have us ignore it (`nohup make test`), and then so would what we start.
signal.signal(signal.SIGHUP, signal.SIG_DFL)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ran:
    """What a user saw."""

    code: int
    out: str
    err: str

    @property
    def lines(self) -> list[str]:
        """The error output without what it looked like on the way."""
        return self.err.splitlines()


@dataclass(kw_only=True)
class Project:
    """Files of a user's, and the state and temporary directories of the processes started for them."""

    directory: Path
    state: Path
    temporary: Path
    environment: dict[str, str] = field(default_factory=dict)
    """More variables for every process."""
    before: tuple[str, ...] = ()
    """Words before every command: `unshare`, `setpriv`."""
    program: tuple[str, ...] = SNOWSNAKE
    """How snowsnake is started."""
    anew: bool = False
    """Whether Python is started anew for every command."""

    @property
    def lock(self) -> Path:
        return self.directory / "snowsnake.lock"

    def write(self, files: Mapping[str, str | bytes]) -> None:
        for name, content in files.items():
            path = self.directory / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content.encode() if isinstance(content, str) else content)

    def names(self) -> set[str]:
        return {str(path.relative_to(self.directory)) for path in self.directory.rglob("*")}

    def variables(self) -> dict[str, str]:
        """The environment of every process."""
        environment = {key: value for key, value in os.environ.items() if key not in {"CI", "NO_COLOR"}}
        environment |= {"SNOWSNAKE_STATE_DIR": str(self.state), "TMPDIR": str(self.temporary)}
        return environment | self.environment

    def start(self, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [*self.before, *self.program, *words],
            cwd=self.directory,
            env=self.variables(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *words: str, timeout: float = PATIENCE) -> Ran:
        if self.anew or self.before or self.program != SNOWSNAKE or OF_PYTHON.intersection(self.environment):
            return finish(self.start(*words), timeout)
        done = _forks().run(words, cwd=self.directory, environ=self.variables(), timeout=timeout)
        return Ran(code=done.returncode, out=done.stdout, err=WAITING.sub("", done.stderr))

    def fails(self, *words: str, code: int = 1, timeout: float = PATIENCE) -> Ran:
        """Run what must fail as an error should: explained, with the next step, and nothing left behind."""
        before = self.names()
        lock = self.lock.read_bytes() if self.lock.is_file() else None
        ran = self.run(*words, timeout=timeout)
        assert ran.code == code, ran
        assert "error: " in ran.err, ran.err
        assert "\nhelp: " in ran.err, ran.err
        assert "Traceback" not in ran.err, ran.err
        assert "bug in snowsnake" not in ran.err, ran.err
        assert all(line.isprintable() for line in ran.lines), ran.err
        assert self.names() == before
        assert (self.lock.read_bytes() if self.lock.is_file() else None) == lock
        assert self.leftovers() == []
        return ran

    def type(self, line: str, **places: str) -> Ran:
        """Type a line that snowsnake has said, with something in each place that it leaves open (`NAME`).

        All but the last of its commands must succeed.
        """
        for place, value in places.items():
            line = re.sub(rf"\b{place}\b", value, line)
        *first, last = re.split(r"; | && ", line)
        for part in first:
            ran = self._type(part)
            assert ran.code == 0, (part, ran)
        return self._type(last)

    def _type(self, command: str) -> Ran:
        words = shlex.split(command)
        if words[0] == "snowsnake":
            return self.run(*words[1:])
        if words[0] == "cd":
            self.directory = self.directory / words[1]
            return Ran(code=0, out="", err="")
        ran = subprocess.run(
            ["/bin/sh", "-c", command],
            cwd=self.directory,
            env=self.variables(),
            capture_output=True,
            text=True,
            check=False,
        )
        return Ran(code=ran.returncode, out=ran.stdout, err=ran.stderr)

    def leftovers(self) -> list[str]:
        """What processes left in the temporary directory, and half-written files in the state directory."""
        left = [str(path) for path in self.temporary.iterdir()]
        return left + [str(path) for path in self.state.rglob(".*") if path.is_file()]


def follow(project: Project, line: str) -> Ran:
    """Type a line of ours that was printed."""
    words = shlex.split(line)
    assert words[0] == "snowsnake", line
    ran = project.run(*words[1:])
    assert ran.code == 0, ran.err
    return ran


@functools.cache
def _forks() -> Forks:
    made = Forks()
    atexit.register(made.close)
    return made


def finish(process: subprocess.Popen[str], timeout: float = PATIENCE) -> Ran:
    """Wait for a process; kill it, with its group, when it does not end."""
    try:
        out, err = process.communicate(timeout=timeout)
    except BaseException:
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        raise
    return Ran(code=process.returncode, out=out, err=WAITING.sub("", err))


def descendants(process: int) -> list[tuple[int, str]]:
    """The processes below `process`, and the names of their programs."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text(errors="replace").rpartition(")")[2].split()
        except OSError:
            continue  # it has ended
        parents.setdefault(int(fields[1]), []).append(int(entry.parent.name))
    found: list[tuple[int, str]] = []
    waiting = [process]
    while waiting:
        for child in parents.get(waiting.pop(), ()):
            waiting.append(child)
            try:
                found.append((child, Path(f"/proc/{child}/comm").read_text().strip()))
            except OSError:
                continue
    return found


def in_build(name: str) -> bool:
    """Whether a wheel of `name` 1.0 is being built, by whatever process does it: a daemon's builders are not ours.

    Nix keeps a lock file beside each output that it makes. One of a build that was ended can stay: `name` must not have
    been built before.
    """
    return any(Path("/nix/store").glob(f"*-{name}-1.0-wheel.lock"))


def alive(processes: Sequence[int]) -> list[int]:
    """Those that still run (a zombie does not)."""
    running = []
    for process in processes:
        try:
            state = Path(f"/proc/{process}/stat").read_text(errors="replace").rpartition(")")[2].split()[0]
        except OSError:
            continue
        if state != "Z":
            running.append(process)
    return running
