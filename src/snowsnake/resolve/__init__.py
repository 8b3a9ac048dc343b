"""From requirements to exactly these files: uv resolves, PEP 751 is spoken, `packaging` selects."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from packaging.pylock import Pylock
from packaging.version import Version

from snowsnake.events import Observer, StepFinished, StepStarted
from snowsnake.requirements import Inputs
from snowsnake.resolve.credentials import Credentials
from snowsnake.resolve.export import pylock_text, requirements_text, to_pylock
from snowsnake.resolve.options import ResolveOptions
from snowsnake.resolve.pylock import read_pylock
from snowsnake.resolve.select import Selected, requirers, select
from snowsnake.resolve.tools import resolve_tools
from snowsnake.targets import Interpreter, Target

__all__ = [
    "Credentials",
    "ResolveOptions",
    "Selected",
    "pylock_text",
    "requirements_text",
    "requirers",
    "resolve",
    "resolve_tools",
    "select",
    "to_pylock",
]


def resolve(
    inputs: Inputs,
    targets: Sequence[Target],
    interpreters: Callable[[], Sequence[Interpreter]],
    options: ResolveOptions,
    observer: Observer,
) -> Pylock:
    """Work out which distributions, in which versions, satisfy the inputs on every target.

    uv resolves universally; where the inputs hold another tool's lock, its versions and hashes are kept and
    nothing is resolved; only then are the `interpreters` asked for. Raises the errors of `resolve.errors`.
    """
    from snowsnake.resolve.uv import compile_lock  # noqa: PLC0415 -- a lock that is fresh needs no subprocess

    count = len(inputs.requires)
    observer(StepStarted(step="resolve", what=f"{count} requirement{'' if count == 1 else 's'}"))
    if inputs.foreign is not None:
        from snowsnake.resolve.foreign import read_foreign_lock  # noqa: PLC0415 -- few inputs have one

        pylock = read_foreign_lock(inputs, interpreters(), options)
    elif not inputs.requires:
        pylock = Pylock(lock_version=Version("1.0"), created_by="snowsnake", packages=[])
    else:
        hashes: dict[str, tuple[str, ...]] = {}
        for file in inputs.requirements_files:
            for name, values in file.hashes.items():
                hashes[name] = tuple(sorted({*hashes.get(name, ()), *values}))
        pylock = read_pylock(compile_lock(inputs, targets, options), "uv's answer", hashes)
    found = len(pylock.packages)
    observer(StepFinished(step="resolve", verdict=f"{found} distribution{'' if found == 1 else 's'}"))
    return pylock
