"""`PATH`, and programs that are looked for in its directories without `shutil.which`.

`PATH` is read as if it had one directory, which no system has: what a program makes of it by whatever means is the path
of a program that is looked for where it is a file in that directory.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, TypeGuard

SEARCHED: Final = "/.PATH/bin"
"""The directory."""
ASKING: Final = frozenset(
    {"os.path.exists", "os.path.isfile", "os.path.lexists", "os.access", "os.stat", "glob.glob"}
)
"""Functions that are asked whether there is a file."""
ASKING_METHODS: Final = frozenset({"exists", "is_file", "stat"})
"""Those of a path."""
_WORDS = (b"PATH'", b'PATH"', b"get_exec_path")
_PATH = re.compile(
    rb"env\w{0,9}(?:\.\w{1,10}\(|[(\[])\s{0,200}['\"]PATH['\"](?!\][ \t]{0,9}=[^=])|\bget_exec_path\b"
)
_BELOW = f"{SEARCHED}/"
_ENVIRONMENT = re.compile(r"(?:.*[._])?env(?:iron(?:ment)?)?")
_VARIABLE = re.compile(r"(?:.*\.)?getenv|(?P<of>.*)\.(?:get|pop|setdefault)")


def searches(text: bytes) -> bool:
    """Whether a text in Python may go through the directories of `PATH`."""
    return any(word in text for word in _WORDS) and b"for " in text and _PATH.search(text) is not None


def is_environment(name: str) -> bool:
    """Whether it is written like a mapping of variables: `os.environ`, `self.env`."""
    return _ENVIRONMENT.fullmatch(name) is not None


def search_path(name: str, arguments: Sequence[object]) -> object:
    """`PATH` where a call of this name gives it, as a text or a list of directories; else `None`."""
    if name == "get_exec_path" or name.endswith(".get_exec_path"):
        return [SEARCHED]
    if arguments and isinstance(arguments[0], str) and arguments[0] == "PATH":
        match = _VARIABLE.fullmatch(name)
        if match is not None and (match["of"] is None or is_environment(match["of"])):
            return SEARCHED
    return None


def is_sought(value: object) -> TypeGuard[str]:
    """Whether a value is the path of a program in a directory of `PATH`, which may have it or not."""
    return isinstance(value, str) and value.startswith(_BELOW) and value.find("/", len(_BELOW)) < 0
