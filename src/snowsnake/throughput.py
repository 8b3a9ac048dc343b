"""Answers of servers, read as long as they arrive at a pace that leads anywhere.

A time limit between two bytes is met by a server that sends one byte a second for ever.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import requests

CHUNK = 256 * 1024


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """What a server must manage. git has the same limit (`http.lowSpeedLimit`)."""

    bytes: int = 60_000
    """That must arrive in each window."""
    seconds: float = 60.0
    """How long a window is, and how long the head of an answer may take."""


PACE = Pace()


class TooSlow(requests.exceptions.Timeout):
    """A server sends, and too little."""


_slow: set[str] = set()


def found_slow(url: str) -> bool:
    """Remember, in this process, that the server of an address is too slow; whether that is new."""
    new = (server := _server(url)) not in _slow
    _slow.add(server)
    return new


def slow_last(urls: Sequence[str]) -> tuple[str, ...]:
    """Addresses in the order in which to ask: those of servers that were too slow come last."""
    return tuple(sorted(urls, key=lambda url: _server(url) in _slow))


def _server(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].rpartition("@")[2].lower()


class TooLong(requests.exceptions.RequestException):
    """A server sends more than any answer of its kind has."""

    def __init__(self, limit: int) -> None:
        super().__init__(f"it sends more than {limit} bytes")


def answer(ask: Callable[[], requests.Response], pace: Pace = PACE) -> requests.Response:
    """The head of an answer. Raises `TooSlow` where it drips in, and what `ask` raises."""
    found: list[requests.Response | BaseException] = []
    given_up = threading.Event()

    def wait() -> None:
        try:
            found.append(response := ask())
            if given_up.is_set():
                response.close()
        except BaseException as error:  # noqa: BLE001 -- raised where it is waited for
            found.append(error)

    # Each line of a head may take its time, and nothing but a thread of its own can stop waiting for them.
    thread = threading.Thread(target=wait, name="answer", daemon=True)
    thread.start()
    end = time.monotonic() + pace.seconds
    while thread.is_alive() and time.monotonic() < end:
        thread.join(0.2)  # in small parts: Ctrl-C must find us running
    if not found:
        given_up.set()
        raise TooSlow(f"it does not answer within {pace.seconds:g} seconds")
    if isinstance(found[0], BaseException):
        raise found[0]
    return found[0]


def arriving(response: requests.Response, pace: Pace = PACE, *, decode: bool = False) -> Iterator[bytes]:
    """The body of an answer that was asked for with `stream=True`, as it arrives.

    `decode`: without the compression of the transfer. Raises `TooSlow`, and what requests and urllib3 raise.
    """
    began, received = time.monotonic(), 0
    while chunk := response.raw.read1(CHUNK, decode_content=decode):
        yield chunk
        received += len(chunk)
        now = time.monotonic()
        if now - began >= pace.seconds:
            if received < pace.bytes:
                raise TooSlow(f"it sends less than {pace.bytes} bytes in {pace.seconds:g} seconds")
            began, received = now, 0


def body(response: requests.Response, limit: int, pace: Pace = PACE) -> bytes:
    """The whole body, decoded, if it has no more than `limit` bytes. Raises `TooLong`, and as `arriving`."""
    found = bytearray()
    for chunk in arriving(response, pace, decode=True):
        found += chunk
        if len(found) > limit:
            raise TooLong(limit)
    return bytes(found)
