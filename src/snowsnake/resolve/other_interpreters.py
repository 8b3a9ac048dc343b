"""Wheels that an index has in place of a release that cannot be built: for other interpreters, or of later releases."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from packaging.tags import Tag
from packaging.version import InvalidVersion, Version

from snowsnake.errors import SnowsnakeError
from snowsnake.parsing import Malformed
from snowsnake.requirements import Inputs
from snowsnake.resolve.credentials import Credentials
from snowsnake.resolve.simple_index import indexes, offered_files
from snowsnake.specifications import read_wheel_name
from snowsnake.targets import Interpreter, Target, is_allowed

_GLIBC = (2, 36)
"""Of the oldest suite: what a wheel may ask for whatever the interpreter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Offered:
    """What may be taken in place of a release that cannot be built for an interpreter."""

    targets: tuple[Target, ...] = ()
    """The others for which the release has a wheel."""
    later: str | None = None
    """The first later release that has a wheel for the interpreter itself."""


def offered_instead(
    inputs: Inputs, name: str, version: str, own: Target, others: Sequence[Target]
) -> Offered:
    """The wheels in place of a release that cannot be built for `own`; those of `others` keep their order.

    Nothing where no index can be asked. `others` are targets that the project allows (`allowed`).
    """
    credentials = Credentials.from_inputs(inputs, os.environ)
    wheels: list[str] = []
    try:
        for index in indexes(inputs.directory, credentials):
            files = offered_files(index, name, credentials)
            if files is not None:
                wheels = [str(file["name"]) for file in files if str(file["name"]).endswith(".whl")]
                break
        ours = Version(version)
    except (SnowsnakeError, InvalidVersion):  # this is about an error that is told in any case
        return Offered()
    tags: dict[Version, set[Tag]] = {}
    for wheel in wheels:
        with suppress(Malformed):
            _, release, of_wheel = read_wheel_name(wheel)
            tags.setdefault(release, set()).update(of_wheel)
    supported = _supported(own)
    later = (
        release
        for release in sorted(tags)
        if release > ours and not release.is_prerelease and not supported.isdisjoint(tags[release])
    )
    return Offered(
        targets=tuple(one for one in others if not _supported(one).isdisjoint(tags.get(ours, ()))),
        later=next((str(release) for release in later), None),
    )


def allowed(inputs: Inputs, targets: Sequence[Target]) -> tuple[Target, ...]:
    """Those of `targets` that `requires-python` of the inputs allows."""
    return tuple(
        target
        for target in targets
        if inputs.requires_python is None or is_allowed(inputs.requires_python, target.version)
    )


def _supported(target: Target) -> frozenset[Tag]:
    interpreter = Interpreter(
        target=target,
        full_version=f"{target.python}.0",
        implementation_version=f"{target.python}.0",
        glibc=_GLIBC,
    )
    return frozenset(interpreter.tags())
