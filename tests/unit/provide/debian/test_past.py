"""The archive as it was on a day, from a snapshot archive on loopback."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.unit.provide.debian.conftest import TinyArchive, World

from snowsnake.events import Notice
from snowsnake.provide.debian.archive import Archive
from snowsnake.provide.debian.mirrors import Mirrors
from snowsnake.provide.debian.past import archive_before, moment

NOW = datetime(2026, 6, 10, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-06-01", "2026-06-02T00:00:00"),
        ("2026-06-01T12:00:00Z", "2026-06-01T12:00:00"),
        ("2026-06-01T12:00:00+02:00", "2026-06-01T10:00:00"),
        ("7 days", "2026-06-03T06:00:00"),
        ("1 week", "2026-06-03T06:00:00"),
        ("1 week, 2 days", "2026-06-01T06:00:00"),
        ("24 hours", "2026-06-09T06:00:00"),
        ("24h", "2026-06-09T06:00:00"),
        ("7 days ago", "2026-06-03T06:00:00"),
        ("P7D", "2026-06-03T06:00:00"),
        ("p1w", "2026-06-03T06:00:00"),
        ("PT24H", "2026-06-09T06:00:00"),
    ],
)
def test_dates_and_spans_mean_a_time(text: str, expected: str) -> None:
    assert moment(text, NOW) == datetime.fromisoformat(expected).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yesterday",
        "2026-13-01",
        "9999-12-31",
        "0001-01-01T00:00:00+23:00",
        "7",
        "days",
        "P",
        "9" * 30 + " days",
    ],
)
def test_anything_else_means_no_time(text: str) -> None:
    assert moment(text, NOW) is None


def before(world: World, text: str, *, cache: Path, offline: bool = False) -> Archive | None:
    return archive_before(
        text,
        cache=cache,
        mirrors=Mirrors(snapshot=f"{world.server.url}/snapshots"),
        offline=offline,
        observer=world.observe,
        now=NOW,
        keys=[world.key.cert],
    )


def publish(world: World, stamp: str, date: datetime) -> None:
    TinyArchive(
        server=world.server,
        key=world.key,
        archive=f"snapshots/debian/{stamp}",
        date=date,
        valid_until=date + timedelta(days=7),
    ).publish()


def test_index_of_that_day_is_taken_though_it_is_not_valid_any_more(world: World, tmp_path: Path) -> None:
    publish(world, "20260602T000000Z", NOW - timedelta(days=9))
    archive = before(world, "2026-06-01", cache=tmp_path)
    assert archive is not None
    assert archive.release("debian", "trixie").date == NOW - timedelta(days=9)
    assert world.events == []
    assert before(world, "2026-06-01", cache=tmp_path, offline=True) is not None


@pytest.mark.parametrize("offline", [False, True])
def test_archive_that_is_out_of_reach_is_said_in_one_line(
    world: World, tmp_path: Path, offline: bool
) -> None:
    assert before(world, "2026-06-01", cache=tmp_path, offline=offline) is None
    (notice,) = [event for event in world.events if isinstance(event, Notice)]
    assert "`exclude-newer` counts for distributions only: Debian's archive of 2026-06-01" in notice.text


def test_time_to_come_is_todays_archive(world: World, tmp_path: Path) -> None:
    assert before(world, "2026-06-11", cache=tmp_path) is None
    assert world.events == []
