"""Who has a file: Debian's packages and nixpkgs' attributes, from tables alone, in a moment.

Only light modules are imported here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, TypeVar

from snowsnake.errors import SnowsnakeError
from snowsnake.provide.debian.advice import typelib_packages, typelib_versions
from snowsnake.provide.debian.conventions import by_convention
from snowsnake.provide.debian.links import linked
from snowsnake.provide.debian.shipped import ShippedRows
from snowsnake.provide.holder import Holder
from snowsnake.provide.libraries import near_names, of_table
from snowsnake.provide.nixpkgs.files import Attribute, NixpkgsFiles
from snowsnake.provide.of_machine import of_machine
from snowsnake.provide.plugins import element_of, file_names, plugin_of

if TYPE_CHECKING:
    from snowsnake.provide.tables import FileKind, FileTable

Place = Holder | Attribute
_Found = TypeVar("_Found", Holder, Attribute)
Kind = Literal["soname", "library", "program", "header", "pkg-config", "typelib", "tex", "plugin", "element"]
"""What a name is the name of; `library`: a bare one, as `ctypes.util.find_library` takes it; `tex`: a file of LaTeX;
`plugin`: a file that a library opens in a directory of its own, or what one calls it; `element`: one of GStreamer's."""

_HEADERS = (".h", ".hpp", ".hh", ".hxx", ".inc")
_TEX = (".cls", ".clo", ".def", ".fd", ".ldf", ".sty")
_LONGEST = 255  # of a file's name on Linux: nothing longer is like anything
_WORDS: dict[Kind, str] = {
    "soname": "library",
    "library": "library",
    "program": "program",
    "header": "header",
    "pkg-config": "pkg-config module",
    "typelib": "typelib",
    "tex": "file of LaTeX",
    "plugin": "plugin",
    "element": "element of GStreamer",
}
_WORD: tuple[Kind, ...] = ("program", "library", "pkg-config", "element", "plugin")
_LAST: frozenset[Kind] = frozenset({"element", "plugin"})
"""What a name is looked up as when it is nothing else: no error has to say it."""
_DEBIANS: frozenset[Kind] = frozenset({"tex", "element"})
"""Kinds that no table of nixpkgs has: it puts TeX together by its own names, and files do not say their elements."""
_TYPELIB = re.compile(r"[A-Z][A-Za-z0-9_]*-[0-9]+(?:\.[0-9]+)+")
_REQUIRED = re.compile(r"""(?:gi\.)?require_version\(\s*["'](\w+)["']\s*,\s*["']([0-9.]+)["']\s*\)""")


class NobodyHasIt(SnowsnakeError):
    """No table has what was asked for."""

    def __init__(self, kinds: Sequence[Kind], name: str, bases: Sequence[str], near: Sequence[str]) -> None:
        self.name = name
        self.near = tuple(near)
        words = [_WORDS[kind] for kind in kinds if kind not in _LAST] or [_WORDS[kind] for kind in kinds]
        what = f"{', '.join(words[:-1])} or {words[-1]}" if words[:-1] else words[0]
        of = next((found for kind in kinds if (found := of_machine(kind, name)) is not None), None)
        if of is not None:
            hint = of.reason
        elif near:
            others = f", or {', '.join(f'`{other}`' for other in near[1:])}" if near[1:] else ""
            hint = f"there is `{near[0]}`{others}: `snowsnake locate {near[0]}`"
        else:
            hint = (
                "check the spelling; a file's name will do (`libGL.so.1`, `pdftoppm`, `zlib.h`, `cairo.pc`)"
            )
        shown = name if len(name) <= _LONGEST else f"{name[:60]}…"
        nobody = f"neither {' nor '.join(bases)}" if bases[1:] else f"{bases[0]} has none"
        super().__init__(f"nobody has the {what} `{shown}`: {nobody}", help=hint)


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What one base has."""

    base: str
    """`debian`, `nixpkgs`."""
    suite: str | None
    """Debian's."""
    kind: Kind
    name: str
    """The name that was found: of a bare library it is the soname."""
    places: Sequence[Place]
    """The one to take first; none where the base has none."""


def guess(text: str) -> tuple[tuple[Kind, ...], str]:
    """What a text is the name of, and the name: of a path, what a look-up goes by.

    A word without a suffix is a program, or else a library or module; `Gtk-4.0`, and what code says of it
    (`gi.require_version("Gtk", "4.0")`), a typelib.
    """
    if required := _REQUIRED.fullmatch(text.strip()):
        return ("typelib",), "-".join(required.groups())
    if (element := element_of(text)) is not None:
        return ("element",), element
    if (plugin := plugin_of(text)) is not None:
        return ("plugin",), plugin
    name = text.rstrip("/").rpartition("/")[2]
    if name.endswith(".so") or ".so." in name:
        return ("soname", "plugin"), name
    if name.endswith(".pc") and name != ".pc":
        return ("pkg-config",), name.removesuffix(".pc")
    if name.endswith(_HEADERS):
        return ("header",), re.sub(r"^.*\binclude/(?:[^/]+-linux-gnu/)?|^[./]*/", "", text)
    if name.endswith(_TEX):
        return ("tex",), name
    if name.endswith(".typelib"):
        return ("typelib",), name.removesuffix(".typelib")
    if _TYPELIB.fullmatch(name):
        return ("typelib", *_WORD), name
    return _WORD, name


class Locator:
    """Look-ups in the tables of several suites and of nixpkgs. Not safe for several threads at once."""

    def __init__(self, suites: Sequence[tuple[str, ShippedRows]], nixpkgs: NixpkgsFiles) -> None:
        self._suites = [(suite, rows.table, rows.contents()) for suite, rows in suites]
        self._places = {suite: rows.typelibs for suite, rows in suites}
        self._triplets = {suite: rows.triplet for suite, rows in suites}
        self._nixpkgs = nixpkgs

    def locate(self, kinds: Sequence[Kind], name: str) -> list[Answer]:
        """Who has it, base by base, as the first of `kinds` that anybody has. Raises `NobodyHasIt`, `BadFileTable`."""
        for kind in kinds:
            answers = self._answers(kind, name)
            if any(answer.places for answer in answers):
                if kind == "soname" and "plugin" in kinds and not all(answer.places for answer in answers):
                    return self._or_plugins(answers, name)
                return answers
        bases = [f"Debian {suite}" for suite, _, _ in self._suites]
        if not _DEBIANS.issuperset(kinds):
            bases.append("nixpkgs")
        raise NobodyHasIt(kinds, name, bases, self._near(kinds, name))

    def _answers(self, kind: Kind, name: str) -> list[Answer]:
        if kind == "typelib":
            return self._typelib(name)
        if kind == "plugin":
            return self._plugin(name)
        if kind == "element":
            return self._element(name)
        answers, like = [], ""
        for suite, table, contents in self._suites:
            found, holders = _first(kind, name, contents.holders, table)
            if kind != "tex" and (known := by_convention(kind, name, triplet="", suite=suite)):
                packages = {holder.package for holder in known}
                holders = [*known, *(holder for holder in holders if holder.package not in packages)]
            holders = holders or linked(kind, name, triplet=self._triplets[suite], suite=suite)
            like = like or next((holder.package for holder in holders), "")
            answers.append(Answer(base="debian", suite=suite, kind=kind, name=found, places=holders))
        if kind == "tex":
            return answers
        found, attributes = _first(kind, name, self._nixpkgs.attributes, self._nixpkgs.table)
        # As in a lock: of several that have it, one that is called like Debian's package is taken.
        attributes = sorted(attributes, key=lambda place: place.attribute != like)
        answers.append(Answer(base="nixpkgs", suite=None, kind=kind, name=found, places=attributes))
        return answers

    def _element(self, name: str) -> list[Answer]:
        return [
            Answer(
                base="debian",
                suite=suite,
                kind="element",
                name=name,
                places=contents.holders("element", name),
            )
            for suite, _, contents in self._suites
        ]

    def _plugin(self, name: str) -> list[Answer]:
        """Of a file, who has it; of a bare name, the files of all libraries that somebody has."""
        answers = []
        for file in file_names(name):
            found = [
                *(
                    Answer(base="debian", suite=suite, kind="plugin", name=file, places=places)
                    for suite, _, contents in self._suites
                    for places in [contents.holders("plugin", file)]
                ),
                Answer(
                    base="nixpkgs",
                    suite=None,
                    kind="plugin",
                    name=file,
                    places=self._nixpkgs.attributes("plugin", file),
                ),
            ]
            if any(answer.places for answer in found):
                answers += found
                if file == name:
                    break  # as it was asked for, and not without its version
        return answers

    def _or_plugins(self, answers: Sequence[Answer], name: str) -> list[Answer]:
        """Answers for a library, and of bases that have it as a plugin only (an ODBC driver), where it is."""
        plugins = {
            (answer.base, answer.suite): answer for answer in self._plugin(name) if answer.name == name
        }
        return [
            answer if answer.places else plugins.get((answer.base, answer.suite), answer)
            for answer in answers
        ]

    def _typelib(self, name: str) -> list[Answer]:
        """What the suites' own lists say: a package that is only called as the policy says may not exist."""
        answers = []
        for suite, directory in self._places.items():
            path = f"{directory}/{name}.typelib"
            holders = [Holder(package=p, path=path, directory="") for p in typelib_packages(name, suite)]
            answers.append(Answer(base="debian", suite=suite, kind="typelib", name=name, places=holders))
        attribute = self._nixpkgs.label("typelib", name)
        path = f"lib/girepository-1.0/{name}.typelib"
        places = [Attribute(attribute=attribute, output="out", path=path)] if attribute is not None else []
        return [*answers, Answer(base="nixpkgs", suite=None, kind="typelib", name=name, places=places)]

    def _near(self, kinds: Sequence[Kind], name: str) -> tuple[str, ...]:
        if not 1 < len(name) <= _LONGEST:
            return ()
        if kinds[0] == "typelib":
            namespace = name.partition("-")[0]
            versions = {v for suite in self._places for v in typelib_versions(namespace, suite)}
            return tuple(f"{namespace}-{version}" for version in sorted(versions, reverse=True))
        tables = [*(table for _, table, _ in self._suites), self._nixpkgs.table]
        if kinds[0] == "library":
            near = near_names(tables, "soname", f"lib{name}.so")
            return tuple(dict.fromkeys(re.split(r"\.so\b", other)[0].removeprefix("lib") for other in near))
        kind = kinds[0]
        if kind == "header":
            # Its directory is part of a header's name, and often called like it.
            inside = f"{name.rpartition('.')[0]}/{name}"
            if any(table.find(kind, inside) for table in tables):
                return (inside,)
        near = near_names(tables, kind, name)
        return tuple(f"{other}.pc" for other in near) if kind == "pkg-config" else near


def _first(
    kind: Kind, name: str, places: Callable[[FileKind, str], Sequence[_Found]], table: FileTable
) -> tuple[str, Sequence[_Found]]:
    """The name that was found, and where: of a bare library, the first soname that the loader finds."""
    if kind != "library":
        return name, places(kind, name)
    for bare in (name, name.removeprefix("lib")):
        for soname in of_table(table, bare):
            if found := places("soname", soname):
                return soname, found
    return name, ()
