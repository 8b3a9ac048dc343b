"""Fetch one commit of a repository, with its submodules, as plain files.

Nothing of the repository is run: no hooks, no filters, no configuration of its own. Credentials are git's own
business (its helpers, ssh's agent); it never asks at the terminal.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from snowsnake.artifacts.errors import GitFailed, GitMissing
from snowsnake.events import Observer, StepFinished, StepStarted

_SAFE = (
    "-c", "protocol.ext.allow=never", "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false",
    "-c", "core.autocrlf=false", "-c", "core.attributesFile=/dev/null", "-c", "advice.detachedHead=false",
    "-c", "filter.lfs.smudge=", "-c", "filter.lfs.process=", "-c", "filter.lfs.required=false",
    "-c", "protocol.file.allow=always", "-c", "transfer.credentialsInUrl=allow",
)  # fmt: skip


def fetch_git(url: str, rev: str, *, submodules: bool, cache: Path, observer: Observer) -> Path:
    """A directory that holds exactly the files of commit `rev` (40 or 64 hexadecimal digits), without `.git`.

    It lies in `cache` (snowsnake's cache directory) and must not be changed. Raises `GitMissing`, `GitFailed`.
    """
    key = hashlib.sha256(f"{url} {submodules}".encode()).hexdigest()[:16]
    place = cache / "git" / key / rev
    if place.is_dir():
        return place
    observer(StepStarted(step="download", what=f"commit {rev[:12]}"))
    place.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place.parent, prefix="fetch-") as scratch:
        tree = Path(scratch, "tree")
        tree.mkdir()
        _fetch(url, rev, tree)
        if submodules and (tree / ".gitmodules").is_file():
            _git(
                url, rev, ["submodule", "update", "--init", "--recursive", "--depth", "1", "--checkout"], tree
            )
        for left in (tree / ".git", *tree.rglob(".git")):
            if left.is_symlink() or left.is_file():
                left.unlink()
            elif left.is_dir():
                shutil.rmtree(left)
        with suppress(OSError):  # somebody else was faster
            tree.rename(place)
    observer(StepFinished(step="download", verdict=f"commit {rev[:12]}"))
    return place


def _fetch(url: str, rev: str, tree: Path) -> None:
    _git(url, rev, ["init", "--quiet", "."], tree)
    try:
        _git(url, rev, ["fetch", "--quiet", "--depth", "1", "--no-tags", "--", url, rev], tree)
    except GitFailed:  # a server that gives no single commits
        _git(url, rev, ["fetch", "--quiet", "--tags", "--", url, "+refs/heads/*:refs/heads/*"], tree)
    _git(url, rev, ["checkout", "--quiet", "--force", "--detach", rev], tree)


def _git(url: str, rev: str, words: Sequence[str], directory: Path) -> None:
    environment = {key: value for key, value in os.environ.items() if key not in {"GIT_DIR", "GIT_WORK_TREE"}}
    environment |= {"GIT_TERMINAL_PROMPT": "0", "GIT_LFS_SKIP_SMUDGE": "1", "LC_ALL": "C.UTF-8"}
    environment.setdefault("GIT_SSH_COMMAND", "ssh -o BatchMode=yes")
    try:
        done = subprocess.run(
            ["git", *_SAFE, *words],  # noqa: S607 -- whichever git the user has
            cwd=directory,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
        )
    except FileNotFoundError:
        raise GitMissing(url) from None
    if done.returncode != 0:
        raise GitFailed(url, rev, done.stderr.strip()[-2000:].replace(url, GitFailed(url, rev, "").url))
