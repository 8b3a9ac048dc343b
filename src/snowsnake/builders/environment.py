"""Merges installed distributions into one environment, shaped like a venv (PEP 405).

A directory that one distribution has to itself is one link; where several share a directory it is a real one.
Two distributions that bring the same path with different content stop the build, unless the lock prefers one.
"""

# pathlib costs start-up time, and most of this runs for every file; Nix names the variables.
# ruff: noqa: PTH101, PTH102, PTH103, PTH113, PTH119, PTH123, PTH211, S103, SIM112

from __future__ import annotations

import filecmp
import os
import posixpath
import re
import shutil
from collections.abc import Sequence

from . import elf, managed, native
from .report import BuildError, read_spec, run

# Must be what `install` writes. It is not imported from there: that would pull in all of `installer`.
_SHEBANG = b"#!/snowsnake/environment/bin/python\n"
_NIXPKGS = "nix-support"
"""What a distribution of nixpkgs leaves for whoever builds with it."""
_METADATA = re.compile(r"/site-packages/[^/]+\.(dist|egg)-info(/|$)")
"""uv takes a link for no distribution."""
_LIBRARY = re.compile(r".*\.so(\.[0-9.]+)?")

Source = tuple[str, str]
"""A distribution's name, and a file or directory of it."""


class Merge:
    """One environment in the making."""

    def __init__(
        self, out: str, *, real: frozenset[str], spread: frozenset[str], prefer: Sequence[str]
    ) -> None:
        self.out = out
        self.real = real
        """Directories, relative to the environment, that are never links."""
        self.spread = spread
        """Distributions whose directories are never links."""
        self.rank = {name: index for index, name in enumerate(prefer)}

    def directory(self, relative: str, sources: Sequence[Source]) -> None:
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
        if _is_directory(found):
            whole = len(found) == 1 and relative not in self.real and found[0][0] not in self.spread
            if whole and not _METADATA.search(relative):
                os.symlink(found[0][1].path, target)
            else:
                os.makedirs(target, exist_ok=True)
                self.directory(relative, [(name, entry.path) for name, entry in found])
            return
        path = self._choose(relative, [(name, entry.path) for name, entry in found])
        if os.path.lexists(target):
            raise collision(relative, [found[0][0], "python"])
        if relative.startswith("bin/") and write_script(path, target, self.out):
            return
        if any(name in self.spread for name, _ in found) and finds_by_its_place(path):
            shutil.copy(path, target)
            return
        os.symlink(path, target)

    def _choose(self, relative: str, found: Sequence[Source]) -> str:
        """The file that wins: the preferred one, or any where all are equal. Raises `BuildError`."""
        preferred = sorted((self.rank[name], path) for name, path in found if name in self.rank)
        if preferred:
            return preferred[0][1]
        first = found[0]
        for other in found[1:]:
            if not _same(first[1], other[1]):
                raise collision(relative, [first[0], other[0]])
        return first[1]


def _is_directory(found: Sequence[tuple[str, os.DirEntry[str]]]) -> bool:
    return all(entry.is_dir(follow_symlinks=False) for _, entry in found)


def _same(a: str, b: str) -> bool:
    return os.path.isfile(a) and os.path.isfile(b) and filecmp.cmp(a, b, shallow=False)


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


def collision(path: str, packages: Sequence[str]) -> BuildError:
    """Two distributions want the same path."""
    a, b = packages
    if b == "python":
        message = f"`{a}` ships `{path}`, which is the environment's own"
        return BuildError("collision", message, path=path, packages=list(packages))
    return BuildError(
        "collision",
        f"`{a}` and `{b}` both ship `{path}`, with different content",
        help=f'say which one wins: `prefer = ["{a}"]` in `[tool.snowsnake]` of pyproject.toml, '
        f"or `snowsnake lock --prefer {a}`",
        path=path,
        packages=list(packages),
    )


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
    """Read the instructions, merge the distributions at `$out`."""
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
    os.mkdir(f"{out}/bin")
    executable = os.path.basename(spec["executable"])
    names = dict.fromkeys(("python", "python3", f"python{spec['version']}", executable))
    own = spec.get("native") is not None
    if own:
        interpreter = posixpath.relpath(native.interpreter(spec, out), f"{out}/bin")
    else:
        interpreter = f"{spec['python']}/{spec['executable']}"
    os.symlink(interpreter, f"{out}/bin/python")
    for name in names:
        if name != "python":
            os.symlink("python", f"{out}/bin/{name}")
    with open(f"{out}/pyvenv.cfg", "w", encoding="utf-8") as file:
        file.write(
            f"home = {spec['python']}/bin\n"
            "include-system-site-packages = false\n"
            f"version = {spec['full-version']}\n"
            f"executable = {spec['python']}/{spec['executable']}\n"
        )
    merge = Merge(out, real=real, spread=frozenset(spec["spread"]), prefer=spec["prefer"])
    merge.directory("", [(name, path) for name, path in spec["packages"]])
    if own:
        native.hook(spec, out, native.programs(spec, out))
    if spec.get("managed"):
        managed.guard(spec, out)


if __name__ == "__main__":
    run(main)
