"""Read the signed `Release` file of a suite: its indexes, their hashes, and until when it is good."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from snowsnake.errors import SnowsnakeError

SNAPSHOT_DELAY = timedelta(hours=24)
"""Added to a Release file's date for the snapshot archive's timestamp. The archive answers with its newest
snapshot not after the asked time and takes one every six hours, so a day later it surely has this state's
files; and a file that a newer state drops stays in the pool for another day and a half."""


FUTURE = timedelta(hours=24)
"""How far in the future the date of a Release file may lie."""


class BadRelease(SnowsnakeError):
    """A signed Release file says something that makes no sense, or is another suite's."""

    def __init__(self, source: str, problem: str) -> None:
        self.source = source
        self.problem = problem
        super().__init__(f"`{source}` is refused: {problem}", help="try again later, or another mirror")


class DamagedIndex(SnowsnakeError):
    """An index is not the one that the signed Release file vouches for."""

    def __init__(self, url: str, problem: str) -> None:
        self.url = url
        super().__init__(
            f"`{url}` is refused: {problem}",
            help="a mirror that is just being updated; try again in some minutes, or another mirror",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexFile:
    """One index that a Release file vouches for."""

    path: str
    """Below `dists/<suite>/`: `main/binary-amd64/Packages.xz`."""
    size: int
    sha256: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """What the signed text says."""

    archive: str
    suite: str
    """The directory below `dists/`."""
    date: datetime
    valid_until: datetime | None
    """Stable releases change too rarely to expire."""
    by_hash: bool
    files: Mapping[str, IndexFile]

    @property
    def snapshot(self) -> str:
        """A timestamp at which Debian's snapshot archive has every file that the indexes name."""
        return (self.date + SNAPSHOT_DELAY).strftime("%Y%m%dT%H%M%SZ")

    def expired(self, now: datetime) -> bool:
        """Whether its `Valid-Until` has passed: a stale mirror, or an old index that is replayed."""
        return self.valid_until is not None and now > self.valid_until

    def early(self, now: datetime) -> bool:
        """Whether it was signed after `now`, by more than a clock of another time zone is wrong."""
        return self.date - now > FUTURE

    def valid(self, now: datetime) -> bool:
        """Whether it is of a time that can be."""
        return not self.expired(now) and not self.early(now)


_FIELD = re.compile(r"^([A-Za-z0-9-]+):[ \t]*(.*)$", re.MULTILINE)
_HASHES = re.compile(r"^SHA256:[ \t]*\n((?:[ \t]+.*(?:\n|$))+)", re.MULTILINE)
_HASH_LINE = re.compile(
    r"^[ \t]+([0-9a-f]{64})[ \t]+(\d{1,15})[ \t]+([A-Za-z0-9][A-Za-z0-9._+/-]*)$", re.MULTILINE
)


def _date(text: str | None, field: str, source: str) -> datetime:
    try:
        moment = parsedate_to_datetime(text or "")
        moment = moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
        _ = moment + SNAPSHOT_DELAY  # the last day that there is has none after it
    except (ValueError, OverflowError):
        raise BadRelease(source, f"its `{field}` is not a date") from None
    return moment


def parse_release(text: bytes, *, archive: str, suite: str, source: str) -> Release:
    """Read the verified text of the Release file of `dists/<suite>` in `archive`.

    Raises `BadRelease` where the text is malformed or is signed for another suite (a mirror that mixes them
    up, or somebody who passes off an old release as a new one). The format:
    wiki.debian.org/DebianRepository/Format.
    """
    content = text.decode("utf-8", "replace").replace("\r\n", "\n")
    fields = dict(_FIELD.findall(content))
    if suite not in {fields.get("Codename"), fields.get("Suite")}:
        raise BadRelease(source, f"it is signed for suite `{fields.get('Codename', '')}`, not for `{suite}`")
    block = _HASHES.search(content)
    if block is None:
        raise BadRelease(source, "it has no SHA256 hashes")
    files = {
        path: IndexFile(path=path, size=int(size), sha256=sha256)
        for sha256, size, path in _HASH_LINE.findall(block.group(1))
        if ".." not in path
    }
    return Release(
        archive=archive,
        suite=suite,
        date=_date(fields.get("Date"), "Date", source),
        valid_until=_date(fields["Valid-Until"], "Valid-Until", source) if "Valid-Until" in fields else None,
        by_hash=fields.get("Acquire-By-Hash", "no").strip() == "yes",
        files=files,
    )
