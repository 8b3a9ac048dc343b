"""Paths of this machine that a lock, or a distribution, names: those that the inputs name, and no others.

A lock comes with a project, from anybody, and so does what a distribution requires. What is called a directory there is
copied into the store, which everybody can read.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.pylock import Package, Pylock
from packaging.requirements import Requirement

from snowsnake.errors import SnowsnakeError, SourceChanged
from snowsnake.lockfile.errors import LockError, command_for
from snowsnake.lockfile.model import (
    ArchiveArtifact,
    Artifact,
    DirectoryArtifact,
    DistributionArtifact,
    GitArtifact,
    Lock,
)
from snowsnake.lockfile.patterns import PROJECT_FILE
from snowsnake.requirements import CommandLine, Inputs, Pyproject, Script
from snowsnake.requirements.address import from_directory, leads_up
from snowsnake.requirements.local import project_document
from snowsnake.resolve.credentials import addresses


class UnnamedPath(LockError, SourceChanged):
    """A lock has a path of this machine that nothing that was asked for leads to."""

    def __init__(self, lock: Path, found: str) -> None:
        self.path, self.found = lock, found
        super().__init__(f"`{lock}` takes `{found}` of this machine, which none of the requirements names")
        self.locked(f"{command_for(lock)} --upgrade")

    def _to_lock(self, line: str) -> str:
        return f"{line} writes the lock anew; what is meant belongs into the requirements"


class ForeignPath(SnowsnakeError):
    """A distribution requires something of this machine that nothing that was asked for leads to."""

    def __init__(self, name: str, path: str, required_by: str | None) -> None:
        self.name, self.path, self.required_by = name, path, required_by
        who = f"`{required_by}` wants" if required_by else "one of the distributions wants"
        super().__init__(
            f"{who} `{name}` from `{path}` of this machine, which none of your requirements names",
            help=f"do without what requires it; if it is meant, require `{name} @ {Path(path).as_uri()}` yourself",
        )


def check_resolved(
    pylock: Pylock,
    inputs: Inputs,
    *,
    own: Sequence[str] = (),
    required_by: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> None:
    """See that a resolution takes nothing of this machine that the inputs do not name.

    `own` are more requirements of the user's; `required_by` is the distribution that asks for all of it. Raises
    `ForeignPath`, before anything is read there.
    """
    found = [
        (package.name, place, strict) for package in pylock.packages for place, strict in _of_package(package)
    ]
    if not found:
        return
    roots = {Path(os.path.normpath(place)) for place in _roots(inputs)}
    exact = _exact(inputs, environ) | set(_of_requirements(own, inputs.directory))
    for name, place, strict in found:
        if not roots.isdisjoint({place, *place.parents}) or place in exact:
            continue
        if strict or exact.isdisjoint(place.parents):
            raise ForeignPath(name, str(place), required_by)


def _of_package(package: Package) -> Iterator[tuple[Path, bool]]:
    """What is taken from this machine, and whether it must be named itself, and no directory that it is in."""
    here = Path("/")  # all paths of a resolution are absolute
    if package.directory is not None and (place := _path(package.directory.path, here)) is not None:
        yield place, True
    # Wheels and sdists are an index's, and `select` asks whose.
    for source in (package.vcs, package.archive):
        if source is None:
            continue
        if source.path is not None and (place := _path(source.path, here)) is not None:
            yield place, False
        if source.url is not None:
            yield from ((place, False) for place in _of_url(source.url.removeprefix("git+")))


def _of_requirements(texts: Iterable[str], base: Path) -> Iterator[Path]:
    for text in texts:
        if (url := Requirement(text).url) is not None:
            for one in (url, url.rpartition("@")[0]):
                if one and (place := _path(one, base)) is not None:
                    yield place


def check_host_paths(lock: Lock, inputs: Inputs, path: Path, environ: Mapping[str, str] = os.environ) -> None:
    """See that the lock at `path` names no path of this machine that its inputs do not name.

    A directory must be one of theirs, or be in one of theirs; a file or a repository may also be in a place that is
    searched (`find-links`, an index that is a directory). Raises `UnnamedPath`.
    """
    found = dict(_of_lock(lock, inputs.directory))
    if not found:
        return
    roots = {Path(os.path.normpath(place)) for place in _roots(inputs)}
    exact = _exact(inputs, environ)
    for file, place in found.items():
        if not roots.isdisjoint({place, *place.parents}) or place in exact:
            continue
        if isinstance(lock.artifacts.get(file), DirectoryArtifact) or exact.isdisjoint(place.parents):
            raise UnnamedPath(path, file if file.startswith(".") else str(place))


def shareable(
    artifacts: Mapping[str, Artifact], inputs: Inputs, environ: Mapping[str, str] = os.environ
) -> dict[str, Artifact]:
    """The artifacts as a lock has them that works in another place: a file that comes with the project by its path.

    That is one below the lock's directory, and one that the inputs name by a path that leads up from there
    (`../wheels`). What they name by an absolute path stays where it is, and so does all for typed names, whose lock is
    used from everywhere.
    """
    found, named = dict(artifacts), frozenset[Path]()
    if all(isinstance(source, CommandLine) for source in inputs.sources):
        return found
    for file, artifact in artifacts.items():
        if not isinstance(artifact, DistributionArtifact) or artifact.path is not None:
            continue
        for place in _of_url(artifact.url):
            path = from_directory(str(place), inputs.directory)
            named = named or frozenset(_exact(inputs, environ, leading_up=True)) | {inputs.directory}
            if not named.isdisjoint({place, *place.parents}) and re.fullmatch(PROJECT_FILE, path):
                found[file] = replace(artifact, url=path)
    return found


def is_of_host_index(url: str, inputs: Inputs, environ: Mapping[str, str] = os.environ) -> bool:
    """Whether a file of this machine, to which an index links, is in a place that the inputs name: `find-links`, an
    index that is a directory. A server has no say in which files are taken here."""
    return all(not _exact(inputs, environ).isdisjoint({place, *place.parents}) for place in _of_url(url))


def _exact(inputs: Inputs, environ: Mapping[str, str], *, leading_up: bool = False) -> set[Path]:
    """The paths that the inputs name; `leading_up`: those alone that are written with a `..`."""
    return {
        place
        for text, base in _texts(inputs, environ)
        if not leading_up or leads_up(text)
        for one in (text, text.rpartition("@")[0])  # of a repository the revision is behind its path
        if one and (place := _path(one, base)) is not None
    }


def check_directories(lock: Lock, path: Path) -> None:
    """The same where no inputs are known: relative paths are below the directory of the lock. Raises `UnnamedPath`."""
    for file, artifact in lock.artifacts.items():
        place = artifact.path if isinstance(artifact, DistributionArtifact) else file
        if place is not None and place.startswith(".."):
            raise UnnamedPath(path, place)


def _of_lock(lock: Lock, directory: Path) -> Iterator[tuple[str, Path]]:
    """What a lock has from this machine, by a name for it."""
    for file, artifact in lock.artifacts.items():
        if isinstance(artifact, DirectoryArtifact):
            yield file, Path(os.path.normpath(directory / file))
        elif isinstance(artifact, DistributionArtifact) and artifact.path is not None:
            yield file, Path(os.path.normpath(directory / artifact.path))
        elif isinstance(artifact, DistributionArtifact | ArchiveArtifact | GitArtifact):
            yield from ((file, place) for place in _of_url(artifact.url))
    if lock.nixpkgs.pin is not None:
        yield from ((url, place) for url in (lock.nixpkgs.pin.url,) for place in _of_url(url))


def _of_url(url: str) -> Iterator[Path]:
    """The path that a `file:` address leads to."""
    if url.startswith("file:") and (place := _path(url, Path("/"))) is not None:
        yield place


def _roots(inputs: Inputs) -> Iterator[Path]:
    """The directories that are built."""
    yield from (source.path for source in (*inputs.local, *inputs.members))
    yield from (project.path.parent for project in inputs.projects)


def _texts(inputs: Inputs, environ: Mapping[str, str]) -> Iterator[tuple[str, Path]]:
    """Whatever is an address or a path in the inputs, and where it starts if it is relative."""
    here = inputs.directory
    said = (text for own in inputs.build.packages.values() for text in own.build_requires)
    for text in (*inputs.requires_with_credentials, *said):
        if (url := Requirement(text).url) is not None:
            yield url, here
    yield from ((url, here) for _, url in addresses(inputs, environ))
    yield from ((carrier.name, here) for carrier in inputs.carriers)
    yield from ((text, here) for text in (inputs.base.nixpkgs,) if text)
    for source in inputs.sources:
        if isinstance(source, Pyproject | Script):
            yield from ((text, source.path.parent) for text in _strings(source.uv.get("sources")))
    for root in _roots(inputs):
        document = project_document(root)
        tool, project = document.get("tool"), document.get("project")
        if isinstance(tool, Mapping):
            found = (tool.get(key) for key in ("uv", "poetry", "pdm"))
            yield from ((text, root) for value in found for text in _strings(value))
        if isinstance(project, Mapping):
            values = [project.get("dependencies"), project.get("optional-dependencies")]
            for text in _strings([*values, document.get("dependency-groups")]):
                yield text.partition("@")[2].partition(" ;")[0].strip(), root
    if inputs.foreign is not None:
        yield from ((text, inputs.foreign.path.parent) for text in _strings(inputs.foreign.document))


def _strings(value: object) -> Iterator[str]:
    """All strings in a parsed TOML value."""
    match value:
        case str():
            yield value
        case Mapping():
            yield from (text for item in value.values() for text in _strings(item))
        case Iterable():
            yield from (text for item in value for text in _strings(item))


def _path(text: str, base: Path) -> Path | None:
    """The path that a text is, or an address leads to; `None` for an address elsewhere, and for what is no path."""
    text = text.removeprefix("git+")
    if "\0" in text:
        return None
    if not text.startswith("file:"):
        return None if "://" in text else Path(os.path.normpath(base / text))
    try:
        path = unquote(urlsplit(text).path)
    except ValueError:
        return None
    return Path(os.path.normpath(path)) if "\0" not in path else None
