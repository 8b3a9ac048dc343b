"""`snowsnake explain`: why something is in the environment."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from snowsnake.cli import complete, options
from snowsnake.cli.environment import choose_target
from snowsnake.cli.help import Verb
from snowsnake.cli.options import Common
from snowsnake.environments.subjects import find_project
from snowsnake.lockfile.files import load_lock
from snowsnake.lockfile.freshness import require_target
from snowsnake.lockfile.model import PYTHON, LockedNeed
from snowsnake.project_files import LOCK_NAME
from snowsnake.provide.of_machine import of_machine
from snowsnake.targets import Target

if TYPE_CHECKING:
    from snowsnake.answers import Explanation

_PARTS = {
    "interpreter": "the interpreter's tree",
    "run-time": "what the environment's distributions open and run",
    "libraries": "the libraries that a distribution links",
    "toolchain": "the toolchain that something is built with",
}


@click.command(
    "explain",
    cls=Verb,
    examples=("snowsnake explain libGL.so.1", "snowsnake explain pdftoppm", "snowsnake explain idna"),
)
@click.argument("name", metavar="NAME")
@click.option(
    "--lock",
    "lock_file",
    metavar="FILE",
    shell_complete=complete.files,
    help="The lock; the project's is the default.",
)
@click.option(
    "--target",
    metavar="TARGET",
    shell_complete=complete.targets,
    help="One of the lock's targets; this machine's is the default.",
)
@options.common(working=False, answers=True)
def command(common: Common, *, name: str, lock_file: str | None, target: str | None) -> None:
    """Say why NAME is in the environment, or why not: a distribution, a library, a program, a Debian package."""
    from snowsnake.answers import explain  # noqa: PLC0415 -- for this verb only

    here = os.getcwd()  # noqa: PTH109 -- as text, like the hot path
    path = Path(lock_file) if lock_file else Path(find_project(here) or here) / LOCK_NAME
    lock = load_lock(path)
    if target is not None:
        require_target(lock, Target.parse(target), path)
    found = explain(lock.targets[target or choose_target(lock, path, python=None)], name)
    if common.terminal.json:
        common.terminal.result("explain", _document(found))
        return
    for line in _lines(found):
        common.terminal.line(line)


def _document(found: Explanation) -> dict[str, object]:
    package = found.distribution
    distribution = None
    if package is not None:
        distribution = {
            "name": package.name,
            "version": package.version,
            "artifact": package.artifact,
            "required-by": list(found.chain),
        }
    return {
        "name": found.name,
        "target": found.target,
        "distribution": distribution,
        "asked": [
            {
                "distribution": asked.distribution,
                "version": asked.version,
                "required-by": list(asked.chain),
                **asdict(asked.need),
            }
            for asked in found.asked
        ],
        "native": found.wanted,
        "comes-with": list(found.comes_with),
        "elsewhere": [
            {"source": one.source, "artifact": one.artifact, "programs": dict(one.programs)}
            for one in found.elsewhere
        ],
        "parts": [{"part": part, "file": file} for part, file in found.parts],
    }


def _lines(found: Explanation) -> Iterator[str]:
    if (package := found.distribution) is not None:
        kind = "" if package.build is None else ", built from source"
        yield f"{package.name} {package.version}{kind}: {_required(found.chain)}"
        for need in package.needs:
            yield f"  it {_need(need, found.packages.get(need.name))}"
    for asked in found.asked:
        yield f"{asked.distribution} {asked.version}".rstrip() + f" {_need(asked.need, asked.package)}"
        if asked.version:  # what comes from elsewhere is nobody's requirement
            yield f"  {_required(asked.chain)}"
        for place in asked.need.evidence[:5]:
            yield f"  seen in {place}"
    for archive in found.elsewhere:
        programs = ", ".join(f"`{program}`" for program in archive.programs) or f"package `{archive.name}`"
        yield f"{archive.source}: has {programs}"
    if found.wanted:
        yield f"{found.name}: you want it (`native`)"
    if found.comes_with:
        others = ", ".join(found.comes_with)
        yield f"{found.name}: comes with {others}, of which little use can be made without it"
    for part, file in found.parts:
        # Debian's dependencies are not in the lock, only what they lead to.
        named = found.asked or found.wanted or found.comes_with or found.elsewhere or part != "run-time"
        along = "" if named else ", with something there that depends on it, or a script that runs it"
        yield f"{file}: in {_PARTS[part]}{along}"


def _required(chain: tuple[str, ...]) -> str:
    return "required by " + " ← ".join((*chain, "you")) if chain else "you asked for it"


def _need(need: LockedNeed, part: str | None) -> str:
    return " ".join(_words(need, part))


def _words(need: LockedNeed, part: str | None) -> Iterator[str]:
    yield "can use" if need.level == "optional" else need.verb
    yield f"`{need.name}`:"
    if need.debian is None:
        of = of_machine(need.kind, need.name)
        yield of.reason if of is not None else "no package of the base is known to have it"
    elif need.kind == "stdlib" and part is not None:
        yield f"{need.debian.path} of {part}, part of the base"
    elif need.debian.package == PYTHON:
        yield f"the interpreter has {need.debian.path}"
    elif need.level == "optional":
        yield f"`snowsnake add-native {need.debian.package}` gives it"
    else:
        yield f"{need.debian.path} of {' with '.join((need.debian.package, *need.debian.also))}"
    if need.nixpkgs is not None:
        yield f"(nixpkgs: {need.nixpkgs})"
