"""What can be wrong with a `snowsnake.lock`; each error names the file, the place in it and what to type."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

from snowsnake.errors import SnowsnakeError

_SHOWN = 6
"""Files of many that are named."""


class LockError(SnowsnakeError):
    """Something is wrong with a lock. `path` is the file."""

    path: Path


class MissingLock(LockError):
    """There is no lock where one was expected."""

    def __init__(self, path: Path, command: str = "snowsnake lock") -> None:
        self.path = path
        super().__init__(f"there is no `{path}`", help=f"run `{command}`")


class UnreadableLock(LockError):
    """The lock is there and cannot be read: a directory, no permission, an input error."""

    def __init__(self, path: Path, reason: str) -> None:
        self.path = path
        self.reason = reason
        super().__init__(f"cannot read `{path}`: {reason}", help="it must be a file that you may read")


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
        super().__init__(
            f"`{path}` is damaged: {where}: {problem}",
            help=help or "take it from version control again, or run `snowsnake lock` to make it anew",
        )


class ConflictedLock(DamagedLock):
    """Git left both sides of a merge in the file."""

    def __init__(self, path: Path, line: int) -> None:
        super().__init__(
            path,
            f"line {line}",
            "both sides of a merge are in it",
            help="merge the requirements by hand, then run `snowsnake lock`: it writes the file anew",
        )


class NewerLock(LockError):
    """The lock was written by a snowsnake that is newer than this one."""

    def __init__(self, path: Path, version: int, known: int) -> None:
        self.path = path
        self.version = version
        super().__init__(
            f"`{path}` has format {version}, this snowsnake reads format {known}",
            help="a newer snowsnake wrote it: update this one, or remove the file and lock anew: `snowsnake lock`",
        )


class OlderLock(LockError):
    """The lock was written by a snowsnake whose format this one does not read any more."""

    def __init__(self, path: Path, version: int, known: int) -> None:
        self.path = path
        self.version = version
        super().__init__(
            f"`{path}` has format {version}, this snowsnake reads format {known}",
            help="an older snowsnake wrote it: `snowsnake lock` writes it anew, with the newest allowed versions",
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
            help=f"is `{meant[0]}` meant?" if meant else "`snowsnake lock --upgrade` upgrades everything",
        )


class StaleLock(LockError):
    """The requirements have changed since the lock was written. A lock does not say which of its sources they were."""

    def __init__(self, path: Path, sources: Iterable[str], command: str = "snowsnake lock") -> None:
        self.path = path
        self.sources = tuple(sources)
        shown = [f"`{source}`" for source in self.sources[:_SHOWN]]
        more = [f"{len(self.sources) - _SHOWN} more files"] if len(self.sources) > _SHOWN + 1 else []
        shown = shown if more else [f"`{source}`" for source in self.sources]
        said = ", ".join([*shown, *more]) or "the requirements"
        said = f"at least one of {said}" if len(shown) > 1 else said
        super().__init__(f"`{path}` is stale: {said} changed since it was written", help=f"run `{command}`")


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
            help=f"run `{command or f'snowsnake lock {every}'}`",
        )


class LockInUse(LockError):
    """Another snowsnake process is writing the lock."""

    def __init__(self, path: Path, process: int | None) -> None:
        self.path = path
        self.process = process
        who = "another snowsnake" if process is None else f"another snowsnake (process {process})"
        super().__init__(f"{who} is working on `{path}`", help="wait until it is done, then try again")
