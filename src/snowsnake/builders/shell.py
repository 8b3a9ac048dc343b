"""Writes the `bash` that `nix develop` starts to learn what a shell has: it tells its own variables, and is no shell.

What Nix reads has been the same since Nix 2.4: `{"bashFunctions": {}, "variables": {"PATH": {"type": "exported",
"value": "/…"}}}`.
"""

# pathlib costs start-up time; Nix names the variables.
# ruff: noqa: PTH101, PTH103, PTH123, S103, SIM112

from __future__ import annotations

import os

from .report import read_spec, run

_PROGRAM = """\
#!{python} -ISB
import json, os
variables = {{name: {{"type": "exported", "value": value}} for name, value in os.environ.items()}}
# Nix looks at these; they are there for it and not for the shell.
for name, value in (("outputs", "out"), ("out", os.environ["out"])):
    variables[name] = {{"type": "var", "value": value}}
with open(os.environ["out"], "w") as file:
    json.dump({{"bashFunctions": {{}}, "variables": variables}}, file, sort_keys=True)
"""


def main() -> None:
    """Read the instructions (`python`, the path of an interpreter), write the program to `$out/bin/bash`."""
    directory = f"{os.environ['out']}/bin"
    os.makedirs(directory)
    with open(f"{directory}/bash", "x", encoding="utf-8") as file:
        file.write(_PROGRAM.format(python=read_spec()["python"]))
    os.chmod(f"{directory}/bash", 0o755)


if __name__ == "__main__":
    run(main)
