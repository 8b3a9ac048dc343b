"""The table of what the Debian base offers (`suites.toml`), checked when it is read."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from snowsnake.errors import SnowsnakeError
from snowsnake.provide.interface import OfferedInterpreter
from snowsnake.targets import SYSTEMS, Implementation, System, Target


class BadTable(SnowsnakeError):
    """`suites.toml` is not as it should be: a mistake in snowsnake itself."""

    def __init__(self, where: str, problem: str) -> None:
        self.where = where
        super().__init__(
            f"the table of Debian suites is wrong at `{where}`: {problem}", help="reinstall snowsnake"
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class SuiteSource:
    """One archive's part of a suite."""

    archive: str
    """`debian`, `debian-security`."""
    suite: str
    """The directory below `dists/`, which is also the code name that the signed file must carry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Suite:
    """A Debian release, with its updates."""

    name: str
    sources: tuple[SuiteSource, ...]
    whole: tuple[str, ...]
    """Packages that every interpreter of the suite gets."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Machine:
    """How Debian names a system's parts."""

    architecture: str
    """`amd64`."""
    triplet: str
    """`x86_64-linux-gnu`, the directory of libraries."""
    loader: str
    """The ELF interpreter's file name."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """One interpreter of the table."""

    implementation: Implementation
    version: tuple[int, int]
    suite: str
    default: bool
    version_package: str
    executable: str
    site_packages: str
    packages: tuple[str, ...]
    headers: str
    """The package that extension modules are compiled with."""
    language: Mapping[str, str]
    """PyPy only: the language's full version by PyPy's version."""

    def offered(self) -> OfferedInterpreter:
        """What the outside sees of it."""
        return OfferedInterpreter(
            implementation=self.implementation, version=self.version, suite=self.suite, default=self.default
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Cut:
    """A dependency that a tree of files does not need."""

    package: str
    of: str | None
    """The package whose dependency is cut; `None`: everybody's."""
    reason: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Table:
    """All of `suites.toml`."""

    suites: Mapping[str, Suite]
    common: tuple[str, ...]
    machines: Mapping[System, Machine]
    interpreters: tuple[Entry, ...]
    """In order of preference."""
    seed_interpreter: Entry
    seed_packages: tuple[str, ...]
    toolchain: tuple[str, ...]
    """Packages of the compilers."""
    toolchain_libraries: tuple[str, ...]
    """Libraries of the compilers that what they compile may use at run time."""
    cuts: tuple[Cut, ...]
    alternatives: tuple[str, ...]
    digest: str
    """SHA-256 of the text, for cache keys."""

    def entry(self, target: Target) -> Entry | None:
        """The table's line for a target."""
        for entry in self.interpreters:
            if (entry.implementation, entry.version) == (target.implementation, target.version):
                return entry
        return None


class _Reader:
    """A TOML value together with the path to it, so that an error can say where."""

    def __init__(self, value: object, where: str) -> None:
        self.value = value
        self.where = where

    def table(self, *, keys: frozenset[str] | None = None) -> dict[str, _Reader]:
        if not isinstance(self.value, dict):
            raise BadTable(self.where, "expected a table")
        unknown = sorted(set(self.value) - keys) if keys is not None else []
        if unknown:
            raise BadTable(f"{self.where}.{unknown[0]}", "unknown key")
        prefix = f"{self.where}." if self.where else ""
        return {key: _Reader(value, f"{prefix}{key}") for key, value in self.value.items()}

    def items(self) -> list[_Reader]:
        if not isinstance(self.value, list):
            raise BadTable(self.where, "expected an array")
        return [_Reader(value, f"{self.where}[{n}]") for n, value in enumerate(self.value)]

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value:
            raise BadTable(self.where, "expected a string")
        return self.value

    def texts(self) -> tuple[str, ...]:
        return tuple(item.text() for item in self.items())


def _field(fields: Mapping[str, _Reader], key: str, where: str) -> _Reader:
    if key not in fields:
        raise BadTable(f"{where}.{key}", "missing")
    return fields[key]


def _suite(name: str, reader: _Reader) -> Suite:
    fields = reader.table(keys=frozenset({"archives", "whole"}))
    sources = []
    for item in _field(fields, "archives", reader.where).items():
        source = item.table(keys=frozenset({"archive", "suite"}))
        sources.append(
            SuiteSource(
                archive=_field(source, "archive", item.where).text(),
                suite=_field(source, "suite", item.where).text(),
            )
        )
    return Suite(name=name, sources=tuple(sources), whole=_field(fields, "whole", reader.where).texts())


_ENTRY_KEYS = frozenset(
    {
        "name",
        "suite",
        "default",
        "version-package",
        "executable",
        "site-packages",
        "packages",
        "headers",
        "language",
    }
)


def _entry(reader: _Reader, suites: Mapping[str, Suite]) -> Entry:
    fields = reader.table(keys=_ENTRY_KEYS)
    at = reader.where
    target = Target.parse(f"{_field(fields, 'name', at).text()}-x86_64-linux")
    suite = _field(fields, "suite", at).text()
    if suite not in suites:
        raise BadTable(f"{at}.suite", f"no suite `{suite}`")
    language = fields["language"].table() if "language" in fields else {}
    return Entry(
        implementation=target.implementation,
        version=target.version,
        suite=suite,
        default="default" in fields and fields["default"].value is True,
        version_package=_field(fields, "version-package", at).text(),
        executable=_field(fields, "executable", at).text(),
        site_packages=_field(fields, "site-packages", at).text(),
        packages=_field(fields, "packages", at).texts(),
        headers=_field(fields, "headers", at).text(),
        language={key: value.text() for key, value in language.items()},
    )


def _machine(reader: _Reader) -> Machine:
    fields = reader.table(keys=frozenset({"architecture", "triplet", "loader"}))
    return Machine(
        **{key: _field(fields, key, reader.where).text() for key in ("architecture", "triplet", "loader")}
    )


def _cut(reader: _Reader) -> Cut:
    fields = reader.table(keys=frozenset({"package", "of", "reason"}))
    return Cut(
        package=_field(fields, "package", reader.where).text(),
        of=fields["of"].text() if "of" in fields else None,
        reason=_field(fields, "reason", reader.where).text(),
    )


def read_table(text: str) -> Table:
    """Read the text of `suites.toml`. Raises `BadTable` (with the path to the wrong value)."""
    top = _Reader(tomllib.loads(text), "").table(
        keys=frozenset(
            {"suites", "common", "systems", "interpreters", "seed", "toolchain", "not-needed", "alternatives"}
        )
    )
    suites = {name: _suite(name, item) for name, item in _field(top, "suites", "").table().items()}
    systems = _field(top, "systems", "").table()
    interpreters = tuple(_entry(item, suites) for item in _field(top, "interpreters", "").items())
    if sum(entry.default for entry in interpreters) != 1:
        raise BadTable("interpreters", "exactly one is the default")
    seed = _field(top, "seed", "").table(keys=frozenset({"interpreter", "packages"}))
    seed_name = _field(seed, "interpreter", "seed").text()
    seeds = [e for e in interpreters if f"{e.implementation}{e.version[0]}{e.version[1]}" == seed_name]
    if not seeds:
        raise BadTable("seed.interpreter", f"no interpreter `{seed_name}`")
    toolchain = _field(top, "toolchain", "").table(keys=frozenset({"packages", "libraries"}))
    return Table(
        suites=suites,
        common=_field(
            _field(top, "common", "").table(keys=frozenset({"packages"})), "packages", "common"
        ).texts(),
        machines={system: _machine(_field(systems, system, "systems")) for system in SYSTEMS},
        interpreters=interpreters,
        seed_interpreter=seeds[0],
        seed_packages=_field(seed, "packages", "seed").texts(),
        toolchain=_field(toolchain, "packages", "toolchain").texts(),
        toolchain_libraries=_field(toolchain, "libraries", "toolchain").texts(),
        cuts=tuple(_cut(item) for item in _field(top, "not-needed", "").items()),
        alternatives=_field(
            _field(top, "alternatives", "").table(keys=frozenset({"directories"})),
            "directories",
            "alternatives",
        ).texts(),
        digest=hashlib.sha256(text.encode()).hexdigest(),
    )


@cache
def load_table() -> Table:
    """The table that snowsnake ships. Raises `BadTable`."""
    return read_table((files("snowsnake.provide.debian") / "suites.toml").read_text(encoding="utf-8"))
