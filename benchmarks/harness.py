"""What the benchmarks share: timing whole processes in turn, medians, a table and a JSON file.

All candidates run once in each round, in turn, so that a slow minute of the machine hits all of them. A
candidate's preparation is not timed. What is reported is the median; the spread is beside it.
"""

from __future__ import annotations

import fcntl
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from typing import Any

from tests.integration.bare import captured

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "build" / "benchmarks"


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """One way to do the job."""

    name: str
    command: Sequence[str | Path]
    cwd: Path | None = None
    environment: Mapping[str, str] = field(default_factory=dict)
    """On top of this process's."""
    prepare: Callable[[int], None] = lambda _round: None
    """Called before each round, with its number; not timed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What one candidate took, in seconds, a value for each round."""

    name: str
    wall: tuple[float, ...]
    cpu: tuple[float, ...]
    """User and system time of the process and all that it waited for."""

    @property
    def median(self) -> float:
        return statistics.median(self.wall)

    @property
    def cpu_median(self) -> float:
        return statistics.median(self.cpu)


def run(
    command: Sequence[str | Path], *, cwd: Path | None = None, environment: Mapping[str, str] | None = None
) -> str:
    """Run something that is not measured; its standard output. Shows everything and stops when it fails."""
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=os.environ | dict(environment or {}),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(
            f"$ {' '.join(str(word) for word in command)}\n{done.stdout}{done.stderr}[exit {done.returncode}]"
        )
    return done.stdout


def measure(candidates: Sequence[Candidate], *, rounds: int, warm_up: int = 0) -> list[Measured]:
    """Time every candidate `rounds` times, in turn, after `warm_up` rounds that do not count."""
    wall: dict[str, list[float]] = {candidate.name: [] for candidate in candidates}
    cpu: dict[str, list[float]] = {candidate.name: [] for candidate in candidates}
    for number in range(-warm_up, rounds):
        for candidate in candidates:
            candidate.prepare(number)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            start = time.perf_counter()
            run(candidate.command, cwd=candidate.cwd, environment=candidate.environment)
            elapsed = time.perf_counter() - start
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            if number >= 0:
                wall[candidate.name].append(elapsed)
                cpu[candidate.name].append(
                    after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
                )
    return [
        Measured(name=candidate.name, wall=tuple(wall[candidate.name]), cpu=tuple(cpu[candidate.name]))
        for candidate in candidates
    ]


def attempted(
    command: Sequence[str | Path], directory: str | Path, environment: Mapping[str, str], timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run something that may fail, in `directory`; status 124 where it took longer than `timeout` seconds."""
    try:
        return captured(command, cwd=directory, env=environment, timeout=timeout)
    except subprocess.TimeoutExpired:
        said = f"error: took longer than {timeout:g} s"
        return subprocess.CompletedProcess(list(map(str, command)), 124, "", said)


def remembered(
    benchmark: str, names: Sequence[str], attempt: Callable[[str], dict[str, Any]], *, again: Collection[str]
) -> list[dict[str, Any]]:
    """What came of each name, in order: as `build/benchmarks/<benchmark>.json` has it from before, else tried now.

    A run that was stopped goes on where it was. `again`: names that are tried once more. Several processes may do this
    at once.
    """
    with _results(benchmark) as known:
        for name in again:
            known.pop(name, None)
    for name in names:
        if name not in recalled(benchmark):
            entry = attempt(name)
            print(f"{name}: {entry['outcome']} {entry.get('why', '')}", file=sys.stderr, flush=True)
            with _results(benchmark) as known:
                known[name] = entry
    known = recalled(benchmark)
    return [known[name] for name in names]


def recalled(benchmark: str) -> dict[str, dict[str, Any]]:
    """What `remembered` has of a benchmark, by name."""
    file = RESULTS / f"{benchmark}.json"
    entries = json.loads(file.read_text(encoding="utf-8")) if file.exists() else []
    return {entry["name"]: entry for entry in entries}


@contextmanager
def _results(benchmark: str) -> Iterator[dict[str, dict[str, Any]]]:
    """What is remembered, to be changed, by one process at a time."""
    RESULTS.mkdir(parents=True, exist_ok=True)
    with (RESULTS / f"{benchmark}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        known = recalled(benchmark)
        yield known
        new = RESULTS / f"{benchmark}.json.new"
        new.write_text(json.dumps(list(known.values()), indent=1), encoding="utf-8")
        new.replace(RESULTS / f"{benchmark}.json")


def report(benchmark: str, what: str, measured: Sequence[Measured]) -> None:
    """Print a table and write `build/benchmarks/<benchmark>.json`."""
    width = max(len(entry.name) for entry in measured)
    print(f"\n{what}")
    print(f"{'':{width}}   median      min      max      CPU")
    for entry in measured:
        figures = (entry.median, min(entry.wall), max(entry.wall), entry.cpu_median)
        print(f"{entry.name:{width}} " + " ".join(f"{figure:7.3f}s" for figure in figures))
    RESULTS.mkdir(parents=True, exist_ok=True)
    document = {
        "benchmark": benchmark,
        "what": what,
        "machine": machine(),
        "results": [
            {"name": e.name, "median": round(e.median, 4), "cpu": round(e.cpu_median, 4), "wall": e.wall}
            for e in measured
        ],
    }
    (RESULTS / f"{benchmark}.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")


def machine() -> dict[str, str | int]:
    """What the figures depend on; nothing that tells whose machine it is."""
    return {
        "processors": len(os.sched_getaffinity(0)),
        "architecture": platform.machine(),
        "memory-gib": round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30),
        "nix": run(["nix-build", "--version"]).split()[-1],
        "uv": version("uv"),
        "python": platform.python_version(),
    }


def fresh(directory: Path) -> Path:
    """An empty directory. What a store left there is read-only: make it writable first."""
    if directory.exists():
        subprocess.run(["chmod", "-R", "u+w", str(directory)], check=True)
        shutil.rmtree(directory)
    directory.mkdir(parents=True)
    return directory


def with_store(directory: Path, command: Sequence[str | Path]) -> list[str | Path]:
    """The command, with `directory` as its /nix: an empty store of its own, without touching the machine's.

    Needs root: a mount namespace in which the directory lies over /nix.
    """
    if not Path("/nix").is_dir():
        sys.exit("/nix is missing: install Nix first (`make setup`)")
    script = 'mount --bind "$0" /nix && exec "$@"'
    return ["unshare", "--mount", "sh", "-c", script, directory, *command]


def require_root() -> None:
    """Stop where `with_store` cannot work."""
    if os.geteuid() != 0:
        sys.exit("this benchmark needs root, for an empty /nix of its own")


def snowsnake() -> Path:
    """The program under test: the one beside this interpreter."""
    return Path(sys.executable).with_name("snowsnake")


def uv() -> Path:
    """The peer, in the version that the development lock has."""
    return Path(sys.executable).with_name("uv")
