"""The version of a project whose version is in git's tags: a copy of its files is no checkout any more.

The copy gets what `git archive` gives, `.git_archival.txt`, which setuptools-scm and what is built on it read; with the
version in words for backends that do not.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

from packaging.version import InvalidVersion, Version

from snowsnake.artifacts.git_command import SETTINGS, environment

FILE = ".git_archival.txt"
_ASKS = re.compile(
    r"setuptools[-_]scm|vcs[-_]versioning|hatch[-_]vcs|flit[-_]scm|versioningit|dynamic[-_]versioning|\bpbr\b"
    r"|source\s*=\s*[\"']scm[\"']",
    re.IGNORECASE,
)
_SAYS = ("pyproject.toml", "setup.cfg", "setup.py")
_TAG = re.compile(r"(?:[\w-]+-)?(?P<version>[vV]?\d+(?:\.\d+){0,2}[^+]*)(?:\+.*)?")
"""setuptools-scm's own."""


def archival(directory: Path) -> str | None:
    """The text of `FILE` for the project in `directory`; `None` where its version is not in git.

    What setuptools-scm wants to know, and `snowsnake-version`: what it says where nothing is configured.
    """
    if not any(_ASKS.search(text) for text in _texts(directory)):
        return None
    described = git(directory, "describe", "--tags", "--long", "--match", "*[0-9]*")
    node = git(directory, "rev-parse", "HEAD")
    if node is None:
        return None
    if described is None:
        count = git(directory, "rev-list", "--count", "HEAD") or "0"
        return f"snowsnake-version: 0.1.dev{count}+g{node[:7]}\n"
    lines = [f"node: {node}", f"describe-name: {described}"]
    if date := git(directory, "show", "--no-patch", "--no-show-signature", "--format=%cI", "HEAD"):
        lines.append(f"node-date: {date}")
    if version := version_of(described):
        lines.append(f"snowsnake-version: {version}")
    return "\n".join(lines) + "\n"


def version_of(described: str) -> str | None:
    """The version that `git describe --long` means: the tag's, or of what comes after it, on the way there."""
    tag, distance, node = described.rsplit("-", 2)
    match = _TAG.fullmatch(tag)
    try:
        version = Version(match["version"] if match else tag)
    except InvalidVersion:
        return None
    if distance == "0":
        return version.public
    following = re.sub(r"\d+$", lambda last: str(int(last[0]) + 1), version.public.partition(".dev")[0])
    return f"{following}.dev{distance}+{node}"


def _texts(directory: Path) -> Iterator[str]:
    for name in _SAYS:
        path = directory / name
        if path.is_file():
            yield path.read_text(encoding="utf-8", errors="replace")


def git(directory: Path, *arguments: str) -> str | None:
    """What git says of the work tree at `directory`, `None` where it fails or is not there."""
    try:
        done = subprocess.run(
            ["git", *(word for setting in SETTINGS for word in ("-c", setting)), *arguments],  # noqa: S607 -- the user's own git
            cwd=directory,
            env=environment(os.environ),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            check=False,
        )
    except FileNotFoundError:
        return None
    return os.fsdecode(done.stdout).strip() or None if done.returncode == 0 else None
