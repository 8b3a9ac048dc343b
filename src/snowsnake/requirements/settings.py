"""`[tool.snowsnake]` of a pyproject.toml or a script."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements import toml
from snowsnake.requirements.base_settings import KEYS as NIXPKGS_KEYS
from snowsnake.requirements.base_settings import BaseSettings, read_base_settings
from snowsnake.requirements.carrier import Carrier
from snowsnake.requirements.package_settings import (
    KEYS,
    PackageSettings,
    normal_packages,
    read_package_settings,
    read_wanted,
)
from snowsnake.requirements.text import Where, check_name
from snowsnake.targets import BadTarget, Target


@dataclass(frozen=True, kw_only=True, slots=True)
class Settings:
    """What a project says about its environment."""

    python: str | None = None
    """The interpreter that it wants: `3.13`, `pypy3`."""
    targets: tuple[str, ...] = ()
    """Names of targets to lock: `cp313-x86_64-linux`."""
    prefer: tuple[str, ...] = ()
    """Distributions (normalised) that win when two ship the same path with different content."""
    strict: bool = False
    """Whether it is an error where code of two distributions clashes."""
    native: tuple[str, ...] = ()
    """Native packages that the environment has beside what its distributions need, as the base calls them."""
    carriers: tuple[Carrier, ...] = ()
    """What it has besides from elsewhere."""
    providers: tuple[str, ...] = ()
    """Who is asked for programs, the first one first; empty for the usual order."""
    packages: Mapping[str, PackageSettings] = field(default_factory=dict)
    """How distributions are built, by normalised name."""
    files: tuple[Path, ...] = ()
    """Files that the settings name, and that were read: patches."""
    base: BaseSettings = field(default_factory=BaseSettings)
    """Where interpreter, libraries and compilers come from."""


class UnknownSetting(SnowsnakeError):
    """`[tool.snowsnake]` has a key that means nothing."""

    def __init__(self, where: Where, key: str, known: Sequence[str]) -> None:
        self.where, self.key = where, key
        """Whole, as it is found in the file: `tool.snowsnake.colour`."""
        *first, last = (f"`{name}`" for name in known)
        super().__init__(
            f"{where}: `{key}` is not a setting",
            help=f"the settings are {', '.join(first)} and {last}",
        )


SETTINGS = ("python", "base", "targets", "prefer", "strict", "native", "providers", "nixpkgs", "packages")
PROVIDERS = ("debian", "wheel", "npm")
"""Who can be asked for a program that a distribution runs."""


def read_settings(document: Mapping[str, object], where: Where, base: Path) -> Settings:
    """Read `[tool.snowsnake]` of a parsed TOML document; paths in it start from `base`.

    Raises `UnknownSetting`, `toml.BadValue`, `toml.UnreadableFile`, and what `parse_requirement` raises.
    """
    tool = toml.table(document, "tool", where, "tool")
    return settings_of(toml.table(tool, "snowsnake", where, "tool.snowsnake"), where, base, "tool.snowsnake.")


def read_own_settings(path: Path) -> Settings:
    """Read a `snowsnake.toml`, which says what `[tool.snowsnake]` would. Raises as `read_settings`."""
    where = Where(name=path.name)
    return settings_of(toml.parse_toml(toml.read_text(path, where), where), where, path.parent, "")


def combined(all_settings: Sequence[Settings]) -> Settings:
    """All of them, the most important first: who says something first wins, value by value."""
    packages: dict[str, PackageSettings] = {}
    base = BaseSettings()
    for settings in reversed(all_settings):
        packages |= settings.packages
        base = base.under(settings.base)
    return Settings(
        base=base,
        packages=packages,
        files=tuple(file for s in all_settings for file in s.files),
        python=next((s.python for s in all_settings if s.python), None),
        targets=next((s.targets for s in all_settings if s.targets), ()),
        prefer=tuple(dict.fromkeys(name for s in all_settings for name in s.prefer)),
        strict=any(s.strict for s in all_settings),
        native=tuple(dict.fromkeys(name for s in all_settings for name in s.native)),
        providers=next((s.providers for s in all_settings if s.providers), ()),
        carriers=tuple({c.text: c for s in all_settings for c in s.carriers}.values()),
    )


def settings_of(values: Mapping[str, object], where: Where, base: Path, prefix: str) -> Settings:
    """Read the table whose keys are written with `prefix` in front. Raises as `read_settings`."""
    _only(SETTINGS, values, where, prefix)
    targets = toml.texts(values, "targets", where, f"{prefix}targets")
    for index, name in enumerate(targets):
        try:
            Target.parse(name)
        except BadTarget as error:
            path = f"{prefix}targets[{index}]"
            raise toml.BadValue(where, path, f"is not a target: `{name}`", error.help) from None
    providers = toml.texts(values, "providers", where, f"{prefix}providers")
    for index, name in enumerate(providers):
        if name not in PROVIDERS or name in providers[:index]:
            known = ", ".join(f"`{one}`" for one in PROVIDERS)
            path = f"{prefix}providers[{index}]"
            raise toml.BadValue(
                where, path, f"is no provider, or there twice: `{name}`", f"there are {known}, each once"
            )
    packages: dict[str, PackageSettings] = {}
    files: list[Path] = []
    tables = toml.table(values, "packages", where, f"{prefix}packages")
    for normal, (name, table) in normal_packages(tables, where, f"{prefix}packages").items():
        _only(KEYS, table, where, f"{prefix}packages.{name}.")
        path = f"{prefix}packages.{name}"
        packages[normal], named = read_package_settings(table, where, path, base)
        files += named
    native, carriers = read_wanted(values, where, f"{prefix}native")
    _only(NIXPKGS_KEYS, toml.table(values, "nixpkgs", where, f"{prefix}nixpkgs"), where, f"{prefix}nixpkgs.")
    return Settings(
        python=toml.text(values, "python", where, f"{prefix}python"),
        targets=targets,
        prefer=tuple(check_name(n, where) for n in toml.texts(values, "prefer", where, f"{prefix}prefer")),
        strict=toml.flag(values, "strict", where, f"{prefix}strict"),
        native=native,
        carriers=carriers,
        providers=providers,
        packages=packages,
        files=tuple(files),
        base=read_base_settings(values, where, prefix),
    )


def _only(known: Sequence[str], values: Mapping[str, object], where: Where, prefix: str) -> None:
    """Raise `UnknownSetting` for a key that is none of `known`."""
    for key in values:
        if key not in known:
            raise UnknownSetting(where, f"{prefix}{key}", known)
