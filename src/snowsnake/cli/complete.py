"""What a shell completes: files, `@NAME`, targets, interpreters, extras and groups. docs/how-to/completion.md.

Nothing here may fail or take long: whoever presses TAB waits, and has no use for an error.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from snowsnake.environments.subjects import environments_file, find_project, provided_places
from snowsnake.project_files import LOCK_NAME

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def files(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 -- click's signature
    """Files, as the shell completes them by itself."""
    return _of_kind(incomplete, "file")


def directories(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 -- the same
    """Directories, in the same way."""
    return _of_kind(incomplete, "dir")


def words(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """`@NAME` where one is begun, else files."""
    before = ctx.params.get(parameter.name or "") or ()
    if (
        before and before[-1] == "@"
    ):  # bash takes the word apart behind `@`, and puts the answer in place of all of it
        incomplete = f"@{incomplete}"
    if incomplete.startswith("@"):
        return _items((f"@{name}" for name in _environments()), incomplete)
    return _of_kind(incomplete, "file")


def environments(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 -- the same
    """The names of environments."""
    return _items(_environments(), incomplete)


def targets(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 -- the same
    """The targets of the lock here; for `lock`, all that there are."""
    locked = [] if ctx.info_name in {"lock", "inspect"} else _locked()
    return _items(locked or _targets(), incomplete)


def interpreters(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 -- the same
    """The interpreters of the base."""
    from snowsnake.provide.debian.suites import load_table  # noqa: PLC0415 -- only for this

    return _items((entry.offered().label for entry in load_table().interpreters), incomplete)


def extras(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 -- the same
    """The extras of the project here."""
    project = _pyproject().get("project")
    return _items(_keys(project, "optional-dependencies"), incomplete)


def groups(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 -- the same
    """The dependency groups of the project here."""
    return _items(_keys(_pyproject(), "dependency-groups"), incomplete)


def bases(ctx: click.Context, parameter: click.Parameter, incomplete: str) -> list[CompletionItem]:  # noqa: ARG001 -- the same
    """The bases."""
    return _items(("debian", "nixpkgs"), incomplete)


def _of_kind(incomplete: str, kind: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem  # noqa: PLC0415 -- only for completion

    return [CompletionItem(incomplete, type=kind)]


def _items(found: Iterable[str], incomplete: str) -> list[CompletionItem]:
    from click.shell_completion import CompletionItem  # noqa: PLC0415 -- only for completion

    return [CompletionItem(text) for text in found if text.startswith(incomplete)]


def _environments() -> list[str]:
    names = _keys(_toml(Path(environments_file(os.environ))))
    for place in provided_places(os.environ):
        with suppress(OSError):
            names += [path.name for path in Path(place).iterdir()]
    return sorted(dict.fromkeys(names))


def _project() -> Path:
    here = os.getcwd()  # noqa: PTH109 -- as text, like the hot path
    return Path(find_project(here) or here)


def _locked() -> list[str]:
    from snowsnake.errors import SnowsnakeError  # noqa: PLC0415 -- only for this
    from snowsnake.lockfile.files import load_lock  # noqa: PLC0415 -- the same

    try:
        return sorted(load_lock(_project() / LOCK_NAME).targets)
    except SnowsnakeError:
        return []


def _targets() -> Iterator[str]:
    from snowsnake.provide.debian.suites import load_table  # noqa: PLC0415 -- only for this

    table = load_table()
    for entry in table.interpreters:
        for system in table.machines:
            yield str(entry.offered().target(system))


def _pyproject() -> dict[str, Any]:
    return _toml(_project() / "pyproject.toml")


def _toml(path: Path) -> dict[str, Any]:
    from snowsnake.parsing import parse_toml  # noqa: PLC0415 -- only for completion

    try:
        return parse_toml(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}


def _keys(document: object, *keys: str) -> list[str]:
    for key in keys:
        document = document.get(key) if isinstance(document, dict) else None
    return list(document) if isinstance(document, dict) else []
