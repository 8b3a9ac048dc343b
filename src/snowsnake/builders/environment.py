"""Merges installed distributions into one environment, shaped like a venv (PEP 405).

A directory that one distribution has to itself is one link; where several share a directory it is a real one.
Where several bring one path, `collisions` decides.
"""

# pathlib costs start-up time, and most of this runs for every file; Nix names the variables.
# ruff: noqa: PTH101, PTH102, PTH103, PTH112, PTH113, PTH119, PTH123, PTH211, S103, SIM112

from __future__ import annotations

import os
import posixpath
import re
import shutil
from collections.abc import Sequence

from . import activation, collisions, elf, headers, hooks, managed, native, offers
from .managed_hook import LAUNCHER
from .report import read_spec, run

# Must be what `install` writes. It is not imported from there: that would pull in all of `installer`.
_SHEBANG = b"#!/snowsnake/environment/bin/python\n"
_NIXPKGS = "nix-support"
"""What a distribution of nixpkgs leaves for whoever builds with it."""
_METADATA = re.compile(r"/site-packages/[^/]+\.(dist|egg)-info(/|$)")
"""uv takes a link for no distribution."""
_LIBRARY = re.compile(r".*\.so(\.[0-9.]+)?")
_OWN = frozenset(
    {
        collisions.FILE,
        headers.PLACE,
        managed.LOCK,
        native.PREFIX,
        native.PROGRAMS,
        posixpath.dirname(LAUNCHER),
    }
)
"""What is the environment's alone, relative to it: much of it is made when all distributions are there."""


class Merge:
    """One environment in the making."""

    def __init__(
        self, out: str, *, real: frozenset[str], spread: frozenset[str], decisions: collisions.Decisions
    ) -> None:
        self.out = out
        self.real = real
        """Directories, relative to the environment, that are never links."""
        self.spread = spread
        """Distributions whose directories are never links."""
        self.decisions = decisions

    def directory(self, relative: str, sources: Sequence[collisions.Source]) -> None:
        """Merge several directories into `relative` of the environment, which exists."""
        entries: dict[str, list[tuple[str, os.DirEntry[str]]]] = {}
        for name, path in sources:
            with os.scandir(path) as scan:
                for entry in scan:
                    if not relative and entry.name == _NIXPKGS:
                        continue
                    entries.setdefault(entry.name, []).append((name, entry))
        # Files before directories: where two distributions ship a module, it is named, not what was compiled of it.
        for _, base in sorted((_is_directory(found), base) for base, found in entries.items()):
            self._entry(f"{relative}/{base}" if relative else base, entries[base])

    def _entry(self, relative: str, found: Sequence[tuple[str, os.DirEntry[str]]]) -> None:
        target = f"{self.out}/{relative}"
        sources = [(name, entry.path) for name, entry in found]
        if relative in _OWN or hooks.OWN.fullmatch(posixpath.basename(relative)):
            for name, _ in sources:
                self.decisions.keep_own(relative, name)
            return
        directories = [
            source for source, is_directory in zip(sources, _directories(found), strict=True) if is_directory
        ]
        files = [source for source in sources if source not in directories]
        if directories and (not files or self.decisions.kind(relative, files, directories)):
            self._directory(relative, directories)
            return
        winner = self.decisions.file(relative, files)
        if winner is None:
            return
        name, path = winner
        if os.path.lexists(target):
            self.decisions.keep_own(relative, name)
        elif relative.startswith("bin/") and write_script(path, target, self.out):
            pass
        elif name in self.spread and finds_by_its_place(path):
            shutil.copy(path, target)
        else:
            os.symlink(path, target)

    def _directory(self, relative: str, sources: Sequence[collisions.Source]) -> None:
        target = f"{self.out}/{relative}"
        if os.path.lexists(target) and not os.path.isdir(target):
            for name, _ in sources:
                self.decisions.keep_own(relative, name)
            return
        (name, path), *others = sources
        real = relative in self.real or name in self.spread or self.decisions.is_shared(relative, name)
        if others or real or _METADATA.search(relative):
            os.makedirs(target, exist_ok=True)
            self.directory(relative, sources)
        else:
            os.symlink(path, target)


def _is_directory(found: Sequence[tuple[str, os.DirEntry[str]]]) -> bool:
    return all(_directories(found))


def _directories(found: Sequence[tuple[str, os.DirEntry[str]]]) -> list[bool]:
    """Which are directories; a link to one is such where others have something of the same name, too."""
    return [entry.is_dir(follow_symlinks=len(found) > 1) for _, entry in found]


def finds_by_its_place(path: str) -> bool:
    """Whether a file is a program that looks for its libraries from where it lies (`$ORIGIN`).

    The loader asks the kernel where a program is, and the kernel follows links: a linked one would look only
    among its own distribution's files. A library's place is the path that it was opened by.
    """
    if _LIBRARY.fullmatch(os.path.basename(path)) or not os.access(path, os.X_OK) or not os.path.isfile(path):
        return False
    dynamic = elf.read(path)
    if dynamic is None or not dynamic.interpreter:
        return False
    return any("ORIGIN" in entry for entry in dynamic.rpath)


def write_script(source: str, target: str, out: str) -> bool:
    """Copy a script that wants the environment's interpreter; `False`, nothing done, for any other file."""
    with open(source, "rb") as file:
        if file.read(len(_SHEBANG)) != _SHEBANG:
            return False
        rest = file.read()
    with open(target, "wb") as file:
        file.write(b"#!" + os.fsencode(out) + b"/bin/python\n" + rest)
    os.chmod(target, 0o755)
    return True


def main() -> None:
    """Read the instructions, merge the distributions at `$out`. Raises `BuildError`: `collision`."""
    spec = read_spec()
    out = os.environ["out"]
    site = spec["site-packages"]
    parts = site.split("/")
    real = frozenset(
        [
            "bin",
            "libexec",
            f"{site}/__pycache__",
            *("/".join(parts[:depth]) for depth in range(1, len(parts) + 1)),
        ]
    )
    os.makedirs(f"{out}/{site}")
    for name in ("bin", "libexec"):
        os.mkdir(f"{out}/{name}")
    executable = os.path.basename(spec["executable"])
    names = dict.fromkeys(("python", "python3", f"python{spec['version']}", executable))
    own = spec["native"] is not None
    home = f"{spec['python']}/bin"
    interpreter = f"{spec['python']}/{spec['executable']}"
    if own:
        interpreter = posixpath.relpath(native.interpreter(spec, out), f"{out}/bin")
        home = f"{out}/{native.PREFIX}/bin"  # so that a venv made of it has all of it, too
    os.symlink(interpreter, f"{out}/bin/python")
    for name in names:
        if name != "python":
            os.symlink("python", f"{out}/bin/{name}")
    with open(f"{out}/pyvenv.cfg", "w", encoding="utf-8") as file:
        file.write(
            f"home = {home}\n"
            "include-system-site-packages = false\n"
            f"version = {spec['full-version']}\n"
            f"executable = {home}/{executable}\n"
        )
    whole = spec["managed"]  # else nobody enters it: it is for a build
    if whole:
        os.mkdir(f"{out}/{site}/__pycache__")
        activation.write(spec, out)
    decisions = collisions.Decisions(
        [name for name, _ in spec["packages"]],
        site=site,
        required_by=spec["required-by"],
        prefer=spec["prefer"],
    )
    merge = Merge(out, real=real, spread=frozenset(spec["spread"]), decisions=decisions)
    merge.directory("", [(name, path) for name, path in spec["packages"]])
    if whole:
        decisions.tell(strict=spec["strict"])
    decisions.write(out)
    if own:
        native.scripts(spec, out)
    if whole:
        native.hook(spec, out, native.programs(spec, out) if own else ())
        offers.hook(spec, out)
        managed.guard(spec, out)


if __name__ == "__main__":
    run(main)
