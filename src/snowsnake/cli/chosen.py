"""`--extra` and `--group` of verbs that make an environment: they come on top of what is locked."""

from __future__ import annotations

import shlex
from collections.abc import Sequence

from snowsnake.errors import UsageError
from snowsnake.requirements import Inputs, Pyproject

_EXTRA, _GROUP = "--extra ", "--group "


def as_options(extras: Sequence[str], groups: Sequence[str]) -> tuple[str, ...]:
    """The choice as part of what an ad-hoc environment is known by."""
    return (*(f"{_EXTRA}{name}" for name in extras), *(f"{_GROUP}{name}" for name in groups))


def of_options(options: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The extras and groups among an ad-hoc environment's options."""
    extras = tuple(text.removeprefix(_EXTRA) for text in options if text.startswith(_EXTRA))
    return extras, tuple(text.removeprefix(_GROUP) for text in options if text.startswith(_GROUP))


def only_of_files(requirements: Sequence[str], files: Sequence[str], chosen: Sequence[str]) -> None:
    """Refuse a choice for requirements that are named. Raises `UsageError`."""
    if chosen and requirements and not files:
        option, name = chosen[0].split(" ", 1)
        hint = f"write it behind a name: `{shlex.quote(f'{requirements[0]}[{name}]')}`"
        if option == "--group":
            hint = "name what is in it, or leave the names out, for the project here"
        raise UsageError(f"`{option}` is for a project, not for requirements that you name", help=hint)


def lock_command(inputs: Inputs) -> str:
    """What to type, behind `snowsnake`, to lock a project with what is chosen."""
    words = ["lock"]
    for project in inputs.sources:
        if isinstance(project, Pyproject):
            words += [word for name in project.extras for word in ("--extra", name)]
            words += [word for name in project.groups for word in ("--group", name)]
    return shlex.join(words)
