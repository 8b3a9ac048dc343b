"""Analyse wheels, each once: reports are kept by the wheel's hash and the analyser's version."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from snowsnake.analyse.report import ANALYSER_VERSION, WheelReport
from snowsnake.analyse.wheel import read_wheel
from snowsnake.analyse.workers import Workers
from snowsnake.storage import read_sealed, write_sealed

_ENOUGH = 12 << 20
"""Bytes of wheels that are worth the start of another process (0.2 s)."""


def cached_report(sha256: str, cache: Path) -> WheelReport | None:
    """The report of the wheel with this hash, if some earlier run made it; the wheel itself need not be here.

    `cache` is snowsnake's cache directory. A damaged entry counts as none.
    """
    found = read_sealed(_entry(sha256, cache))
    return None if found is None else WheelReport.from_json(found.decode())


def analyse_wheel(
    path: Path,
    sha256: str,
    cache: Path | None,
    read: Callable[[Path, str], WheelReport] = read_wheel,
) -> WheelReport:
    """Check and analyse one wheel, whose bytes are known to have `sha256`.

    Raises `BadWheel`; a bad wheel is never cached. `cache` as in `cached_report`; `None` to keep nothing. `read` does
    it where there is no report yet.
    """
    report = cached_report(sha256, cache) if cache is not None else None
    # Two files of one content can have different names, and the name is part of what is checked.
    if report is not None and report.file == path.name:
        return report
    report = read(path, sha256)
    if cache is not None:
        write_sealed(_entry(sha256, cache), report.to_json().encode())
    return report


def analyse_wheels(
    wheels: Sequence[tuple[Path, str]], cache: Path | None, *, jobs: int | None = None
) -> list[WheelReport]:
    """Analyse many wheels, given as path and SHA-256, side by side; reports in the same order.

    Raises the first `BadWheel` in that order. `jobs`: how many at once, as many as there are processors by default.
    """
    if not wheels:
        return []
    sizes = [path.stat().st_size for path, _ in wheels]
    count = max(1, min(jobs or len(os.sched_getaffinity(0)), len(wheels)))
    with Workers(min(count - 1, sum(sizes) // _ENOUGH)) as workers:
        pool = ThreadPoolExecutor(max_workers=count)
        try:
            # Large ones first, so that nobody is left alone with one at the end.
            order = sorted(range(len(wheels)), key=lambda index: -sizes[index])
            running = {
                index: pool.submit(analyse_wheel, *wheels[index], cache, workers.read) for index in order
            }
            return [running[index].result() for index in range(len(wheels))]
        finally:
            pool.shutdown(wait=False, cancel_futures=True)  # Ctrl-C does not wait for a large wheel


def _entry(sha256: str, cache: Path) -> Path:
    return cache / "analyse" / f"{ANALYSER_VERSION}" / sha256[:2] / f"{sha256}.json"
