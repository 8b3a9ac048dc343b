"""What a person is told from Nix's log: the right build, the right reason."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from snowsnake import failed_build
from snowsnake.events import Event, Notice, ignore
from snowsnake.nix.errors import BuildFailed, SandboxUnavailable, StoreFull
from snowsnake.nix.log import ActivityStopped, BuildActivityStarted, LogLine, Message, Unparsed
from snowsnake.nix.progress import TAIL, Progress, derivation_name

BAD = "/nix/store/m8gz9srnzr9mx243jr6ifnpnjg1fc956-numpy-2.4.1.drv"
ENV = "/nix/store/n8gz9srnzr9mx243jr6ifnpnjg1fc956-environment.drv"


def failed(*messages: str, log: tuple[str, ...] = ()) -> Progress:
    progress = Progress(ignore)
    progress.feed(BuildActivityStarted(1, BAD))
    for line in log:
        progress.feed(LogLine(1, line))
    progress.feed(ActivityStopped(1))
    for message in messages:
        progress.feed(Message(0, message))
    return progress


@pytest.mark.parametrize(
    ("messages", "why"),
    [
        # 2.8
        ([f"error: builder for '{BAD}' failed with exit code 1"], "failed with exit code 1"),
        (
            [
                f"error: builder for '{BAD}' failed with exit code 1;\n       last 1 log lines:\n       > x",
                f"error: 1 dependencies of derivation '{ENV}' failed to build",
            ],
            "failed with exit code 1",
        ),
        ([f"error: builder for '{BAD}' failed due to signal 9 (Killed)"], "failed due to signal 9 (Killed)"),
        # 2.31 and newer
        (
            [
                f"error: Cannot build '{ENV}'.\n       Reason: 1 dependency failed.\n       Output paths:\n",
                f"error: Cannot build '{BAD}'.\n       Reason: builder failed with exit code 1.\n       Out",
            ],
            "builder failed with exit code 1",
        ),
    ],
)
def test_the_build_that_failed(messages: list[str], why: str) -> None:
    error = failed(*messages, log=("one", "two")).failure()
    assert isinstance(error, BuildFailed)
    assert (error.name, error.why, error.log) == ("numpy-2.4.1", why, ("one", "two"))
    assert BAD in (error.help or "")


def test_only_the_end_of_a_long_log() -> None:
    error = failed(
        f"error: builder for '{BAD}' failed with exit code 1", log=("x",) * 1000 + ("last",)
    ).failure()
    assert isinstance(error, BuildFailed)
    assert len(error.log) == TAIL
    assert error.log[-1] == "last"


def test_the_machines_fault_is_not_the_builds() -> None:
    message = f"error: builder for '{BAD}' failed with exit code 1"
    full = failed(message, log=("OSError: [Errno 28] No space left on device",)).failure()
    assert isinstance(full, StoreFull)
    told = failed(message, log=('@snowsnake {"error": "no-space", "message": "no"}',)).failure()
    assert isinstance(told, StoreFull)
    kernel = "error: this system does not support the kernel namespaces that are required for sandboxing; use '--no-sandbox' to disable sandboxing"  # noqa: E501 -- Nix's own line
    sandbox = failed(kernel).failure()
    assert isinstance(sandbox, SandboxUnavailable)
    assert "--no-sandbox" not in sandbox.message
    assert "`--no-sandbox`" in (sandbox.help or "")


def test_nothing_is_lost() -> None:
    events: list[Event] = []
    progress = Progress(events.append)
    progress.feed(Unparsed("error: unknown setting"))
    progress.feed(Message(1, "warning: the store is slow"))
    progress.feed(Message(1, "warning: error: SQLite database '/nix/var/nix/db/db.sqlite' is busy"))
    progress.feed(LogLine(99, "from a hook"))
    progress.feed(
        Message(
            1, "warning: ignoring the client-specified setting 'sandbox', because it is a restricted setting"
        )
    )
    assert events == [
        Notice(level="info", text="error: unknown setting"),
        Notice(level="warning", text="the store is slow"),
        Notice(level="info", text="from a hook"),
    ]
    assert progress.restricted == ["sandbox"]
    assert progress.failure() is None


def test_names() -> None:
    assert derivation_name(BAD) == "numpy-2.4.1"
    assert derivation_name("something else") == "something else"


@pytest.mark.parametrize(
    "message",
    [
        "error: building of '{}!*' from .drv file timed out after 5 seconds",
        "error: building of '{}^out' from .drv file timed out after 5 seconds",
        "error: building '{}' timed out after 5 seconds",
    ],
)
def test_a_build_that_took_too_long(message: str) -> None:
    wheel = BAD.replace("numpy-2.4.1", "my-numpy-2.4.1-wheel")
    progress = Progress(ignore)
    progress.feed(BuildActivityStarted(1, wheel))
    progress.feed(ActivityStopped(1))
    progress.feed(Message(0, message.format(wheel)))
    progress.feed(Message(0, "note: keeping build directory '/tmp/nix-build-my-numpy-2.4.1-wheel.drv-0'"))
    error = progress.failure()
    assert isinstance(error, BuildFailed)
    facts = error.builder_error or {}
    assert (facts["name"], facts["version"], facts["phase"]) == ("my-numpy", "2.4.1", "build_wheel")
    assert (
        error.message == "`my-numpy` 2.4.1 was not built within 5 seconds, and was stopped in `build_wheel`"
    )
    assert str(error.kept) == "/tmp/nix-build-my-numpy-2.4.1-wheel.drv-0"


def test_a_kept_directory_is_that_of_the_build_that_failed() -> None:
    kept = "note: keeping build directory '/tmp/nix-build-{}.drv-1'"
    error = failed(
        f"error: builder for '{BAD}' failed with exit code 1",
        kept.format("numpy-2.4.1-wheel"),
        kept.format("numpy-2.4.1"),
    ).failure()
    assert isinstance(error, BuildFailed)
    assert str(error.kept) == "/tmp/nix-build-numpy-2.4.1.drv-1"


@pytest.mark.parametrize("change", ["nothing", "content", "link", "pipe", "gone", "another user's"])
def test_a_program_that_the_build_replaced_is_not_one_to_start(tmp_path: Path, change: str) -> None:
    directory = tmp_path / "nix-build-numpy-2.4.1.drv-0"
    directory.mkdir()
    program = directory / "enter"
    program.write_text("#!/bin/sh\n")
    digest = hashlib.sha256(program.read_bytes()).hexdigest()
    if change not in {"nothing", "another user's"}:
        program.unlink()
    match change:
        case "content":
            program.write_text("#!/bin/sh\nrm -r ~\n")
        case "link":
            (directory / "other").write_text("#!/bin/sh\n")
            program.symlink_to("other")
        case "pipe":
            os.mkfifo(program)
    progress = Progress(ignore)
    progress.feed(BuildActivityStarted(1, BAD))
    progress.feed(LogLine(1, f'@snowsnake {{"enter": "{digest}"}}'))
    progress.feed(LogLine(1, '@snowsnake {"enter": "0"}'))
    progress.feed(LogLine(1, '@snowsnake {"error": "build-failed", "message": "no", "phase": "build_wheel"}'))
    progress.feed(ActivityStopped(1))
    progress.feed(Message(0, f"error: builder for '{BAD}' failed with exit code 1"))
    if change == "another user's":
        directory.chmod(0)
        if (user := os.geteuid()) == 0:  # who may read anything
            os.seteuid(65534)
    try:
        progress.feed(Message(0, f"note: keeping build directory '{directory}'"))
        error = progress.failure()
    finally:
        if change == "another user's" and user == 0:
            os.seteuid(0)
    assert isinstance(error, BuildFailed)
    assert (error.builder_error or {})["error"] == "build-failed"
    assert error.kept == directory
    assert error.left == {"nothing": "intact", "another user's": "unreadable"}.get(change, "changed")
    told = failed_build.SourceBuildFailed(error, [], [], []).help or ""
    match error.left:
        case "intact":
            assert f"enter its sandbox: `{program}`" in told
        case "changed":
            assert (
                f"its directory is `{directory}`, but start nothing in it: the build changed `enter`" in told
            )
        case _:
            assert f"its directory is `{directory}`, whose `enter` cannot be read here" in told
