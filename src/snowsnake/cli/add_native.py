"""`snowsnake add-native`: native packages of the project's environment."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path

import click

from snowsnake.cli import options
from snowsnake.cli.environment import kept_targets
from snowsnake.cli.help import Verb
from snowsnake.cli.inputs import inputs_again, load_if_there, writing, written
from snowsnake.cli.options import Common
from snowsnake.environments.subjects import find_project
from snowsnake.errors import SnowsnakeError
from snowsnake.events import Observer
from snowsnake.lockfile.changes import changes_of_locks, described
from snowsnake.lockfile.files import save_lock
from snowsnake.lockfile.freshness import is_fresh, is_preferred
from snowsnake.lockfile.model import Lock
from snowsnake.project_files import LOCK_NAME
from snowsnake.storage import write_file


class NoProject(SnowsnakeError):
    """There is no project whose environment could have more."""

    def __init__(self, directory: str, packages: tuple[str, ...]) -> None:
        self.directory = directory
        super().__init__(
            f"there is no project in `{directory}` or above it",
            help="go to its directory, or name all that you need: "
            f"`snowsnake shell --native {packages[0]} REQUIREMENT`",
        )


@click.command(
    "add-native",
    cls=Verb,
    examples=(
        "snowsnake add-native poppler-utils",
        "snowsnake add-native tesseract-ocr tesseract-ocr-deu",
        "snowsnake add-native --remove poppler-utils",
    ),
)
@click.argument("packages", metavar="PACKAGE...", nargs=-1, required=True)
@click.option("--remove", is_flag=True, help="Take them away instead.")
@options.common(answers=True, locks=True)
def command(common: Common, *, packages: tuple[str, ...], remove: bool) -> None:
    """Give the project's environment the programs and libraries of Debian PACKAGEs, and lock that.

    The names go into `native` of `[tool.snowsnake]` in pyproject.toml, or of snowsnake.toml where there is none.
    """
    from snowsnake.requirements.edit import settings_file, with_native  # noqa: PLC0415 -- for this verb only

    here = os.getcwd()  # noqa: PTH109 -- as text, like the hot path
    project = find_project(here)
    if project is None:
        raise NoProject(here, packages)
    directory = Path(project)
    path = directory / LOCK_NAME
    file = settings_file(inputs_again(directory, load_if_there(path))).resolve()  # a link stays one
    before = file.read_bytes() if file.exists() else None
    after = with_native(file, add=() if remove else packages, remove=packages if remove else ())
    with common.terminal.progress(summary=False) as observer, writing(path, observer):
        write_file(file, after)
        try:
            previous, lock = _lock(directory, path, common, observer)
        except BaseException:  # what the project said before is what it can have
            if before is None:
                file.unlink(missing_ok=True)
            else:
                write_file(file, before)
            raise
    found = changes_of_locks(previous, lock) if previous is not None else {}
    if common.terminal.json:
        changed = {name: [asdict(change) for change in said] for name, said in found.items()}
        answer = {"file": str(file), "packages": list(packages), "removed": remove, "changes": changed}
        common.terminal.result("add-native", answer)
        return
    done = "no longer has" if remove else "has"
    state = "locked" if previous is not lock else "it was locked so already"
    common.terminal.note(f"`{file.name}` {done} {', '.join(f'`{name}`' for name in packages)}; {state}")
    for line in described(found) if previous is not None else (written(path, lock),):
        common.terminal.note(line)


def _lock(directory: Path, path: Path, common: Common, observer: Observer) -> tuple[Lock | None, Lock]:
    """The lock as it was, and as it is now."""
    from snowsnake import pipeline  # noqa: PLC0415 -- imports everything

    previous = load_if_there(path)
    inputs = inputs_again(directory, previous)
    if previous is not None and is_fresh(previous, inputs.digest) and is_preferred(previous, common.prefer):
        return previous, previous
    request = pipeline.LockRequest(
        inputs=inputs,
        targets=kept_targets(previous, inputs, python=None),
        previous=previous,
        prefer=common.prefer,
    )
    lock = pipeline.lock(request, common.configuration(), observer)
    save_lock(lock, path)
    return previous, lock
