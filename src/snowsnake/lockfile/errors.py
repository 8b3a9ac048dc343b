"""What can be wrong with a `snowsnake.lock`; each error names the file, the place in it and what to type."""

from __future__ import annotations

import shlex
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from snowsnake.errors import SnowsnakeError
from snowsnake.project_files import LOCK_NAME

_SHOWN = 6
"""Files of many that are named."""


class LockError(SnowsnakeError):
    """Something is wrong with a lock. `path` is the file."""

    path: Path


def command_for(path: Path) -> str:
    """What to type, behind `snowsnake`, to have the lock at `path` made: a project's, a script's, or another."""
    if path.name == LOCK_NAME:
        return "lock"
    of = path.with_suffix("")
    if path.suffix == ".lock" and of.is_file():
        return f"lock --script {shlex.quote(str(of))}"
    return f"lock -o {shlex.quote(str(path))}"


class MissingLock(LockError):
    """There is no lock where one was expected."""

    def __init__(self, path: Path, command: str | None = None) -> None:
        """`command` is what to type behind `snowsnake`, if not what `command_for` says; so for the others."""
        self.path = path
        super().__init__(f"there is no `{path}`", help=f"run `snowsnake {command or command_for(path)}`")


class UnreadableLock(LockError):
    """The lock is there and cannot be read: a directory, no permission, an input error."""

    def __init__(self, path: Path, reason: str, *, is_file: bool = True) -> None:
        self.path = path
        self.reason = reason
        super().__init__(
            f"cannot read `{path}`: {reason}",
            help="it must be a file that you may read"
            if is_file
            else f"move it away: `mv {shlex.quote(str(path))} {shlex.quote(f'{path}.old')}`",
        )


class LockNotWritable(LockError):
    """The lock cannot be written; what was there before is untouched."""

    def __init__(self, path: Path, reason: str, *, help: str) -> None:  # noqa: A002 -- the field's own word
        self.path = path
        self.reason = reason
        super().__init__(f"cannot write `{path}`: {reason}", help=help)


class DamagedLock(LockError):
    """The file is not a lock: no JSON, or a value in it that cannot be.

    `where` is a line and column (`line 3, column 5`) or the path to the value
    (`targets.cp313-x86_64-linux.suite`).
    """

    def __init__(self, path: Path, where: str, problem: str, *, help: str | None = None) -> None:  # noqa: A002 -- the field's own word
        self.path = path
        self.where = where
        self.problem = problem
        super().__init__(f"`{path}` is damaged: {where}: {problem}", help=help or self._how_to_mend(path))

    @staticmethod
    def _how_to_mend(path: Path) -> str:
        again = "take it from version control again, or"
        if path.name == LOCK_NAME:
            return f"{again} run `snowsnake lock` to make it anew"
        # uv's lock of a script has the same name.
        line = f"`rm {shlex.quote(str(path))}`, then `snowsnake {command_for(path)}`"
        return f"{again}, if it is no other tool's, remove it and lock anew: {line}"


class ConflictedLock(DamagedLock):
    """Git left both sides of a merge in the file."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(
            path,
            f"line {line}",
            "both sides of a merge are in it",
            help="merge the requirements by hand, then run `snowsnake lock`: it writes the file anew"
            if path.name == LOCK_NAME
            else None,
        )


class NewerLock(LockError):
    """The lock was written by a snowsnake that is newer than this one."""

    def __init__(self, path: Path, version: int, known: int) -> None:
        self.path = path
        self.version = version
        super().__init__(
            f"`{path}` has format {version}, this snowsnake reads format {known}",
            help=f"a newer snowsnake wrote it: update this one, or lock anew: `rm {shlex.quote(str(path))}`, then "
            f"`snowsnake {command_for(path)}`",
        )


class OlderLock(LockError):
    """The lock was written by a snowsnake whose format this one does not read any more."""

    def __init__(self, path: Path, version: int, known: int) -> None:
        self.path = path
        self.version = version
        super().__init__(
            f"`{path}` has format {version}, this snowsnake reads format {known}",
            help=f"an older snowsnake wrote it: `snowsnake {command_for(path)}` writes it anew, with the newest "
            "allowed versions",
        )


class NotLocked(LockError):
    """An upgrade was asked for of something that the lock does not have."""

    def __init__(self, path: Path, name: str, known: Iterable[str]) -> None:
        self.path = path
        self.name = name
        self.known = tuple(sorted(set(known)))
        meant = get_close_matches(name, self.known, n=1)
        super().__init__(
            f"`{path.name}` has no `{name}`, so there is nothing to upgrade",
            help=f"is `{meant[0]}` meant?"
            if meant
            else f"`snowsnake {command_for(path)} --upgrade` upgrades everything",
        )


class OfBase(LockError):
    """An upgrade was asked for of one package of the base, whose packages fit each other."""

    def __init__(self, path: Path, name: str) -> None:
        self.path = path
        self.name = name
        super().__init__(
            f"`{name}` is a package of Debian's, which are upgraded together: they fit each other",
            help=f"`snowsnake {command_for(path)} --upgrade-base` upgrades them, and nothing else",
        )


class StaleLock(LockError):
    """The requirements have changed since the lock was written. A lock does not say which of its sources they were."""

    def __init__(self, path: Path, sources: Iterable[str], command: str | None = None) -> None:
        self.path = path
        self.sources = tuple(sources)
        shown = [f"`{source}`" for source in self.sources[:_SHOWN]]
        more = [f"{len(self.sources) - _SHOWN} more files"] if len(self.sources) > _SHOWN + 1 else []
        shown = shown if more else [f"`{source}`" for source in self.sources]
        said = ", ".join([*shown, *more]) or "the requirements"
        said = f"at least one of {said}" if len(shown) > 1 else said
        super().__init__(
            f"`{path}` is stale: {said} changed since it was written",
            help=f"run `snowsnake {command or command_for(path)}`",
        )


class MissingTarget(LockError):
    """The lock has no environment for the target that is asked for."""

    def __init__(self, path: Path, target: str, has: Iterable[str], command: str | None = None) -> None:
        self.path = path
        self.target = target
        self.has = tuple(sorted(has))
        listed = ", ".join(f"`{name}`" for name in self.has) or "no target at all"
        every = " ".join(f"--target {name}" for name in sorted({*self.has, target}))
        super().__init__(
            f"`{path}` is not locked for `{target}`; it has {listed}",
            help=f"run `snowsnake {command or f'{command_for(path)} {every}'}`",
        )


class LockInUse(LockError):
    """Another snowsnake process is writing the lock."""

    def __init__(self, path: Path, process: int | None) -> None:
        self.path = path
        self.process = process
        who = "another snowsnake" if process is None else f"another snowsnake (process {process})"
        super().__init__(f"{who} is working on `{path}`", help="wait until it is done, then try again")
