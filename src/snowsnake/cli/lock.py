"""`snowsnake lock`: write, or check, the lock."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from snowsnake.cli import complete, habits, options
from snowsnake.cli.environment import kept_targets, matches
from snowsnake.cli.help import Verb
from snowsnake.cli.inputs import inputs_again, load_if_there, writing, written
from snowsnake.cli.options import Common
from snowsnake.environments.subjects import find_project
from snowsnake.errors import UsageError
from snowsnake.events import Notice, Observer
from snowsnake.lockfile.errors import DamagedLock, MissingLock, OlderLock, StaleLock
from snowsnake.lockfile.files import save_lock
from snowsnake.lockfile.freshness import is_fresh, is_preferred, require_locked
from snowsnake.lockfile.model import Lock
from snowsnake.project_files import LOCK_NAME
from snowsnake.requirements import Inputs, read_inputs
from snowsnake.targets import Target

if TYPE_CHECKING:
    from snowsnake.answers import Offer


@click.command(
    "lock",
    cls=Verb,
    examples=(
        "snowsnake lock",
        "snowsnake lock -r requirements.txt -r more.txt --target cp313-aarch64-linux",
        "snowsnake lock --upgrade-package numpy",
        "snowsnake lock --check",
    ),
)
@habits.place
@options.requirement_files
@options.no_binary
@options.native
@options.base
@click.option(
    "--script",
    metavar="FILE",
    shell_complete=complete.files,
    help="Lock a script with PEP 723 metadata, into FILE.lock.",
)
@options.chosen
@click.option(
    "--target",
    "targets",
    multiple=True,
    metavar="TARGET",
    shell_complete=complete.targets,
    help="cp313-x86_64-linux, … Repeatable.",
)
@options.python
@click.option(
    "--upgrade-base", is_flag=True, help="Take the base's present interpreter and libraries, nothing else."
)
@click.option("-U", "--upgrade", is_flag=True, help="Take the newest versions, whatever is locked.")
@click.option(
    "-P",
    "--upgrade-package",
    "upgrades",
    multiple=True,
    metavar="NAME",
    help="The same for one package, or for what has this program.",
)
@click.option("--exclude-newer", metavar="DATE", help="Ignore what was uploaded after DATE (2026-01-31).")
@click.option(
    "-o",
    "--lock",
    "output",
    metavar="FILE",
    shell_complete=complete.files,
    help="Write here; snowsnake.lock is the default.",
)
@click.option(
    "--check",
    "--locked",
    "check",
    is_flag=True,
    help="Write nothing; exit 1 if the lock is missing or stale.",
)
@options.common(answers=True, locks=True)
def command(
    common: Common,
    *,
    files: tuple[str, ...],
    no_binary: tuple[str, ...],
    native: tuple[str, ...],
    base: str | None,
    nixpkgs: str | None,
    script: str | None,
    extras: tuple[str, ...],
    groups: tuple[str, ...],
    targets: tuple[str, ...],
    python: str | None,
    upgrade_base: bool,
    upgrade: bool,
    upgrades: tuple[str, ...],
    exclude_newer: str | None,
    output: str | None,
    check: bool,
) -> None:
    """Resolve the requirements and write snowsnake.lock: every file, with its hash.

    Without -r, --script, --extra or --group it locks what the lock was made from before, else the
    pyproject.toml or requirements.txt here. Versions that are locked stay unless something asks for others. A
    lock that is up to date is not touched. What --no-binary and --native name is
    remembered, until `--no-binary :none:` or `--native :none:`.
    """
    if targets and python:
        raise UsageError("`--target` and `--python` both name an interpreter", help="use one of them")
    for name in targets:
        Target.parse(name)
    typed = options.typed_options(no_binary, native, base, nixpkgs)
    directory = _directory(files, script)
    path = Path(output) if output else Path(f"{script}.lock") if script else directory / LOCK_NAME

    def read(lock: Lock | None) -> Inputs:
        if files or script or extras or groups:
            return read_inputs(
                directory,
                files=[Path(file) for file in files],
                script=Path(script).absolute() if script else None,
                extras=extras,
                groups=groups,
                options=typed,
            )
        return inputs_again(directory, lock, typed)

    def satisfied(lock: Lock, inputs: Inputs) -> bool:
        again = upgrade or upgrade_base or upgrades or exclude_newer
        if again or not (is_fresh(lock, inputs.digest) and is_preferred(lock, common.prefer)):
            return False
        if targets:
            return set(targets) == set(lock.targets)
        return python is None or all(matches(Target.parse(name), python) for name in lock.targets)

    if check:
        _check(common, path, read)
        return
    with common.terminal.progress(summary=False) as observer, writing(path.absolute(), observer):
        previous = _previous(path, observer)
        inputs = read(previous)
        if previous is not None and satisfied(previous, inputs):
            lock, changed = _kept(previous, inputs, path)
        else:
            from snowsnake import pipeline  # noqa: PLC0415 -- imports everything

            _check_upgrades(upgrades, previous, inputs, path)
            request = pipeline.LockRequest(
                inputs=inputs,
                targets=targets or (() if python else kept_targets(previous, inputs, python=None)),
                python=python,
                upgrade=upgrade,
                upgrade_base=upgrade_base,
                upgrade_packages=upgrades,
                exclude_newer=exclude_newer,
                previous=previous,
                prefer=common.prefer,
            )
            lock = pipeline.lock(request, common.configuration(), observer)
            changed = save_lock(lock, path)
    _tell(common, path, previous, lock, changed=changed)


def _directory(files: tuple[str, ...], script: str | None) -> Path:
    """Where the lock goes and paths start: beside a script, here for files, else the project around us."""
    here = os.getcwd()  # noqa: PTH109 -- as text, like the hot path
    if script and not files:
        return Path(here, script).parent
    if files or script:
        return Path(here)
    return Path(find_project(here) or here)


def _previous(path: Path, observer: Observer) -> Lock | None:
    """The lock to start from. A damaged or old one counts for nothing: its error says that locking makes it anew."""
    try:
        return load_if_there(path)
    except (DamagedLock, OlderLock) as error:
        if path.name != LOCK_NAME and not isinstance(error, OlderLock):
            raise  # another tool's, perhaps: not ours to replace
        observer(Notice(level="warning", text=f"{error.message}; it is made anew"))
        return None


def _kept(lock: Lock, inputs: Inputs, path: Path) -> tuple[Lock, bool]:
    """A lock that is up to date, and whether it changed: the same may be asked for by another file, and an earlier
    snowsnake has written absolute paths."""
    kept = replace(lock, requirements=replace(lock.requirements, asked=inputs.asked))
    if any(getattr(artifact, "url", "").startswith("file:") for artifact in lock.artifacts.values()):
        from snowsnake.resolve.host_paths import shareable  # noqa: PLC0415 -- imports much

        kept = replace(kept, artifacts=shareable(lock.artifacts, inputs))
    return kept, kept != lock and save_lock(kept, path)


def _check_upgrades(names: tuple[str, ...], previous: Lock | None, inputs: Inputs, path: Path) -> None:
    """Raise `NotLocked` where what is to be upgraded is neither in the lock nor required."""
    from packaging.requirements import Requirement  # noqa: PLC0415 -- slow to import

    if previous is not None:
        require_locked(previous, names, [Requirement(text).name for text in inputs.requires], path)


def _check(common: Common, path: Path, read: Callable[[Lock], Inputs]) -> None:
    lock = load_if_there(path)
    if lock is None:
        raise MissingLock(path)
    inputs = read(lock)
    if not is_fresh(lock, inputs.digest):
        raise StaleLock(path, inputs.decisive())
    if common.terminal.json:
        common.terminal.result("lock", {"path": str(path), "fresh": True, "targets": sorted(lock.targets)})
    else:
        common.terminal.note(f"`{path.name}` is up to date")


def _tell(common: Common, path: Path, previous: Lock | None, lock: Lock, *, changed: bool) -> None:
    if not changed and not common.terminal.json:
        common.terminal.note(f"`{path.name}` is up to date; nothing to do")
        return
    from snowsnake.answers.offers import offers  # noqa: PLC0415 -- what answers need is slow to import
    from snowsnake.lockfile.changes import changes_of_locks, described  # noqa: PLC0415 -- the same

    found = changes_of_locks(previous, lock) if previous is not None else {}
    if common.terminal.json:
        value = {
            "path": str(path),
            "changed": changed,
            "targets": sorted(lock.targets),
            "changes": {name: [asdict(change) for change in said] for name, said in found.items()},
            "offers": {name: [asdict(o) for o in offers(t)] for name, t in lock.targets.items()},
        }
        common.terminal.result("lock", value)
        return
    common.terminal.note(written(path, lock))
    for line in described(found):
        common.terminal.note(line)
    known = {o.package for t in previous.targets.values() for o in offers(t)} if previous is not None else ()
    new = {o.package: o for t in lock.targets.values() for o in offers(t) if o.package not in known}
    _offer(common, list(new.values()))


def _offer(common: Common, found: Sequence[Offer]) -> None:
    """What the distributions could use besides, in one line."""
    if not found:
        return
    from snowsnake.lockfile.changes import listed  # noqa: PLC0415 -- as above

    said = listed([f"{offer.package} (for {', '.join(offer.distributions[:2])})" for offer in found], 3)
    common.terminal.note(f"optional, not needed: {said}; `snowsnake add-native PACKAGE` adds one")
