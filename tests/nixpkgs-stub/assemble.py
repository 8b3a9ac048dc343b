"""Fills the outputs of one package of the stub: files from Debian's trees, where nixpkgs would have them.

What goes into a directory is a list of patterns, whose matches are copied; of texts (`name`, `text`); and of links: one
(`name`, `link`), or as many as match (`links`, but not those called as `without` says). Where `runpath` is set,
libraries have a DT_RUNPATH, as all of nixpkgs' have, and no DT_RPATH.
"""

# Nix names the variables; patterns are whole paths.
# ruff: noqa: SIM112, PTH207

import glob
import json
import os
import py_compile
import re
import shutil
import struct
from pathlib import Path


def matching(pattern: str) -> list[Path]:
    found = sorted(glob.glob(pattern))
    if not found:
        raise SystemExit(f"the stub finds no {pattern}")
    return [Path(path) for path in found]


def put(item: "str | dict[str, str]", directory: Path, output: Path) -> None:
    if isinstance(item, str):
        for path in matching(item):
            copy(path, directory / path.name, output)
    elif "text" in item:
        (directory / item["name"]).unlink(missing_ok=True)
        written = directory / item["name"]
        written.write_text(item["text"])
        if written.suffix == ".py":  # or root's Python would write it into the store
            py_compile.compile(str(written), invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH)
    elif "link" in item:
        (directory / item["name"]).symlink_to(item["link"])
    else:
        for path in matching(item["links"]):
            if not re.fullmatch(item.get("without", ""), path.name):
                (directory / path.name).symlink_to(path)


def copy(path: Path, target: Path, output: Path) -> None:
    if path.is_dir():
        shutil.copytree(path, target, symlinks=True, dirs_exist_ok=True)
        for below in (target, *target.rglob("*")):
            if not below.is_symlink():
                below.chmod(below.stat().st_mode | 0o200)
    elif path.suffix == ".pc":
        text = re.sub(r"(?m)^prefix=.*$", f"prefix={output}", path.read_text())
        text = re.sub(r"(?m)^libdir=.*$", f"libdir={os.environ['out']}/lib", text)
        target.write_text(re.sub(r"(?m)^includedir=.*$", f"includedir={output}/include", text))
    else:
        shutil.copy(path.resolve(), target)
        target.chmod(path.stat().st_mode | 0o200)


def as_runpath(path: Path) -> None:
    """Turn the DT_RPATH of a 64-bit ELF file into a DT_RUNPATH; others stay as they are (gABI, dynamic section)."""
    data = bytearray(path.read_bytes())
    if data[:5] != b"\x7fELF\x02":
        return
    start, size, count = (
        struct.unpack_from(form, data, at)[0] for form, at in (("<Q", 32), ("<H", 54), ("<H", 56))
    )
    for number in range(count):
        header = start + number * size
        kind, offset, length = (
            struct.unpack_from(form, data, header + at)[0] for form, at in (("<I", 0), ("<Q", 8), ("<Q", 32))
        )
        for entry in range(offset, offset + length, 16) if kind == 2 else ():
            if struct.unpack_from("<Q", data, entry)[0] == 15:
                struct.pack_into("<Q", data, entry, 29)
    path.write_bytes(data)


for name, directories in json.loads(Path(os.environ["filesPath"]).read_text()).items():
    output = Path(os.environ[name])
    output.mkdir()
    for relative, items in directories.items():
        (output / relative).mkdir(parents=True, exist_ok=True)
        for item in items:
            put(item, output / relative, output)
    if os.environ.get("runpath"):
        for library in output.rglob("*.so*"):
            if library.is_file() and not library.is_symlink():
                as_runpath(library)
