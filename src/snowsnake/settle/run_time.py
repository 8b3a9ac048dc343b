"""What an environment's distributions open and run: who provides it, and the one tree that holds all of it."""

from __future__ import annotations

from collections.abc import Collection

from snowsnake.lockfile.model import PYTHON
from snowsnake.provide.interface import Base
from snowsnake.settle.ground import Ground, Settled, keyed


def run_time_tree(base: Base, ground: Ground, native: Collection[str], settled: Settled) -> str | None:
    """The key of the tree with what is needed and what the user wants (`native`); `None` where that is nothing."""
    wanted = set(native) - {PYTHON}
    if not wanted:
        return None
    tree, debs = base.run_time(ground.pinned.python.interpreter.target, wanted, wanted)
    settled.artifacts |= debs
    return keyed(tree, settled.natives)
