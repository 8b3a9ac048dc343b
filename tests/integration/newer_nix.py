"""A newer Nix than the machine's, unpacked beside it: for tests that look at what its log says.

    python tests/integration/newer_nix.py sid DIRECTORY

fetches `nix-bin` of a Debian suite with the libraries that it needs, and makes `DIRECTORY/bin` with programs
that start it through its own loader: put that first on `PATH`, in a `World`, whose store is its own: what a
newer Nix writes an older one may not read. Trusts the mirror: what it fetches is only run
by tests.
"""

from __future__ import annotations

import contextlib
import lzma
import os
import re
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

import requests
from tests.patience import PATIENCE

from snowsnake.provide.debian.mirrors import Mirrors

MIRROR = Mirrors.detect(os.environ).of("debian")[0]
TOOLS = ("nix", "nix-build", "nix-store", "nix-instantiate", "nix-daemon")
LOADER = "ld-linux-x86-64.so.2"
# Every tool is a link to `nix`: it goes by the name that it is called. Its build hook would be the loader without
# arguments: this Nix builds here only.
_WRAPPER = """#!/bin/sh
tree=$(dirname "$0")/../tree
export NIX_BUILD_HOOK= NIX_CONFIG="build-hook =
$NIX_CONFIG"
exec "$tree/../{loader}" --argv0 {tool} \\
    --library-path "$tree/usr/lib/x86_64-linux-gnu:$tree/lib/x86_64-linux-gnu" "$tree/usr/bin/nix" "$@"
"""
UNNEEDED = {
    "debconf",
    "cdebconf",
    "adduser",
    "passwd",
    "dpkg",
    "tar",
    "perl-base",
    "gcc-14-base",
    "gcc-15-base",
}


def packages(suite: str) -> dict[str, dict[str, str]]:
    """The suite's packages for x86-64: name (or a name that one provides) -> its fields."""
    url = f"{MIRROR}/dists/{suite}/main/binary-amd64/Packages.xz"
    answer = requests.get(url, timeout=PATIENCE)
    answer.raise_for_status()
    found: dict[str, dict[str, str]] = {}
    for paragraph in lzma.decompress(answer.content).decode().split("\n\n"):
        fields = dict(re.findall(r"^([A-Za-z-]+): (.*)$", paragraph, re.MULTILINE))
        for name in [fields.get("Package", ""), *re.split(r",\s*", fields.get("Provides", ""))]:
            found.setdefault(name.split(" ")[0], fields)
        if "Package" in fields:
            found[fields["Package"]] = fields
    return found


def closure(name: str, known: dict[str, dict[str, str]]) -> dict[str, str]:
    """Package -> pool path, for everything that `name` depends on."""
    found: dict[str, str] = {}
    todo = [name]
    while todo:
        fields = known.get(todo.pop())
        if fields is None or fields["Package"] in found or fields["Package"] in UNNEEDED:
            continue
        found[fields["Package"]] = fields["Filename"]
        depends = f"{fields.get('Depends', '')}, {fields.get('Pre-Depends', '')}"
        todo += [re.split(r"[ :|(]", clause.strip())[0] for clause in depends.split(",") if clause.strip()]
    return found


def unpack(suite: str, directory: Path) -> Path:
    """Make the programs; gives the directory that they are in."""
    tree = directory / "tree"
    tree.mkdir(parents=True)
    for path in closure("nix-bin", packages(suite)).values():
        deb = directory / Path(path).name
        deb.write_bytes(requests.get(f"{MIRROR}/{path}", timeout=PATIENCE).content)
        subprocess.run(["dpkg-deb", "-x", deb, tree], check=True)
        deb.unlink()
    loader = next(path for path in tree.rglob(LOADER) if path.is_file()).relative_to(directory)
    programs = directory / "bin"
    programs.mkdir()
    for tool in TOOLS:
        program = programs / tool
        program.write_text(_WRAPPER.format(tool=tool, loader=loader), encoding="utf-8")
        program.chmod(program.stat().st_mode | stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    return programs


def programs_of(suite: str) -> Path:
    """The directory of a suite's Nix, which is kept from one run of the tests to the next."""
    home = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    kept = home / "snowsnake-tests" / f"nix-{suite}"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=kept.parent) as directory:
            unpack(suite, Path(directory, "new"))
            # Where another process was faster, its tree is as good.
            with contextlib.suppress(OSError):
                Path(directory, "new").rename(kept)
    return kept / "bin"


if __name__ == "__main__":
    sys.stdout.write(f"{unpack(sys.argv[1], Path(sys.argv[2]))}\n")
