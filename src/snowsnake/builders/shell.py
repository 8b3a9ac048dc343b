"""Writes how `nix develop` and `nix-shell` enter an environment.

`nix develop` starts the builder, `bash`, to learn what a shell has: this one tells, and is no shell. What Nix reads
has been the same since Nix 2.4: `{"bashFunctions": {}, "variables": {"PATH": {"type": "exported", "value": "/…"}}}`.
`nix-shell` sources `setup`.
"""

# pathlib costs start-up time; Nix names the variables.
# ruff: noqa: PTH101, PTH103, PTH123, S103, SIM112

from __future__ import annotations

import os

from .report import read_spec, run

_BASH = """\
#!{python} -ISB
import json, os
values = {{"PATH": os.environ["programs"]}}
values |= {{name: os.environ[name] for name in ("VIRTUAL_ENV", "VIRTUAL_ENV_PROMPT")}}
variables = {{name: {{"type": "exported", "value": value}} for name, value in values.items()}}
# Nix wants to know these.
variables |= {{"outputs": {{"type": "var", "value": "out"}}, "out": {{"type": "var", "value": os.environ["out"]}}}}
with open(os.environ["out"], "w") as file:
    json.dump({{"bashFunctions": {{}}, "variables": variables}}, file, sort_keys=True)
"""

# What the derivation says is for Nix, and not for what is started in the shell.
_SETUP = """\
export PATH="$programs"
unset programs stdenv builder name out outputs system preferLocalBuild PYTHONHOME
"""


def main() -> None:
    """Read the instructions (`python`, the path of an interpreter), write `$out/bin/bash` and `$out/setup`."""
    out = os.environ["out"]
    os.makedirs(f"{out}/bin")
    with open(f"{out}/bin/bash", "x", encoding="utf-8") as file:
        file.write(_BASH.format(python=read_spec()["python"]))
    os.chmod(f"{out}/bin/bash", 0o755)
    with open(f"{out}/setup", "x", encoding="utf-8") as file:
        file.write(_SETUP)


if __name__ == "__main__":
    run(main)
