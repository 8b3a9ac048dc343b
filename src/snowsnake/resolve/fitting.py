"""A resolution whose every distribution has a wheel that its targets take."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from packaging.pylock import Pylock

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements import Inputs
from snowsnake.resolve.errors import NoWheelForTarget, OnlySource
from snowsnake.resolve.options import ResolveOptions
from snowsnake.resolve.pylock import read_pylock
from snowsnake.resolve.select import select
from snowsnake.resolve.settings import target_marker
from snowsnake.resolve.uv import compile_lock
from snowsnake.targets import Interpreter, Target

_ROUNDS = 20


def resolve_fitting(
    inputs: Inputs,
    targets: Sequence[Target],
    interpreters: Callable[[], Sequence[Interpreter]],
    options: ResolveOptions,
) -> Pylock:
    """Resolve with uv until every target has a wheel of everything.

    uv itself passes over releases without a wheel for a target's interpreter, machine and system. What it does not
    know is how new the base's C library is, or whether the base has musl: a release that fails only for that is
    excluded for that target, and uv asked again, some times. Raises the errors of `resolve.errors`; if no other
    release helps, that of the newest.
    """
    hashes = _hashes(inputs)
    exclude: list[str] = []
    unfit: SnowsnakeError | None = None
    while True:
        try:
            pylock = read_pylock(compile_lock(inputs, targets, options, exclude), "uv's answer", hashes)
        except SnowsnakeError as error:
            raise unfit or error from None
        found = _unfit(pylock, interpreters(), inputs)
        if found is None:
            return pylock
        excluded, why = found
        unfit = unfit or why
        if excluded is None or excluded in exclude or len(exclude) == _ROUNDS:
            raise unfit
        exclude.append(excluded)


def _unfit(
    pylock: Pylock, interpreters: Sequence[Interpreter], inputs: Inputs
) -> tuple[str | None, SnowsnakeError] | None:
    """The first release without a wheel for its target: the constraint that excludes it, and the error."""
    for interpreter in interpreters:
        try:
            select(pylock, interpreter, inputs)
        except (NoWheelForTarget, OnlySource) as error:
            if error.version is None:
                return None, error
            return f"{error.name}!={error.version} ; {target_marker(interpreter.target)}", error
    return None


def _hashes(inputs: Inputs) -> Mapping[str, tuple[str, ...]]:
    """The hashes that requirements files allow, by name."""
    found: dict[str, set[str]] = {}
    for file in inputs.requirements_files:
        for name, values in file.hashes.items():
            found.setdefault(name, set()).update(values)
    return {name: tuple(sorted(values)) for name, values in found.items()}
