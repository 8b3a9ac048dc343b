"""The names of libraries in ELF files that may open them by themselves."""

from __future__ import annotations

import re

_NAME = re.compile(rb"(?<=\0)lib[A-Za-z0-9_+.-]{1,60}\.so(?:\.\d{1,4}){1,3}(?=\0)")
_LONGEST = 128


class Strings:
    """One ELF file's, looked for piece by piece."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._opens = False
        self._names: set[str] = set()
        self._end = b""

    def feed(self, piece: bytes) -> None:
        """The next piece of the file."""
        data = self._end + piece
        self._opens = self._opens or b"\0dlopen\0" in data or b"\0dlmopen\0" in data
        at = data.find(b".so.")
        while at >= 0:
            start = data.rfind(b"\0", max(0, at - _LONGEST), at) + 1
            match = _NAME.match(data, start) if start else None
            if match is not None and len(self._names) < 1000:
                self._names.add(match[0].decode())
            at = data.find(b".so.", at + 4)
        self._end = data[-_LONGEST:]

    @property
    def names(self) -> frozenset[str]:
        """Sonames that it may open: all that it mentions, if it imports `dlopen`. What it is linked to included."""
        return frozenset(self._names) if self._opens else frozenset()
