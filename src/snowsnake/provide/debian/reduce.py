"""Debian's contents as the rows of the table that snowsnake ships."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from snowsnake.lockfile.model import NeedKind

_PATH = re.compile(
    r"lib(?:64)?/(?:\{triplet\}/)?(?:[^/\s]+/)?(?P<soname>[^/\s]+\.so(?:\.[^/\s]*)?)"
    r"|(?:s?bin|games)/(?P<program>[^/\s]+)"
    r"|include/(?:\{triplet\}/)?(?P<header>\S+\.(?:h|hpp|hh|hxx|inc))"
    r"|(?:lib(?:/\{triplet\})?|share)/pkgconfig/(?P<module>[^/\s]+)\.pc"
)


def table_rows(packages: Mapping[str, str]) -> Iterator[tuple[NeedKind, str, str]]:
    """The rows of a table, of packages (with commas between) by path."""
    kinds: tuple[tuple[str, NeedKind], ...] = (
        ("soname", "soname"),
        ("program", "program"),
        ("header", "header"),
        ("module", "pkg-config"),
    )
    for path, holders in sorted(packages.items()):
        match = _PATH.fullmatch(path)
        for group, kind in kinds:
            if match is not None and match[group] is not None:
                yield kind, match[group], f"{path[: match.start(group)]} {holders}"
