"""Turn links and who provides them into the changes that each ELF file of a wheel needs.

A builder appends the run path entries with `patchelf --force-rpath --add-rpath`, so that what a file found
before by its loaders' DT_RPATH (rule 1 in `search`) is still found.
"""

from __future__ import annotations

import posixpath
from collections.abc import Mapping

from snowsnake.analyse.needs import FileLinks, Links
from snowsnake.lockfile.model import PYTHON, Patch, Provision


def plan_patches(
    links: Links, provided: Mapping[str, Provision], *, library_directory: str
) -> dict[str, Patch]:
    """The patches of one distribution, by file inside its wheel.

    `provided` is who provides each external soname (one that is absent is a need that nobody meets);
    `library_directory` is where the interpreter's tree keeps its libraries. Files that find everything stay
    untouched.
    """
    plan = {}
    for path in sorted(links.files):
        patch = _patch(links.files[path], provided, library_directory)
        if patch is not None:
            plan[path] = patch
    return plan


def uses_native(patches: Mapping[str, Patch]) -> bool:
    """Whether some patch names the distribution's tree of native libraries."""
    return any(entry.startswith("native:") for patch in patches.values() for entry in patch.runpath)


def _patch(file: FileLinks, provided: Mapping[str, Provision], library_directory: str) -> Patch | None:
    provisions = [provided[soname] for soname in file.external if soname in provided]
    native = [f"native:{_directory(item)}" for item in provisions if item.package != PYTHON]
    python = [f"python:{_directory(item)}" for item in provisions if item.package == PYTHON]
    if file.is_program:
        # Its loader has no default directories: even libc is found by run path only.
        python.append(f"python:{library_directory}")
    # Without a DT_RUNPATH, a file finds the interpreter's libraries by the executable's DT_RPATH.
    elif not (native or file.added or file.looks_outside or (python and file.has_runpath)):
        return None
    entries = [*file.added, *file.inherited, *dict.fromkeys(native), *dict.fromkeys(python)]
    return Patch(runpath=tuple(dict.fromkeys(entries)), interpreter=file.is_program)


def _directory(provision: Provision) -> str:
    return posixpath.dirname(provision.path)
