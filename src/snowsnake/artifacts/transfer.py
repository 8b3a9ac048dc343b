"""Bring one file from one of its addresses: resume, retry, follow redirects, and hash what comes.

HTTP semantics are RFC 9110's: Range and Content-Range (section 14), Retry-After (10.2.3), redirects (15.4).
"""

from __future__ import annotations

import hashlib
import os
import random
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import partial
from pathlib import Path
from threading import Event as Flag
from typing import BinaryIO
from urllib.parse import urljoin, urlsplit
from urllib.request import url2pathname

import requests
import urllib3
from requests.auth import AuthBase, HTTPBasicAuth

from snowsnake.artifacts.errors import (
    AccessDenied,
    DownloadError,
    HashMismatch,
    NotFound,
    ServerUnreachable,
    TooSlowServer,
)
from snowsnake.throughput import CHUNK, PACE, Pace, TooSlow, answer, arriving, found_slow, slow_last
from snowsnake.trust import UNTRUSTED

_TIMEOUT = (10.0, 20.0)  # seconds to connect; between two arrivals of bytes
_REDIRECTS = 10
_HOPELESS = (
    requests.exceptions.InvalidSchema,
    requests.exceptions.InvalidURL,
    requests.exceptions.MissingSchema,
    requests.exceptions.SSLError,
    ValueError,
)
_FIRST_TRY = 2  # attempts at an address that has others behind it: one for what passes at once
_RETRIED = {408, 425, 429, 500, 502, 503, 504}


class Bearer(AuthBase):
    """A token (RFC 6750); its repr shows nothing."""

    def __init__(self, token: str) -> None:
        self._token = token

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        """Put the token into the request."""
        request.headers["Authorization"] = f"Bearer {self._token}"
        return request


Auth = Callable[[str], tuple[str, str] | Bearer | None]
"""From a URL to the user name and password for it, or to a token."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Patience:
    """How hard to try at one address."""

    attempts: int = 5
    """In a row without bytes to speak of."""
    pause: float = 0.5
    """Seconds before the second attempt; doubles for each one after it."""
    longest: float = 30.0
    """Seconds that any pause lasts at most, whatever the server asks for."""
    pace: Pace = PACE


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """The bytes that must arrive."""

    file: str
    sha256: str | None
    """`None` where any bytes will do: nobody knows yet what they are."""
    size: int | None


class Stopped(Exception):
    """The transfer was told to end."""


class _RetryLaterError(Exception):
    """The attempt failed in a way that may pass."""

    def __init__(self, reason: str, after: float | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.after = after


class _NoNetrc(AuthBase):
    """Without an `auth`, requests looks into ~/.netrc; whoever called decides about credentials, nobody
    else."""

    def __call__(self, request: requests.PreparedRequest) -> requests.PreparedRequest:
        return request


class Transfer:
    """One file on its way into `part`, an open file that may hold its beginning from an earlier attempt."""

    def __init__(
        self,
        wanted: Wanted,
        part: BinaryIO,
        *,
        session: requests.Session,
        auth: Auth,
        stop: Flag,
        progress: Callable[[int], None],
        patience: Patience,
        warn: Callable[[str], None],
    ) -> None:
        """`progress` is told of the bytes that arrive, and of fewer than none where what arrived is thrown away. `warn`
        is told of an address that had other bytes, or is too slow, where another one had the right ones."""
        self._wanted = wanted
        self._part = part
        self._session = session
        self._auth = auth
        self._stop = stop
        self._progress = progress
        self._patience = patience
        self._warn = warn
        self._attempts = patience.attempts
        self._digest = hashlib.sha256()
        self._have = 0
        self._counted = 0  # of them, those that `progress` was told of
        self._url = ""
        self._arrived = False
        self._read_what_is_there()

    def run(self, urls: tuple[str, ...]) -> None:
        """Try each address in order until `part` holds exactly the wanted bytes, slow servers last.

        Raises `HashMismatch` when an address had others, else the last address's `DownloadError`; `OSError`
        of the disk; `Stopped`.
        """
        if self._is_whole():
            return  # it had all arrived; only the last rename was missing
        failures: list[DownloadError] = []
        patient = self._patience.attempts
        for number, url in enumerate(slow_last(urls), start=1):
            self._attempts = patient if number == len(urls) else min(patient, _FIRST_TRY)
            try:
                self._from(url)
            except DownloadError as error:
                failures.append(error)
            else:
                for failure in failures:
                    if isinstance(failure, HashMismatch):
                        self._warn(f"`{failure.url}` is not what it should be: its hash is {failure.found}")
                    elif isinstance(failure, TooSlowServer) and failure.new:
                        self._warn(
                            f"`{failure.url}` is given up: {failure.reason}; others are asked first now"
                        )
                return
        if not failures or all(isinstance(failure, NotFound) for failure in failures):
            raise NotFound(self._wanted.file, urls)
        # What says most about why: wrong bytes, then a closed door, then an absent server.
        order: tuple[type[DownloadError], ...] = (HashMismatch, AccessDenied, ServerUnreachable)
        raise next(failure for kind in order for failure in failures if isinstance(failure, kind))

    def _from(self, url: str) -> None:
        self._url = url
        resumed = self._have > 0
        self._arrive(url)
        if not self._is_whole() and resumed:
            # The beginning came from another attempt, perhaps from another server: this one may be right.
            self._restart()
            self._arrive(url)
        if not self._is_whole():
            found = self._digest.hexdigest()
            self._restart()
            raise HashMismatch(self._wanted.file, expected=self._wanted.sha256 or "?", found=found, url=url)

    def _arrive(self, url: str) -> None:
        """Fetch until the server says that this is all, with as many attempts as `Patience` allows."""
        failed = 0
        while True:
            before = self._have
            try:
                self._attempt(url)
            except TooSlow as error:
                raise TooSlowServer(self._wanted.file, url, str(error), new=found_slow(url)) from None
            except _HOPELESS as error:
                raise ServerUnreachable(self._wanted.file, url, _reason(error), 1) from None
            except (requests.RequestException, urllib3.exceptions.HTTPError, _RetryLaterError) as error:
                # A few bytes each time would never end.
                failed = 1 if self._have - before >= self._patience.pace.bytes else failed + 1
                if failed >= self._attempts:
                    raise ServerUnreachable(self._wanted.file, url, _reason(error), failed) from None
                self._wait(failed, error)
            else:
                self._arrived = True
                return

    @property
    def digest(self) -> str:
        """SHA-256 (hex) of what has arrived."""
        return self._digest.hexdigest()

    def _attempt(self, url: str) -> None:
        if urlsplit(url).scheme == "file":
            self._copy(url)
            return
        with self._opened(url) as response:
            self._check_status(response, url)
            if response.status_code != requests.codes.partial_content or not self._continues(response):
                if response.status_code == requests.codes.partial_content:
                    self._restart()
                    raise _RetryLaterError("it sent another part than the one asked for")
                self._restart()
            # Not decoded: the hash is that of the bytes as they are stored.
            for chunk in arriving(response, self._patience.pace):
                self._take(chunk)

    @contextmanager
    def _opened(self, url: str) -> Iterator[requests.Response]:
        """The response after redirects. Credentials go to the first address's host and to no other."""
        headers = {"Accept-Encoding": "identity"}
        if self._have:
            headers["Range"] = f"bytes={self._have}-"
        found = self._auth(url)
        login = HTTPBasicAuth(*found) if isinstance(found, tuple) else found
        here = url
        for _ in range(_REDIRECTS):
            own = login if login is not None and _origin(here) == _origin(url) else _NoNetrc()
            ask = partial(self._session.get, here, headers=headers, auth=own, stream=True, timeout=_TIMEOUT)
            response = answer(partial(ask, allow_redirects=False), self._patience.pace)
            if not response.is_redirect:
                with response:
                    yield response
                return
            here = urljoin(here, response.headers["location"])
            response.close()
            if urlsplit(here).scheme not in {"http", "https"}:
                break  # a server must not make us read local files
        raise ServerUnreachable(self._wanted.file, url, "it redirects to nowhere", 1)

    def _check_status(self, response: requests.Response, url: str) -> None:
        status = response.status_code
        if status in _RETRIED:
            raise _RetryLaterError(f"HTTP {status}", _retry_after(response))
        if status in {401, 403, 407}:
            raise AccessDenied(self._wanted.file, url, status)
        if status == requests.codes.requested_range_not_satisfiable and self._have:
            self._restart()
            raise _RetryLaterError("it has less of the file than arrived before")
        if status not in {200, 206}:
            raise NotFound(self._wanted.file, (url,))

    def _continues(self, response: requests.Response) -> bool:
        """Whether a partial answer starts where we stopped (and is part of a file of the right size)."""
        unit, _, rest = response.headers.get("Content-Range", "").partition(" ")
        span, _, total = rest.partition("/")
        whole = total in {"*", ""} or self._wanted.size is None or total == str(self._wanted.size)
        return unit == "bytes" and span.partition("-")[0] == str(self._have) and whole

    def _copy(self, url: str) -> None:
        path = Path(url2pathname(urlsplit(url).path))
        try:
            source = path.open("rb")
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
            raise NotFound(self._wanted.file, (url,)) from None
        except PermissionError as error:
            raise ServerUnreachable(self._wanted.file, url, error.strerror or "not readable", 1) from None
        self._restart()
        with source:
            while chunk := source.read(CHUNK):
                self._take(chunk)

    def _take(self, chunk: bytes) -> None:
        if self._stop.is_set():
            raise Stopped
        self._part.write(chunk)
        self._digest.update(chunk)
        self._have += len(chunk)
        self._counted += len(chunk)
        self._progress(len(chunk))
        if self._wanted.size is not None and self._have > self._wanted.size:
            # A server that never stops must not fill the disk; what there is has the wrong hash already.
            self._part.flush()
            raise HashMismatch(
                self._wanted.file,
                expected=self._wanted.sha256 or "?",
                found=f"{self._digest.hexdigest()} (longer than {self._wanted.size} bytes)",
                url=self._url,
            )

    def _is_whole(self) -> bool:
        self._part.flush()
        size = self._wanted.size
        if self._wanted.sha256 is None:
            return self._arrived and (size is None or size == self._have)
        return (size is None or size == self._have) and self._digest.hexdigest() == self._wanted.sha256

    def _read_what_is_there(self) -> None:
        self._part.seek(0)
        while chunk := self._part.read(CHUNK):
            self._digest.update(chunk)
            self._have += len(chunk)
        if self._wanted.size is not None and self._have >= self._wanted.size and not self._is_whole():
            self._restart()

    def _restart(self) -> None:
        self._part.flush()
        os.ftruncate(self._part.fileno(), 0)
        self._part.seek(0)
        self._digest = hashlib.sha256()
        if self._counted:
            self._progress(-self._counted)
        self._have = self._counted = 0
        self._arrived = False

    def _wait(self, failed: int, error: Exception) -> None:
        pause = self._patience.pause * 2 ** (failed - 1) * random.uniform(0.8, 1.2)  # noqa: S311 -- no secret
        if isinstance(error, _RetryLaterError) and error.after is not None:
            pause = error.after
        if self._stop.wait(min(pause, self._patience.longest)):
            raise Stopped


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _retry_after(response: requests.Response) -> float | None:
    value = response.headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (ValueError, OverflowError):
        return None


def _reason(error: Exception) -> str:
    """Why an attempt failed, in words without a URL: what requests says can hold credentials."""
    if isinstance(error, _RetryLaterError):
        return error.reason
    kinds: tuple[tuple[type[Exception], str], ...] = (
        (requests.exceptions.ProxyError, "the proxy does not work"),
        (requests.exceptions.SSLError, UNTRUSTED),
        (requests.exceptions.Timeout, "it does not answer"),
        (urllib3.exceptions.TimeoutError, "it stopped sending"),
        (requests.exceptions.ConnectionError, "no connection"),
        (urllib3.exceptions.ProtocolError, "it broke off"),
        (requests.exceptions.InvalidURL, "the address is not valid"),
        (requests.exceptions.InvalidSchema, "the address is not one of HTTP"),
        (requests.exceptions.MissingSchema, "the address is not one of HTTP"),
    )
    return next((words for kind, words in kinds if isinstance(error, kind)), "the request failed")
