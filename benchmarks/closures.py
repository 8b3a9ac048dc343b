"""What environments weigh, and what a hot start takes, by an earlier commit and by this one.

    python -m benchmarks.closures [COMMIT]

Both lock and build the same ten environments; then both start the Python of one of them, in turn.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
from io import BytesIO
from pathlib import Path

from benchmarks.harness import RESULTS, ROOT, Candidate, fresh, measure, report, run

BEFORE = "683a544"
"""The last commit whose trees were told by variables where their files are."""
PLAIN = ("requests", "numpy", "pandas", "fastapi", "pillow")
NATIVE = ("ocrmypdf", "graphviz", "pyenchant", "python-gnupg", "PyQt6")
ROUNDS = 30


def source_of(commit: str, into: Path) -> Path:
    """The package as it was: what goes on PYTHONPATH."""
    archive = subprocess.run(
        ["git", "archive", commit, "src"], cwd=ROOT, check=True, stdout=subprocess.PIPE
    ).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        tar.extractall(into, filter="data")
    return into / "src"


def closure(environment: Path) -> int:
    """Bytes of everything that an environment refers to."""
    said = json.loads(run(["nix", "path-info", "--json", "--closure-size", environment.resolve()]))
    entries = list(said.values()) if isinstance(said, dict) else said
    return int(entries[0]["closureSize"])


def main() -> None:
    commit = sys.argv[1] if sys.argv[1:] else BEFORE
    work = fresh(RESULTS / "work" / "closures")
    sources = {commit: source_of(commit, work / "source"), "now": ROOT / "src"}
    command = [sys.executable, "-m", "snowsnake"]
    print(f"{'environment':14} {commit:>10} {'now':>10}  MB")
    for name in (*PLAIN, *NATIVE):
        sizes = []
        for label, source in sources.items():
            directory = work / label / name
            directory.mkdir(parents=True)
            (directory / "requirements.txt").write_text(f"{name}\n", encoding="utf-8")
            environment = {"PYTHONPATH": str(source)}
            for words in (("lock", "--python", "3.13"), ("build", "-o", "result")):
                run([*command, *words], cwd=directory, environment=environment)
            sizes.append(closure(directory / "result"))
        before, now = sizes
        print(
            f"{name:14} {before / 1e6:10.1f} {now / 1e6:10.1f}  {100 * (now - before) / before:+.1f} %",
            flush=True,
        )
    measured = measure(
        [
            Candidate(
                name=label,
                command=[*command, "run", "--", "python", "-c", "pass"],
                cwd=work / label / "numpy",
                environment={"PYTHONPATH": str(source)},
            )
            for label, source in sources.items()
        ],
        rounds=ROUNDS,
        warm_up=3,
    )
    report("closures", f"python -c pass in an environment that exists, {ROUNDS} rounds", measured)
    earlier, later = (entry.median for entry in measured)
    print(f"a hot start takes {1000 * (later - earlier):+.1f} ms")


if __name__ == "__main__":
    main()
