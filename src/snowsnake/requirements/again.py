"""The same inputs once more, as they were asked for when a lock was made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from snowsnake.errors import SnowsnakeError
from snowsnake.project_files import SOURCES
from snowsnake.requirements.asked import Asked
from snowsnake.requirements.inputs import Inputs, read_inputs
from snowsnake.requirements.pyproject import UnknownExtra


class SourceGone(SnowsnakeError):
    """A file that the lock was made from is not there any more."""

    def __init__(self, file: str) -> None:
        self.file = file
        super().__init__(
            f"the lock was made from `{file}`, which is not there",
            help="say what it is made from now: `snowsnake lock -r FILE`",
        )


def read_again(directory: Path, asked: Asked, options: Sequence[str] = ()) -> Inputs:
    """Read what `asked` names, from the project in `directory`; `options` come on top of those that it has.

    An extra or a group that its project does not have any more is left out. Where the project's own files have become
    others (a requirements.txt gave way to a pyproject.toml), those that are there are read. Raises `SourceGone`, and
    what `read_inputs` raises.
    """
    typed = tuple(text for source in asked.sources for text in source.requires)
    script = next((s.file for s in asked.sources if s.kind == "script" and s.file is not None), None)
    files = _files(directory, asked)
    extras, groups = list(asked.chosen("extras")), list(asked.chosen("groups"))
    while True:
        try:
            return read_inputs(
                directory,
                requirements=typed,
                files=[Path(file) for file in files],
                script=Path(script) if script is not None else None,
                extras=extras,
                groups=groups,
                options=(*asked.options.words(), *options),
            )
        except UnknownExtra as error:
            names = extras if error.kind == "extra" else groups
            if error.name not in names:
                raise
            names.remove(error.name)


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
