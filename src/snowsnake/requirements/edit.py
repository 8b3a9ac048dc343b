"""Changes what a project says about its environment, and leaves the rest of the file as its author wrote it."""

from __future__ import annotations

import codecs
from collections.abc import Mapping, MutableMapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, InlineTable

from snowsnake.errors import SnowsnakeError
from snowsnake.project_files import OWN_SETTINGS
from snowsnake.requirements import Inputs, toml
from snowsnake.requirements.pyproject import Pyproject
from snowsnake.requirements.text import Where

_WIDE = 80  # characters of a list, from which on each item gets a line


class NotNamed(SnowsnakeError):
    """What is to be taken away is not there."""

    def __init__(self, where: Where, name: str, native: Sequence[str]) -> None:
        self.where, self.name, self.native = where, name, tuple(native)
        names = ", ".join(f"`{other}`" for other in native)
        super().__init__(
            f"{where}: `native` does not name `{name}`",
            help=f"it names {names}"
            if native
            else f"it names nothing; `snowsnake explain {name}` says why it is in the environment",
        )


def settings_file(inputs: Inputs) -> Path:
    """Where a project's own settings are, or would be: its pyproject.toml, else `snowsnake.toml`.

    A pyproject.toml beside requirements that are read from elsewhere says nothing about the environment.
    """
    project = inputs.directory / "pyproject.toml"
    read = any(isinstance(source, Pyproject) and source.path == project for source in inputs.sources)
    return project if read else inputs.directory / OWN_SETTINGS


def with_native(path: Path, *, add: Sequence[str] = (), remove: Sequence[str] = ()) -> bytes:
    """The content of a settings file (which may not be there yet) with other native packages.

    Raises `NotNamed`, `toml.BadToml`, `toml.BadValue` and `toml.UnreadableFile`.
    """
    where = Where(name=path.name)
    plain = toml.read_text(path, where) if path.exists() else ""
    before = toml.parse_toml(plain, where)  # says line and column of what is wrong
    keys = () if path.name == OWN_SETTINGS else ("tool", "snowsnake")
    native = _native(before, keys, where)
    for name in remove:
        if not any(_is_called(item, name) for item in native):
            raise NotNamed(where, name, [_name(item) for item in native])
    wanted = [item for item in native if not any(_is_called(item, name) for name in remove)]
    wanted += [name for name in dict.fromkeys(add) if name not in native]
    data = path.read_bytes() if path.exists() else b""
    if wanted == native:
        return data
    # Reading a text turns every end of line into the same; the file's own are put back.
    ending = b"\r\n" if data.count(b"\r\n") == data.count(b"\n") > 0 else b"\n"
    after = _changed(plain, keys, wanted, where)
    now = toml.parse_toml(after, where)
    if _without(now, keys) != _without(before, keys) or _native(now, keys, where) != wanted:
        raise _by_hand(where, keys, wanted, "what it says besides would change")
    start = codecs.BOM_UTF8 if data.startswith(codecs.BOM_UTF8) else b""
    return start + after.encode().replace(b"\n", ending)


def _native(document: Mapping[str, object], keys: Sequence[str], where: Where) -> list[object]:
    """What a document names: texts, and tables that say more than a text can."""
    for depth, key in enumerate(keys):
        document = toml.table(document, key, where, ".".join(keys[: depth + 1]))
    native, path = document.get("native", []), ".".join((*keys, "native"))
    if not isinstance(native, list):
        raise toml.BadValue(where, path, "must be a list", 'write `native = ["poppler-utils"]`')
    for index, item in enumerate(native):
        if not isinstance(item, str | Mapping):
            raise toml.BadValue(where, f"{path}[{index}]", "must be a string or a table")
    return native


def _name(item: object) -> str:
    """What something that is named is called by: an address without its hash."""
    text = item.get("from", "") if isinstance(item, Mapping) else item
    return str(text).partition("#")[0]


def _is_called(item: object, name: str) -> bool:
    return name in {item, _name(item)} if isinstance(item, str) else name == _name(item)


def _changed(text: str, keys: Sequence[str], wanted: Sequence[object], where: Where) -> str:
    """The text with exactly these native packages, in this order."""
    if text and not text.endswith("\n"):
        text += "\n"
    try:
        document = tomlkit.parse(text)
        native, made = _list(document, keys)
        if not isinstance(native, Array):
            raise _by_hand(where, keys, wanted, "it is no plain list")
        for index in reversed(range(len(native))):
            if native[index] not in wanted:
                del native[index]
        for item in wanted[len(native) :]:
            native.append(item)
        if "\n" not in native.as_string() and len(native.as_string()) > _WIDE:
            native.multiline(multiline=True)
        after = tomlkit.dumps(document)
        return after.rstrip("\n") + "\n" if made else after
    except TOMLKitError as error:
        raise _by_hand(where, keys, wanted, str(error)) from None


def _list(document: tomlkit.TOMLDocument, keys: Sequence[str]) -> tuple[object, bool]:
    """The list of native packages, made if it is not there, and whether its table was made for it."""
    holder: MutableMapping[str, Any] = document
    made = False
    for key in keys:
        if key not in holder:
            made = not isinstance(holder, InlineTable)
            holder[key] = tomlkit.table(is_super_table=key == "tool") if made else tomlkit.inline_table()
        holder = holder[key]
    if "native" not in holder:
        holder["native"] = tomlkit.array()
        if made:
            holder.add(tomlkit.nl())  # type: ignore[attr-defined]  # what is made is a table of tomlkit's
    return holder["native"], made


def _by_hand(where: Where, keys: Sequence[str], wanted: Sequence[object], reason: str) -> toml.BadValue:
    line = f"native = {tomlkit.item(list(wanted)).as_string()}"
    table = f" in `[{'.'.join(keys)}]`" if keys else ""
    return toml.BadValue(where, "native", f"cannot be changed: {reason}", f"write `{line}`{table} yourself")


def _without(document: Mapping[str, object], keys: Sequence[str]) -> dict[str, object]:
    """A document without the names of native packages, and without tables that hold nothing else."""
    if not keys:
        return {key: value for key, value in document.items() if key != "native"}
    inner = document.get(keys[0], {})
    rest = _without(inner, keys[1:]) if isinstance(inner, Mapping) else {}
    others = {key: value for key, value in document.items() if key != keys[0]}
    return others | ({keys[0]: rest} if rest else {})
