"""Locks of other tools: their versions and hashes are kept, nothing is resolved again."""

from __future__ import annotations

from collections.abc import Sequence

from packaging.pylock import Pylock

from snowsnake.requirements import Inputs
from snowsnake.resolve.options import ResolveOptions
from snowsnake.targets import Interpreter


def read_foreign_lock(inputs: Inputs, targets: Sequence[Interpreter], options: ResolveOptions) -> Pylock:
    """TODO."""
    raise NotImplementedError
