"""Unpack Debian packages as they are into one directory: the seed, which starts every build.

Unlike the trees that builds make from packages, nothing is merged, moved or patched, so the result depends
on the packages' bytes alone and is the same on every machine. Follows deb(5).
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from snowsnake.builders import deb
from snowsnake.builders.below import Below
from snowsnake.builders.members import take
from snowsnake.builders.report import BuildError
from snowsnake.errors import SourceChanged

_AHEAD = 4


class BadDeb(SourceChanged):
    """A Debian package that cannot be unpacked, or must not be."""

    def __init__(self, file: str, problem: str) -> None:
        self.file = file
        self.problem = problem
        super().__init__(
            f"`{file}` is not a usable Debian package: {problem}",
            help="the archive itself has it so: try again when it has another version",
        )

    def _to_lock(self, line: str) -> str:
        return f"{line} pins the archive's present packages"


def unpack_seed(debs: Sequence[Path], into: Path) -> None:
    """Unpack `debs`, in this order, into the directory `into`, which is made if it is not there.

    Of a file's mode only the executable bit counts; owners and times do not; links stay as they are. A later
    package wins. Raises `BadDeb` for a damaged package and for one that would write outside `into`;
    `OSError`.
    """
    into.mkdir(parents=True, exist_ok=True)
    processes = min(_AHEAD, len(os.sched_getaffinity(0)))
    try:
        with Below(str(into)) as below:
            for name, members in deb.read_all([(path.name, str(path)) for path in debs], processes):
                with deb.named(name):
                    for member, content in members:
                        take(member, content, below, anywhere=True)
    except BuildError as error:
        raise BadDeb(error.facts["file"], error.facts["problem"]) from error
