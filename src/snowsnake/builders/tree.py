"""Builds a tree: Debian packages unpacked into one store path, made to work there without the host.

Three kinds: an interpreter's tree, a tree of native libraries that lies on top of an interpreter's, and a toolchain,
which is not made to work there: builds see it at `/usr`. Started by the seed's Python.
"""

# pathlib costs start-up time, and most of this runs for every file; Nix names the variables.
# ruff: noqa: PTH101, PTH102, PTH114, PTH116, PTH119, PTH211, SIM112

from __future__ import annotations

import os
import re
import subprocess
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path

from . import alternatives, carried, deb, elf, interpreter, patchelf, redirect, texts
from .programs import RunTime
from .report import BuildError, read_spec, run, workers

# The loader and the C library take no run path: the one does the finding, the other needs only the one.
_UNPATCHED = re.compile(r"ld-linux.*\.so\.\d+|ld-\d.*\.so|libc\.so\.6|libc-\d.*\.so")
_ALWAYS_LOADED = re.compile(r"libc\.so\.6|ld-linux.*\.so\.\d+")
_LIBRARY = re.compile(r".+\.so(\.[0-9.]+)?")


def main() -> None:
    """Read the instructions, build the tree at `$out`."""
    spec = read_spec()
    out = os.environ["out"]
    temporary = os.environ["NIX_BUILD_TOP"]
    os.mkdir(out)
    os.symlink(".", f"{out}/usr")
    brought = deb.unpack([(name, path) for name, path in spec["debs"]], out, workers())

    if not spec["relocate"]:
        controls = [deb.control(name, path) for name, path in spec["debs"]]
        alternatives.link(out, [(control.package, control.postinst) for control in controls])
        return
    python = spec["python"]
    below = spec["below"]
    redirect.mark(out)
    if python is not None:
        redirect.install(out, spec["library-directory"])
        texts.name_fonts(out)
    run_time = RunTime(out, spec, brought) if python is None else None
    if run_time is not None:
        run_time.prepare()
    rewrite_shebangs(out)
    archives, loader = spec["archives"], f"{below or out}/{spec['loader']}"
    zstd = carried.zstd_words(out, loader, spec["library-directory"], below)
    carried.install(archives, out, zstd=zstd)
    carried.rewrite_scripts(archives, out, below)
    for path in _regular_files(out):
        _forget_host(path)
    if python is not None:
        interpreter.adapt(out, python["executable"])
    directories = [f"{out}/{spec['library-directory']}"]
    if below is not None:
        directories.append(f"{below}/{spec['library-directory']}")
    relocate(
        out,
        directories,
        loader=loader if os.path.lexists(loader) else None,
        patchelf=patchelf.unpack(spec["patchelf"], temporary),
        executable=os.path.realpath(f"{out}/{python['executable']}") if python else None,
        redirecting=redirect.library(below or out),
    )
    if python is not None:
        interpreter.compile_library(out, python["executable"])
    if run_time is not None:
        run_time.finish()
        carried.expose(archives, out, run_time)


def _regular_files(root: str) -> list[str]:
    return [
        path
        for directory, _, files in os.walk(root)
        for name in files
        if not os.path.islink(path := f"{directory}/{name}")
    ]


def relocate(
    root: str,
    directories: list[str],
    *,
    loader: str | None,
    patchelf: str,
    executable: str | None,
    redirecting: str | None = None,
) -> None:
    """Give every ELF file below `root` its loader and, as DT_RPATH, the directories that hold what it needs.

    Programs also get `redirecting`, the library that redirects compiled-in paths.

    DT_RPATH and not DT_RUNPATH: only that is searched for what a program's libraries open by name, and a
    DT_RUNPATH on the object that calls dlopen would turn it off again.
    """
    found = _elf_files(root)
    where: defaultdict[str, list[str]] = defaultdict(list)
    for directory, _, files in os.walk(root):
        for name in files:
            if _LIBRARY.fullmatch(name):
                where[name].append(directory)
    groups: defaultdict[tuple[str | None, str], list[str]] = defaultdict(list)
    for path, dynamic in found.items():
        if _UNPATCHED.fullmatch(os.path.basename(path)) or carried.is_foreign(path, root, dynamic):
            continue
        program = loader if dynamic.interpreter is not None else None
        needed = [name for name in dynamic.needed if not _ALWAYS_LOADED.fullmatch(name)]
        if program or needed or dynamic.rpath:
            present = (*dynamic.rpath, *carried.beside(path, root, dynamic, where))
            rpath = _run_path(root, present, needed, directories, where)
            groups[program, ":".join(rpath)].append(path)
    for (program, run_path), paths in sorted(groups.items(), key=lambda item: item[1]):
        arguments = ["--force-rpath", "--set-rpath", run_path]
        if program is not None:
            arguments += ["--set-interpreter", program, *redirect.arguments(redirecting)]
        _patchelf(patchelf, arguments, sorted(paths))
    if executable is not None:
        _load_stubs(patchelf, executable, directories[0])


def _load_stubs(patchelf: str, executable: str, directory: str) -> None:
    """Make an interpreter load glibc's small libraries from the start."""
    # glibc's small libraries are part of libc.so.6 today, and a library with a DT_RUNPATH that names one
    # would look for it only there. Loaded from the start, they are always found.
    names = [
        name
        for name in ("libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1")
        if os.path.lexists(f"{directory}/{name}")
    ]
    arguments = []
    for name in names:
        arguments += ["--add-needed", name]
    _patchelf(patchelf, arguments, [executable])


def _elf_files(root: str) -> dict[str, elf.Dynamic]:
    found = {}
    for path in _regular_files(root):
        if path.startswith(f"{root}/lib/debug/"):
            continue  # symbols without code, which have the headers of what they belong to and not its content
        dynamic = elf.read(path)
        if dynamic is not None:
            found[path] = dynamic
    return found


def _run_path(
    root: str,
    present: Iterable[str],
    needed: Iterable[str],
    directories: list[str],
    where: Mapping[str, list[str]],
) -> list[str]:
    """The directories to search, most particular first."""
    result: list[str] = []
    for part in present:
        # What is there already is that of the tree below, from which Python's program is copied.
        moved = part if part.startswith("$ORIGIN") or part in directories else f"{root}/{deb.place(part)}"
        if moved not in result:
            result.append(moved)
    known = [*result, *directories]
    for name in needed:
        # Some libraries lie in a directory of their own, which ld.so.conf or the alternatives name on Debian.
        if name in where and not any(os.path.lexists(f"{directory}/{name}") for directory in known):
            result.append(min(where[name], key=lambda directory: (len(directory), directory)))
            known.append(result[-1])
    return result + [directory for directory in directories if directory not in result]


def _patchelf(patchelf: str, arguments: list[str], paths: list[str]) -> None:
    for start in range(0, len(paths), 200):
        done = subprocess.run(
            [patchelf, *arguments, *paths[start : start + 200]], check=False, capture_output=True, text=True
        )
        if done.returncode != 0:
            raise BuildError("patchelf", f"`patchelf` failed: {done.stderr.strip()[-500:]}")


def rewrite_shebangs(root: str) -> None:
    """Make scripts in `bin` start programs of the tree where it has them; others are left alone."""
    for folder in ("bin", "sbin"):
        directory = Path(root, folder)
        for path in sorted(directory.iterdir()) if directory.is_dir() else ():
            if path.is_symlink() or not path.is_file():
                continue
            with path.open("rb") as file:
                head = file.readline(300)
            match = re.match(rb"#! ?/(?:usr/)?bin/(?:env )?([A-Za-z0-9._+-]+)", head)
            if match and (Path(root, "bin") / os.fsdecode(match[1])).exists():
                rest = path.read_bytes()[match.end() :]
                path.write_bytes(b"#!" + os.fsencode(f"{root}/bin/") + match[1] + rest)


def _forget_host(path: str) -> None:
    """Overwrite the places of the host at which the loader and the C library look for code: they are not redirected."""
    name = os.path.basename(path)
    if re.fullmatch(r"ld-linux.*\.so\.\d+|ld-\d.*\.so", name):
        # The default directories lie side by side, their lengths elsewhere; each must start with a slash.
        directory = rb"/(?:usr/)?lib(?:32|64)?/(?:[a-z0-9_]+-linux-gnu/)?"
        pattern = rb"(?<=\0)(?:" + directory + rb"|/etc/ld\.so\.(?:cache|preload))(?=\0)"
        _overwrite(path, pattern)
    elif re.fullmatch(r"libc(-\d.*)?\.so(\.6)?", name):
        # Character set converters.
        pattern = rb"(?<=\0)/usr/lib/[a-z0-9_]+-linux-gnu/gconv[^\0]*(?=\0)"
        _overwrite(path, pattern)


def _overwrite(path: str, pattern: bytes) -> None:
    data = Path(path).read_bytes()
    if not data.startswith(b"\x7fELF"):
        return
    changed = re.sub(pattern, lambda match: nowhere(len(match[0])), data)
    if changed != data:
        mode = os.stat(path).st_mode
        Path(path).write_bytes(changed)
        os.chmod(path, mode)


def nowhere(length: int) -> bytes:
    """An absolute path of so many bytes at which nothing can be, alone or with more after it.

    Nothing is below a device. What is too short for that ends early, in a name that nobody gives a file: the
    loader copies all of it, and the kernel stops reading at the first zero byte.
    """
    device = b"/dev/null/"
    return (
        device + b"-" * (length - len(device))
        if length > len(device)
        else (b"/\x01" + b"\0" * length)[:length]
    )


if __name__ == "__main__":
    run(main)
