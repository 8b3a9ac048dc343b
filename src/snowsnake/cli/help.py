"""How help looks: what the verb does, examples to copy, its own options, and apart from them those of every verb."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

SHARED = frozenset(
    {
        "as_json", "colour", "help", "jobs", "keep_failed", "offline", "prefer", "quiet", "sandbox", "strict",
        "timeout", "verbose",
    }
)  # fmt: skip
"""Parameters that most verbs have."""


class Verb(click.Command):
    """A verb of snowsnake. `examples`: whole command lines, the most usual first."""

    def __init__(self, *arguments: Any, examples: Sequence[str] = (), **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.examples = examples

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Examples, then options."""
        if self.examples:
            with formatter.section("Examples"):
                formatter.write("".join(f"{'':{formatter.current_indent}}{line}\n" for line in self.examples))
        own: list[tuple[str, str]] = []
        shared: list[tuple[str, str]] = []
        for parameter in self.get_params(ctx):
            record = parameter.get_help_record(ctx)
            if record is not None and isinstance(parameter, click.Option):
                (shared if parameter.name in SHARED else own).append(record)
        for title, records in (("Options", own), ("Options of most verbs", shared)):
            if records:
                with formatter.section(title):
                    formatter.write_dl(records)
