"""Runs one program of a build: its output is passed on, and what it leaves running is ended."""

# pathlib costs start-up time.
# ruff: noqa: PTH123, PTH208

from __future__ import annotations

import ctypes
import json
import os
import re
import select
import signal
import sys
from collections.abc import Callable, Mapping, Sequence

from . import root
from .report import BuildError

OUTPUT_LIMIT = 64 << 20
"""Bytes that a build may print."""
_TAIL = 256 << 10
_PR_SET_DUMPABLE, _PR_SET_CHILD_SUBREAPER = 4, 36
_READ = 1 << 16


def shield() -> None:
    """Close this process to those it will start, which run as the same user: none reads its memory, traces it or opens
    its files, and its interrupts do not end it. It is the first of the sandbox's processes, so no kill does either.
    """
    _prctl(_PR_SET_DUMPABLE, 0)
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, value, 0, 0, 0)


class Output:
    """What the programs of one build print, and how much of it there is."""

    def __init__(self, error: Callable[..., BuildError]) -> None:
        """`error` makes the error of a kind that says something about the build."""
        self._error = error
        self._written = 0
        self._tail = b""
        self._at_start = True

    def tail(self) -> str:
        """The end of what was printed."""
        return self._tail.decode("utf-8", "replace")

    def run(
        self, command: Sequence[str], phase: str, variables: Mapping[str, str], inside: root.Root | None
    ) -> int:
        """Run a command, in the directory that `PWD` names and the root that it is to see; its wait status.

        Raises `BuildError` where it cannot start, and where it prints too much.
        """
        _prctl(_PR_SET_CHILD_SUBREAPER, 1)
        sys.stdout.flush()
        sys.stderr.flush()
        output, output_end = os.pipe()
        setup, setup_end = os.pipe()
        woken, wake = os.pipe2(os.O_NONBLOCK | os.O_CLOEXEC)
        before = signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
        try:
            child = os.fork()
            if child == 0:
                _become(command, variables, inside, output_end, setup_end)
            os.close(output_end)
            os.close(setup_end)
            with open(setup, "rb") as file:
                if problem := file.read():
                    os.waitpid(child, 0)
                    facts = json.loads(problem)
                    raise self._error(facts.pop("error"), facts.pop("message"), **facts)
            return self._watch(child, output, woken, phase)
        finally:
            if not self._at_start:  # what is said next must begin a line
                sys.stderr.buffer.write(b"\n")
                sys.stderr.buffer.flush()
                self._at_start = True
            _end_children()
            signal.set_wakeup_fd(-1)
            signal.signal(signal.SIGCHLD, before)
            for descriptor in (output, woken, wake):
                os.close(descriptor)

    def _watch(self, child: int, output: int, woken: int, phase: str) -> int:
        """Pass on what the build prints until the child has ended, however long others keep the pipe open."""
        is_open = True
        while True:
            ready, _, _ = select.select([output, woken] if is_open else [woken], [], [])
            if output in ready:
                is_open = self._copy(output, phase)
            if woken in ready:
                os.read(woken, _READ)
                ended, status = os.waitpid(child, os.WNOHANG)
                if ended == child:
                    while is_open and select.select([output], [], [], 0)[0]:
                        is_open = self._copy(output, phase)
                    return status

    def _copy(self, output: int, phase: str) -> bool:
        """Pass on one piece of output; False at its end. Raises `BuildError`."""
        data = os.read(output, _READ)
        if not data:
            return False
        self._written += len(data)
        self._tail = (self._tail + data)[-_TAIL:]
        # Nix, and snowsnake, take lines that begin with `@` for their own: not from a build.
        shown = re.sub(rb"(?<=[\r\n])@", b" @", data)
        if self._at_start and shown.startswith(b"@"):
            shown = b" " + shown
        self._at_start = data.endswith((b"\n", b"\r"))
        sys.stderr.buffer.write(shown)
        sys.stderr.buffer.flush()
        if self._written > OUTPUT_LIMIT:
            raise self._error(
                "too-much-output",
                f"printed more than {OUTPUT_LIMIT >> 20} MB while it was built: `{phase}` was stopped",
                phase=phase,
            )
        return True


def _become(
    command: Sequence[str],
    variables: Mapping[str, str],
    inside: root.Root | None,
    output: int,
    setup: int,
) -> None:
    """The child: never returns."""
    try:
        _prctl(_PR_SET_DUMPABLE, 1)  # its own files in /proc, where it becomes a user, are its own again
        os.setsid()
        nothing = os.open("/dev/null", os.O_RDONLY)
        os.dup2(nothing, 0)
        os.dup2(output, 1)
        os.dup2(output, 2)
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        signal.signal(signal.SIGPIPE, signal.SIG_DFL)
        if inside is not None:
            root.enter(inside)
        os.chdir(variables["PWD"])
        os.execve(command[0], list(command), variables)  # noqa: S606 -- no shell: that is the point
    except BaseException as error:  # noqa: BLE001 -- whatever it is, the parent tells it
        if not isinstance(error, BuildError):
            error = BuildError("build-failed", f"cannot start to build: {error!r}", phase="start")
        facts = {"error": error.error, "message": error.message, **error.facts}
        os.write(setup, json.dumps(facts).encode())
    finally:
        os._exit(127)


def _end_children() -> None:
    """Kill and reap every process that descends from this one; they become our children one after the other."""
    while True:
        for child in _children():
            os.kill(child, signal.SIGKILL)
        try:
            os.waitpid(-1, 0)
        except ChildProcessError:
            return


def _children() -> list[int]:
    me = os.getpid()
    found = []
    for name in os.listdir("/proc"):
        if name.isdigit():
            try:
                with open(f"/proc/{name}/stat", "rb") as file:
                    # The name in parentheses may hold anything.
                    fields = file.read().rpartition(b")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == me and fields[0] not in {b"Z", b"X"}:
                found.append(int(name))
    return found
