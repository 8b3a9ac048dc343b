"""Repositories and their histories, from the JSON of a lock to values. `read` has the rest."""

from __future__ import annotations

from snowsnake.lockfile import patterns
from snowsnake.lockfile.cursor import Cursor
from snowsnake.lockfile.model import GitArtifact, History, Tag

_MOST = 10_000_000
"""Commits of one repository."""


def read_git(file: str, cursor: Cursor) -> GitArtifact:
    """A repository at one commit. Raises as `read_lock`."""
    Cursor(file, cursor.where).text(
        patterns.GIT_FILE, "a name and the start of a commit (`x-0123456789ab.git`)"
    )
    table = cursor.table("url", "rev", "submodules", "nar-sha256", "history")
    rev = table["rev"].text(patterns.REV, "a commit (40 or 64 lower-case hexadecimal digits)")
    if not file.endswith(f"-{rev[:12]}.git"):
        raise table["rev"].wrong(f"`{file}` is of another commit")
    return GitArtifact(
        file=file,
        url=table["url"].text(
            patterns.GIT_URL, "a repository (`https`, `http`, `ssh` or `file`, no password)"
        ),
        rev=rev,
        submodules=table["submodules"].boolean(),
        nar_sha256=table["nar-sha256"].text(patterns.SHA256, "a SHA-256 (64 lower-case hexadecimal digits)"),
        history=None if table["history"].value is None else _history(table["history"]),
    )


def _history(cursor: Cursor) -> History:
    table = cursor.table("date", "commits", "tags")
    return History(
        date=table["date"].text(patterns.COMMIT_DATE, "a date (`2026-11-29T10:00:00+01:00`)"),
        commits=table["commits"].integer(1, _MOST),
        tags=tuple(_tag(item) for item in table["tags"].items()),
    )


def _tag(cursor: Cursor) -> Tag:
    table = cursor.table("name", "distance", "annotated")
    return Tag(
        name=table["name"].text(patterns.TAG_NAME, "the name of a tag"),
        distance=table["distance"].integer(0, _MOST),
        annotated=table["annotated"].boolean(),
    )
