"""What sources are built with: build requirements, resolved from the same indexes as everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial

from packaging.specifiers import SpecifierSet

from snowsnake.events import Observer, ignore
from snowsnake.requirements import BuildSettings, CommandLine, Inputs, RequirementsFile
from snowsnake.resolve.fitting import resolve_fitting
from snowsnake.resolve.host_paths import check_resolved
from snowsnake.resolve.options import ResolveOptions
from snowsnake.resolve.select import Selected, select
from snowsnake.resolve.sources import Sources
from snowsnake.targets import Interpreter


def resolve_build(
    inputs: Inputs,
    requires: Sequence[str],
    interpreter: Interpreter,
    options: ResolveOptions,
    sources: Sources,
    *,
    observer: Observer = ignore,
    own: bool = False,
    required_by: str | None = None,
) -> tuple[Selected, ...]:
    """Choose a file of every distribution that a build environment with these requirements (PEP 508) has.

    `inputs` say which indexes there are, and constrain build requirements; what they require, which versions they
    allow and what they want built is about the project, not about what it is built with. `required_by` is the source
    that has the requirements; `own`: it is the user's, and may name directories and files of this machine. Raises the
    errors of `resolve.errors`, and `ForeignPath`.
    """
    if not requires:
        return ()
    files = [replace(file, requires=(), constraints=(), hashes={}) for file in inputs.requirements_files]
    given: list[CommandLine | RequirementsFile] = [CommandLine(requires=tuple(requires)), *files]
    asking = replace(
        inputs,
        sources=tuple(given),
        requires=tuple(requires),
        requires_python=SpecifierSet(),
        build=BuildSettings(),
    )
    options = replace(options, constraints=inputs.build.constraints)
    check = partial(
        check_resolved, inputs=inputs, own=tuple(requires) if own else (), required_by=required_by
    )
    pylock = resolve_fitting(
        asking, [interpreter.target], lambda: [interpreter], options, sources, observer=observer, check=check
    )
    return select(pylock, interpreter, asking)
