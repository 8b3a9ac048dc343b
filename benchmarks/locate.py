"""Who has a file: `snowsnake locate`, the whole process, from the tables that are shipped.

A library, a program, a header and a module, each beside a Python that does nothing and a `snowsnake --version` (the
floor), and a name that nobody has, for which names like it are looked for.
"""

from __future__ import annotations

import sys

from benchmarks.harness import RESULTS, Candidate, fresh, measure, report, snowsnake

ROUNDS = 20
NAMES = ("libGL.so.1", "pdftoppm", "zlib.h", "cairo.pc")


def main() -> None:
    work = fresh(RESULTS / "work" / "locate")
    quiet = "import subprocess, sys; subprocess.run(sys.argv[1:], stderr=subprocess.DEVNULL)"
    nobody = [sys.executable, "-c", quiet, str(snowsnake()), "locate", "pdftopmm"]
    measured = measure(
        [
            Candidate(name="python -c pass", command=[sys.executable, "-c", "pass"], cwd=work),
            Candidate(name="snowsnake --version", command=[snowsnake(), "--version"], cwd=work),
            *(
                Candidate(name=f"snowsnake locate {name}", command=[snowsnake(), "locate", name], cwd=work)
                for name in NAMES
            ),
            Candidate(name="a name that nobody has (and a Python around it)", command=nobody, cwd=work),
        ],
        rounds=ROUNDS,
        warm_up=2,
    )
    report("locate", f"who has a file, {ROUNDS} rounds", measured)
    slowest = max(entry.median for entry in measured[2:-1])
    print(f"the slowest of the four: {1000 * slowest:.0f} ms")


if __name__ == "__main__":
    main()
