"""A pure package from source to wheel: in Nix's sandbox, and by `python -m build` where there is none.

Both run the same interpreter and the same versions of the same backends; the source changes before each build. The
peer's frontend, backends and interpreter are those of an environment that snowsnake builds. `nix-build` is the
sandboxed build alone: it evaluates the lock, copies the source and builds the one derivation. `snowsnake build` does
that, installs the wheel, and makes an environment of it.
"""

from __future__ import annotations

import grp
import json
import os
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.harness import RESULTS, Candidate, Measured, fresh, measure, report, run, snowsnake
from snowsnake.realising import LIBRARY

ROUNDS = 10
BACKENDS = {
    "flit": ("flit_core>=3.11", "flit_core.buildapi"),
    "hatchling": ("hatchling", "hatchling.build"),
    "setuptools": ("setuptools>=77", "setuptools.build_meta"),
}
PROJECT = """[project]
name = "pure"
version = "1"
description = "twenty modules"
requires-python = ">=3.11"
[build-system]
requires = ["{requires}"]
build-backend = "{backend}"
"""
MODULE = "".join(f"def function_{number}(x):\n    return x + {number}\n\n" for number in range(30))
# What snowsnake itself asks of Nix.
OPTIONS = ("--option", "sandbox", "true", "--option", "substitute", "false", "--no-out-link")


def main() -> None:
    work = fresh(RESULTS / "work" / "source_build")
    projects = {name: _project(work / name, *backend) for name, backend in BACKENDS.items()}
    peer = _peer(work / "peer", projects)
    candidates: list[Candidate] = []
    for name, project in projects.items():
        candidates += _candidates(name, project, peer)
    measured = measure(candidates, rounds=ROUNDS, warm_up=1)
    report("source_build", f"a pure package from source to wheel, {ROUNDS} rounds", measured)
    for number, name in enumerate(projects):
        peers, alone, whole = measured[3 * number : 3 * number + 3]
        print(
            f"{name}: the sandboxed build {_over(alone, peers)}, all of `snowsnake build` {_over(whole, peers)}"
        )


def _over(measured: Measured, peer: Measured) -> str:
    return f"{measured.median - peer.median:+.2f} s"


def _candidates(name: str, project: Path, peer: Path) -> list[Candidate]:
    def edit(_round: int) -> None:
        (project / "pure" / "edited.py").write_text(f"EDITED = {time.time_ns()}\n", encoding="utf-8")

    def edit_and_empty(number: int) -> None:
        edit(number)
        fresh(project.parent / f"{name}-wheels")

    wheels = project.parent / f"{name}-wheels"
    build: list[str | Path] = ["nix-build", LIBRARY / "build.nix", "-A", "source", *_as_root(), *OPTIONS]
    build += ["--argstr", "lock", project / "snowsnake.lock", "--argstr", "package", "pure"]
    candidates: list[tuple[str, list[str | Path], Callable[[int], None]]] = [
        (
            "python -m build --no-isolation",
            [peer, "-m", "build", "--no-isolation", "--wheel", "--outdir", wheels, project],
            edit_and_empty,
        ),
        ("the sandboxed build (nix-build)", build, edit),
        (
            "snowsnake build, installed as well",
            [snowsnake(), "build", "--locked", "-o", wheels / "result"],
            edit,
        ),
    ]
    return [
        Candidate(name=f"{name}: {what}", command=command, cwd=project, prepare=prepare)
        for what, command, prepare in candidates
    ]


def _project(directory: Path, requires: str, backend: str) -> Path:
    """A project of this backend, locked, and built once: what its builds share is in the store."""
    package = directory / "pure"
    package.mkdir(parents=True)
    (package / "__init__.py").write_text('"""Twenty modules."""\n', encoding="utf-8")
    for number in range(20):
        (package / f"module_{number}.py").write_text(MODULE, encoding="utf-8")
    text = PROJECT.format(requires=requires, backend=backend)
    (directory / "pyproject.toml").write_text(text, encoding="utf-8")
    run([snowsnake(), "lock", "--python", "3.13"], cwd=directory)
    run([snowsnake(), "build", "--locked"], cwd=directory)
    return directory


def _peer(directory: Path, projects: dict[str, Path]) -> Path:
    """An interpreter that has `build`, and what the projects are built with."""
    exact: set[str] = set()
    for project in projects.values():
        document = json.loads((project / "snowsnake.lock").read_text(encoding="utf-8"))
        (target,) = document["targets"].values()
        files = [package["artifact"] for package in target["build-packages"].values()]
        exact |= {"==".join(file.split("-")[:2]) for file in files}
    directory.mkdir()
    (directory / "requirements.txt").write_text("\n".join(("build", *sorted(exact))) + "\n", encoding="utf-8")
    run([snowsnake(), "lock", "--python", "3.13"], cwd=directory)
    run([snowsnake(), "build", "-o", "result"], cwd=directory)
    return directory / "result" / "bin" / "python"


def _as_root() -> tuple[str, ...]:
    """Where root has no build users, Nix must be told."""
    alone = os.geteuid() == 0 and not any(group.gr_name == "nixbld" for group in grp.getgrall())
    return ("--option", "build-users-group", "") if alone else ()


if __name__ == "__main__":
    main()
