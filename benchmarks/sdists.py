"""The most downloaded distributions, built from source with no configuration: how many build, and import.

    python -m benchmarks.sdists [--again] [NAME ...]

Each is locked from source (what it requires comes as wheels), built, and all its top-level modules are imported.
What was tried is remembered in `build/benchmarks/sdists.json`: a second run asks nobody and prints the same table;
`--again` forgets, of the names that are given or of all. Names are tried in the order of `most_downloaded.txt`.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from benchmarks.harness import attempted, remembered, snowsnake

NAMES = Path(__file__).with_name("most_downloaded.txt")
TIMEOUT = 1800  # seconds for one distribution

PROJECT = """
[project]
name = "benchmark"
version = "1"
requires-python = ">=3.13"
dependencies = ["{name}"]
[tool.uv]
no-binary-package = ["{name}"]
"""
# What a user of the distribution would do first.
IMPORT = """
import importlib, sys
from importlib.metadata import distribution
tops = set()
for file in distribution(sys.argv[1]).files or ():
    first, *rest = file.parts
    name = first.partition(".")[0]
    is_package = len(rest) == 1 and rest[0] == "__init__.py"
    is_module = not rest and file.suffix in {".py", ".so"}
    if (is_package or is_module) and name.isidentifier() and not name.startswith("_"):
        tops.add(name)
for top in sorted(tops):
    importlib.import_module(top)
print(distribution(sys.argv[1]).version)
"""


def attempt(name: str) -> dict[str, Any]:
    """Lock, build and import one; what came of it."""
    result: dict[str, Any] = {"name": name, "date": time.strftime("%Y-%m-%d"), "outcome": "built"}
    with tempfile.TemporaryDirectory() as directory:
        environment = os.environ | {"SNOWSNAKE_STATE_DIR": f"{directory}/state", "NO_COLOR": "1"}
        Path(directory, "pyproject.toml").write_text(PROJECT.format(name=name), encoding="utf-8")
        start = time.perf_counter()
        done = attempted([snowsnake(), "build", "-o", "result"], directory, environment, TIMEOUT)
        result["seconds"] = round(time.perf_counter() - start, 1)
        if done.returncode:
            why = re.search(r"^error: (.*)$", done.stderr, re.MULTILINE)
            return result | {"outcome": _kind(done.stderr), "why": why[1] if why else done.stderr[-300:]}
        python = f"{directory}/result/bin/python"
        imported = attempted([python, "-c", IMPORT, name], directory, {}, TIMEOUT)
        if imported.returncode:
            return result | {"outcome": "does not import", "why": imported.stderr.strip().splitlines()[-1]}
        return result | {"version": imported.stdout.strip()}


def _kind(said: str) -> str:
    """The outcomes that are counted apart: what no sdist can be built from here, and why."""
    if "crates" in said:
        return "crates from a registry"
    if "has only wheels" in said:
        return "no sdist"
    return "failed"


def main() -> None:
    words = sys.argv[1:]
    given = [word for word in words if word != "--again"]
    names = given or NAMES.read_text(encoding="utf-8").split()
    table(remembered("sdists", names, attempt, again=names if "--again" in words else ()))


def table(entries: list[dict[str, Any]]) -> None:
    """Print what came of each, as Markdown, and the sum."""
    print("| distribution | version | outcome | seconds |\n|---|---|---|---|")
    for entry in entries:
        why = f": {entry['why'][:140]}" if entry.get("why") else ""
        print(
            f"| {entry['name']} | {entry.get('version', '')} | {entry['outcome']}{why} | {entry.get('seconds', '')} |"
        )
    outcomes = Counter(entry["outcome"] for entry in entries)
    possible = len(entries) - outcomes["crates from a registry"] - outcomes["no sdist"]
    print(f"\n{', '.join(f'{count} {outcome}' for outcome, count in outcomes.most_common())}")
    if possible:
        print(
            f"{outcomes['built']} of {possible} that can be built from source: {outcomes['built'] / possible:.0%}"
        )


if __name__ == "__main__":
    main()
