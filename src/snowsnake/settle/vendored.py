"""What the libraries that a wheel vendors open, held against what Debian's packages of these libraries depend on.

`libglfw.so.3` of a wheel opens `libGL.so.1` when a window is made. Whether a wheel can do without what its libraries
open is in no Python; Debian's `libglfw3` depends on `libgl1`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache

from snowsnake.analyse import WheelReport
from snowsnake.analyse.uses import Use
from snowsnake.lockfile.model import Provision
from snowsnake.provide.interface import Base, Need
from snowsnake.settle.advised import choices
from snowsnake.targets import Target

VENDORED = re.compile(r"-[0-9a-f]{8}(?=\.so\b|\.\d)")
"""What auditwheel puts into the name of a library that it vendors."""


def with_vendored(
    base: Base, target: Target, report: WheelReport, uses: Sequence[Use], found: Mapping[Need, Provision]
) -> tuple[Use, ...]:
    """The uses of a wheel; of what its own libraries open that is required which Debian's package of the library has.

    `found`: what the base has of their names. Raises what `base` raises.
    """
    sonames = {elf.path: VENDORED.sub("", elf.soname or "") for elf in report.elf_files}

    @cache
    def owner(path: str) -> tuple[str, frozenset[str]] | None:
        return _owner(base, target, sonames[path])

    def said(use: Use) -> tuple[str, ...] | None:
        paths = sorted(sonames.keys() & set(use.evidence))
        provision = next((found[choice] for choice in choices(use) if choice in found), None)
        if use.level != "optional" or provision is None:
            return None
        for path in paths:
            if (owned := owner(path)) is not None and provision.package in owned[1]:
                return path, f"Debian's {owned[0]} depends on {provision.package}"
        return None

    return tuple(
        use if (evidence := said(use)) is None else replace(use, level="required", evidence=evidence)
        for use in uses
    )


def _owner(base: Base, target: Target, soname: str) -> tuple[str, frozenset[str]] | None:
    """The package of a library, and what it depends on, directly or by one between (libgl1 has libglx0)."""
    for name in _sonames(soname):
        for holder in base.holders(target, "soname", name)[:1]:
            direct = base.depends(target, holder.package)
            return holder.package, frozenset(direct).union(*(base.depends(target, one) for one in direct))
    return None


def _sonames(name: str) -> Iterator[str]:
    """A soname, and what it would be if it were a file's name, as auditwheel makes it: `libSDL2-2.0.so.0.2800.4`."""
    yield name
    while not name.endswith(".so") and "." in name:
        name = name.rpartition(".")[0]
        yield name
