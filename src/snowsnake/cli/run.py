"""`snowsnake run`: a command or a script, in its environment."""

from __future__ import annotations

import os

import click

from snowsnake.cli import complete, options
from snowsnake.cli.chosen import as_options
from snowsnake.cli.enter import become
from snowsnake.cli.environment import ensure
from snowsnake.cli.help import Verb
from snowsnake.cli.missing import NoSuchFile, is_missing_file
from snowsnake.cli.named import applied, named_subject
from snowsnake.cli.options import Common
from snowsnake.cli.subject import ad_hoc, find_subject
from snowsnake.environments.hot import after_name
from snowsnake.environments.subjects import is_script
from snowsnake.errors import UsageError


@click.command(
    "run",
    cls=Verb,
    examples=(
        "snowsnake run python -c 'print(1)'",
        "snowsnake run -m pytest -x",
        "snowsnake run script.py ARGUMENT",
        "snowsnake run @work -- python script.py",
    ),
    context_settings={"allow_interspersed_args": False},
)
@click.argument(
    "command_line",
    metavar="[@NAME] COMMAND|SCRIPT [ARGUMENT]...",
    nargs=-1,
    type=click.UNPROCESSED,
    shell_complete=complete.words,
    required=True,
)
@click.option("-m", "--module", is_flag=True, help="COMMAND is a Python module: as `python -m` does.")
@options.python
@options.requirement_files
@options.chosen
@options.no_binary
@options.native
@options.base
@options.locked
@options.common(builds=True)
def command(
    common: Common,
    *,
    command_line: tuple[str, ...],
    module: bool,
    python: str | None,
    files: tuple[str, ...],
    extras: tuple[str, ...],
    groups: tuple[str, ...],
    no_binary: tuple[str, ...],
    native: tuple[str, ...],
    base: str | None,
    nixpkgs: str | None,
    locked: bool,
) -> None:
    """Run COMMAND in the project's environment, or SCRIPT in its own.

    The project is the nearest directory, from here upwards, with a snowsnake.lock, pyproject.toml or
    requirements.txt. A script with PEP 723 metadata has an environment of its own; one without runs in the
    project's. Start a script with `#!/usr/bin/env -S snowsnake run` and it runs by itself.

    With @NAME before it, COMMAND or SCRIPT runs in one of the environments that `snowsnake apply` makes.

    A missing or stale lock is made first (see --locked). The exit code is the command's.
    """
    words, name = list(command_line), ""
    if words[0].startswith("@"):
        name = words.pop(0)
        module, words = after_name(words, module=module)
        if not words:
            raise UsageError(
                "missing argument `COMMAND|SCRIPT [ARGUMENT]...`", help=f"`snowsnake run {name} -- python`"
            )
    words = ["python", "-m", *words] if module else words
    if is_missing_file(words[0]):  # before anything is made for it
        raise NoSuchFile(words[0])
    typed = options.typed_options(no_binary, native, base, nixpkgs)
    chosen = as_options(extras, groups)
    if name:
        subject = named_subject(name, python, files, typed, chosen)
        environment = applied(subject, common)
    else:
        if files:
            subject = ad_hoc((), files, python=python, options=(*typed, *chosen), prefer=common.prefer)
            extras = groups = ()
        else:
            options.only_ad_hoc(typed)
            subject = find_subject(words, python=python)
        must = options.must_be_locked(locked)
        environment = ensure(subject, common, locked=must, extras=extras, groups=groups)
    if is_script(words[0]):
        words = [environment + "/bin/python", *words]
    become(words, environment, os.environ, subject=subject)
