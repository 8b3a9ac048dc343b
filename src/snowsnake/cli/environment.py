"""From a subject to its realised environment: is the lock fresh, else lock; realise; remember for the hot
path."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TypeGuard

from snowsnake.cli.chosen import lock_command, of_options
from snowsnake.cli.inputs import (
    inputs_again,
    make_directory,
    read_environment,
    remembered,
    writing,
)
from snowsnake.cli.options import Common
from snowsnake.cli.shared_locks import (
    first_versions,
    is_elsewhere,
    named_as_theirs,
    not_locked,
    previous_lock,
    with_this_machine,
)
from snowsnake.environments import memo
from snowsnake.environments.collisions import report_collisions
from snowsnake.environments.develop import Copy, build_digest, build_files, read_copies, write_copies
from snowsnake.environments.intact import touched
from snowsnake.environments.state import Entry, State, sign, watched_paths
from snowsnake.environments.subjects import (
    Subject,
    entry_path,
    metadata,
    state_directory,
)
from snowsnake.events import Notice, Observer, ignore
from snowsnake.lockfile.changes import changes_of_locks, described, listed
from snowsnake.lockfile.errors import MissingTarget
from snowsnake.lockfile.files import save_lock
from snowsnake.lockfile.freshness import is_fresh, is_preferred
from snowsnake.lockfile.model import DirectoryArtifact, Lock
from snowsnake.lockfile.write import write_lock
from snowsnake.project_files import LOCK_NAME, SETTINGS, SOURCES
from snowsnake.requirements import Inputs, read_inputs
from snowsnake.requirements.environments_file import lock_of, read_environments_file
from snowsnake.requirements.pyproject import UnknownExtra
from snowsnake.requirements.text import Where
from snowsnake.targets import System, Target, host_system, is_allowed, is_asked_for


def subject_inputs(
    subject: Subject, lock: Lock | None, *, extras: Sequence[str] = (), groups: Sequence[str] = ()
) -> Inputs:
    """Read what `subject` requires; `extras` and `groups` of a project come on top of what is locked.

    Raises what `read_inputs` raises, `UnknownExtra` too where the subject is no project.
    """
    directory = Path(subject.directory)
    if subject.kind == "project":
        return inputs_again(directory, lock, extras=extras, groups=groups)
    inputs = _inputs_of_others(subject, lock)
    if extras or groups:
        kind, names = ("extra", extras) if extras else ("dependency group", groups)
        raise UnknownExtra(Where(name=inputs.sources[0].describe()), kind, names[0], ())
    return inputs


def _inputs_of_others(subject: Subject, lock: Lock | None) -> Inputs:
    directory = Path(subject.directory)
    if subject.kind == "script":
        return read_inputs(directory, script=Path(subject.script), options=remembered(lock))
    if subject.kind == "named":
        file = read_environments_file(Path(subject.files[0]))
        return read_environment(file.environment(subject.name))
    extras, groups = of_options(subject.options)
    return read_inputs(
        directory,
        requirements=subject.requirements,
        files=[Path(file) for file in subject.files],
        extras=extras,
        groups=groups,
        options=subject.options,
    )


def lock_path(subject: Subject, entry: Entry) -> Path:
    """Where the lock of `subject` is, or will be."""
    if subject.kind == "project":
        return Path(subject.directory, LOCK_NAME)
    if subject.kind == "named":
        return lock_of(Path(subject.files[0]), subject.name)
    if subject.kind == "script":
        beside = Path(subject.script + ".lock")
        with suppress(OSError), beside.open("rb") as file:
            # uv writes a lock of its own under this name; ours is JSON.
            if file.read(1) == b"{":
                return beside
    return entry.lock


def choose_target(lock: Lock, path: Path, *, python: str | None) -> str:
    """The target of `lock` for this machine and `python` (`3.13`, `pypy3`). Raises `MissingTarget`."""
    system = host_system()
    here = [name for name in lock.targets if Target.parse(name).system == system]
    for name in here:
        if python is None or matches(Target.parse(name), python):
            return name
    raise MissingTarget(path, _wanted(python, system), lock.targets)


def matches(target: Target, request: str) -> bool:
    """Whether `target` is one that `request` (`3.13`, `cp313`, `pypy3`) means."""
    return is_asked_for(request, target.implementation, target.version)


def _wanted(python: str | None, system: System) -> str:
    """The target to suggest for a request, by the interpreters that the base has."""
    from snowsnake.provide.debian.suites import load_table  # noqa: PLC0415 -- only for an error's text

    for entry in load_table().interpreters:
        target = entry.offered().target(system)
        if python is None or matches(target, python):
            return str(target)
    return f"{python}-{system}"


def ensure(
    subject: Subject,
    common: Common,
    *,
    locked: bool,
    rebuild: bool = False,
    extras: Sequence[str] = (),
    groups: Sequence[str] = (),
) -> str:
    """The store path of `subject`'s environment, made where it must be. Raises what the pipeline raises.

    Directories that are part of it (the project itself, and what it names by path) are editable. `locked`: a
    missing or stale lock is an error for what keeps its lock with its source (`StaleLock`, `MissingLock`).
    `rebuild`: what is compiled of these directories is built from what they are now. `extras` and `groups` are
    locked besides where the lock does not have them.
    """
    state = State(Path(state_directory(os.environ)))
    key = metadata(subject)

    def known() -> str | None:
        # What was made may not be what is asked for now.
        return (
            None
            if rebuild or common.prefer or common.strict
            else memo.usable(entry_path(str(state.directory), subject), key)
        )

    chosen = bool(extras or groups)
    if not chosen and (environment := known()) is not None:
        return environment
    with common.terminal.progress() as observer, state.held(subject.key, observer):
        if chosen:
            path = lock_path(subject, state.prepare(subject))
            fresh_lock(subject, path, common, observer, locked=locked, extras=extras, groups=groups)
        # Whoever held it may have made what we want.
        return known() or make(subject, state, common, observer, locked=locked, rebuild=rebuild)


def make(
    subject: Subject,
    state: State,
    common: Common,
    observer: Observer,
    *,
    locked: bool,
    rebuild: bool = False,
    upgrade: bool = False,
) -> str:
    """The same as `ensure` for whoever holds the subject and knows that there is something to do.

    `upgrade`: lock anew, with the newest versions.
    """
    metadata_digest = metadata(subject)
    entry = state.prepare(subject)
    path = lock_path(subject, entry)
    # Signed before anything is read: what changes after this moment is seen by the next run.
    watched = dict(sign(watched_paths(subject, path)))
    lock, inputs = fresh_lock(subject, path, common, observer, locked=locked, upgrade=upgrade)
    target = target_of(subject, lock, path, inputs)
    read = [str(file) for file in inputs.files]
    if subject.kind == "named":  # where its project is was not known before
        read += [str(inputs.directory / name) for name in (*SOURCES, *SETTINGS)]
    watched |= dict(sign([file for file in read if file not in watched]))
    text = write_lock(lock).encode()
    digest = memo.digest(text)
    signed = dict(sign([str(path)]))
    if signed[str(path)] != watched[str(path)] and path.read_bytes() != text:
        # Somebody else wrote it after we did. Their lock is not what we make now: the next run must look.
        signed[str(path)] = "changed"
    watched |= signed
    directories = {key: Path(os.path.normpath(inputs.directory / key)) for key in directory_keys(lock)}
    watched |= dict(sign([str(file) for place in directories.values() for file in build_files(place)]))
    copies, copied = _copies(entry, lock, directories, common, rebuild=rebuild)
    known, environment = memo.read(str(entry.memo)), entry.target()
    before = (known.lock_digest, known.target, known.environment) if known is not None else None
    if environment is None or copied or before != (digest, target, environment) or touched(environment):
        from snowsnake import pipeline  # noqa: PLC0415 -- a touched file needs no pipeline

        with named_as_theirs(subject, path):
            made = pipeline.realise(
                lock,
                target,
                common.configuration(),
                lock_file=path,
                root=entry.environment,
                inputs=inputs,
                develop={key: copy.path for key, copy in copies.items()} if copies else None,
                strict=common.strict,
                observer=observer,
            )
        environment = str(made)
        if copies or entry.copies.exists():
            write_copies(entry.copies, copies)
    elif common.strict or inputs.settings.strict:
        report_collisions(Path(environment), observer, strict=True)
    if subject.kind == "named":
        state.keep(entry.lock, text)
    # A script's metadata are watched by digest: its other lines may change.
    watched.pop(subject.script, None)
    state.remember(
        entry,
        memo.Memo(
            environment=environment,
            target=target,
            lock_digest=digest,
            metadata_digest=metadata_digest,
            watched=tuple(watched.items()),
        ),
    )
    return environment


def target_of(subject: Subject, lock: Lock, path: Path, inputs: Inputs) -> str:
    """The target of its lock that `subject` has on this machine. Raises `MissingTarget`."""
    if subject.kind != "named":
        return choose_target(lock, path, python=subject.python or None)
    try:
        return choose_target(lock, path, python=inputs.settings.python)
    except MissingTarget as error:
        error.help = f"name it in `targets` of `[{subject.name}]`, or leave `targets` out"
        raise


def directory_keys(lock: Lock) -> list[str]:
    """The keys of directories that are built."""
    return [key for key, artifact in lock.artifacts.items() if isinstance(artifact, DirectoryArtifact)]


def _copies(
    entry: Entry, lock: Lock, directories: Mapping[str, Path], common: Common, *, rebuild: bool
) -> tuple[dict[str, Copy], bool]:
    """The copies that developed directories are built from, and whether one of them is new."""
    before, copies = read_copies(entry.copies), dict[str, Copy]()
    for number, (key, directory) in enumerate(sorted(directories.items())):
        digest, known = build_digest(directory), before.get(key)
        if known is None or rebuild or known.digest != digest or not Path(known.path).exists():
            from snowsnake import pipeline  # noqa: PLC0415 -- imports everything

            root = entry.directory / f"copy-{number}"
            path = pipeline.snapshot(lock, key, directory, common.configuration(), root=root)
            known = Copy(digest=digest, path=path)
        copies[key] = known
    return copies, copies != before


def fresh_lock(
    subject: Subject,
    path: Path,
    common: Common,
    observer: Observer,
    *,
    locked: bool,
    extras: Sequence[str] = (),
    groups: Sequence[str] = (),
    upgrade: bool = False,
) -> tuple[Lock, Inputs]:
    """The lock at `path`, made or made anew where it must be, and the inputs that it answers.

    The lock of a named environment, which several machines share, gets a target for this machine if it has none.
    `upgrade` makes it anew in any case. `extras` and `groups` of a project are locked beside those that it was
    locked with.
    """
    named = subject.kind == "named"
    lock = previous_lock(path, subject, observer, locked=locked)
    inputs = subject_inputs(subject, lock, extras=extras, groups=groups)
    chosen = bool(extras or groups)

    def fresh(lock: Lock | None) -> TypeGuard[Lock]:
        return (
            lock is not None
            and not upgrade
            and is_fresh(lock, inputs.digest)
            and is_preferred(lock, common.prefer)
            and not (named and is_elsewhere(lock))
        )

    if fresh(lock):
        from snowsnake.resolve.host_paths import check_host_paths  # noqa: PLC0415 -- imports much

        with named_as_theirs(subject, path):
            check_host_paths(lock, inputs, path)
        return lock, inputs
    own = named or (subject.kind != "ad-hoc" and path.parent == Path(subject.directory))
    if own and locked:
        command = f"apply {subject.name}" if named else lock_command(inputs) if chosen else None
        raise not_locked(lock, path, inputs, command)
    from snowsnake import pipeline  # noqa: PLC0415 -- imports everything

    if named:
        make_directory(path)
    with writing(path, observer) if own else nullcontext():
        # Another snowsnake may have written it meanwhile.
        lock = previous_lock(path, subject, ignore, locked=locked)
        if not fresh(lock):
            if own:
                why = _why(
                    lock, inputs, upgrade=upgrade, elsewhere=named and lock is not None and is_elsewhere(lock)
                )
                observer(Notice(level="info", text=f"{why} {path.name}: locking"))
            targets = kept_targets(lock, inputs, python=subject.python or None)
            request = pipeline.LockRequest(
                inputs=inputs,
                targets=with_this_machine(targets) if named else targets,
                python=subject.python or None,
                previous=first_versions(inputs) if named and lock is None else lock,
                upgrade=upgrade,
                prefer=common.prefer,
            )
            with named_as_theirs(subject, path):
                before, lock = lock, pipeline.lock(request, common.configuration(), observer)
            save_lock(lock, path)
            # `apply` says it itself.
            found = described(changes_of_locks(before, lock)) if own and not named and before else ()
            if found:
                observer(Notice(level="info", text=f"{path.name}: {listed(found)}"))
    return lock, inputs


def _why(lock: Lock | None, inputs: Inputs, *, upgrade: bool, elsewhere: bool) -> str:
    """Why a lock is made, for a person; its name follows. `elsewhere`: it has other machines only."""
    if lock is None:
        return "there is no"
    if not is_fresh(lock, inputs.digest):
        return "the requirements have changed since"
    if upgrade:
        return "newest versions for"
    return "this machine's target is added to" if elsewhere else "another preference for"


def kept_targets(lock: Lock | None, inputs: Inputs, *, python: str | None) -> tuple[str, ...]:
    """The targets to lock again when nobody names any: those that were locked, as far as the inputs allow."""
    if lock is None or inputs.settings.targets:
        return ()
    request = python or inputs.python_request
    targets = [Target.parse(name) for name in lock.targets]
    if request is not None:
        targets = [target for target in targets if matches(target, request)]
    if inputs.requires_python is not None:
        allowed = inputs.requires_python
        # A bound within one minor version (`>=3.13.2`) is for the base to judge.
        targets = [target for target in targets if is_allowed(allowed, target.version)]
    return tuple(str(target) for target in targets)
