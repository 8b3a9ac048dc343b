"""`environments.toml`: the environments that a user names, for themselves and not for a project.

One table for each. A table is read when it is asked for, so that one that is wrong does not take the others down.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from snowsnake.errors import SnowsnakeError
from snowsnake.project_files import ENVIRONMENT_LOCKS, ENVIRONMENTS, is_environment_name
from snowsnake.requirements import toml
from snowsnake.requirements.settings import SETTINGS, Settings, settings_of
from snowsnake.requirements.text import Where, check_name, normalised, parse_requirement

RESERVED = ("all", "snowsnake")
"""Names that no environment can have: they may mean something one day."""
_OWN = ("requires", "requirements", "project", "extras", "groups", "path")
_EXAMPLE = '`[work]`, and below it `requires = ["requests"]`'


@dataclass(frozen=True, kw_only=True, slots=True)
class NamedEnvironment:
    """One table of the file."""

    path: Path
    """The file."""
    name: str
    directory: Path
    """Absolute: where its relative paths start, the project's directory or the file's."""
    requires: tuple[str, ...] = ()
    """PEP 508 text, normalised and sorted; paths as absolute `file:` URLs."""
    files: tuple[Path, ...] = ()
    """Files of requirements, absolute."""
    project: Path | None = None
    """The directory of a project whose requirements it has, absolute."""
    extras: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    settings: Settings
    programs: bool | tuple[str, ...] = False
    """Which of its programs are wanted on the `PATH`: all, or these."""

    def describe(self) -> str:
        """For a person, and the same on every machine."""
        return f"{ENVIRONMENTS} [{self.name}]"


class NoEnvironmentsFile(SnowsnakeError):
    """The user has no environments.toml."""

    def __init__(self, path: Path) -> None:
        self.path = path
        super().__init__(f"there is no `{shown_at_home(path)}`", help=f"write it: {_EXAMPLE}")


class BadEnvironmentName(SnowsnakeError):
    """No environment can be called so."""

    def __init__(self, where: Where | None, name: str) -> None:
        self.where, self.name = where, name
        place = f"{where}: " if where else ""
        if name in RESERVED:
            super().__init__(f"{place}`{name}` is a name that is kept free", help="call it something else")
        else:
            super().__init__(
                f"{place}`{name}` is not a name for an environment",
                help="use letters, digits, `-` and `_`, at most 64, a letter or digit first: `[work]`",
            )


class UnknownKey(SnowsnakeError):
    """A table has a key that means nothing."""

    def __init__(self, where: Where, table: str, key: str) -> None:
        self.where, self.table, self.key = where, table, key
        known = (*_OWN, *SETTINGS)
        meant = get_close_matches(key, known, n=1)
        listed = ", ".join(f"`{name}`" for name in known)
        super().__init__(
            f"{where}: `{key}` in `[{table}]` is not a setting",
            help=f"is `{meant[0]}` meant?" if meant else f"the settings are {listed}",
        )


class UnknownEnvironment(SnowsnakeError):
    """There is no environment of this name."""

    def __init__(self, path: Path, name: str, known: Iterable[str]) -> None:
        self.path, self.name, self.known = path, name, tuple(sorted(known))
        meant = get_close_matches(name, self.known, n=1, cutoff=0.5)
        listed = ", ".join(f"`@{one}`" for one in self.known)
        super().__init__(
            f"there is no `[{name}]` in `{shown_at_home(path)}`",
            help=f"is `@{meant[0]}` meant?"
            if meant
            else f"there are {listed}"
            if listed
            else f'write it: `[{name}]`, and below it `requires = ["requests"]`; then `snowsnake apply`',
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvironmentsFile:
    """The file, its tables not yet looked into."""

    path: Path
    """As it was asked for: a link is not followed."""
    tables: Mapping[str, object]
    text: str

    @property
    def where(self) -> Where:
        """The file as an error names it."""
        return Where(name=shown_at_home(self.path))

    def environment(self, name: str) -> NamedEnvironment:
        """Look into the table `name`.

        Raises `UnknownEnvironment`, `BadEnvironmentName`, `UnknownKey`, `toml.BadValue`, and what the readers of
        requirements and settings raise.
        """
        where = self.where
        if name not in self.tables:
            raise UnknownEnvironment(self.path, name, self.tables)
        if not is_environment_name(name) or name in RESERVED:
            raise BadEnvironmentName(where, name)
        table = self.tables[name]
        if not isinstance(table, Mapping):
            raise toml.BadValue(where, name, "is not a table", f"each environment is a table: {_EXAMPLE}")
        for key in table:
            if key not in (*_OWN, *SETTINGS):
                raise UnknownKey(where, name, key)
        home = home_of(self.path)
        project = _project(table, where, name, home)
        files = _files(table, where, name, home)
        if project is not None and files:
            raise toml.BadValue(
                where,
                f"{name}.requirements",
                "stands beside `project`, which has requirements of its own",
                f"make two environments of it, or name what is missing in `{name}.requires`",
            )
        extras, groups = (toml.texts(table, key, where, f"{name}.{key}") for key in ("extras", "groups"))
        if (extras or groups) and project is None:
            key = "extras" if extras else "groups"
            raise toml.BadValue(
                where, f"{name}.{key}", "chooses from a project, and there is none", 'add `project = "…"`'
            )
        requires = [
            parse_requirement(text, toml.line_of(text, self.text, where), home)
            for text in toml.texts(table, "requires", where, f"{name}.requires")
        ]
        settings = settings_of(
            {key: value for key, value in table.items() if key in SETTINGS}, where, home, f"{name}."
        )
        return NamedEnvironment(
            path=self.path,
            name=name,
            directory=project or home,
            requires=normalised(requires),
            files=files,
            project=project,
            extras=tuple(check_name(extra, where) for extra in extras),
            groups=groups,
            settings=settings,
            programs=_programs(table, where, name),
        )


def read_environments_file(path: Path) -> EnvironmentsFile:
    """Read the file at `path` (absolute). Raises `NoEnvironmentsFile`, `toml.UnreadableFile` and `toml.BadToml`."""
    where = Where(name=shown_at_home(path))
    try:
        if not stat.S_ISREG(path.stat().st_mode):  # asked first: opening a pipe waits for its other end
            raise toml.UnreadableFile(where, "it is not a file")
    except FileNotFoundError:
        raise NoEnvironmentsFile(path) from None
    except OSError as error:
        raise toml.UnreadableFile(where, (error.strerror or str(error)).lower()) from None
    text = toml.read_text(path, where)
    return EnvironmentsFile(path=path, tables=toml.parse_toml(text, where), text=text)


def home_of(path: Path) -> Path:
    """The directory that holds the file at `path`: where its relative paths start, and its locks are.

    A link into a collection of dotfiles is followed: the locks are kept there too. One into the Nix store, as
    home-manager makes, is not: nothing can be written there, and nothing else of the collection is there.
    """
    real = Path(os.path.realpath(path))
    store = os.environ.get("NIX_STORE_DIR") or "/nix/store"
    return path.parent if real.is_relative_to(store) else real.parent


def lock_of(path: Path, name: str) -> Path:
    """Where the lock of the environment `name` of the file at `path` is."""
    return home_of(path) / ENVIRONMENT_LOCKS / f"{name}.lock"


def shown_at_home(path: Path) -> str:
    """A path as a user writes it: `~/.config/snowsnake/environments.toml`."""
    home = os.environ.get("HOME") or ""
    return (
        f"~{str(path)[len(home) :]}" if home and str(path).startswith(home.rstrip("/") + "/") else str(path)
    )


def _project(table: Mapping[str, object], where: Where, name: str, home: Path) -> Path | None:
    text = toml.text(table, "project", where, f"{name}.project")
    if text is None:
        return None
    path = _path(text, where, f"{name}.project", home)
    if not path.is_dir():
        raise toml.BadValue(where, f"{name}.project", f"is not a directory: `{text}`")
    return path


def _files(table: Mapping[str, object], where: Where, name: str, home: Path) -> tuple[Path, ...]:
    value = table.get("requirements", [])
    listed = {"requirements": [value] if isinstance(value, str) else value}
    named = toml.texts(listed, "requirements", where, f"{name}.requirements")
    return tuple(_path(text, where, f"{name}.requirements", home) for text in named)


def _path(text: str, where: Where, key: str, home: Path) -> Path:
    if not text or not text.isprintable():
        raise toml.BadValue(where, key, f"is not a path: {text!a}")
    try:
        return Path(os.path.normpath(home / Path(text).expanduser()))
    except RuntimeError:  # `~nobody`
        raise toml.BadValue(where, key, f"names a user who is not there: `{text}`") from None


def _programs(table: Mapping[str, object], where: Where, name: str) -> bool | tuple[str, ...]:
    value = table.get("path", False)
    if isinstance(value, bool):
        return value
    if not isinstance(value, list):
        raise toml.BadValue(
            where, f"{name}.path", "must be `true`, `false`, or a list of programs", 'write `path = ["ruff"]`'
        )
    programs = toml.texts(table, "path", where, f"{name}.path")
    for index, program in enumerate(programs):
        if not program.isprintable() or "/" in program or program in {"", ".", ".."}:
            raise toml.BadValue(where, f"{name}.path[{index}]", f"is not the name of a program: {program!a}")
    return programs
