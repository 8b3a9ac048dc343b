"""Locks of other tools: their versions and hashes are kept, nothing is resolved again."""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping, Sequence
from typing import cast

from packaging.pylock import Pylock
from packaging.requirements import Requirement
from packaging.version import Version

from snowsnake.errors import SnowsnakeError
from snowsnake.events import Observer
from snowsnake.requirements import ForeignLock, Inputs
from snowsnake.requirements.pyproject import UnknownExtra
from snowsnake.requirements.text import Where
from snowsnake.resolve.credentials import Credentials
from snowsnake.resolve.errors import BadPylock
from snowsnake.resolve.graph import Locked, Walk, to_pylock, walk
from snowsnake.resolve.options import ResolveOptions
from snowsnake.resolve.pylock import declared, pylock_of
from snowsnake.resolve.simple_index import default_index, find_files
from snowsnake.resolve.uv_process import run_uv
from snowsnake.resolve.yanked import tell_yanked
from snowsnake.targets import Interpreter


class StaleForeignLock(SnowsnakeError):
    """Another tool's lock does not hold what its project asks for."""

    def __init__(self, lock: ForeignLock, requirement: str) -> None:
        self.lock, self.requirement = lock.name, requirement
        commands = {
            "uv": "uv lock",
            "poetry": "poetry lock",
            "pdm": "pdm lock",
            "pylock": "uv export -o pylock.toml",
        }
        super().__init__(
            f"`{lock.name}` does not satisfy `{requirement}`",
            help=f"bring it up to date with `{commands[lock.kind]}`",
        )


def read_foreign_lock(
    inputs: Inputs, targets: Sequence[Interpreter], options: ResolveOptions, observer: Observer
) -> Pylock:
    """Another tool's lock as PEP 751.

    uv.lock goes through `uv export`, which needs no network; poetry.lock and pdm.lock hold no URLs, which are
    looked up in the index by file name and hash. `observer` is told what is yanked there.

    Raises `StaleForeignLock`, `UnknownExtra`, `BadPylock` and index errors.
    """
    lock = inputs.foreign
    assert lock is not None  # noqa: S101 -- the caller has asked
    match lock.kind:
        case "uv":
            pylock = _from_uv(lock)
        case "pylock":
            pylock = pylock_of(_with_urls(lock), lock.name)
            _check_chosen(pylock, lock)
        case "poetry" | "pdm":
            pylock = _from_graph(lock, inputs, targets, options, observer)
    _check_fresh(pylock, lock, inputs, targets)
    if lock.kind in {"uv", "pylock"}:  # of the others the index has been asked for addresses
        tell_yanked(pylock, targets, inputs, options, observer)
    return pylock


def _from_uv(lock: ForeignLock) -> Pylock:
    assert lock.pyproject is not None  # noqa: S101 -- `read_foreign` has looked
    arguments = ["export", "--frozen", "--offline", "--format", "pylock.toml", "--no-header", "--quiet"]
    arguments += ["--no-emit-project", "--no-default-groups"]
    arguments += [word for extra in lock.extras for word in ("--extra", extra)]
    arguments += [word for group in lock.groups for word in ("--group", group)]
    answer = run_uv(arguments, directory=lock.path.parent)
    if answer.status != 0:
        raise BadPylock(lock.name, "uv cannot export it", answer.errors.strip().removeprefix("error: "))
    document = tomllib.loads(answer.output)
    _add_dependencies(document, lock.document)
    return pylock_of(document, lock.name)


def _add_dependencies(pylock: dict[str, object], uv_lock: Mapping[str, object]) -> None:
    """Carry over who requires whom, which `uv export` leaves out."""
    named: dict[tuple[object, object], list[dict[str, object]]] = {}
    for package in _tables(uv_lock.get("package")):
        optional = package.get("optional-dependencies")
        lists = [package.get("dependencies"), *(optional.values() if isinstance(optional, Mapping) else ())]
        names = {table["name"] for listed in lists for table in _tables(listed) if "name" in table}
        named[package.get("name"), package.get("version")] = [
            {"name": name} for name in sorted(map(str, names))
        ]
    for package in _tables(pylock.get("packages")):
        dependencies = named.get((package.get("name"), package.get("version")))
        if dependencies:
            cast("dict[str, object]", package)["dependencies"] = dependencies


def _with_urls(lock: ForeignLock) -> Mapping[str, object]:
    """A pylock whose relative paths have become file URLs."""
    document = dict(lock.document)
    packages: list[object] = []
    for package in _tables(document.get("packages")):
        copy = dict(package)
        if isinstance(copy.get("wheels"), list):
            copy["wheels"] = [_with_url(wheel, lock) for wheel in cast("list[object]", copy["wheels"])]
        if "archive" in copy:
            copy["archive"] = _with_url(copy["archive"], lock)
        packages.append(copy)
    return document | {"packages": packages} if isinstance(document.get("packages"), list) else document


def _with_url(file: object, lock: ForeignLock) -> object:
    if isinstance(file, Mapping) and "url" not in file and isinstance(path := file.get("path"), str):
        return {**file, "url": (lock.path.parent / path).resolve().as_uri()}
    return file


def _from_graph(
    lock: ForeignLock,
    inputs: Inputs,
    targets: Sequence[Interpreter],
    options: ResolveOptions,
    observer: Observer,
) -> Pylock:
    from snowsnake.resolve import pdm, poetry  # noqa: PLC0415 -- few inputs are such locks

    packages: Mapping[str, Sequence[Locked]]
    if lock.kind == "poetry":
        packages, roots = poetry.read_packages(lock), poetry.roots(lock, inputs)
    else:
        packages, roots = pdm.read_packages(lock), pdm.roots(inputs)
    walks: list[Walk] = [walk(lock, packages, roots, interpreter) for interpreter in targets]
    wanted = {(one.name, one.version): one for found in walks for one in found.chosen.values()}
    credentials = Credentials.from_inputs(inputs, os.environ)
    files = find_files(
        [one for one in wanted.values() if one.elsewhere is None],
        default=lambda: default_index(inputs),
        credentials=credentials,
        offline=options.offline,
        observer=observer,
    )
    return pylock_of(to_pylock(lock, walks, targets, files), lock.name)


def _check_chosen(pylock: Pylock, lock: ForeignLock) -> None:
    """A pylock with no project beside it, whose extras would be known, declares what can be chosen."""
    if lock.pyproject is not None:
        return
    extras, groups = declared(pylock, lock.extras, lock.groups)
    for kind, asked, chosen, known in (
        ("extra", lock.extras, extras, pylock.extras),
        ("dependency group", lock.groups, groups, pylock.dependency_groups),
    ):
        if unknown := sorted(set(asked) - chosen):
            raise UnknownExtra(Where(name=lock.name), kind, unknown[0], known or ())


def _check_fresh(pylock: Pylock, lock: ForeignLock, inputs: Inputs, targets: Sequence[Interpreter]) -> None:
    """Every requirement of the project must be in the lock, in a version that fits.

    A project whose dependencies only its build backend knows requires itself, which these two leave out.
    """
    own = {project.own for project in inputs.projects if lock.kind in {"uv", "pylock"}}
    extras, groups = declared(pylock, lock.extras, lock.groups)
    for interpreter in targets:
        environment = cast("dict[str, str]", interpreter.markers())
        marked = cast(
            "dict[str, str]", {**environment, "extras": extras, "dependency_groups": groups}
        )  # sets are what PEP 751 markers take
        present: dict[str, Version | None] = {
            package.name: package.version
            for package in pylock.packages
            if package.marker is None or package.marker.evaluate(marked, context="lock_file")
        }
        for text in inputs.requires:
            requirement = Requirement(text)
            if requirement.marker is not None and not requirement.marker.evaluate(environment):
                continue
            if requirement.name in own:
                continue
            version = present.get(requirement.name)
            # A package given by its URL has no version in the lock.
            fits = requirement.name in present and (
                version is None or requirement.specifier.contains(version, prereleases=True)
            )
            if not fits:
                raise StaleForeignLock(lock, text)


def _tables(value: object) -> list[Mapping[str, object]]:
    return [item for item in value if isinstance(item, Mapping)] if isinstance(value, list) else []
