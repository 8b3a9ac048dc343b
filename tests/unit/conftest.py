from __future__ import annotations

import json
import struct
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

Packages = Mapping[tuple[str, str, str, bool], tuple[str, ...]]
"""Files by store name, attribute, output, and whether the attribute is the package."""


def _difference(count: int) -> bytes:
    return struct.pack("b", count) if -128 < count < 128 else b"\x80" + struct.pack(">h", count)


def nix_index_text(packages: Packages) -> bytes:
    """Entries as nix-index writes them: each package's files, then the package; prefixes are shared."""
    text, previous, shared = b"", b"", 0

    def entry(metadata: bytes, path: bytes) -> None:
        nonlocal text, previous, shared
        common = 0
        while common < min(len(previous), len(path)) and previous[common] == path[common]:
            common += 1
        text += metadata + b"\0" + _difference(common - shared) + path[common:] + b"\n"
        previous, shared = path, common

    for (name, attribute, output, toplevel), files in packages.items():
        entry(b"3d", b"/")
        for file in files:
            path, _, link = file.partition(" -> ")
            entry(
                f"{link}s".encode() if link else b"0d" if path.endswith("/") else b"10x",
                f"/{path.rstrip('/')}".encode(),
            )
        origin = {"attr": attribute, "output": output, "toplevel": toplevel, "system": None}
        document = {"store_dir": "/nix/store", "hash": "0" * 32, "name": name, "origin": origin}
        entry(b"p", json.dumps(document).encode())
    return text


def nix_index_file(text: bytes, *, magic: bytes = b"NIXI", version: int = 1) -> bytes:
    try:
        from compression import zstd  # type: ignore[import-not-found, unused-ignore]  # noqa: PLC0415

        compressed: bytes = zstd.compress(text)
    except ImportError:
        import zstandard  # noqa: PLC0415

        compressed = zstandard.ZstdCompressor().compress(text)
    return magic + version.to_bytes(8, "little") + compressed


@pytest.fixture
def nix_index(tmp_path: Path) -> Callable[[Packages], Path]:
    """Makes a database of nix-index."""

    def make(packages: Packages) -> Path:
        path = tmp_path / "nix-index" / "files"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(nix_index_file(nix_index_text(packages)))
        return path

    return make


@pytest.fixture
def nix_index_of() -> Callable[..., bytes]:
    """Makes the bytes of a database of any text."""
    return nix_index_file


@pytest.fixture
def entries_of() -> Callable[[Packages], bytes]:
    """Makes the entries of a database."""
    return nix_index_text
