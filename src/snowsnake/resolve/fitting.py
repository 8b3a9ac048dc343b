"""A resolution whose every distribution has a wheel that its targets take, or source that says what it requires."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from packaging.pylock import Package, Pylock

from snowsnake.errors import SnowsnakeError
from snowsnake.events import Notice, Observer
from snowsnake.requirements import Inputs
from snowsnake.resolve.errors import NoMetadata, NoWheelForTarget, Unbuildable
from snowsnake.resolve.host_paths import check_resolved
from snowsnake.resolve.options import Metadata, ResolveOptions
from snowsnake.resolve.pylock import UV, pylock_of
from snowsnake.resolve.select import select
from snowsnake.resolve.settings import target_marker
from snowsnake.resolve.sources import Sources
from snowsnake.resolve.uv import MetadataNeeded, Source, compile_lock
from snowsnake.targets import Interpreter, Target

_ROUNDS = 20


def resolve_fitting(
    inputs: Inputs,
    targets: Sequence[Target],
    interpreters: Callable[[], Sequence[Interpreter]],
    options: ResolveOptions,
    sources: Sources,
    *,
    observer: Observer,
    check: Callable[[Pylock], None] | None = None,
) -> Pylock:
    """Resolve with uv until every target has a file of everything.

    uv itself passes over releases without source and without a wheel for a target's interpreter, machine and system.
    What it does not know is how new the base's C library is, or whether the base has musl: a release that fails only
    for that is excluded for that target, and uv asked again, some times. Nor does it know which sources cannot be
    built, and what a source requires that only its build backend could tell: `sources` is asked about those that
    are chosen. A release that is yanked is taken only where nothing else fits, and `observer` is told. `check` looks at
    each answer before anything in it is read; without it nothing of this machine may be taken but what the inputs name.
    Raises the errors of `resolve.errors`, and `ForeignPath`; if no other release helps, that of the newest.
    """
    check = check or partial(check_resolved, inputs=inputs)
    hashes = allowed_hashes(inputs)
    exclude: list[str] = []
    unfit: SnowsnakeError | None = None
    known: dict[Source, Metadata] = {}
    guessed: set[Source] = set()
    while True:
        try:
            answer = compile_lock(inputs, targets, options, exclude=exclude, metadata=known)
            pylock = pylock_of(answer.document, UV, hashes)
        except MetadataNeeded as needed:
            # Whether it is chosen in the end is not known: for now, nothing is what it requires.
            new = set(needed.sources) - known.keys()
            if not new:
                raise NoMetadata(needed.sources[0][0]) from None
            known |= dict.fromkeys(new, Metadata())
            guessed |= new
            continue
        except SnowsnakeError as error:
            raise unfit or error from None
        check(pylock)
        if chosen := _guessed(pylock, guessed):
            known |= {source: sources.metadata_of(package) for source, package in chosen.items()}
            guessed -= chosen.keys()
            continue
        found = _unfit(pylock, interpreters(), inputs, sources)
        if found is None:
            for release in answer.yanked:
                observer(Notice(level="warning", text=str(release)))
            return pylock
        excluded, why = found
        unfit = unfit or why
        if excluded is None or excluded in exclude or len(exclude) == _ROUNDS:
            raise unfit
        exclude.append(excluded)


def _guessed(pylock: Pylock, guessed: Collection[Source]) -> dict[Source, Package]:
    """What was resolved without knowing what it requires."""
    found: dict[Source, Package] = {}
    for package in pylock.packages:
        for source in ((package.name, str(package.version)), (package.name, None)):
            if source in guessed:
                found[source] = package
    return found


def _unfit(
    pylock: Pylock, interpreters: Sequence[Interpreter], inputs: Inputs, sources: Sources
) -> tuple[str | None, SnowsnakeError] | None:
    """The first release that its target cannot have: the constraint that excludes it, and the error."""
    for interpreter in interpreters:
        try:
            for item in select(pylock, interpreter, inputs):
                if item.wheel is None:
                    sources.check(item)
        except (NoWheelForTarget, Unbuildable) as error:
            wanted = isinstance(error, Unbuildable) and inputs.build.source_of(error.name) == "sdist"
            if error.version is None or wanted:
                return None, error
            return f"{error.name}!={error.version} ; {target_marker(interpreter.target)}", error
    return None


def allowed_hashes(inputs: Inputs) -> Mapping[str, tuple[str, ...]]:
    """The hashes (`sha256:<hex>`, sha384, sha512) that requirements files allow, by name."""
    found: dict[str, set[str]] = {}
    for file in inputs.requirements_files:
        for name, values in file.hashes.items():
            found.setdefault(name, set()).update(values)
    return {name: tuple(sorted(values)) for name, values in found.items()}
