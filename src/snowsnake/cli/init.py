"""`snowsnake init`: the smallest Nix files for a project."""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from snowsnake.cli import options
from snowsnake.cli.help import Verb
from snowsnake.cli.options import Common
from snowsnake.environments.subjects import find_project
from snowsnake.errors import SnowsnakeError, UsageError
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
        "snowsnake init --vendor",
        "snowsnake init --nix",
    ),
)
@click.option("--nix", is_flag=True, help="default.nix and shell.nix, for Nix without flakes.")
@click.option("--url", metavar="URL", help="Where Nix has snowsnake from (a flake reference).")
@click.option("--vendor", is_flag=True, help="Copy snowsnake's Nix library into the project, and name that.")
@click.option("--force", is_flag=True, help="Write over files that are there.")
@options.common(working=False, answers=True)
def command(common: Common, *, nix: bool, url: str | None, vendor: bool, force: bool) -> None:
    """Write flake.nix, which gives snowsnake.lock's environment to Nix, beside the project's own files.

    It has a package, a shell and an app for every system of the lock: `nix build`, `nix develop`, `nix run`.
    An installed snowsnake has no address that Nix could fetch it from: without --url it copies its Nix library into
    the project, as with --vendor.
    """
    from snowsnake.nix import starters  # noqa: PLC0415 -- for this verb only

    here = os.getcwd()  # noqa: PTH109 -- as text, like the hot path
    project = find_project(here)
    if project is None:
        raise NoProjectFile(here)
    directory = Path(project)
    if vendor and url is not None:
        raise UsageError("`--url` and `--vendor` exclude each other", help="type one of them")
    home = None if vendor else starters.reference(url)
    files = starters.without_flakes(home) if nix else {"flake.nix": starters.flake(home)}
    written = [*files, *([starters.VENDORED] if home is None else [])]
    # A link that leads nowhere is something, too.
    there = [name for name in written if os.path.lexists(directory / name)]
    if there and not force:
        raise AlreadyThere(there)
    if home is None:
        _copy_library(directory / starters.VENDORED, directory, starters.library())
    for name, text in files.items():
        write_file(directory / name, text.encode())
    same = [name for name, typed in (("--nix", nix), ("--vendor", vendor)) if typed]
    _report(
        common,
        directory,
        written,
        home,
        is_ours=url is None,
        flake=not nix,
        again=" ".join(["--force", *same]),
    )


def _report(
    common: Common,
    directory: Path,
    written: Sequence[str],
    home: str | None,
    *,
    is_ours: bool,
    flake: bool,
    again: str,
) -> None:
    """Say what was written and what comes next; `is_ours`: the address `home` is this machine's own. `again`: the
    options that write the same once more."""
    from snowsnake.nix.starters import VENDORED  # noqa: PLC0415 -- for this verb only

    if common.terminal.json:
        files = [str(directory / name) for name in written]
        common.terminal.result("init", {"files": files, "url": home or f"./{VENDORED}"})
        return
    if home is None:
        named = " and ".join(f"`{name}`" for name in written[:-1])
        common.terminal.note(f"wrote {named}, and snowsnake's Nix library in `{VENDORED}`")
        common.terminal.note(f"after an upgrade of snowsnake `snowsnake init {again}` copies it anew")
    else:
        common.terminal.note(
            f"wrote {' and '.join(f'`{name}`' for name in written)}, with snowsnake from {home}"
        )
        if is_ours:
            text = "that is on this machine only: `--url URL` names a place that others reach, `--vendor` needs none"
            common.terminal.note(text)
    if not (directory / LOCK_NAME).exists():
        common.terminal.note(f"there is no {LOCK_NAME} yet: `snowsnake lock` writes it")
    if flake and any((parent / ".git").exists() for parent in (directory, *directory.parents)):
        common.terminal.note(f"a flake has only what git knows: `git add {' '.join([*written, LOCK_NAME])}`")


def _copy_library(place: Path, directory: Path, files: Mapping[str, bytes]) -> None:
    """Put the library where it belongs, instead of what is there."""
    if place.is_dir() and not place.is_symlink():
        shutil.rmtree(place)
    else:
        place.unlink(missing_ok=True)
    for name, content in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
