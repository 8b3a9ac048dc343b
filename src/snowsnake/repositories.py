"""What git says of a repository that it cannot fetch, whoever calls it (uv or we), as typed errors."""

from __future__ import annotations

import shlex
from typing import ClassVar

from snowsnake.errors import SnowsnakeError
from snowsnake.secrets_in_urls import without_credentials
from snowsnake.trust import ADVICE, UNTRUSTED

_DENIED = (
    "could not read Username",
    "could not read Password",
    "terminal prompts disabled",
    "Authentication failed",
    "Permission denied",
    "Host key verification failed",
    "returned error: 401",
    "returned error: 403",
)
_UNREACHABLE = (
    "Could not resolve host",
    "Failed to connect",
    "Couldn't connect",
    "Connection refused",
    "Connection reset",
    "Connection timed out",
    "Operation timed out",
    "Operation too slow",
    "early EOF",
    "SSL",
    "returned error: 5",
    "Network is unreachable",
)
_NOT_FOUND = (
    "does not appear to be a git repository",
    "not found",
    "does not exist",
    "No such file or directory",
    "returned error: 404",
)


_UNTRUSTED = (
    "certificate verification failed",
    "SSL certificate problem",
    "unable to get local issuer certificate",
)


class RepositoryError(SnowsnakeError):
    """A repository cannot be fetched; `said` is what git said, `name` of the distribution in it, if known."""

    _message: ClassVar[str]
    _help: ClassVar[str]

    def __init__(self, url: str, said: str, *, name: str | None = None) -> None:
        self.url, self.name = without_credentials(url), name
        super().__init__(
            self._message.format(of=f" of `{name}`" if name else "", url=self.url),
            help=self._help.format(url=shlex.quote(self.url)),
            details=said,
        )


class RepositoryNotFound(RepositoryError):
    """Nobody knows a repository at the address."""

    _message = "there is no repository{of} at `{url}`"
    _help = "check the address: `git ls-remote {url}`"


class RepositoryDenied(RepositoryError):
    """The server wants credentials, or other ones. Some say this of a repository that they do not have."""

    _message = "the repository{of} `{url}` is not there, or is not for you"
    _help = "see that git itself gets in without asking: `git ls-remote {url}`"


class RepositoryUnreachable(RepositoryError):
    """The server cannot be reached or breaks off."""

    _message = "cannot fetch the repository{of} `{url}`"
    _help = "check the network and run the same command again"


class RepositoryUntrusted(RepositoryError):
    """The server's certificate is of nobody who is trusted here."""

    _message = f"cannot fetch the repository{{of}} `{{url}}`: {UNTRUSTED}"
    _help = ADVICE


# The network first: what curl says may hold the words of the others.
_ERRORS: tuple[tuple[tuple[str, ...], type[RepositoryError]], ...] = (
    (_DENIED, RepositoryDenied),
    (_UNTRUSTED, RepositoryUntrusted),
    (_UNREACHABLE, RepositoryUnreachable),
    (_NOT_FOUND, RepositoryNotFound),
)


def repository_error(url: str, said: str, *, name: str | None = None) -> RepositoryError | None:
    """What git's words mean, where they are about the repository and not about a commit of it."""
    for words, error in _ERRORS:
        if any(word in said for word in words):
            return error(url, said, name=name)
    return None
