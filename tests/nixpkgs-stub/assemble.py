"""Fills the outputs of one package of the stub: copies files from Debian's trees to where nixpkgs would have them."""

# Nix names the variables; patterns are whole paths.
# ruff: noqa: SIM112, PTH207

import glob
import json
import os
import re
import shutil
from pathlib import Path


def put(pattern: str, directory: Path, output: Path) -> None:
    """Copy what matches; `name -> text` is a link."""
    name, arrow, text = pattern.partition(" -> ")
    if arrow:
        (directory / name).symlink_to(text)
        return
    found = sorted(glob.glob(pattern))
    if not found:
        raise SystemExit(f"the stub finds no {pattern}")
    for path in map(Path, found):
        target = directory / path.name
        if path.is_dir():
            shutil.copytree(path, target, symlinks=True, dirs_exist_ok=True)
            target.chmod(0o755)
        elif path.suffix == ".pc":
            text = re.sub(r"(?m)^prefix=.*$", f"prefix={output}", path.read_text())
            text = re.sub(r"(?m)^libdir=.*$", f"libdir={os.environ['out']}/lib", text)
            target.write_text(re.sub(r"(?m)^includedir=.*$", f"includedir={output}/include", text))
        elif not target.exists():
            shutil.copy(path.resolve(), target)
            target.chmod(path.stat().st_mode | 0o200)


for name, directories in json.loads(Path(os.environ["filesPath"]).read_text()).items():
    output = Path(os.environ[name])
    output.mkdir()
    for relative, patterns in directories.items():
        (output / relative).mkdir(parents=True, exist_ok=True)
        for pattern in patterns:
            put(pattern, output / relative, output)
