"""Puts what a lock offers into an environment, for a program that fails for want of it: see `offers_hook`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from . import hooks


def hook(spec: Mapping[str, Any], out: str) -> None:
    """Write the module that tells, and the line that imports it, if there is an offer. Raises `BuildError`."""
    offers = sorted({(str(kind), str(name), str(package)) for kind, name, package in spec.get("offers", ())})
    if offers:
        hooks.write("offers", f"{out}/{spec['site-packages']}", {"OFFERS": repr(tuple(offers))})
