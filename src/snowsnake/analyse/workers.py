"""Processes that read wheels beside this one: Python's interpreter lock lets a process use one core for it."""

from __future__ import annotations

import gc
import json
import os
import signal
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from snowsnake.analyse.report import WheelReport
from snowsnake.analyse.wheel import BadWheel, read_wheel


class Workers:
    """Reads wheels for the threads that ask: for the first of them in this process, for each other in one of its own.

    A context manager; leaving it ends the processes, whatever they are doing.
    """

    def __init__(self, count: int) -> None:
        """At most `count` processes, each started when a thread first needs it."""
        self._left = count
        self._begun = False
        self._lock = threading.Lock()
        self._own = threading.local()
        self._processes: list[subprocess.Popen[str]] = []
        self._closed = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with self._lock:
            self._closed = True
            processes = list(self._processes)
        for process in processes:
            process.kill()
        for process in processes:
            with suppress(OSError), process:  # closes its pipes, and waits
                pass

    def read(self, path: Path, sha256: str) -> WheelReport:
        """As `read_wheel`, which is what happens too when a process is gone or finds something wrong."""
        process = self._process()
        if process is not None and process.stdin is not None and process.stdout is not None:
            answer = ""
            with suppress(OSError):
                process.stdin.write(json.dumps([str(path), sha256]) + "\n")
                process.stdin.flush()
                answer = process.stdout.readline()
            if self._closed:
                raise InterruptedError
            with suppress(ValueError):
                return WheelReport.from_json(answer)
        return read_wheel(path, sha256)

    def _process(self) -> subprocess.Popen[str] | None:
        if not hasattr(self._own, "process"):
            with self._lock:
                first, self._begun = not self._begun, True
                wanted = not first and self._left > 0 and not self._closed
                self._left -= wanted
                self._own.process = _started() if wanted else None
                self._processes += [self._own.process] if wanted else []
        process: subprocess.Popen[str] | None = self._own.process
        return process


def _started() -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", __name__],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )


def main() -> None:
    """Read the wheels that are named on standard input; a report for each, or an empty line."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # whoever asks is told, and ends this
    gc.set_threshold(100_000)  # syntax trees are many objects, and few of them garbage
    for line in sys.stdin:
        path, sha256 = json.loads(line)
        try:
            answer = read_wheel(Path(path), sha256).to_json()
        except (BadWheel, OSError):
            answer = ""
        sys.stdout.write(answer + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
