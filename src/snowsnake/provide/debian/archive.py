"""Fetch the archive's indexes: signed Release files, and what they vouch for, checked while it streams in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from snowsnake.errors import SnowsnakeError, once_online
from snowsnake.events import Notice, Observer
from snowsnake.provide.debian.mirrors import ALLOW_EXPIRED, Mirrors
from snowsnake.provide.debian.release import BadRelease, DamagedIndex, Release, parse_release
from snowsnake.provide.debian.signature import BadSignature, verify
from snowsnake.storage import age, read_sealed, write_sealed, write_whole
from snowsnake.trust import ADVICE, UNTRUSTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pysequoia import Cert

    from snowsnake.provide.debian.fetch import Failure


class ArchiveUnreachable(SnowsnakeError):
    """No mirror gives an index."""

    def __init__(self, path: str, failures: Sequence[str], *, cached: datetime | None = None) -> None:
        self.path = path
        self.failures = tuple(failures)
        super().__init__(
            f"no Debian mirror gives `{path}`",
            help=ADVICE
            if any(UNTRUSTED in failure for failure in failures)
            else f"`--offline` uses the index of {cached:%Y-%m-%d %H:%M} UTC"
            if cached is not None
            else "check the network, or name a mirror: SNOWSNAKE_DEBIAN_MIRROR=https://ftp.debian.org/debian",
            details="\n".join(failures) or None,
        )


class ExpiredIndex(SnowsnakeError):
    """A signed Release file's time is over."""

    def __init__(self, source: str, valid_until: datetime, now: datetime) -> None:
        self.source = source
        self.valid_until = valid_until
        self.now = now
        super().__init__(
            f"`{source}` is refused: it was valid until {valid_until:%Y-%m-%d %H:%M} UTC "
            f"and this machine's clock says {now:%Y-%m-%d %H:%M} UTC",
            help="set the clock if it is wrong, or name another mirror if that one stands still; "
            f"to use it all the same: {ALLOW_EXPIRED}=1",
        )


class IndexOfTomorrow(SnowsnakeError):
    """A signed Release file is of a day that has not come yet: this machine's clock is behind."""

    def __init__(self, source: str, date: datetime, now: datetime) -> None:
        self.source = source
        self.date = date
        self.now = now
        super().__init__(
            f"`{source}` is refused: it is of {date:%Y-%m-%d %H:%M} UTC "
            f"and this machine's clock says {now:%Y-%m-%d %H:%M} UTC",
            help=f"set the clock; to use the index all the same: {ALLOW_EXPIRED}=1",
        )


class IndexNotCached(SnowsnakeError):
    """An index is needed, `--offline` forbids fetching it, and the cache does not have it."""

    def __init__(self, what: str) -> None:
        self.what = what
        super().__init__(
            f"{what} is not in the cache and `--offline` was given", help=f"run it {once_online()}"
        )


class Archive:
    """Debian's archive as seen through mirrors and a cache directory. Safe to use from several threads."""

    def __init__(
        self,
        *,
        cache: Path,
        mirrors: Mirrors,
        offline: bool,
        observer: Observer,
        max_age: timedelta,
        keys: Sequence[Cert] | None = None,
        backoff: float = 0.5,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self.cache = cache
        self._mirrors = mirrors
        self._offline = offline
        self._observer = observer
        self._max_age = max_age
        self._keys = keys
        self._backoff = backoff
        self._clock = clock

    def release(self, archive: str, suite: str) -> Release:
        """The verified Release file of one suite, at most `max_age` old unless offline.

        Raises `ArchiveUnreachable`, `BadSignature`, `BadRelease`, `ExpiredIndex`, `IndexOfTomorrow`, `IndexNotCached`.
        """
        stored = self.cache / f"{archive}-{suite}.InRelease"
        cached = self._cached_release(stored, archive, suite)
        if self._offline:
            if cached is None:
                raise IndexNotCached(f"the index of Debian {suite} ({archive})")
            return cached[0]
        now = self._clock()
        checked = None if cached is None else age(_checked(cached[1]), now.timestamp())
        fresh = checked is not None and checked < self._max_age.total_seconds()
        if cached is not None and fresh and (cached[0].valid(now) or self._mirrors.allows_expired()):
            return cached[0]
        return self._refresh(stored, archive, suite, cached)

    def index(self, release: Release, path: str, into: Path) -> None:
        """Fetch an index that `release` vouches for into a new file.

        Raises `ArchiveUnreachable`, `DamagedIndex`, `IndexNotCached`, `BadRelease` (no such index).
        """
        entry = release.files.get(path)
        if entry is None:
            raise BadRelease(f"{release.archive} {release.suite}", f"it has no index `{path}`")
        if self._offline:
            raise IndexNotCached(f"Debian's index {release.suite} `{path}`")
        directory = f"dists/{release.suite}"
        folder = path.rpartition("/")[0]
        # By hash first: that file never changes under us while the mirror is being updated.
        paths = [f"{directory}/{folder}/by-hash/SHA256/{entry.sha256}"] if release.by_hash else []
        from snowsnake.provide.debian import fetch  # noqa: PLC0415 -- imports requests, and a warm cache needs none

        failures: list[fetch.Failure] = []
        damaged: DamagedIndex | None = None
        for base in fetch.slow_last(self._mirrors.of(release.archive)):
            urls = [f"{base}/{place}" for place in [*paths, f"{directory}/{path}"]]
            try:
                fetch.download(urls, entry, into, backoff=self._backoff)
            except fetch.Failure as error:
                failures.append(error)
            except DamagedIndex as error:
                damaged = damaged or error
            else:
                if damaged is not None:  # another mirror has it, but that one is not what it should be
                    self._observer(Notice(level="warning", text=damaged.message))
                self._tell_slow(failures)
                return
        if damaged is not None:
            raise damaged
        raise ArchiveUnreachable(
            f"{release.archive} {directory}/{path}", [str(failure) for failure in failures]
        )

    def _cached_release(
        self, stored: Path, archive: str, suite: str
    ) -> tuple[Release, dict[str, object]] | None:
        said = read_sealed(stored.with_suffix(".json"))
        try:
            signed = stored.read_bytes()
        except OSError:
            return None
        meta = {} if said is None else json.loads(said)
        try:
            # Verified again each time: it takes 10 ms, and a cache is only files.
            text = verify(signed, source=str(stored), keys=self._keys)
            release = parse_release(text, archive=archive, suite=suite, source=str(stored))
        except (BadSignature, BadRelease):
            return None
        return release, meta

    def _refresh(
        self, stored: Path, archive: str, suite: str, cached: tuple[Release, dict[str, object]] | None
    ) -> Release:
        """Ask each mirror in turn for a newer Release file."""
        from snowsnake.provide.debian import fetch  # noqa: PLC0415 -- as above

        place = f"dists/{suite}/InRelease"
        failures: list[fetch.Failure] = []
        refused: SnowsnakeError | None = None
        for base in fetch.slow_last(self._mirrors.of(archive)):
            url = f"{base}/{place}"
            try:
                release = self._refresh_from(url, stored, archive, suite, cached)
            except fetch.Failure as error:
                failures.append(error)
            except (BadSignature, BadRelease, ExpiredIndex, IndexOfTomorrow) as error:
                refused = refused or error
            else:
                if refused is not None:  # another mirror does, but somebody should look at that one
                    self._observer(Notice(level="warning", text=refused.message))
                self._tell_slow(failures)
                return release
        if refused is not None:
            raise refused
        usable = cached[0] if cached and cached[0].valid(self._clock()) else None
        date = usable.date if usable else None
        raise ArchiveUnreachable(f"{archive} {place}", [str(failure) for failure in failures], cached=date)

    def _refresh_from(
        self,
        url: str,
        stored: Path,
        archive: str,
        suite: str,
        cached: tuple[Release, dict[str, object]] | None,
    ) -> Release:
        headers = {}
        if cached is not None and cached[1].get("url") == url:
            for field, header in (("etag", "If-None-Match"), ("modified", "If-Modified-Since")):
                if isinstance(value := cached[1].get(field), str):
                    headers[header] = value
        from snowsnake.provide.debian import fetch  # noqa: PLC0415 -- as above

        with fetch.get(url, headers, backoff=self._backoff) as response:
            signed = b"" if response.status_code == 304 else fetch.release(response, url)
            meta: dict[str, object] = {
                "url": url,
                "etag": response.headers.get("ETag"),
                "modified": response.headers.get("Last-Modified"),
                "checked": self._clock().timestamp(),
            }
        if response.status_code == 304 and cached is not None:
            release, signed = cached[0], stored.read_bytes()
            meta["etag"], meta["modified"] = cached[1].get("etag"), cached[1].get("modified")
        else:
            release = parse_release(
                verify(signed, source=url, keys=self._keys), archive=archive, suite=suite, source=url
            )
        self._refuse_other_times(release, url)
        if cached is not None and release.date < cached[0].date:
            # A mirror that lags, or an old index replayed. What we have is newer, signed and complete.
            text = (
                f"`{url}` is of {release.date:%Y-%m-%d %H:%M} UTC, older than the cached index, which is used"
            )
            self._observer(Notice(level="warning", text=text))
            return cached[0]
        write_whole(stored, signed)
        write_sealed(stored.with_suffix(".json"), json.dumps(meta).encode())
        return release

    def _refuse_other_times(self, release: Release, url: str) -> None:
        now = self._clock()
        if release.early(now):
            if not self._mirrors.allows_expired():
                raise IndexOfTomorrow(url, release.date, now)
            text = (
                f"`{url}` is of {release.date:%Y-%m-%d %H:%M} UTC, which is to come, and is used all the same"
            )
            self._observer(Notice(level="warning", text=text))
        if release.valid_until is not None and release.expired(now):
            if not self._mirrors.allows_expired():
                raise ExpiredIndex(url, release.valid_until, now)
            text = (
                f"`{url}` was valid until {release.valid_until:%Y-%m-%d %H:%M} UTC and is used all the same"
            )
            self._observer(Notice(level="warning", text=text))

    def _tell_slow(self, failures: Sequence[Failure]) -> None:
        """Warn of mirrors that took a minute for nothing, where another one gave what was wanted."""
        from snowsnake.provide.debian.fetch import SlowMirror  # noqa: PLC0415 -- as above

        for failure in failures:
            if isinstance(failure, SlowMirror) and failure.new:
                text = f"`{failure.url}` is given up: {failure.reason}; other mirrors are asked first now"
                self._observer(Notice(level="warning", text=text))


def _checked(meta: dict[str, object]) -> float:
    """When a mirror last confirmed the cached file, in seconds since 1970."""
    checked = meta.get("checked")
    return checked if isinstance(checked, float) else 0.0
