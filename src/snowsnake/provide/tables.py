"""Tables of who has which file: compact, and only what is asked for is decompressed.

A table holds lines `<kind letter><name>\\t<value>`, sorted, in blocks that are compressed one by one. Its file:

    SNOWTAB1                         magic and version
    length, CRC-32                   of the index; two little-endian 32-bit numbers
    index                            zlib: lines `key TAB value` about the table, an empty line, and then a line
                                     `first key TAB length TAB CRC-32` for each block
    blocks                           LZMA without a header, one after the other

A look-up bisects the first keys and decompresses one block, seldom two: a millisecond or two. The same lines make
the same bytes. Only light modules are imported here: `snowsnake locate` answers in a moment.
"""

from __future__ import annotations

import lzma
import struct
import zlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, TypeAlias

from snowsnake.errors import SnowsnakeError

if TYPE_CHECKING:
    from snowsnake.lockfile.model import NeedKind

    FileKind: TypeAlias = NeedKind | Literal["tex", "plugin", "element"]
    RowKind: TypeAlias = FileKind | Literal["distribution", "build", "carried", "plugin-package"]

_MAGIC = b"SNOWTAB1"
_HEADER = struct.Struct("<8sII")
_BLOCK = 1 << 16  # bytes of text; smaller ones compress worse, larger ones take longer to read
_LARGEST = 1 << 20  # no block is larger when it is decompressed, and no index either
_KEPT = 16  # decompressed blocks of a table in memory
_FILTERS: list[dict[str, Any]] = [
    {
        "id": lzma.FILTER_LZMA1,
        "preset": 9 | lzma.PRESET_EXTREME,
        "lc": 4,
        "lp": 0,
        "pb": 0,
        "dict_size": _LARGEST,
    }
]
_LETTERS: dict[str, str] = {
    "build": "b",
    "carried": "c",
    "distribution": "d",
    "element": "e",
    "header": "h",
    "pkg-config": "m",
    "plugin": "g",
    "plugin-package": "k",
    "program": "p",
    "soname": "s",
    "tex": "x",
    "typelib": "t",
}


class BadFileTable(SnowsnakeError):
    """A table is damaged, or of another version."""

    def __init__(self, path: Path, problem: str, *, shipped: bool) -> None:
        self.path = path
        super().__init__(
            f"the table `{path}` cannot be read: {problem}",
            help="reinstall snowsnake" if shipped else f"rm {path}",
        )


class FileTable:
    """A table, opened. Not safe for several threads at once."""

    about: Mapping[str, str]
    """What the writer said about it."""

    def __init__(self, path: Path, *, shipped: bool = True) -> None:
        """Read the index. `shipped`: it is part of snowsnake, and not in a cache.

        Raises `BadFileTable`, `FileNotFoundError` and other `OSError`s.
        """
        self._path = path
        self._shipped = shipped
        self._data = path.read_bytes()  # two megabytes; a file that is mapped must not change
        try:
            self.about, self._blocks = self._index()
        except (ValueError, struct.error, zlib.error) as error:
            raise self._bad(f"its index is damaged ({type(error).__name__})") from error
        self._first = [first for first, _, _, _ in self._blocks]
        self._kept: dict[int, list[str]] = {}

    def find(self, kind: RowKind, name: str) -> list[str]:
        """The values of a name, in the writer's order. Raises `BadFileTable`."""
        key = f"{_LETTERS[kind]}{name}"
        found = []
        for other, value in self._from(key):
            if other != key:
                break
            found.append(value)
        return found

    def starting(self, kind: RowKind, prefix: str, *, most: int = 10_000) -> list[tuple[str, str]]:
        """Names that begin with `prefix` and their values, sorted; at most so many. Raises `BadFileTable`."""
        start = f"{_LETTERS[kind]}{prefix}"
        found = []
        for key, value in islice(self._from(start), most):
            if not key.startswith(start):
                break
            found.append((key[1:], value))
        return found

    def check(self) -> None:
        """See that every block is as it was written. Raises `BadFileTable`."""
        view = memoryview(self._data)
        if any(zlib.crc32(view[at : at + size]) != check for _, at, size, check in self._blocks):
            raise self._bad("a block of it is damaged")

    def _from(self, start: str) -> Iterator[tuple[str, str]]:
        """All lines from a key on."""
        # A key may begin in the block before the one that begins with it.
        for number in range(max(0, bisect_left(self._first, start) - 1), len(self._blocks)):
            lines = self._lines(number)
            for line in lines[bisect_left(lines, start) :]:
                key, _, value = line.partition("\t")
                yield key, value

    def _lines(self, number: int) -> list[str]:
        if number not in self._kept:
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[number] = self._read(number)
        return self._kept[number]

    def _read(self, number: int) -> list[str]:
        _, offset, length, checksum = self._blocks[number]
        compressed = self._data[offset : offset + length]
        if len(compressed) != length or zlib.crc32(compressed) != checksum:
            raise self._bad("a block of it is damaged")
        try:
            text = lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=_FILTERS).decompress(compressed, _LARGEST)
            return text.decode().splitlines()
        except (lzma.LZMAError, EOFError, UnicodeDecodeError) as error:
            raise self._bad("a block of it is damaged") from error

    def _index(self) -> tuple[Mapping[str, str], list[tuple[str, int, int, int]]]:
        magic, length, checksum = _HEADER.unpack_from(self._data)
        if magic != _MAGIC:
            raise self._bad("it does not begin as one does")
        compressed = self._data[_HEADER.size : _HEADER.size + length]
        if len(compressed) != length or zlib.crc32(compressed) != checksum:
            raise self._bad("its index is damaged")
        text = zlib.decompressobj().decompress(compressed, _LARGEST).decode()
        about, _, index = text.partition("\n\n")
        blocks, offset = [], _HEADER.size + length
        for line in index.splitlines():
            first, size, check = line.split("\t")
            blocks.append((first, offset, int(size), int(check)))
            offset += int(size)
        return dict(line.split("\t", 1) for line in about.splitlines()), blocks

    def _bad(self, problem: str) -> BadFileTable:
        return BadFileTable(self._path, problem, shipped=self._shipped)


def file_table(rows: Iterable[tuple[RowKind, str, str]], about: Mapping[str, str]) -> bytes:
    """A table of (kind, name, value), as its file. Values of the same name stay in the order given.

    Names and values hold no tab and no line break; such rows are left out. `about` has none either, and one key at
    least.
    """
    lines = sorted(
        (
            (f"{_LETTERS[kind]}{name}", value)
            for kind, name, value in rows
            if "\t" not in name and len(f"{name}{value}x".splitlines()) == 1 and name
        ),
        key=lambda line: line[0],  # stable: the order of values stays
    )
    index: list[tuple[str, int, int]] = []
    blocks: list[bytes] = []
    for first, text in _cut(lines):
        compressed = lzma.compress(text, format=lzma.FORMAT_RAW, filters=_FILTERS)
        index.append((first, len(compressed), zlib.crc32(compressed)))
        blocks.append(compressed)
    head = "".join(f"{key}\t{value}\n" for key, value in sorted(about.items()))
    text_of_index = head + "\n" + "".join(f"{first}\t{length}\t{check}\n" for first, length, check in index)
    compressed = zlib.compress(text_of_index.encode("utf-8", "replace"), 9)
    return b"".join((_HEADER.pack(_MAGIC, len(compressed), zlib.crc32(compressed)), compressed, *blocks))


def _cut(lines: Iterable[tuple[str, str]]) -> Iterator[tuple[str, bytes]]:
    """Lines as blocks: the first key, and the text."""
    first, size = "", 0
    parts: list[bytes] = []
    for key, value in lines:
        first = first if parts else key
        parts.append(f"{key}\t{value}\n".encode("utf-8", "replace"))
        size += len(parts[-1])
        if size >= _BLOCK:
            yield first, b"".join(parts)
            parts, size = [], 0
    if parts:
        yield first, b"".join(parts)
