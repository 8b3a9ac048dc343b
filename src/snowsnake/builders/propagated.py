"""What the packages of nixpkgs bring along: `nix-support/propagated-build-inputs`, which its setup hooks follow."""

# pathlib costs start-up time.
# ruff: noqa: PTH113, PTH123

from __future__ import annotations

import os
from collections.abc import Sequence

_FILE = "nix-support/propagated-build-inputs"


def closure(paths: Sequence[str]) -> list[str]:
    """Store paths with all that they propagate, the given ones first; each once. Others are left as they are."""
    found: dict[str, None] = {}
    waiting = list(paths)
    while waiting:
        path = waiting.pop(0)
        if path in found:
            continue
        found[path] = None
        if os.path.isfile(f"{path}/{_FILE}"):
            with open(f"{path}/{_FILE}", encoding="utf-8") as file:
                waiting += [word for word in file.read().split() if word.startswith("/")]
    return list(found)
