"""Analyse wheels, each once: reports are kept by the wheel's hash and the analyser's version."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from snowsnake.analyse.report import ANALYSER_VERSION, WheelReport
from snowsnake.analyse.wheel import read_wheel


def cached_report(sha256: str, cache: Path) -> WheelReport | None:
    """The report of the wheel with this hash, if some earlier run made it; the wheel itself need not be here.

    `cache` is snowsnake's cache directory. A damaged entry counts as none.
    """
    try:
        return WheelReport.from_json(_entry(sha256, cache).read_text())
    except (OSError, ValueError):
        return None


def analyse_wheel(path: Path, sha256: str, cache: Path | None) -> WheelReport:
    """Check and analyse one wheel, whose bytes are known to have `sha256`.

    Raises `BadWheel`; a bad wheel is never cached. `cache` as in `cached_report`; `None` to keep nothing.
    """
    report = cached_report(sha256, cache) if cache is not None else None
    # Two files of one content can have different names, and the name is part of what is checked.
    if report is not None and report.file == path.name:
        return report
    report = read_wheel(path, sha256)
    if cache is not None:
        _write(_entry(sha256, cache), report.to_json())
    return report


def analyse_wheels(
    wheels: Sequence[tuple[Path, str]], cache: Path | None, *, jobs: int | None = None
) -> list[WheelReport]:
    """Analyse many wheels, given as path and SHA-256, side by side; reports in the same order.

    Raises the first `BadWheel` in that order. Threads are enough: inflating and hashing let go of the
    interpreter lock.
    """
    if not wheels:
        return []
    workers = max(1, min(jobs or len(os.sched_getaffinity(0)), len(wheels)))
    pool = ThreadPoolExecutor(max_workers=workers)
    try:
        # Large ones first, so that no worker is left alone with one at the end.
        order = sorted(range(len(wheels)), key=lambda index: -wheels[index][0].stat().st_size)
        running = {index: pool.submit(analyse_wheel, *wheels[index], cache) for index in order}
        return [running[index].result() for index in range(len(wheels))]
    finally:
        pool.shutdown(wait=False, cancel_futures=True)  # Ctrl-C does not wait for a large wheel


def _entry(sha256: str, cache: Path) -> Path:
    return cache / "analyse" / f"{ANALYSER_VERSION}" / sha256[:2] / f"{sha256}.json"


def _write(path: Path, text: str) -> None:
    """Put the whole text there or nothing: another process may read or write the same entry."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".", delete=False) as partial:
        partial.write(text)
    Path(partial.name).replace(path)
