"""A store and a state directory that are not Nix's, but look like them to the hot path."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

import snowsnake
from snowsnake.environments import memo
from snowsnake.environments.state import Entry, State, sign, watched_paths
from snowsnake.environments.subjects import Subject, metadata


@dataclass(frozen=True, kw_only=True, slots=True)
class World:
    """A project, a state directory and an environment whose `bin` has `python` and `tell`."""

    state: State
    store: Path
    project: Path

    def realised(self, subject: Subject, lock_file: Path | None = None) -> Entry:
        """Remember `subject` as if its environment had just been realised."""
        entry = self.state.prepare(subject)
        if not entry.environment.is_symlink():
            entry.environment.symlink_to(self.store)
        paths = watched_paths(subject, lock_file or Path(subject.directory, "snowsnake.lock"))
        self.state.remember(
            entry,
            memo.Memo(
                environment=str(self.store),
                target="cp313-x86_64-linux",
                lock_digest="",
                metadata_digest=metadata(subject),
                watched=sign(paths),
            ),
        )
        return entry

    def hot(
        self, *arguments: str, cwd: Path | None = None, **environ: str
    ) -> subprocess.CompletedProcess[str]:
        """Run the hot path alone, in a process of its own; 99 is the exit code where it declines."""
        code = (
            "import os, sys; from snowsnake.environments import hot; "
            "hot.run(sys.argv[1:], os.environ); sys.exit(99)"
        )
        source = Path(snowsnake.__file__).parents[1]
        return subprocess.run(
            [sys.executable, "-S", "-c", code, *arguments],
            cwd=cwd or self.project,
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(source),
                "SNOWSNAKE_STATE_DIR": str(self.state.directory),
                **environ,
            },
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def world(tmp_path: Path) -> World:
    store = tmp_path / "store" / "hash-environment"
    (store / "bin").mkdir(parents=True)
    (store / "bin" / "python").symlink_to(sys.executable)
    tell = store / "bin" / "tell"
    tell.write_text('#!/bin/sh\necho "$VIRTUAL_ENV" "$@"\n')
    tell.chmod(0o755)
    project = tmp_path / "project"
    project.mkdir()
    (project / "requirements.txt").write_text("attrs\n")
    (project / "snowsnake.lock").write_text("{}\n")
    return World(state=State(tmp_path / "state"), store=store, project=project)


@pytest.fixture
def project(world: World) -> Callable[[], Entry]:
    """The project's environment, realised."""
    return lambda: world.realised(Subject("project", directory=str(world.project)))
