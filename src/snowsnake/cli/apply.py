"""`snowsnake apply`: make the environments that the user's environments.toml names, and no others."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import click

from snowsnake.cli import complete, options
from snowsnake.cli.environment import lock_path, make, subject_inputs, target_of
from snowsnake.cli.help import Verb
from snowsnake.cli.inputs import load_if_there
from snowsnake.cli.options import Common
from snowsnake.cli.shared_locks import is_elsewhere, not_locked
from snowsnake.environments import memo
from snowsnake.environments.programs import Linked, link_programs
from snowsnake.environments.state import Remembered, State
from snowsnake.environments.subjects import (
    Subject,
    entry_path,
    environments_file,
    metadata,
    named,
    state_directory,
)
from snowsnake.errors import SnowsnakeError
from snowsnake.events import Observer, counted
from snowsnake.lockfile.changes import changes, listed, python_of
from snowsnake.lockfile.errors import LockError
from snowsnake.lockfile.freshness import is_fresh
from snowsnake.lockfile.model import Lock
from snowsnake.lockfile.write import write_lock
from snowsnake.requirements.environments_file import (
    EnvironmentsFile,
    UnknownEnvironment,
    read_environments_file,
)
from snowsnake.ui import errors

Status = Literal["added", "changed", "unchanged", "removed", "failed"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What became of one environment."""

    name: str
    status: Status
    environment: str | None = None
    """Store path."""
    changes: tuple[str, ...] = ()
    """For a person: `requests 2.32.4 -> 2.32.5`."""
    error: errors.Report | None = None


@click.command(
    "apply",
    cls=Verb,
    examples=(
        "snowsnake apply && snowsnake shell @work",
        "snowsnake apply --upgrade work",
        "snowsnake apply --dry-run",
    ),
)
@click.argument("names", metavar="[NAME]...", nargs=-1, shell_complete=complete.environments)
@click.option("-U", "--upgrade", is_flag=True, help="Take the newest versions, whatever is locked.")
@click.option("--dry-run", is_flag=True, help="Say what would be done; change nothing.")
@options.locked
@options.common(answers=True, builds=True)
def command(common: Common, *, names: tuple[str, ...], upgrade: bool, dry_run: bool, locked: bool) -> int:
    """Make the environments of ~/.config/snowsnake/environments.toml, or those NAMEd.

    `snowsnake shell @NAME` and `snowsnake run @NAME` use them from anywhere. Their locks are kept beside the file,
    in environments/NAME.lock; a missing or stale one is made first. Without NAMEs, what an earlier `apply` made
    and the file no longer has is let go of.
    """
    path = Path(environments_file(os.environ))
    file = read_environments_file(path)
    wanted = [name.removeprefix("@") for name in dict.fromkeys(names)] or list(file.tables)
    for name in wanted:
        if name not in file.tables:
            raise UnknownEnvironment(path, name, file.tables)
    must = options.must_be_locked(locked)
    work = _Work(file=file, state=State(Path(state_directory(os.environ))), common=common, locked=must)
    linked: Linked | None = None
    if dry_run:
        done = [work.look(name, upgrade=upgrade) for name in wanted]
        done += [Outcome(name=gone.description, status="removed") for gone in work.gone(all_of=not names)]
    else:
        with common.terminal.progress() as observer, work.state.held("@", observer):
            done = [work.apply(name, observer, upgrade=upgrade) for name in wanted]
            done += [work.remove(gone) for gone in work.gone(all_of=not names)]
            linked = link_programs(work.state, work.programs())
    _tell(common, done, linked, dry_run=dry_run)
    return 1 if any(outcome.error for outcome in done) else 0


@dataclass(frozen=True, kw_only=True, slots=True)
class _Work:
    """One run of `apply`."""

    file: EnvironmentsFile
    state: State
    common: Common
    locked: bool

    def subject(self, name: str) -> Subject:
        """The environment `name`, whose table is right. Raises what `EnvironmentsFile.environment` raises."""
        self.file.environment(name)
        return named(name, os.environ)

    def apply(self, name: str, observer: Observer, *, upgrade: bool) -> Outcome:
        """Make one environment; what is wrong with it is part of the answer."""
        try:
            subject = self.subject(name)
            with self.state.held(subject.key, observer):
                return self._apply(subject, observer, upgrade=upgrade)
        except SnowsnakeError as error:
            return _failed(name, error)

    def _apply(self, subject: Subject, observer: Observer, *, upgrade: bool) -> Outcome:
        entry = self.state.entry(subject)
        key = metadata(subject)
        if not upgrade and (found := memo.usable(entry_path(str(self.state.directory), subject), key)):
            return Outcome(name=subject.name, status="unchanged", environment=found)
        known, old = memo.read(str(entry.memo)), entry.target()
        before = _lock_at(entry.lock)
        made = make(subject, self.state, self.common, observer, locked=self.locked, upgrade=upgrade)
        if old == made and known is not None:
            return Outcome(name=subject.name, status="unchanged", environment=made)
        after = _lock_at(entry.lock)
        new = memo.read(str(entry.memo))
        if known is None or before is None or after is None or new is None:
            return Outcome(
                name=subject.name,
                status="added",
                environment=made,
                changes=_whole(after, new.target if new else None),
            )
        changes = _changes(before, known.target, after, new.target)
        return Outcome(name=subject.name, status="changed", environment=made, changes=changes)

    def look(self, name: str, *, upgrade: bool) -> Outcome:
        """What `apply` would do, as far as that can be said without locking."""
        try:
            subject = self.subject(name)
            entry = self.state.entry(subject)
            usable = memo.usable(entry_path(str(self.state.directory), subject), metadata(subject))
            path = lock_path(subject, entry)
            try:
                lock = load_if_there(path)
            except LockError:
                if self.locked:
                    raise
                lock = None
            inputs = subject_inputs(subject, lock)
            stale = lock is None or not is_fresh(lock, inputs.digest) or is_elsewhere(lock)
            if stale and self.locked:
                raise not_locked(lock, path, inputs, f"snowsnake apply {name}")
        except SnowsnakeError as error:
            return _failed(name, error)
        known, old = memo.read(str(entry.memo)), entry.target()
        todo = ("to be locked",) if stale or upgrade else ()
        if known is None:
            return Outcome(name=name, status="added", changes=todo)
        if todo or lock is None:
            return Outcome(name=name, status="changed", environment=old, changes=todo)
        digest, target = memo.digest(write_lock(lock).encode()), target_of(subject, lock, path, inputs)
        if usable is None and (old is None or (known.lock_digest, known.target) != (digest, target)):
            before = _lock_at(entry.lock)
            changes = _changes(before, known.target, lock, target) if before is not None else ()
            return Outcome(name=name, status="changed", environment=old, changes=changes)
        return Outcome(name=name, status="unchanged", environment=old)

    def gone(self, *, all_of: bool) -> list[Remembered]:
        """What was applied from this file, and is not in it any more; `all_of` the file is applied."""
        return sorted(
            (
                entry
                for entry in (self.state.entries() if all_of else ())
                if entry.kind == "named"
                and entry.owner == str(self.file.path)
                and entry.description not in self.file.tables
            ),
            key=lambda entry: entry.description,
        )

    def remove(self, gone: Remembered) -> Outcome:
        """Let go of one."""
        try:
            let_go = self.state.forget(gone)
        except SnowsnakeError as error:
            return _failed(gone.description, error)
        # One that another snowsnake works on is for the next run.
        return Outcome(name=gone.description, status="removed" if let_go else "unchanged")

    def programs(self) -> Mapping[str, bool | tuple[str, ...]]:
        """What every environment of the file wants on the `PATH`; one whose table is wrong keeps what it has."""
        wanted: dict[str, bool | tuple[str, ...]] = {}
        for name in self.file.tables:
            try:
                wanted[name] = self.file.environment(name).programs
            except SnowsnakeError:
                wanted[name] = tuple(link.name for link in _links(self.state.directory / "bin", f"@{name}"))
        return wanted


def _links(directory: Path, key: str) -> Iterator[Path]:
    for link in directory.iterdir() if directory.is_dir() else ():
        if link.is_symlink() and f"/{key}/" in str(link.readlink()):
            yield link


def _failed(name: str, error: SnowsnakeError) -> Outcome:
    problems = Path(state_directory(os.environ), "problems")
    return Outcome(name=name, status="failed", error=errors.handle(error, problems=problems, arguments=[]))


def _lock_at(path: Path) -> Lock | None:
    try:
        return load_if_there(path)
    except LockError:
        return None


def _whole(lock: Lock | None, target: str | None) -> tuple[str, ...]:
    if lock is None or target is None or target not in lock.targets:
        return ()
    found = lock.targets[target]
    return (" ".join(python_of(found)), counted(len(found.packages), "distribution"))


def _changes(before: Lock, was: str, after: Lock, now: str) -> tuple[str, ...]:
    """What differs between two locks, for a person."""
    if was not in before.targets or now not in after.targets:
        return ()
    return tuple(map(str, changes(before.targets[was], after.targets[now])))


def _tell(common: Common, done: Sequence[Outcome], linked: Linked | None, *, dry_run: bool) -> None:
    terminal = common.terminal
    if terminal.json:
        terminal.result(
            "apply",
            {
                "dry-run": dry_run,
                "environments": [
                    {
                        "name": outcome.name,
                        "status": outcome.status,
                        "environment": outcome.environment,
                        "changes": list(outcome.changes),
                        "error": outcome.error and outcome.error.document()["error"],
                    }
                    for outcome in done
                ],
                "bin": linked and {"directory": str(linked.directory), "programs": list(linked.programs)},
            },
        )
        return
    for outcome in done:
        if outcome.error is not None:
            terminal.error(outcome.error)
    sys.stderr.flush()
    width = max((len(outcome.name) for outcome in done), default=0)
    for outcome in done:
        terminal.line(f"{outcome.status:9}  {outcome.name:{width}}  {listed(outcome.changes)}".rstrip())
    if not done:
        terminal.note("there is no environment in the file, and nothing to let go of")
    for note in linked.notes if linked is not None else ():
        terminal.note(note)
    on_path = linked is not None and str(linked.directory) in os.environ.get("PATH", "").split(":")
    if linked is not None and linked.new and not on_path:
        terminal.note(f"to have their programs, add this to `PATH`: {linked.directory}")
