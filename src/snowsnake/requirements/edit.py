"""Changes what a project says about its environment, and leaves the rest of the file as its author wrote it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, Table

from snowsnake.project_files import OWN_SETTINGS
from snowsnake.requirements import toml
from snowsnake.requirements.text import Where


def settings_file(directory: Path) -> Path:
    """Where a project's own settings are, or would be: its pyproject.toml, else `snowsnake.toml`."""
    project = directory / "pyproject.toml"
    return project if project.is_file() else directory / OWN_SETTINGS


def with_native(path: Path, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> str:
    """The text of a settings file (which may not be there yet) with other native packages.

    Raises `toml.BadToml`, `toml.BadValue` and `toml.UnreadableFile`.
    """
    where = Where(name=path.name)
    text = toml.read_text(path, where) if path.exists() else ""
    toml.parse_toml(text, where)  # says line and column of what is wrong
    try:
        document = tomlkit.parse(text)
    except TOMLKitError as error:
        raise toml.BadValue(where, "the file", f"cannot be changed: {error}") from None
    native = _native(document, path, where)
    for name in remove:
        if name in native:
            native.remove(name)
    for name in add:
        if name not in native:
            native.append(name)
    if sum(len(str(item)) + 4 for item in native) > 80:
        native.multiline(multiline=True)
    return tomlkit.dumps(document)


def _native(document: tomlkit.TOMLDocument, path: Path, where: Where) -> Array:
    """The list of native packages, made if it is not there."""
    holder: tomlkit.TOMLDocument | Table = document
    for key in () if path.name == OWN_SETTINGS else ("tool", "snowsnake"):
        inner = holder.setdefault(key, tomlkit.table(is_super_table=key == "tool"))
        if not isinstance(inner, Table):
            raise toml.BadValue(where, "tool.snowsnake", "must be a table")
        holder = inner
    native = holder.setdefault("native", tomlkit.array())
    if not isinstance(native, Array):
        raise toml.BadValue(where, "native", "must be a list of strings")
    return native
