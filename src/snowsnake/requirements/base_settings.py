"""Which base an environment has: what the settings say, and what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements import toml
from snowsnake.requirements.text import Where, without_credentials

NEWEST = "nixpkgs-unstable"
"""The branch of nixpkgs that is pinned where nobody names one."""
KEYS = ("from", "attributes")
BASE = "--base "
"""How what was given with this option is passed on."""
NIXPKGS = "--nixpkgs "
"""The same for this one."""
# What these allow, a lock can hold (`lockfile.patterns`).
_ADDRESS = re.compile(r"(https?://[A-Za-z0-9._~%:\[\]-]+|file://)/[A-Za-z0-9._~:/@!$&'()*+,;=%-]+")
_GITHUB = re.compile(
    r"github:[A-Za-z0-9][A-Za-z0-9_-]*/(?!\.(/|$))[A-Za-z0-9._-]+(/[A-Za-z0-9][A-Za-z0-9._/-]*)?"
)
_BRANCH = re.compile(r"[A-Za-z0-9][A-Za-z0-9._/-]{0,200}")
_LONGEST = 1000
_LONGEST_NAME = 255
_ATTRIBUTE = re.compile(r"[A-Za-z_][A-Za-z0-9_'+-]*(\.[A-Za-z0-9_][A-Za-z0-9_'+-]*)*")
BaseName = Literal["debian", "nixpkgs"]


class BadBase(SnowsnakeError):
    """What `--base` or `--nixpkgs` was given is neither a base nor a nixpkgs."""

    def __init__(self, option: str, value: str) -> None:
        self.option, self.value = option, value
        known = (
            "there are `--base debian` and `--base nixpkgs`"
            if option == "--base"
            else "name a branch (`nixos-25.11`), a commit, `github:OWNER/REPOSITORY/BRANCH`, or the address of a "
            "`.tar.gz` without a password"
        )
        super().__init__(f"`{option}` cannot be `{without_credentials(value)}`", help=known)


@dataclass(frozen=True, kw_only=True, slots=True)
class BaseSettings:
    """Where interpreter, libraries and compilers come from; `None` and empty where nothing is said."""

    base: BaseName | None = None
    nixpkgs: str | None = None
    """Which nixpkgs: a branch or commit of NixOS/nixpkgs, a repository on GitHub, the address of an archive."""
    attributes: Mapping[str, str] = field(default_factory=dict)
    """What of nixpkgs has a need, by the need's name, or stands for a Debian package that `native` names."""

    def under(self, other: BaseSettings) -> BaseSettings:
        """Both, where `other` has the last word."""
        return BaseSettings(
            base=other.base or self.base,
            nixpkgs=other.nixpkgs or self.nixpkgs,
            attributes={**self.attributes, **other.attributes},
        )

    @property
    def chosen(self) -> BaseName:
        """The base: Debian where nothing else is said."""
        return self.base or "debian"

    def facts(self) -> Mapping[str, object]:
        """All that is said, as JSON, for a digest; empty where nothing is."""
        said = {"base": self.base, "nixpkgs": self.nixpkgs, "attributes": dict(self.attributes)}
        return {key: value for key, value in said.items() if value}


def is_nixpkgs(text: str) -> bool:
    """Whether a text names a nixpkgs."""
    pattern = _ADDRESS if "://" in text else _GITHUB if ":" in text else _BRANCH
    return len(text) <= _LONGEST and pattern.fullmatch(text) is not None and ".." not in text


def typed_base(options: Sequence[str]) -> BaseSettings:
    """What was typed, the last of each option; who names a nixpkgs wants that base. Raises `BadBase`."""
    base: BaseName | None = None
    nixpkgs = None
    for option in options:
        if option.startswith(BASE):
            text = option.removeprefix(BASE)
            if text not in {"debian", "nixpkgs"}:
                raise BadBase(BASE.strip(), text)
            base = "debian" if text == "debian" else "nixpkgs"
        elif option.startswith(NIXPKGS):
            nixpkgs = option.removeprefix(NIXPKGS)
            if not is_nixpkgs(nixpkgs):
                raise BadBase(NIXPKGS.strip(), nixpkgs)
            base = "nixpkgs"
    if base == "debian":
        nixpkgs = None
    return BaseSettings(base=base, nixpkgs=nixpkgs)


def read_base_settings(values: Mapping[str, object], where: Where, prefix: str) -> BaseSettings:
    """Read `base` and the table `nixpkgs`, whose keys are known ones. Raises `toml.BadValue`."""
    base = toml.text(values, "base", where, f"{prefix}base")
    if base not in {None, "debian", "nixpkgs"}:
        raise toml.BadValue(
            where, f"{prefix}base", f"cannot be `{base}`", 'write `base = "debian"` or `base = "nixpkgs"`'
        )
    table = toml.table(values, "nixpkgs", where, f"{prefix}nixpkgs")
    nixpkgs = toml.text(table, "from", where, f"{prefix}nixpkgs.from")
    if nixpkgs is not None and not is_nixpkgs(nixpkgs):
        raise toml.BadValue(
            where,
            f"{prefix}nixpkgs.from",
            f"is no nixpkgs: `{without_credentials(nixpkgs)}`",
            'name a branch: `from = "nixos-25.11"`',
        )
    path = f"{prefix}nixpkgs.attributes"
    attributes: dict[str, str] = {}
    for name in toml.table(table, "attributes", where, path):
        attribute = toml.text(toml.table(table, "attributes", where, path), name, where, f"{path}.{name}")
        known = name.isprintable() and 0 < len(name) <= _LONGEST_NAME
        if not known or len(attribute or "") > _LONGEST_NAME or not _ATTRIBUTE.fullmatch(attribute or ""):
            raise toml.BadValue(
                where,
                f"{path}.{name}",
                f"is no attribute of nixpkgs: `{attribute}`",
                f'write `"{name}" = "zlib"`',
            )
        attributes[name] = attribute or ""
    return BaseSettings(
        base="debian" if base == "debian" else "nixpkgs" if base == "nixpkgs" else None,
        nixpkgs=nixpkgs,
        attributes=attributes,
    )
