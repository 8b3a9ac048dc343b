"""Debian's archive as it was: what `exclude-newer` means for the interpreter and the libraries.

The snapshot archive has every state under its time, index and packages alike (https://snapshot.debian.org/). A state
is as signed as today's; how long an index is valid is judged by the clock of that time.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from snowsnake.events import Notice, Observer
from snowsnake.provide.debian.archive import Archive, ArchiveUnreachable, IndexNotCached
from snowsnake.provide.debian.mirrors import Mirrors
from snowsnake.provide.debian.suites import load_table

if TYPE_CHECKING:
    from pysequoia import Cert

_UNITS = {"second": 1, "minute": 60, "hour": 3600, "day": 86_400, "week": 604_800}
_SHORT = {
    "s": "second",
    "sec": "second",
    "m": "minute",
    "min": "minute",
    "h": "hour",
    "hr": "hour",
    "d": "day",
    "w": "week",
}
_SPAN = re.compile(r"(?P<count>[0-9]+)\s*(?P<unit>[a-z]+)(?:\s*,?\s*|$)", re.IGNORECASE)
_ISO = re.compile(
    r"P(?:(?P<week>\d+)W)?(?:(?P<day>\d+)D)?(?:T(?:(?P<hour>\d+)H)?(?:(?P<minute>\d+)M)?(?:(?P<second>\d+)S)?)?"
)
_STEP = 6 * 3600
"""Seconds; the archive takes a snapshot every six hours, and one cached state serves as long."""


def moment(text: str, now: datetime) -> datetime | None:
    """The time that `exclude-newer` means, by uv's rules: RFC 3339, the end of a day, or a span before `now`.

    `None` for what is none of them, which uv refuses.
    """
    text = text.strip()
    try:
        if (span := _span(text)) is not None:
            past = (now - span).timestamp()
            return datetime.fromtimestamp(past - past % _STEP, UTC)
        found = datetime.fromisoformat(text)
        if re.fullmatch(r"[0-9]{4}-?[0-9]{2}-?[0-9]{2}", text):
            found = datetime.combine(found.date(), time()) + timedelta(days=1)
        return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)
    except (ValueError, OverflowError):  # the last day that there is has none after it
        return None


def _span(text: str) -> timedelta | None:
    if (iso := _ISO.fullmatch(text.upper())) is not None and any(iso.groups()):
        return timedelta(seconds=sum(_UNITS[unit] * int(n) for unit, n in iso.groupdict().items() if n))
    seconds, position = 0, 0
    text = text.lower().removesuffix(" ago")
    while position < len(text):
        match = _SPAN.match(text, position)
        unit = match and _SHORT.get(match["unit"], match["unit"].removesuffix("s"))
        if match is None or unit not in _UNITS:
            return None
        seconds, position = seconds + int(match["count"]) * _UNITS[unit], match.end()
    return timedelta(seconds=seconds) if position else None


def archive_before(
    text: str,
    *,
    cache: Path,
    mirrors: Mirrors,
    offline: bool,
    observer: Observer,
    now: datetime | None = None,
    keys: Sequence[Cert] | None = None,
) -> Archive | None:
    """The archive as it was at the time that `text` means (`moment`); `None` for today's.

    Where the snapshot archive, or the cache when offline, does not have it, that is said and it is today's. `keys` and
    `now` are the trusted keys and the time, if not Debian's and the clock's. Raises what `Archive.release` raises of a
    wrong signature or a damaged index.
    """
    now = now or datetime.now(UTC)
    when = moment(text, now)
    if when is None or when >= now:
        return None
    stamp, table = f"{when:%Y%m%dT%H%M%SZ}", load_table()
    names = {source.archive for suite in table.suites.values() for source in suite.sources}
    archive = Archive(
        cache=cache / "debian" / "past" / stamp,
        mirrors=replace(mirrors, bases={name: (f"{mirrors.snapshot}/{name}/{stamp}",) for name in names}),
        offline=offline,
        observer=observer,
        max_age=timedelta.max,
        keys=keys,
        clock=lambda: when,
    )
    default = next(entry for entry in table.interpreters if entry.default)
    main = table.suites[default.suite].sources[0]
    try:
        archive.release(main.archive, main.suite)
    except (ArchiveUnreachable, IndexNotCached):
        last = when - timedelta(seconds=1)  # a day ends at midnight
        said = (
            f"`exclude-newer` counts for distributions only: Debian's archive of {last:%Y-%m-%d} is out of reach, "
            "so the interpreter and native libraries are not those of that day"
        )
        observer(Notice(level="warning", text=said))
        return None
    return archive
