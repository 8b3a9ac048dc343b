"""Which nixpkgs a lock pins: from a branch, a repository or an address to an archive and its hash."""

from __future__ import annotations

import re

from snowsnake.acquire import Acquire
from snowsnake.artifacts import fixed_output_path
from snowsnake.artifacts.git_archive import remote_references
from snowsnake.errors import SnowsnakeError, once_online
from snowsnake.events import StepFinished, StepStarted
from snowsnake.lockfile.model import Lock, NixpkgsPin
from snowsnake.nix.command import Nix
from snowsnake.nix.errors import NixFailed

NAME = "nixpkgs"
"""The name of its store path, as `pinned.nix` says it."""
_FORGE = "https://github.com"
_OFFICIAL = "NixOS/nixpkgs"
_COMMIT = re.compile(r"[0-9a-f]{40}")


class NoSuchNixpkgs(SnowsnakeError):
    """There is no such branch, or its archive cannot be had."""

    def __init__(self, source: str, problem: str) -> None:
        self.source, self.problem = source, problem
        super().__init__(
            f"nixpkgs cannot be taken from `{source}`: {problem}",
            help="name another: `--nixpkgs nixos-25.11`, a commit, `github:OWNER/REPOSITORY/BRANCH`, or the address of "
            "a `.tar.gz`",
        )


class NixpkgsNotHere(SnowsnakeError):
    """Offline, and the pinned nixpkgs is not in the store."""

    def __init__(self, pin: NixpkgsPin) -> None:
        self.pin = pin
        super().__init__(
            f"nixpkgs `{pin.source}` is not in the store, and `--offline` forbids to fetch `{pin.url}`",
            help=f"`snowsnake build` {once_online()}",
        )


def require_pinned(lock: Lock, nix: Nix) -> None:
    """Raises `NixpkgsNotHere` unless what the lock pins can be evaluated without the network."""
    if (pin := lock.nixpkgs.pin) is not None:
        path = fixed_output_path(NAME, pin.nar_sha256, recursive=True)
        if path not in nix.valid_paths([path]):
            raise NixpkgsNotHere(pin)


def pin_nixpkgs(source: str, previous: NixpkgsPin | None, acquire: Acquire, *, upgrade: bool) -> NixpkgsPin:
    """What `source` (`nixos-25.11`, `github:NixOS/nixpkgs/<commit>`, an address) is now, fetched and hashed by Nix.

    `previous` is kept where it was made from the same source, unless it is to be upgraded. Raises `NoSuchNixpkgs`
    and the errors of `artifacts` and `nix`.
    """
    if previous is not None and previous.source == source and not upgrade:
        return previous
    acquire.observer(StepStarted(step="download", what=f"nixpkgs {source}"))
    url = source if "://" in source else _archive(source, acquire)
    if acquire.configuration.offline and not url.startswith("file:"):
        raise NoSuchNixpkgs(source, "`--offline` forbids to ask for it")
    try:
        nar_sha256, path = Nix(sandbox=acquire.configuration.sandbox).prefetch_archive(url, NAME)
    except NixFailed as error:
        raise NoSuchNixpkgs(source, _reason(error)) from error
    if not (path / "default.nix").is_file():
        raise NoSuchNixpkgs(source, "there is no `default.nix` in it")
    acquire.observer(StepFinished(step="download", verdict=url))
    return NixpkgsPin(source=source, url=url, nar_sha256=nar_sha256)


def _reason(error: NixFailed) -> str:
    """The line that says what is wrong; a server's own page about it may follow."""
    lines = [line.strip() for line in (error.details or "").splitlines() if line.strip()]
    errors = [line.removeprefix("error: ") for line in lines if line.startswith("error: ")]
    return (errors or lines[-1:] or [error.message])[-1]


def _archive(source: str, acquire: Acquire) -> str:
    """The address of the archive of a branch or commit, as GitHub makes it. Raises `NoSuchNixpkgs`."""
    where, _, name = source.removeprefix("github:").partition("/") if ":" in source else ("", "", source)
    if where:
        repository, _, reference = name.partition("/")
        path = f"{where}/{repository}"
    else:
        path, reference = _OFFICIAL, name
    if not _COMMIT.fullmatch(reference):
        address = f"{_FORGE}/{path}"
        if acquire.configuration.offline:
            raise NoSuchNixpkgs(source, "`--offline` forbids to ask which commit that is now")
        known = remote_references(address, acquire.configuration.cache, acquire.credentials.auth_for)
        commit = known.get(f"refs/heads/{reference}") or known.get(f"refs/tags/{reference}")
        if reference == "":
            commit = known.get("HEAD")
        if commit is None:
            raise NoSuchNixpkgs(source, f"`{address}` has no branch `{reference}`")
        reference = commit
    return f"{_FORGE}/{path}/archive/{reference}.tar.gz"
