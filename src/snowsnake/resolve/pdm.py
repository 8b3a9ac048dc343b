"""pdm.lock, lock version 4."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from snowsnake.requirements import ForeignLock, Inputs
from snowsnake.requirements.text import SourceBuildsMissing, Where
from snowsnake.resolve.elsewhere import Elsewhere, archive, local, repository
from snowsnake.resolve.errors import BadPylock, unexpected
from snowsnake.resolve.graph import Edge, Locked, LockedFile, normal
from snowsnake.resolve.poetry import requirement_edge


def read_packages(lock: ForeignLock) -> Mapping[str, Sequence[Locked]]:
    """Every distribution in the lock by normalised name. Raises `BadPylock`.

    PDM writes a second entry for a distribution with extras; its dependencies become edges of the first that
    count with that extra.
    """
    plain: dict[tuple[str, str], Locked] = {}
    with_extras: dict[tuple[str, str], list[Edge]] = {}
    try:
        for package in lock.document.get("package", []):  # type: ignore[attr-defined]
            name, version = canonicalize_name(package["name"]), str(Version(package["version"]))
            extras = normal(package.get("extras", [])) or None
            edges = [
                requirement_edge(Requirement(text), extras)
                for text in package.get("dependencies", [])
                if canonicalize_name(Requirement(text).name) != name
            ]
            if extras:
                with_extras.setdefault((name, version), []).extend(edges)
            else:
                plain[name, version] = _locked(lock, package, name, version, tuple(edges))
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise BadPylock(lock.name, unexpected(error)) from None
    found: dict[str, list[Locked]] = {}
    for (_, version), one in plain.items():
        merged = replace(one, edges=(*one.edges, *with_extras.get((one.name, version), ())))
        found.setdefault(one.name, []).append(merged)
    return found


def roots(inputs: Inputs) -> tuple[Edge, ...]:
    """What the project asks for."""
    return tuple(requirement_edge(Requirement(text)) for text in inputs.requires)


def _locked(
    lock: ForeignLock, package: Mapping[str, object], name: str, version: str, edges: tuple[Edge, ...]
) -> Locked:
    files: list[LockedFile] = []
    for file in package.get("files", []):  # type: ignore[attr-defined]
        if file["hash"].startswith("sha256:"):
            url = file.get("url")
            named = file.get("file") or str(url).partition("#")[0].rpartition("/")[2]
            files.append(LockedFile(name=named, sha256=file["hash"].removeprefix("sha256:"), url=url))
    python, marker = package.get("requires_python"), package.get("marker")
    return Locked(
        name=name,
        version=version,
        edges=edges,
        files=tuple(files),
        requires_python=SpecifierSet(python) if isinstance(python, str) else None,
        marker=Marker(marker) if isinstance(marker, str) else None,
        elsewhere=_elsewhere(lock, package, name),
    )


def _elsewhere(lock: ForeignLock, package: Mapping[str, object], name: str) -> Elsewhere | None:
    inside, editable = package.get("subdirectory"), package.get("editable") is True
    hashes = [str(file["hash"]) for file in package.get("files", [])]  # type: ignore[attr-defined]
    match package:
        case {"git": str(url)}:
            commit, requested = package.get("revision"), package.get("ref")
            return repository(lock, name, url=url, commit=commit, requested=requested, subdirectory=inside)
        case {"path": str(path)}:
            return local(lock, name, path=path, hashes=hashes, editable=editable)
        case {"url": str(url)}:
            return archive(lock, name, url=url, hashes=hashes, subdirectory=inside)
    if "revision" in package:  # of hg, svn or bzr
        raise SourceBuildsMissing(Where(name=lock.name), f"`{name}`")
    return None
