"""The inputs of a project, read as they were when its lock was made, and of a named environment."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from snowsnake.events import Notice, Observer, counted
from snowsnake.lockfile.errors import LockInUse, LockNotWritable, MissingLock
from snowsnake.lockfile.files import load_lock, only_writer
from snowsnake.lockfile.model import Lock
from snowsnake.requirements import Inputs, NamedEnvironment, NothingToLock, read_inputs
from snowsnake.requirements.again import read_again
from snowsnake.requirements.inputs import discover

PATIENCE = 3600.0
"""Seconds to wait for another snowsnake that writes the same lock."""


def load_if_there(path: Path) -> Lock | None:
    """The lock at `path`, `None` if there is none. Raises what `load_lock` raises."""
    try:
        return load_lock(path)
    except MissingLock:
        return None


def remembered(lock: Lock | None) -> tuple[str, ...]:
    """The options that decided what was locked: `--no-binary numpy`, `--native poppler-utils`."""
    return lock.requirements.asked.options.words() if lock is not None else ()


def inputs_again(
    directory: Path,
    lock: Lock | None,
    options: tuple[str, ...] = (),
    *,
    extras: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> Inputs:
    """The inputs of the project in `directory`: those that `lock` was made from, else what is found there.

    `options`, `extras` and `groups` come on top of those that the lock was made with. Raises what `read_inputs` and
    `read_again` raise.
    """
    if lock is None:
        return read_inputs(directory, options=options, extras=extras, groups=groups)
    return read_again(directory, lock.requirements.asked, options, extras=extras, groups=groups)


def read_environment(environment: NamedEnvironment) -> Inputs:
    """Read all that one of the user's named environments requires. Raises as `read_inputs`."""
    files = environment.files
    if environment.project is not None and not (files := discover(environment.project)):
        raise NothingToLock(environment.project)
    return read_inputs(
        environment.directory,
        files=files,
        extras=environment.extras,
        groups=environment.groups,
        environment=environment,
    )


def written(path: Path, lock: Lock) -> str:
    """What was locked, for a person."""
    count = len({(package.name, package.version) for t in lock.targets.values() for package in t.packages})
    return f"wrote `{path.name}`: {counted(count, 'distribution')} for {', '.join(sorted(lock.targets))}"


@contextmanager
def writing(path: Path, observer: Observer) -> Iterator[None]:
    """Be the only one who works on the lock at `path`; waits for others, and says so. Raises
    `LockNotWritable`."""
    with ExitStack() as held:
        try:
            held.enter_context(only_writer(path))
        except LockInUse:
            observer(Notice(level="info", text="waiting for another snowsnake that writes the same lock"))
            held.enter_context(only_writer(path, wait=PATIENCE))
        yield


def make_directory(path: Path) -> None:
    """Make the directory that the lock at `path` will be in. Raises `LockNotWritable`."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise LockNotWritable(
            path,
            (error.strerror or str(error)).lower(),
            help=f"make `{path.parent}` a directory that you may write to",
        ) from None
