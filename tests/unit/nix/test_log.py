"""Lines that Nix wrote, 2.8 and 2.34, and what becomes of them."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowsnake.nix.log import (
    ActivityStarted,
    ActivityStopped,
    BuildActivityStarted,
    BuildsActivityStarted,
    ExpectedSet,
    Ignored,
    LogLine,
    Message,
    NixEvent,
    PhaseSet,
    ProgressMade,
    TransferStarted,
    Unparsed,
    parse_line,
)

DRV = "/nix/store/m8gz9srnzr9mx243jr6ifnpnjg1fc956-x-1.0.drv"


@pytest.mark.parametrize(
    ("record", "event"),
    [
        (
            {
                "action": "start",
                "fields": [DRV, "", 1, 1],
                "id": 37,
                "level": 3,
                "text": "building",
                "type": 105,
            },
            BuildActivityStarted(37, DRV),
        ),
        (
            {"action": "start", "id": 3, "level": 0, "parent": 0, "text": "", "type": 104},
            BuildsActivityStarted(3),
        ),
        (
            {
                "action": "start",
                "fields": ["https://x.example"],
                "id": 1,
                "level": 4,
                "text": "",
                "type": 101,
            },
            TransferStarted(1, "https://x.example"),
        ),
        (
            {"action": "start", "id": 2, "level": 6, "text": "\x1b[1mquerying", "type": 0},
            ActivityStarted(2, 0, "querying"),
        ),
        ({"action": "stop", "id": 2}, ActivityStopped(2)),
        (
            {"action": "result", "fields": ["a \x1b[31mline"], "id": 2, "type": 101},
            LogLine(2, "a \x1b[31mline"),
        ),
        ({"action": "result", "fields": ["installPhase"], "id": 2, "type": 104}, PhaseSet(2, "installPhase")),
        ({"action": "result", "fields": [1, 4, 2, 0], "id": 2, "type": 105}, ProgressMade(2, 1, 4, 2, 0)),
        ({"action": "result", "fields": [101, 7], "id": 2, "type": 106}, ExpectedSet(2, 101, 7)),
        ({"action": "result", "fields": ["new"], "id": 2, "type": 108}, Ignored()),
        (
            {"action": "msg", "level": 0, "msg": "\x1b[31;1merror:\x1b[0m no", "raw_msg": "no", "line": None},
            Message(0, "error: no"),
        ),
    ],
)
def test_reads(record: object, event: NixEvent) -> None:
    assert parse_line("@nix " + json.dumps(record) + "\n") == event


@pytest.mark.parametrize(
    "line",
    [
        "error: plain text from before the log format is set",
        "@nix {not json",
        "@nix []",
        '@nix {"action": "dance", "id": 1}',
        '@nix {"action": "result", "id": 1, "type": 105, "fields": ["x"]}',
        '@nix {"action": "start", "id": "1", "type": 105}',
        "@nix " + "[" * 100_000,
    ],
)
def test_what_cannot_be_read_is_kept(line: str) -> None:
    assert parse_line(line) == Unparsed(line)


@given(st.text() | st.text().map(lambda text: f"@nix {text}"))
def test_no_line_breaks_it(line: str) -> None:
    parse_line(line)
