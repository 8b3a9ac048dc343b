"""The last step of `run` and `shell`: become the program."""

from __future__ import annotations

import os
import shlex
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import NoReturn

from snowsnake.environments import activate
from snowsnake.environments.subjects import Subject
from snowsnake.errors import SnowsnakeError


class CommandNotStarted(SnowsnakeError):
    """The command is there and cannot be started."""

    exit_code = 126  # as shells say

    def __init__(self, program: str, error: OSError) -> None:
        self.program = program
        self.error = error
        super().__init__(
            f"cannot start `{program}`: {(error.strerror or str(error)).lower()}",
            help=_how_to_start(program),
        )


def _how_to_start(program: str) -> str:
    """What keeps a program from being started, and what to type."""
    quoted = shlex.quote(program)
    if Path(program).is_dir():
        return f"it is a directory: name a program in it, or a package's directory with `snowsnake run python {quoted}`"
    try:
        with Path(program).open("rb") as file:
            first = file.readline(256)
    except OSError:
        return "see that you may read and execute it"
    if not os.access(program, os.X_OK):
        return (
            f"a Python file is run with `snowsnake run python {quoted}`, a program needs `chmod +x {quoted}`"
        )
    if first.startswith(b"#!"):
        return "the program that its first line names is not there, or cannot be started itself"
    return f"it does not say what runs it: `snowsnake run sh {quoted}`, or add a line `#!/bin/sh` at its top"


def become(
    command: list[str], environment: str, environ: Mapping[str, str], *, subject: Subject, pure: bool = False
) -> NoReturn:
    """Replace this process by `command` in `environment`.

    Raises `CommandNotFound`, `NoSuchFile`, `OfAnotherPython`, `ModuleNotThere` and `CommandNotStarted`.
    """
    variables = activate.variables(environment, environ, name=subject.name, pure=pure)
    program = activate.find_program(command[0], variables["PATH"])
    if program is None or activate.is_of_another_python(program, command[0], environment):
        from snowsnake.cli import missing  # noqa: PLC0415 -- only for what is not there

        if program is None and missing.is_missing_script(command[0]):
            raise missing.NoSuchFile(command[0])
        if program is None:
            raise missing.CommandNotFound(command[0], environment, subject)
        raise missing.OfAnotherPython(command[0], program, environment, subject)
    module = activate.missing_module(command, environment, variables)
    if module is not None:
        from snowsnake.cli import missing  # noqa: PLC0415 -- only for what is not there

        raise missing.ModuleNotThere(module, subject)
    _become(program, command, variables)


def become_shell(environment: str, environ: Mapping[str, str], *, name: str, pure: bool) -> NoReturn:
    """Replace this process by the user's shell in `environment`. Raises `CommandNotStarted`."""
    variables = activate.variables(environment, environ, name=name, pure=pure)
    program, command, variables = activate.shell_command(variables, interactive=sys.stdin.isatty(), pure=pure)
    _become(program, command, variables)


def _become(program: str, command: list[str], variables: dict[str, str]) -> NoReturn:
    sys.stdout.flush()
    sys.stderr.flush()
    try:
        activate.execute(program, command, variables)
    except OSError as error:
        raise CommandNotStarted(program, error) from error
    raise AssertionError  # exec does not return
