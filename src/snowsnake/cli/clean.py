"""`snowsnake clean`: let go of environments."""

from __future__ import annotations

import os
import time
from pathlib import Path

import click

from snowsnake.cli import options
from snowsnake.cli.help import Verb
from snowsnake.cli.options import Common
from snowsnake.environments.clean import clean
from snowsnake.environments.programs import drop_links
from snowsnake.environments.state import State
from snowsnake.environments.subjects import find_project, state_directory
from snowsnake.errors import UsageError


@click.command(
    "clean", cls=Verb, examples=("snowsnake clean && nix-collect-garbage", "snowsnake clean --all")
)
@click.option("--all", "everything", is_flag=True, help="Let go of every environment.")
@click.option(
    "--older-than", type=click.FloatRange(min=0), metavar="DAYS", help="Of those not used for DAYS days."
)
@options.common(working=False, answers=True)
def command(common: Common, *, everything: bool, older_than: float | None) -> None:
    """Let go of this project's environments, and of all that were not used for 30 days.

    Environments of projects and scripts that are gone are let go of too. Those that environments.toml names stay
    without --all: `snowsnake apply` lets go of what the file no longer has. Locks of projects and links made by
    `build -o` are left alone. Nothing is deleted from the Nix store: `nix-collect-garbage` frees what nobody
    holds any more.
    """
    if everything and older_than is not None:
        raise UsageError("`--all` and `--older-than` contradict each other", help="use one of them")
    project = find_project(os.getcwd())  # noqa: PTH109 -- as text, like the hot path
    state = State(Path(state_directory(os.environ)))
    cleaned = clean(
        state,
        project=Path(project) if project else None,
        everything=everything,
        older_than=older_than,
        now=time.time(),
    )
    if any(entry.kind == "named" for entry in cleaned.let_go):
        drop_links(state)
    terminal = common.terminal
    if terminal.json:
        terminal.result(
            "clean",
            {
                "let-go": [
                    {"kind": entry.kind, "of": entry.description, "environment": entry.environment}
                    for entry in cleaned.let_go
                ],
                "busy": [entry.description for entry in cleaned.busy],
                "kept": cleaned.kept,
            },
        )
        return
    # One that was never made (its lock failed) goes without a word.
    let_go = [entry for entry in cleaned.let_go if entry.environment]
    for entry in let_go:
        terminal.line(f"{entry.kind} {entry.description}")
    for entry in cleaned.busy:
        terminal.note(f"left alone, in use by another snowsnake: {entry.description}")
    if let_go:
        count = len(let_go)
        terminal.note(
            f"let go of {count} environment{'s' * (count != 1)}; `nix-collect-garbage` frees the space"
        )
    else:
        terminal.note(f"nothing to let go of ({cleaned.kept} kept)")
