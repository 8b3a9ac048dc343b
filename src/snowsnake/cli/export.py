"""`snowsnake export`: the lock in another format."""

from __future__ import annotations

import os
from pathlib import Path

import click

from snowsnake.cli import complete, options
from snowsnake.cli.help import Verb
from snowsnake.cli.inputs import inputs_again
from snowsnake.cli.options import Common
from snowsnake.environments.subjects import find_project
from snowsnake.errors import UsageError
from snowsnake.lockfile.files import load_lock
from snowsnake.lockfile.freshness import require_fresh
from snowsnake.lockfile.model import Lock
from snowsnake.project_files import LOCK_NAME
from snowsnake.storage import write_file

FORMATS = {"pylock": "pylock.toml", "requirements": "requirements.txt", "nix": "nix", "flake": "flake"}
_NAMES = [*FORMATS, "pylock.toml", "requirements.txt"]


@click.command(
    "export",
    cls=Verb,
    examples=(
        "snowsnake export > pylock.toml",
        "snowsnake export requirements -o requirements.txt",
        "snowsnake export nix -o default.nix",
    ),
)
@click.argument("format_", metavar="[FORMAT]", type=click.Choice(_NAMES), required=False)
@click.option(
    "--format", "kind", metavar="FORMAT", type=click.Choice(_NAMES), help="The same; or the name of the file."
)
@click.option(
    "-o", "--output", metavar="FILE", shell_complete=complete.files, help="Write here; stdout is the default."
)
@click.option(
    "--lock",
    "lock_file",
    metavar="FILE",
    shell_complete=complete.files,
    help="The lock; the project's is the default.",
)
@click.option("--url", metavar="URL", help="nix, flake: where Nix has snowsnake from (a flake reference).")
@options.common(working=False)
def command(
    common: Common,
    *,
    format_: str | None,
    kind: str | None,
    output: str | None,
    lock_file: str | None,
    url: str | None,
) -> None:
    """Write the distributions that snowsnake.lock holds, for tools that read other formats.

    FORMAT is pylock (PEP 751, the default), requirements (with hashes), nix or flake. What the environment
    takes from Debian is in the last two only: they read the lock, which must lie beside them.
    """
    if format_ and kind:
        raise UsageError("two formats", help="`export FORMAT` and `--format` are the same: leave one out")
    name = kind or format_ or "pylock"
    wanted = FORMATS.get(name, name)
    nix = wanted in {"nix", "flake"}
    if url is not None and not nix:
        raise UsageError(f"`--url` is not for {wanted}", help="type `snowsnake export flake --url URL`")
    here = os.getcwd()  # noqa: PTH109 -- as text, like the hot path
    directory = Path(find_project(here) or here)
    path = Path(lock_file) if lock_file else directory / LOCK_NAME
    lock = load_lock(path)
    if lock_file is None:
        require_fresh(lock, inputs_again(directory, lock), path)
    text = _nix(wanted, path, url) if nix else _list(wanted, lock)
    if output:
        write_file(Path(output), text.encode())
        common.terminal.note(f"wrote `{output}`")
    else:
        common.terminal.data(text)


def _list(wanted: str, lock: Lock) -> str:
    from snowsnake.resolve.export import pylock_text, requirements_text  # noqa: PLC0415 -- for this verb only

    return pylock_text(lock) if wanted == "pylock.toml" else requirements_text(lock)


def _nix(wanted: str, lock: Path, url: str | None) -> str:
    from snowsnake.nix import starters  # noqa: PLC0415 -- for these formats only

    home = starters.reference(url)
    if home is None and not (lock.parent / starters.VENDORED).is_dir():
        raise starters.UnknownHome
    if wanted == "flake":
        return starters.flake(home, lock.name)
    return starters.without_flakes(home, lock.name)["default.nix"]
