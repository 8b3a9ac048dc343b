"""`snowsnake init`: the smallest Nix files for a project."""

from __future__ import annotations

import os
from pathlib import Path

import click

from snowsnake.cli import options
from snowsnake.cli.help import Verb
from snowsnake.cli.options import Common
from snowsnake.environments.subjects import find_project
from snowsnake.errors import SnowsnakeError
from snowsnake.project_files import LOCK_NAME
from snowsnake.storage import write_file


class NoProjectFile(SnowsnakeError):
    """There is nothing here that an environment could be made of."""

    def __init__(self, directory: str) -> None:
        self.directory = directory
        super().__init__(
            f"there is no pyproject.toml or requirements.txt in `{directory}` or above it",
            help="go to the project's directory, or name what it needs: `echo requests > requirements.txt`",
        )


class AlreadyThere(SnowsnakeError):
    """The project has such files."""

    def __init__(self, files: list[str]) -> None:
        self.files = files
        named = " and ".join(f"`{file}`" for file in files)
        super().__init__(
            f"{named} {'is' if len(files) == 1 else 'are'} there already",
            help="`--force` writes over; to keep it, call `mkFlake` or `mkEnvironment` in it "
            "(docs/reference/nix-library.md)",
        )


@click.command(
    "init",
    cls=Verb,
    examples=(
        "snowsnake init",
        "snowsnake init --url git+https://example.org/snowsnake",
        "snowsnake init --nix",
    ),
)
@click.option("--nix", is_flag=True, help="default.nix and shell.nix, for Nix without flakes.")
@click.option("--url", metavar="URL", help="Where Nix has snowsnake from (a flake reference).")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@options.common(working=False, answers=True)
def command(common: Common, *, nix: bool, url: str | None, force: bool) -> None:
    """Write flake.nix, which gives snowsnake.lock's environment to Nix, beside the project's own files.

    It has a package, a shell and an app for every system of the lock: `nix build`, `nix develop`, `nix run`.
    """
    from snowsnake.nix import starters  # noqa: PLC0415 -- for this verb only

    here = os.getcwd()  # noqa: PTH109 -- as text, like the hot path
    project = find_project(here)
    if project is None:
        raise NoProjectFile(here)
    directory = Path(project)
    home = starters.reference(url)
    files = starters.without_flakes(home) if nix else {"flake.nix": starters.flake(home)}
    # A link that leads nowhere is something, too.
    there = [name for name in files if os.path.lexists(directory / name)]
    if there and not force:
        raise AlreadyThere(there)
    for name, text in files.items():
        write_file(directory / name, text.encode())
    if common.terminal.json:
        common.terminal.result("init", {"files": [str(directory / name) for name in files], "url": home})
        return
    common.terminal.note(f"wrote {' and '.join(f'`{name}`' for name in files)}, with snowsnake from {home}")
    if url is None:
        common.terminal.note("that is on this machine only: `--url URL` names a place that others reach")
    needed = [*files, LOCK_NAME]
    if not (directory / LOCK_NAME).exists():
        common.terminal.note(f"there is no {LOCK_NAME} yet: `snowsnake lock` writes it")
    if not nix and any((parent / ".git").exists() for parent in (directory, *directory.parents)):
        common.terminal.note(f"a flake has only what git knows: `git add {' '.join(needed)}`")
