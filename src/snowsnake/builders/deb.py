"""Unpacks Debian packages into one tree with `/usr` merged into its root (deb(5), Debian's UsrMerge)."""

# pathlib costs start-up time, and most of this runs for every file.
# ruff: noqa: PTH123, PTH202, SIM115

from __future__ import annotations

import concurrent.futures
import os
import posixpath
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO

from .below import Below
from .members import Into, Member, read_tar, relative
from .report import BuildError
from .streams import CHUNK, ZSTD, ArchiveProblem, Bounded, decompressed, limit_of, part_of_deb, reading

PROGRAMS = ("bin", "sbin", "games")
"""The directories of a tree in which Debian keeps programs."""

_PROGRAM_PREFIXES = tuple(f"{directory}/" for directory in PROGRAMS)
_IN_MEMORY = 32 << 20  # of a package that was decompressed ahead; a larger one waits on disk
_LARGEST_CONTROL = 64 << 20
_LARGEST_TEXT = 4 << 20


@dataclass(frozen=True)
class Control:
    """What a package says about itself."""

    fields: Mapping[str, str]
    """Of its control file, by lower-case names; lines that go on are joined."""
    package: str
    depends: tuple[tuple[str, ...], ...]
    """Its direct dependencies, each as the packages that may meet it."""
    provides: tuple[str, ...]
    postinst: str
    """The script that Debian would run after the installation; empty where there is none."""

    @property
    def source(self) -> str:
        """The name of the source package that it is built from."""
        return self.fields.get("source", self.package).partition(" ")[0]


def unpack(debs: Sequence[tuple[str, str]], root: str, processes: int) -> dict[str, list[str]]:
    """Unpack packages, given as `(name, path)`, into `root` in their order; a later one wins.

    Owners and times are dropped, modes become 755 or 644, links lead to where their target is in the tree.
    Documentation goes, licences (`copyright`) stay. Returns what each package has in the directories of programs,
    as paths below `root`. Raises `BuildError` for what is no readable package.
    """
    programs: dict[str, list[str]] = {}
    with Below(root) as below:
        for name, members in read_all(debs, processes):
            with named(name):
                programs[name] = _place_all(members, below)
    return programs


def read_all(
    debs: Sequence[tuple[str, str]], processes: int
) -> Iterator[tuple[str, Iterator[tuple[Member, IO[bytes]]]]]:
    """The members of packages, given as `(name, path)`, in their order; some are decompressed ahead, side by side.

    Raises `BuildError` for what is no readable package; the members raise `ArchiveProblem`.
    """
    # The decompressors let go of the GIL: threads are enough. Reading ahead is bounded, memory too.
    with concurrent.futures.ThreadPoolExecutor(max_workers=processes) as pool:
        waiting: list[concurrent.futures.Future[IO[bytes]]] = []
        for index, (name, path) in enumerate(debs):
            while len(waiting) <= processes and index + len(waiting) < len(debs):
                waiting.append(pool.submit(_ahead, *debs[index + len(waiting)]))
            with waiting.pop(0).result() as plain:
                yield name, _members(Bounded(plain, limit_of(os.path.getsize(path))))


@contextmanager
def named(name: str) -> Iterator[None]:
    """Make an `ArchiveProblem` a `BuildError` about the package of this name."""
    try:
        yield
    except ArchiveProblem as error:
        text = f"the Debian package `{name}` cannot be unpacked: {error}"
        raise BuildError("bad-deb", text, file=name, problem=str(error)) from error


def _ahead(name: str, path: str) -> IO[bytes]:
    """The uncompressed `data.tar` of a package."""
    plain = tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY)
    try:
        with named(name), opened(path, "data.tar") as data:
            while chunk := data.read(CHUNK):
                plain.write(chunk)
    except BaseException:
        plain.close()
        raise
    plain.seek(0)
    return plain


class ZstdInside(ArchiveProblem):
    """A package is compressed as Debian's are not, and Ubuntu's are."""


@contextmanager
def opened(path: str, part: str) -> Iterator[Bounded]:
    """The uncompressed `data.tar` or `control.tar` of a package. Raises `ArchiveProblem`."""
    with open(path, "rb") as file, reading():
        compressed = part_of_deb(file, part)
        if compressed.read(len(ZSTD)) == ZSTD:  # the interpreters of most targets do not know it
            raise ZstdInside(f"its `{part}` is compressed with zstd, which is not read in a `.deb`")
        compressed.seek(0)
        limit = limit_of(os.path.getsize(path)) if part == "data.tar" else _LARGEST_CONTROL
        with decompressed(compressed, limit) as plain:
            yield plain


def read(path: str, into: Into) -> None:
    """Hand the members of a package to `into`, as they lie in a tree. Raises `ArchiveProblem`."""
    with opened(path, "data.tar") as data:
        _place_all(_members(data), into)


def _members(data: Bounded) -> Iterator[tuple[Member, IO[bytes]]]:
    return read_tar(data, relative)  # some packers write `/usr/bin/x`


def control(name: str, path: str) -> Control:
    """Read what the package `name` at `path` says about itself. Raises `BuildError` for what is no package."""
    with named(name):
        return read_control(path)


def read_control(path: str) -> Control:
    """Read what a package says about itself. Raises `ArchiveProblem`."""
    texts = {"control": "", "postinst": ""}
    with opened(path, "control.tar") as data:
        for member, content in _members(data):
            if member.path in texts and member.kind == "file":
                if member.size > _LARGEST_TEXT:
                    raise ArchiveProblem(f"its `{member.path}` has {member.size} bytes")
                texts[member.path] = content.read(_LARGEST_TEXT).decode("utf-8", "replace")
    fields: dict[str, str] = {}
    key = ""
    for line in texts["control"].splitlines():
        if line[:1].isspace():
            fields[key] = fields.get(key, "") + " " + line.strip()
        else:
            key, _, value = line.partition(":")
            key = key.strip().lower()
            fields[key] = value.strip()
    relations = [_names(fields.get(field, "")) for field in ("pre-depends", "depends")]
    return Control(
        fields=fields,
        package=fields.get("package", ""),
        depends=tuple(name for names in relations for name in names),
        provides=tuple(name for names in _names(fields.get("provides", "")) for name in names),
        postinst=texts["postinst"],
    )


def _names(relation: str) -> tuple[tuple[str, ...], ...]:
    """The packages that a field such as `Depends` names: `a (>= 1) | b:any, c`, without versions."""
    return tuple(
        tuple(part.split("(")[0].split("[")[0].split(":")[0].strip() for part in group.split("|"))
        for group in relation.split(",")
        if group.strip()
    )


def place(path: str) -> str:
    """Where a path of a package lies in a tree: `/usr/lib/x`, `usr/lib/x` and `lib/x` are `lib/x`."""
    path = posixpath.normpath("/" + path).lstrip("/")
    while path == "usr" or path.startswith("usr/"):
        path = path[4:]
    return path


def _unwanted(path: str) -> bool:
    parts = path.split("/")
    if parts[0] == "share" and len(parts) > 1:
        if parts[1] == "doc":
            return parts[-1] != "copyright"
        return parts[1] in {"man", "info", "lintian", "bug", "doc-base", "menu"}
    return False


def _place_all(members: Iterator[tuple[Member, IO[bytes]]], into: Into) -> list[str]:
    """Hand members to `into`; the programs among them. Raises `ArchiveProblem`."""
    programs = []
    for member, content in members:
        path = place(member.path)
        if not path or _unwanted(path):
            continue
        _place(member, path, content, into)
        if path.startswith(_PROGRAM_PREFIXES):
            programs.append(path)
    return programs


def _place(member: Member, path: str, content: IO[bytes], into: Into) -> None:
    if member.kind == "directory":
        into.directory(path)
    elif into.has_directory(path):
        pass  # as dpkg: a directory stays one
    elif member.kind == "file":
        into.file(path, content, executable=member.executable)
    elif member.kind == "hard link":
        into.hard_link(path, place(member.aim))
    else:
        # Where it leads on a merged Debian machine, then where that is here. `place` leaves no `..` in it, and the
        # directory that it starts from is no link: `Into` sees to that.
        aim = place(posixpath.join("/" + posixpath.dirname(member.path), member.aim))
        if aim != path:  # `/lib`, which is `/usr/lib`, is itself here
            into.link(path, posixpath.relpath(aim or ".", posixpath.dirname(path) or "."))
