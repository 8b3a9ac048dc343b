"""What can go wrong while artifacts are fetched. No message holds a credential: URLs are redacted."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from snowsnake.errors import SnowsnakeError, SourceChanged, once_online
from snowsnake.trust import ADVICE, UNTRUSTED


class DownloadError(SnowsnakeError):
    """A file could not be fetched."""


class HashMismatch(DownloadError, SourceChanged):
    """The bytes that arrived are not the ones that were asked for."""

    def __init__(self, file: str, *, expected: str, found: str, url: str, algorithm: str = "sha256") -> None:
        self.file = file
        self.expected = expected
        self.found = found
        self.url = redacted(url)
        super().__init__(
            f"`{file}` does not have the hash that it should have",
            help="do not use it: require another version, or tell who keeps the place that it is from",
            details=f"expected  {algorithm}:{expected}\nfound     {algorithm}:{found}\nfrom      {self.url}",
        )

    def _to_lock(self, line: str) -> str:
        return f"if its publisher replaced it: {line}; if not, do not use it"


class NotFound(DownloadError, SourceChanged):
    """None of the addresses has the file."""

    def __init__(self, file: str, urls: Sequence[str]) -> None:
        self.file = file
        self.urls = tuple(redacted(url) for url in urls)
        super().__init__(
            f"`{file}` is not there any more",
            help="require another version, or tell who keeps the place that it is from",
            details="asked: " + "\n       ".join(self.urls),
        )

    def _to_lock(self, line: str) -> str:
        return f"{line} chooses from what there is now"


class AccessDenied(DownloadError):
    """The server wants credentials, or other ones."""

    def __init__(self, file: str, url: str, status: int) -> None:
        self.file = file
        self.url = redacted(url)
        self.status = status
        parts = urlsplit(self.url)
        host = parts.hostname or "the server"
        what = "give the index's user name and password in UV_INDEX_<NAME>_USERNAME and _PASSWORD"
        if "/-/" in parts.path and parts.path.endswith(".tgz"):  # of a registry of npm
            what = f"give a token for it in ~/.npmrc: `//{parts.netloc}/:_authToken=…`"
        super().__init__(
            f"`{host}` refuses to hand out `{file}` (HTTP {status})",
            help=what,
            details=f"asked: {self.url}",
        )


class ServerUnreachable(DownloadError):
    """The server cannot be reached, breaks off, or answers with errors of its own."""

    def __init__(self, file: str, url: str, reason: str, attempts: int) -> None:
        self.file = file
        self.url = redacted(url)
        self.reason = reason
        self.attempts = attempts
        host = urlsplit(self.url).hostname or "the server"
        tried = f" (tried {attempts} times)" if attempts > 1 else ""
        super().__init__(
            f"cannot download `{file}` from `{host}`: {reason}{tried}",
            help=ADVICE
            if reason == UNTRUSTED
            else "check the network and run the same command again; what has arrived is kept",
            details=f"asked: {self.url}",
        )


class TooSlowServer(ServerUnreachable):
    """The server sends so little that it would never end."""

    def __init__(self, file: str, url: str, reason: str, *, new: bool) -> None:
        """`new`: whether no other file has shown it before."""
        self.new = new
        super().__init__(file, url, reason, 1)


class MissingOffline(DownloadError):
    """Files are not in the cache, and the network is not to be used."""

    def __init__(self, files: Sequence[str]) -> None:
        self.files = tuple(files)
        count = f"{len(self.files)} files are" if len(self.files) > 1 else f"`{self.files[0]}` is"
        super().__init__(
            f"{count} not in the cache, and `--offline` forbids to download",
            help=f"run the same command {once_online()}",
            details="\n".join(self.files),
        )


class DiskFull(DownloadError):
    """No room for the file."""

    of_machine = True

    def __init__(self, file: str, directory: Path) -> None:
        self.file = file
        self.directory = directory
        super().__init__(
            f"no space left for `{file}` in `{directory}`",
            help="free some space, or set SNOWSNAKE_CACHE_DIR to a directory on another disk",
        )


class CacheNotWritable(DownloadError):
    """The cache directory cannot be written to."""

    def __init__(self, file: str, directory: Path, reason: str) -> None:
        self.file = file
        self.directory = directory
        self.reason = reason
        super().__init__(
            f"cannot write `{file}` to the cache `{directory}`: {reason}",
            help="set SNOWSNAKE_CACHE_DIR to a directory that you may write to",
        )


class TooLarge(DownloadError):
    """A server sends more than any such file has."""

    def __init__(self, file: str, url: str, limit: int) -> None:
        self.file, self.url, self.limit = file, redacted(url), limit
        super().__init__(
            f"`{file}` is larger than {limit >> 30} GB, or never ends",
            help="check its address; with `#sha256=` behind it it may not be anything else",
            details=f"asked: {self.url}",
        )


class BadArtifact(DownloadError, SourceChanged):
    """An artifact whose name or hash cannot be right; only a damaged lock or index has one."""

    def __init__(self, file: str, problem: str) -> None:
        self.file = file
        self.problem = problem
        super().__init__(
            f"artifact {file!r} {problem}",
            help="tell who keeps the index that it is from, or require another version",
        )

    def _to_lock(self, line: str) -> str:
        return f"{line} writes the lock anew"


def redacted(url: str) -> str:
    """The URL without user, password, query and fragment: indexes put tokens into any of them."""
    try:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
    except ValueError:
        return "an address that cannot be read"
    return urlunsplit((parts.scheme, host, parts.path, "", ""))
