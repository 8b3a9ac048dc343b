"""Writes below one directory, whatever an archive says: no link is ever followed, neither on the way nor at its end.

Every directory is opened from the one above it (`openat`, O_NOFOLLOW), so it does not matter what links say, in which
order members come, or who else changes the directory meanwhile. An `Into` of `members`.
"""

# pathlib knows no directory descriptors.
# ruff: noqa: PTH114, PTH123

from __future__ import annotations

import errno
import os
import stat
from types import TracebackType
from typing import IO, Self

from .streams import CHUNK, ArchiveProblem, shown

_DIRECTORY = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
_NO_DIRECTORY = {errno.ENOTDIR, errno.ELOOP}


class Below:
    """A directory that exists, and whose contents members become. Modes are 755 or 644; owners and times are ours.

    A file or a link takes the place of another, never of a directory, nor the other way round. Raises `ArchiveProblem`
    for what must not be, and the `OSError` of a disk.
    """

    def __init__(self, root: str) -> None:
        self._root = os.open(root, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        # The directories that lead to the one that was used last: members come in their directories' order.
        self._open: list[tuple[str, int]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._close(0)
        os.close(self._root)

    def _close(self, depth: int) -> None:
        while len(self._open) > depth:
            os.close(self._open.pop()[1])

    def _enter(self, parts: list[str], whole: str, *, make: bool) -> int:
        """The descriptor of a directory, good until the next call."""
        depth = 0
        while depth < min(len(parts), len(self._open)) and self._open[depth][0] == parts[depth]:
            depth += 1
        self._close(depth)
        for part in parts[depth:]:
            above = self._open[-1][1] if self._open else self._root
            try:
                try:
                    descriptor = os.open(part, _DIRECTORY, dir_fd=above)
                except FileNotFoundError:
                    if not make:
                        raise
                    os.mkdir(part, 0o755, dir_fd=above)
                    descriptor = os.open(part, _DIRECTORY, dir_fd=above)
            except OSError as error:
                if error.errno not in _NO_DIRECTORY:
                    raise
                there = "/".join([*(name for name, _ in self._open), part])
                text = f"`{shown(whole)}` in it lies behind `{shown(there)}`, which is a file or a link"
                raise ArchiveProblem(text) from None
            self._open.append((part, descriptor))
        return self._open[-1][1] if self._open else self._root

    def _place(self, path: str) -> tuple[int, str]:
        """Where a file or a link goes: the directory's descriptor, and the name, which is free."""
        *above, name = path.split("/")
        directory = self._enter(above, path, make=True)
        try:
            os.unlink(name, dir_fd=directory)
        except FileNotFoundError:
            pass
        except (IsADirectoryError, PermissionError) as error:  # POSIX has the second one for directories
            if not stat.S_ISDIR(os.stat(name, dir_fd=directory, follow_symlinks=False).st_mode):
                raise
            raise ArchiveProblem(f"`{shown(path)}` in it is a file and a directory") from error
        return directory, name

    def directory(self, path: str) -> None:
        """See `Into`."""
        self._enter(path.split("/") if path else [], path, make=True)

    def file(self, path: str, stream: IO[bytes], *, executable: bool) -> None:
        """See `Into`."""
        directory, name = self._place(path)
        descriptor = os.open(name, _NEW_FILE, 0o600, dir_fd=directory)
        with open(descriptor, "wb") as file:
            while chunk := stream.read(CHUNK):
                file.write(chunk)
            os.fchmod(descriptor, 0o755 if executable else 0o644)

    def link(self, path: str, aim: str) -> None:
        """See `Into`. Where it leads is not looked at: it is never followed here."""
        directory, name = self._place(path)
        os.symlink(aim, name, dir_fd=directory)

    def hard_link(self, path: str, origin: str) -> None:
        """See `Into`."""
        *above, name = origin.split("/")
        try:
            # A descriptor of its own: the next `_enter` closes those on the way.
            source = os.dup(self._enter(above, path, make=False))
        except FileNotFoundError:
            raise _no_origin(path, origin) from None
        try:
            there = os.stat(name, dir_fd=source, follow_symlinks=False) if name else None
            if there is None or not stat.S_ISREG(there.st_mode) or path == origin:
                raise _no_origin(path, origin)
            directory, new = self._place(path)
            os.link(name, new, src_dir_fd=source, dst_dir_fd=directory, follow_symlinks=False)
        except FileNotFoundError:
            raise _no_origin(path, origin) from None
        finally:
            os.close(source)

    def has_directory(self, path: str) -> bool:
        """See `Into`."""
        try:
            self._enter(path.split("/") if path else [], path, make=False)
        except (FileNotFoundError, ArchiveProblem):
            return False
        return True


def _no_origin(path: str, origin: str) -> ArchiveProblem:
    return ArchiveProblem(
        f"`{shown(path)}` in it is a link to `{shown(origin)}`, which is not a file before it"
    )


def check_links(root: str) -> None:
    """See that no link leads out, once all are there: one through others can, although none does so by itself.

    Raises `ArchiveProblem`.
    """
    inside = os.path.realpath(root)
    for directory, folders, files in os.walk(root):
        for entry in (*folders, *files):
            path = f"{directory}/{entry}"
            if os.path.islink(path):
                aim = os.path.realpath(path)
                if aim != inside and not aim.startswith(f"{inside}/"):
                    text = f"the link `{shown(os.path.relpath(path, root))}` in it leads out of it"
                    raise ArchiveProblem(text)
