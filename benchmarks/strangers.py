"""Distributions with native needs that nobody tuned for: do they do their real work, on this host and bare?

    python -m benchmarks.strangers [--again] [--round N] [NAME ...]
    python -m benchmarks.strangers --control [--again] [--round N] [--root DIRECTORY] [NAME ...]
    python -m benchmarks.strangers --pick MOST (--index URL [--names FILE] | --releases FILE) [--round N]

Each of `checks/` is a distribution and a program that does the distribution's real work. It is locked by its name and
what the check's `extra:` line says, built, and the check is run by the environment's interpreter: on this host, and
with the Nix store and nothing else of the host (needs root). Only both together count. Where the check fails and what
was printed says a line that adds something (`snowsnake add-native ...`), that is done, once, and it is run again.
What was tried is remembered in `build/benchmarks/strangers.json`, so that a run that was stopped goes on.

`--control` runs the checks in an ordinary Debian instead, with apt and pip (`control.py`), and remembers that in
`build/benchmarks/control.json`. A round from the fourth on counts those whose control passed: what does not work there
measures nothing here. The others are tried and printed, too. Which ones fail it is then written into `strangers.toml`,
so that the set is known.

`--pick` prints the first names by the rule that chose them. Of the seventh round that is `descriptions.py`, with a list
of the most downloaded (`--names`); of the tenth `known.txt`, the names of native things that somebody who has used
Python for long could write down in an hour; of all others: distributions that Debian's index knows with a native
dependency (Depends or Recommends, on what is no Python program; the ninth: sid's index, and not that of the suite which
is used). This repository did not name them before the checks came into it; they have a release since 2024, and are in
the order of the SHA-256 of the round's seed and their names.
`strangers.toml` has the rounds: commit, seed, and which of the names were passed over, and why.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import tempfile
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import requests
from tests.integration.bare import bare

from benchmarks import control
from benchmarks.descriptions import told_by_descriptions
from benchmarks.harness import RESULTS, ROOT, attempted, recalled, remembered, snowsnake
from snowsnake.provide.debian.advice import advice_path, dependencies_of
from snowsnake.provide.tables import FileTable

CHECKS = Path(__file__).with_name("checks")
ROUNDS = Path(__file__).with_name("strangers.toml")
KNOWN = Path(__file__).with_name("known.txt")
TIMEOUT = 1800  # seconds for one build
PATIENCE = 300  # seconds for one check
SUITE = "trixie"
SINCE = "2024"
FIRST_CONTROLLED = 4  # the first round of which those count whose control passed
ADVICE = re.compile(r"`?snowsnake add-native ((?:[a-z0-9][a-z0-9+.-]* ?)+)")
OFFERS = re.compile(r"^optional, not needed: (.*?);", re.MULTILINE)
PROJECT = """
[project]
name = "benchmark"
version = "1"
requires-python = "==3.13.*"
dependencies = {dependencies}
[tool.snowsnake]
native = {native}
"""
# Their own programs are Python's, their archives those of gigabytes.
NO_NATIVE = {"alembic", "subunit", "tempest", "certbot", "jupyter-client", "jupyter-core"}
TRIED_ONCE = "azure-"  # hundreds, which share one dependency
TOO_LARGE = {"torchvision", "nova"}


@dataclass(frozen=True)
class Check:
    """A program that does a distribution's real work, and what its first lines say."""

    name: str
    path: Path
    native: bool
    """The native library or program is what the distribution is for."""
    extra: tuple[str, ...]
    """Requirements that a user of it has besides."""
    display: bool
    apt: tuple[str, ...]
    """Packages that its description has a user of Debian install, where Debian has no such distribution."""
    round: int

    @classmethod
    def of(cls, path: Path) -> Check:
        said = dict(
            re.findall(r"^(native|extra|display|apt|round): *(.*)$", path.read_text("utf-8"), re.MULTILINE)
        )
        extra = tuple(word.strip() for word in said.get("extra", "").split(",") if word.strip())
        native, display = said.get("native") == "yes", said.get("display") == "yes"
        apt = tuple(said.get("apt", "").split())
        return cls(path.stem, path, native, extra, display, apt, int(said.get("round", "1")))


def attempt(check: Check) -> dict[str, Any]:
    """Lock, build and check one, then as it was told; what came of it."""
    result: dict[str, Any] = {"name": check.name, "date": time.strftime("%Y-%m-%d"), "native": check.native}
    with tempfile.TemporaryDirectory() as directory:
        native: list[str] = []
        told = tried(check, Path(directory), native)
        result |= {"came": told, "outcome": told["outcome"]}
        advised = {name for line in ADVICE.findall(told["said"]) for name in line.split()}
        for line in OFFERS.findall(told["said"]):
            advised |= {
                name for name, whom in re.findall(r"(\S+) \(for ([^)]*)\)", line) if check.name in whom
            }
        if told["outcome"] != "works" and advised:
            native = sorted(advised)
            result |= {"told": tried(check, Path(directory), native), "native packages": native}
        return result


def built(
    directory: Path, dependencies: Sequence[str], native: Sequence[str]
) -> subprocess.CompletedProcess[str]:
    """How `snowsnake build` of a project that requires these ended; the environment is `directory/result`."""
    environment = os.environ | {"SNOWSNAKE_STATE_DIR": f"{directory}/state", "NO_COLOR": "1"}
    text = PROJECT.format(dependencies=json.dumps(dependencies), native=json.dumps(native))
    (directory / "pyproject.toml").write_text(text, encoding="utf-8")
    return attempted([snowsnake(), "build", "-o", "result"], directory, environment, TIMEOUT)


def tried(check: Check, directory: Path, native: list[str]) -> dict[str, Any]:
    done = built(directory, [check.name, *check.extra], native)
    said = done.stderr[-6000:]
    if done.returncode:
        return {"outcome": "not built", "said": said}
    work, alone_in = directory / "work", directory / "bare"
    for place in (work, alone_in):
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir()
        (place / "check.py").write_bytes(check.path.read_bytes())
    programs = str((directory / "result").resolve() / "bin")
    command = [f"{programs}/python", "check.py"]
    own = variables_of(check)
    here = {**own, "PATH": f"{programs}:{os.environ['PATH']}", "HOME": str(directory)}
    host = attempted(command, work, here, PATIENCE)
    variables = [f"PATH={programs}:$PATH", *(f"{name}={value}" for name, value in own.items())]
    words = ["/bin/sh", "-c", f'{" ".join(variables)} exec "$@"', "sh", *command]
    try:
        alone = bare(alone_in, *words, timeout=PATIENCE)
    except (subprocess.TimeoutExpired, UnicodeDecodeError) as error:
        alone = subprocess.CompletedProcess(words, 124, "", str(error))
    outcome = {(True, True): "works", (True, False): "on this host only", (False, True): "bare only"}
    return {
        "outcome": outcome.get((host.returncode == 0, alone.returncode == 0), "fails"),
        "said": "\n".join([said, host.stderr[-1500:], alone.stderr[-1500:]]),
    }


def variables_of(check: Check) -> dict[str, str]:
    """The variables that its user has."""
    display = {"DISPLAY": os.environ["STRANGERS_DISPLAY"]} if check.display else {}
    return {"USER": "snow", **display}


@contextmanager
def screen(checks: list[Check]) -> Iterator[None]:
    """An X server for those that want one, from an environment of our own, at a number that nobody has."""
    if not any(check.display for check in checks) or "STRANGERS_DISPLAY" in os.environ:
        yield
        return
    with tempfile.TemporaryDirectory() as directory:
        built(Path(directory), [], ["xvfb"]).check_returncode()
        command = [f"{directory}/result/bin/Xvfb", "-displayfd", "1", "-screen", "0", "1280x1024x24"]
        server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert server.stdout is not None
            os.environ["STRANGERS_DISPLAY"] = f":{server.stdout.readline().strip()}"
            yield
        finally:
            server.terminate()
            server.wait()


def table(entries: list[dict[str, Any]], rounds: Mapping[str, int], controls: Mapping[str, str]) -> None:
    """Print what came of each, as Markdown, and the sums of those that count.

    By name: `rounds`, and `controls`, the outcomes of the controls that were run.
    """
    print(
        "| distribution | for the native thing | control | as it comes | as it is told |\n|---|---|---|---|---|"
    )
    for entry in entries:
        told = entry.get("told", {}).get("outcome", "")
        packages = f" ({', '.join(entry['native packages'])})" if told else ""
        own = "yes" if entry["native"] else ""
        control = controls.get(entry["name"], "")
        print(f"| {entry['name']} | {own} | {control} | {entry['came']['outcome']} | {told}{packages} |")
    controlled = [entry["name"] for entry in entries if rounds[entry["name"]] >= FIRST_CONTROLLED]
    out = {name for name in controlled if controls.get(name) != "passes"}
    if controlled:
        unknown = sum(name not in controls for name in out)
        print(
            f"\nof rounds with a control: {len(controlled)} tried, of which {len(controlled) - len(out)} passed it"
            f" and count" + (f"; {unknown} have none yet (--control)" if unknown else "")
        )
    counted = [entry for entry in entries if entry["name"] not in out]
    for which, those in (
        ("all", counted),
        ("for the native thing", [one for one in counted if one["native"]]),
    ):
        came = Counter(entry["came"]["outcome"] for entry in those)
        led = sum(
            "works" in {entry["came"]["outcome"], entry.get("told", {}).get("outcome")} for entry in those
        )
        print(f"\n{which}: {came['works']} of {len(those)} as they come, {led} as they are told")


def pick(
    most: int,
    number: int,
    released: Callable[[str], bool],
    *,
    index: str = "",
    most_downloaded: Path | None = None,
) -> None:
    """Print the first names of a round by the rule, and what Debian says that each depends on."""
    chosen = tomllib.loads(ROUNDS.read_text(encoding="utf-8"))["round"][number - 1]
    words = subprocess.run(
        ["git", "grep", "-hoiIE", "[a-z0-9][a-z0-9_.-]+", chosen["before"]],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    checks = ["git", "ls-tree", "--name-only", chosen["before"], "benchmarks/checks/"]
    words += (
        Path(file).stem
        for file in subprocess.run(
            checks, cwd=ROOT, capture_output=True, text=True, check=True
        ).stdout.split()
    )
    named = {_normalised(word) for word in words} | set(chosen.get("passed-over", ()))
    suite = chosen.get("suite", SUITE)
    names = dict.fromkeys(name for name, _ in FileTable(advice_path(suite)).starting("distribution", ""))
    if suite != SUITE:
        known = {name for name, _ in FileTable(advice_path(SUITE)).starting("distribution", "")}
        names = {name: None for name in names if name not in known and not name.startswith(TRIED_ONCE)}

    def order(name: str) -> str:
        return hashlib.sha256((chosen["seed"] + name).encode()).hexdigest()

    if chosen.get("of") == "descriptions":
        assert most_downloaded is not None, "--pick of this round asks --names"
        told = dict(told_by_descriptions(index, most_downloaded, named | names.keys(), SINCE))
        for name in sorted(told, key=order)[:most]:
            print(name, *told[name])
        return
    if chosen.get("of") == "known":
        listed = (name for name in KNOWN.read_text(encoding="utf-8").split() if name not in named)
        print(*islice(filter(released, sorted(listed, key=order)), most), sep="\n")
        return
    found = 0
    for name in sorted(names, key=order):
        needed = [
            dependency.choices[0].package
            for dependency in dependencies_of(name, suite)
            if dependency.strength != "suggests"
        ]
        needed = [package for package in needed if package not in NO_NATIVE]
        if needed and name not in named and name not in TOO_LARGE and released(name):
            print(name, *needed)
            found += 1
            if found == most:
                return


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower().strip("-")


def released_says(index: str) -> Callable[[str], bool]:
    """Whether a simple index (PEP 691) has a release since `SINCE`."""

    def released(name: str) -> bool:
        headers = {"Accept": "application/vnd.pypi.simple.v1+json"}
        answer = requests.get(f"{index.rstrip('/')}/{name}/", headers=headers, timeout=60)
        files = answer.json()["files"] if answer.ok else []
        return max((file.get("upload-time") or "" for file in files), default="") >= SINCE

    return released


def released_lists(file: Path) -> Callable[[str], bool]:
    """Whether a file has a release since `SINCE`: lines of a name, its newest version and that one's month."""
    months: dict[str, str] = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        name, _, month, *_ = line.split("\t")
        months[_normalised(name)] = month
    return lambda name: months.get(name, "") >= SINCE


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--again", action="store_true")
    parser.add_argument("--pick", type=int)
    parser.add_argument("--round", type=int)
    parser.add_argument("--control", action="store_true")
    parser.add_argument(
        "--root", type=Path, default=RESULTS / "debian", help="where --control has its Debian; may be shared"
    )
    released = parser.add_mutually_exclusive_group()
    released.add_argument("--index", help="a simple index of releases (PEP 691), for --pick")
    released.add_argument(
        "--releases", type=Path, help="a list of them: NAME, VERSION, MONTH, with tabs, for --pick"
    )
    parser.add_argument("--names", type=Path, dest="most_downloaded", help="a list of names, for --pick")
    parser.add_argument("names", nargs="*")
    words = parser.parse_args()
    if words.pick:
        if not words.index and not words.releases:
            parser.error("--pick asks an --index or --releases")
        asked = released_says(words.index) if words.index else released_lists(words.releases)
        pick(
            words.pick,
            words.round or 1,
            asked,
            index=words.index or "",
            most_downloaded=words.most_downloaded,
        )
        return
    checks = [Check.of(path) for path in sorted(CHECKS.glob("*.py"))]
    checks = [
        check
        for check in checks
        if (not words.names or check.name in words.names) and words.round in (None, check.round)
    ]
    by_name = {check.name: check for check in checks}
    again = list(by_name) if words.again else []
    if words.control:
        control.require()
        signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it removes what it made
        root = words.root.resolve()
        again = again or [name for name in control.outdated() if name in by_name]
        control.table(
            remembered(
                "control", list(by_name), lambda name: control.controlled(by_name[name], root), again=again
            )
        )
        return
    with screen(checks):
        entries = remembered("strangers", list(by_name), lambda name: attempt(by_name[name]), again=again)
    rounds = {check.name: check.round for check in checks}
    table(entries, rounds, {name: entry["outcome"] for name, entry in recalled("control").items()})


if __name__ == "__main__":
    main()
