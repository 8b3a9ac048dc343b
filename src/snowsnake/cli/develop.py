"""`snowsnake develop`: the project's environment, with the project itself editable."""

from __future__ import annotations

import os
from pathlib import Path

import click

from snowsnake.cli import habits, options
from snowsnake.cli.environment import directory_keys, ensure, fresh_lock, lock_path
from snowsnake.cli.help import Verb
from snowsnake.cli.options import Common
from snowsnake.cli.subject import find_subject
from snowsnake.environments.state import State
from snowsnake.environments.subjects import Subject, state_directory
from snowsnake.errors import SnowsnakeError


class NothingToDevelop(SnowsnakeError):
    """The project has requirements, and is no package itself."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        super().__init__(
            f"`{directory}` is not a package, and names none by its path: there is nothing to develop",
            help="add `[build-system]` to its pyproject.toml; `snowsnake shell` starts it as it is",
        )


@click.command(
    "develop",
    cls=Verb,
    examples=(
        "snowsnake develop",
        "snowsnake develop --extra test",
        "snowsnake develop --rebuild",
    ),
)
@habits.place
@options.chosen
@click.option(
    "--rebuild", is_flag=True, help="Compile again what is compiled, from what the sources are now."
)
@options.python
@options.locked
@options.common(answers=True, builds=True)
def command(
    common: Common,
    *,
    extras: tuple[str, ...],
    groups: tuple[str, ...],
    rebuild: bool,
    python: str | None,
    locked: bool,
) -> None:
    """Make the project's environment, in which the project itself is editable, and print its path.

    So are the members of its workspace and what it names by path. An edited Python file is seen at once; after
    an edit of what is compiled, use --rebuild. `snowsnake run` and `snowsnake shell` use the same environment.
    """
    subject = find_subject([], python=python)
    must = options.must_be_locked(locked)
    with common.terminal.progress():  # one summary, of locking and making
        found = _directories(subject, common, extras, groups, locked=must)
        if not found:
            raise NothingToDevelop(subject.directory)
        path = ensure(subject, common, locked=must, rebuild=rebuild)
    if common.terminal.json:
        common.terminal.result("develop", {"environment": path, "editable": found})
    else:
        common.terminal.line(path)


def _directories(
    subject: Subject, common: Common, extras: tuple[str, ...], groups: tuple[str, ...], *, locked: bool
) -> list[str]:
    """The directories that are editable; the lock has the extras and groups that were asked for."""
    state = State(Path(state_directory(os.environ)))
    with common.terminal.progress() as observer, state.held(subject.key, observer):
        path = lock_path(subject, state.prepare(subject))
        lock, _ = fresh_lock(subject, path, common, observer, locked=locked, extras=extras, groups=groups)
        return directory_keys(lock)
