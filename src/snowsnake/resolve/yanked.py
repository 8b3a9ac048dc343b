"""Which releases of another tool's lock their indexes have withdrawn since (PEP 592)."""

from __future__ import annotations

from collections.abc import Sequence

from packaging.pylock import Pylock

from snowsnake.events import Notice, Observer
from snowsnake.requirements import Inputs
from snowsnake.resolve.errors import IndexUnreachable
from snowsnake.resolve.options import ResolveOptions
from snowsnake.resolve.uv import ask_for_yanked
from snowsnake.targets import Interpreter


def tell_yanked(
    pylock: Pylock,
    targets: Sequence[Interpreter],
    inputs: Inputs,
    options: ResolveOptions,
    observer: Observer,
) -> None:
    """Tell `observer` which releases are yanked. What the indexes cannot be asked for, nothing is said of.

    The lock decides all the same: an index that is out of reach does not matter to it.
    """
    pins = {
        str(package.name): str(package.version)
        for package in pylock.packages
        if package.version is not None and (package.wheels or package.sdist)
    }
    if options.offline or not pins:
        return
    try:
        found = ask_for_yanked(pins, inputs, [interpreter.target for interpreter in targets], options)
    except IndexUnreachable:
        return
    for release in found:
        observer(Notice(level="warning", text=str(release)))
