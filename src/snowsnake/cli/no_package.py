"""Words among requirements that mean something else: a file, a directory, a named environment. No index is asked for
them: whoever registered such a name there would be run."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from snowsnake.environments.subjects import environments_file, provided
from snowsnake.errors import SnowsnakeError, UsageError
from snowsnake.project_files import LOCK_NAME, is_environment_name
from snowsnake.requirements.slips import file_kind

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def refuse_other_words(requirements: Sequence[str], directory: Path, environ: Mapping[str, str]) -> None:
    """Refuse a bare name that stands for something in `directory` or of the user's. Raises `UsageError`.

    With a version (`work>=0`), extras or an address it can only be a distribution.
    """
    for text in requirements:
        if not _NAME.fullmatch(text):
            continue
        refuse_file(text, directory)
        path = directory / text
        is_project = path.is_dir() and any((path / name).is_file() for name in ("pyproject.toml", "setup.py"))
        if is_project:
            raise UsageError(
                f"`{text}` is a directory here, and may be a package of the index",
                help=f"write `./{text}` for the directory, `'{text}>=0'` for the package",
            )
        if _is_environment(text, environ):
            raise UsageError(
                f"`{text}` is one of your environments, and may be a package of the index",
                help=f"`snowsnake shell @{text}` for the environment, `'{text}>=0'` for the package",
            )


def refuse_file(text: str, directory: Path, *, project: str | None = None) -> None:
    """Refuse the name of a file where a distribution's is expected. Raises `UsageError`.

    What has a slash in it is a path already: the reader says what is wrong with it. `project` is the line for the
    project here, of a verb that takes one in place of a file.
    """
    if "/" in text:
        return
    kind = file_kind(text, there=(directory / text).is_file())
    quoted = shlex.quote(text)
    help_line = {
        "requirements": f"write `-r {quoted}` for what it requires",
        "script": f"`snowsnake run {quoted}` runs it",
        "archive": f"write `./{text}`",
        "environments": "`snowsnake apply` makes its environments",
        "other": f"`'{text}>=0'` is the package of that name",
    }
    if text in {"setup.py", "setup.cfg"}:
        help_line["other"] = "write `.` for the project here"
    elif text == LOCK_NAME:
        help_line["other"] = "leave it out: what is locked here is taken where nothing else is named"
    if kind is not None:
        hint = (
            help_line[kind] if project is None or kind == "archive" else f"for the project here: `{project}`"
        )
        raise UsageError(f"`{text}` is the name of a file, not of a package", help=hint)


def _is_environment(name: str, environ: Mapping[str, str]) -> bool:
    from snowsnake.requirements.environments_file import (  # noqa: PLC0415 -- only for a word that may be one
        read_environments_file,
    )

    if not is_environment_name(name):
        return False
    try:
        tables = read_environments_file(Path(environments_file(environ))).tables
    except SnowsnakeError:  # there is none, or `@NAME` says what is wrong with it
        tables = {}
    return name in tables or provided(name, environ) is not None
