"""What an archive would be on the disk, read member by member. Nothing of it is written anywhere.

An `Into` of `builders.members`, with the rules of `builders.below.Below`: what is refused when something is built is
refused when it is locked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import IO, Generic, TypeVar

from snowsnake.builders.streams import ArchiveProblem, shown

_LINKS = 40  # as many as Linux follows

Content = TypeVar("Content")
"""What is known of a regular file."""


class Listing(Generic[Content]):
    """The tree that members make. `read` gets a file's path, its contents and whether it is executable."""

    def __init__(self, read: Callable[[str, IO[bytes], bool], Content]) -> None:
        self._read = read
        self.files: dict[str, Content] = {}
        self.links: dict[str, str] = {}
        self.directories: set[str] = set()

    def directory(self, path: str) -> None:
        """See `Into`."""
        if path in self.directories or not path:
            return
        above = path.rpartition("/")[0]
        self.directory(above)
        if path in self.files or path in self.links:
            raise ArchiveProblem(f"`{shown(path)}` in it is a directory, and a file or a link")
        self.directories.add(path)

    def _place(self, path: str) -> None:
        parts = path.split("/")
        for length in range(1, len(parts)):
            above = "/".join(parts[:length])
            if above in self.files or above in self.links:
                there = f"`{shown(above)}`, which is a file or a link"
                raise ArchiveProblem(f"`{shown(path)}` in it lies behind {there}")
        if path in self.directories:
            raise ArchiveProblem(f"`{shown(path)}` in it is a file and a directory")
        self.directory("/".join(parts[:-1]))
        self.files.pop(path, None)
        self.links.pop(path, None)

    def file(self, path: str, stream: IO[bytes], *, executable: bool) -> None:
        """See `Into`."""
        self._place(path)
        self.files[path] = self._read(path, stream, executable)

    def link(self, path: str, aim: str) -> None:
        """See `Into`."""
        self._place(path)
        self.links[path] = aim

    def hard_link(self, path: str, origin: str) -> None:
        """See `Into`."""
        if origin not in self.files or path == origin:
            raise ArchiveProblem(
                f"`{shown(path)}` in it is a link to `{shown(origin)}`, which is not a file before it"
            )
        content = self.files[origin]
        self._place(path)
        self.files[path] = content

    def has_directory(self, path: str) -> bool:
        """See `Into`."""
        return not path or path in self.directories

    def without_top(self) -> Listing[Content]:
        """The tree below the only directory at the top; the tree itself where there is more than that."""
        everything = {*self.files, *self.links, *self.directories}
        tops = {path.partition("/")[0] for path in everything}
        if len(tops) != 1 or not tops <= self.directories:
            return self
        cut = len(tops.pop()) + 1
        below = Listing(self._read)
        below.files = {path[cut:]: file for path, file in self.files.items()}
        below.links = {path[cut:]: aim for path, aim in self.links.items()}
        below.directories = {path[cut:] for path in self.directories if path[cut:]}
        return below

    def real(self) -> Mapping[str, str]:
        """Where links lead, through others. Raises `ArchiveProblem` for one that leads out."""
        return {path: self._follow(path) for path in self.links}

    def _follow(self, path: str) -> str:
        waiting, done, count = path.split("/")[::-1], list[str](), 0
        while waiting:
            part = waiting.pop()
            if part in {"", "."}:
                continue
            if part == "..":
                if not done:
                    raise ArchiveProblem(f"the link `{shown(path)}` in it leads out of it")
                done.pop()
                continue
            done.append(part)
            aim = self.links.get("/".join(done))
            if aim is not None:
                count += 1
                if count > _LINKS:
                    return path
                done.pop()
                waiting += aim.split("/")[::-1]
        return "/".join(done) or "."
