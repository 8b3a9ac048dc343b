"""Whose environment a command line means: the project's, a script's, or that of what is named."""

from __future__ import annotations

import os
from pathlib import Path

from snowsnake.cli.chosen import only_of_files
from snowsnake.cli.no_package import refuse_other_words
from snowsnake.cli.options import only_ad_hoc
from snowsnake.environments.subjects import Subject, find_project, is_script, script_metadata
from snowsnake.errors import SnowsnakeError, UsageError
from snowsnake.requirements.begin import how_to_begin


class NoSubject(SnowsnakeError):
    """There is nothing that an environment could be made for."""

    def __init__(self, directory: str, script: str | None = None) -> None:
        self.directory = directory
        self.script = script
        if script is None:
            message = f"there is no project in `{directory}` or above it"
            begin = how_to_begin(Path(directory))
            help_line = begin or "name what you need: `snowsnake shell requests -- python`"
        else:
            nowhere = f"there is no project in `{directory}` or above it"
            message = f"`{script}` has no `# /// script` block, and {nowhere}"
            help_line = 'add the lines `# /// script`, `# dependencies = ["requests"]`, `# ///` at its top'
        super().__init__(message, help=help_line)


def find_subject(command: list[str], *, python: str | None) -> Subject:
    """Whose environment `run` means. Raises `NoSubject`. (`hot.subject_of` decides alike.)"""
    directory = os.getcwd()  # noqa: PTH109 -- as text, like the hot path
    script = command[0] if command and is_script(command[0]) else None
    if script is not None:
        path = os.path.realpath(script)
        if script_metadata(path):
            return Subject("script", directory=str(Path(path).parent), script=path, python=python or "")
    project = find_project(directory)
    if project is None:
        raise NoSubject(directory, script)
    return Subject("project", directory=project, python=python or "")


def ad_hoc(
    requirements: tuple[str, ...],
    files: tuple[str, ...],
    *,
    python: str | None,
    options: tuple[str, ...] = (),
    prefer: tuple[str, ...] = (),
) -> Subject:
    """The subject of requirements that were typed: `.` is the project here. With another preference it is another one.

    Raises `UsageError` for `@NAME`, which `run` and `shell` take, and for what is no distribution's name.
    """
    if name := next((text for text in requirements if text.startswith("@")), None):
        raise UsageError(
            f"`{name}` stands for a whole environment, alone, where `run` and `shell` take it",
            help=f"`snowsnake shell {name}`, or `snowsnake run {name} -- python`",
        )
    directory = os.getcwd()  # noqa: PTH109 -- as text, like the hot path
    if requirements in {(".",), ("./",)} and not (files or options) and find_project(directory) == directory:
        return Subject("project", directory=directory, python=python or "")
    refuse_other_words(requirements, Path(directory), os.environ)
    paths = [os.path.join(directory, file) for file in files]  # noqa: PTH118 -- the same
    return Subject(
        "ad-hoc",
        directory=directory,
        requirements=requirements,
        files=paths,
        python=python or "",
        options=(*options, *(f"--prefer {name}" for name in prefer)),
    )


def asked(
    requirements: tuple[str, ...],
    files: tuple[str, ...],
    *,
    python: str | None,
    typed: tuple[str, ...],
    chosen: tuple[str, ...],
    prefer: tuple[str, ...] = (),
) -> Subject:
    """The subject of `build` and `shell`: what is named, else the project here.

    `typed` and `chosen` are the options that decide what is locked, as `typed_options` and `as_options` give them.
    Raises `NoSubject` and `UsageError`.
    """
    if not (requirements or files):
        only_ad_hoc(typed)
        return find_subject([], python=python)
    taken = (*typed, *(chosen if files else ()))
    subject = ad_hoc(requirements, files, python=python, options=taken, prefer=prefer)
    if subject.kind != "project":
        only_of_files(requirements, files, chosen)
    return subject
