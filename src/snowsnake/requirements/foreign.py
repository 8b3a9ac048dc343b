"""Locks of other tools, recognised by their file names; `resolve` reads what is in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from packaging.pylock import is_valid_pylock_path

from snowsnake.errors import SnowsnakeError
from snowsnake.project_files import FOREIGN_LOCKS
from snowsnake.requirements import toml
from snowsnake.requirements.text import Where, check_name, shown
from snowsnake.specifications import is_too_long

Kind = Literal["uv", "pylock", "poetry", "pdm"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ForeignLock:
    """A lock of another tool: its versions and hashes are kept."""

    path: Path
    name: str
    """The path as the user would write it."""
    kind: Kind
    extras: tuple[str, ...]
    """Normalised names of the chosen extras, sorted."""
    groups: tuple[str, ...]
    """Normalised names of the chosen dependency groups, sorted."""
    document: dict[str, object]
    """The parsed TOML."""
    pyproject: Path | None
    """The project that it was made for, beside it."""

    @property
    def requires(self) -> tuple[str, ...]:
        """Nothing of its own: what was asked for is in the project."""
        return ()

    def describe(self) -> str:
        """For a person: `uv.lock [test]`."""
        chosen = ", ".join((*self.extras, *self.groups))
        return f"{self.name} [{chosen}]" if chosen else self.name


class LockAlone(SnowsnakeError):
    """A lock that means nothing without its project."""

    def __init__(self, where: Where) -> None:
        self.where = where
        super().__init__(
            f"`{where}` is read together with its project, and there is no `pyproject.toml` beside it",
            help="put the two side by side, or export it: `uv export -o pylock.toml`",
        )


def kind_of(path: Path) -> Kind | None:
    """Which tool's lock a file is, by its name; `None` for any other file."""
    if is_valid_pylock_path(path):
        return "pylock"
    kinds: dict[str, Kind] = {"uv.lock": "uv", "poetry.lock": "poetry", "pdm.lock": "pdm"}
    return kinds.get(path.name)


def find_foreign(directory: Path) -> Path | None:
    """The lock that a project's directory has, the most exact format first."""
    for name in FOREIGN_LOCKS:
        if (directory / name).is_file():
            return directory / name
    return None


def read_foreign(
    path: Path, directory: Path, *, extras: tuple[str, ...] = (), groups: tuple[str, ...] = ()
) -> ForeignLock:
    """Read another tool's lock. Raises `LockAlone`, `toml.UnreadableFile` and `toml.BadToml`."""
    kind = kind_of(path)
    assert kind is not None, path  # noqa: S101 -- the caller has asked
    where = Where(name=shown(path, directory))
    beside = path.parent / "pyproject.toml"
    if kind != "pylock" and not beside.is_file():
        raise LockAlone(where)
    text = toml.read_text(path, where)
    if is_too_long(text):
        raise toml.BadToml(where, "a number in it is too long")
    return ForeignLock(
        path=path,
        name=where.name,
        kind=kind,
        extras=tuple(sorted({check_name(extra, where) for extra in extras})),
        groups=tuple(sorted({check_name(group, where) for group in groups})),
        document=toml.parse_toml(text, where),
        pyproject=beside if beside.is_file() else None,
    )
