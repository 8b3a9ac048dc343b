"""poetry.lock, of Poetry 1 and 2 (lock versions 1.1, 2.0 and 2.1)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from snowsnake.parsing import Malformed
from snowsnake.requirements import ForeignLock, Inputs, toml
from snowsnake.requirements.pyproject import UnknownExtra
from snowsnake.requirements.text import SourceBuildsMissing, Where, without_credentials
from snowsnake.resolve.elsewhere import Elsewhere, archive, local, repository
from snowsnake.resolve.errors import BadPylock, unexpected
from snowsnake.resolve.graph import Edge, Locked, LockedFile, normal
from snowsnake.specifications import caret, read_marker, read_requirement, read_specifiers, read_version


def read_packages(lock: ForeignLock) -> Mapping[str, Sequence[Locked]]:
    """Every distribution in the lock by normalised name. Raises `BadPylock`."""
    found: dict[str, list[Locked]] = {}
    try:
        # Lock version 1.1 keeps the files of all packages in one table at the end.
        old_files = lock.document.get("metadata", {}).get("files", {})  # type: ignore[attr-defined]
        for package in lock.document.get("package", []):  # type: ignore[attr-defined]
            one = _package(package, old_files, lock)
            found.setdefault(one.name, []).append(one)
    except (
        AttributeError,
        KeyError,
        TypeError,
        ValueError,  # invalid specifiers and versions are ValueErrors
    ) as error:
        raise BadPylock(lock.name, unexpected(error)) from None
    return found


def roots(lock: ForeignLock, inputs: Inputs) -> tuple[Edge, ...]:
    """What the project asks for: its `[project]` table, else `[tool.poetry]`. Raises `UnknownExtra`."""
    edges = [requirement_edge(Requirement(text)) for text in inputs.requires]
    assert lock.pyproject is not None  # noqa: S101 -- `read_foreign` has looked
    where = Where(name="pyproject.toml")
    document = toml.parse_toml(toml.read_text(lock.pyproject, where), where)
    if "project" in document:
        return tuple(edges)
    poetry = toml.table(toml.table(document, "tool", where, "tool"), "poetry", where, "tool.poetry")
    main = toml.table(poetry, "dependencies", where, "tool.poetry.dependencies")
    wanted = _of_extras(poetry, lock.extras, where)
    for name, value in main.items():
        optional = isinstance(value, Mapping) and value.get("optional") is True
        if canonicalize_name(name) != "python" and (not optional or canonicalize_name(name) in wanted):
            edges += _edges(name, value)
    tables = {
        canonicalize_name(group): toml.table(
            table, "dependencies", where, f"tool.poetry.group.{group}.dependencies"
        )
        for group, table in toml.table(poetry, "group", where, "tool.poetry.group").items()
        if isinstance(table, Mapping)
    }
    if "dev-dependencies" in poetry:
        tables["dev"] = toml.table(poetry, "dev-dependencies", where, "tool.poetry.dev-dependencies")  # type: ignore[index]
    for group in lock.groups:
        dependencies = {str(key): value for key, value in tables.items()}.get(group)
        if dependencies is None:
            raise UnknownExtra(where, "dependency group", group, tuple(tables))
        for name, value in dependencies.items():
            edges += _edges(name, value)
    return tuple(edges)


def requirement_edge(requirement: Requirement, only_with: frozenset[str] | None = None) -> Edge:
    """A PEP 508 requirement as an edge."""
    return Edge(
        name=canonicalize_name(requirement.name),
        extras=normal(sorted(requirement.extras)),
        versions=(requirement.specifier,) if requirement.specifier else (),
        marker=requirement.marker,
        only_with=only_with,
    )


def _of_extras(poetry: Mapping[str, object], extras: Sequence[str], where: Where) -> frozenset[str]:
    declared = toml.table(poetry, "extras", where, "tool.poetry.extras")
    known = {canonicalize_name(key): key for key in declared}
    names: list[str] = []
    for extra in extras:
        key = {str(k): v for k, v in known.items()}.get(extra)
        if key is None:
            raise UnknownExtra(where, "extra", extra, tuple(known))
        names += toml.texts(declared, key, where, f"tool.poetry.extras.{key}")
    return normal(names)


def _package(package: Mapping[str, object], old_files: Mapping[str, object], lock: ForeignLock) -> Locked:
    name, version = str(package["name"]), str(read_version(str(package["version"])))
    source = package.get("source")
    index: str | None = None
    files = package.get("files", old_files.get(name, []))
    elsewhere: Elsewhere | None = None
    if isinstance(source, Mapping):
        if source.get("type") == "legacy":
            index = without_credentials(str(source.get("url", "")))
        else:
            hashes = [str(file["hash"]) for file in files]  # type: ignore[attr-defined]
            elsewhere = _elsewhere(lock, name, source, hashes, editable=package.get("develop") is True)
    extras = package.get("extras", {})
    edges: list[Edge] = []
    for other, value in dict(package.get("dependencies", {})).items():  # type: ignore[call-overload]
        # An optional dependency belongs to the extras that list it.
        within = frozenset(
            canonicalize_name(extra)
            for extra, listed in dict(extras).items()  # type: ignore[call-overload]
            if canonicalize_name(other) in _names(listed)
        )
        edges += _edges(other, value, within)
    marker = package.get("markers")
    return Locked(
        name=canonicalize_name(name),
        version=version,
        edges=tuple(edges),
        files=tuple(
            LockedFile(name=file["file"], sha256=file["hash"].removeprefix("sha256:"))
            for file in files  # type: ignore[attr-defined]
            if file["hash"].startswith("sha256:")
        ),
        requires_python=_specifier(str(package.get("python-versions", "*"))),
        # Poetry 2 gives one marker, or one for each group.
        marker=_marker(marker) if isinstance(marker, str) else None,
        index=index,
        elsewhere=elsewhere,
    )


def _elsewhere(
    lock: ForeignLock, name: str, source: Mapping[str, object], hashes: Sequence[str], *, editable: bool
) -> Elsewhere:
    kind, url, inside = source.get("type"), str(source.get("url", "")), source.get("subdirectory")
    match kind:
        case "git":
            reference = source.get("reference")
            commit = source.get("resolved_reference", reference)
            return repository(lock, name, url=url, commit=commit, requested=reference, subdirectory=inside)
        case "url":
            return archive(lock, name, url=url, hashes=hashes, subdirectory=inside)
        case "directory" | "file":
            return local(lock, name, path=url, hashes=hashes, editable=editable)
        case _:
            raise SourceBuildsMissing(
                Where(name=lock.name), f"`{name}` from `{without_credentials(url)}`, of type `{kind}`,"
            )


def _names(listed: Sequence[str]) -> set[str]:
    found: set[str] = set()
    for text in listed:
        try:
            found.add(canonicalize_name(read_requirement(text).name))
        except Malformed:
            found.add(canonicalize_name(text.split(" ")[0].split("[")[0]))
    return found


def _edges(name: str, value: object, within: frozenset[str] = frozenset()) -> list[Edge]:
    """A dependency in Poetry's words: a constraint, a table, or a list of tables."""
    if isinstance(value, list):
        return [edge for item in value for edge in _edges(name, item, within)]
    if isinstance(value, str):
        value = {"version": value}
    if not isinstance(value, Mapping):
        raise TypeError(f"`{name}` is not a dependency")
    text = value.get("markers")
    marker = _marker(text) if isinstance(text, str) else None
    python = value.get("python")
    if isinstance(python, str) and (allowed := _specifier(python)) is not None:
        clauses = " and ".join(f"python_full_version {s.operator} '{s.version}'" for s in allowed)
        marker = Marker(f"({marker}) and {clauses}") if marker is not None else Marker(clauses)
    optional = value.get("optional") is True and "extra" not in str(marker or "")
    return [
        Edge(
            name=canonicalize_name(name),
            extras=normal([str(extra) for extra in value.get("extras", [])]),
            versions=_versions(str(value.get("version", "*"))),
            marker=marker,
            only_with=within if optional and within else None,
        )
    ]


def _marker(text: str) -> Marker | None:
    try:
        return read_marker(text)
    except Malformed:
        return None


def _versions(text: str) -> tuple[SpecifierSet, ...]:
    """Poetry's constraint: alternatives by `||`; what is not PEP 440 (`^1.2`) allows anything.

    The lock already satisfies it: it only tells several locked versions of one name apart.
    """
    found = tuple(_specifier(part) for part in text.split("||"))
    return () if None in found else tuple(s for s in found if s is not None)


def _specifier(text: str) -> SpecifierSet | None:
    text = text.strip()
    if text in {"", "*"}:
        return None
    with suppress(Malformed):
        if text.startswith("^"):
            return read_specifiers(caret(text[1:]))
        try:
            return read_specifiers(text)
        except Malformed:
            return read_specifiers(f"=={read_version(text)}")
    return None
