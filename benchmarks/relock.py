"""Locking again with warm caches: `snowsnake lock` and the resolution that it contains, uv's own."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.harness import RESULTS, Candidate, fresh, measure, report, run, snowsnake, uv
from benchmarks.sets import LARGE

ROUNDS = 5


def main() -> None:
    work = fresh(RESULTS / "work" / "relock")
    requirements = work / "requirements.txt"
    requirements.write_text("\n".join(LARGE) + "\n", encoding="utf-8")
    run([snowsnake(), "lock", "--python", "3.13"], cwd=work)  # downloads and analyses everything once
    lock = work / "snowsnake.lock"
    # As snowsnake asks it: wheels only, and no other interpreter is looked for or fetched.
    resolve: list[str | Path] = [uv(), "pip", "compile", "--quiet", "--universal", "--python-version", "3.13"]
    resolve += ["--no-build", "--python", sys.executable]
    measured = measure(
        [
            Candidate(
                name="uv pip compile",
                command=[
                    *resolve,
                    "--format",
                    "pylock.toml",
                    "--output-file",
                    "pylock.bench.toml",
                    requirements,
                ],
                cwd=work,
                environment={"UV_PYTHON_DOWNLOADS": "never"},
                prepare=lambda _: (work / "pylock.bench.toml").unlink(missing_ok=True),
            ),
            Candidate(
                name="snowsnake lock, from nothing",
                command=[snowsnake(), "lock", "--python", "3.13"],
                cwd=work,
                prepare=lambda _: lock.unlink(missing_ok=True),
            ),
            Candidate(
                name="snowsnake lock --upgrade",
                command=[snowsnake(), "lock", "--python", "3.13", "--upgrade"],
                cwd=work,
            ),
        ],
        rounds=ROUNDS,
        warm_up=1,
    )
    report("relock", f"locking {len(LARGE)} requirements again, caches warm, {ROUNDS} rounds", measured)
    print(f"over uv's own resolution: {measured[1].median - measured[0].median:.2f} s")


if __name__ == "__main__":
    main()
