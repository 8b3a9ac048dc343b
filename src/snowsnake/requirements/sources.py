"""`[tool.uv.sources]` and `[tool.uv.workspace]`: where uv is told to take distributions from.

https://docs.astral.sh/uv/concepts/projects/dependencies/#dependency-sources
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Mapping, Sequence
from pathlib import Path

from packaging.utils import canonicalize_name

from snowsnake.requirements import toml
from snowsnake.requirements.address import ARCHIVES, placed
from snowsnake.requirements.local import LocalSource, name_of
from snowsnake.requirements.text import Where, check_control, shown

_MOST_PARENTS = 30


def with_sources(
    uv: Mapping[str, object],
    base: Path,
    where: Where,
    *,
    extras: Collection[str] = (),
    groups: Collection[str] = (),
) -> Mapping[str, object]:
    """`[tool.uv]` of a project in `base` with the sources of its workspace, and paths absolute.

    What is a member of the workspace becomes its path. A source for an extra or a group that is not chosen goes.
    Raises `toml.BadValue` and `toml.BadToml`.
    """
    root, of_root = workspace_of(base, uv, where)
    sources: dict[str, object] = {}
    places = [(root, of_root)] if root is not None and root != base else []
    members = {member.name: member for member in members_of(root, of_root, where)} if root else {}
    for place, table in (*places, (base, uv)):
        for name, value in toml.table(table, "sources", where, "tool.uv.sources").items():
            entries = value if isinstance(value, list) else [value]
            found = [
                entry
                for item in entries
                if (entry := _entry(name, item, place, members, where=where, chosen=(extras, groups)))
                is not None
            ]
            if found:
                sources[name] = found if isinstance(value, list) else found[0]
            else:
                sources.pop(name, None)
    return {**uv, "sources": sources} if sources or "sources" in uv else uv


def local_sources(uv: Mapping[str, object], required: Collection[str], where: Where) -> Iterator[LocalSource]:
    """The directories among the sources (as `with_sources` gives them) of what is required.

    Raises `toml.BadValue` for a path that is not there.
    """
    sources = uv.get("sources")
    for name, value in sources.items() if isinstance(sources, Mapping) else ():
        normal = canonicalize_name(name)
        for entry in value if isinstance(value, list) else [value]:
            path = Path(entry["path"]) if isinstance(entry, Mapping) and "path" in entry else None
            if path is None or normal not in required:
                continue
            if not path.exists():
                raise toml.BadValue(where, f"tool.uv.sources.{name}.path", f"is not there: `{path}`")
            if path.is_dir():
                yield LocalSource(name=normal, path=path, editable=entry.get("editable") is True)


def relative_sources(uv: Mapping[str, object], directory: Path) -> object:
    """The sources with paths from `directory`, for a digest."""

    def entry(value: object) -> object:
        if not isinstance(value, Mapping) or "path" not in value:
            return value
        return {**value, "path": os.path.relpath(str(value["path"]), directory)}

    sources = uv.get("sources")
    if not isinstance(sources, Mapping):
        return None
    return {
        name: [entry(item) for item in value] if isinstance(value, list) else entry(value)
        for name, value in sources.items()
    }


def workspace_of(
    base: Path, uv: Mapping[str, object], where: Where
) -> tuple[Path | None, Mapping[str, object]]:
    """The root of the workspace that a project is in, and its `[tool.uv]`; `None` where it is in none."""
    if "workspace" in uv:
        return base, uv
    for place in base.parents[:_MOST_PARENTS]:
        path = place / "pyproject.toml"
        if not path.is_file():
            continue
        at = Where(name=shown(path, base))
        document = toml.parse_toml(toml.read_text(path, at, where), at)
        found = toml.table(toml.table(document, "tool", at, "tool"), "uv", at, "tool.uv")
        if "workspace" in found:
            return (place, found) if base in _directories(place, found, at) else (None, {})
    return None, {}


def members_of(root: Path, uv: Mapping[str, object], where: Where) -> tuple[LocalSource, ...]:
    """The members of a workspace, its root among them where that is a project. Raises `toml.BadValue`."""
    found = []
    for directory in (root, *_directories(root, uv, where)):
        name = name_of(directory)
        if name is not None:
            found.append(LocalSource(name=name, path=directory, editable=True))
    return tuple(dict.fromkeys(found))


def _directories(root: Path, uv: Mapping[str, object], where: Where) -> Sequence[Path]:
    workspace = toml.table(uv, "workspace", where, "tool.uv.workspace")
    members = toml.texts(workspace, "members", where, "tool.uv.workspace.members")
    exclude = toml.texts(workspace, "exclude", where, "tool.uv.workspace.exclude")
    try:
        out = {path for pattern in exclude for path in _matching(root, pattern)}
        found = {path for pattern in members for path in _matching(root, pattern)} - out
    except (ValueError, IndexError, NotImplementedError, RecursionError):  # Python's words for a bad pattern
        raise toml.BadValue(where, "tool.uv.workspace", "has a pattern that is none") from None
    return sorted(path for path in found if (path / "pyproject.toml").is_file())


def _matching(root: Path, pattern: str) -> Iterator[Path]:
    pattern = os.path.normpath(pattern)
    if pattern.startswith(("/", "..")):
        path = Path(os.path.normpath(root / pattern))
        if path.is_dir():
            yield path
        return
    if pattern == ".":
        yield root
        return
    yield from (path for path in root.glob(pattern) if path.is_dir() and not path.name.startswith("."))


def _entry(
    name: str,
    value: object,
    base: Path,
    members: Mapping[str, LocalSource],
    *,
    where: Where,
    chosen: tuple[Collection[str], Collection[str]],
) -> Mapping[str, object] | None:
    path = f"tool.uv.sources.{name}"
    if not isinstance(value, Mapping):
        raise toml.BadValue(where, path, "must be a table")
    entry = dict(value)
    for key, names in zip(("extra", "group"), chosen, strict=True):
        # The project that uv is shown has neither.
        only = toml.text(entry, key, where, f"{path}.{key}")
        if entry.pop(key, None) is not None and canonicalize_name(str(only)) not in names:
            return None
    for key in ("git", "url", "path", "rev", "tag", "branch", "subdirectory"):
        check_control(toml.text(entry, key, where, f"{path}.{key}") or "", where)
    if entry.pop("workspace", False) is True:
        member = members.get(canonicalize_name(name))
        if member is None:
            raise toml.BadValue(
                where,
                path,
                "is no member of the workspace",
                "add its directory to `tool.uv.workspace.members`",
            )
        return {"editable": True, **entry, "path": str(member.path)}
    if "path" in entry:
        found = str(entry["path"])
        entry["path"] = placed(found, base) if found.endswith(ARCHIVES) else os.path.normpath(base / found)
    return entry
