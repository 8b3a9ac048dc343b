"""Requirements that were typed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from snowsnake.requirements.text import Where, normalised, parse_requirement

_WHERE = Where(name="the command line")


@dataclass(frozen=True, kw_only=True, slots=True)
class CommandLine:
    """Requirements from the command line."""

    requires: tuple[str, ...]
    """PEP 508 text, normalised and sorted; paths as absolute `file:` URLs."""

    def describe(self) -> str:
        """For a person."""
        return "command line"


def read_command_line(requirements: Sequence[str], directory: Path) -> CommandLine:
    """Parse what was typed in `directory`. Raises as `parse_requirement` does."""
    return CommandLine(
        requires=normalised([parse_requirement(text, _WHERE, directory) for text in requirements])
    )
