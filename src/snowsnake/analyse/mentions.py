"""Which of some programs and libraries a wheel's Python mentions: string literals, found without being run."""

from __future__ import annotations

import hashlib
import json
import re
import zipfile
import zlib
from collections.abc import Collection
from pathlib import Path

from snowsnake.storage import read_sealed, write_sealed

_FORMAT = 1  # of what is kept
_LARGEST = 4 << 20
"""A longer module is data."""
_LINE = b"\n"
_NOT_THE_PACKAGE = re.compile(
    r"(^|/)(tests?|testing|examples?|docs?|benchmarks?)/|(^|/)(test_[^/]*|conftest)\.py$"
)


def mentions(path: Path, sha256: str, names: Collection[str], cache: Path | None) -> dict[str, str]:
    """Where a wheel's Python first mentions each of `names`: name -> `package/module.py:12`.

    A program is mentioned by a literal that is its name, ends with `/NAME` or begins with `NAME ` (a command line); a
    library (`libpq.so.5`) by its file, with or without version, or its stem (`pq`, `libpq`). What is for tests and
    examples does not count. `cache` as in `cached_report`. A wheel that cannot be read, and is refused elsewhere,
    mentions nothing.
    """
    digest = hashlib.sha256(json.dumps([_FORMAT, sha256, *sorted(names)]).encode()).hexdigest()
    kept = cache / "mentions" / digest[:2] / digest if cache is not None else None
    if kept is not None and (known := read_sealed(kept)) is not None:
        found: dict[str, str] = json.loads(known)
        return found
    found = _search(path, names)
    if kept is not None:
        write_sealed(kept, json.dumps(found, sort_keys=True).encode())
    return found


def _search(path: Path, names: Collection[str]) -> dict[str, str]:
    patterns = {name: _pattern(name) for name in sorted(names)}
    found: dict[str, str] = {}
    try:
        with zipfile.ZipFile(path) as archive:
            for member in sorted(archive.infolist(), key=lambda member: member.filename):
                file = member.filename
                if not file.endswith(".py") or member.file_size > _LARGEST or _NOT_THE_PACKAGE.search(file):
                    continue
                data = archive.read(member)
                for name, pattern in patterns.items():
                    if name not in found and (match := pattern.search(data)) is not None:
                        found[name] = f"{file}:{1 + data.count(_LINE, 0, match.start())}"
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return {}
    return found


def _pattern(name: str) -> re.Pattern[bytes]:
    if ".so" not in name:
        literal = rf"(?:[^'\"\n]*/)?{re.escape(name)}(?:[\'\"]|[ ])"
    else:
        stem = re.escape(name.removeprefix("lib").partition(".so")[0])
        literal = rf"(?:lib)?{stem}(?:\.so[\d.]*)?['\"]"
    return re.compile(rf"['\"]{literal}".encode())
