"""From requirements to exactly these files: uv resolves, PEP 751 is spoken, `packaging` selects."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from packaging.pylock import Pylock
from packaging.version import Version

from snowsnake.events import Observer, StepFinished, StepStarted, counted
from snowsnake.requirements import Inputs
from snowsnake.resolve.build import resolve_build
from snowsnake.resolve.credentials import Credentials
from snowsnake.resolve.errors import OWN_CRATES, Unbuildable, asked_by
from snowsnake.resolve.export import pylock_text, requirements_text, to_pylock
from snowsnake.resolve.host_paths import check_directories, check_host_paths, shareable
from snowsnake.resolve.options import Metadata, ResolveOptions
from snowsnake.resolve.select import UNKNOWN, Repository, Selected, requirers, select
from snowsnake.resolve.settings import exclude_newer
from snowsnake.resolve.sources import Sources
from snowsnake.resolve.tools import resolve_tools
from snowsnake.targets import Interpreter, Target

__all__ = [
    "OWN_CRATES",
    "UNKNOWN",
    "Credentials",
    "Metadata",
    "Repository",
    "ResolveOptions",
    "Selected",
    "Sources",
    "Unbuildable",
    "asked_by",
    "check_directories",
    "check_host_paths",
    "exclude_newer",
    "pylock_text",
    "requirements_text",
    "requirers",
    "resolve",
    "resolve_build",
    "resolve_tools",
    "select",
    "shareable",
    "to_pylock",
]


def resolve(
    inputs: Inputs,
    targets: Sequence[Target],
    interpreters: Callable[[], Sequence[Interpreter]],
    options: ResolveOptions,
    *,
    sources: Sources,
    observer: Observer,
) -> Pylock:
    """Work out which distributions, in which versions, satisfy the inputs on every target.

    uv resolves for all targets at once; where the inputs hold another tool's lock, its versions and hashes are
    kept and nothing is resolved. `interpreters` are asked for once the index has answered, `sources` about what has to
    be built. Raises the errors of `resolve.errors`.
    """
    count = len(inputs.requires)
    observer(StepStarted(step="resolve", what=counted(count, "requirement")))
    if inputs.foreign is not None:
        from snowsnake.resolve.foreign import read_foreign_lock  # noqa: PLC0415 -- few inputs have one

        pylock = read_foreign_lock(inputs, interpreters(), options, observer)
    elif not inputs.requires:
        pylock = Pylock(lock_version=Version("1.0"), created_by="snowsnake", packages=[])
    else:
        from snowsnake.resolve.fitting import resolve_fitting  # noqa: PLC0415 -- a fresh lock needs no uv

        pylock = resolve_fitting(inputs, targets, interpreters, options, sources, observer=observer)
    observer(StepFinished(step="resolve", verdict=counted(len(pylock.packages), "distribution")))
    return pylock
