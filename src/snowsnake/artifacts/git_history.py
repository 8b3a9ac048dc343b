"""What a project's history says of its version: the tags before a commit, and how far back each is.

A copy of a project's files is no checkout any more, and what takes its version from git (setuptools-scm, versioningit,
versioneer, a `setup.py` that runs `git describe`) finds none. From a `History` the build makes a repository that
answers as the real one does: see `builders/repository.py`.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from snowsnake.artifacts.directory import ask_git
from snowsnake.artifacts.git_command import Git
from snowsnake.lockfile import patterns
from snowsnake.lockfile.model import History, Tag
from snowsnake.parsing import Malformed
from snowsnake.specifications import read_version

_SHAPES = 12
"""Kinds of tags that are kept: `v1.2.3`, `v1.2.3rc1` and `tool-v1.2.3` are three."""
_CANDIDATES = 5
"""Of each kind, the newest among which the nearest is looked for; `git describe` looks at ten in all."""
_TAG = re.compile(r"(?:[\w-]+-)?(?P<version>[vV]?\d+(?:\.\d+){0,2}[^+]*)(?:\+.*)?")
"""setuptools-scm's own."""

Ask = Callable[..., str | None]
"""Runs git with these arguments: what it says, `None` where it fails or is not there."""


def stamp(directory: Path) -> str | None:
    """What a copy of the project in `directory` has beside its files (`HISTORY_NAME`), for the build, which removes it.

    `None` where it is in no repository with a commit. JSON: `rev`, `branch` (`null` where none is checked out),
    `abbrev` (the length of short commit names), `prefix` (the directory, from the repository's root), and the fields
    of a `History`.
    """

    def ask(*arguments: str) -> str | None:
        return git(directory, *arguments)

    rev = ask("rev-parse", "HEAD")
    found = history(ask, rev) if rev is not None else None
    if rev is None or found is None:
        return None
    facts = {
        "rev": rev,
        "branch": ask("symbolic-ref", "--quiet", "--short", "HEAD"),
        "abbrev": len(ask("rev-parse", "--short", "HEAD") or rev[:7]),
        "prefix": (ask("rev-parse", "--show-prefix") or "").strip("/"),
        "date": found.date,
        "commits": found.commits,
        "tags": [
            {"name": tag.name, "distance": tag.distance, "annotated": tag.annotated} for tag in found.tags
        ],
    }
    return json.dumps(facts, indent=2, sort_keys=True) + "\n"


def is_shallow(directory: Path) -> bool:
    """Whether a directory is in a repository whose history ends early, as CI services clone them."""
    return git(directory, "rev-parse", "--is-shallow-repository") == "true"


def history_of(repository: Git, rev: str) -> History | None:
    """The history of a commit in a repository of the cache."""

    def ask(*arguments: str) -> str | None:
        done = repository.run(*arguments)
        return os.fsdecode(done.stdout).strip() or None if done.returncode == 0 else None

    return history(ask, rev)


def history(ask: Ask, rev: str) -> History | None:
    """The history of a commit; `None` where git does not say.

    Of every kind of tag (annotated or not; `v1.2.3`, `tool-1.2rc1`, but for its digits) the nearest is kept, so that
    tools that look at some tags only find theirs.
    """
    count = ask("rev-list", "--count", rev)
    date = ask("show", "--no-patch", "--no-show-signature", "--format=%cI", rev)
    if count is None or date is None or not re.fullmatch(patterns.COMMIT_DATE, date):
        return None
    tags = sorted(_nearest(ask, rev), key=lambda tag: (tag.distance, tag.name))
    return History(date=date, commits=int(count), tags=tuple(tags))


def _nearest(ask: Ask, rev: str) -> Iterator[Tag]:
    shown = ask(
        "for-each-ref",
        "--merged",
        rev,
        "--sort=-creatordate",
        "--format=%(objecttype) %(refname:strip=2)",
        "refs/tags",
    )
    kinds: dict[tuple[str, str], list[tuple[str, bool]]] = {}
    for line in (shown or "").splitlines():
        kind, _, name = line.partition(" ")
        if kind in {"commit", "tag"} and re.fullmatch(patterns.TAG_NAME, name):
            kinds.setdefault((kind, re.sub(r"\d+", "0", name)), []).append((name, kind == "tag"))
    for some in list(kinds.values())[:_SHAPES]:
        counted = [
            Tag(name=name, distance=int(between), annotated=annotated)
            for name, annotated in some[:_CANDIDATES]
            if (between := ask("rev-list", "--count", f"refs/tags/{name}..{rev}")) is not None
        ]
        nearest = min((tag.distance for tag in counted), default=0)
        yield from (tag for tag in counted if tag.distance == nearest)


def version_of(tag: str) -> str | None:
    """The version that a tag names, `None` for one that names none."""
    match = _TAG.fullmatch(tag)
    try:
        return read_version(match["version"] if match else tag).public
    except Malformed:
        return None


def git(directory: Path, *arguments: str) -> str | None:
    """What git says of the work tree at `directory`, without white space around it; `None` for nothing."""
    found = ask_git(directory, *arguments)
    return os.fsdecode(found).strip() or None if found is not None else None
