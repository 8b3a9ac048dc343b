"""Nix's machine-readable log (`--log-format internal-json`) as typed events.

Each line is `@nix ` and a JSON object whose `action` is `start`, `stop`, `result` or `msg`. The numbers are
those of Nix's `src/libutil/logging.hh`, the same from 2.8 to today. The format promises nothing, so nothing
is taken for granted: a line that cannot be understood becomes `Unparsed` and is shown, never lost.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from snowsnake.parsing import parse_json

_PREFIX = "@nix "
_TERMINAL = re.compile(r"\x1b(\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(\x07|\x1b\\)|.)")


@dataclass(frozen=True, slots=True)
class ActivityStarted:
    """Nix begins something that has no type of its own here."""

    id: int
    kind: int
    """Nix's number of the activity's type."""
    text: str


@dataclass(frozen=True, slots=True)
class BuildActivityStarted:
    """Nix begins to build a derivation."""

    id: int
    derivation: str
    """The store path of the `.drv`."""


@dataclass(frozen=True, slots=True)
class BuildsActivityStarted:
    """Nix opens the activity that counts builds."""

    id: int


@dataclass(frozen=True, slots=True)
class TransferStarted:
    """Nix begins to download."""

    id: int
    url: str


@dataclass(frozen=True, slots=True)
class ActivityStopped:
    """An activity of any type has ended."""

    id: int


@dataclass(frozen=True, slots=True)
class LogLine:
    """A running build printed a line."""

    id: int
    line: str


@dataclass(frozen=True, slots=True)
class PhaseSet:
    """A running build entered a phase."""

    id: int
    phase: str


@dataclass(frozen=True, slots=True)
class ProgressMade:
    """How far an activity is."""

    id: int
    done: int
    expected: int
    running: int
    failed: int


@dataclass(frozen=True, slots=True)
class ExpectedSet:
    """How much of some type of activity an activity expects."""

    id: int
    kind: int
    number: int


@dataclass(frozen=True, slots=True)
class Message:
    """Nix says something. Levels: 0 error, 1 warning, 2 notice, 3 info, above: chatter."""

    level: int
    text: str
    """Without the colours that Nix puts in."""


@dataclass(frozen=True, slots=True)
class Ignored:
    """A result of a type that is not used here (a path that is corrupted, a fetch's status)."""


@dataclass(frozen=True, slots=True)
class Unparsed:
    """A line that is not Nix's, or not as Nix writes them."""

    text: str


NixEvent = (
    ActivityStarted
    | BuildActivityStarted
    | BuildsActivityStarted
    | TransferStarted
    | ActivityStopped
    | LogLine
    | PhaseSet
    | ProgressMade
    | ExpectedSet
    | Message
    | Ignored
    | Unparsed
)


def plain(text: str) -> str:
    """The text without terminal escapes."""
    return _TERMINAL.sub("", text)


def parse_line(line: str) -> NixEvent:
    """Read one line of Nix's standard error. Raises nothing."""
    line = line.rstrip("\r\n")
    if not line.startswith(_PREFIX):
        return Unparsed(plain(line))
    try:
        record = parse_json(line[len(_PREFIX) :])
        event = _event(record)
    except (ValueError, LookupError, TypeError, AttributeError):
        return Unparsed(plain(line))
    return Unparsed(plain(line)) if event is None else event


def _event(record: Any) -> NixEvent | None:
    match record:
        case {"action": "start", "id": int(id_), "type": int(kind)}:
            return _start(id_, kind, record)
        case {"action": "stop", "id": int(id_)}:
            return ActivityStopped(id_)
        case {"action": "result", "id": int(id_), "type": int(kind), "fields": [*fields]}:
            return _result(id_, kind, fields)
        case {"action": "msg", "level": int(level), "msg": str(text)}:
            return Message(level, plain(text))
        case _:
            return None


def _start(id_: int, kind: int, record: dict[str, Any]) -> NixEvent:
    text = plain(str(record.get("text", "")))
    match kind, record.get("fields", []):
        case (105, [str(derivation), *_]):  # actBuild
            return BuildActivityStarted(id_, derivation)
        case (104, _):  # actBuilds
            return BuildsActivityStarted(id_)
        case (101, [str(url), *_]):  # actFileTransfer
            return TransferStarted(id_, url)
        case _:
            return ActivityStarted(id_, kind, text)


def _result(id_: int, kind: int, fields: list[Any]) -> NixEvent | None:
    match kind, fields:
        case (101 | 107, [str(line), *_]):  # resBuildLogLine, resPostBuildLogLine
            return LogLine(id_, line)
        case (104, [str(phase), *_]):  # resSetPhase
            return PhaseSet(id_, phase)
        case (105, [int(done), int(expected), int(running), int(failed), *_]):  # resProgress
            return ProgressMade(id_, done, expected, running, failed)
        case (106, [int(activity), int(number), *_]):  # resSetExpected
            return ExpectedSet(id_, activity, number)
        case (101 | 104 | 105 | 106 | 107, _):
            return None
        case _:
            return Ignored()
