"""What poetry.lock and pdm.lock have from elsewhere than an index: repositories, archives by address, directories.

Each becomes the table that PEP 751 has for it.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag

from snowsnake.requirements import ForeignLock
from snowsnake.requirements.address import ARCHIVES
from snowsnake.requirements.text import SourceBuildsMissing, Where, without_credentials
from snowsnake.resolve.errors import BadPylock

_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
# What ssh and git take for an address, and nobody else: `git@example.org:owner/name`.
_SCP = re.compile(r"(?P<host>[A-Za-z0-9._-]+@[A-Za-z0-9.-]+):(?P<path>[^/].*)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """Where a distribution comes from, as PEP 751 says it."""

    key: str
    """`vcs`, `archive` or `directory`."""
    table: Mapping[str, object]


def repository(
    lock: ForeignLock, name: str, *, url: str, commit: object, requested: object, subdirectory: object
) -> Elsewhere:
    """A repository at the commit that the lock has. Raises `SourceBuildsMissing` where it has none."""
    url = url.removeprefix("git+")
    if (match := _SCP.fullmatch(url)) is not None:
        url = f"ssh://{match['host']}/{match['path']}"
    if not isinstance(commit, str) or not _COMMIT.fullmatch(commit):
        raise SourceBuildsMissing(
            Where(name=lock.name), f"`{name}` from `{without_credentials(url)}`, without a commit,"
        )
    table: dict[str, object] = {"type": "git", "url": url, "commit-id": commit}
    if isinstance(requested, str):
        table["requested-revision"] = requested
    return Elsewhere(key="vcs", table=table | _within(subdirectory))


def archive(
    lock: ForeignLock, name: str, *, url: str, hashes: Sequence[str], subdirectory: object = None
) -> Elsewhere:
    """A wheel or an archive by its address; `hashes` are those that the lock has, `sha256:<hex>`.

    Raises `SourceBuildsMissing` where there is not exactly one.
    """
    digests = {digest.removeprefix("sha256:") for digest in hashes if digest.startswith("sha256:")}
    address = urldefrag(url).url
    if len(digests) != 1:
        raise SourceBuildsMissing(
            Where(name=lock.name), f"`{name}` from `{without_credentials(address)}`, without a sha256 hash,"
        )
    table: dict[str, object] = {"url": address, "hashes": {"sha256": digests.pop()}}
    return Elsewhere(key="archive", table=table | _within(subdirectory))


def local(lock: ForeignLock, name: str, *, path: str, hashes: Sequence[str], editable: bool) -> Elsewhere:
    """A directory, or a file, by its path from the lock's own directory. Raises `BadPylock` where it is gone."""
    found = Path(os.path.normpath(lock.path.absolute().parent / path))
    if found.is_dir():
        return Elsewhere(key="directory", table={"path": str(found), "editable": editable})
    if found.is_file() and found.name.endswith(ARCHIVES):
        return archive(lock, name, url=found.as_uri(), hashes=hashes)
    problem = "is no wheel and no source archive" if found.exists() else "is not there"
    raise BadPylock(lock.name, f"`{path}`, which `{name}` comes from, {problem}")


def _within(subdirectory: object) -> dict[str, object]:
    return {"subdirectory": subdirectory} if isinstance(subdirectory, str) and subdirectory else {}
