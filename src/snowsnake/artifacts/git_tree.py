"""A commit's tree: what is in it, and how it becomes files without leaving its directory."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from snowsnake.artifacts.git_command import BadRepository, Git, stopped

_EXECUTABLE, _LINK, _SUBMODULE = b"100755", b"120000", b"160000"
_CHUNK = 1 << 20
_LONGEST_LINK = 4096


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a tree."""

    path: bytes
    mode: bytes
    blob: bytes
    """The object's name, hexadecimal."""
    git: Git
    """The repository that has it."""


def entries(git: Git, url: str, rev: str, below: bytes = b"") -> Iterator[Entry]:
    """The files of a commit, submodules left out, with `below` before every path. Raises `BadRepository`."""
    for mode, blob, path in _listed(git, url, rev):
        if mode != _SUBMODULE:
            yield Entry(below + path, mode, blob, git)


def gitlinks(git: Git, url: str, rev: str) -> Mapping[bytes, str]:
    """The commits that submodules stand at, by path."""
    return {path: blob.decode() for mode, blob, path in _listed(git, url, rev) if mode == _SUBMODULE}


def read_modules(git: Git, rev: str) -> Mapping[bytes, str]:
    """The addresses of submodules by path, as `.gitmodules` has them."""
    done = git.run("config", "--no-includes", "--null", "--blob", f"{rev}:.gitmodules", "--list")
    found: dict[bytes, dict[bytes, bytes]] = {}
    for item in done.stdout.split(b"\0"):
        key, _, value = item.partition(b"\n")
        section, _, rest = key.partition(b".")
        name, _, variable = rest.rpartition(b".")
        if section == b"submodule" and variable in {b"path", b"url"}:
            found.setdefault(name, {})[variable] = value
    return {
        values[b"path"]: values[b"url"].decode(errors="replace")
        for values in found.values()
        if len(values) == 2
    }


def write_tree(files: Sequence[Entry], into: Path, url: str) -> None:
    """Write the files below `into`, which is made: modes 644 and 755 only, links that stay inside.

    Raises `BadRepository` for what would be elsewhere, and `OSError`.
    """
    root = os.fsencode(into)
    os.mkdir(root)  # noqa: PTH102 -- paths are bytes: names need not be UTF-8
    links = [entry for entry in files if entry.mode == _LINK]
    # Links last: then no file can be written through one.
    for some in ([entry for entry in files if entry.mode != _LINK], links):
        for git in dict.fromkeys(entry.git for entry in some):
            _write(git, [entry for entry in some if entry.git is git], root, url)
    real = os.path.realpath(root)
    for entry in links:
        end = os.path.realpath(root + b"/" + entry.path)
        if end != real and not end.startswith(real + b"/"):
            raise BadRepository(url, f"has a symbolic link that leads out of it: `{_shown(entry.path)}`")


def _listed(git: Git, url: str, rev: str) -> list[tuple[bytes, bytes, bytes]]:
    done = git.run("ls-tree", "-r", "-z", "--full-tree", rev)
    if done.returncode != 0:
        raise BadRepository(url, f"is damaged in the cache: `rm -r {git.directory}`")
    found = []
    for line in done.stdout.split(b"\0"):
        if not line:
            continue
        head, _, path = line.partition(b"\t")
        mode, _, blob = head.split(b" ")
        parts = path.split(b"/")
        if any(part in {b"", b".", b".."} or part.lower() == b".git" for part in parts):
            raise BadRepository(url, f"has a path that leads out of it: `{_shown(path)}`")
        found.append((mode, blob, path))
    return found


def _write(git: Git, files: Sequence[Entry], root: bytes, url: str) -> None:
    if not files:
        return
    with tempfile.TemporaryFile() as names:
        names.write(b"".join(entry.blob + b"\n" for entry in files))
        names.seek(0)
        process = git.start("cat-file", "--batch", given=names)
        with stopped(process):
            assert process.stdout is not None  # noqa: S101 -- a pipe, as it was started
            for entry in files:
                header = process.stdout.readline().split(b" ")
                if len(header) != 3 or header[1] != b"blob":
                    raise BadRepository(url, f"is damaged in the cache: `rm -r {git.directory}`")
                _write_one(entry, process.stdout, int(header[2]), root, url)
                process.stdout.read(1)


def _write_one(entry: Entry, content: IO[bytes], size: int, root: bytes, url: str) -> None:
    path = root + b"/" + entry.path
    try:
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120 -- bytes
        if entry.mode == _LINK:
            target = content.read(size)
            if not target or len(target) > _LONGEST_LINK or b"\0" in target:
                raise BadRepository(url, f"has a symbolic link that is none: `{_shown(entry.path)}`")
            os.symlink(target, path)  # noqa: PTH211 -- bytes
            return
        mode = 0o755 if entry.mode == _EXECUTABLE else 0o644
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, mode), "wb") as file:  # noqa: PTH123
            os.fchmod(file.fileno(), mode)
            while size:
                chunk = content.read(min(size, _CHUNK))
                if not chunk:
                    raise BadRepository(url, f"is damaged in the cache: `rm -r {entry.git.directory}`")
                file.write(chunk)
                size -= len(chunk)
    except (FileExistsError, NotADirectoryError):
        raise BadRepository(url, f"has the path `{_shown(entry.path)}` twice") from None


def _shown(path: bytes) -> str:
    return path.decode(errors="replace")
