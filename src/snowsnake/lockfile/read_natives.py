"""Native needs and the trees that meet them, from the JSON of a lock to values. `read` has the rest."""

from __future__ import annotations

from typing import Literal, TypeVar, get_args

from snowsnake.lockfile import patterns
from snowsnake.lockfile.cursor import Cursor
from snowsnake.lockfile.model import (
    ArchiveArtifact,
    LockedArchive,
    LockedNeed,
    LockedNixpkgs,
    NeedKind,
    NeedLevel,
    NeedUse,
    NixpkgsPin,
    Provision,
    Tree,
)

KINDS: tuple[NeedKind, ...] = get_args(NeedKind)
USES: tuple[NeedUse, ...] = get_args(NeedUse)
LEVELS: tuple[NeedLevel, ...] = get_args(NeedLevel)

_Word = TypeVar("_Word", bound=str)


def read_tree(key: str, cursor: Cursor, debs: frozenset[str]) -> Tree:
    """A tree that only builds see. `debs` are the files that it may be made of. Raises as `read_lock`."""
    Cursor(key, cursor.where).text(patterns.IDENTIFIER, "an identifier")
    return Tree(debs=read_debs(cursor.table("debs")["debs"], debs))


def read_native(key: str, cursor: Cursor, debs: frozenset[str], archives: frozenset[str]) -> Tree:
    """A tree of native libraries and programs. `archives` are those that it may have. Raises as `read_lock`."""
    Cursor(key, cursor.where).text(patterns.IDENTIFIER, "an identifier")
    table = cursor.table("debs", "programs", "variables", "steps", "archives")
    variables = {}
    for name, value in table["variables"].members():
        Cursor(name, value.where).text(patterns.VARIABLE, "the name of a variable")
        variables[name] = value.texts(patterns.TREE_GLOB, "a pattern below the tree")
    return Tree(
        debs=read_debs(table["debs"], debs),
        programs=table["programs"].texts(patterns.DEB_PACKAGE, "a Debian package's name"),
        variables=variables,
        steps=tuple(_step(step) for step in table["steps"].items()),
        archives=_archives(table["archives"], archives),
    )


def read_archive_artifact(file: str, cursor: Cursor, largest: int) -> ArchiveArtifact:
    """A file from elsewhere, no larger than `largest`. Raises as `read_lock`."""
    Cursor(file, cursor.where).text(patterns.ARCHIVE_FILE, "a name and a hash (`x-0123456789ab.archive`)")
    table = cursor.table("url", "sha256", "size")
    sha256 = table["sha256"].text(patterns.SHA256, "a SHA-256 (64 lower-case hexadecimal digits)")
    if not file.endswith(f"-{sha256[:12]}.archive"):
        raise table["sha256"].wrong(f"`{file}` has another one")
    return ArchiveArtifact(
        file=file,
        url=table["url"].text(patterns.URL, "a URL (`https`, `http` or `file`, without credentials)"),
        sha256=sha256,
        size=table["size"].integer(0, largest),
    )


def _archives(cursor: Cursor, artifacts: frozenset[str]) -> tuple[LockedArchive, ...]:
    found: list[LockedArchive] = []
    for item in cursor.items():
        archive = _archive(item, artifacts)
        if any(archive.name == other.name and archive.form == other.form for other in found):
            raise item.wrong(f"`{archive.name}` is there twice")
        found.append(archive)
    return tuple(found)


def _archive(cursor: Cursor, artifacts: frozenset[str]) -> LockedArchive:
    table = cursor.table("source", "artifact", "form", "name", "programs", "needs")
    form: Literal["archive", "deb"] = _one_of(table["form"], ("archive", "deb"), "form of an archive")
    programs = dict(table["programs"].members())
    for name, value in programs.items():
        Cursor(name, value.where).text(patterns.PROGRAM, "a program's name")
    return LockedArchive(
        source=table["source"].text(patterns.CARRIER, "where programs come from"),
        artifact=table["artifact"].one_of(artifacts, "artifact"),
        form=form,
        name=table["name"].text(patterns.PROGRAM, "a name"),
        programs={
            name: value.text(patterns.MEMBER_PATH, "a path below the archive")
            for name, value in programs.items()
        },
        needs=tuple(read_need(need) for need in table["needs"].items()),
    )


def _step(cursor: Cursor) -> tuple[str, ...]:
    words = cursor.items()
    if not words:
        raise cursor.wrong("expected a program of the tree")
    program = words[0].text(patterns.TREE_PATH, "a program of the tree")
    return (program, *(word.text(patterns.TEXT, "plain text") for word in words[1:]))


def read_debs(cursor: Cursor, debs: frozenset[str]) -> tuple[str, ...]:
    """Names of Debian packages among the artifacts. Raises as `read_lock`."""
    return tuple(item.one_of(debs, "artifact") for item in cursor.items())


def read_need(cursor: Cursor) -> LockedNeed:
    """Something native that a distribution uses. Raises as `read_lock`."""
    table = cursor.table("kind", "name", "use", "level", "evidence", "debian", "nixpkgs")
    attribute = table["nixpkgs"]
    return LockedNeed(
        kind=_one_of(table["kind"], KINDS, "kind of need"),
        name=table["name"].text(patterns.WORD, "a name"),
        use=_one_of(table["use"], USES, "use of a need"),
        level=_one_of(table["level"], LEVELS, "level of a need"),
        evidence=table["evidence"].texts(patterns.MEMBER_PATH, "a path below the distribution"),
        debian=None if table["debian"].value is None else _provision(table["debian"]),
        nixpkgs=None if attribute.value is None else attribute.text(patterns.ATTRIBUTE, "an attribute"),
    )


def _one_of(cursor: Cursor, words: tuple[_Word, ...], what: str) -> _Word:
    cursor.one_of(words, what)
    return next(word for word in words if word == cursor.value)


def _provision(cursor: Cursor) -> Provision:
    more = ["also"] if "also" in dict(cursor.members()) else []
    table = cursor.table("package", "path", *more)
    return Provision(
        package=table["package"].text(patterns.DEB_PACKAGE, "a Debian package's name"),
        path=table["path"].text(patterns.MEMBER_PATH, "a path below the tree"),
        also=table["also"].texts(patterns.DEB_PACKAGE, "a Debian package's name") if more else (),
    )


def read_nixpkgs(cursor: Cursor) -> LockedNixpkgs:
    """What the nixpkgs base needs besides. Raises as `read_lock`."""
    table = cursor.table("attributes", "pin")
    attributes = dict(table["attributes"].members())
    for name, value in attributes.items():
        Cursor(name, value.where).text(patterns.WORD, "a name")
    return LockedNixpkgs(
        pin=None if table["pin"].value is None else _pin(table["pin"]),
        attributes={
            name: value.text(patterns.ATTRIBUTE, "an attribute") for name, value in attributes.items()
        },
    )


def _pin(cursor: Cursor) -> NixpkgsPin:
    table = cursor.table("from", "url", "nar-sha256")
    return NixpkgsPin(
        source=table["from"].text(patterns.NIXPKGS, "a branch, a repository or an address"),
        url=table["url"].text(patterns.URL, "a URL (`https`, `http` or `file`, without credentials)"),
        nar_sha256=table["nar-sha256"].text(patterns.SHA256, "a SHA-256 (64 lower-case hexadecimal digits)"),
    )
