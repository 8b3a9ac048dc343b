from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from snowsnake.events import Notice
from snowsnake.provide.debian import fetch
from snowsnake.provide.debian.archive import (
    ArchiveUnreachable,
    ExpiredIndex,
    IndexNotCached,
    IndexOfTomorrow,
)
from snowsnake.provide.debian.release import BadRelease, DamagedIndex
from snowsnake.provide.debian.signature import BadSignature
from snowsnake.storage import write_sealed
from snowsnake.throughput import Pace, arriving, body

INRELEASE = "/debian/dists/trixie/InRelease"
HASTY = Pace(seconds=0.2)
PACKAGES = "main/binary-amd64/Packages.xz"


def warnings(world: Any) -> list[str]:
    return [event.text for event in world.events if isinstance(event, Notice) and event.level == "warning"]


def test_a_release_is_fetched_verified_and_kept(world: Any) -> None:
    world.suite().publish()
    release = world.archive().release("debian", "trixie")
    assert PACKAGES in release.files
    assert release.snapshot == "20261123T120000Z"  # a day after its date
    again = world.archive().release("debian", "trixie")
    assert again == release
    assert world.server.requests == [INRELEASE]


def test_an_old_copy_is_asked_about_and_not_fetched_again(world: Any) -> None:
    world.suite().publish()
    release = world.archive().release("debian", "trixie")
    world.now += timedelta(hours=2)
    assert world.archive().release("debian", "trixie") == release  # 304
    world.now += timedelta(minutes=50)
    world.archive().release("debian", "trixie")  # the answer counted: no request
    assert len(world.server.requests) == 2


def test_a_changed_cache_is_not_believed(world: Any) -> None:
    world.suite().publish()
    world.archive().release("debian", "trixie")
    stored = world.cache / "debian-trixie.InRelease"
    stored.write_bytes(stored.read_bytes().replace(b"Origin: Test", b"Origin: Evil"))
    with pytest.raises(IndexNotCached):
        world.archive(offline=True).release("debian", "trixie")
    world.archive().release("debian", "trixie")
    assert b"Evil" not in stored.read_bytes()


def test_offline_uses_the_cache_or_says_so(world: Any) -> None:
    world.suite().publish()
    with pytest.raises(IndexNotCached) as caught:
        world.archive(offline=True).release("debian", "trixie")
    assert "--offline" in (caught.value.help or "")
    release = world.archive().release("debian", "trixie")
    world.now += timedelta(days=100)
    assert world.archive(offline=True).release("debian", "trixie") == release


def test_a_tampered_release_is_refused(world: Any) -> None:
    world.suite().publish()
    world.server.files[INRELEASE] = world.server.files[INRELEASE].replace(b"Origin: Test", b"Origin: Evil")
    with pytest.raises(BadSignature):
        world.archive().release("debian", "trixie")
    assert not list(world.cache.glob("*InRelease"))


def test_an_unknown_key_is_refused(world: Any, stranger: Any) -> None:
    suite = world.suite()
    suite.key = stranger
    suite.publish()
    with pytest.raises(BadSignature):
        world.archive().release("debian", "trixie")


def test_another_suites_release_is_refused(world: Any) -> None:
    world.suite("bookworm").publish()
    world.server.files[INRELEASE] = world.server.files["/debian/dists/bookworm/InRelease"]
    with pytest.raises(BadRelease, match="signed for suite `bookworm`"):
        world.archive().release("debian", "trixie")


def test_an_expired_release_is_refused_unless_allowed(world: Any) -> None:
    suite = world.suite()
    suite.valid_until = world.now - timedelta(days=1)
    suite.publish()
    with pytest.raises(ExpiredIndex, match="valid until 2026-11-22 12:00 UTC") as caught:
        world.archive().release("debian", "trixie")
    assert "SNOWSNAKE_DEBIAN_ALLOW_EXPIRED=1" in (caught.value.help or "")
    world.archive(allow_expired=True).release("debian", "trixie")
    assert "valid until" in warnings(world)[0]


def test_a_release_that_expires_in_the_cache_is_refreshed(world: Any) -> None:
    suite = world.suite()
    suite.valid_until = world.now + timedelta(minutes=10)
    suite.publish()
    world.archive().release("debian", "trixie")
    world.now += timedelta(minutes=20)
    suite.date, suite.valid_until = world.now, world.now + timedelta(days=7)
    suite.publish()
    assert world.archive().release("debian", "trixie").date == world.now


def test_one_run_with_a_clock_in_the_future_freezes_nothing(world: Any) -> None:
    suite = world.suite()
    suite.publish()
    today, world.now = world.now, world.now + timedelta(days=3650)
    world.archive().release("debian", "trixie")
    world.now = today + timedelta(hours=12)
    suite.date = today
    suite.publish()
    assert world.archive().release("debian", "trixie").date == today


@pytest.mark.parametrize("checked", ["1e999", "-1e999", "NaN", '"x"', "null", "1" + "0" * 400, "{}"])
def test_nonsense_about_when_a_release_was_checked_counts_for_nothing(world: Any, checked: str) -> None:
    world.suite().publish()
    world.archive().release("debian", "trixie")
    (meta,) = world.cache.glob("*.json")
    write_sealed(meta, b'{"checked": ' + checked.encode() + b"}")
    world.archive().release("debian", "trixie")
    meta.write_text("[" * 100_000)
    world.archive().release("debian", "trixie")
    assert len(world.server.requests) == 3


def test_a_release_of_a_day_that_has_not_come_is_refused_unless_allowed(world: Any) -> None:
    suite = world.suite()
    suite.date = world.now + timedelta(days=2)
    suite.publish()
    with pytest.raises(IndexOfTomorrow, match="it is of 2026-11-25 12:00 UTC") as caught:
        world.archive().release("debian", "trixie")
    assert "set the clock" in (caught.value.help or "")
    world.archive(allow_expired=True).release("debian", "trixie")
    assert "which is to come" in warnings(world)[0]


def test_an_older_release_than_the_cached_one_is_not_taken(world: Any) -> None:
    suite = world.suite()
    suite.publish()
    newer = world.archive().release("debian", "trixie")
    suite.date -= timedelta(days=30)
    suite.publish()
    world.now += timedelta(hours=2)
    assert world.archive().release("debian", "trixie") == newer
    assert "older than the cached index" in warnings(world)[0]


def test_a_mirror_that_fails_is_retried_and_then_passed_over(world: Any) -> None:
    world.suite().publish()
    world.other.failures["InRelease"] = [503] * 9
    world.archive(mirrors=[world.other.url, world.server.url]).release("debian", "trixie")
    assert len(world.other.requests) == 3
    world.server.failures["InRelease"] = [500, 502]
    world.now += timedelta(hours=2)
    world.archive().release("debian", "trixie")  # the third attempt


def test_a_bad_mirror_does_not_hide_a_good_one(world: Any) -> None:
    world.suite().publish()
    world.other.files[INRELEASE] = b"<html>please log in</html>"
    world.archive(mirrors=[world.other.url, world.server.url]).release("debian", "trixie")


def test_unreachable_says_what_was_tried(world: Any) -> None:
    with pytest.raises(ArchiveUnreachable) as caught:
        world.archive(mirrors=[world.server.url, "http://127.0.0.1:9"]).release("debian", "trixie")
    assert "dists/trixie/InRelease" in caught.value.message
    assert "127.0.0.1/debian/dists/trixie/InRelease: HTTP 404" in (caught.value.details or "")
    assert len(caught.value.failures) == 2


def test_unreachable_offers_what_the_cache_has(world: Any) -> None:
    world.suite().publish()
    world.archive().release("debian", "trixie")
    world.server.failures["InRelease"] = [503] * 3
    world.now += timedelta(hours=2)
    with pytest.raises(ArchiveUnreachable) as caught:
        world.archive().release("debian", "trixie")
    assert caught.value.help == "`--offline` uses the index of 2026-11-22 12:00 UTC"


def by_hash(world: Any) -> str:
    paths: list[str] = [path for path in world.server.files if "binary-amd64/by-hash" in path]
    return paths[0]


def test_an_index_is_fetched_by_hash(world: Any) -> None:
    world.suite().publish()
    archive = world.archive()
    archive.index(archive.release("debian", "trixie"), PACKAGES, fetched := world.cache / "index")
    assert fetched.read_bytes() == world.server.files[by_hash(world)]
    assert world.server.requests[-1] == by_hash(world)


def test_a_mirror_without_by_hash_will_do(world: Any) -> None:
    world.suite().publish()
    del world.server.files[by_hash(world)]
    archive = world.archive()
    archive.index(archive.release("debian", "trixie"), PACKAGES, fetched := world.cache / "index")
    assert fetched.exists()


@pytest.mark.parametrize(
    "change", [lambda d: d[:-1], lambda d: d + b"x", lambda d: b"x" + d[1:], lambda _: b""]
)
def test_a_swapped_index_is_refused_and_not_left_behind(world: Any, change: Any) -> None:
    world.suite().publish()
    for path in [by_hash(world), f"/debian/dists/trixie/{PACKAGES}"]:
        world.server.files[path] = change(world.server.files[path])
    archive = world.archive()
    release = archive.release("debian", "trixie")
    with pytest.raises(DamagedIndex, match="is refused"):
        archive.index(release, PACKAGES, world.cache / "index")


def test_a_mirror_whose_index_is_another_is_named_where_the_next_one_has_the_right_one(world: Any) -> None:
    world.suite().publish()
    archive = world.archive(mirrors=[world.other.url, world.server.url])
    for path in (by_hash(world), f"/debian/dists/trixie/{PACKAGES}"):
        world.other.files[path] = b"x" * len(world.server.files[path])
    archive.index(archive.release("debian", "trixie"), PACKAGES, world.cache / "index")
    assert (world.cache / "index").read_bytes() == world.server.files[by_hash(world)]
    (warning,) = warnings(world)
    assert world.other.url in warning
    assert "is refused: its SHA-256 is" in warning


def test_mirror_that_drips_is_asked_once_named_and_then_asked_last(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetch, "body", partial(body, pace=HASTY))
    monkeypatch.setattr(fetch, "arriving", partial(arriving, pace=HASTY))
    world.suite().publish()
    world.other.files |= world.server.files
    world.other.drips = ("InRelease", "Packages.xz", by_hash(world))
    archive = world.archive(mirrors=[world.other.url, world.server.url])
    release = archive.release("debian", "trixie")
    archive.index(release, PACKAGES, world.cache / "index")
    assert world.other.requests == [INRELEASE]
    (warning,) = warnings(world)
    assert (
        f"`{world.other.url}{INRELEASE}` is given up: it sends less than 60000 bytes in 0.2 seconds"
        in warning
    )
    with pytest.raises(ArchiveUnreachable, match=PACKAGES) as caught:
        world.archive(mirrors=[world.other.url]).index(release, PACKAGES, world.cache / "index")
    assert "it sends less than 60000 bytes in 0.2 seconds" in (caught.value.details or "")
    assert world.other.requests == [INRELEASE, by_hash(world)]


def test_an_index_that_is_not_vouched_for_is_not_fetched(world: Any) -> None:
    world.suite().publish()
    archive = world.archive()
    with pytest.raises(BadRelease, match="no index"):
        archive.index(
            archive.release("debian", "trixie"), "main/binary-riscv64/Packages.xz", world.cache / "x"
        )
