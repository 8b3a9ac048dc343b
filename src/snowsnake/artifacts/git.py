"""The files of a repository at one commit.

Blobs are taken out of the object database as they are: no attribute of the repository (`export-subst`, `eol`, `filter`)
changes them, nothing of it is run, and the result is the same on every machine, as with Nix's `fetchGit`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit, urlunsplit

from snowsnake.artifacts.errors import CacheNotWritable, MissingOffline
from snowsnake.artifacts.git_command import BadRepository, Git, RevisionNotFound
from snowsnake.artifacts.git_history import history_of
from snowsnake.artifacts.git_tree import Entry, entries, gitlinks, read_modules, write_tree
from snowsnake.events import DownloadFinished, DownloadPlanned, Observer, ignore
from snowsnake.lockfile import patterns
from snowsnake.lockfile.model import History
from snowsnake.scratch import scratch_directory

_DEEPEST = 8
"""Submodules within submodules."""


Auth = Callable[[str], tuple[str, str] | None]
"""From a URL to the user name and password for it."""


def no_auth(url: str) -> tuple[str, str] | None:  # noqa: ARG001 -- has the shape of `Auth`
    """No credentials for any address."""
    return None


def git_file(name: str, rev: str) -> str:
    """The key in a lock, and the store name, of what the distribution `name` is made of at the commit `rev`."""
    return f"{name}-{rev[:12]}.git"


def fetch_git(
    url: str,
    rev: str,
    *,
    submodules: bool,
    cache: Path,
    observer: Observer = ignore,
    offline: bool = False,
    auth: Auth = no_auth,
) -> Path:
    """The directory in `cache` with the files of the commit `rev` (40 or 64 hexadecimal digits) of `url`.

    `url` is `https`, `http`, `ssh` or `file`. User and password may be in it, or come from `auth`: they are given to
    that server only, and are in no command line and no message. Without `.git`; of modes only the executable bit
    counts; symbolic links stay inside. Whoever changes the directory changes it for everybody.

    Raises `GitMissing`, `RepositoryNotFound`, `RepositoryDenied`, `RepositoryUnreachable`, `RevisionNotFound`,
    `BadRepository`, `MissingOffline` and `CacheNotWritable`.
    """
    wanted = _Wanted.of(url, rev)
    name = f"{urlsplit(wanted.url).path.rstrip('/').rpartition('/')[2]}@{rev[:12]}"
    digest = hashlib.sha256(f"{wanted.url}\n{rev}\n{submodules}".encode()).hexdigest()[:32]
    tree = cache / "git" / "trees" / digest / "source"
    if tree.is_dir():
        return tree
    observer(DownloadPlanned(files=1, size=None))
    try:
        tree.parent.mkdir(parents=True, exist_ok=True)
        with _alone(tree.parent / "lock"):
            if not tree.is_dir():  # another process may have made it meanwhile
                _make(tree, wanted, _Means(cache=cache, offline=offline, auth=auth), submodules=submodules)
    except OSError as error:
        raise CacheNotWritable(name, cache, error.strerror or str(error)) from error
    observer(DownloadFinished(name=name))
    return tree


def fetch_history(
    url: str, rev: str, *, cache: Path, offline: bool = False, auth: Auth = no_auth
) -> History | None:
    """The history of a commit of `url`, without its files; tags as they are now, in `cache` where `offline`.

    Raises as `fetch_git`.
    """
    wanted = _Wanted.of(url, rev)
    means = _Means(cache=cache, offline=offline, auth=auth)
    try:
        with _repository(wanted, means, "history.git") as git:
            if not offline:
                git.fetch_history(wanted.rev)
            elif not git.has(wanted.rev):
                raise MissingOffline([f"the tags of {wanted.url}"])
            return history_of(git, wanted.rev)
    except OSError as error:
        raise CacheNotWritable(wanted.url, cache, error.strerror or str(error)) from error


def have_commit(url: str, rev: str, *, cache: Path, offline: bool = False, auth: Auth = no_auth) -> Git:
    """The bare repository in `cache` that has a commit of `url`, fetched if it must be. Raises as `fetch_git`."""
    return _have(_Wanted.of(url, rev), _Means(cache=cache, offline=offline, auth=auth))


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class _Wanted:
    """A commit of a repository, with what it takes to get in."""

    url: str
    rev: str
    login: tuple[str, str] | None

    @classmethod
    def of(cls, url: str, rev: str) -> _Wanted:
        parts = urlsplit(url)
        host = parts.netloc.rpartition("@")[2]
        login = None
        if parts.scheme in {"http", "https"} and (parts.username or parts.password):
            login = (unquote(parts.username or ""), unquote(parts.password or ""))
        if parts.scheme == "ssh" and parts.username:
            host = f"{parts.username}@{host}"
        clean = urlunsplit((parts.scheme, host, parts.path, "", ""))
        if not re.fullmatch(patterns.GIT_URL, clean):
            raise BadRepository(clean, "is not an address of a repository (`https`, `http`, `ssh`, `file`)")
        if not re.fullmatch(patterns.REV, rev):
            raise RevisionNotFound(clean, rev)
        return cls(url=clean, rev=rev, login=login)


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class _Means:
    cache: Path
    offline: bool
    auth: Auth


def _make(tree: Path, wanted: _Wanted, means: _Means, *, submodules: bool) -> None:
    with scratch_directory("new-", within=tree.parent) as scratch:
        new = scratch / "source"
        found = list(_all_entries(wanted, means, submodules=submodules, depth=0))
        write_tree(found, new, wanted.url)
        new.rename(tree)


def _all_entries(
    wanted: _Wanted, means: _Means, *, submodules: bool, depth: int, below: bytes = b""
) -> Iterator[Entry]:
    """Every file of the commit and, where asked, of its submodules."""
    git = _have(wanted, means)
    own = list(entries(git, wanted.url, wanted.rev, below))
    yield from own
    links = gitlinks(git, wanted.url, wanted.rev)
    if not submodules or not links:
        return
    if depth == _DEEPEST:
        raise BadRepository(wanted.url, "has submodules in submodules, without an end")
    modules = read_modules(git, wanted.rev)
    for path, rev in links.items():
        if path not in modules:
            continue  # git leaves the directory empty, too
        url = _submodule_url(wanted, modules[path])
        inner = _Wanted.of(url, rev)
        if urlsplit(inner.url)[:2] == urlsplit(wanted.url)[:2]:  # the same server
            inner = replace(inner, login=inner.login or wanted.login)
        yield from _all_entries(inner, means, submodules=True, depth=depth + 1, below=below + path + b"/")


def _submodule_url(parent: _Wanted, text: str) -> str:
    """The address of a submodule; one that starts with `./` or `../` starts from its parent's (gitmodules(5))."""
    scp = re.fullmatch(r"([A-Za-z0-9._-]+@)?([A-Za-z0-9._-]+):(?![/:])(.+)", text)
    if text.startswith(("./", "../")):
        parts = urlsplit(parent.url)
        path = os.path.normpath(f"{parts.path}/{text}")
        return urlunsplit((parts.scheme, parts.netloc, path, "", ""))
    if scp is not None:
        return f"ssh://{scp[1] or ''}{scp[2]}/{quote(scp[3])}"
    scheme = urlsplit(text).scheme
    # A repository from elsewhere has no business with this machine's files.
    if scheme not in {"http", "https", "ssh"} and not (scheme == "file" and parent.url.startswith("file:")):
        raise BadRepository(parent.url, "has a submodule whose address is not `https`, `http` or `ssh`")
    return text


def _have(wanted: _Wanted, means: _Means) -> Git:
    """The bare repository in the cache that has the commit, fetched if it must be."""
    with _repository(wanted, means, "git") as git:
        if not git.has(wanted.rev):
            if means.offline:
                raise MissingOffline([f"{wanted.url}@{wanted.rev[:12]}"])
            git.fetch(wanted.rev)
        return git


@contextmanager
def _repository(wanted: _Wanted, means: _Means, suffix: str) -> Iterator[Git]:
    """The bare repository of an address in the cache, made if need be; no other process changes it meanwhile."""
    directory = means.cache / "git" / f"{hashlib.sha256(wanted.url.encode()).hexdigest()[:32]}.{suffix}"
    git = Git(directory, url=wanted.url, login=wanted.login or means.auth(wanted.url))
    directory.mkdir(parents=True, exist_ok=True)
    with _alone(directory.with_suffix(".lock")):
        _tidy(directory)
        if not git.is_sound():
            shutil.rmtree(directory)
            git.init(sha256=len(wanted.rev) == 64)
        yield git


def _tidy(directory: Path) -> None:
    """Remove what a git that was killed left behind: nobody else is at work here, and git itself would wait for it."""
    for path in (
        *directory.glob("*.lock"),
        *directory.glob("refs/**/*.lock"),
        *directory.glob("objects/pack/tmp_*"),
    ):
        path.unlink(missing_ok=True)


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """No other process does the same meanwhile."""
    with path.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
