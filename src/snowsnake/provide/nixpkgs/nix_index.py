"""Reads nix-index's database (`~/.cache/nix-index/files`): every file of every package of nixpkgs.

The format, version 1, is nix-index's own (https://github.com/nix-community/nix-index, `database.rs` and
`frcode.rs`): `NIXI`, a little-endian version of 8 bytes, then a zstd stream of entries: metadata, NUL, how much
longer the prefix shared with the entry before is than the last one was, the rest of the path, newline. Metadata is
`<size>r` or `<size>x` for files, `<count>d`, `<target>s` for a link, and `p` for the package that the entries before it
belong to, whose path is JSON.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from itertools import chain
from pathlib import Path
from typing import Protocol

from snowsnake.errors import SnowsnakeError
from snowsnake.parsing import parse_json

_MAGIC = b"NIXI"
_VERSION = 1
_CHUNK = 1 << 23  # decompressed bytes that are taken apart at once
_READ = 1 << 12  # compressed bytes that are read at once: they can become 30,000 times as many
_LONGEST = 1 << 16  # bytes of one entry; the longest seen has 4,000
# Metadata, the difference (0x80 announces two bytes) and the rest. The difference may be a newline.
_ENTRY = re.compile(rb"([^\0\n]+)\0(\x80..|[^\x80])([^\n]*)\n", re.DOTALL)
_DIFFERENCES = {struct.pack("b", n): n for n in range(-127, 128)}


class Readable(Protocol):
    """What a database is read from."""

    def read(self, size: int = -1, /) -> bytes:
        """As of a binary file."""


class BadNixIndex(SnowsnakeError):
    """A file is no database of nix-index, or none that can be read."""

    def __init__(self, path: Path, problem: str, *, help: str | None = None) -> None:  # noqa: A002 -- the field's own word
        self.path = path
        super().__init__(
            f"the nix-index database `{path}` cannot be read: {problem}",
            help=help or "make it anew with `nix-index`, or download it again",
        )


class NoZstd(SnowsnakeError):
    """Nothing here decompresses zstd."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(
            f"`{path}` is compressed with zstd, which Python reads from 3.14 on",
            help="`pip install 'snowsnake[nix-index]'`, or use the table that snowsnake ships: leave it out",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Package:
    """One output of a package, and those of its files that were asked for."""

    name: str
    """The name of its store path: `libglvnd-1.7.0`."""
    attribute: str
    output: str
    toplevel: bool
    """Whether the attribute is this package; otherwise it only depends on it."""
    files: tuple[str, ...]
    """Paths below the output: `lib/libGL.so.1`."""


def check_zstd(path: Path) -> None:
    """See that the database which is, or will be, at `path` could be read here. Raises `NoZstd`."""
    if find_spec("compression") is None and find_spec("zstandard") is None:
        raise NoZstd(path)


def read_nix_index(path: Path, wanted: re.Pattern[bytes]) -> Iterator[Package]:
    """The packages of a database, in its order, with the files whose whole path is as `wanted` says.

    Takes a minute for the whole of nixpkgs.

    Raises `BadNixIndex`, `NoZstd` and `OSError`.
    """
    with path.open("rb") as file:
        yield from read_stream(path, file, wanted)


def read_stream(path: Path, file: Readable, wanted: re.Pattern[bytes]) -> Iterator[Package]:
    """The same of a database that is open; `path` is how errors call it."""
    header = file.read(12)
    if header[:4] != _MAGIC:
        raise BadNixIndex(path, "it does not begin as one does")
    version = int.from_bytes(header[4:], "little") if len(header) == 12 else 0
    if version != _VERSION:
        problem = f"its format is version {version}, and only version {_VERSION} is known"
        raise BadNixIndex(path, problem, help="look for a newer snowsnake")
    yield from _packages(path, _decompressed(path, file), wanted)


def _packages(path: Path, text: Iterator[bytes], wanted: re.Pattern[bytes]) -> Iterator[Package]:
    files: list[str] = []
    programs: dict[bytes, bytes] = {}
    previous, shared = b"", 0
    for metadata, difference, rest in _entries(path, text):
        if len(difference) == 1:
            shared += _DIFFERENCES[difference]
        else:
            shared += int.from_bytes(difference[1:], "big", signed=True)
        if not 0 <= shared <= len(previous):
            raise BadNixIndex(path, "it is damaged: an entry continues what was not there")
        previous = previous[:shared] + rest
        if metadata == b"p":
            yield _package(path, previous, files + list(_through_link(programs, wanted)))
            files, programs = [], {}
        elif wanted.fullmatch(previous, 1) and metadata[-1:] != b"d":
            files.append(previous[1:].decode("utf-8", "replace"))
        elif b"/bin" in previous:
            programs[previous] = metadata
    if files:
        raise BadNixIndex(path, "it is cut short: its last files belong to no package")


def _through_link(programs: dict[bytes, bytes], wanted: re.Pattern[bytes]) -> Iterator[str]:
    """The programs of a package, such as Java's, whose `bin` is a link to another of its directories."""
    link = programs.get(b"/bin", b"")
    if not link.endswith(b"s"):
        return
    below = b"/" + re.sub(rb"^/nix/store/[^/]*/|^(?:\./|/)", b"", link[:-1]).rstrip(b"/") + b"/"
    for path, metadata in programs.items():
        program = b"/bin/" + path.removeprefix(below)
        if path.startswith(below) and metadata[-1:] != b"d" and wanted.fullmatch(program, 1):
            yield program[1:].decode("utf-8", "replace")


def _entries(path: Path, text: Iterator[bytes]) -> Iterator[tuple[bytes, bytes, bytes]]:
    rest = b""
    for chunk in text:
        block = rest + chunk
        end = _end_of_entries(block)
        block, rest = block[:end], block[end:]
        if len(rest) > _LONGEST:
            raise BadNixIndex(path, "it is damaged: an entry has no end")
        found = _ENTRY.findall(block)
        # What the pattern skipped would be missing without a word.
        if sum(map(len, chain.from_iterable(found))) + 2 * len(found) != len(block):
            raise BadNixIndex(path, "it is damaged: an entry is none")
        yield from found
    if rest:
        raise BadNixIndex(path, "it is cut short")


def _end_of_entries(block: bytes) -> int:
    """The end of the last newline that is surely no difference: no NUL is near before it."""
    end = len(block)
    while (end := block.rfind(b"\n", 0, end)) != -1:
        if b"\0" not in block[max(0, end - 3) : end]:
            return end + 1
    return 0


def _package(path: Path, text: bytes, files: list[str]) -> Package:
    try:
        document = parse_json(text)
        origin = document["origin"]
        name, attribute, output = document["name"], origin["attr"], origin["output"]
        toplevel = origin["toplevel"]
    except (ValueError, KeyError, TypeError) as error:
        raise BadNixIndex(path, "it is damaged: a package has no name") from error
    if not (isinstance(name, str) and isinstance(attribute, str) and isinstance(output, str)):
        raise BadNixIndex(path, "it is damaged: a package's name is no text")
    return Package(
        name=name, attribute=attribute, output=output, toplevel=toplevel is True, files=tuple(files)
    )


def _decompressed(path: Path, file: Readable) -> Iterator[bytes]:
    """The zstd stream in chunks. Raises `BadNixIndex` and `NoZstd`."""
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415 -- since Python 3.14
    except ImportError:
        yield from _decompressed_by_zstandard(path, file)
        return
    try:
        with zstd.open(file) as stream:
            while chunk := stream.read(_CHUNK):
                yield chunk
    except (zstd.ZstdError, EOFError) as error:
        raise BadNixIndex(path, f"it is damaged: {error}") from error


def _decompressed_by_zstandard(path: Path, file: Readable) -> Iterator[bytes]:
    try:
        import zstandard  # noqa: PLC0415 -- an extra
    except ImportError as error:
        raise NoZstd(path) from error
    # Not its reader of streams, which takes a stream that was cut for a whole one.
    decompressor = zstandard.ZstdDecompressor().decompressobj()
    text, size = [], 0
    try:
        while data := file.read(_READ):
            text.append(decompressor.decompress(data))
            size += len(text[-1])
            if size >= _CHUNK:
                yield b"".join(text)
                text, size = [], 0
            if decompressor.eof:
                break
    except zstandard.ZstdError as error:
        raise BadNixIndex(path, f"it is damaged: {error}") from error
    if not decompressor.eof:
        raise BadNixIndex(path, "it is cut short")
    yield b"".join(text)
