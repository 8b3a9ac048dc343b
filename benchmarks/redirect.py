"""What the library that redirects compiled-in paths costs code that it does not concern: nanoseconds for each `open`.

    python -m benchmarks.redirect

A C program opens a file over and over: with and without the library, a path that the library looks at (below /usr)
and one that it passes on at once. Needs a C compiler.
"""

from __future__ import annotations

import platform
import statistics
from pathlib import Path

import snowsnake
from benchmarks.harness import RESULTS, Candidate, fresh, measure, report, run

ROUNDS = 15
TIMES = 200_000
PROGRAM = """
#include <fcntl.h>
#include <unistd.h>
int main(int argc, char **argv) {
  for (int i = 0; i < %d; i++) close(open(argv[argc - 1], O_RDONLY));
}
"""


def main() -> None:
    work = fresh(RESULTS / "work" / "redirect")
    (work / "open.c").write_text(PROGRAM % TIMES, encoding="utf-8")
    run(["cc", "-O2", "-o", work / "open", work / "open.c"])
    library = Path(snowsnake.__file__).parent / f"builders/redirect.{platform.machine()}-linux-gnu.so"
    there, preloaded = str(work / "open.c"), {"LD_PRELOAD": str(library)}
    concerned = "/usr/include"
    measured = measure(
        [
            Candidate(name="below /usr", command=[work / "open", concerned]),
            Candidate(
                name="below /usr, redirected", command=[work / "open", concerned], environment=preloaded
            ),
            Candidate(name="elsewhere", command=[work / "open", there]),
            Candidate(name="elsewhere, redirected", command=[work / "open", there], environment=preloaded),
        ],
        rounds=ROUNDS,
        warm_up=1,
    )
    report("redirect", f"{TIMES} times open and close, {ROUNDS} rounds", measured)
    for without, with_it in (measured[:2], measured[2:]):
        more = statistics.median(b - a for a, b in zip(without.cpu, with_it.cpu, strict=True))
        print(f"{without.name}: {1e9 * more / TIMES:.0f} ns more for each open")


if __name__ == "__main__":
    main()
