"""The contents that snowsnake ships: for when no mirror gives those that the signed Release file vouches for.

One table a suite, for all systems, made by `scripts/debian-contents`: lines as in Debian's `Contents`, with
`{triplet}` where a system's multiarch triplet stands, less what nobody looks up. A table says where to look, no
more: that a package is there, and what it is to the byte, always comes from the signed index of packages.
"""

from __future__ import annotations

import hashlib
import lzma
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from snowsnake.provide.debian import contents
from snowsnake.provide.debian.store import cached_database

TABLES = Path(__file__).with_name("shipped")


def shipped_database(cache: Path, suite: str, triplet: str, *, tables: Path = TABLES) -> Path | None:
    """The table of a suite as a database in `cache`; `None` where none is shipped."""
    table = tables / f"{suite}.xz"
    if not table.exists():
        return None
    compressed = table.read_bytes()
    return cached_database(
        cache,
        f"shipped-{suite}-{triplet}",
        hashlib.sha256(compressed).hexdigest(),
        partial(contents.build_database, _blocks(compressed, triplet), triplet=triplet),
    )


def _blocks(compressed: bytes, triplet: str) -> Iterator[bytes]:
    yield lzma.decompress(compressed).replace(b"{triplet}", triplet.encode())
