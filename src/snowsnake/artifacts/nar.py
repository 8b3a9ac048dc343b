"""The hash of a file tree as Nix sees it: SHA-256 over its NAR serialisation.

Follows the Nix archive format (https://nix.dev/manual/nix/latest/protocols/nix-archive). Streams: memory
does not grow with the tree's files.
"""

from __future__ import annotations

import hashlib
import os
import stat
import struct
from collections.abc import Callable
from pathlib import Path

_CHUNK = 1 << 20


def nar_sha256(path: Path) -> str:
    """The SHA-256 (hexadecimal) of the NAR of the file, directory or link at `path`.

    Raises `OSError` when something cannot be read, `ValueError` for sockets, devices and pipes, which no NAR
    holds.
    """
    digest = hashlib.sha256()
    _string(digest.update, b"nix-archive-1")
    _node(digest.update, os.fsencode(path))
    return digest.hexdigest()


def _string(update: Callable[[bytes], None], *texts: bytes) -> None:
    for text in texts:
        update(struct.pack("<Q", len(text)) + text + bytes(-len(text) % 8))


def _node(update: Callable[[bytes], None], path: bytes) -> None:
    status = os.lstat(path)
    if stat.S_ISLNK(status.st_mode):
        target = os.readlink(path)  # noqa: PTH115 -- bytes, as below
        _string(update, b"(", b"type", b"symlink", b"target", target, b")")
    elif stat.S_ISREG(status.st_mode):
        _string(update, b"(", b"type", b"regular")
        if status.st_mode & stat.S_IXUSR:
            _string(update, b"executable", b"")
        _contents(update, path, status.st_size)
        _string(update, b")")
    elif stat.S_ISDIR(status.st_mode):
        _string(update, b"(", b"type", b"directory")
        for name in sorted(os.listdir(path)):  # noqa: PTH208
            _string(update, b"entry", b"(", b"name", name, b"node")
            _node(update, path + b"/" + name)
            _string(update, b")")
        _string(update, b")")
    else:
        raise ValueError(f"not a file, directory or link: {os.fsdecode(path)!r}")


def _contents(update: Callable[[bytes], None], path: bytes, size: int) -> None:
    _string(update, b"contents")
    update(struct.pack("<Q", size))
    read = 0
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123 -- paths are bytes: names need not be UTF-8
        while chunk := file.read(_CHUNK):
            read += len(chunk)
            update(chunk)
    if read != size:
        raise OSError(f"{os.fsdecode(path)!r} changed while it was read")
    update(bytes(-size % 8))
