"""Settle: from the chosen files of a target to locked packages."""

from snowsnake.settle.carriers import Carriers
from snowsnake.settle.conflicts import fitting_run_time
from snowsnake.settle.errors import BadMetadata, BuildEnvironmentUnavailable, CircularBuild, UndecidedNeeds
from snowsnake.settle.ground import Ground, Settled
from snowsnake.settle.grounds import Grounds
from snowsnake.settle.order import by_order
from snowsnake.settle.run_time import refuse_of_machine, unmet
from snowsnake.settle.settling import Settling

__all__ = [
    "BadMetadata",
    "BuildEnvironmentUnavailable",
    "Carriers",
    "CircularBuild",
    "Ground",
    "Grounds",
    "Settled",
    "Settling",
    "UndecidedNeeds",
    "by_order",
    "fitting_run_time",
    "refuse_of_machine",
    "unmet",
]
