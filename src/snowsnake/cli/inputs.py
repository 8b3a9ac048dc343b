"""The inputs of a project, read as they were when its lock was made, and of a named environment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from snowsnake.events import Notice, Observer
from snowsnake.lockfile.errors import LockInUse, LockNotWritable, MissingLock
from snowsnake.lockfile.files import load_lock, only_writer
from snowsnake.lockfile.model import Lock
from snowsnake.requirements import Inputs, NamedEnvironment, NothingToLock, read_inputs
from snowsnake.requirements.inputs import discover
from snowsnake.requirements.pyproject import UnknownExtra
from snowsnake.requirements.typed import OPTIONS

PATIENCE = 3600.0
"""Seconds to wait for another snowsnake that writes the same lock."""

_SOURCE = re.compile(r"(?P<file>.+?)(?: \[(?P<chosen>[^\]]*)\])?")


def load_if_there(path: Path) -> Lock | None:
    """The lock at `path`, `None` if there is none. Raises what `load_lock` raises."""
    try:
        return load_lock(path)
    except MissingLock:
        return None


def remembered(lock: Lock | None) -> tuple[str, ...]:
    """The options that decided what was locked: `--no-binary numpy`, `--native poppler-utils`."""
    sources = lock.requirements.sources if lock is not None else ()
    return tuple(text for text in sources if text.startswith(OPTIONS))


def inputs_again(directory: Path, lock: Lock | None, options: tuple[str, ...] = ()) -> Inputs:
    """The inputs of the project in `directory`: those that `lock` was made from, else what is found there.

    A lock says what it was made from (`pyproject.toml [test]`, `more.txt`), so that nobody has to repeat the
    options of `snowsnake lock`; `options` come on top. Raises what `read_inputs` raises.
    """
    if lock is None:
        return read_inputs(directory, options=options)
    sources = [text for text in lock.requirements.sources if not text.startswith(OPTIONS)]
    options = (*remembered(lock), *options)
    typed = lock.requirements.requires if "command line" in sources else ()
    if typed and len(sources) == 1:
        return read_inputs(directory, requirements=typed, options=options)
    files: list[str] = []
    chosen: list[str] = []
    for source in sources:
        match = _SOURCE.fullmatch(source)
        if match is None or source == "command line":
            continue
        files.append(match["file"])
        chosen += [name for name in (match["chosen"] or "").split(", ") if name]
    if not typed and all(Path(file).name == file for file in files):
        found = _chosen(directory, (), list(dict.fromkeys(chosen)), options=options)
        # `describe` of the chosen is the same whether the files were found or named; only others must be
        # named.
        if found is not None and {_file(source.describe()) for source in found.sources} == set(files):
            return found
    named = tuple(Path(file) for file in files)
    again = _chosen(directory, named, list(dict.fromkeys(chosen)), typed, options=options)
    return again if again is not None else read_inputs(directory, options=options)


def _file(source: str) -> str:
    match = _SOURCE.fullmatch(source)
    return match["file"] if match else source


def _chosen(
    directory: Path,
    files: tuple[Path, ...],
    names: list[str],
    typed: tuple[str, ...] = (),
    *,
    options: tuple[str, ...],
) -> Inputs | None:
    """Read with `names` as extras, or as groups where there is no such extra; without those that are gone."""
    extras, groups = list(names), list[str]()
    while True:
        try:
            return read_inputs(
                directory,
                requirements=typed,
                files=files,
                extras=extras,
                groups=groups,
                options=options,
            )
        except UnknownExtra as error:
            if error.name in extras:
                extras.remove(error.name)
                groups.append(error.name)
            elif error.name in groups:
                groups.remove(error.name)
            else:
                return None


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
