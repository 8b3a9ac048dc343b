"""Which file of each distribution a target gets."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast
from urllib.parse import unquote, urlsplit

from packaging.markers import UndefinedComparison, UndefinedEnvironmentName
from packaging.pylock import (
    Package,
    PackageArchive,
    PackageDirectory,
    PackageSdist,
    PackageVcs,
    PackageWheel,
    Pylock,
    PylockSelectError,
)
from packaging.requirements import Requirement
from packaging.tags import Tag
from packaging.utils import canonicalize_name

from snowsnake.lockfile.model import DirectoryArtifact, DistributionArtifact
from snowsnake.parsing import Malformed
from snowsnake.requirements import Inputs
from snowsnake.requirements.address import from_directory
from snowsnake.requirements.text import URL_TEXT
from snowsnake.resolve.errors import BadArtifact, NoSource, NoWheelForTarget
from snowsnake.resolve.host_paths import is_of_host_index
from snowsnake.resolve.pylock import UV, declared
from snowsnake.resolve.unfit import unfit
from snowsnake.specifications import read_wheel_name
from snowsnake.targets import Interpreter

# A file's name becomes a key of the lock and a store name.
_WHEEL = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]{0,195}\.whl")
_SDIST = re.compile(r"[A-Za-z0-9][A-Za-z0-9._+!-]{0,195}\.(tar\.gz|tgz|tar\.bz2|tar\.xz|zip)")
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
UNKNOWN = "0"
"""The version of a source that does not say it before it is built."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Repository:
    """A commit of a repository, before it is fetched."""

    file: str
    """Its key in the lock."""
    url: str
    rev: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Selected:
    """One distribution of one target."""

    name: str
    """Normalised (PEP 503)."""
    version: str
    artifact: DistributionArtifact | Repository | DirectoryArtifact
    """A wheel, or source that has to be built."""
    subdirectory: str
    """Where the project lies below the source's root; empty for the root itself, and for wheels."""
    required_by: tuple[str, ...]
    """Normalised names, sorted; empty for what the user asked for, and where the resolution does not tell
    (see `requirers`)."""

    @property
    def wheel(self) -> DistributionArtifact | None:
        """The file, if it can be installed as it is."""
        artifact = self.artifact
        return (
            artifact
            if isinstance(artifact, DistributionArtifact) and artifact.file.endswith(".whl")
            else None
        )


def select(pylock: Pylock, interpreter: Interpreter, inputs: Inputs) -> tuple[Selected, ...]:
    """Choose one file of every distribution that applies to `interpreter`, sorted by name.

    Follows the steps of PEP 751: the best wheel, else the source; where the inputs say which, it is that. Raises
    `NoSource`, `BadArtifact`, and the errors of `unfit`.
    """
    pylock = replace(pylock, packages=[_without_wheels(p, inputs) for p in pylock.packages])
    target = str(interpreter.target)
    tags = interpreter.tags()
    required_by = _required_by(pylock)
    foreign = inputs.foreign
    extras, groups = (
        declared(pylock, foreign.extras, foreign.groups) if foreign else (frozenset(), frozenset())
    )
    try:
        chosen = list(
            pylock.select(
                environment=interpreter.markers(), tags=tags, extras=extras, dependency_groups=groups
            )
        )
    except (PylockSelectError, UndefinedComparison, UndefinedEnvironmentName) as error:
        where = foreign.name if foreign is not None else UV
        raise unfit(
            pylock, where, interpreter, required_by, extras=extras, groups=groups, reason=str(error)
        ) from None
    selected = [
        _selected(
            package,
            file,
            target=target,
            tags=tags,
            directory=inputs.directory,
            required_by=required_by.get(package.name, ()),
        )
        for package, file in chosen
    ]
    for one, (_, file) in zip(selected, chosen, strict=True):
        # Files of an index: what a requirement's address names is an archive, and a foreign lock names its own.
        if foreign is None and isinstance(file, PackageWheel | PackageSdist):
            _check_link(one, inputs)
    names = {one.name for one in selected}
    asked = {Requirement(text).name for text in inputs.requires}
    return tuple(
        sorted(
            (
                replace(
                    one, required_by=tuple(n for n in one.required_by if n in names and one.name not in asked)
                )
                for one in selected
            ),
            key=lambda one: one.name,
        )
    )


def requirers(
    metadata: Mapping[str, Sequence[Requirement]],
    interpreter: Interpreter,
    extras: Mapping[str, frozenset[str]] | None = None,
) -> Mapping[str, tuple[str, ...]]:
    """Who requires whom, from the `Requires-Dist` of every distribution of an environment.

    `metadata` is by normalised name; `extras` says which extras of a distribution the user asked for. Extras
    that distributions ask of each other are followed. Out: for each name that something requires, the sorted
    normalised names of those that do.
    """
    environment = interpreter.markers()
    active: dict[str, set[str]] = {name: {""} for name in metadata}
    for name, wanted in (extras or {}).items():
        active.setdefault(name, {""}).update(wanted)
    found: dict[str, set[str]] = {}
    changed = True
    while changed:  # an extra that becomes active may activate others
        changed = False
        for name, requirements in metadata.items():
            for requirement in requirements:
                marker = requirement.marker
                if marker is not None and not any(
                    marker.evaluate({**cast("dict[str, str]", environment), "extra": extra})
                    for extra in sorted(active[name])
                ):
                    continue
                other = canonicalize_name(requirement.name)
                if other not in metadata:
                    continue
                if other != name:
                    found.setdefault(other, set()).add(name)
                new = {canonicalize_name(extra) for extra in requirement.extras} - active[other]
                if new:
                    active[other] |= new
                    changed = True
    return {name: tuple(sorted(names)) for name, names in sorted(found.items())}


def _without_wheels(package: Package, inputs: Inputs) -> Package:
    """The package without its wheels, where it is to be built. Raises `NoSource` where it cannot be."""
    if not package.wheels or inputs.build.source_of(package.name) != "sdist":
        return package
    if package.sdist is None:
        if package.name in inputs.build.no_binary or inputs.build.of(package.name).source == "sdist":
            raise NoSource(package.name, str(package.version))
        return package
    return replace(package, wheels=None)


def _selected(
    package: Package,
    file: object,
    *,
    target: str,
    tags: Sequence[Tag],
    directory: Path,
    required_by: tuple[str, ...],
) -> Selected:
    version = str(package.version) if package.version is not None else None
    artifact: DistributionArtifact | Repository | DirectoryArtifact
    match file:
        case PackageWheel() | PackageSdist():
            artifact = _artifact(package.name, file.filename, file)
        case PackageArchive():
            name = unquote(urlsplit(file.url or file.path or "").path.rpartition("/")[2])
            artifact = _artifact(package.name, name, file)
        case PackageVcs():
            artifact = _repository(package.name, file)
        case PackageDirectory():
            artifact = DirectoryArtifact(file=from_directory(str(directory / file.path), directory))
        case _:
            raise AssertionError(package)  # PEP 751 knows no more, and reading has checked it
    if artifact.file.endswith(".whl"):
        wheel_version, wheel_tags = _parse_wheel(package.name, artifact.file)
        if wheel_tags.isdisjoint(tags):  # only a wheel given by its URL can get here
            raise NoWheelForTarget(
                package.name, wheel_version, required_by, target, sorted(map(str, wheel_tags))
            )
        version = version or wheel_version
    return Selected(
        name=package.name,
        version=version or UNKNOWN,
        artifact=artifact,
        subdirectory=(getattr(file, "subdirectory", None) or "").strip("/"),
        required_by=required_by,
    )


def _repository(package: str, vcs: PackageVcs) -> Repository:
    if vcs.type != "git":
        raise BadArtifact(package, f"it is kept in `{vcs.type}`, and only `git` is known here")
    if not _COMMIT.fullmatch(vcs.commit_id):
        raise BadArtifact(package, f"{vcs.commit_id!a} is not a commit of git")
    url = vcs.url or Path(str(vcs.path)).absolute().as_uri()
    return Repository(file=f"{package}-{vcs.commit_id[:12]}.git", url=url, rev=vcs.commit_id)


def _parse_wheel(package: str, name: str) -> tuple[str, frozenset[Tag]]:
    """Version and tags in a wheel's file name. Raises `BadArtifact`."""
    if not _WHEEL.fullmatch(name):
        raise BadArtifact(package, f"the file name {name!a} is not a wheel's")
    try:
        named, version, tags = read_wheel_name(name)
    except Malformed as error:
        raise BadArtifact(package, str(error)) from None
    if named != package:
        raise BadArtifact(package, f"the file `{name}` is of `{named}`")
    return str(version), tags


def _check_link(item: Selected, inputs: Inputs) -> None:
    """An index elsewhere does not say which file of this machine is taken. Raises `BadArtifact`."""
    artifact = item.artifact
    if isinstance(artifact, DistributionArtifact) and not is_of_host_index(artifact.url, inputs):
        raise BadArtifact(item.name, f"its index says that `{artifact.file}` is a file of this machine")


def _artifact(
    package: str, name: str, file: PackageWheel | PackageSdist | PackageArchive
) -> DistributionArtifact:
    if not name.endswith(".whl") and not _SDIST.fullmatch(name):
        raise BadArtifact(package, f"the file name {name!a} is not a wheel's or an sdist's")
    digest = file.hashes.get("sha256", "").lower()
    if not _SHA256.fullmatch(digest):
        raise BadArtifact(package, f"the index gives no sha256 hash for `{name}`")
    url = file.url or Path(str(file.path)).absolute().as_uri()
    if not URL_TEXT.fullmatch(url):
        raise BadArtifact(package, f"the address of `{name}` holds characters that no address has")
    return DistributionArtifact(file=name, url=url, sha256=digest, size=file.size)


def _required_by(pylock: Pylock) -> dict[str, tuple[str, ...]]:
    """Requirers as far as the lock names dependencies (PEP 751 leaves that to the tool)."""
    found: dict[str, set[str]] = {}
    for package in pylock.packages:
        for dependency in package.dependencies or ():
            name = dependency.get("name")
            if isinstance(name, str):
                found.setdefault(canonicalize_name(name), set()).add(package.name)
    return {name: tuple(sorted(names)) for name, names in found.items()}
