"""git as a subprocess, for repositories of strangers: the only place where git is called for what is fetched."""

from __future__ import annotations

import os
import shlex
import signal
import subprocess
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO

from snowsnake.artifacts.errors import DownloadError, redacted
from snowsnake.errors import SourceChanged
from snowsnake.repositories import RepositoryUnreachable, repository_error
from snowsnake.secrets_in_urls import with_git_logins, without_credentials
from snowsnake.trust import variables

PROTOCOLS = "file:http:https:ssh"
# Variables that would turn git towards another repository, or make it talk (it may talk of passwords).
_DROP = ("GIT_TRACE", "GIT_CURL_VERBOSE", "GIT_CONFIG_PARAMETERS")
_LOCAL = frozenset(
    {
        "GIT_ALTERNATE_OBJECT_DIRECTORIES",
        "GIT_COMMON_DIR",
        "GIT_CONFIG",
        "GIT_DIR",
        "GIT_GRAFT_FILE",
        "GIT_IMPLICIT_WORK_TREE",
        "GIT_INDEX_FILE",
        "GIT_INTERNAL_SUPER_PREFIX",
        "GIT_NAMESPACE",
        "GIT_OBJECT_DIRECTORY",
        "GIT_PREFIX",
        "GIT_QUARANTINE_PATH",
        "GIT_REPLACE_REF_BASE",
        "GIT_SHALLOW_FILE",
        "GIT_WORK_TREE",
    }
)
SETTINGS = (
    "protocol.ext.allow=never",
    "core.hooksPath=/dev/null",
    "core.fsmonitor=false",
    "core.quotePath=false",
    "gc.auto=0",
    "maintenance.auto=false",
    "fetch.recurseSubmodules=false",
    "http.lowSpeedLimit=1000",
    "http.lowSpeedTime=60",
)
"""What git is told on every call, over whatever the user's configuration says."""


class GitMissing(DownloadError):
    """There is no program `git`."""

    def __init__(self) -> None:
        super().__init__(
            "a repository is required, and there is no `git` here to fetch it with",
            help="install git: `apt install git`, or `nix-env -iA nixpkgs.git`",
        )


class RevisionNotFound(DownloadError, SourceChanged):
    """The repository does not have the commit."""

    def __init__(self, url: str, rev: str) -> None:
        self.url, self.rev = redacted(url), rev
        super().__init__(
            f"`{self.url}` does not have the commit `{rev}` any more",
            help=f"name one that it has: `git ls-remote {shlex.quote(self.url)}` lists its branches and tags",
        )

    def _to_lock(self, line: str) -> str:
        return f"{line} takes the commit that its branch or tag has now"


class BadRepository(DownloadError):
    """What is in a repository must not, or cannot, be unpacked."""

    def __init__(self, url: str, problem: str) -> None:
        self.url, self.problem = redacted(url), problem
        super().__init__(
            f"the repository `{self.url}` {problem}", help="require another commit, or a released version"
        )


_EVERYTHING = ("+refs/heads/*:refs/heads/*", "+refs/tags/*:refs/tags/*")


class Git:
    """One bare repository of the cache, and the address that it is fetched from."""

    def __init__(self, directory: Path, *, url: str, login: tuple[str, str] | None) -> None:
        self.directory = directory
        self.url = url
        self._environment = environment(os.environ, url, login)

    def init(self, *, sha256: bool) -> None:
        """Make the repository. Raises `GitMissing` and `BadRepository`."""
        kind = "sha256" if sha256 else "sha1"
        command = [
            "init",
            "--quiet",
            "--bare",
            "--template=",
            f"--object-format={kind}",
            "--",
            str(self.directory),
        ]
        done = self.run(*command, inside=False)
        if done.returncode != 0:
            raise BadRepository(self.url, f"cannot be kept in the cache: {_text(done.stderr)}")

    def is_sound(self) -> bool:
        """Whether git takes the directory for a repository."""
        return self.run("rev-parse", "--git-dir").returncode == 0

    def has(self, rev: str) -> bool:
        """Whether the commit is here."""
        return self.run("cat-file", "-e", f"{rev}^{{commit}}").returncode == 0

    def fetch(self, rev: str) -> None:
        """Bring one commit; all of the repository where its server does not hand out single ones.

        Raises `RepositoryNotFound`, `RepositoryDenied`, `RepositoryUnreachable` and `RevisionNotFound`.
        """
        plain = ["fetch", "--quiet", "--no-tags", "--no-write-fetch-head"]
        done = self.run(*plain, "--depth=1", "--", self.url, rev)
        if done.returncode == 0 and self.has(rev):
            return
        self.check(done.stderr)
        shallow = ["--unshallow"] if (self.directory / "shallow").is_file() else []
        done = self.run(*plain, *shallow, "--", self.url, *_EVERYTHING)
        if not self.has(rev):
            if done.returncode != 0:
                self.check(done.stderr)
                raise RepositoryUnreachable(self.url, self._said(done.stderr))
            raise RevisionNotFound(self.url, rev)

    def fetch_history(self, rev: str) -> None:
        """Bring the commits up to one, and all tags, without files where the server can leave them out.

        Raises as `fetch`.
        """
        plain = ["fetch", "--quiet", "--no-write-fetch-head", "--prune", "--force", "--filter=tree:0"]
        tags = "+refs/tags/*:refs/tags/*"
        done = self.run(*plain, "--", self.url, rev, tags)
        if done.returncode != 0 or not self.has(rev):
            self.check(done.stderr)
            done = self.run(*plain, "--", self.url, "+refs/heads/*:refs/heads/*", tags)
        if not self.has(rev):
            if done.returncode != 0:
                self.check(done.stderr)
                raise RepositoryUnreachable(self.url, self._said(done.stderr))
            raise RevisionNotFound(self.url, rev)

    def run(
        self, *arguments: str, inside: bool = True, given: IO[bytes] | None = None
    ) -> subprocess.CompletedProcess[bytes]:
        """Run git to its end. Raises `GitMissing`."""
        process = self.start(*arguments, inside=inside, given=given)
        with stopped(process):
            output, errors = process.communicate()
        return subprocess.CompletedProcess(process.args, process.returncode, output, errors)

    def start(
        self, *arguments: str, inside: bool = True, given: IO[bytes] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start git, in a session of its own: nobody can be asked for a password. Raises `GitMissing`."""
        where = [f"--git-dir={self.directory}"] if inside else []
        try:
            return subprocess.Popen(
                ["git", *(word for setting in SETTINGS for word in ("-c", setting)), *where, *arguments],  # noqa: S607 -- the user's own
                stdin=subprocess.DEVNULL if given is None else given,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=self._environment,
                start_new_session=True,
            )
        except FileNotFoundError:
            raise GitMissing from None

    def check(self, errors: bytes) -> None:
        """Raise what git's words mean, where they are about the repository and not about the commit."""
        said = self._said(errors)
        if (error := repository_error(self.url, said)) is not None:
            raise error

    def _said(self, errors: bytes) -> str:
        return without_credentials(_text(errors))  # the user's own `insteadOf` may have some


class stopped:  # noqa: N801 -- reads as a word: `with stopped(process)`
    """Ends a process, and those that it started, when the block is left before it is done."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGTERM)
        for stream in (self._process.stdout, self._process.stderr):
            if stream is not None:
                stream.close()
        self._process.wait()


def environment(
    environ: Mapping[str, str], url: str = "", login: tuple[str, str] | None = None
) -> dict[str, str]:
    """The variables of a git that asks nobody; `login` is for the server of `url` only."""
    kept = {key: value for key, value in environ.items() if key not in _LOCAL and not key.startswith(_DROP)}
    kept = {**variables(environ), **kept}
    kept |= {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": PROTOCOLS,
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "GIT_LFS_SKIP_SMUDGE": "1",
        "LC_ALL": "C",
    }
    return kept if login is None else with_git_logins(kept, {url: login})


def _text(errors: bytes) -> str:
    return errors.decode(errors="replace").strip()
