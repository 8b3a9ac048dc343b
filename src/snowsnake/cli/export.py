"""`snowsnake export`: the lock in another format."""

from __future__ import annotations

import os
from pathlib import Path

import click

from snowsnake.cli import options
from snowsnake.cli.help import Verb
from snowsnake.cli.inputs import inputs_again
from snowsnake.cli.options import Common
from snowsnake.environments.state import replace
from snowsnake.environments.subjects import find_project
from snowsnake.lockfile.files import load_lock
from snowsnake.lockfile.freshness import require_fresh
from snowsnake.project_files import LOCK_NAME


@click.command(
    "export",
    cls=Verb,
    examples=(
        "snowsnake export > pylock.toml",
        "snowsnake export --format requirements.txt -o requirements.txt",
    ),
)
@click.option(
    "--format",
    "kind",
    type=click.Choice(["pylock.toml", "requirements.txt"]),
    default="pylock.toml",
    show_default=True,
    help="pylock.toml (PEP 751), or requirements.txt with hashes.",
)
@click.option("-o", "--output", metavar="FILE", help="Write here; stdout is the default.")
@click.option("--lock", "lock_file", metavar="FILE", help="The lock; the project's is the default.")
@options.common(working=False)
def command(common: Common, *, kind: str, output: str | None, lock_file: str | None) -> None:
    """Write the distributions that snowsnake.lock holds, for tools that read other formats.

    What the environment takes from Debian is not in these formats.
    """
    from snowsnake.resolve.export import pylock_text, requirements_text  # noqa: PLC0415 -- for this verb only

    here = os.getcwd()  # noqa: PTH109 -- as text, like the hot path
    directory = Path(find_project(here) or here)
    path = Path(lock_file) if lock_file else directory / LOCK_NAME
    lock = load_lock(path)
    if lock_file is None:
        require_fresh(lock, inputs_again(directory, lock).digest, path)
    text = pylock_text(lock) if kind == "pylock.toml" else requirements_text(lock)
    if output:
        replace(Path(output), text.encode())
        common.terminal.note(f"wrote `{output}`")
    else:
        common.terminal.data(text)
