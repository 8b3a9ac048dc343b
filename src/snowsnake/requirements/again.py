"""The same inputs once more, as they were asked for when a lock was made."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

from snowsnake.errors import SnowsnakeError
from snowsnake.project_files import SOURCES
from snowsnake.requirements.asked import Asked
from snowsnake.requirements.inputs import Inputs, read_inputs
from snowsnake.requirements.pyproject import UnknownExtra


class OutsideProject(SnowsnakeError):
    """A lock alone says that something outside of its project is required: its author may have put it there."""

    def __init__(self, found: str, setting: str | None = None) -> None:
        """`setting`: the line of `[tool.snowsnake]` that says the same; without it, it is a requirement."""
        self.found = found
        name_it = (
            f"`echo '{found}' >> requirements.txt`, then `snowsnake lock -r requirements.txt`"
            if setting is None
            else f"`{setting}` in `[tool.snowsnake]` of pyproject.toml (or in snowsnake.toml), then `snowsnake lock`"
        )
        super().__init__(
            f"the lock was made from `{found}`, which is outside of the project and in none of its files",
            help=f"if it is meant, name it in one: {name_it}",
        )


class SourceGone(SnowsnakeError):
    """A file that the lock was made from is not there any more."""

    def __init__(self, file: str) -> None:
        self.file = file
        super().__init__(
            f"the lock was made from `{file}`, which is not there",
            help="say what it is made from now: `snowsnake lock -r FILE`",
        )


def read_again(
    directory: Path,
    asked: Asked,
    options: Sequence[str] = (),
    *,
    extras: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> Inputs:
    """Read what `asked` names, from the project in `directory`; the others come on top of those that it has.

    An extra or a group of `asked` that its project does not have any more is left out. Where the project's own files
    have become others (a requirements.txt gave way to a pyproject.toml), those that are there are read. Raises
    `SourceGone`, `OutsideProject`, and what `read_inputs` raises.
    """
    check_within(directory, asked)
    typed = tuple(text for source in asked.sources for text in source.requires)
    script = next((s.file for s in asked.sources if s.kind == "script" and s.file is not None), None)
    files = _files(directory, asked)
    before = {"extra": list(asked.chosen("extras")), "dependency group": list(asked.chosen("groups"))}
    while True:
        try:
            return read_inputs(
                directory,
                requirements=typed,
                files=[Path(file) for file in files],
                script=Path(script) if script is not None else None,
                extras=tuple(dict.fromkeys((*before["extra"], *extras))),
                groups=tuple(dict.fromkeys((*before["dependency group"], *groups))),
                options=(*asked.options.words(), *options),
            )
        except UnknownExtra as error:
            if error.name not in before[error.kind] or error.name in {*extras, *groups}:
                raise
            before[error.kind].remove(error.name)


def check_within(directory: Path, asked: Asked) -> None:
    """See that what a lock names by itself is in the project, or in its git work tree. Raises `OutsideProject`.

    A lock comes from anybody, and what it names is read and built; what the project's own files name is theirs to say.
    """
    top = _top(directory)
    nixpkgs = asked.options.nixpkgs or ""
    said: list[tuple[str | None, str, str | None]] = [
        # Requirements files are read only; what they name is their author's to say.
        *(
            (source.file, f"-r {source.file}", None)
            for source in asked.sources
            if source.kind != "requirements"
        ),
        *((_place(text), text, None) for source in asked.sources for text in source.requires),
        *((_place(f"x @ {text}"), text, f'native = ["{text}"]') for text in asked.options.native),
        (_place(f"x @ {nixpkgs}"), nixpkgs, f'nixpkgs.from = "{nixpkgs}"'),
    ]
    for place, text, setting in said:
        if place is not None and not Path(os.path.normpath(directory / place)).is_relative_to(top):
            raise OutsideProject(text, setting)


def _place(requirement: str) -> str | None:
    """The path in the text of a requirement, if it has one."""
    address = requirement.partition(" @ ")[2].partition(" ;")[0].strip().removeprefix("git+")
    if address.startswith("file:"):
        return unquote(urlsplit(address).path)
    return unquote(address) if address.startswith((".", "/", "~")) else None


def _top(directory: Path) -> Path:
    """The root of the work tree that a project is in; its own directory where that is none, or all of a home."""
    found = next((place for place in (directory, *directory.parents) if (place / ".git").exists()), directory)
    return directory if str(found) in {os.environ.get("HOME"), "/"} else found


def _files(directory: Path, asked: Asked) -> Sequence[str]:
    """The files to read; none where those of the project are to be found anew."""
    files = asked.files()
    gone = [file for file in files if not (directory / file).exists()]
    locks = {source.file for source in asked.sources if source.kind == "lock"}
    left = [file for file in files if file not in gone]
    if left and all(file in locks for file in gone):
        return left
    if any(file not in SOURCES for file in files):
        raise SourceGone(gone[0])
    return ()
