"""What the checks of strangers touch of a host: programs that are started, files that are opened or executed.

    python -m benchmarks.touched [--again] [--round N] [NAME ...]

Each check of `strangers.py` is built and run once more on this host, where every program of the host is a decoy that
writes down who started it, under a trace of what is opened and executed (needs root). What may be the host's, and why,
is in docs/explanation/native-programs.md. What was seen is remembered in `build/benchmarks/touched.json`.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Any

from tests.integration.decoys import with_decoys

from benchmarks.harness import remembered
from benchmarks.strangers import CHECKS, PATIENCE, Check, built, screen, variables_of


def touched(check: Check, tools: Path) -> dict[str, Any]:
    """What one touches; `tools` is an environment with Python, strace and env."""
    with tempfile.TemporaryDirectory() as name:
        directory = Path(name)
        if built(directory, [check.name, *check.extra], []).returncode:
            return {"name": check.name, "outcome": "not built"}
        (directory / "check.py").write_bytes(check.path.read_bytes())
        programs = (directory / "result").resolve() / "bin"
        variables = {**variables_of(check), "PATH": f"{programs}:/usr/sbin:/usr/bin:/sbin:/bin"}
        seen = with_decoys(
            directory,
            tools,
            *(f"{tools}/bin/env", *(f"{name}={value}" for name, value in variables.items())),
            *(f"{programs}/python", f"{directory}/check.py"),
            timeout=2 * PATIENCE,
        )
    outcome = "works" if seen.done.returncode == 0 else "fails"
    return {"name": check.name, "outcome": outcome, "started": seen.started, "opened": seen.opened}


def table(entries: list[dict[str, Any]]) -> None:
    """Print who touched what, and the sums."""
    for entry in entries:
        for line in [*entry.get("started", ()), *entry.get("opened", ())]:
            print(f"{entry['name']}\t{entry['outcome']}\t{line}")
    works = [entry for entry in entries if entry["outcome"] == "works"]
    clean = [entry for entry in works if not entry["started"] and not entry["opened"]]
    print(
        f"{len(entries)} were run, {len(works)} work among decoys, {len(clean)} of these touch nothing of the host"
    )


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--round", type=int)
    parser.add_argument("names", nargs="*")
    words = parser.parse_args()
    checks = {
        check.name: check
        for check in map(Check.of, sorted(CHECKS.glob("*.py")))
        if (not words.names or check.name in words.names) and words.round in {None, check.round}
    }
    again = list(checks) if words.again else []
    with tempfile.TemporaryDirectory() as directory, screen(list(checks.values())):
        built(Path(directory), [], ["strace", "coreutils"]).check_returncode()
        tools = (Path(directory) / "result").resolve()
        table(remembered("touched", list(checks), lambda name: touched(checks[name], tools), again=again))


if __name__ == "__main__":
    main()
