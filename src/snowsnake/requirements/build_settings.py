"""What the user says about builds: snowsnake's settings and uv's in one value."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from snowsnake.requirements import toml
from snowsnake.requirements.formats import ALL, Formats
from snowsnake.requirements.package_settings import PackageSettings, build_requirement, string_table
from snowsnake.requirements.text import Where, check_name

_UV = Where(name="uv's settings")


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildSettings:
    """How sources are built, and which distributions are built from source."""

    packages: Mapping[str, PackageSettings] = field(default_factory=dict)
    """By normalised name."""
    no_binary: frozenset[str] = frozenset()
    """Normalised names of what is built from source whatever wheels there are; `:all:` for everything."""
    no_build: frozenset[str] = frozenset()
    """The same, of what is never built."""
    constraints: tuple[str, ...] = ()
    """Constraints on build requirements (PEP 508)."""
    config_settings: Mapping[str, str] = field(default_factory=dict)
    """What every build backend is told."""

    def of(self, name: str) -> PackageSettings:
        """What holds for one distribution, with what holds for all."""
        own = self.packages.get(name, PackageSettings())
        return replace(own, config_settings={**self.config_settings, **own.config_settings})

    def source_of(self, name: str) -> Literal["wheel", "sdist"] | None:
        """What a distribution must be taken from; `None` leaves it open, and a wheel comes first."""
        own = self.packages.get(name)
        if own is not None and own.source in {"wheel", "sdist"}:
            return "sdist" if own.source == "sdist" else "wheel"
        if name in self.no_binary:
            return "sdist"
        if name in self.no_build:
            return "wheel"
        return "sdist" if ALL in self.no_binary else "wheel" if ALL in self.no_build else None


def build_settings(
    packages: Mapping[str, PackageSettings],
    uv: Mapping[str, object],
    *,
    files: Iterable[tuple[Formats, Mapping[str, Mapping[str, str]]]] = (),
    typed: Formats | None = None,
) -> BuildSettings:
    """Merge; the last word has: what was `typed`, then `packages`, then requirements files, then uv's settings.

    Raises `toml.BadValue` and what `parse_requirement` raises.
    """
    formats, merged = _formats_of_uv(uv), _packages_of_uv(uv)
    for of_file, settings in files:
        formats = of_file.over(formats)
        for name, values in settings.items():
            merged[name] = merged.get(name, PackageSettings()).under(PackageSettings(config_settings=values))
    for name, own in packages.items():
        merged[name] = merged.get(name, PackageSettings()).under(own)
    if typed is not None:
        formats = typed.over(formats)
        for name, own in merged.items():
            if name in typed.no_binary:
                merged[name] = replace(own, source=None)
    return BuildSettings(
        packages=dict(sorted(merged.items())),
        no_binary=formats.no_binary,
        no_build=formats.no_build,
        constraints=tuple(
            str(build_requirement(text, _UV))
            for text in toml.texts(uv, "build-constraint-dependencies", _UV, "build-constraint-dependencies")
        ),
        config_settings=string_table(uv, "config-settings", _UV, "config-settings"),
    )


def _formats_of_uv(uv: Mapping[str, object]) -> Formats:
    formats = Formats()
    pip = toml.table(uv, "pip", _UV, "pip")
    for word in toml.texts(pip, "only-binary", _UV, "pip.only-binary"):
        formats = formats.with_only_binary(word)
    for word in toml.texts(pip, "no-binary", _UV, "pip.no-binary"):
        formats = formats.with_no_binary(word)
    if uv.get("no-build") is True:
        formats = formats.with_only_binary(ALL)
    if uv.get("no-binary") is True:
        formats = formats.with_no_binary(ALL)
    for name in toml.texts(uv, "no-build-package", _UV, "no-build-package"):
        formats = formats.with_only_binary(check_name(name, _UV))
    for name in toml.texts(uv, "no-binary-package", _UV, "no-binary-package"):
        formats = formats.with_no_binary(check_name(name, _UV))
    return formats


def _packages_of_uv(uv: Mapping[str, object]) -> dict[str, PackageSettings]:
    found: dict[str, PackageSettings] = {}

    def add(name: str, settings: PackageSettings) -> None:
        normal = check_name(name, _UV)
        found[normal] = found.get(normal, PackageSettings()).under(settings)

    key = "extra-build-dependencies"
    for name, value in toml.table(uv, key, _UV, key).items():
        if not isinstance(value, list):
            raise toml.BadValue(_UV, f"{key}.{name}", "must be a list")
        requires, matching = [], []
        for index, item in enumerate(value):
            entry = item if isinstance(item, Mapping) else {"requirement": item}
            path = f"{key}.{name}[{index}]"
            text = toml.text(entry, "requirement", _UV, path)
            if text is None:
                raise toml.BadValue(_UV, path, "has no `requirement`")
            requirement = build_requirement(text, _UV)
            requires.append(str(requirement))
            if entry.get("match-runtime") is True:
                matching.append(requirement.name)
        add(name, PackageSettings(build_requires=tuple(requires), match_runtime=tuple(matching)))
    key = "extra-build-variables"
    table = toml.table(uv, key, _UV, key)
    for name in table:
        add(name, PackageSettings(env=string_table(table, name, _UV, f"{key}.{name}")))
    key = "config-settings-package"
    table = toml.table(uv, key, _UV, key)
    for name in table:
        add(name, PackageSettings(config_settings=string_table(table, name, _UV, f"{key}.{name}")))
    return found
