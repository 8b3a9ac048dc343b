"""What is inside of a file from elsewhere: its programs, and what its ELF files need that it does not bring."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from snowsnake.analyse import ElfFile, read_elf
from snowsnake.analyse.listing import Listing
from snowsnake.builders import archive
from snowsnake.builders.streams import CHUNK, ArchiveProblem
from snowsnake.provide.interface import Need
from snowsnake.settle.carrier_errors import (
    BadArchive,
    BrokenProgram,
    NewerGlibc,
    NoPrograms,
    NoSuchProgram,
    WrongMachine,
)
from snowsnake.targets import Interpreter, System

_SHEBANG = re.compile(rb"#! ?/(?:[^\s/]+/)*(?:env[ \t]+(?:-S[ \t]+)?)?(?P<program>[A-Za-z0-9._+-]+)")
_GLIBC = re.compile(rb"\0GLIBC_2\.(\d{1,3})(?:\.\d{1,3})?(?=\0)")
_LONGEST_SYMBOL = 64
_IN_MEMORY = 64 << 20  # a larger ELF file waits in a file without a name
_PROGRAM = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,100}")
_LIBRARY = re.compile(r".+\.so(\.[0-9.]+)?")


@dataclass(frozen=True, kw_only=True, slots=True)
class Contents:
    """An archive, as it lies below its directory."""

    source: str
    """How errors call it."""
    files: tuple[str, ...]
    """All files, links included, sorted."""
    executable: frozenset[str]
    elf: Mapping[str, ElfFile]
    """Regular files that are ELF, of any machine."""
    scripts: Mapping[str, str]
    """Executable files that start with `#!`, and what they are started with."""
    real: Mapping[str, str]
    """Where links lead."""
    glibc: Mapping[str, int]
    """The glibc that an ELF file was linked for: the second number of its version."""


@dataclass(frozen=True, kw_only=True, slots=True)
class File:
    """A regular file, and what its first bytes say."""

    executable: bool
    elf: ElfFile | None = None
    glibc: int = 0
    """The second number of the highest version of glibc that an ELF file asks for; 0 where it asks for none."""
    script: str | None = None
    """The program that a script is started with."""


def listing() -> Listing[File]:
    """A new tree, for the members of an archive."""
    return Listing(_file)


def look_into(source: str, path: Path, *, single: str) -> Contents:
    """Read what is in an archive; nothing of it is written. Raises `BadArchive`."""
    program = shutil.which("zstd")
    tree = listing()
    try:
        archive.read(str(path), tree, single=single, zstd=(program, "-dc") if program else ())
        return contents_of(source, tree.without_top())
    except ArchiveProblem as error:
        raise BadArchive(source, str(error)) from None


def contents_of(source: str, tree: Listing[File]) -> Contents:
    """What is in the tree that an archive's members make. Raises `ArchiveProblem` where a link leads out of it."""
    files = tree.files
    return Contents(
        source=source,
        files=tuple(sorted({*files, *tree.links})),
        executable=frozenset(path for path, file in files.items() if file.executable),
        elf={path: file.elf for path, file in files.items() if file.elf is not None},
        scripts={path: file.script for path, file in files.items() if file.script is not None},
        real=tree.real(),
        glibc={path: file.glibc for path, file in files.items() if file.elf is not None},
    )


def _file(path: str, stream: IO[bytes], executable: bool) -> File:
    head = stream.read(CHUNK)
    if head.startswith(archive.ELF):
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            chunk = head
            while chunk:
                copy.write(chunk)
                chunk = stream.read(CHUNK)
            found = read_elf(copy, path)
            return File(executable=executable, elf=found, glibc=_glibc(copy, found) if found else 0)
    match = _SHEBANG.match(head[:300])
    while stream.read(CHUNK):  # a zip has a checksum at its end
        pass
    return File(executable=executable, script=match["program"].decode() if match else None)


def _glibc(stream: IO[bytes], elf: ElfFile) -> int:
    """The highest version of glibc whose symbols a file asks for; 0 where it asks for none."""
    if "libc.so.6" not in elf.needed:
        return 0
    newest, before = 0, b""
    stream.seek(0, os.SEEK_SET)
    while chunk := stream.read(CHUNK):
        newest = max([newest, *(int(found[1]) for found in _GLIBC.finditer(before + chunk))])
        before = chunk[-_LONGEST_SYMBOL:]
    return newest


def check_glibc(contents: Contents, programs: Iterable[str], interpreter: Interpreter, suite: str) -> None:
    """See that the programs were not linked for a newer C library than the base has. Raises `NewerGlibc`."""
    for path in programs:
        newest = contents.glibc.get(contents.real.get(path, path), 0)
        if (2, newest) > interpreter.glibc:
            raise NewerGlibc(contents.source, path, f"2.{newest}", suite, interpreter.glibc)


def is_ours(elf: ElfFile, system: System) -> bool:
    """Whether a file is for this machine and for glibc (or for no C library at all)."""
    if elf.problem is not None or f"{elf.machine}-linux" != system:
        return False
    if any(name.startswith(("libc.musl-", "ld-musl-")) for name in elf.needed):
        return False
    return not elf.interpreter or "/ld-linux" in elf.interpreter


def programs_of(contents: Contents, wanted: Mapping[str, str], system: System) -> dict[str, str]:
    """Names of programs and their files: as `wanted` says, else those in `bin`, else those at the top.

    Raises `NoSuchProgram`, `NoPrograms`, `WrongMachine` and `BrokenProgram`.
    """
    if wanted:
        found = {name: _matching(contents, name, glob, system) for name, glob in sorted(wanted.items())}
    else:
        found = {path.rpartition("/")[2]: path for path in _found(contents, system)}
        if not found:
            _refuse(contents, system)
    for path in found.values():
        _check(contents, path, system)
    return found


def _matching(contents: Contents, name: str, glob: str, system: System) -> str:
    """The one file that a pattern means; of several, the one for the machine. Raises `NoSuchProgram`."""
    pattern = re.compile(re.escape(glob).replace(r"\*", "[^/]*"))
    found = [path for path in contents.files if pattern.fullmatch(path)]
    fitting = [path for path in found if (elf := _elf(contents, path)) and is_ours(elf, system)]
    chosen = fitting if len(fitting) == 1 else found
    if len(chosen) != 1:
        there = found or [path for path in contents.files if path in contents.executable]
        raise NoSuchProgram(contents.source, name, glob, there, several=len(found) > 1)
    return chosen[0]


def _found(contents: Contents, system: System) -> Iterator[str]:
    in_bin = [
        path
        for path in contents.files
        if re.fullmatch(r"((usr/)?bin|[^/]+\.data/scripts)/[^/]+", path)
        and _PROGRAM.fullmatch(path.rpartition("/")[2])
        and (contents.real.get(path, path) in contents.executable or _is_program(contents, path, system))
    ]
    # What is for another machine, or no program at all, may lie there as well.
    usable = [
        path
        for path in in_bin
        if _is_program(contents, path, system) or contents.real.get(path, path) in contents.scripts
    ]
    if usable:
        yield from usable
        return
    for path in contents.files:
        if "/" not in path and _PROGRAM.fullmatch(path) and _is_program(contents, path, system):
            yield path


def _elf(contents: Contents, path: str) -> ElfFile | None:
    return contents.elf.get(contents.real.get(path, path))


def _is_program(contents: Contents, path: str, system: System) -> bool:
    elf = _elf(contents, path)
    return elf is not None and is_ours(elf, system) and (elf.is_program or not _LIBRARY.fullmatch(path))


def _refuse(contents: Contents, system: System) -> None:
    """Say why no program was found."""
    for path, elf in contents.elf.items():
        if elf.problem is not None:
            raise BrokenProgram(contents.source, path, elf.problem)
    candidates = [path for path in contents.files if _is_program(contents, path, system)]
    if contents.elf and not any(is_ours(elf, system) for elf in contents.elf.values()):
        raise WrongMachine(contents.source, system, {described(elf) for elf in contents.elf.values()})
    raise NoPrograms(contents.source, candidates)


def _check(contents: Contents, path: str, system: System) -> None:
    elf = _elf(contents, path)
    if elf is None:
        return
    if elf.problem is not None:
        raise BrokenProgram(contents.source, path, elf.problem)
    if not is_ours(elf, system):
        raise WrongMachine(contents.source, system, {described(elf)}, path)


def described(elf: ElfFile) -> str:
    """What machine and C library a file is for."""
    musl = any("musl" in name for name in (*elf.needed, elf.interpreter or ""))
    return f"{elf.machine}{' with musl' if musl else ''}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Wants:
    """What an archive's files need from outside, with the files that do."""

    required: Mapping[Need, tuple[str, ...]]
    """By its programs and the libraries that these load."""
    other: Mapping[Need, tuple[str, ...]]
    """By its other files: plugins, perhaps, or nothing that is ever loaded."""


def wants(contents: Contents, programs: Iterable[str], system: System) -> Wants:
    """Which libraries an archive's ELF files for a system need that are not in it, and what starts its scripts."""
    places: dict[str, list[str]] = {}
    for path in contents.files:
        places.setdefault(path.rpartition("/")[2], []).append(contents.real.get(path, path))
    ours = {path: elf for path, elf in contents.elf.items() if is_ours(elf, system)}
    roots = [contents.real.get(path, path) for path in programs]
    waiting, loaded = list(roots), set[str]()
    while waiting:
        path = waiting.pop()
        if path in ours and path not in loaded:
            loaded.add(path)
            waiting += [place for name in ours[path].needed for place in places.get(name, ())]
    required: dict[Need, set[str]] = {}
    other: dict[Need, set[str]] = {}
    for path in roots:
        if path in contents.scripts:
            required.setdefault(("program", contents.scripts[path]), set()).add(path)
    for path, elf in ours.items():
        for name in elf.needed:
            if name not in places and not name.startswith("ld-linux"):  # which is in every process
                (required if path in loaded else other).setdefault(("soname", name), set()).add(path)
    return Wants(
        required={need: tuple(sorted(paths)) for need, paths in sorted(required.items())},
        other={need: tuple(sorted(paths)) for need, paths in sorted(other.items()) if need not in required},
    )
