"""Unpacks an archive of strangers: tar, zip, or a program by itself. What it holds stays below one directory.

Used twice, with the same result: when an environment is locked, to read what is inside (`read`, which writes nothing),
and when its tree is built. What a file is, its first bytes say.
"""

# pathlib costs start-up time, and most of this runs for every file.
# ruff: noqa: PTH103, PTH104, PTH112, PTH114, PTH123, PTH202, PTH208

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO, cast

from .below import Below, check_links
from .members import Into, Member, read_tar, read_zip, take
from .report import BuildError
from .streams import ArchiveProblem, Bounded, decompressed, limit_of, reading, shown

ELF = b"\x7fELF"
DEB = b"!<arch>\n"


def unpack(name: str, path: str, into: str, *, single: str, zstd: Sequence[str] = ()) -> None:
    """Unpack the file at `path`, called `name`, into the directory `into`, which is made.

    A single directory at the top is left out. A program by itself becomes a file called `single`. Owners and times are
    dropped, modes become 755 or 644. `zstd` are the words of a program that decompresses from its standard input.
    Raises `BuildError` ("bad-archive") for what is damaged, leads out of itself, or would fill the disk.
    """
    whole = f"{into}.whole"
    os.makedirs(whole)
    try:
        with named(name):
            with Below(whole) as below:
                read(path, below, single=single, zstd=zstd)
            # Without its only directory.
            tops = os.listdir(whole)
            if not tops:
                raise ArchiveProblem("it is empty")
            only = f"{whole}/{tops[0]}"
            top = only if len(tops) == 1 and os.path.isdir(only) and not os.path.islink(only) else whole
            os.rename(top, into)
            check_links(into)
    finally:
        shutil.rmtree(whole, ignore_errors=True)


@contextmanager
def named(name: str) -> Iterator[None]:
    """Make an `ArchiveProblem` a `BuildError` about the archive of this name."""
    try:
        yield
    except ArchiveProblem as error:
        text = f"`{name}` cannot be unpacked: {error}"
        raise BuildError("bad-archive", text, file=name, problem=str(error)) from error


def read(path: str, into: Into, *, single: str, zstd: Sequence[str] = ()) -> None:
    """Hand an archive's members to `into`, as they lie in it; a program by itself as `single`.

    Raises `ArchiveProblem`. That no link leads out through others is for the caller to see, once all are there.
    """
    limit = limit_of(os.path.getsize(path))
    with open(path, "rb") as file, reading():
        head = file.read(8)
        file.seek(0)
        if head == DEB:
            raise ArchiveProblem("it is a Debian package")
        if head.startswith(b"PK"):
            _members(read_zip(file, limit), into)
            return
        with decompressed(file, limit, zstd=zstd) as plain:
            if plain.peek(4) == ELF:
                into.file(single, cast("IO[bytes]", plain), executable=True)
            else:
                _members(_of_tar(plain), into)


def _of_tar(plain: Bounded) -> Iterator[tuple[Member, IO[bytes]]]:
    empty = True
    for found in read_tar(plain):
        empty = False
        yield found
    if empty:
        raise ArchiveProblem("it is empty, or neither tar, zip nor a program")


def _members(members: Iterator[tuple[Member, IO[bytes]]], into: Into) -> None:
    for member, content in members:
        if not member.path.isprintable() or "\\" in member.path:
            where = f"`{shown(member.path)}` in it"
            raise ArchiveProblem(f"{where} has a name with control characters or backslashes")
        take(member, content, into)
