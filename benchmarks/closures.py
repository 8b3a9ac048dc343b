"""What environments are made of, in bytes, and what a hot start takes, by an earlier commit and by this one.

    python -m benchmarks.closures [--build] [COMMIT]

Both lock the same ten environments; the sizes are those of the files in the locks: wheels and Debian packages. With
`--build` all are built, and what the store holds of each is said as well; without, only the one that is started.
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
STARTED = "numpy"
ROUNDS = 30


def source_of(commit: str, into: Path) -> Path:
    """The package as it was: what goes on PYTHONPATH."""
    archive = subprocess.run(
        ["git", "archive", commit, "src"], cwd=ROOT, check=True, stdout=subprocess.PIPE
    ).stdout
    with tarfile.open(fileobj=BytesIO(archive)) as tar:
        tar.extraction_filter = lambda member, _: member  # ours; older Pythons have no `filter=`
        tar.extractall(into)
    return into / "src"


def files(lock: Path) -> int:
    """Bytes of the files that a lock names; those of the interpreter's tree, too."""
    artifacts = json.loads(lock.read_text(encoding="utf-8"))["artifacts"]
    return sum(artifact.get("size") or 0 for artifact in artifacts.values())


def closure(environment: Path) -> int:
    """Bytes of everything that an environment refers to."""
    paths = run(["nix-store", "--query", "--requisites", environment.resolve()]).split()
    return sum(map(int, run(["nix-store", "--query", "--size", *paths]).split()))


def main() -> None:
    build_all = "--build" in sys.argv[1:]
    commit = next((word for word in sys.argv[1:] if not word.startswith("-")), BEFORE)
    work = fresh(RESULTS / "work" / "closures")
    sources = {commit: source_of(commit, work / "source"), "now": ROOT / "src"}
    command = [sys.executable, "-m", "snowsnake"]
    print(f"{'environment':16} {commit:>10} {'now':>10}  MB")
    for name in (*PLAIN, *NATIVE):
        sizes: dict[str, list[int]] = {"": [], " (store)": []}
        for label, source in sources.items():
            directory = work / label / name
            directory.mkdir(parents=True)
            (directory / "requirements.txt").write_text(f"{name}\n", encoding="utf-8")
            environment = {"PYTHONPATH": str(source)}
            run([*command, "lock", "--python", "3.13"], cwd=directory, environment=environment)
            sizes[""].append(files(directory / "snowsnake.lock"))
            if build_all or name == STARTED:
                run([*command, "build", "-o", "result"], cwd=directory, environment=environment)
                sizes[" (store)"].append(closure(directory / "result"))
        for what, found in sizes.items():
            if found:
                before, now = found
                grown = 100 * (now - before) / before
                print(f"{name + what:16} {before / 1e6:10.1f} {now / 1e6:10.1f}  {grown:+.1f} %", flush=True)
    measured = measure(
        [
            Candidate(
                name=label,
                command=[*command, "run", "--", "python", "-c", "pass"],
                cwd=work / label / STARTED,
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
