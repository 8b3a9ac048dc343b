"""From a lock to store paths: evaluate, fetch side by side what Nix would fetch one by one, build."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from snowsnake.acquire import Acquire
from snowsnake.artifacts import HashMismatch, fixed_output_path, git_history, store_name
from snowsnake.artifacts.directory import HISTORY_NAME, copy_listed
from snowsnake.environments.intact import touched
from snowsnake.events import Notice, StepFinished, StepStarted, counted
from snowsnake.lockfile.model import (
    DirectoryArtifact,
    DistributionArtifact,
    FileArtifact,
    GitArtifact,
    Lock,
)
from snowsnake.lockfile.write import write_lock
from snowsnake.nix.command import Nix
from snowsnake.nix.errors import NixError, NixFailed
from snowsnake.nix.sandbox import ensure_sandboxed
from snowsnake.pinned_nixpkgs import require_pinned
from snowsnake.project_files import LOCK_NAME
from snowsnake.resolve import Repository
from snowsnake.scratch import scratch_directory
from snowsnake.seeds import realise_seed

LIBRARY = Path(__file__).parent / "nix" / "lib"
ATTEMPTS = 3
"""How often something is made whose parts a garbage collection takes away meanwhile."""


def build(
    lock: Lock,
    target: str,
    acquire: Acquire,
    *,
    directory: Path,
    attribute: str = "environment",
    arguments: Mapping[str, str] | None = None,
    sources: Mapping[str, str] | None = None,
    editable: Mapping[str, str] | None = None,
    root: Path | None = None,
) -> Path:
    """Make something of a lock's target exist in the Nix store; the result is its store path.

    `attribute` and `arguments` are those of the Nix library's `build.nix`. Directories of the lock start from
    `directory`; each is copied into the store as it is now, unless `sources` names a copy (by key). `editable` says
    where distributions are developed (absolute, by name). `root` becomes a symbolic link that keeps the result from
    garbage collection. Raises the errors of `artifacts` and `nix`, and `OSError` where a directory cannot be read.
    """
    on_nixpkgs = lock.targets[target].base == "nixpkgs"
    configuration = acquire.configuration
    nix = Nix(sandbox=configuration.sandbox, observer=acquire.observer, public_cache=on_nixpkgs)
    nix.check()
    if on_nixpkgs and configuration.offline:
        require_pinned(lock, nix)

    def attempt(made: list[str]) -> str:
        acquire.observer(StepStarted(step="evaluate", what=target))
        copies = _copies(nix, lock, directory, sources or {}) | _project_files(nix, lock, target, acquire)
        made += copies.values()
        given = {"target": target, **(arguments or {})}
        given |= {"sources": json.dumps(copies)} if copies else {}
        given |= {"editable": json.dumps(dict(editable))} if editable else {}
        derivation = _evaluate(nix, lock, given, attribute)
        made.append(derivation)
        return _realise(nix, derivation, lock, target, acquire, root=root)

    built = _uncollected(nix, attempt)
    if attribute == "environment":
        _mend(nix, built, lock, acquire)
    return Path(built)


def _uncollected(nix: Nix, attempt: Callable[[list[str]], str]) -> str:
    """What `attempt` gives, which is made again where a garbage collection took what it had put into the store.

    Nothing roots what one command of Nix leaves for the next. `attempt` notes its store paths in the list.
    """
    for left in reversed(range(ATTEMPTS)):
        made: list[str] = []
        try:
            return attempt(made)
        except NixError:
            if not left or nix.valid_paths(made) == set(made):
                raise
    raise AssertionError


def _evaluate(nix: Nix, lock: Lock, arguments: Mapping[str, str], attribute: str) -> str:
    """The derivation of something that a lock describes."""
    with scratch_directory("snowsnake-lock-") as scratch:
        file = scratch / LOCK_NAME
        file.write_text(write_lock(lock), "utf-8")
        return nix.instantiate(LIBRARY / "build.nix", {"lock": str(file), **arguments}, attribute=attribute)


def _realise(
    nix: Nix, derivation: str, lock: Lock, target: str, acquire: Acquire, *, root: Path | None
) -> str:
    """Build a derivation of a lock's target, with what it needs; its store path."""
    configuration, observer = acquire.configuration, acquire.observer
    missing = nix.missing(derivation)
    files = {store_name(file) for file in lock.artifacts}
    count = sum(name not in files for name in missing)  # the others are fetches
    builds = counted(count, "derivation") if count else ""
    observer(StepFinished(step="evaluate", verdict=builds and f"{builds} to build"))
    if missing:
        bring(nix, lock, target, missing, acquire)
    observer(StepStarted(step="build", what=target, count=count))
    gone = set[str]()
    while True:
        try:
            built = nix.realise(
                derivation,
                root=root,
                jobs=configuration.jobs,
                timeout=configuration.timeout,
                keep_failed=configuration.keep_failed,
            )
            break
        except NixFailed as error:
            # Nix believes that it has what was deleted behind its back.
            missing_path = error.missing_path
            if missing_path is None or missing_path in gone:
                raise
            gone.add(missing_path)
            _repair(nix, missing_path, lock, acquire)
    observer(StepFinished(step="build", verdict=builds))
    return built


def bring(nix: Nix, lock: Lock, target: str, missing: Sequence[str], acquire: Acquire) -> None:
    """Put into the store what Nix can not make itself, or would fetch one by one, and check its sandbox.

    `missing` are names of derivations that have to be built (`Nix.missing`). Raises the errors of `artifacts`,
    `SandboxUnavailable`, `WrongSeed`.
    """
    seed, system = lock.targets[target].seed, lock.targets[target].target.system
    tree = realise_seed(seed, lock, acquire, nix)
    ensure_sandboxed(nix, tree, seed, memo=acquire.configuration.state / "sandbox", system=system)
    files = {store_name(file): artifact for file, artifact in lock.artifacts.items()}
    wanted = [files[name] for name in missing if name in files]
    _store(nix, [artifact for artifact in wanted if isinstance(artifact, FileArtifact)], acquire)
    for locked in [artifact for artifact in wanted if isinstance(artifact, GitArtifact)]:
        found, path = acquire.repository(Repository(file=locked.file, url=locked.url, rev=locked.rev))
        if found.nar_sha256 != locked.nar_sha256:
            raise HashMismatch(
                locked.file, expected=locked.nar_sha256, found=found.nar_sha256, url=locked.url
            )
        nix.add_tree(path, store_name(locked.file))


def _mend(nix: Nix, environment: str, lock: Lock, acquire: Acquire) -> None:
    """Have Nix make anew what of an environment was changed behind its back. Raises `NotRepaired`."""
    for path in nix.damaged(touched(environment)):
        _repair(nix, path, lock, acquire)


def _repair(nix: Nix, path: str, lock: Lock, acquire: Acquire) -> None:
    files = {store_name(file): artifact for file, artifact in lock.artifacts.items()}
    text = (
        f"`{path.rpartition('/')[2][33:]}` was changed in the Nix store since it was built: it is made anew"
    )
    acquire.observer(Notice(level="warning", text=text))
    made_from = [files[name] for name in nix.derivations(path) if name in files]
    paths = {_fixed(artifact): artifact for artifact in made_from if isinstance(artifact, FileArtifact)}
    there = nix.valid_paths(list(paths))
    _store(nix, [artifact for path, artifact in paths.items() if path not in there], acquire)
    nix.repair(path)


def _fixed(artifact: FileArtifact) -> str:
    return fixed_output_path(store_name(artifact.file), artifact.sha256)


def copy_directory(nix: Nix, directory: Path, *, history: bool, root: Path | None = None) -> str:
    """Copy a project's directory into the store, the files that git would keep; `root` keeps it from collection.

    `history`: with what its repository says of its version.
    """
    with scratch_directory("snowsnake-source-") as scratch:
        copy = scratch / "source"

        def attempt(made: list[str]) -> str:
            made.append(nix.add_tree(copy, "source"))
            return made[0] if root is None else nix.realise(made[0], root=root)

        copy_listed(directory, copy)
        if history and (text := git_history.stamp(directory)) is not None:
            (copy / HISTORY_NAME).write_text(text, encoding="utf-8")
        return _uncollected(nix, attempt)


def _copies(nix: Nix, lock: Lock, directory: Path, known: Mapping[str, str]) -> dict[str, str]:
    """Where the lock's directories are in the store, by key."""
    keys = [key for key, artifact in lock.artifacts.items() if isinstance(artifact, DirectoryArtifact)]
    return {
        key: known.get(key)
        or copy_directory(nix, Path(os.path.normpath(directory / key)), history=has_history(lock, key))
        for key in keys
    }


def _project_files(nix: Nix, lock: Lock, target: str, acquire: Acquire) -> dict[str, str]:
    """Where the files that come with the project are in the store, by key: those that a target is made of."""
    chosen = lock.targets[target]
    keys = {package.artifact for package in (*chosen.packages, *chosen.build_packages.values())}
    wanted = [lock.artifacts[key] for key in sorted({*keys, *chosen.tools.values()})]
    files = [one for one in wanted if isinstance(one, DistributionArtifact) and one.path is not None]
    paths = {artifact.file: _fixed(artifact) for artifact in files}
    there = nix.valid_paths(list(paths.values())) if paths else set()
    _store(nix, [artifact for artifact in files if paths[artifact.file] not in there], acquire)
    return paths


def has_history(lock: Lock, key: str) -> bool:
    """Whether the version of something that is built from a directory of the lock is in git."""
    return any(
        package.artifact == key and package.build is not None and package.build.git is not None
        for target in lock.targets.values()
        for package in (*target.packages, *target.build_packages.values())
    )


def _store(nix: Nix, artifacts: Sequence[FileArtifact], acquire: Acquire) -> None:
    """What Nix would fetch one by one is fetched here side by side, and put where Nix will look for it."""
    if not artifacts:
        return
    files = acquire(artifacts)
    stored = counted(len(files), "file")
    acquire.observer(StepStarted(step="store", what=stored))
    paths = {artifact.file: _fixed(artifact) for artifact in artifacts}
    nix.add_files({paths[file]: path for file, path in files.items()})
    acquire.observer(StepFinished(step="store", verdict=stored))
