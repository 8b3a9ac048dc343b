"""A project on a machine, and snowsnake without network and Nix (see driver.py)."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.patience import PATIENCE

import snowsnake

WAITING = re.compile(r"^  (?:working|\w+ing .*)\n", re.MULTILINE)
Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """A project on a machine with a store."""

    project: Path
    home: Path
    store: Path

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
        return subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("driver.py")), *arguments],
            cwd=cwd or self.project,
            env=self.environ(**more),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def __call__(self, *arguments: str, cwd: Path | None = None, **more: str) -> Done:
        with self.start(*arguments, cwd=cwd, **more) as process:
            out, err = process.communicate(timeout=PATIENCE)
        # What is said because it takes long depends on the machine.
        return subprocess.CompletedProcess(arguments, process.returncode, out, WAITING.sub("", err))

    def calls(self) -> list[str]:
        """What was asked of the pipeline since last time."""
        path = self.home / "calls"
        lines = path.read_text().splitlines() if path.exists() else []
        path.unlink(missing_ok=True)
        return lines


@pytest.fixture
def snowsnake_(tmp_path: Path) -> Machine:
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
    return Machine(project=project, home=tmp_path / "home", store=store)
