"""A Debian package that comes from an address and not from the archive: what it says of itself, and what it needs.

Its Depends are believed, and are not all: who packs for several distributions often leaves libraries out. What its ELF
files need that is neither in it nor in what it names is looked for in the base, as for any other archive.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from snowsnake.builders import deb
from snowsnake.builders.streams import ArchiveProblem, shown
from snowsnake.lockfile.model import ArchiveArtifact
from snowsnake.provide.debian.relations import BadRelation, Relation, parse_relations
from snowsnake.provide.interface import ForeignDeb, Need
from snowsnake.settle.carrier_errors import BadArchive, WrongMachine
from snowsnake.settle.contents import Contents, contents_of, listing, wants
from snowsnake.targets import System

MAGIC = b"!<arch>\n"
_ARCHITECTURES = {"x86_64-linux": "amd64", "aarch64-linux": "arm64"}
_NAME = re.compile(r"[a-z0-9][a-z0-9+.-]{1,99}")
_VERSION = re.compile(r"[0-9A-Za-z.+~:-]{1,200}")


def is_deb(path: Path) -> bool:
    """Whether a file is a Debian package, or says so."""
    with path.open("rb") as file:
        return file.read(8) == MAGIC


def read_deb(
    source: str, artifact: ArchiveArtifact, path: Path, system: System
) -> tuple[ForeignDeb, Contents]:
    """Read a package, and what is in it, as it lies in a tree; nothing of it is written.

    Raises `BadArchive`, `WrongMachine`.
    """
    tree = listing()
    try:
        fields = deb.read_control(str(path)).fields
        name, version, architecture = _identity(fields)
        if architecture not in {_ARCHITECTURES[system], "all"}:
            raise WrongMachine(source, system, {shown(architecture) or "nothing"})
        deb.read(str(path), tree)
        contents = contents_of(source, tree)
    except deb.ZstdInside as error:
        again = "pack it again: `dpkg-deb -R FILE.deb content && dpkg-deb -Zxz -b content NEW.deb`"
        raise BadArchive(
            source, str(error), help=f"take Debian's package in place of Ubuntu's, or {again}"
        ) from None
    except ArchiveProblem as error:
        raise BadArchive(source, str(error)) from None
    relations = {
        key: fields.get(key, "") for key in ("pre-depends", "depends", "conflicts", "breaks", "provides")
    }
    package_of = ForeignDeb(
        source=source,
        file=artifact.file,
        sha256=artifact.sha256,
        name=name,
        version=version,
        architecture=architecture,
        depends=", ".join(filter(None, (relations["pre-depends"], relations["depends"]))),
        provides=relations["provides"],
        conflicts=", ".join(filter(None, (relations["conflicts"], relations["breaks"]))),
    )
    return package_of, contents


def _identity(fields: Mapping[str, str]) -> tuple[str, str, str]:
    """A package's name, version and architecture. Raises `ArchiveProblem`."""
    name, version = fields.get("package", ""), fields.get("version", "")
    if not _NAME.fullmatch(name) or not _VERSION.fullmatch(version):
        raise ArchiveProblem("its control file has no name or no version")
    return name, version, fields.get("architecture", "")


@dataclass(frozen=True, kw_only=True, slots=True)
class Unnamed:
    """Libraries that a package needs and does not name, with the files that need them."""

    required: Mapping[Need, tuple[str, ...]]
    """By its programs, and by the libraries that these load."""
    other: Mapping[Need, tuple[str, ...]]
    """By its other files, and by those that say themselves where else they look."""


def unnamed(
    package: ForeignDeb,
    contents: Contents,
    system: System,
    holders: Callable[[str], Collection[str]],
    brought: Collection[str],
) -> Unnamed:
    """What a package's ELF files need that neither it nor what it directly depends on has.

    `holders` are the packages of the base that have a library, `brought` the files of other packages from elsewhere.
    """
    wanted = wants(contents, programs_in(contents), system)
    named = {relation.name for group in _relations(package) for relation in group}
    required: dict[Need, tuple[str, ...]] = {}
    other: dict[Need, tuple[str, ...]] = {}
    for found, into in ((wanted.required, required), (wanted.other, other)):
        for need, files in found.items():
            kind, name = need
            if kind != "soname" or name in brought or not named.isdisjoint(holders(name)):
                continue
            elsewhere = all(_looks_elsewhere(contents, file) for file in files)
            (other if elsewhere else into)[need] = files
    return Unnamed(required=required, other=other)


def programs_in(contents: Contents) -> list[str]:
    """The programs of a package, as they lie in a tree."""
    places = tuple(f"{directory}/" for directory in deb.PROGRAMS)
    return [path for path in contents.files if path.startswith(places) and path.count("/") == 1]


def _relations(package: ForeignDeb) -> Sequence[Sequence[Relation]]:
    try:
        return parse_relations(package.depends)
    except BadRelation as error:
        raise BadArchive(package.source, f"its control file is wrong: {error.message}") from None


def _looks_elsewhere(contents: Contents, file: str) -> bool:
    """Whether a file's own run path leads to a directory that is not in its package."""
    elf = contents.elf[file]
    said = elf.rpath if elf.runpath is None else elf.runpath
    folders = [path.removeprefix("/usr").strip("/") for path in said if path.startswith("/")]
    return any(
        folder and not any(path.startswith(f"{folder}/") for path in contents.files) for folder in folders
    )
