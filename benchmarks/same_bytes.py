"""Distributions with compiled code, built from source twice: are the wheels the same, byte for byte?

    python -m benchmarks.same_bytes [--again] [NAME ...]

Each is locked from source, built, and its wheel is built a second time (`nix-store --realise --check`), with another
number of jobs and on another file system. Where the two differ, the members that do are named. What was tried is
remembered in `build/benchmarks/same_bytes.json`, so that a run that was stopped goes on; `--again` forgets, of the
names that are given or of all. `SAME_BYTES_KEEP=DIRECTORY` keeps both outputs where they differ. Without names those
of `compiled_sdists.txt` are tried.
"""

from __future__ import annotations

import grp
import json
import os
import re
import shutil
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import Any

import snowsnake as installed
from benchmarks.harness import attempted, remembered, snowsnake
from benchmarks.sdists import PROJECT, TIMEOUT

NAMES = Path(__file__).with_name("compiled_sdists.txt")
BUILD = Path(installed.__file__).parent / "nix" / "lib" / "build.nix"
# Root without build users, as on a fresh machine.
_ALONE = os.geteuid() == 0 and not any(group.gr_name == "nixbld" for group in grp.getgrall())
NIX = (
    *("--option", "sandbox", "true", "--option", "substituters", ""),
    *(("--option", "build-users-group", "") if _ALONE else ()),
)
MEMORY = Path("/dev/shm")
DIFFERS = re.compile(r"output '([^']+)' differs(?: from '([^']+)')?")


def attempt(name: str) -> dict[str, Any]:
    """Lock and build one, and build it again; what came of it."""
    result: dict[str, Any] = {"name": name, "date": time.strftime("%Y-%m-%d")}
    with tempfile.TemporaryDirectory() as directory:
        environment = os.environ | {"SNOWSNAKE_STATE_DIR": f"{directory}/state", "NO_COLOR": "1"}
        Path(directory, "pyproject.toml").write_text(PROJECT.format(name=name), encoding="utf-8")
        start = time.perf_counter()
        done = attempted([snowsnake(), "build", "-o", "result"], directory, environment, TIMEOUT)
        result["seconds"] = round(time.perf_counter() - start, 1)
        if done.returncode:
            why = re.search(r"^error: (.*)$", done.stderr, re.MULTILINE)
            return result | {"outcome": "not built", "why": why[1] if why else done.stderr[-300:]}
        (package,) = _packages(Path(directory, "snowsnake.lock"), name)
        result |= {"version": package["version"], "backend": package["build"]["backend"]}
        words = [
            "--argstr", "lock", f"{directory}/snowsnake.lock", "--argstr", "package", name, "-A", "source",
        ]  # fmt: skip
        derivation = attempted(["nix-instantiate", *NIX, BUILD, *words], directory, environment, TIMEOUT)
        plain = {key: value for key, value in environment.items() if key != "TMPDIR"}
        if os.access(MEMORY, os.W_OK):  # another file system, which lists directories in another order
            plain["TMPDIR"] = str(MEMORY)
        check = ["nix-store", *NIX, "--realise", "--check", "--keep-failed", "--cores", "2"]
        again = attempted([*check, derivation.stdout.strip()], directory, plain, TIMEOUT)
        if again.returncode == 0:
            return result | {"outcome": "same bytes"}
        differs = DIFFERS.search(again.stderr)
        if differs is None:
            return result | {"outcome": "not built", "why": again.stderr[-300:]}
        first, second = Path(differs[1]), Path(differs[2] or f"{differs[1]}.check")
        result |= {"outcome": "differs", "why": ", ".join(_differing(first, second)) or again.stderr[-300:]}
        if keep := os.environ.get("SAME_BYTES_KEEP"):
            for path in (first, second):
                shutil.copytree(path, Path(keep, name, path.name), dirs_exist_ok=True)
        return result


def _packages(lock: Path, name: str) -> list[dict[str, Any]]:
    targets = json.loads(lock.read_text("utf-8"))["targets"]
    return [target["packages"][name] for target in targets.values()]


def _differing(first: Path, second: Path) -> list[str]:
    """The members that two outputs of one derivation do not share; those of a wheel count by themselves."""
    one, other = _members(first), _members(second)
    return sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))


def _members(output: Path) -> dict[str, bytes]:
    found: dict[str, bytes] = {}
    for path in sorted(output.rglob("*")):
        if path.suffix == ".whl":
            with zipfile.ZipFile(path) as wheel:
                found |= {member: wheel.read(member) for member in wheel.namelist()}
        elif path.is_file():
            found[path.name] = path.read_bytes()
    return found


def main() -> None:
    words = sys.argv[1:]
    given = [word for word in words if word != "--again"]
    names = given or NAMES.read_text(encoding="utf-8").split()
    table(remembered("same_bytes", names, attempt, again=names if "--again" in words else ()))


def table(entries: list[dict[str, Any]]) -> None:
    """Print what came of each, as Markdown, and the sum."""
    print("| distribution | version | backend | outcome | seconds |\n|---|---|---|---|---|")
    for entry in entries:
        why = f": {entry['why'][:140]}" if entry.get("why") else ""
        facts = (entry.get("version", ""), entry.get("backend", ""), entry["outcome"] + why, entry["seconds"])
        print(f"| {entry['name']} | {' | '.join(map(str, facts))} |")
    outcomes = Counter(entry["outcome"] for entry in entries)
    print(f"\n{', '.join(f'{count} {outcome}' for outcome, count in outcomes.most_common())}")


if __name__ == "__main__":
    main()
