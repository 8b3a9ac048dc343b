"""What a lock answers: why something is in it, and what it could have besides."""

from snowsnake.answers.explain import Asked, Explanation, NotHere, explain
from snowsnake.answers.inspect import Inspection, OtherMachine, RuledOut, check_machine, inspect
from snowsnake.answers.offers import Offer, offers

__all__ = [
    "Asked",
    "Explanation",
    "Inspection",
    "NotHere",
    "Offer",
    "OtherMachine",
    "RuledOut",
    "check_machine",
    "explain",
    "inspect",
    "offers",
]
