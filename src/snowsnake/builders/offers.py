"""Puts what a lock offers into an environment, for a program that fails for want of it: see `offers_hook`."""

# pathlib costs start-up time.
# ruff: noqa: PTH123

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from typing import Any

from . import bytecode
from .report import BuildError

HOOK = "_snowsnake_offers"
_MARK = "# <- constants\n"


def hook(spec: Mapping[str, Any], out: str) -> None:
    """Write the module that tells, and the line that imports it, if there is an offer. Raises `BuildError`."""
    offers = sorted({(str(kind), str(name), str(package)) for kind, name, package in spec.get("offers", ())})
    if not offers:
        return
    with open(posixpath.join(posixpath.dirname(__file__), "offers_hook.py"), encoding="utf-8") as file:
        source, mark, rest = file.read().partition(_MARK)
    if not mark:
        raise BuildError("bad-hook", "the hook has no place for its constants")
    site = f"{out}/{spec['site-packages']}"
    with open(f"{site}/{HOOK}.py", "w", encoding="utf-8") as file:
        file.write(f"{source}{mark}OFFERS = {tuple(offers)!r}\n{rest}")
    with open(f"{site}/{HOOK}.pth", "w", encoding="utf-8") as file:
        file.write(f"import {HOOK}\n")
    bytecode.compile_file(f"{site}/{HOOK}.py", f"{site}/{HOOK}.py")
