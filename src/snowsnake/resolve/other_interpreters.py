"""Interpreters for which an index has a wheel of what cannot be built."""

from __future__ import annotations

import os
from collections.abc import Sequence

from snowsnake.errors import SnowsnakeError
from snowsnake.parsing import Malformed
from snowsnake.requirements import Inputs
from snowsnake.resolve.credentials import Credentials
from snowsnake.resolve.simple_index import indexes, offered_files
from snowsnake.specifications import read_wheel_name
from snowsnake.targets import Interpreter, Target, is_allowed

_GLIBC = (2, 36)
"""Of the oldest suite: what a wheel may ask for whatever the interpreter."""


def with_wheel(inputs: Inputs, name: str, version: str, targets: Sequence[Target]) -> tuple[Target, ...]:
    """Those of `targets`, in their order, that the project allows and that have a wheel of a release on the index.

    None where no index can be asked.
    """
    credentials = Credentials.from_inputs(inputs, os.environ)
    wheels: list[str] = []
    try:
        for index in indexes(inputs.directory, credentials):
            files = offered_files(index, name, credentials)
            if files is not None:
                wheels = [str(file["name"]) for file in files if str(file["name"]).endswith(".whl")]
                break
    except SnowsnakeError:  # this is about an error that is told in any case
        return ()
    tags = [tag for wheel in wheels for tag in _tags(wheel, version)]
    return tuple(
        target
        for target in targets
        if (inputs.requires_python is None or is_allowed(inputs.requires_python, target.version))
        and _supported(target).intersection(tags)
    )


def _supported(target: Target) -> frozenset[object]:
    interpreter = Interpreter(
        target=target,
        full_version=f"{target.python}.0",
        implementation_version=f"{target.python}.0",
        glibc=_GLIBC,
    )
    return frozenset(interpreter.tags())


def _tags(wheel: str, version: str) -> Sequence[object]:
    try:
        _, own, tags = read_wheel_name(wheel)
    except Malformed:
        return ()
    return tuple(tags) if str(own) == version else ()
