"""Lays the wheels that were built from source side by side: an output for those who want to take them elsewhere."""

# pathlib costs start-up time; Nix names the variables.
# ruff: noqa: PTH102, PTH208, SIM112

from __future__ import annotations

import os
import shutil

from .report import read_spec, run


def main() -> None:
    """Read the instructions (`wheels`, store paths of built wheels), write the wheels to `$out`."""
    out = os.environ["out"]
    os.mkdir(out)
    for path in read_spec()["wheels"]:
        for name in sorted(os.listdir(path)):
            if name.endswith(".whl"):
                shutil.copyfile(f"{path}/{name}", f"{out}/{name}")


if __name__ == "__main__":
    run(main)
