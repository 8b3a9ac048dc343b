"""Sources that bring a library of somebody else's, and make its `configure` by GNU's Autotools before it is built.

A checkout of such a library has `configure.ac` and no `configure`; the program of the build runs the library's
`autogen.sh` (or `autoreconf` itself), which starts what is asked for here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from snowsnake.analyse.source.files import ASIDE, SourceFiles
from snowsnake.analyse.source.report import SourceNeed

TOOLS = ("autoreconf", "automake", "libtoolize")
"""Of autoconf, automake and libtool: `autoreconf` starts the others where `configure.ac` asks for them."""
_RUNS = re.compile(r"\b(?:autoreconf|(?:autogen|bootstrap|buildconf)(?:\.sh)?(?=['\"]))")
_INPUTS = ("configure.ac", "configure.in")


def autotools(files: SourceFiles, scripts: Iterable[str]) -> list[SourceNeed]:
    """What makes a missing `configure`, if one of the build's programs (`scripts`: their paths) has it made."""
    unmade = next((name for name in sorted(files.names) if _is_unmade(name, files)), None)
    if unmade is None:
        return []
    for path in scripts:
        text = files.text(path) or ""
        if match := _RUNS.search(text):
            evidence = (f"{path}:{1 + text.count(chr(10), 0, match.start())}", unmade)
            return [SourceNeed(kind="program", name=tool, evidence=evidence, required=True) for tool in TOOLS]
    return []


def _is_unmade(name: str, files: SourceFiles) -> bool:
    directory, slash, last = name.rpartition("/")
    return (
        last in _INPUTS
        and f"{directory}{slash}configure" not in files.names
        and ASIDE.isdisjoint(directory.lower().split("/"))
    )
