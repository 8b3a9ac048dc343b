"""What clashed in an environment, as its builder recorded it: warnings, or an error where the user is strict."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path

from snowsnake.errors import SnowsnakeError
from snowsnake.events import Notice, Observer

_SITE = re.compile(r"lib/[^/]+/site-packages/")


@dataclass(frozen=True, kw_only=True, slots=True)
class Collision:
    """Code of one distribution that an environment does not have, because something else has its place."""

    kept: str | None
    """The distribution whose files are there; `None` where they are the environment's own."""
    left_out: str
    """The distribution whose files are not."""
    paths: tuple[str, ...]
    """Relative to the environment, sorted; at least one."""

    def message(self) -> str:
        """What is there, and what is not."""
        shown = _SITE.sub("", self.paths[0], count=1)
        more = len(self.paths) - 1
        files = f"`{shown}`" + (f" and {more} more file{'s' if more > 1 else ''}" if more else "")
        if self.kept is None:
            return f"`{self.left_out}` ships {files} where the environment has its own, which stays"
        return f"`{self.kept}` and `{self.left_out}` both ship {files}, with different content"

    def choice(self) -> str:
        """What to type to have it the other way."""
        return (
            f'`--prefer {self.left_out}`, or `prefer = ["{self.left_out}"]` in `[tool.snowsnake]` of '
            "pyproject.toml, takes the other"
        )


class Collided(SnowsnakeError):
    """Distributions clash, and the user is strict (`--strict`)."""

    def __init__(self, collisions: tuple[Collision, ...]) -> None:
        self.collisions = collisions
        first, *others = collisions
        help_line = f"do not require `{first.left_out}`, or do not be strict: `--strict` and `strict = true`"
        if first.kept is not None:
            wins = f'`prefer = ["{first.kept}"]` in `[tool.snowsnake]` of pyproject.toml, or `--prefer {first.kept}`'
            help_line = f"require only one of them, or say which one wins: {wins}"
        super().__init__(
            first.message(),
            help=help_line,
            details="\n".join(one.message() for one in others) or None,
        )


def read_collisions(environment: Path) -> tuple[Collision, ...]:
    """What clashed in an environment (store path): nothing where it does not say."""
    from snowsnake.builders.collisions import FILE  # noqa: PLC0415 -- imports what only builders need

    try:
        document = json.loads((environment / FILE).read_bytes())
        return tuple(
            Collision(kept=one["kept"], left_out=one["left-out"], paths=tuple(one["paths"]))
            for one in document
        )
    except FileNotFoundError:
        return ()


def report_collisions(environment: Path, observer: Observer, *, strict: bool) -> None:
    """Warn of what clashed in an environment. Raises `Collided` where `strict`."""
    found = read_collisions(environment)
    if found and strict:
        raise Collided(found)
    for one in found:
        choice = "" if one.kept is None else f": `{one.kept}` wins, as with pip; {one.choice()}"
        observer(Notice(level="warning", text=one.message() + choice))
