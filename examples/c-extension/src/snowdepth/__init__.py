"""How much snow has fallen."""

from __future__ import annotations

import sys

from snowdepth._sum import total

UNIT = "cm"


def main() -> None:
    """Print the sum of the depths on the command line."""
    depths = [int(word) for word in sys.argv[1:]]
    print(f"{total(depths)} {UNIT} in {len(depths)} days")
