"""Walking a lock that is a graph of distributions (poetry.lock, pdm.lock), for one target at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from packaging.markers import Marker
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from snowsnake.requirements import ForeignLock
from snowsnake.resolve.elsewhere import Elsewhere
from snowsnake.resolve.errors import BadPylock
from snowsnake.targets import Interpreter


@dataclass(frozen=True, kw_only=True, slots=True)
class LockedFile:
    """A file as such a lock knows it."""

    name: str
    sha256: str
    url: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Edge:
    """One distribution asks for another."""

    name: str
    """Normalised."""
    extras: frozenset[str] = frozenset()
    """Normalised extras that are asked of it."""
    versions: tuple[SpecifierSet, ...] = ()
    """It must be in one of these; empty for any version."""
    marker: Marker | None = None
    only_with: frozenset[str] | None = None
    """Counts only with one of these extras of the asking distribution."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Locked:
    """One distribution in one version."""

    name: str
    version: str
    edges: tuple[Edge, ...]
    files: tuple[LockedFile, ...]
    requires_python: SpecifierSet | None = None
    marker: Marker | None = None
    index: str | None = None
    """Where it comes from, if not from the default index."""
    elsewhere: Elsewhere | None = None
    """Where it comes from, if not from an index."""


@dataclass(kw_only=True, slots=True)
class Walk:
    """What one target needs."""

    chosen: dict[str, Locked] = field(default_factory=dict)
    extras: dict[str, set[str]] = field(default_factory=dict)
    required_by: dict[str, set[str]] = field(default_factory=dict)


def walk(
    lock: ForeignLock,
    packages: Mapping[str, Sequence[Locked]],
    roots: Sequence[Edge],
    interpreter: Interpreter,
) -> Walk:
    """Follow the edges from the roots, markers and extras respected. Raises `BadPylock` for a missing one."""
    environment = cast("dict[str, str]", interpreter.markers())
    found = Walk()
    waiting: list[tuple[str | None, Edge]] = [(None, edge) for edge in roots]
    while waiting:
        asking, edge = waiting.pop()
        active = found.extras.get(asking, set()) if asking else set()
        if not _applies(edge, active, environment):
            continue
        if edge.name not in found.chosen:
            found.chosen[edge.name] = _choose(lock, packages.get(edge.name, ()), edge, environment)
            found.extras[edge.name] = set()
            fresh = True
        else:
            fresh = not edge.extras <= found.extras[edge.name]
        if asking is not None and asking != edge.name:
            found.required_by.setdefault(edge.name, set()).add(asking)
        if fresh:
            found.extras[edge.name] |= edge.extras
            waiting.extend((edge.name, next_edge) for next_edge in found.chosen[edge.name].edges)
    return found


def to_pylock(
    lock: ForeignLock,
    walks: Sequence[Walk],
    targets: Sequence[Interpreter],
    files: Mapping[tuple[str, str], Sequence[Mapping[str, object]]],
) -> dict[str, object]:
    """The union of the walks as a PEP 751 document; a marker says which targets a distribution is for."""
    everything = {(one.name, one.version) for found in walks for one in found.chosen.values()}
    packages: list[dict[str, object]] = []
    for name, version in sorted(everything):
        having = [
            i
            for i, found in enumerate(walks)
            if name in found.chosen and found.chosen[name].version == version
        ]
        package: dict[str, object] = {"name": name, "version": version}
        if len(having) < len(targets):
            package["marker"] = " or ".join(f"({target_marker(targets[i])})" for i in having)
        dependencies = {
            other for i in having for other, names in walks[i].required_by.items() if name in names
        }
        if dependencies:
            package["dependencies"] = [{"name": other} for other in sorted(dependencies)]
        one = walks[having[0]].chosen[name]
        if one.elsewhere is not None:
            package[one.elsewhere.key] = one.elsewhere.table
            if one.elsewhere.key == "directory":  # it may have another by now
                del package["version"]
            packages.append(package)
            continue
        wheels = [file for file in files[name, version] if str(file["name"]).endswith(".whl")]
        sdists = [file for file in files[name, version] if not str(file["name"]).endswith(".whl")]
        if wheels:
            package["wheels"] = wheels
        if sdists:
            package["sdist"] = sdists[0]
        if not wheels and not sdists:
            raise BadPylock(lock.name, f"none of the files of `{name} {version}` is in its index")
        packages.append(package)
    return {"lock-version": "1.0", "created-by": "snowsnake", "packages": packages}


def target_marker(interpreter: Interpreter) -> str:
    """A marker that holds on this target and on no other that snowsnake has."""
    facts = interpreter.markers()
    return (
        f"python_version == '{facts['python_version']}'"
        f" and implementation_name == '{facts['implementation_name']}'"
        f" and platform_machine == '{facts['platform_machine']}' and sys_platform == 'linux'"
    )


def _applies(edge: Edge, active: set[str], environment: dict[str, str]) -> bool:
    if edge.only_with is not None and edge.only_with.isdisjoint(active):
        return False
    if edge.marker is None:
        return True
    return any(edge.marker.evaluate({**environment, "extra": extra}) for extra in sorted({"", *active}))


def _choose(
    lock: ForeignLock, candidates: Sequence[Locked], edge: Edge, environment: dict[str, str]
) -> Locked:
    python = environment["python_full_version"]
    fitting = [
        one
        for one in candidates
        if (one.requires_python is None or one.requires_python.contains(python, prereleases=True))
        and (one.marker is None or one.marker.evaluate({**environment, "extra": ""}))
    ] or list(candidates)
    exact = [
        one
        for one in fitting
        if not edge.versions or any(v.contains(one.version, prereleases=True) for v in edge.versions)
    ]
    if not fitting:
        raise BadPylock(lock.name, f"it has no package `{edge.name}`")
    if not exact:
        raise BadPylock(lock.name, f"it has no version of `{edge.name}` that fits")
    return max(exact, key=lambda one: Version(one.version))


def normal(names: Sequence[str]) -> frozenset[str]:
    """Normalised names."""
    return frozenset(canonicalize_name(name) for name in names)
