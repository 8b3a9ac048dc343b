"""Projects: `pyproject.toml` with PEP 621 dependencies and extras, and PEP 735 dependency groups."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from packaging.dependency_groups import resolve_dependency_groups
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements import toml
from snowsnake.requirements.settings import Settings, read_settings
from snowsnake.requirements.text import (
    SourceBuildsMissing,
    Where,
    check_name,
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
    """PEP 508 text, normalised and sorted: dependencies, chosen extras and groups together."""
    requires_python: SpecifierSet | None
    settings: Settings
    uv: Mapping[str, object]
    """`[tool.uv]`, which may name indexes and sources."""

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


class NoProject(SnowsnakeError):
    """A pyproject.toml says nothing about dependencies."""

    def __init__(self, where: Where) -> None:
        self.where = where
        super().__init__(
            f"{where} has no `[project]` table and no `[dependency-groups]`",
            help="add `[project]` with `name`, `version` and `dependencies`",
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
    Raises `NoProject`, `UnknownExtra`, `SourceBuildsMissing` (dynamic dependencies; path and VCS sources),
    `toml.UnreadableFile`, `toml.BadToml`, `toml.BadValue`, and what `parse_requirement` raises.
    """
    where = Where(name=shown(path, directory))
    source = toml.read_text(path, where)
    document = toml.parse_toml(source, where)
    project = toml.table(document, "project", where, "project")
    if not project and "dependency-groups" not in document and not locked:
        raise NoProject(where)
    for key in toml.texts(project, "dynamic", where, "project.dynamic"):
        if key in {"dependencies", "optional-dependencies"}:
            raise SourceBuildsMissing(where, f"a project whose `{key}` are dynamic")
    chosen_extras = tuple(sorted({check_name(extra, where) for extra in extras}))
    chosen_groups = tuple(sorted({check_name(group, where) for group in groups}))
    requires = _requirements(
        toml.texts(project, "dependencies", where, "project.dependencies"), where, source
    )
    if not (locked and not project):
        requires += _of_extras(project, chosen_extras, where, source)
        requires += _of_groups(document, chosen_groups, where, source)
    uv = toml.table(toml.table(document, "tool", where, "tool"), "uv", where, "tool.uv")
    # A project that names itself with extras (`demo[plot]`) means its own tables, which are read above.
    own = canonicalize_name(toml.text(project, "name", where, "project.name") or "")
    requires = [r for r in requires if r.name != own]
    _check_sources(uv, requires, where)
    return Pyproject(
        path=path,
        name=where.name,
        extras=chosen_extras,
        groups=chosen_groups,
        requires=normalised(requires),
        requires_python=toml.specifiers(project, "requires-python", where, "project.requires-python"),
        settings=read_settings(document, where),
        uv=uv,
    )


def _requirements(texts: Sequence[str], where: Where, source: str) -> list[Requirement]:
    return [parse_requirement(text, toml.line_of(text, source, where)) for text in texts]


def _of_extras(
    project: Mapping[str, object], chosen: Sequence[str], where: Where, source: str
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
        for requirement in _requirements(texts, where, source):
            if requirement.name == own:
                waiting.extend(requirement.extras - seen)
                seen |= requirement.extras
            else:
                found.append(requirement)
    return found


def _of_groups(
    document: Mapping[str, object], chosen: Sequence[str], where: Where, source: str
) -> list[Requirement]:
    """The requirements of the chosen groups, their includes followed (PEP 735)."""
    declared = toml.table(document, "dependency-groups", where, "dependency-groups")
    known = {check_name(key, where) for key in declared}
    for group in chosen:
        if group not in known:
            raise UnknownExtra(where, "dependency group", group, tuple(known))
    for key, value in declared.items():
        if not isinstance(value, list):
            raise toml.BadValue(where, f"dependency-groups.{key}", "must be a list")
    found: list[Requirement] = []
    for group in chosen:
        try:
            texts = resolve_dependency_groups(declared, group)  # type: ignore[arg-type] # checked by it
        except Exception as error:  # noqa: BLE001 -- an ExceptionGroup of many kinds; all are the file's fault
            inner = error.exceptions[0] if isinstance(error, ExceptionGroup) else error
            raise toml.BadValue(where, f"dependency-groups.{group}", f"is wrong: {inner}") from None
        found += _requirements(texts, where, source)
    return found


def _check_sources(uv: Mapping[str, object], requires: Sequence[Requirement], where: Where) -> None:
    """Refuse `[tool.uv.sources]` that would need a build for something that is required."""
    names = {requirement.name for requirement in requires}
    for name, value in toml.table(uv, "sources", where, "tool.uv.sources").items():
        if canonicalize_name(name) not in names:
            continue
        for source in value if isinstance(value, list) else [value]:
            if not isinstance(source, Mapping) or "index" not in source:
                raise SourceBuildsMissing(where, f"`{name}` through `tool.uv.sources`")
