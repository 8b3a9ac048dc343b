"""Fetch many artifacts side by side into the cache that all projects share.

A file lies at `cache/artifacts/<first two of sha256>/<sha256>/<file>` and has that name only when its hash
was right; until then it is `<file>.part`, locked by the process that writes it, and the next attempt goes on
from it.
"""

from __future__ import annotations

import fcntl
import os
import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event as Flag
from threading import Thread
from typing import BinaryIO

import requests
from requests.adapters import HTTPAdapter

from snowsnake.artifacts.errors import BadArtifact, CacheNotWritable, DiskFull, MissingOffline
from snowsnake.artifacts.transfer import Auth, Patience, Stopped, Transfer, Wanted
from snowsnake.events import DownloadFinished, DownloadPlanned, DownloadProgress, Notice, Observer, ignore
from snowsnake.lockfile.model import FileArtifact
from snowsnake.machine import FULL
from snowsnake.sessions import TrustingSession
from snowsnake.trust import certificates

_LOCKED_ELSEWHERE = 0.1  # seconds between two looks at a file that another process is writing
_PATIENCE = Patience()


@dataclass(frozen=True, kw_only=True, slots=True)
class Fetch:
    """An artifact, and where it can be had."""

    artifact: FileArtifact
    urls: tuple[str, ...]
    """Tried in order; `http`, `https` or `file`. Never hold credentials."""


def no_auth(url: str) -> tuple[str, str] | None:  # noqa: ARG001 -- has the shape of `Auth`
    """No credentials for any address."""
    return None


def cached_path(artifact: FileArtifact, cache: Path) -> Path | None:
    """Where the artifact lies in the cache, if it is there whole.

    Its hash was right when it got its name; now its size is looked at again, the hash by Nix when it is
    added to the store.
    """
    path = place(artifact, cache)
    try:
        size = path.stat().st_size
    except OSError:
        return None
    return path if artifact.size is None or artifact.size == size else None


def download(
    fetches: Sequence[Fetch],
    *,
    cache: Path,
    observer: Observer = ignore,
    offline: bool = False,
    auth: Auth = no_auth,
    insecure: Collection[str] = (),
    parallel: int = 8,
    patience: Patience = _PATIENCE,
) -> dict[str, Path]:
    """Have every artifact in `cache` (snowsnake's cache directory): from file name to a path whose hash was
    checked. Of the hosts in `insecure` no certificate is (`trust.is_insecure`).

    The first failure ends all transfers; what has arrived of them is kept. Raises `HashMismatch`, `NotFound`,
    `AccessDenied`, `ServerUnreachable`, `MissingOffline`, `DiskFull`, `CacheNotWritable` or `BadArtifact`.
    """
    wanted = {fetch.artifact.file: fetch for fetch in fetches}
    for fetch in wanted.values():
        _check(fetch.artifact)
    paths = {
        file: path
        for file, fetch in wanted.items()
        if (path := cached_path(fetch.artifact, cache)) is not None
    }
    missing = [fetch for file, fetch in wanted.items() if file not in paths]
    if missing and offline:
        raise MissingOffline(sorted(fetch.artifact.file for fetch in missing))
    if missing:
        sizes = [fetch.artifact.size for fetch in missing]
        known = [size for size in sizes if size is not None]
        observer(DownloadPlanned(files=len(missing), size=sum(known) if len(known) == len(sizes) else None))
        # Large ones first: the small ones then fill the gaps.
        missing.sort(key=lambda fetch: -(fetch.artifact.size or 0))
        batch = _Batch(missing, cache, observer=observer, auth=auth, insecure=insecure, patience=patience)
        paths |= batch.run(parallel)
    return {file: paths[file] for file in wanted}


class _Batch:
    """Worker threads over a queue. They are daemons, so that Ctrl-C need not wait for a server that is
    silent."""

    def __init__(
        self,
        fetches: Sequence[Fetch],
        cache: Path,
        *,
        observer: Observer,
        auth: Auth,
        insecure: Collection[str],
        patience: Patience,
    ) -> None:
        self._waiting: SimpleQueue[Fetch] = SimpleQueue()
        for fetch in fetches:
            self._waiting.put(fetch)
        self._count = len(fetches)
        self._done: SimpleQueue[tuple[str, Path] | BaseException] = SimpleQueue()
        self._stop = Flag()
        self._cache = cache
        self._observer = observer
        self._auth = auth
        self._insecure = insecure
        self._patience = patience

    def run(self, parallel: int) -> dict[str, Path]:
        certificates(os.environ)  # what is wrong with them is said here and not in a thread
        for number in range(min(parallel, self._count)):
            Thread(target=self._work, name=f"download-{number}", daemon=True).start()
        paths: dict[str, Path] = {}
        try:
            while len(paths) < self._count:
                result = self._done.get()
                if isinstance(result, BaseException):
                    raise result
                paths[result[0]] = result[1]
        finally:
            self._stop.set()
        return paths

    def _work(self) -> None:
        with _session(self._insecure) as session:
            while not self._stop.is_set():
                try:
                    fetch = self._waiting.get_nowait()
                except Empty:
                    return
                try:
                    path = self._fetch(fetch, session)
                except Stopped:
                    return
                except BaseException as error:  # noqa: BLE001 -- whoever waits for it gets it
                    self._done.put(error)
                    return
                self._observer(DownloadFinished(name=fetch.artifact.file))
                self._done.put((fetch.artifact.file, path))

    def _fetch(self, fetch: Fetch, session: requests.Session) -> Path:
        artifact = fetch.artifact
        target = place(artifact, self._cache)
        part = target.with_name(f"{target.name}.part")
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            with _locked(part, self._stop) as stream:
                # Another process may have brought it while we waited for the lock.
                if cached_path(artifact, self._cache) is None:
                    Transfer(
                        Wanted(file=artifact.file, sha256=artifact.sha256, size=artifact.size),
                        stream,
                        session=session,
                        auth=self._auth,
                        stop=self._stop,
                        progress=self._progress(artifact.file),
                        patience=self._patience,
                        warn=lambda text: self._observer(Notice(level="warning", text=text)),
                    ).run(fetch.urls)
                    part.replace(target)
                else:
                    part.unlink(missing_ok=True)
        except OSError as error:
            if error.errno in FULL:
                raise DiskFull(artifact.file, self._cache) from error
            raise CacheNotWritable(artifact.file, self._cache, error.strerror or str(error)) from error
        return target

    def _progress(self, name: str) -> Callable[[int], None]:
        return lambda received: self._observer(DownloadProgress(name=name, received=received))


def _session(insecure: Collection[str]) -> requests.Session:
    session = TrustingSession(insecure)
    adapter = HTTPAdapter(pool_connections=4, pool_maxsize=4)
    session.mount("https://", adapter)
    session.mount("http://", adapter)
    session.headers["User-Agent"] = "snowsnake"
    return session


@contextmanager
def _locked(part: Path, stop: Flag) -> Iterator[BinaryIO]:
    """The open partial file, which no other process or thread writes meanwhile."""
    while True:
        with part.open("a+b") as locked:
            while True:
                try:
                    fcntl.flock(locked, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    break
                except BlockingIOError:
                    if stop.is_set():
                        raise Stopped from None
                    time.sleep(_LOCKED_ELSEWHERE)
            try:
                same = part.stat().st_ino == Path(f"/proc/self/fd/{locked.fileno()}").stat().st_ino
            except FileNotFoundError:
                same = False
            if same:
                yield locked
                return
        # Its owner finished and renamed it while we waited: what we locked is the finished file. Look again.


def place(artifact: FileArtifact, cache: Path) -> Path:
    """Where an artifact lies in the cache once it is whole."""
    return cache / "artifacts" / artifact.sha256[:2] / artifact.sha256 / artifact.file


def _check(artifact: FileArtifact) -> None:
    """Both become parts of a path."""
    if not re.fullmatch(r"[0-9a-f]{64}", artifact.sha256):
        raise BadArtifact(artifact.file, "has no SHA-256")
    name = artifact.file
    if name in {"", ".", ".."} or "/" in name or "\0" in name or len(name.encode()) > 240:
        raise BadArtifact(name, "has a name that is not a file's")
