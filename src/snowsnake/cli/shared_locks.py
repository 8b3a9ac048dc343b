"""Locks of named environments, which the machines that share a user's dotfiles share: each adds its own target."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from snowsnake.cli.inputs import load_if_there
from snowsnake.environments.subjects import Subject
from snowsnake.errors import SnowsnakeError, SourceChanged
from snowsnake.events import Notice, Observer
from snowsnake.lockfile.errors import (
    DamagedLock,
    LockError,
    MissingLock,
    MissingTarget,
    OlderLock,
    StaleLock,
    command_for,
)
from snowsnake.lockfile.freshness import is_fresh
from snowsnake.lockfile.model import Lock
from snowsnake.project_files import LOCK_NAME
from snowsnake.requirements import Inputs
from snowsnake.targets import Target, host_system


def previous_lock(path: Path, subject: Subject, observer: Observer, *, locked: bool) -> Lock | None:
    """The lock to start from. A damaged one of a named environment counts for nothing, unless it must be right, and so
    does one that is only ours; one of an older format, too, but a project's, which is the user's to write anew."""
    try:
        return load_if_there(path)
    except OlderLock as error:
        if subject.kind == "project" or locked:
            raise
        observer(Notice(level="info", text=f"{error.message}; it is made anew"))
        return None
    except DamagedLock as error:
        if subject.kind == "project" or (subject.kind == "script" and path.parent == Path(subject.directory)):
            raise
        if locked and subject.kind == "named":
            hint = f"take it from version control again, or run `snowsnake apply {subject.name}`"
            raise DamagedLock(path, error.where, error.problem, help=hint) from None
        observer(Notice(level="warning", text=f"{error.message}; it is made anew"))
        return None


def first_versions(inputs: Inputs) -> Lock | None:
    """The lock that says which versions to begin with: that of the environment's project, if it has one."""
    with suppress(LockError):
        return load_if_there(inputs.directory / LOCK_NAME)
    return None


def made_anew_by(subject: Subject, path: Path) -> tuple[str, str]:
    """What to type, behind `snowsnake`, to have the lock of `subject` at `path` made anew, and what to do then."""
    if subject.kind == "project":
        return "lock --upgrade", ""
    if subject.kind == "named":
        return f"apply --upgrade {subject.name}", ""
    if subject.kind == "script" and path.parent == Path(subject.directory):
        return f"{command_for(path)} --upgrade", ""
    return "clean --all", ", and then the same line again,"  # a lock of ours


@contextmanager
def named_as_theirs(subject: Subject, path: Path) -> Iterator[None]:
    """Have an error that blames the lock at `path` name the line that makes the lock of `subject` anew."""
    try:
        yield
    except SourceChanged as error:
        if error.of_lock:
            error.locked(*made_anew_by(subject, path))
        raise


def is_elsewhere(lock: Lock) -> bool:
    """Whether the lock has targets of other machines only."""
    return all(Target.parse(name).system != host_system() for name in lock.targets)


def not_locked(lock: Lock | None, path: Path, inputs: Inputs, command: str | None) -> SnowsnakeError:
    """The error for a lock that must be right and is not."""
    if lock is None:
        return MissingLock(path, command)
    if is_fresh(lock, inputs.digest) and is_elsewhere(lock):
        return MissingTarget(path, host_system(), lock.targets, command)
    return StaleLock(path, inputs.decisive(), command)


def with_this_machine(names: tuple[str, ...]) -> tuple[str, ...]:
    """Targets to lock, with the same interpreter for this machine where all are for others."""
    system = host_system()
    targets = [Target.parse(name) for name in names]
    if not targets or any(target.system == system for target in targets):
        return names
    return (*names, str(replace(targets[0], system=system)))
