"""`@NAME`: a named environment as it was applied, for `run` and `shell`. Nothing is locked or built for it here."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from snowsnake.cli.environment import directory_keys, lock_path, make, subject_inputs
from snowsnake.cli.options import Common
from snowsnake.environments import memo
from snowsnake.environments.develop import build_digest, read_copies
from snowsnake.environments.state import Entry, State, StateNotWritable
from snowsnake.environments.subjects import Subject, entry_path, metadata, named, provided, state_directory
from snowsnake.errors import SnowsnakeError, UsageError
from snowsnake.lockfile.files import load_lock
from snowsnake.lockfile.freshness import is_fresh
from snowsnake.lockfile.write import write_lock
from snowsnake.project_files import is_environment_name
from snowsnake.requirements.environments_file import (
    BadEnvironmentName,
    UnknownEnvironment,
    read_environments_file,
    shown_at_home,
)


class NotApplied(SnowsnakeError):
    """An environment is in the file, and nowhere else."""

    def __init__(self, name: str, *, collected: bool = False) -> None:
        self.name, self.collected = name, collected
        what = "was deleted from the Nix store" if collected else "is not applied"
        super().__init__(f"`@{name}` {what}", help=f"make it: `snowsnake apply {name}`")


def named_subject(word: str, *others: object) -> Subject:
    """The environment that `word` (`@work`) names; `others` is what stands beside it and cannot.

    Raises `BadEnvironmentName`, `UsageError`.
    """
    name = word.removeprefix("@")
    if not is_environment_name(name):
        raise BadEnvironmentName(None, name)
    if any(others):
        raise UsageError(
            f"`@{name}` is an environment as it was applied: nothing can be added to it here",
            help=f"change `[{name}]` in environments.toml, then `snowsnake apply {name}`",
        )
    return named(name, os.environ)


def applied(subject: Subject, common: Common) -> str:
    """The store path of a named environment.

    Raises `UnknownEnvironment`, `NotApplied`, and what `read_environments_file` raises.
    """
    state = State(Path(state_directory(os.environ)))
    key = metadata(subject)
    if (environment := memo.usable(entry_path(str(state.directory), subject), key)) is not None:
        return environment
    entry = state.entry(subject)
    known = memo.read(str(entry.memo))
    path = Path(subject.files[0])
    elsewhere = provided(subject.name, os.environ)
    if elsewhere is not None and not (path.exists() and known):
        return elsewhere
    file = read_environments_file(path)
    if subject.name not in file.tables:
        if elsewhere is not None:
            return elsewhere
        raise UnknownEnvironment(path, subject.name, file.tables)
    if known is None or known.metadata_digest != key:
        if elsewhere is not None:
            return elsewhere
        raise NotApplied(subject.name)
    environment = entry.target()
    if environment is None:
        raise NotApplied(subject.name, collected=True)
    if _is_as_applied(subject, entry, known):
        # Another table has changed, or only a time stamp: from now on it is hot again.
        with (
            suppress(StateNotWritable),
            common.terminal.progress() as observer,
            state.held(subject.key, observer),
        ):
            make(subject, state, common, observer, locked=True)
    else:
        common.terminal.note(
            f"`@{subject.name}` is as it was applied, and `{shown_at_home(path)}` or its lock has changed since: "
            f"`snowsnake apply {subject.name}`"
        )
    return environment


def _is_as_applied(subject: Subject, entry: Entry, known: memo.Memo) -> bool:
    try:
        path = lock_path(subject, entry)
        lock = load_lock(path)
        inputs = subject_inputs(subject, lock)
    except SnowsnakeError:
        return False
    copies = read_copies(entry.copies)
    return (
        is_fresh(lock, inputs.digest)
        and memo.digest(write_lock(lock).encode()) == known.lock_digest
        and entry.target() == known.environment
        and all(
            key in copies and copies[key].digest == build_digest(inputs.directory / key)
            for key in directory_keys(lock)
        )
    )
