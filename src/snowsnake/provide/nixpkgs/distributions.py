"""What nixpkgs calls a distribution."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from packaging.utils import canonicalize_name

from snowsnake.knowledge import mapping

_KEYWORDS = frozenset({"assert", "else", "if", "in", "inherit", "let", "or", "rec", "then", "with"})
_ARGUMENTS = frozenset(
    {"lib", "stdenv", "buildPythonPackage", "buildPythonApplication", "fetchPypi", "fetchurl", "pkg-config"}
    | {"fetchFromGitHub", "python3Packages", "rustPlatform", "pythonOlder", "pythonAtLeast", "isPyPy"}
    | {"pytestCheckHook", "config", "null", "true", "false", "import", "throw", "builtins", "map", "abort"}
)
"""What a function argument of that name would be taken for."""


def attribute(name: str) -> str:
    """Where a distribution is below `python3Packages`: its normalised name, unless nixpkgs has another.

    It is always a Nix identifier, since it becomes a function's argument: `2to3` and `assert` get an underscore before
    them, which is what nixpkgs does.
    """
    normal = canonicalize_name(name)
    known = _unusual().get(normal, normal)
    return known if is_identifier(known) else f"_{known}"


def is_identifier(name: str) -> bool:
    """Whether a name can be a function's argument, and means nothing else there."""
    return (
        re.fullmatch(r"[A-Za-z_][\w'-]*", name, re.ASCII) is not None
        and name not in _KEYWORDS
        and name not in _ARGUMENTS
    )


@cache
def _unusual() -> Mapping[str, str]:
    """The attributes that are not the distribution's normalised name, by that."""
    return mapping("nixpkgs-python", "attributes")
