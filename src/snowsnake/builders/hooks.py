"""Writes the modules that an environment's Python imports by itself: `_snowsnake_native` and its kin.

The module `_snowsnake_X` is `X_hook.py`, with constants filled in where it says so.
"""

# pathlib costs start-up time.
# ruff: noqa: PTH123

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from . import bytecode
from .report import BuildError

OWN = re.compile(r"_snowsnake_(libraries|managed|native|offers|programs)\..+")
"""The names of their files: no distribution has such."""
_MARK = "# <- constants\n"


def module(kind: str) -> str:
    """The name of the module of a kind: `libraries`, `managed`, `native`, `offers`, `programs`."""
    return f"_snowsnake_{kind}"


def write(kind: str, site: str, constants: Mapping[str, str], pth: str = "") -> None:
    """Write the module of a kind into the directory `site`, and with `pth` a file of that text: what every start runs.

    `constants` are Python expressions by name. Raises `BuildError`.
    """
    with open(posixpath.join(posixpath.dirname(__file__), f"{kind}_hook.py"), encoding="utf-8") as file:
        source, mark, rest = file.read().partition(_MARK)
    if constants and not mark:
        raise BuildError("bad-hook", "the hook has no place for its constants")
    lines = "".join(f"{name} = {value}\n" for name, value in sorted(constants.items()))
    path = f"{site}/{module(kind)}"
    with open(f"{path}.py", "w", encoding="utf-8") as file:
        file.write(source + mark + lines + rest)
    bytecode.compile_file(f"{path}.py", f"{path}.py")
    if pth:
        with open(f"{path}.pth", "w", encoding="utf-8") as file:
            file.write(pth)
