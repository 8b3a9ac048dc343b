"""Sources of programs that have a Python inside, as uWSGI's is: they link `libpython3.13.so`.

Debian's interpreter does not, so that it is in no environment unless something needs it. Code that starts an
interpreter is in many sources (what Cython makes, tests); who links one says so in the files that it is built by.
"""

from __future__ import annotations

import re

from snowsnake.analyse.source.files import ASIDE, SourceFiles
from snowsnake.analyse.source.report import SourceNeed

LIBRARY = "libpython{python}.so"
"""`{python}` is `3.13`, or whatever the source is built for."""
_STARTS = re.compile(
    rb"\bPy_(?:InitializeFromConfig|InitializeEx|Initialize|BytesMain|RunMain|Main)\s{0,9}\("
)
_LINKS = re.compile(
    rb"-lpython|libpython\d?|python3?-embed|--embed\b|Python3?::Python\b|Development\.Embed|\bLDLIBRARY\b"
)
_OTHERS = re.compile(
    r"(^|/)(vendor|third[_-]?party|3rd[_-]?party|extern|deps|bundled|subprojects|test)[^/]*/"
)
"""Directories of what is not the source's own (`vendored-meson`), or not installed (`test cases`)."""
_LINE = b"\n"
_CODE = (".c", ".cc", ".cpp", ".cxx")
_BUILD = (".py", ".build", ".cmake", ".mk", ".am", ".ac", "CMakeLists.txt", "Makefile", "configure")


def embedded(files: SourceFiles) -> SourceNeed | None:
    """The need of what links Python as a library; `None` if this source does not."""
    starting = _first(files, _CODE, _STARTS)
    linking = _first(files, _BUILD, _LINKS) if starting else None
    if not (starting and linking):
        return None
    return SourceNeed(kind="soname", name=LIBRARY, evidence=(linking, starting), required=False)


def _first(files: SourceFiles, endings: tuple[str, ...], pattern: re.Pattern[bytes]) -> str | None:
    """The first place in the source's own files of these kinds that are no tests."""
    for name in sorted(files.texts):
        if not name.endswith(endings) or _OTHERS.search(name):
            continue
        if ASIDE.isdisjoint(name.lower().split("/")[:-1]):
            data = files.texts[name]
            if match := pattern.search(data):
                return f"{name}:{1 + data.count(_LINE, 0, match.start())}"
    return None
