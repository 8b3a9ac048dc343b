"""Nixpkgs by file: from all packages, the few attributes worth naming for each library, program, header and module.

Of the attributes that have a file, the one to take is the package itself, never one that bundles it. What nix-index
knows of that is little, so this is what is asked, in this order: is it an attribute of the top level, or of a
language's set; is it the program's namesake; do others depend on variants of it; is its name the shortest, its version
the newest. Nothing is said of a file that only packages without an attribute of their own have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from snowsnake.knowledge import mapping
from snowsnake.provide.nixpkgs.nix_index import Package
from snowsnake.provide.plugins import directories

if TYPE_CHECKING:
    from snowsnake.provide.tables import FileKind

_MOST = 3  # attributes of a name that are kept
_PATH = re.compile(
    r"lib/(?P<soname>[^/\s]+\.so(?:\.[^/\s]*)?)"
    r"|bin/(?P<program>[^./\s][^/\s]*)"
    r"|include/(?P<header>(?:[^/\s]+/){0,2}[^/\s]+\.(?:h|hpp|hh|hxx|inc))"
    r"|(?:lib|share)/pkgconfig/(?P<module>[^/\s]+)\.pc"
    rf"|lib/(?:{directories()})/(?P<plugin>[^/\s]+\.so(?:\.[0-9]+)*)"
)
WANTED = re.compile(_PATH.pattern.encode())
"""What `read_nix_index` is asked for."""
_KINDS: dict[str, FileKind] = {
    "soname": "soname",
    "program": "program",
    "header": "header",
    "module": "pkg-config",
    "plugin": "plugin",
}
# Never what somebody wants: what nixpkgs tests and bootstraps itself with, and editors' extensions.
_NEVER = re.compile(r"(tests|minimal-bootstrap|vscode-extensions|vimPlugins|linuxKernel|gnomeExtensions)\.")
_ENVIRONMENT = re.compile(r"^(python|pypy|ruby|perl|ghc|R)\S*-env$|-with-packages")
_NAME = re.compile(r"\S{1,200}")  # of an attribute or output; a value of a table has blanks between its parts
_PROJECT = re.compile(r"(.+?)-(?=\d|unstable-)")
_SUFFIX = re.compile(r"(?P<base>.*?[a-zA-Z])[_-]?(?P<version>\d{1,9}(?:_\d{1,9})*)$")


def table_rows(packages: Iterable[Package]) -> Iterator[tuple[FileKind, str, str]]:
    """Rows for `file_table`: a value is `<directory> <attribute>` and, unless it is `out`, the output.

    The values of a name are in order, the one to take first.
    """
    kept: list[_Candidate] = []
    depended: set[str] = set()
    for package in packages:
        if not package.toplevel:
            depended.add(_project(package.name))
            continue
        speakable = _NAME.fullmatch(package.attribute) and _NAME.fullmatch(package.output)
        if package.files and speakable and not _NEVER.match(package.attribute):
            kept.append(_Candidate(package, _files(package)))
    by_name: dict[tuple[FileKind, str], dict[str, tuple[_Candidate, str]]] = {}
    names = mapping("nixpkgs", "names")
    for candidate in kept:
        candidate.settle(depended, names)
    kept.sort(key=lambda candidate: candidate.rank)
    for candidate in kept:
        for kind, name, directory in candidate.files:
            # One output of each attribute: the first that has it.
            by_name.setdefault((kind, name), {}).setdefault(candidate.attribute, (candidate, directory))
    for (kind, name), found_in in sorted(by_name.items()):
        best = sorted(found_in.values(), key=lambda item: item[0].rank_for(kind, name))
        for candidate, directory in best[:_MOST]:
            output = "" if candidate.output == "out" else f" {candidate.output}"
            yield kind, name, f"{directory} {candidate.attribute}{output}"


def _files(package: Package) -> list[tuple[FileKind, str, str]]:
    """Kind, name and directory of the files that count."""
    found = []
    for path in package.files:
        match = _PATH.fullmatch(path)
        if match is not None and match.lastgroup is not None:
            name = match[match.lastgroup]
            found.append((_KINDS[match.lastgroup], name, path[: match.start(match.lastgroup)]))
    return found


def _project(name: str) -> str:
    """`libglvnd` of `libglvnd-1.7.0`."""
    match = _PROJECT.match(name)
    return match[1] if match is not None else name


def _version(attribute: str) -> tuple[str, tuple[int, ...]]:
    """`openssl` and (3, 5) of `openssl_3_5`."""
    suffix = _SUFFIX.fullmatch(attribute)
    if suffix is None:
        return attribute, ()
    return suffix["base"], tuple(int(part) for part in suffix["version"].split("_"))


class _Candidate:
    """One output of an attribute, and what speaks for and against it."""

    __slots__ = ("attribute", "files", "name", "output", "project", "rank")

    rank: tuple[object, ...]

    def __init__(self, package: Package, files: list[tuple[FileKind, str, str]]) -> None:
        self.attribute = package.attribute
        self.output = package.output
        self.name = package.name
        self.project = _project(package.name)
        self.files = files

    def settle(self, depended: set[str], names: Mapping[str, str]) -> None:
        """Look at it beside all others.

        `depended`: projects that others depend on in variants of their own; `names`: better names of attributes.
        """
        self.attribute = names.get(self.attribute, self.attribute)
        base, version = _version(self.attribute)
        self.rank = (
            self.attribute.count("."),
            bool(_ENVIRONMENT.search(self.name)),
            self.project not in depended,
            len(base),
            bool(version),
            tuple(-number for number in version),
            self.attribute,
            self.output,
        )

    def rank_for(self, kind: FileKind, name: str) -> tuple[object, ...]:
        """The order among those that have the same name: smaller is better."""
        nested, environment, *rest = self.rank
        counts = kind in {"program", "pkg-config"}
        return (
            nested,
            environment,
            not (counts and name == self.attribute),
            not (counts and name == self.project),
            *rest,
        )
