"""Programs of named environments on the `PATH`: a directory of links in the state directory.

A link leads through the environment's GC root, so that a new environment takes over at once.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from snowsnake.builders.expose import exposed
from snowsnake.environments.state import State, StateNotWritable


@dataclass(frozen=True, kw_only=True, slots=True)
class Linked:
    """What is in the directory now."""

    directory: Path
    programs: tuple[str, ...]
    new: bool
    """Whether a program is there that was not there before."""
    notes: tuple[str, ...]
    """What did not work as it was wanted, for a person."""


def link_programs(state: State, wanted: Mapping[str, bool | tuple[str, ...]]) -> Linked:
    """Make the directory what it should be: the programs of those of the environments `wanted` that exist.

    Links that lead to other environments go; what is no link of ours stays. Raises `StateNotWritable`.
    """
    directory = state.directory / "bin"
    environments = state.directory / "environments"
    links, taken, missing = exposed(
        {
            name: (str(environments / f"@{name}" / "environment"), programs)
            for name, programs in wanted.items()
            if (environments / f"@{name}" / "environment" / "bin").is_dir()
        }
    )
    notes = [f"`@{name}` has no program `{program}`" for name, program in missing]
    notes += [
        f"`{program}` is that of `@{_owner(links[program])}`; `@{name}` has one, too"
        for program, names in taken.items()
        for name in names
    ]
    new = False
    try:
        there = sorted(directory.iterdir()) if directory.is_dir() else []
        ours = {path.name: target for path in there if (target := _target(path, environments)) is not None}
        for program in ours.keys() - links.keys():
            (directory / program).unlink()
        if links:
            directory.mkdir(parents=True, exist_ok=True)
        for program, file in list(links.items()):
            path = directory / program
            if program not in ours and os.path.lexists(path):
                notes.append(f"`{path}` is not snowsnake's, and is left alone")
                del links[program]
            elif ours.get(program) != file:
                new = new or program not in ours
                _link(path, file)
    except OSError as error:
        raise StateNotWritable(state.directory, error) from error
    return Linked(directory=directory, programs=tuple(sorted(links)), new=new, notes=tuple(notes))


def drop_links(state: State) -> None:
    """Remove the links whose environment is gone. Raises `StateNotWritable`."""
    directory = state.directory / "bin"
    try:
        for path in directory.iterdir() if directory.is_dir() else ():
            if _target(path, state.directory / "environments") is not None and not path.exists():
                path.unlink()
    except OSError as error:
        raise StateNotWritable(state.directory, error) from error


def _owner(file: str) -> str:
    return Path(file).parents[2].name.removeprefix("@")


def _target(path: Path, environments: Path) -> str | None:
    """Where one of our links leads; `None` for what is not ours."""
    with suppress(OSError):
        target = os.readlink(path)  # noqa: PTH115 -- as text
        if target.startswith(f"{environments}/@"):
            return target
    return None


def _link(path: Path, target: str) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        temporary.symlink_to(target)
        temporary.replace(path)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
