"""Debian's contents as the rows of the table that snowsnake ships."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from snowsnake.provide.plugins import directories

if TYPE_CHECKING:
    from snowsnake.provide.tables import FileKind

TEX = r"share/(?:texlive/)?texmf(?:-dist)?/tex/\S+\.(?:cls|clo|def|fd|ldf|sty)"
"""Files of LaTeX, below a tree: what it says that it did not find."""
PLUGIN = rf"lib/(?:\{{triplet\}}/)?(?:{directories()})/[^/\s]+\.so(?:\.[0-9]+)*"
"""Plugins, below a tree."""
_PATH = re.compile(
    rf"(?={PLUGIN}$)\S+/(?P<plugin>[^/\s]+)"
    r"|lib(?:64)?/(?:\{triplet\}/)?(?:[^/\s]+/)?(?P<soname>[^/\s]+\.so(?:\.[^/\s]*)?)"
    r"|(?:s?bin|games)/(?P<program>[^/\s]+)"
    r"|include/(?:\{triplet\}/)?(?P<header>\S+\.(?:h|hpp|hh|hxx|inc))"
    r"|(?:lib(?:/\{triplet\})?|share)/pkgconfig/(?P<module>[^/\s]+)\.pc"
    rf"|(?={TEX}$)\S+/(?P<tex>[^/\s]+)"
)


def table_rows(packages: Mapping[str, str]) -> Iterator[tuple[FileKind, str, str]]:
    """The rows of a table, of packages (with commas between) by path."""
    kinds: tuple[tuple[str, FileKind], ...] = (
        ("soname", "soname"),
        ("program", "program"),
        ("header", "header"),
        ("module", "pkg-config"),
        ("tex", "tex"),
        ("plugin", "plugin"),
    )
    for path, holders in sorted(packages.items()):
        match = _PATH.fullmatch(path)
        for group, kind in kinds:
            if match is not None and match[group] is not None:
                yield kind, match[group], f"{path[: match.start(group)]} {holders}"
