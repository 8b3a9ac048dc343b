"""Parses Python, of which anybody may have written anything. Whoever parses any does it here, one at a time."""

from __future__ import annotations

import ast
import threading
import warnings

_ONE = threading.Lock()
# CPython counts how deep a tree is for all threads together, until December 2023's releases
# (https://github.com/python/cpython/issues/106905): of two that parse at once, one fails with a SystemError.


def parse(source: str | bytes) -> ast.Module | None:
    """A program's tree; `None` where it is no Python of today, or nested too deep."""
    try:
        with _ONE, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of escapes in other people's texts
            return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError, SystemError):
        return None
