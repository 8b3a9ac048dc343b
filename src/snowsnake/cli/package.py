"""`snowsnake package`: an expression for nixpkgs."""

from __future__ import annotations

from pathlib import Path

import click

from snowsnake.cli import options
from snowsnake.cli.help import Verb
from snowsnake.cli.no_package import refuse_file
from snowsnake.cli.options import Common
from snowsnake.errors import UsageError


@click.command(
    "package",
    cls=Verb,
    examples=(
        "snowsnake package toolz",
        "snowsnake package github:pytoolz/toolz -o toolz.nix",
        "snowsnake package --recursive --nixpkgs ~/nixpkgs -o packages somepackage",
    ),
)
@click.argument("what", metavar="NAME|github:OWNER/REPO|URL|DIRECTORY")
@click.option("-o", "--output", metavar="FILE", help="Write here; stdout is the default.")
@click.option(
    "--application/--library", default=None, help="What it is; guessed from what it says otherwise."
)
@click.option("--license", "licence", metavar="SPDX", help="Its licence, where it does not say clearly.")
@click.option("--subdirectory", metavar="DIRECTORY", default="", help="Where the project is in its source.")
@click.option(
    "--explain", is_flag=True, help="Add comments: what goes into nativeBuildInputs, what elsewhere."
)
@click.option("--nixpkgs", metavar="PATH", help="A nixpkgs to compare with; <nixpkgs> is the default.")
@click.option(
    "--recursive", is_flag=True, help="Write what that nixpkgs lacks, too: `--output` is a directory then."
)
@click.option(
    "--check", is_flag=True, help="Evaluate what was written with that nixpkgs, and build it if possible."
)
@options.common()
def command(
    common: Common,
    *,
    what: str,
    output: str | None,
    application: bool | None,
    licence: str | None,
    subdirectory: str,
    explain: bool,
    nixpkgs: str | None,
    recursive: bool,
    check: bool,
) -> None:
    """Write the expression with which nixpkgs would have a package.

    Nothing of the package is run. What has to be looked at by hand is said on standard error.
    """
    from snowsnake.expressions.gather import Wanted  # noqa: PLC0415 -- the same
    from snowsnake.expressions.produce import Order, produce  # noqa: PLC0415 -- imports much

    refuse_file(what, Path(), project="snowsnake package .")
    if recursive and output is None:
        raise UsageError(
            "`--recursive` writes several files", help="name a directory for them: `-o DIRECTORY`"
        )
    with common.terminal.progress() as observer:
        made = produce(
            Order(
                wanted=Wanted(
                    what=what, application=application, licence=licence, subdirectory=subdirectory.strip("/")
                ),
                nixpkgs=nixpkgs,
                recursive=recursive,
                check=check,
                explain=explain,
                output=Path(output) if output else None,
            ),
            common.configuration(),
            observer,
        )
    for file in made.files:
        for note in file.notes:
            common.terminal.note(f"{file.name}: {note}")
        if output is not None:
            common.terminal.note(f"wrote `{file.path}`")
        else:
            common.terminal.data(file.text)
