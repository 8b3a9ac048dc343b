"""Ends uv where it would go on for ever: at a server that drips, at a source that unpacks to more than any has.

uv's own time limit is for the pause between two bytes, and it unpacks sources into its cache before anything can look
at them. So it is watched: what arrives on its connections, and what is in the directories that it unpacks to.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import urlsplit

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements.text import without_credentials
from snowsnake.resolve.errors import IndexUnreachable, UnreadableSource
from snowsnake.resolve.sockets import Traffic, traffic
from snowsnake.throughput import PACE, Pace

_TEMPORARY = re.compile(r"(?P<directory>/.+/\.tmp[A-Za-z0-9]{6})(?:/(?P<top>[^/]+))?(?:/.*)?")
"""What uv unpacks to, before it gets its name in the cache; a source has one directory at its top."""
_SOURCE = re.compile(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]{0,100}?)-(?P<version>[0-9][A-Za-z0-9.!+]{0,50})")


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """What uv may do before it is ended."""

    size: int = 4 << 30
    """Bytes of one file, and of all files of one source."""
    files: int = 1_000_000
    """Of one source, directories too."""
    pace: Pace = PACE
    """Of each server that sends something."""
    every: float = 0.5
    """Seconds between two looks."""


@dataclass(slots=True)
class _Window:
    """What arrives on a connection for one request."""

    began: float
    sent: int
    received: int
    seen: int
    arrivals: int = 0
    last: float = 0.0


class Watch:
    """A context in which uv runs; it must have ended, or be ended, when the block does.

    `error` then says why uv was ended, where it `stopped`. What it was unpacking when it ended by a signal is removed.
    """

    def __init__(self, process: subprocess.Popen[str], limits: Limits) -> None:
        self._process = process
        self._limits = limits
        self._windows: dict[int, _Window] = {}
        self._unpacking: dict[Path, str] = {}
        self._slow: Traffic | None = None
        self._large: tuple[str, str] | None = None
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._look, name="watch-uv", daemon=True)

    def __enter__(self) -> Self:
        try:
            self._thread.start()
        except RuntimeError:  # no memory for it, or too many of them
            self._process.kill()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._done.set()
        self._thread.join()
        if self._process.returncode is None or self._process.returncode < 0:
            for directory in self._unpacking:
                shutil.rmtree(directory, ignore_errors=True)

    @property
    def stopped(self) -> bool:
        """Whether uv was ended here."""
        return self._large is not None or self._slow is not None

    def error(self, asked: Sequence[str]) -> SnowsnakeError:
        """Why uv was ended. `asked` are addresses that uv may have asked: the one that drips is named."""
        if self._large is not None:
            top, why = self._large
            match = _SOURCE.fullmatch(top)
            name, version = (match["name"], match["version"]) if match else (top or "?", None)
            return UnreadableSource(name, version, why)
        assert self._slow is not None  # noqa: S101 -- it stopped
        pace = self._limits.pace
        why = f"it sends less than {pace.bytes} bytes in {pace.seconds:g} seconds"
        if (named := _named(self._slow, asked)) is not None:
            return IndexUnreachable(named, why)
        host = f"[{self._slow.address}]" if ":" in self._slow.address else self._slow.address
        plain = dict.fromkeys(without_credentials(url) for url in asked)
        led = "a server to which uv was led by a redirection, or by a link of one of:"
        return IndexUnreachable(
            f"{host}:{self._slow.port}", why, "\n  ".join((led, *plain)) if plain else None
        )

    def _look(self) -> None:
        walked, pause = 0.0, 0.0
        while not self._done.wait(self._limits.every):
            now = time.monotonic()
            self._find_unpacking()
            # As long as a look takes, nobody looks again: a source has thousands of files.
            if self._unpacking and now - walked > pause:
                self._large = next(filter(None, map(self._too_large, list(self._unpacking))), None)
                walked = time.monotonic()
                pause = 4 * (walked - now)
            self._slow = self._dripping(now)
            if self.stopped:
                self._process.kill()
                return

    def _find_unpacking(self) -> None:
        """Remember the directories that uv has open."""
        with suppress(OSError):
            for descriptor in Path(f"/proc/{self._process.pid}/fd").iterdir():
                with suppress(OSError):
                    if match := _TEMPORARY.fullmatch(os.readlink(descriptor)):  # noqa: PTH115 -- not always a path
                        known = self._unpacking.get(path := Path(match["directory"]))
                        self._unpacking[path] = known or match["top"] or ""

    def _too_large(self, directory: Path) -> tuple[str, str] | None:
        """The name of a source that is too large, and what of it."""
        files = size = 0
        waiting = [str(directory)]
        while waiting:
            with suppress(OSError), os.scandir(waiting.pop()) as entries:  # it is renamed when it is whole
                for entry in entries:
                    files += 1
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(entry.path)
                    else:
                        with suppress(OSError):
                            size += entry.stat(follow_symlinks=False).st_size
                    if files > self._limits.files:
                        return self._unpacking[
                            directory
                        ], f"it unpacks to more than {self._limits.files} files"
            if size > self._limits.size:
                return self._unpacking[directory], f"it unpacks to more than {_amount(self._limits.size)}"
        if not files:
            self._unpacking.pop(directory, None)
        return None

    def _dripping(self, now: float) -> Traffic | None:
        """A connection on which an answer drips in."""
        pace = self._limits.pace
        found = traffic(self._process.pid)
        self._windows = {inode: window for inode, window in self._windows.items() if inode in found}
        for inode, one in found.items():
            window = self._windows.get(inode)
            if window is None or window.sent != one.sent:  # another request
                self._windows[inode] = _Window(now, one.sent, one.received, one.received)
                continue
            if one.received != window.seen:
                window.seen, window.last = one.received, now
                window.arrivals += 1
            if now - window.began < pace.seconds:
                continue
            # What came at the beginning and then no more is an answer that was whole, or one that uv waits for itself.
            drips = window.arrivals > 2 and now - window.last < pace.seconds / 3
            if drips and one.received - window.received < pace.bytes:
                return one
            self._windows[inode] = _Window(now, one.sent, one.received, one.received)
        return None


def _amount(size: int) -> str:
    return f"{size >> 30} GB" if size >= 1 << 30 else f"{size >> 20} MB"


def _named(other: Traffic, asked: Sequence[str]) -> str | None:
    """The address, of those that may be asked, that a connection leads to."""
    for url in asked:
        with suppress(OSError, ValueError):
            parts = urlsplit(url)
            port = parts.port or {"http": 80, "https": 443}.get(parts.scheme)
            if port == other.port and parts.hostname:
                known = socket.getaddrinfo(parts.hostname, port, type=socket.SOCK_STREAM)
                if other.address.removeprefix("::ffff:") in {str(info[4][0]) for info in known}:
                    return without_credentials(url)
    return None
