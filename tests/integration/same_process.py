"""A project whose command lines run in this process: a tenth of the time, for lines that start no program."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from tests.integration.project import WAITING, Project, Ran
from tests.patience import PATIENCE

from snowsnake.cli import main, signals

BECOME_ANOTHER = {"run", "shell", "develop"}
"""Verbs that may end in another program, which takes over the process."""


class ProjectHere(Project):
    """As `Project`. What a process of its own is needed for is started as one."""

    def run(self, *words: str, timeout: float = PATIENCE) -> Ran:
        if self.before or BECOME_ANOTHER.intersection(words):
            return super().run(*words, timeout=timeout)
        with self._as_a_process_finds_it(), self._taken() as said:
            try:
                code = main(list(words))
            except SystemExit as error:
                code = error.code if isinstance(error.code, int) else 1
        return Ran(code=code, out=said[0], err=WAITING.sub("", said[1]))

    @contextmanager
    def _as_a_process_finds_it(self) -> Iterator[None]:
        """Its variables and working directory; the handlers of signals are pytest's."""
        environment = {key: value for key, value in os.environ.items() if key not in {"CI", "NO_COLOR"}}
        environment |= {"SNOWSNAKE_STATE_DIR": str(self.state), "TMPDIR": str(self.temporary)}
        before = Path.cwd()
        with (
            patch.dict(os.environ, environment | self.environment, clear=True),
            patch("tempfile.tempdir", None),
            patch.object(signals, "install", lambda: None),
        ):
            os.chdir(self.directory)
            try:
                yield
            finally:
                os.chdir(before)

    @contextmanager
    def _taken(self) -> Iterator[list[str]]:
        """What is written to standard output and standard error, once the block has ended."""
        said: list[str] = []
        places = [self.state.parent / name for name in ("out", "err")]
        before = sys.stdout, sys.stderr
        with places[0].open("w", encoding="utf-8") as out, places[1].open("w", encoding="utf-8") as err:
            sys.stdout, sys.stderr = out, err
            try:
                yield said
            finally:
                sys.stdout.flush()
                sys.stderr.flush()
                sys.stdout, sys.stderr = before
        said += [place.read_text(encoding="utf-8") for place in places]


def follow(project: Project, line: str) -> Ran:
    """Type a line of ours that was printed."""
    words = shlex.split(line)
    assert words[0] == "snowsnake", line
    ran = project.run(*words[1:])
    assert ran.code == 0, ran.err
    return ran
