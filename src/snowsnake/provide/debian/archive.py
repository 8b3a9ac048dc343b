"""Fetch the archive's indexes: signed Release files, and what they vouch for, checked while it streams in."""

from __future__ import annotations

import hashlib
import json
import re
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from snowsnake.errors import SnowsnakeError, once_online
from snowsnake.events import Notice, Observer
from snowsnake.provide.debian.mirrors import ALLOW_EXPIRED, Mirrors
from snowsnake.provide.debian.release import BadRelease, IndexFile, Release, parse_release
from snowsnake.provide.debian.signature import BadSignature, verify
from snowsnake.storage import age, read_sealed, write_sealed, write_whole
from snowsnake.trust import ADVICE, UNTRUSTED

if TYPE_CHECKING:
    from collections.abc import Sequence

    import requests
    from pysequoia import Cert

_ATTEMPTS = 3
_TIMEOUT = (10, 60)  # seconds to connect, seconds between two bytes
_RELEASE_LIMIT = 8_000_000  # bytes; the largest today is 0.2 MB


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


class DamagedIndex(SnowsnakeError):
    """An index is not the one that the signed Release file vouches for."""

    def __init__(self, url: str, problem: str) -> None:
        self.url = url
        super().__init__(
            f"`{url}` is refused: {problem}",
            help="a mirror that is just being updated; try again in some minutes, or another mirror",
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
        failures: list[str] = []
        damaged: DamagedIndex | None = None
        for base in self._mirrors.of(release.archive):
            for place in [*paths, f"{directory}/{path}"]:
                url = f"{base}/{place}"
                try:
                    self._download(url, entry, into)
                except _FailureError as error:
                    failures.append(str(error))
                except DamagedIndex as error:
                    damaged = damaged or error
                else:
                    if damaged is not None:  # another mirror has it, but that one is not what it should be
                        self._observer(Notice(level="warning", text=damaged.message))
                    return
        if damaged is not None:
            raise damaged
        raise ArchiveUnreachable(f"{release.archive} {directory}/{path}", failures)

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
        place = f"dists/{suite}/InRelease"
        failures: list[str] = []
        refused: SnowsnakeError | None = None
        for base in self._mirrors.of(archive):
            url = f"{base}/{place}"
            try:
                release = self._refresh_from(url, stored, archive, suite, cached)
            except _FailureError as error:
                failures.append(str(error))
            except (BadSignature, BadRelease, ExpiredIndex, IndexOfTomorrow) as error:
                refused = refused or error
            else:
                if refused is not None:  # another mirror does, but somebody should look at that one
                    self._observer(Notice(level="warning", text=refused.message))
                return release
        if refused is not None:
            raise refused
        usable = cached[0] if cached and cached[0].valid(self._clock()) else None
        raise ArchiveUnreachable(f"{archive} {place}", failures, cached=usable.date if usable else None)

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
        with self._get(url, headers) as response:
            signed = b"" if response.status_code == 304 else _read_limited(response, url)
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

    def _get(self, url: str, headers: dict[str, str]) -> requests.Response:
        """GET with retries on what passes by itself: no connection, 429, 5xx. Raises `_FailureError`."""
        import requests  # noqa: PLC0415 -- slow to import, and a warm cache needs none

        from snowsnake.sessions import TrustingSession  # noqa: PLC0415 -- the same
        from snowsnake.throughput import answer  # noqa: PLC0415

        reason = ""
        for attempt in range(_ATTEMPTS):
            if attempt:
                time.sleep(self._backoff * 2 ** (attempt - 1))
            try:
                response = answer(
                    partial(TrustingSession().get, url, headers=headers, timeout=_TIMEOUT, stream=True)
                )
            except requests.RequestException as error:
                reason = _reason(error)
                continue
            if response.status_code in {200, 304}:
                return response
            response.close()
            reason = f"HTTP {response.status_code}"
            if response.status_code != 429 and response.status_code < 500:
                break
        raise _FailureError(url, reason)

    def _download(self, url: str, entry: IndexFile, into: Path) -> None:
        import requests  # noqa: PLC0415 -- slow to import, and a warm cache needs none
        import urllib3  # noqa: PLC0415

        reason = ""
        for attempt in range(_ATTEMPTS):
            if attempt:
                time.sleep(self._backoff * 2 ** (attempt - 1))
            with self._get(url, {"Accept-Encoding": "identity"}) as response:
                try:
                    self._store(response, url, entry, into)
                except (requests.RequestException, urllib3.exceptions.HTTPError) as error:  # it broke off
                    reason = _reason(error)
                else:
                    return
        raise _FailureError(url, reason)

    @staticmethod
    def _store(response: requests.Response, url: str, entry: IndexFile, into: Path) -> None:
        """Stream into a file. Raises `DamagedIndex`, before anything is read where the length says so."""
        if re.fullmatch(r"[0-9]{1,15}", announced := response.headers.get("Content-Length", "")):
            _check_size(entry, url, int(announced))
        from snowsnake.throughput import arriving  # noqa: PLC0415 -- as requests

        digest, received = hashlib.sha256(), 0
        with into.open("wb") as file:
            for chunk in arriving(response):
                received += len(chunk)
                if received > entry.size:
                    break
                digest.update(chunk)
                file.write(chunk)
        _check(entry, url, received, digest.hexdigest())


def _checked(meta: dict[str, object]) -> float:
    """When a mirror last confirmed the cached file, in seconds since 1970."""
    checked = meta.get("checked")
    return checked if isinstance(checked, float) else 0.0


class _FailureError(Exception):
    """One mirror did not give one file."""

    def __init__(self, url: str, reason: str) -> None:
        parts = urlsplit(url)
        super().__init__(f"{parts.hostname}{parts.path}: {reason}")


def _check(entry: IndexFile, url: str, received: int, sha256: str) -> None:
    """Raises `DamagedIndex` unless size and hash are those that were signed."""
    if received > entry.size:
        raise DamagedIndex(url, f"it has more than the {entry.size} bytes that were signed")
    _check_size(entry, url, received)
    if sha256 != entry.sha256:
        raise DamagedIndex(url, f"its SHA-256 is {sha256}, {entry.sha256} was signed")


def _check_size(entry: IndexFile, url: str, size: int) -> None:
    if size != entry.size:
        raise DamagedIndex(url, f"it has {size} bytes, {entry.size} were signed")


def _read_limited(response: requests.Response, url: str) -> bytes:
    """The whole body, if it is no longer than a Release file can be. Raises `_FailureError`."""
    import requests  # noqa: PLC0415 -- slow to import, and a warm cache needs none
    import urllib3  # noqa: PLC0415

    from snowsnake.throughput import body  # noqa: PLC0415

    try:
        return body(response, _RELEASE_LIMIT)
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise _FailureError(url, _reason(error)) from error


def _reason(error: Exception) -> str:
    """What is wrong with an answer; what requests says of other things repeats the address."""
    from snowsnake.sessions import why  # noqa: PLC0415 -- as requests

    return why(error)
