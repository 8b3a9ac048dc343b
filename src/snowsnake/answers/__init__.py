"""What a lock answers: why something is in it, and what it could have besides."""

from snowsnake.answers.explain import Asked, Explanation, NotHere, explain
from snowsnake.answers.inspect import Inspection, RuledOut, inspect
from snowsnake.answers.offers import Offer, offers

__all__ = [
    "Asked",
    "Explanation",
    "Inspection",
    "NotHere",
    "Offer",
    "RuledOut",
    "explain",
    "inspect",
    "offers",
]
