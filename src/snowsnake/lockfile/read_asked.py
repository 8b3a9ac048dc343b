"""What was asked, of a `snowsnake.lock`."""

from __future__ import annotations

from typing import cast, get_args

from snowsnake.lockfile import patterns
from snowsnake.lockfile.cursor import Cursor
from snowsnake.requirements.asked import Asked, AskedOptions, AskedSource, SourceKind
from snowsnake.requirements.base_settings import BaseName

_NAMELESS = ("command-line", "environment")
"""Kinds that no file of the project stands for."""


def read_asked(sources: Cursor, options: Cursor) -> Asked:
    """Read `requirements.sources` and `requirements.options`. Raises `BadValue`."""
    return Asked(sources=tuple(map(_source, sources.items())), options=_options(options))


def _source(cursor: Cursor) -> AskedSource:
    table = cursor.table("kind", "file", "extras", "groups", "requires")
    kind = cast("SourceKind", table["kind"].one_of(get_args(SourceKind), "kind"))
    file = None if table["file"].value is None else table["file"].text(patterns.FILE, "a relative path")
    if (file is None) != (kind in _NAMELESS):
        raise table["file"].wrong("has a file" if file else "has no file")
    return AskedSource(
        kind=kind,
        file=file,
        extras=table["extras"].texts(patterns.NAME, "an extra"),
        groups=table["groups"].texts(patterns.NAME, "a dependency group"),
        requires=table["requires"].texts(patterns.TEXT, "plain text"),
    )


def _options(cursor: Cursor) -> AskedOptions:
    table = cursor.table("no-binary", "native", "base", "nixpkgs")
    base, nixpkgs = table["base"], table["nixpkgs"]
    return AskedOptions(
        no_binary=table["no-binary"].texts(patterns.TEXT, "plain text"),
        native=table["native"].texts(patterns.TEXT, "plain text"),
        base=None if base.value is None else cast("BaseName", base.one_of(get_args(BaseName), "base")),
        nixpkgs=None if nixpkgs.value is None else nixpkgs.text(patterns.NIXPKGS, "a nixpkgs"),
    )
