"""What sources are built with: build requirements, resolved from the same indexes as everything else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from packaging.pylock import Pylock
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from snowsnake.requirements import CommandLine, Inputs, RequirementsFile
from snowsnake.resolve.fitting import resolve_fitting
from snowsnake.resolve.options import MetadataOf, ResolveOptions
from snowsnake.targets import Interpreter


def resolve_build(
    inputs: Inputs,
    requires: Sequence[str],
    interpreters: Sequence[Interpreter],
    options: ResolveOptions,
    metadata_of: MetadataOf,
) -> Pylock:
    """Resolve build requirements (PEP 508 texts) for these interpreters.

    `inputs` say which indexes there are, and constrain build requirements; what they require, and which versions they
    allow, is about the project and not about what it is built with. Raises the errors of `resolve.errors`.
    """
    if not requires:
        return Pylock(lock_version=Version("1.0"), created_by="snowsnake", packages=[])
    files = [replace(file, requires=(), constraints=(), hashes={}) for file in inputs.requirements_files]
    sources: list[CommandLine | RequirementsFile] = [CommandLine(requires=tuple(requires)), *files]
    asking = replace(inputs, sources=tuple(sources), requires=tuple(requires), requires_python=SpecifierSet())
    targets = [interpreter.target for interpreter in interpreters]
    return resolve_fitting(asking, targets, lambda: interpreters, options, metadata_of)
