"""`[tool.snowsnake.packages.NAME]`: how one distribution is built."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from packaging.requirements import Requirement

from snowsnake.requirements import toml
from snowsnake.requirements.carrier import Carrier, is_carrier, read_carrier
from snowsnake.requirements.text import Where, check_name, parse_requirement, shown

KEYS = ("source", "build-requires", "native", "env", "patches", "config-settings")
SOURCES: tuple[Literal["wheel", "sdist", "nixpkgs"], ...] = ("wheel", "sdist", "nixpkgs")
DEB = re.compile(r"[a-z0-9][a-z0-9+.-]*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
_PATCH = re.compile(r"[A-Za-z0-9._+-]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class PackageSettings:
    """What a project says about the build of one distribution."""

    source: Literal["wheel", "sdist", "nixpkgs"] | None = None
    """What it must be taken from. On another base than nixpkgs, `nixpkgs` says nothing."""
    build_requires: tuple[str, ...] = ()
    """More build requirements (PEP 508), beside those that the source names."""
    match_runtime: tuple[str, ...] = ()
    """Names among `build_requires` that must have, in the build, the version of the environment."""
    native: tuple[str, ...] = ()
    """Debian packages that its build gets, beside those that were found."""
    env: Mapping[str, str] = field(default_factory=dict)
    """Variables of its build."""
    patches: Mapping[str, str] = field(default_factory=dict)
    """Unified diffs, name -> text; the names sort in the order in which they are applied."""
    config_settings: Mapping[str, str] = field(default_factory=dict)
    """What its build backend is told (PEP 517)."""

    def under(self, other: PackageSettings) -> PackageSettings:
        """Both, where `other` has the last word."""
        return PackageSettings(
            source=other.source or self.source,
            build_requires=tuple(dict.fromkeys((*self.build_requires, *other.build_requires))),
            match_runtime=tuple(dict.fromkeys((*self.match_runtime, *other.match_runtime))),
            native=tuple(dict.fromkeys((*self.native, *other.native))),
            env={**self.env, **other.env},
            patches={**self.patches, **other.patches},
            config_settings={**self.config_settings, **other.config_settings},
        )

    def facts(self) -> Mapping[str, object]:
        """All of it as JSON, for a digest."""
        return {
            "source": self.source,
            "build-requires": sorted(self.build_requires),
            "match-runtime": sorted(self.match_runtime),
            "native": sorted(self.native),
            "env": dict(self.env),
            "patches": dict(self.patches),
            "config-settings": dict(self.config_settings),
        }


def read_package_settings(
    values: Mapping[str, object], where: Where, path: str, base: Path
) -> tuple[PackageSettings, tuple[Path, ...]]:
    """Read the table at `path`, whose keys are known ones; also the files that it names, relative to `base`.

    Raises `toml.BadValue`, `toml.UnreadableFile`, and what `parse_requirement` raises.
    """
    source = toml.text(values, "source", where, f"{path}.source")
    if source not in {None, *SOURCES}:
        known = ", ".join(f'`source = "{one}"`' for one in SOURCES)
        raise toml.BadValue(where, f"{path}.source", f"cannot be `{source}`", f"write one of {known}")
    native = read_native(values, where, f"{path}.native")
    env = string_table(values, "env", where, f"{path}.env")
    for variable in env:
        if not _VARIABLE.fullmatch(variable):
            raise toml.BadValue(where, f"{path}.env", f"has a name that no variable can have: `{variable}`")
    patches, files = _patches(values, where, f"{path}.patches", base)
    settings = PackageSettings(
        source=next((known for known in SOURCES if known == source), None),
        build_requires=tuple(
            str(build_requirement(text, where))
            for text in toml.texts(values, "build-requires", where, f"{path}.build-requires")
        ),
        native=native,
        env=env,
        patches=patches,
        config_settings=string_table(values, "config-settings", where, f"{path}.config-settings"),
    )
    return settings, files


def read_native(values: Mapping[str, object], where: Where, path: str) -> tuple[str, ...]:
    """The names of native packages at `native`. Raises `toml.BadValue`."""
    native = toml.texts(values, "native", where, path)
    for index, name in enumerate(native):
        if not DEB.fullmatch(name):
            raise toml.BadValue(
                where,
                f"{path}[{index}]",
                f"is not the name of a Debian package: `{name}`",
                'write names as apt knows them: `native = ["poppler-utils"]`',
            )
    return native


def read_wanted(
    values: Mapping[str, object], where: Where, path: str
) -> tuple[tuple[str, ...], tuple[Carrier, ...]]:
    """What `native` of a project names: packages of the base, and what comes from elsewhere. Raises `toml.BadValue`."""
    items = values.get("native", [])
    if not isinstance(items, list):
        raise toml.BadValue(
            where, path, "must be a list of strings and tables", 'write `native = ["poppler-utils"]`'
        )
    carriers = []
    for index, item in enumerate(items):
        if isinstance(item, Mapping) or (isinstance(item, str) and is_carrier(item)):
            carriers.append(read_carrier(item, where, f"{path}[{index}]"))
    names = [
        item
        for item in items
        if not isinstance(item, Mapping) and not (isinstance(item, str) and is_carrier(item))
    ]
    return read_native({"native": names}, where, path), tuple(carriers)


def string_table(parent: Mapping[str, object], key: str, where: Where, path: str) -> dict[str, str]:
    """The table of strings at `key`, empty where there is none. Raises `toml.BadValue`."""
    found: dict[str, str] = {}
    for name, value in toml.table(parent, key, where, path).items():
        if not isinstance(value, str):
            hint = f'write `{name} = "…"`' if not isinstance(value, list) else None
            several = f'write one value: `{name} = "…"`' if isinstance(value, list) else hint
            raise toml.BadValue(where, f"{path}.{name}", "must be one string", several)
        if not name.isprintable() or not name or "\0" in value:
            raise toml.BadValue(where, path, f"has a key or value that no setting can have: {name!a}")
        found[name] = value
    return found


def build_requirement(text: str, where: Where) -> Requirement:
    """One build requirement, which comes from an index. Raises `toml.BadValue`, and as `parse_requirement` does."""
    requirement = parse_requirement(text, where, Path())
    if requirement.url is not None:
        raise toml.BadValue(
            where, str(requirement.name), "as a build requirement has an address", "name a version: `x==1.2`"
        )
    return requirement


def normal_packages(
    tables: Mapping[str, object], where: Where, path: str
) -> Mapping[str, tuple[str, Mapping[str, object]]]:
    """The tables by normalised name, with the name as written. Raises `toml.BadValue` for one that is there twice."""
    found: dict[str, tuple[str, Mapping[str, object]]] = {}
    for name in tables:
        normal = check_name(name, where)
        if normal in found:
            raise toml.BadValue(where, f"{path}.{name}", f"is `{path}.{found[normal][0]}` once more")
        found[normal] = (name, toml.table(tables, name, where, f"{path}.{name}"))
    return found


def _patches(
    values: Mapping[str, object], where: Where, path: str, base: Path
) -> tuple[Mapping[str, str], tuple[Path, ...]]:
    texts: dict[str, str] = {}
    files: list[Path] = []
    for index, name in enumerate(toml.texts(values, "patches", where, path)):
        file = base / name
        at = Where(name=f"{where.name}: {path}[{index}]")
        text = toml.read_text(file, Where(name=shown(file, base)), at)
        if not _PATCH.fullmatch(file.name) or "\0" in text:
            raise toml.BadValue(
                where,
                f"{path}[{index}]",
                f"is no patch: `{name}`",
                "name a file like `patches/fix-build.patch`",
            )
        # Patches are applied in the order of their names.
        texts[f"{index:02d}-{file.name}"] = text
        files.append(file)
    return texts, tuple(files)
