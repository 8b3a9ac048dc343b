"""Cleaning: letting go of environments, so that Nix's garbage collector may free them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from snowsnake.environments.state import Remembered, State

UNUSED_DAYS = 30
"""Without options, an environment goes that was not used for so many days."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleaned:
    """What `clean` did."""

    let_go: tuple[Remembered, ...]
    busy: tuple[Remembered, ...]
    """Left alone, because another snowsnake is making them."""
    kept: int
    """How many environments are still held."""


def choose(
    entries: list[Remembered], *, project: Path | None, everything: bool, older_than: float | None, now: float
) -> list[Remembered]:
    """Which of `entries` to let go of.

    `everything`: all of them. `older_than` (days): those unused for so long. Neither: those of `project` (the
    directory that the user stands in), and those unused for `UNUSED_DAYS`. Orphans go in every case. What
    environments.toml names is wanted, however long it was not used: it stays unless `everything` goes.
    """
    days = UNUSED_DAYS if older_than is None else older_than
    mine = str(project) if project is not None and older_than is None else None
    return [
        entry
        for entry in entries
        if everything
        or entry.orphaned
        or (entry.kind != "named" and now - entry.last_used >= days * 86400)
        or (mine is not None and entry.kind == "project" and entry.owner == mine)
    ]


def clean(
    state: State,
    *,
    project: Path | None,
    everything: bool = False,
    older_than: float | None = None,
    now: float,
) -> Cleaned:
    """Let go of the environments that `choose` names. Raises `StateNotWritable`."""
    entries = state.entries()
    chosen = choose(entries, project=project, everything=everything, older_than=older_than, now=now)
    let_go: list[Remembered] = []
    busy: list[Remembered] = []
    for entry in chosen:
        (let_go if state.forget(entry) else busy).append(entry)
    return Cleaned(let_go=tuple(let_go), busy=tuple(busy), kept=len(entries) - len(let_go))
