"""`snowsnake build`: the environment as a store path."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import Literal

import click

from snowsnake.cli import complete, options
from snowsnake.cli.chosen import as_options
from snowsnake.cli.environment import (
    choose_target,
    directory_keys,
    fresh_lock,
    lock_path,
    make,
)
from snowsnake.cli.help import Verb
from snowsnake.cli.options import Common
from snowsnake.cli.shared_locks import named_as_theirs
from snowsnake.cli.subject import asked
from snowsnake.environments.state import State
from snowsnake.environments.subjects import Subject, state_directory
from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile.freshness import require_target
from snowsnake.targets import Target


class OutLinkInTheWay(SnowsnakeError):
    """What is at the place of the link is not a link."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"`{path}` is there and is not a link",
            help="move it away, or name another link with `--out-link`",
        )


class NoDirectory(SnowsnakeError):
    """Wheels cannot be copied to where they are wanted."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        super().__init__(
            f"cannot write the wheels to `{path}`: {reason}",
            help="name another directory: `--wheels DIR`",
        )


@click.command(
    "build",
    cls=Verb,
    examples=(
        "snowsnake build -o result && ./result/bin/python",
        "$(snowsnake build)/bin/python -m http.server",
        "snowsnake build requests numpy",
    ),
)
@click.argument("requirements", metavar="[REQUIREMENT]...", nargs=-1, shell_complete=complete.words)
@options.requirement_files
@options.chosen
@options.no_binary
@options.native
@options.base
@options.python
@click.option(
    "--target",
    metavar="TARGET",
    shell_complete=complete.targets,
    help="One of the lock's targets; this machine's is the default.",
)
@click.option(
    "-o",
    "--out-link",
    metavar="LINK",
    shell_complete=complete.files,
    help="Make a link to it, which also keeps it from garbage collection.",
)
@click.option(
    "--wheels",
    metavar="DIR",
    shell_complete=complete.directories,
    help="Copy the wheels that were built from source into this directory, too.",
)
@options.locked
@options.common(answers=True, builds=True)
def command(
    common: Common,
    *,
    requirements: tuple[str, ...],
    files: tuple[str, ...],
    extras: tuple[str, ...],
    groups: tuple[str, ...],
    no_binary: tuple[str, ...],
    native: tuple[str, ...],
    base: str | None,
    nixpkgs: str | None,
    python: str | None,
    target: str | None,
    out_link: str | None,
    wheels: str | None,
    locked: bool,
) -> None:
    """Build the environment of the project, or of REQUIREMENTs, and print its path in the Nix store.

    The environment works by this path, without activation.
    """
    typed = options.typed_options(no_binary, native, base, nixpkgs)
    chosen = as_options(extras, groups)
    subject = asked(requirements, files, python=python, typed=typed, chosen=chosen, prefer=common.prefer)
    if subject.kind != "project":
        extras = groups = ()
    must = options.must_be_locked(locked)
    taken = Path(wheels).absolute() if wheels is not None else None
    link = Path(out_link).absolute() if out_link is not None else None
    if link is not None and os.path.lexists(link) and not link.is_symlink():
        raise OutLinkInTheWay(link)
    path = _build(subject, common, link, target, taken, locked=must, choice=(extras, groups))
    if common.terminal.json:
        common.terminal.result("build", {"environment": path, "out-link": out_link, "wheels": wheels})
    else:
        common.terminal.line(path)


def _build(
    subject: Subject,
    common: Common,
    link: Path | None,
    target: str | None,
    wheels: Path | None,
    *,
    locked: bool,
    choice: tuple[tuple[str, ...], tuple[str, ...]],
) -> str:
    from snowsnake import pipeline  # noqa: PLC0415 -- imports everything

    state = State(Path(state_directory(os.environ)))
    with common.terminal.progress() as observer, state.held(subject.key, observer):
        entry = state.prepare(subject)
        path = lock_path(subject, entry)
        extras, groups = choice
        lock, inputs = fresh_lock(
            subject, path, common, observer, locked=locked, extras=extras, groups=groups
        )
        # Directories are editable in what `run` and `shell` use, and not in what is built for others.
        if (link, target, wheels) == (None, None, None) and not directory_keys(lock):
            return make(subject, state, common, observer, locked=locked)
        if target is not None:
            require_target(lock, Target.parse(target), path)
        chosen = target or choose_target(lock, path, python=subject.python or None)

        def realise(attribute: Literal["environment", "wheels"], root: Path) -> Path:
            with named_as_theirs(subject, path):
                return pipeline.realise(
                    lock,
                    chosen,
                    common.configuration(),
                    lock_file=path,
                    root=root,
                    inputs=inputs,
                    attribute=attribute,
                    strict=common.strict,
                    observer=observer,
                )

        environment = realise("environment", link or entry.directory / "build")
        if wheels is not None:
            _copy_wheels(realise("wheels", entry.directory / "wheels"), wheels)
        return str(environment)


def _copy_wheels(built: Path, directory: Path) -> None:
    """Copy wheels out of the store; the store's times and modes stay there. Raises `NoDirectory`."""
    try:
        directory.mkdir(parents=True, exist_ok=True)
        for wheel in sorted(built.iterdir()):
            shutil.copyfile(wheel, directory / wheel.name)
    except OSError as error:
        raise NoDirectory(directory, error.strerror or str(error)) from error
