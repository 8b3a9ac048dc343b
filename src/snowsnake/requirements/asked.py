"""What was asked, as data: a lock records it, and `again.read_again` reads the same inputs from it."""

from __future__ import annotations

import os
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements.base_settings import BASE, NIXPKGS, BaseName
from snowsnake.requirements.command_line import CommandLine
from snowsnake.requirements.environments_file import NamedEnvironment
from snowsnake.requirements.facts import Source
from snowsnake.requirements.foreign import ForeignLock
from snowsnake.requirements.pyproject import Pyproject
from snowsnake.requirements.requirements_txt import RequirementsFile
from snowsnake.requirements.script import Script
from snowsnake.requirements.typed import NATIVE, NO_BINARY

SourceKind = Literal["command-line", "environment", "lock", "project", "requirements", "script"]
"""`project` is a pyproject.toml, `requirements` a requirements file, `lock` another tool's lock, `environment` a table
of environments.toml."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedSource:
    """One place that requirements were read from."""

    kind: SourceKind
    file: str | None = None
    """Its path from the project's directory; `None` for the command line and for an environment of the user's."""
    extras: tuple[str, ...] = ()
    """The chosen ones: normalised, sorted."""
    groups: tuple[str, ...] = ()
    """The chosen dependency groups: normalised, sorted."""
    requires: tuple[str, ...] = ()
    """What the command line said: PEP 508 text without credentials, paths from the project's directory."""

    def describe(self) -> str:
        """For a person: `pyproject.toml [test]`, `command line`."""
        chosen = ", ".join((*self.extras, *self.groups))
        name = self.file or self.kind.replace("-", " ")
        return f"{name} [{chosen}]" if chosen else name


@dataclass(frozen=True, kw_only=True, slots=True)
class AskedOptions:
    """The options that were typed and decide what is locked."""

    no_binary: tuple[str, ...] = ()
    """What `--no-binary` was given, sorted."""
    native: tuple[str, ...] = ()
    """What `--native` was given, normalised and sorted."""
    base: BaseName | None = None
    nixpkgs: str | None = None

    def words(self) -> tuple[str, ...]:
        """As they are typed: `--no-binary numpy`, `--native poppler-utils`, `--base nixpkgs`."""
        said = [(NO_BINARY, name) for name in self.no_binary] + [(NATIVE, name) for name in self.native]
        said += [(BASE, self.base)] if self.base else []
        said += [(NIXPKGS, self.nixpkgs)] if self.nixpkgs else []
        return tuple(f"{option}{value}" for option, value in said)


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """Everything that was asked."""

    sources: tuple[AskedSource, ...] = ()
    """In the order in which they were given."""
    options: AskedOptions = field(default_factory=AskedOptions)

    def describe(self) -> tuple[str, ...]:
        """For a person: `pyproject.toml [test]`, `command line`, `--no-binary numpy`."""
        return (*(source.describe() for source in self.sources), *self.options.words())

    def files(self) -> tuple[str, ...]:
        """The files that `lock -r` takes, in their order."""
        kinds = ("lock", "project", "requirements")
        return tuple(s.file for s in self.sources if s.kind in kinds and s.file is not None)

    def chosen(self, what: Literal["extras", "groups"]) -> tuple[str, ...]:
        """The extras or groups of all sources, each once."""
        names = (name for s in self.sources for name in (s.extras if what == "extras" else s.groups))
        return tuple(dict.fromkeys(names))


class OddFileName(SnowsnakeError):
    """A file's name holds a character that no lock can hold."""

    def __init__(self, file: str) -> None:
        self.file = file
        super().__init__(
            f"{file!a} has a character in its name that a lock cannot hold", help="give the file another name"
        )


def asked_of(source: Source, directory: Path, requires: tuple[str, ...]) -> AskedSource:
    """How a source was asked for from `directory`; `requires` are its requirements as a lock may hold them.

    Raises `OddFileName`.
    """
    match source:
        case CommandLine():
            return AskedSource(kind="command-line", requires=requires)
        case NamedEnvironment():
            return AskedSource(kind="environment")
        case RequirementsFile():
            return AskedSource(kind="requirements", file=_from(source.path, directory))
        case Script():
            return AskedSource(kind="script", file=_from(source.path, directory))
        case Pyproject():
            kind: SourceKind = "project"
        case ForeignLock():
            kind = "lock"
    return AskedSource(
        kind=kind, file=_from(source.path, directory), extras=source.extras, groups=source.groups
    )


def _from(path: Path, directory: Path) -> str:
    file = os.path.relpath(path, directory)
    if not all(one.isprintable() or unicodedata.category(one) == "Zs" for one in file):
        raise OddFileName(file)
    return file
