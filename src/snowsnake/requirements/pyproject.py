"""Projects: `pyproject.toml` with dependencies, extras and dependency groups (PEP 621, PEP 735, Poetry's own)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from snowsnake.errors import SnowsnakeError
from snowsnake.parsing import parse_toml
from snowsnake.requirements import toml
from snowsnake.requirements.address import rooted
from snowsnake.requirements.groups import Groups
from snowsnake.requirements.local import LocalSource, name_of
from snowsnake.requirements.poetry import Poetry
from snowsnake.requirements.settings import Settings, read_settings
from snowsnake.requirements.sources import local_sources, members_of, with_sources, workspace_of
from snowsnake.requirements.text import (
    Where,
    check_name,
    is_name,
    normalised,
    parse_requirement,
    shown,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Pyproject:
    """A project's own requirements."""

    path: Path
    name: str
    """The path as the user would write it."""
    extras: tuple[str, ...]
    """Normalised names of the chosen extras, sorted."""
    groups: tuple[str, ...]
    """Normalised names of the chosen dependency groups, sorted."""
    requires: tuple[str, ...]
    """PEP 508 text, normalised and sorted: dependencies, chosen extras and groups together; paths as absolute
    `file:` URLs. Where only the build backend knows them (`dynamic`), the project itself, with the chosen extras."""
    requires_python: SpecifierSet | None
    settings: Settings
    uv: Mapping[str, object]
    """`[tool.uv]`, which may name indexes and sources; paths of sources are absolute."""
    package: bool
    """Whether the project itself is part of its environment: it has a `[build-system]`, or uv is told so."""
    own: str | None
    """The project's own normalised name, as far as its files say it; a `package` has one."""
    local: tuple[LocalSource, ...]
    """The directories that uv is told to take requirements from."""
    members: tuple[LocalSource, ...]
    """The members of the workspace that it is in, itself among them; empty where it is in none."""

    def describe(self) -> str:
        """For a person: `pyproject.toml [test]`."""
        chosen = ", ".join((*self.extras, *self.groups))
        return f"{self.name} [{chosen}]" if chosen else self.name


class UnknownExtra(SnowsnakeError):
    """An extra or a dependency group was asked for that the project does not have."""

    def __init__(self, where: Where, kind: str, name: str, known: Sequence[str]) -> None:
        self.where, self.kind, self.name, self.known = where, kind, name, tuple(known)
        have = ", ".join(f"`{n}`" for n in sorted(known))
        super().__init__(
            f"{where} has no {kind} `{name}`",
            help=f"it has {have}" if have else f"it has no {kind}s",
        )


class NoProjectTable(SnowsnakeError):
    """A pyproject.toml says nothing about dependencies."""

    def __init__(self, where: Where) -> None:
        self.where = where
        super().__init__(
            f"{where} has no `[project]` table, no `[dependency-groups]` and no `[build-system]`",
            help="add `[project]` with `name`, `version` and `dependencies`",
        )


def only_other_tools(path: Path) -> bool:
    """Whether a pyproject.toml holds nothing but settings of linters and the like.

    One that cannot be read is said to hold more, so that whoever reads it says what is wrong.
    """
    try:
        document = parse_toml(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return False
    tools = document.get("tool", {})
    return not (
        {"project", "build-system", "dependency-groups"} & document.keys()
        or not isinstance(tools, dict)
        or "snowsnake" in tools
        or "dependencies" in (tools["poetry"] if isinstance(tools.get("poetry"), dict) else ())
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Choices:
    """What a project has besides its dependencies, by normalised name; of what it says itself."""

    extras: Mapping[str, Sequence[Requirement]]
    groups: Mapping[str, Sequence[Requirement]]


def choices(path: Path) -> Choices:
    """The extras and groups of a pyproject.toml. Raises what `read_pyproject` raises."""
    where = Where(name=path.name)
    source = toml.read_text(path, where)
    document = toml.parse_toml(source, where)
    project = toml.table(document, "project", where, "project")
    poetry = Poetry(document, where, path.parent)
    groups = Groups(document, poetry, where, source, path.parent)
    extras = toml.table(project, "optional-dependencies", where, "project.optional-dependencies")
    return Choices(
        extras={
            name: _of_extras(project, [name], where, source, path.parent)
            for name in sorted({check_name(key, where) for key in extras})
        },
        groups={name: groups.requires(name) for name in groups.names()},
    )


def read_pyproject(
    path: Path,
    directory: Path,
    *,
    extras: Sequence[str] = (),
    groups: Sequence[str] = (),
    locked: bool = False,
) -> Pyproject:
    """Read a project's requirements.

    `locked` says that a lock of another tool stands in for a missing `[project]`.
    Raises `NoProjectTable`, `UnknownExtra`, `toml.UnreadableFile`, `toml.BadToml`, `toml.BadValue`, and what
    `parse_requirement` raises.
    """
    where = Where(name=shown(path, directory))
    source = toml.read_text(path, where)
    document = toml.parse_toml(source, where)
    project = toml.table(document, "project", where, "project")
    built = "build-system" in document
    poetry = Poetry(document, where, path.parent)
    if not (project or built or locked or poetry.has_dependencies() or "dependency-groups" in document):
        raise NoProjectTable(where)
    unknown = {"dependencies", "optional-dependencies"} & set(
        toml.texts(project, "dynamic", where, "project.dynamic")
    )
    # What Poetry's backend would say of `[tool.poetry.dependencies]` is read from there.
    by_poetry = poetry.has_dependencies() and (not project or "dependencies" in unknown)
    dynamic = bool(unknown or (built and not project)) and not by_poetry and not (locked and not project)
    given = toml.table(toml.table(document, "tool", where, "tool"), "uv", where, "tool.uv")
    package = given.get("package", (built or dynamic) and poetry.package) is True
    own = name_of(path.parent)
    if own is not None and not is_name(own):
        if package:
            hint = "write letters and digits, with `-`, `_` or `.` between them"
            raise toml.BadValue(where, "project.name", f"is not a distribution's name: {own!a}", hint)
        own = None
    if dynamic and (own is None or not package):
        raise toml.BadValue(
            where,
            f"project.{min(unknown)}" if unknown else "project",
            "is known to the build backend only, and the project is not to be built"
            if own
            else "is not there, and nothing else tells the project's name",
            "add `[project]` with `name`, and let `tool.uv.package` be true",
        )
    if package and own is None:
        raise toml.BadValue(where, "project.name", "is not there", "add `name` to `[project]` (PEP 621)")
    chosen_extras = tuple(sorted({check_name(extra, where) for extra in extras}))
    chosen_groups = tuple(sorted({check_name(group, where) for group in groups}))
    requires = _requirements(
        toml.texts(project, "dependencies", where, "project.dependencies"), where, source, path.parent
    )
    if not (locked and not project):
        if by_poetry:
            requires += _of_poetry(poetry, chosen_extras, where)
        elif not dynamic:
            requires += _of_extras(project, chosen_extras, where, source, path.parent)
        requires = [poetry.sourced(requirement) for requirement in requires]
        requires += _of_groups(Groups(document, poetry, where, source, path.parent), chosen_groups, where)
    uv = with_sources(given, path.parent, where, extras=chosen_extras, groups=chosen_groups)
    # A project that names itself with extras (`demo[plot]`) means its own tables, which are read above.
    requires = [r for r in requires if r.name != own]
    if dynamic:
        with_extras = f"[{','.join(chosen_extras)}]" if chosen_extras else ""
        requires.append(Requirement(f"{own}{with_extras} @ {path.parent.as_uri()}"))
    root, of_root = workspace_of(path.parent, given, where)
    return Pyproject(
        path=path,
        name=where.name,
        extras=chosen_extras,
        groups=chosen_groups,
        requires=normalised(requires),
        requires_python=toml.specifiers(project, "requires-python", where, "project.requires-python")
        or (poetry.requires_python() if not locked else None),
        settings=read_settings(document, where, path.parent),
        uv=uv,
        package=package,
        own=own,
        local=tuple(local_sources(uv, {requirement.name for requirement in requires}, where)),
        members=members_of(root, of_root, where) if root is not None else (),
    )


def _requirements(texts: Sequence[str], where: Where, source: str, base: Path) -> list[Requirement]:
    return [parse_requirement(rooted(text, base), toml.line_of(text, source, where), base) for text in texts]


def _of_extras(
    project: Mapping[str, object], chosen: Sequence[str], where: Where, source: str, base: Path
) -> list[Requirement]:
    """The requirements of the chosen extras, and of extras that they name through the project itself."""
    declared = toml.table(project, "optional-dependencies", where, "project.optional-dependencies")
    paths = {check_name(key, where): key for key in declared}
    own = canonicalize_name(toml.text(project, "name", where, "project.name") or "")
    found: list[Requirement] = []
    waiting, seen = list(chosen), set(chosen)
    while waiting:
        extra = waiting.pop()
        if extra not in paths:
            raise UnknownExtra(where, "extra", extra, tuple(paths))
        key = paths[extra]
        texts = toml.texts(declared, key, where, f"project.optional-dependencies.{key}")
        for requirement in _requirements(texts, where, source, base):
            if requirement.name == own:
                waiting.extend(requirement.extras - seen)
                seen |= requirement.extras
            else:
                found.append(requirement)
    return found


def _of_poetry(poetry: Poetry, chosen: Sequence[str], where: Where) -> list[Requirement]:
    """The dependencies of `[tool.poetry]`, with those of the chosen extras."""
    known = poetry.extras()
    for extra in chosen:
        if extra not in known:
            raise UnknownExtra(where, "extra", extra, tuple(known))
    return poetry.requires(chosen)


def _of_groups(groups: Groups, chosen: Sequence[str], where: Where) -> list[Requirement]:
    """The requirements of the chosen groups."""
    known = groups.names()
    for group in chosen:
        if group not in known:
            raise UnknownExtra(where, "dependency group", group, known)
    return [requirement for group in chosen for requirement in groups.requires(group)]
