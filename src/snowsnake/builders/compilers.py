"""Compilers of a tree compile against that tree: its headers, start files and libraries, and never the host's.

A compiler driver looks for headers and libraries below a *sysroot*; here that is the tree that it is in, with the
interpreter's tree below it. It is started by a script that says so, by whatever name: `gcc`, `c++`, `gfortran-14`,
`x86_64-linux-gnu-g++`, `clang`.
"""

# pathlib costs start-up time.
# ruff: noqa: PTH103, PTH108, PTH110, PTH114, PTH115, PTH120, PTH123, PTH208, PTH211

from __future__ import annotations

import os
import re
from collections.abc import Iterable

from . import redirect

_PREFIX = r"(?:[a-z0-9_]+-linux-gnu[a-z0-9]*-)?"
_DRIVER = re.compile(
    _PREFIX + r"(?:gcc|g\+\+|cc|c\+\+|gfortran|f77|f95|gdc|gccgo|clang|clang\+\+|flang|flang-new)(?:-\d+)?"
)
_PREPROCESSOR = re.compile(_PREFIX + r"(?:clang-)?cpp(?:-\d+)?")
_LINKER = re.compile(_PREFIX + r"ld(?:\.bfd|\.gold|\.lld|-\d+)?|(?:ld\.)?lld(?:-\d+)?")
_TOOL = re.compile(
    _PREFIX
    + r"(?:gcc-)?(?:ar|as|nm|ranlib|strip|objcopy|objdump|readelf|size|addr2line|c\+\+filt|gcov)(?:-\d+)?"
)
SPECS = "share/snowsnake/compile.specs"
"""What GCC tells the linker besides, where it links what a dynamic linker starts or loads.

In a file, because to GCC an option for the linker is something to link: `gcc -v` would try to.
"""


class Compilers:
    """The compilers of the tree at `root`, which lies on top of the one at `below`."""

    def __init__(self, root: str, below: str, *, loader: str, directory: str) -> None:
        """`loader` and `directory` (of libraries) are relative to either tree."""
        self._root, self._below = root, below
        self._loader = f"{below}/{loader}"
        self._places = [f"{root}/{directory}", f"{below}/{directory}"]
        self._redirecting = redirect.library(below)
        self._prepared = False

    def more(self, shown: Iterable[str]) -> dict[str, str]:
        """What is shown besides where a compiler is, path by name: its other names, the linker, `ar`.

        Python's own configuration names some of them (`sysconfig`: `CC` is `x86_64-linux-gnu-gcc`).
        """
        if not any(_DRIVER.fullmatch(name) for name in shown):
            return {}
        directory = f"{self._root}/bin"
        return {name: f"bin/{name}" for name in sorted(os.listdir(directory)) if is_part(name)}

    def prepare(self) -> None:
        """Make the tree a sysroot: what the linker's scripts and links in it name is found."""
        self._prepared = True
        os.makedirs(os.path.dirname(f"{self._root}/{SPECS}"), exist_ok=True)
        dynamic = f"%{{!shared:-dynamic-linker {self._loader}}} -rpath {':'.join(self._places)}"
        with open(f"{self._root}/{SPECS}", "w", encoding="utf-8") as file:
            file.write(f"*link:\n+ %{{!static:%{{!static-pie:{dynamic}}}}}\n\n")
            if self._redirecting is not None:
                # After what the program links, sanitizers first of all, and before libc.
                first = f"--push-state --no-as-needed {self._redirecting} --pop-state"
                file.write("%rename lib snowsnake_lib\n\n")
                file.write(f"*lib:\n%{{!shared:%{{!static:%{{!static-pie:{first}}}}}}} %(snowsnake_lib)\n\n")
        # The linker takes an absolute path in a script of the sysroot for one below it.
        if not os.path.lexists(f"{self._root}/nix"):
            os.symlink("/nix", f"{self._root}/nix")
        for directory, _, files in os.walk(f"{self._root}/lib"):
            for name in files:
                path = f"{directory}/{name}"
                if not os.path.islink(path) or os.path.exists(path):
                    continue
                # `libz.so` of zlib1g-dev, where the library is the interpreter's.
                target = os.path.normpath(f"{directory}/{os.readlink(path)}")
                other = self._below + target.removeprefix(self._root)
                if target.startswith(f"{self._root}/") and os.path.exists(other):
                    os.unlink(path)
                    os.symlink(other, path)

    def command(self, name: str, program: str) -> str | None:
        """What ends a shell script that starts a compiler or a linker, if the tree is prepared; else `None`.

        `program` is its path, quoted.
        """
        if not self._prepared:
            return None
        if _LINKER.fullmatch(name):
            return f'exec {program} --sysroot={self._root} "$@"'
        if not (_DRIVER.fullmatch(name) or _PREPROCESSOR.fullmatch(name)):
            return None
        parts = " ".join(f"-B{place}" for place in (*self._places, f"{self._root}/bin"))
        start = f"exec {program} --sysroot={self._root} {parts}"
        if "clang" not in name and "flang" not in name:
            return f'{start} -specs={self._root}/{SPECS} "$@"'
        libraries = " ".join(f"-L{place}" for place in self._places)
        linked = f"-Wl,-rpath,{':'.join(self._places)} -Wl,--dynamic-linker={self._loader}"
        # It warns of what a step does not use. Options for the linker alone are something to link: `clang -v`.
        linking = f'{start} -Wno-unused-command-line-argument {linked} "$@" {libraries}'
        return f'case "$#$1" in 1-*) {start} "$@";; esac\n{linking}'


def is_part(name: str) -> bool:
    """Whether a program is a compiler, or belongs to one."""
    return any(kind.fullmatch(name) for kind in (_DRIVER, _PREPROCESSOR, _LINKER, _TOOL))
