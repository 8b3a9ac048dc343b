"""Fetch a file whose hash nobody has told yet: what arrives now is what is pinned."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from threading import Event as Flag

from snowsnake.artifacts.download import cached_path, no_auth, place
from snowsnake.artifacts.errors import CacheNotWritable, DiskFull, MissingOffline, TooLarge
from snowsnake.artifacts.transfer import Auth, Patience, Transfer, Wanted
from snowsnake.events import DownloadFinished, DownloadPlanned, DownloadProgress, Notice, Observer, ignore
from snowsnake.lockfile.model import ArchiveArtifact, DistributionArtifact
from snowsnake.machine import FULL
from snowsnake.scratch import scratch_directory
from snowsnake.sessions import TrustingSession

_PATIENCE = Patience()
_LARGEST = 8 << 30
"""Bytes. Nobody has told how long the file is, and a server that never stops must not fill the disk."""


def archive_key(name: str, sha256: str) -> str:
    """What a file from elsewhere is called in the lock and in the store: `<name>-<12 digits>.archive`."""
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._+-") else "_" for c in name)[:150]
    plain = plain if plain[:1].isalnum() else f"x{plain}"
    return f"{plain}-{sha256[:12]}.archive"


def adopt(artifact: DistributionArtifact, path: Path, cache: Path) -> ArchiveArtifact:
    """A wheel that was fetched (to `path`), as a file that has programs in it. Raises `CacheNotWritable`."""
    found = ArchiveArtifact(
        file=archive_key(artifact.file, artifact.sha256),
        url=artifact.url,
        sha256=artifact.sha256,
        size=path.stat().st_size,
    )
    target = place(found, cache)
    try:
        if cached_path(found, cache) is None:
            target.parent.mkdir(parents=True, exist_ok=True)
            target.unlink(missing_ok=True)
            target.hardlink_to(path)
    except FileExistsError:
        pass  # another process did the same
    except OSError as error:
        raise CacheNotWritable(artifact.file, cache, error.strerror or str(error)) from error
    return found


def first_look(
    name: str,
    url: str,
    urls: tuple[str, ...],
    *,
    cache: Path,
    observer: Observer = ignore,
    offline: bool = False,
    auth: Auth = no_auth,
    insecure: Collection[str] = (),
    patience: Patience = _PATIENCE,
) -> tuple[ArchiveArtifact, Path]:
    """Fetch the file `name`, which the lock will have at `url`, from the first of `urls` that has it.

    Returns what the lock says of it, and where it lies in the cache. Raises as `download`.
    """
    if offline:
        raise MissingOffline([name])
    observer(DownloadPlanned(files=1, size=None))
    whole = 0

    def arrived(received: int) -> None:
        nonlocal whole
        whole += received
        if whole > _LARGEST:
            raise TooLarge(name, url, _LARGEST)
        observer(DownloadProgress(name=name, received=received))

    folder = cache / "artifacts" / "new"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with scratch_directory("new-", within=folder) as directory:
            part = directory / "part"
            with part.open("w+b") as stream, TrustingSession(insecure) as session:
                session.headers["User-Agent"] = "snowsnake"
                transfer = Transfer(
                    Wanted(file=name, sha256=None, size=None),
                    stream,
                    session=session,
                    auth=auth,
                    stop=Flag(),
                    progress=arrived,
                    patience=patience,
                    warn=lambda text: observer(Notice(level="warning", text=text)),
                )
                transfer.run(urls)
            artifact = ArchiveArtifact(
                file=archive_key(name, transfer.digest),
                url=url,
                sha256=transfer.digest,
                size=part.stat().st_size,
            )
            target = place(artifact, cache)
            if cached_path(artifact, cache) is None:
                target.parent.mkdir(parents=True, exist_ok=True)
                part.replace(target)
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull(name, cache) from error
        raise CacheNotWritable(name, cache, error.strerror or str(error)) from error
    observer(DownloadFinished(name=name))
    return artifact, target
