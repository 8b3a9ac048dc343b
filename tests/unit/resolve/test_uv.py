"""uv as a subprocess, with what it must not do to the disk."""

from __future__ import annotations

import gzip
import io
import tarfile
from pathlib import Path

import pytest

from snowsnake.resolve import uv
from snowsnake.resolve.errors import UnreadableSource
from snowsnake.resolve.failures import failure


def test_source_that_unpacks_to_a_large_file_leaves_nothing_in_the_cache(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        for name, size in (("bomb-1.0/setup.py", 0), ("bomb-1.0/zeros", 8 << 20)):
            member = tarfile.TarInfo(name)
            member.size = size
            archive.addfile(member, io.BytesIO(bytes(size)))
    source = tmp_path / "bomb-1.0.tar.gz"
    source.write_bytes(gzip.compress(stream.getvalue()))
    cache = tmp_path / "cache"
    monkeypatch.setattr(uv, "LARGEST_FILE", 4 << 20)
    monkeypatch.setenv("UV_CACHE_DIR", str(cache))
    answer = uv.run_uv(
        ["pip", "compile", "--offline", "--no-build-isolation", "-"],
        directory=tmp_path,
        given=f"bomb @ {source.as_uri()}\n",
    )
    assert answer.status != 0
    error = failure(answer.errors)
    assert isinstance(error, UnreadableSource)
    assert error.message == "the source of `bomb` cannot be read: it unpacks to a file of more than 4 GB"
    assert sum(path.lstat().st_size for path in cache.rglob("*") if path.is_file()) < 1 << 20
