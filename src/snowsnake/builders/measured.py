"""Streams of a wheel's members, which may be larger than the memory: hashed while they are read, or started anew."""

from __future__ import annotations

import base64
import hashlib
import re
from typing import IO, BinaryIO

CHUNK = 1 << 20
_ASKS_PYTHON = b"#!python"
_MEANS_PYTHON = re.compile(rb"#![ \t]*(?:/usr(?:/local)?)?/bin/(?:env[ \t]+)?python3?[ \t\r]*\n")
"""What says the same without the words of the specification: pip would have the script run with the host's."""
_HEAD = 256
_FOR_ADDRESSES = str.maketrans("+/", "-_")
"""Base64's two alphabets (RFC 4648): RECORD has the second."""


class Measured:
    """A stream that is hashed and counted while it is read, front to back: members may be larger than the memory."""

    def __init__(self, stream: BinaryIO | IO[bytes], algorithm: str = "sha256") -> None:
        self._stream = stream
        self._sha256 = hashlib.sha256()
        self._other = None if algorithm in {"", "sha256"} else hashlib.new(algorithm, usedforsecurity=False)
        self.size = 0
        self.head = b""
        """The first bytes."""

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        data = self._stream.read(size)
        self.head = self.head or data[:_HEAD]
        self.size += len(data)
        self._sha256.update(data)
        if self._other is not None:
            self._other.update(data)
        return data

    def finish(self) -> None:
        """Read what is left."""
        while self.read(CHUNK):
            pass

    def sha256(self) -> str:
        """The hash of what was read, as RECORD has it."""
        return as_text(self._sha256.digest())

    def is_elf(self) -> bool:
        """Whether it is a library or a program, by its first bytes."""
        return self.head.startswith(b"\x7fELF")

    def is_what(self, hash_: str) -> bool:
        """Whether a row of RECORD has the hash of what was read. Some tools write it in hex, or for no address."""
        digest = (self._other or self._sha256).digest()
        value = hash_.partition("=")[2]
        return value.rstrip("=").translate(_FOR_ADDRESSES) == as_text(digest) or value.lower() == digest.hex()


def as_text(digest: bytes) -> str:
    """A hash as RECORD has it."""
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


class WithInterpreter:
    """A script, with another first line if that asks for Python (as `installer.utils.fix_shebang` does in memory)."""

    def __init__(self, stream: BinaryIO, interpreter: str) -> None:
        self._stream = stream
        self._ahead = stream.read(_HEAD)
        first = f"#!{interpreter}\n".encode()
        if self._ahead.startswith(_ASKS_PYTHON):
            _, end, rest = self._ahead.partition(b"\n")
            while not end and (chunk := stream.read(CHUNK)):
                _, end, rest = chunk.partition(b"\n")
            self._ahead = first + rest
        elif (match := _MEANS_PYTHON.match(self._ahead)) is not None:
            self._ahead = first + self._ahead[match.end() :]

    def read(self, size: int = -1) -> bytes:
        """As of a file; short is not the end."""
        data, self._ahead = self._ahead, b""
        return data or self._stream.read(size)
