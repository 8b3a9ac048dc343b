"""`snowsnake shell`: a shell, or a command, in an environment."""

from __future__ import annotations

import os
from typing import NoReturn

import click

from snowsnake.cli import complete, options
from snowsnake.cli.chosen import as_options
from snowsnake.cli.enter import become, become_shell
from snowsnake.cli.environment import ensure
from snowsnake.cli.help import Verb
from snowsnake.cli.named import applied, named_subject
from snowsnake.cli.options import Common
from snowsnake.cli.subject import asked
from snowsnake.environments.subjects import Subject


class SplitAtDashes(Verb):
    """A command that keeps what follows `--` apart; click would add it to the arguments before."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Split, then parse what stands before `--`."""
        if "--" in args:
            at = args.index("--")
            ctx.meta["after"] = args[at + 1 :]
            args = args[:at]
        return super().parse_args(ctx, args)


@click.command(
    "shell",
    cls=SplitAtDashes,
    examples=(
        "snowsnake shell requests numpy",
        "snowsnake shell --python 3.14 'httpx[http2]' -- python -c 'import httpx'",
        "snowsnake shell",
        "snowsnake shell @work",
    ),
)
@click.argument(
    "requirements", metavar="[REQUIREMENT]... [-- COMMAND...]", nargs=-1, shell_complete=complete.words
)
@options.python
@options.requirement_files
@options.chosen
@options.no_binary
@options.native
@options.base
@click.option("--pure", is_flag=True, help="Clear the process environment; PATH has the environment only.")
@options.locked
@options.common(builds=True)
@click.pass_context
def command(
    ctx: click.Context,
    common: Common,
    *,
    requirements: tuple[str, ...],
    python: str | None,
    files: tuple[str, ...],
    extras: tuple[str, ...],
    groups: tuple[str, ...],
    no_binary: tuple[str, ...],
    native: tuple[str, ...],
    base: str | None,
    nixpkgs: str | None,
    pure: bool,
    locked: bool,
) -> None:
    """Start your shell with REQUIREMENTs, or with the project's environment if there are none.

    Nothing is installed anywhere else; the same words start the same environment again (until `snowsnake
    clean`). With `-- COMMAND` that is run in place of a shell, and its exit code is ours. @NAME is one of the
    environments that `snowsnake apply` makes.
    """
    words: list[str] = ctx.meta.get("after", [])
    typed = options.typed_options(no_binary, native, base, nixpkgs)
    chosen = as_options(extras, groups)
    if requirements and requirements[0].startswith("@"):
        subject = named_subject(requirements[0], requirements[1:], python, files, typed, chosen)
        _enter(subject, applied(subject, common), words, pure=pure)
    subject = asked(requirements, files, python=python, typed=typed, chosen=chosen, prefer=common.prefer)
    if subject.kind != "project":
        extras = groups = ()
    must = options.must_be_locked(locked)
    environment = ensure(subject, common, locked=must, extras=extras, groups=groups)
    _enter(subject, environment, words, pure=pure)


def _enter(subject: Subject, environment: str, words: list[str], *, pure: bool) -> NoReturn:
    if words:
        become(words, environment, os.environ, subject=subject, pure=pure)
    become_shell(environment, os.environ, name=subject.name, pure=pure)
