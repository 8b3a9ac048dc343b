"""`snowsnake inspect`: what a distribution needs that is not Python."""

from __future__ import annotations

import os
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click
from packaging.utils import canonicalize_name

from snowsnake.cli import complete, options
from snowsnake.cli.help import Verb
from snowsnake.cli.no_package import refuse_file
from snowsnake.cli.options import Common
from snowsnake.environments.subjects import find_project
from snowsnake.lockfile.errors import LockError
from snowsnake.project_files import LOCK_NAME
from snowsnake.targets import Target, host_system

if TYPE_CHECKING:
    from snowsnake.answers import Inspection
    from snowsnake.lockfile.model import Lock, LockedNeed


@click.command(
    "inspect",
    cls=Verb,
    examples=("snowsnake inspect weasyprint", "snowsnake inspect ./dist/tool-1.0-py3-none-any.whl"),
)
@click.argument("what", metavar="REQUIREMENT|WHEEL", shell_complete=complete.files)
@options.no_binary
@options.python
@click.option(
    "--target",
    metavar="TARGET",
    shell_complete=complete.targets,
    help="Another machine or interpreter: cp313-aarch64-linux.",
)
@options.common(answers=True)
def command(
    common: Common, *, what: str, no_binary: tuple[str, ...], python: str | None, target: str | None
) -> None:
    """Say what a distribution links, opens and runs, where that was seen, and who has it.

    Nothing of it is run, and nothing is built. Of a distribution that the project's lock has it is that version.
    """
    from snowsnake import pipeline  # noqa: PLC0415 -- imports everything
    from snowsnake.answers import check_machine, inspect  # noqa: PLC0415 -- for this verb only
    from snowsnake.provide.debian.choice import choose  # noqa: PLC0415 -- the same
    from snowsnake.provide.debian.suites import load_table  # noqa: PLC0415 -- the same
    from snowsnake.requirements import read_inputs  # noqa: PLC0415 -- the same

    if target is not None:
        Target.parse(target)
    else:
        offered = [entry.offered() for entry in load_table().interpreters]
        check_machine(what, choose(offered, python, None, host_system()))
    here = Path(os.getcwd())  # noqa: PTH109 -- as the shell says it
    refuse_file(what, here, project="snowsnake inspect .")
    configuration = common.configuration()
    known = None if target or python or no_binary else _locked(what, str(here), configuration.cache)
    if known is not None:
        (lock, chosen), name = known, what
    else:
        inputs = read_inputs(here, requirements=[what], options=options.typed_options(no_binary))
        (requirement,) = inputs.requires
        with common.terminal.progress() as observer:
            request = pipeline.LockRequest(inputs=inputs, targets=(target,) if target else (), python=python)
            lock = pipeline.lock(request, configuration, observer)
        (chosen,) = lock.targets
        name = _name(requirement.partition("@")[0].strip())
    found = inspect(lock, chosen, name, configuration.cache)
    if common.terminal.json:
        common.terminal.result("inspect", _document(chosen, found))
    else:
        _show(common, chosen, found)


def _locked(name: str, here: str, cache: Path) -> tuple[Lock, str] | None:
    """The lock of the project around `here`, and its target of this machine, if it has this distribution.

    It may be from an index that only the project names. What was never read here is not known from the lock alone.
    """
    from snowsnake.analyse import cached_report  # noqa: PLC0415 -- for this verb only
    from snowsnake.cli.environment import choose_target  # noqa: PLC0415 -- the same
    from snowsnake.lockfile.files import load_lock  # noqa: PLC0415 -- the same
    from snowsnake.lockfile.model import DistributionArtifact  # noqa: PLC0415 -- the same

    path = Path(find_project(here) or here) / LOCK_NAME
    try:
        lock = load_lock(path)
        target = choose_target(lock, path, python=None)
    except LockError:
        return None
    found = next((one for one in lock.targets[target].packages if one.name == canonicalize_name(name)), None)
    artifact = lock.artifacts[found.artifact] if found is not None else None
    if isinstance(artifact, DistributionArtifact) and cached_report(artifact.sha256, cache) is not None:
        return lock, target
    return None


def _name(requirement: str) -> str:
    from packaging.requirements import Requirement  # noqa: PLC0415 -- for this verb only

    return Requirement(requirement).name


def _document(target: str, found: Inspection) -> dict[str, object]:
    guessed = {(need.kind, need.name) for need in found.likely}
    return {
        "name": found.package.name,
        "version": found.package.version,
        "artifact": found.package.artifact,
        "target": target,
        "needs": [
            {**asdict(need), "sure": "likely" if (need.kind, need.name) in guessed else "certain"}
            for need in found.package.needs
        ],
        "tests": [{"kind": u.kind, "name": u.name, "evidence": list(u.evidence)} for u in found.tests],
        "unread": list(found.unread),
        "unfollowed": list(found.unfollowed),
    }


def _show(common: Common, target: str, found: Inspection) -> None:
    package = found.package
    line = common.terminal.line
    line(f"{package.name} {package.version} for {target}: {package.artifact}")
    for level, title in (("required", "needs"), ("optional", "can use")):
        needs = [need for need in package.needs if need.level == level]
        if needs:
            line("")
            line(f"{title}:")
        for need in needs:
            _show_need(common, need, guessed=need in found.likely, part=found.parts.get(need.name))
    if found.tests:
        line("")
        line("its tests use: " + ", ".join(sorted({use.name for use in found.tests})))
    if not package.needs:
        line("nothing that is not Python was seen")
    if found.unfollowed:
        line("")
        line("mentioned and not followed:")
    for text in found.unfollowed:
        line(f"  {text}")
    for file in found.unread:
        common.terminal.note(f"not read: {file}")


def _show_need(common: Common, need: LockedNeed, *, guessed: bool, part: str | None) -> None:
    line = common.terminal.line
    line(f"  {need.name}  ({need.kind}{', perhaps' if guessed else ''})")
    base = "machine" if need.kind == "driver" else "debian"
    line(f"    {base}: {_provider(need, part)}")
    if need.kind != "driver":
        line(f"    nixpkgs: {need.nixpkgs or 'nobody is known to have it'}")
    more = f" and {len(need.evidence) - 3} more" if len(need.evidence) > 3 else ""
    line(f"    seen in {', '.join(need.evidence[:3])}{more}")


def _provider(need: LockedNeed, part: str | None) -> str:
    """Who has it on Debian's base; `part` of it is what it belongs to, of a module of Python's."""
    from snowsnake.lockfile.model import PYTHON  # noqa: PLC0415 -- for this verb only
    from snowsnake.provide.of_machine import of_machine  # noqa: PLC0415 -- the same

    if need.debian is None:
        of = of_machine(need.kind, need.name)
        return of.reason if of is not None else "nobody is known to have it"
    who = need.debian.package
    if need.kind == "stdlib" and part is not None:
        who = f"{part}, part of the base"
    elif who == PYTHON:
        who = "the interpreter's tree"
    if need.debian.also:
        who += f" with {', '.join(need.debian.also)}"
    return f"{who} ({need.debian.path})"
