"""`[tool.snowsnake]` of a pyproject.toml or a script."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements import toml
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


class UnknownSetting(SnowsnakeError):
    """`[tool.snowsnake]` has a key that means nothing."""

    def __init__(self, where: Where, key: str) -> None:
        self.where, self.key = where, key
        super().__init__(
            f"{where}: `tool.snowsnake.{key}` is not a setting",
            help="the settings are `python`, `targets` and `prefer`",
        )


def read_settings(document: Mapping[str, object], where: Where) -> Settings:
    """Read `[tool.snowsnake]` of a parsed TOML document. Raises `UnknownSetting` and `toml.BadValue`."""
    tool = toml.table(document, "tool", where, "tool")
    values = toml.table(tool, "snowsnake", where, "tool.snowsnake")
    for key in values:
        if key not in {"python", "targets", "prefer"}:
            raise UnknownSetting(where, key)
    targets = toml.texts(values, "targets", where, "tool.snowsnake.targets")
    for index, name in enumerate(targets):
        try:
            Target.parse(name)
        except BadTarget as error:
            path = f"tool.snowsnake.targets[{index}]"
            raise toml.BadValue(where, path, f"is not a target: `{name}`", error.help) from None
    return Settings(
        python=toml.text(values, "python", where, "tool.snowsnake.python"),
        targets=targets,
        prefer=tuple(
            check_name(n, where) for n in toml.texts(values, "prefer", where, "tool.snowsnake.prefer")
        ),
    )
