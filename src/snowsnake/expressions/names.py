"""What nixpkgs calls a distribution, and a native need."""

from __future__ import annotations

from snowsnake.provide.nixpkgs.distributions import attribute as attribute  # noqa: PLC0414 -- names are found here
from snowsnake.provide.nixpkgs.distributions import is_identifier as is_identifier  # noqa: PLC0414 -- the same


def native(label: str) -> str:
    """The attribute of a need's label as it is written into an inputs list: without the output.

    `buildInputs` and `nativeBuildInputs` choose the right output (`dev`, `bin`) themselves.
    """
    head, _, last = label.rpartition(".")
    return head if head and last in {"dev", "lib", "bin", "out", "man", "static"} else label
