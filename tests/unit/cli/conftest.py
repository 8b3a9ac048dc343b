"""A project on a machine, and snowsnake without network and Nix (see driver.py)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.forks import Done, Forks

import snowsnake

DRIVER = Path(__file__).with_name("driver.py")
WAITING = re.compile(r"^  (?:working|\w+ing .*)\n", re.MULTILINE)


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """A project on a machine with a store."""

    project: Path
    home: Path
    store: Path
    forks: Forks

    def environ(self, **more: str) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"],
            "PYTHONPATH": str(Path(snowsnake.__file__).parents[1]),
            "HOME": str(self.home),
            "STORE": str(self.store),
            "CALLS": str(self.home / "calls"),
            **more,
        }

    def start(self, *arguments: str, cwd: Path | None = None, **more: str) -> subprocess.Popen[str]:
        """Start a command as a user does, in a Python of its own."""
        return subprocess.Popen(
            [sys.executable, str(DRIVER), *arguments],
            cwd=cwd or self.project,
            env=self.environ(**more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: str, cwd: Path | None = None, **more: str) -> Done:
        """Run a command to its end, in a fork of a Python that has imported all there is."""
        done = self.forks.run(arguments, cwd=cwd or self.project, environ=self.environ(**more))
        # What is said because it takes long depends on the machine.
        done.stderr = WAITING.sub("", done.stderr)
        return done

    def calls(self) -> list[str]:
        """What was asked of the pipeline since last time."""
        path = self.home / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines


@pytest.fixture(scope="session")
def forks() -> Iterator[Forks]:
    with Forks(DRIVER) as made:
        yield made


@pytest.fixture
def snowsnake_(tmp_path: Path, forks: Forks) -> Machine:
    store = tmp_path / "store"
    (store / "bin").mkdir(parents=True)
    (store / "lib/python3.13/site-packages").mkdir(parents=True)
    (store / "bin" / "python").symlink_to(sys.executable)
    tell = store / "bin" / "tell"
    tell.write_text('#!/bin/sh\necho "$VIRTUAL_ENV" "$@"\n')
    tell.chmod(0o755)
    for path in (
        tell,
        store / "bin" / "python",
        store / "bin",
        store / "lib/python3.13/site-packages",
        store / "lib/python3.13",
        store / "lib",
        store,
    ):  # what is newer than Nix makes it was changed
        os.utime(path, (1, 1), follow_symlinks=False)
    (tmp_path / "home").mkdir()
    project = tmp_path / "project"
    project.mkdir()
    (project / "requirements.txt").write_text("attrs\n")
    return Machine(project=project, home=tmp_path / "home", store=store, forks=forks)
