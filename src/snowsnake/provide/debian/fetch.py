"""Ask one mirror for one file of the archive's indexes, and check it while it streams in."""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from urllib.parse import urlsplit

import requests
import urllib3

from snowsnake.provide.debian.release import DamagedIndex, IndexFile
from snowsnake.sessions import TrustingSession, why
from snowsnake.throughput import TooSlow, answer, arriving, body, found_slow
from snowsnake.throughput import slow_last as slow_last  # noqa: PLC0414 -- for those who ask several mirrors

_ATTEMPTS = 3
_TIMEOUT = (10, 60)  # seconds to connect, seconds between two bytes
_RELEASE_LIMIT = 8_000_000  # bytes; the largest today is 0.2 MB


class Failure(Exception):
    """One mirror did not give one file."""

    def __init__(self, url: str, reason: str) -> None:
        self.url, self.reason = url, reason
        parts = urlsplit(url)
        super().__init__(f"{parts.hostname}{parts.path}: {reason}")


class SlowMirror(Failure):
    """One mirror sends so little that it would never end."""

    def __init__(self, url: str, error: TooSlow) -> None:
        self.new = found_slow(url)
        """Whether no other file has shown it before."""
        super().__init__(url, str(error))


def get(url: str, headers: Mapping[str, str], *, backoff: float) -> requests.Response:
    """GET with retries on what passes by itself: no connection, 429, 5xx; `backoff` seconds before the second one.

    Raises `Failure`.
    """
    reason = ""
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(backoff * 2 ** (attempt - 1))
        try:
            response = answer(
                partial(TrustingSession().get, url, headers=dict(headers), timeout=_TIMEOUT, stream=True)
            )
        except TooSlow as error:
            raise SlowMirror(url, error) from None
        except requests.RequestException as error:
            reason = why(error)
            continue
        if response.status_code in {200, 304}:
            return response
        response.close()
        reason = f"HTTP {response.status_code}"
        if response.status_code != 429 and response.status_code < 500:
            break
    raise Failure(url, reason)


def release(response: requests.Response, url: str) -> bytes:
    """The whole body, if it is no longer than a Release file can be. Raises `Failure`."""
    try:
        return body(response, _RELEASE_LIMIT)
    except TooSlow as error:
        raise SlowMirror(url, error) from None
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise Failure(url, why(error)) from error


def download(urls: Sequence[str], entry: IndexFile, into: Path, *, backoff: float) -> None:
    """Fetch an index into a file, from the first of one mirror's addresses for it that has it.

    Raises `DamagedIndex` where one had another, else the last one's `Failure`; a slow mirror is asked once.
    """
    failures: list[Failure | DamagedIndex] = []
    for url in urls:
        try:
            _download(url, entry, into, backoff)
        except SlowMirror:
            raise
        except (Failure, DamagedIndex) as error:
            failures.append(error)
        else:
            return
    raise next((error for error in failures if isinstance(error, DamagedIndex)), failures[-1])


def _download(url: str, entry: IndexFile, into: Path, backoff: float) -> None:
    """With as many retries as `get`."""
    reason = ""
    for attempt in range(_ATTEMPTS):
        if attempt:
            time.sleep(backoff * 2 ** (attempt - 1))
        with get(url, {"Accept-Encoding": "identity"}, backoff=backoff) as response:
            try:
                _store(response, url, entry, into)
            except TooSlow as error:
                raise SlowMirror(url, error) from None
            except (requests.RequestException, urllib3.exceptions.HTTPError) as error:  # it broke off
                reason = why(error)
            else:
                return
    raise Failure(url, reason)


def _store(response: requests.Response, url: str, entry: IndexFile, into: Path) -> None:
    """Stream into a file. Raises `DamagedIndex`, before anything is read where the length says so."""
    if re.fullmatch(r"[0-9]{1,15}", announced := response.headers.get("Content-Length", "")):
        _check_size(entry, url, int(announced))
    digest, received = hashlib.sha256(), 0
    with into.open("wb") as file:
        for chunk in arriving(response):
            received += len(chunk)
            if received > entry.size:
                break
            digest.update(chunk)
            file.write(chunk)
    if received > entry.size:
        raise DamagedIndex(url, f"it has more than the {entry.size} bytes that were signed")
    _check_size(entry, url, received)
    if (sha256 := digest.hexdigest()) != entry.sha256:
        raise DamagedIndex(url, f"its SHA-256 is {sha256}, {entry.sha256} was signed")


def _check_size(entry: IndexFile, url: str, size: int) -> None:
    if size != entry.size:
        raise DamagedIndex(url, f"it has {size} bytes, {entry.size} were signed")
