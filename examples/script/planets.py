#!/usr/bin/env -S snowsnake run
# /// script
# requires-python = ">=3.11"
# dependencies = ["rich", "humanize"]
# ///
"""A script that carries what it needs (PEP 723). Run it: ./planets.py, or snowsnake run planets.py."""

import sys

import humanize
from rich.console import Console
from rich.table import Table

PLANETS = {"Mercury": 57_909_227, "Venus": 108_209_475, "Earth": 149_598_262, "Mars": 227_943_824}

table = Table("planet", "from the sun", "light takes")
for planet, kilometres in PLANETS.items():
    if not sys.argv[1:] or planet in sys.argv[1:]:
        light = humanize.precisedelta(int(kilometres / 299_792.458))
        table.add_row(planet, f"{humanize.intword(kilometres)} km", light)
Console(width=72).print(table)
