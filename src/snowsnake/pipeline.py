"""The whole of snowsnake, one function per arrow.

    requirements -> resolve -> select -> settle (acquire, analyse, provide) -> lock
    lock -> evaluate -> acquire -> realise -> environment

`lock` and `realise` are the two halves. Everything between them is a frozen value: a `Pylock`, `Selected`
distributions, reports of wheels and sources, `Provision`s, and at last a `Lock`. To settle a source is to do the same
once more for what it is built with. What a step does is in the package of its name.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Literal

from snowsnake.acquire import Acquire
from snowsnake.configuration import Configuration
from snowsnake.environments.collisions import report_collisions
from snowsnake.environments.develop import editable_packages
from snowsnake.errors import SourceChanged
from snowsnake.events import Notice, Observer, ignore, once
from snowsnake.failed_build import Advisers, explain
from snowsnake.lockfile.changes import listed, moved
from snowsnake.lockfile.errors import MissingTarget
from snowsnake.lockfile.model import (
    Artifact,
    Lock,
    LockedNixpkgs,
    LockedRequirements,
    LockedTarget,
)
from snowsnake.nix.command import Nix
from snowsnake.nix.errors import BuildFailed
from snowsnake.pinned_nixpkgs import pin_nixpkgs
from snowsnake.project_files import LOCK_NAME
from snowsnake.provide.debian.archive import Archive
from snowsnake.provide.debian.base import DebianBase
from snowsnake.provide.debian.choice import NoInterpreter
from snowsnake.provide.debian.past import archive_before
from snowsnake.provide.interface import Base
from snowsnake.provide.kept import BaseMoves, KeptBase
from snowsnake.provide.nixpkgs.files import shipped_files
from snowsnake.realising import build, copy_directory, has_history
from snowsnake.requirements import Inputs, Pyproject
from snowsnake.requirements.base_settings import NEWEST
from snowsnake.requirements.script import Script
from snowsnake.resolve import (
    ResolveOptions,
    Selected,
    check_directories,
    check_host_paths,
    exclude_newer,
    resolve,
    select,
    shareable,
)
from snowsnake.scratch import scratch_directory
from snowsnake.settle import (
    Carriers,
    Ground,
    Grounds,
    Settled,
    Settling,
    by_order,
    fitting_run_time,
    refuse_of_machine,
    unmet,
)
from snowsnake.targets import System, Target, host_system

INDEX_AGE = timedelta(hours=6)
"""How old Debian's index may be before its mirror is asked again; the archive moves every six hours."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LockRequest:
    """What to lock."""

    inputs: Inputs
    targets: tuple[str, ...] = ()
    """Names of targets; empty for the one that the inputs ask for, on this machine's system."""
    python: str | None = None
    """`3.13`, `pypy3`; `None` for what the inputs say, else the default."""
    upgrade: bool = False
    upgrade_packages: tuple[str, ...] = ()
    upgrade_base: bool = False
    """Take the base's present interpreter and libraries, and keep the distributions."""
    exclude_newer: str | None = None
    previous: Lock | None = None
    """Its versions are preferred unless upgraded."""
    prefer: tuple[str, ...] = ()
    """Distributions that win when two ship the same path with different content."""


# --- requirements -> lock -------------------------------------------------------------------------------------------


def lock(
    request: LockRequest, configuration: Configuration | None = None, observer: Observer = ignore
) -> Lock:
    """Decide everything: the returned lock names every byte of every target's environment.

    Needs the network unless all caches are warm. Raises a `SnowsnakeError` of the step that failed.
    """
    try:
        return _lock_anew(request, configuration or Configuration.from_environment(os.environ), observer)
    except SourceChanged as error:
        if request.previous is None or request.upgrade:
            raise
        raise error.locked() from None


def _lock_anew(request: LockRequest, configuration: Configuration, observer: Observer) -> Lock:
    observer = once(observer)  # a base that moves takes two attempts
    acquire = Acquire.of(configuration, request.inputs, observer)
    current, nixpkgs = _base(acquire), _nixpkgs(request, acquire)
    asked = request.upgrade or request.upgrade_base or request.exclude_newer is not None
    if request.previous is not None and not asked:
        with suppress(BaseMoves):
            return _lock(request, KeptBase(request.previous, current), acquire, nixpkgs)
    past = _past_base(request, acquire)
    locked = _lock(request, past or current, acquire, nixpkgs)
    if request.previous is None:
        return locked
    if changed := moved(request.previous, locked):
        verb = "are those of that day" if past else "are upgraded"
        text = f"the interpreter and libraries of the base {verb}: {listed(changed)}"
        observer(Notice(level="info", text=text))
    return locked


def _nixpkgs(request: LockRequest, acquire: Acquire) -> LockedNixpkgs:
    """What the nixpkgs base needs besides: on the other one that is only what the user says of it."""
    wanted, previous, pin = request.inputs.base, request.previous, None
    if wanted.chosen == "nixpkgs":
        before = previous.nixpkgs.pin if previous is not None else None
        upgrade = request.upgrade or request.upgrade_base
        pin = pin_nixpkgs(wanted.nixpkgs or NEWEST, before, acquire, upgrade=upgrade)
    return LockedNixpkgs(pin=pin, attributes=wanted.attributes)


def _base(acquire: Acquire, archive: Archive | None = None) -> DebianBase:
    """The base as its archive is now, or as it is in `archive`."""
    return DebianBase(
        cache=acquire.configuration.cache,
        mirrors=acquire.mirrors,
        offline=acquire.configuration.offline,
        observer=acquire.observer,
        max_age=INDEX_AGE,
        archive=archive,
    )


def _past_base(request: LockRequest, acquire: Acquire) -> DebianBase | None:
    """The base as it was at the time after which nothing counts; `None` where there is none, and that is said."""
    text = request.exclude_newer or exclude_newer(request.inputs, os.environ)
    if text is None:
        return None
    archive = archive_before(
        text,
        cache=acquire.configuration.cache,
        mirrors=acquire.mirrors,
        offline=acquire.configuration.offline,
        observer=acquire.observer,
    )
    return _base(acquire, archive) if archive is not None else None


def _lock(request: LockRequest, base: Base, acquire: Acquire, of_nixpkgs: LockedNixpkgs) -> Lock:
    """Lock on one state of the base. Raises `BaseMoves` where that is an earlier lock's and has not all it takes."""
    inputs, targets = request.inputs, _targets(request, base)
    options = _options(request, acquire.configuration)
    of_builds = _options(request, acquire.configuration, build=True)
    with Grounds(
        targets=targets,
        base=base,
        acquire=acquire,
        inputs=inputs,
        options=options,
        # Who upgrades may do so because the lock is wrong.
        previous=None if request.upgrade else request.previous,
    ) as grounds:
        settling = Settling(
            inputs=inputs, base=base, acquire=acquire, build_options=of_builds, grounds=grounds.all
        )
        pylock = resolve(
            inputs, targets, grounds.interpreters, options, sources=settling, observer=acquire.observer
        )
    carriers = Carriers(
        base=base,
        acquire=acquire,
        inputs=inputs,
        options=of_builds,
        sources=settling,
        previous=request.previous,
    )
    chosen = [
        settling.with_projects(select(pylock, interpreter, inputs)) for interpreter in grounds.interpreters()
    ]
    made = [
        _lock_target(request, ground, selected, settling=settling, carriers=carriers, of_nixpkgs=of_nixpkgs)
        for ground, selected in zip(grounds.all(), chosen, strict=True)
    ]
    # Now that this is the lock: the base may have had to move.
    for text in dict.fromkeys(text for one in made for text in one.warnings):
        acquire.observer(Notice(level="warning", text=text))
    return Lock(
        requirements=LockedRequirements(asked=inputs.asked, requires=inputs.requires, digest=inputs.digest),
        targets={str(one.target.target): one.target for one in made},
        artifacts=shareable({file: one for each in made for file, one in each.artifacts.items()}, inputs),
        nixpkgs=of_nixpkgs,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Made:
    """One target of a lock."""

    target: LockedTarget
    artifacts: Mapping[str, Artifact]
    """All files that it is made of, by name."""
    warnings: Sequence[str]


def _lock_target(
    request: LockRequest,
    ground: Ground,
    selected: Sequence[Selected],
    *,
    settling: Settling,
    carriers: Carriers,
    of_nixpkgs: LockedNixpkgs,
) -> _Made:
    """From the selected files of one target: what each is made of and needs, and who provides that."""
    inputs, base, settled = request.inputs, carriers.base, Settled()
    found = settling.packages(ground, selected, settled)
    ordered = by_order(found, inputs.settings.providers, inputs.carriers)
    packages, brought = ordered.packages, carriers.settle(ground, ordered.carriers, settled)
    refuse_of_machine(ground, packages)
    warnings = list(unmet(base, ground, packages, brought.has(ground.base), said=of_nixpkgs.attributes))
    names = {package.name for package in packages}
    warnings += [f"`--prefer {one}`: no `{one}` is locked" for one in request.prefer if one not in names]
    run_time = fitting_run_time(
        base, ground, packages, inputs.native, settled, acquire=carriers.acquire, brought=brought
    )
    warnings += run_time.warnings
    target = ground.target(
        settled,
        run_time.packages,
        prefer=_prefer(request, str(ground.pinned.python.interpreter.target)),
        run_time=run_time.key,
        native=inputs.native,
    )
    return _Made(
        target=target, artifacts={**ground.artifacts(), **settled.artifacts}, warnings=tuple(warnings)
    )


def _targets(request: LockRequest, base: Base) -> list[Target]:
    """What to lock for: named targets, else the interpreter that the inputs ask for on this machine's system."""
    inputs = request.inputs
    names = request.targets or (() if request.python else inputs.settings.targets)
    if names:
        offered = {
            str(item.target(target.system))
            for target in map(Target.parse, names)
            for item in base.interpreters()
        }
        for name in names:
            if name not in offered:
                _chosen(base, Target.parse(name).python, inputs, Target.parse(name).system)
        return [Target.parse(name) for name in dict.fromkeys(names)]
    return [_chosen(base, request.python or inputs.python_request, inputs, host_system())]


def _chosen(base: Base, python: str | None, inputs: Inputs, system: System) -> Target:
    """The target of an interpreter that is asked for. Raises `NoInterpreter`, with the files that forbid others."""
    try:
        return base.choose(python, inputs.requires_python, system)
    except NoInterpreter as error:
        said = [s.name for s in inputs.sources if isinstance(s, Pyproject | Script) and s.requires_python]
        place = inputs.python_request_in if python == inputs.python_request else None
        raise error.said_by(said, place) from None


# --- lock -> environment --------------------------------------------------------------------------------------------


def realise(
    lock: Lock,
    target: str | None = None,
    configuration: Configuration | None = None,
    *,
    lock_file: Path | None = None,
    root: Path | None = None,
    inputs: Inputs | None = None,
    develop: Mapping[str, str] | None = None,
    attribute: Literal["environment", "wheels"] = "environment",
    strict: bool = False,
    observer: Observer = ignore,
) -> Path:
    """Make the environment of one target exist in the Nix store; the result is its store path.

    `target` may be left out where the lock has one for this machine. `lock_file` is where `lock` was read from.
    `root` becomes a symbolic link to the environment that keeps it from garbage
    collection. `inputs` may hold credentials for what must be fetched, and name the directories and files of this
    machine that the lock may take; without them it takes directories below its own only. With `develop` the lock's
    directories are editable: it says which copy of each (by key, as `snapshot` gives it) the rest is built from.
    `attribute` "wheels" gives a directory with the wheels that are built from source instead of the environment. Where
    code of two distributions clashes the observer is told; with `strict`, or where the inputs' settings say so, it is
    an error (`Collided`). Raises `MissingTarget`, `UnnamedPath` and the errors of `artifacts` and `nix`.
    """
    configuration = configuration or Configuration.from_environment(os.environ)
    path = lock_file or Path(LOCK_NAME)
    name = target or next((name for name in lock.targets if name.endswith(host_system())), "")
    if name not in lock.targets:
        raise MissingTarget(path, name or host_system(), lock.targets)
    if inputs is not None:
        check_host_paths(lock, inputs, path)
    else:
        check_directories(lock, path)
    directory = (inputs.directory if inputs is not None else path.parent).absolute()
    acquire = replace(Acquire.of(configuration, inputs, observer), directory=directory)
    built = partial(
        build,
        lock,
        name,
        acquire,
        directory=directory,
        attribute=attribute,
        sources=develop or {},
        editable={} if develop is None else editable_packages(lock, name, directory),
    )
    strict = attribute == "environment" and (strict or (inputs is not None and inputs.settings.strict))
    try:
        if strict:  # no link of the user's leads to what is refused
            with scratch_directory("snowsnake-strict-") as scratch:
                report_collisions(built(root=scratch / "environment"), observer, strict=True)
        environment = built(root=root)
    except SourceChanged as error:
        raise error.locked() from None
    except BuildFailed as error:
        failed = lock.targets[name]
        raise explain(error, failed, Advisers.of(_base(acquire), failed, inputs, shipped_files())) from None
    if not strict and attribute == "environment":
        report_collisions(environment, observer, strict=False)
    return environment


def snapshot(
    lock: Lock,
    key: str,
    directory: Path,
    configuration: Configuration | None = None,
    *,
    root: Path | None = None,
) -> str:
    """Copy a directory of a lock into the Nix store, the files that git would keep; the result is its store path.

    `key` is what the lock calls it. `root` becomes a symbolic link that keeps it from garbage collection. Raises the
    errors of `nix`.
    """
    configuration = configuration or Configuration.from_environment(os.environ)
    nix = Nix(sandbox=configuration.sandbox)
    return copy_directory(nix, directory, history=has_history(lock, key), root=root)


# --- what was locked before, and what wheels say ------------------------------------------------------------------


def _options(request: LockRequest, configuration: Configuration, *, build: bool = False) -> ResolveOptions:
    """How to resolve what is installed, or what sources are built with: versions stay as they were locked."""
    locked = request.previous.targets.values() if request.previous is not None else ()
    # Targets may have different versions of one distribution: each keeps its own.
    versions: dict[str, set[str]] = {}
    for target in locked:
        for package in target.build_packages.values() if build else target.packages:
            versions.setdefault(package.name, set()).add(package.version)
    return ResolveOptions(
        upgrade=request.upgrade,
        upgrade_packages=request.upgrade_packages,
        exclude_newer=request.exclude_newer,
        offline=configuration.offline,
        cache=configuration.cache,
        prefer={name: tuple(sorted(some)) for name, some in versions.items()},
    )


def _prefer(request: LockRequest, target: str) -> tuple[str, ...]:
    """Who wins when two distributions ship one path: what is said now, else what was said when it was locked."""
    said = dict.fromkeys((*request.prefer, *request.inputs.settings.prefer))
    before = request.previous.targets.get(target) if request.previous is not None else None
    return tuple(said) or (before.prefer if before is not None else ())
