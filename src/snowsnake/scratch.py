"""Temporary directories that are gone when we are, also when we are told to end while they are being removed."""

from __future__ import annotations

import contextlib
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

_there: set[Path] = set()


@contextlib.contextmanager
def scratch_directory(prefix: str, *, within: Path | None = None) -> Iterator[Path]:
    """A new directory that only the user may enter, below `within` or where temporary files are; gone afterwards."""
    path = (within or Path(tempfile.gettempdir())) / f"{prefix}{secrets.token_hex(6)}"
    _there.add(path)  # before it is made: an exception may come between any two lines
    path.mkdir(0o700)
    try:
        yield path
    finally:
        shutil.rmtree(path, ignore_errors=True)
        if not path.exists():
            _there.discard(path)


def remove_all() -> None:
    """Remove what is still there; whoever ends the process without waiting for its threads calls this last."""
    for path in list(_there):
        shutil.rmtree(path, ignore_errors=True)
