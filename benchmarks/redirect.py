"""What the library that redirects compiled-in paths costs code that it does not concern: nanoseconds for each `open`.

    python -m benchmarks.redirect [OTHER.so]

A C program opens a file over and over, itself and in a library that it has loaded as Python loads a wheel's: with and
without the library that redirects, a path that this one looks at (below /usr) and one that it passes on at once.
OTHER.so, one of another version, takes part in each round. Needs a C compiler.
"""

from __future__ import annotations

import platform
import statistics
import sys
from pathlib import Path

import snowsnake
from benchmarks.harness import RESULTS, Candidate, fresh, measure, report, run

ROUNDS = 15
TIMES = 200_000
LIBRARY = """
#include <fcntl.h>
#include <unistd.h>
void open_often(const char *path) {
  for (int i = 0; i < %d; i++) close(open(path, O_RDONLY));
}
"""
PROGRAM = """
#include <dlfcn.h>
void open_often(const char *);
int main(int argc, char **argv) {
  void (*function)(const char *) = open_often;
  if (argc > 2) function = dlsym(dlopen(argv[2], RTLD_NOW), "open_often");
  function(argv[1]);
}
"""


def main() -> None:
    work = fresh(RESULTS / "work" / "redirect")
    (work / "library.c").write_text(LIBRARY % TIMES, encoding="utf-8")
    (work / "program.c").write_text(PROGRAM, encoding="utf-8")
    library, program = work / "library.so", work / "program"
    run(["cc", "-O2", "-fPIC", "-shared", "-o", library, work / "library.c"])
    run(["cc", "-O2", "-o", program, work / "program.c", work / "library.c"])
    shipped = Path(snowsnake.__file__).parent / f"builders/redirect.{platform.machine()}-linux-gnu.so"
    preloaded = {"": "", "redirected": str(shipped)}
    preloaded |= {Path(other).name: str(Path(other).resolve()) for other in sys.argv[1:]}
    cases: dict[str, list[str | Path]] = {
        "program, below /usr": [program, "/usr/include"],
        "program, elsewhere": [program, program],
        "library, below /usr": [program, "/usr/include", library],
        "library, elsewhere": [program, program, library],
    }
    measured = measure(
        [
            Candidate(
                name=f"{case}, {how}" if how else case,
                command=command,
                environment={"LD_PRELOAD": path} if path else {},
            )
            for case, command in cases.items()
            for how, path in preloaded.items()
        ],
        rounds=ROUNDS,
        warm_up=1,
    )
    report("redirect", f"{TIMES} times open and close, {ROUNDS} rounds", measured)
    for number in range(0, len(measured), len(preloaded)):
        without, *others = measured[number : number + len(preloaded)]
        for with_it in others:
            pairs = zip(without.cpu, with_it.cpu, strict=True)
            median = 1e9 * statistics.median(b - a for a, b in pairs) / TIMES
            # What else the machine does only adds.
            least = 1e9 * (min(with_it.cpu) - min(without.cpu)) / TIMES
            print(f"{with_it.name}: {least:.0f} ns more for each open (median of differences: {median:.0f})")


if __name__ == "__main__":
    main()
