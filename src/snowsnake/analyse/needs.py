"""What the ELF files of an environment's distributions need from outside their own wheel.

All distributions are looked at together, as they lie over each other in one environment, because wheels reach
into each other: torch links to what the nvidia distributions carry, PySide6 to shiboken6. `search` has the
loader's rules that this follows. Pure: reports in, values out.
"""

from __future__ import annotations

import contextlib
import functools
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from packaging.utils import canonicalize_name

from snowsnake.analyse.elf import ElfFile
from snowsnake.analyse.report import WheelReport
from snowsnake.analyse.search import handed_down, location_of, looks_outside, own_directories, relative
from snowsnake.parsing import Malformed
from snowsnake.specifications import read_requirement

LOADED = frozenset({"libc.so.6", "libm.so.6", "libpthread.so.0", "libdl.so.2", "librt.so.1", "libutil.so.1"})
"""What every interpreter's process has loaded before the first import: it links to the first two, and the builder of
its tree (`builders/tree.py`) makes it link to the rest of glibc's small libraries, which are empty today."""
_Key = tuple[str, str]
_ROUNDS = 8  # run paths handed down settle in two or three; a hostile wheel must not make this loop


@dataclass(frozen=True, kw_only=True, slots=True)
class FileLinks:
    """What one ELF file needs that its own run path does not lead to."""

    external: tuple[str, ...]
    """Sonames that the base must provide, in the file's order."""
    added: tuple[str, ...]
    """Run path entries (`$ORIGIN/...`) to libraries in the environment that the file cannot find yet."""
    inherited: tuple[str, ...]
    """Entries to libraries that it finds only by the run path of whoever loads it: to add if it is patched
    at all."""
    has_runpath: bool
    """It has a DT_RUNPATH, so the run path of the interpreter's executable does not help it."""
    looks_outside: bool
    """Its own run path names directories outside the environment, where a host's library may lie."""
    is_program: bool
    """It is a program whose ELF interpreter must become the base's."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SiblingLink:
    """A file that links to a library in another distribution."""

    file: str
    soname: str
    distribution: str
    """Who has it."""
    provider: str
    """The library, inside that distribution's wheel."""
    added: bool
    """The file's own run path does not lead there; the plan adds an entry."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Links:
    """What one distribution's files link to outside it."""

    external: Mapping[str, tuple[str, ...]]
    """Soname -> the files that need it, sorted. Includes what the interpreter's own tree provides."""
    files: Mapping[str, FileLinks]
    """By path inside the wheel; only files that need something from outside or cannot find something
    inside."""
    siblings: tuple[SiblingLink, ...]
    spread: bool
    """Its files and another distribution's find each other through `$ORIGIN`: both must lie in real
    directories."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Placed:
    """An ELF file where it lands."""

    distribution: str
    elf: ElfFile
    location: str

    @property
    def key(self) -> _Key:
        """One file of one distribution: two distributions may ship one path."""
        return self.distribution, self.location

    @property
    def directory(self) -> str:
        return self.location.rpartition("/")[0]

    @property
    def file_name(self) -> str:
        return self.location.rpartition("/")[2]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Found:
    """How one need of one file is met inside the environment."""

    soname: str
    provider: _Placed
    how: str
    """`own` run path, `inherited` run path, `added` entry, or `loaded` before (by soname; no directory has
    that name)."""


def link_needs(
    reports: Mapping[str, WheelReport],
    interpreter_sonames: Callable[[str], bool] | frozenset[str],
    *,
    machine: str,
    site_packages: str = "lib/python3/site-packages",
) -> dict[str, Links]:
    """Work out every distribution's links (`reports` by normalised name), for `machine` (`x86_64`,
    `aarch64`).

    `interpreter_sonames` says which libraries the interpreter's own tree has: an unrelated distribution's
    private copy is never taken instead of one of them. `site_packages` is where wheels are unpacked, below
    the environment.
    """
    has = interpreter_sonames
    # Asked for the same few names by thousands of files, and each answer may be a look into an index.
    provided = functools.cache(has.__contains__ if isinstance(has, frozenset) else has)
    return _Environment(reports, provided, machine, site_packages).links()


class _Environment:
    """The distributions' ELF files laid over each other, and the edges between them."""

    def __init__(
        self,
        reports: Mapping[str, WheelReport],
        interpreter_has: Callable[[str], bool],
        machine: str,
        site_packages: str,
    ) -> None:
        self._reports = reports
        self._interpreter_has = interpreter_has
        self._files: dict[str, list[_Placed]] = {name: [] for name in reports}
        self._at: dict[str, list[_Placed]] = defaultdict(list)
        self._named: dict[str, list[_Placed]] = defaultdict(list)
        self._by_soname: dict[str, list[_Placed]] = defaultdict(list)
        for name in sorted(reports):
            for elf in reports[name].elf_files:
                if not _is_ours(elf, machine):
                    continue
                placed = _Placed(distribution=name, elf=elf, location=location_of(elf.path, site_packages))
                self._files[name].append(placed)
                self._at[placed.location].append(placed)
                self._named[placed.file_name].append(placed)
                if elf.soname:
                    self._by_soname[elf.soname].append(placed)
        self._closures: dict[str, frozenset[str]] = {}
        self._direct: dict[str, frozenset[str]] = {}

    def links(self) -> dict[str, Links]:
        found = self._resolve()
        outside_python = self._run_by_programs(found)
        files: dict[str, dict[str, FileLinks]] = {name: {} for name in self._reports}
        siblings: dict[str, list[SiblingLink]] = {name: [] for name in self._reports}
        spread: set[str] = set()
        for placed in self._all():
            mine = found[placed.key]
            met = {item.soname for item in mine}
            certain = _certain(placed.elf, outside_python=placed.key in outside_python)
            external = tuple(
                name
                for name in dict.fromkeys(placed.elf.needed)
                if name not in met and name not in certain and not _is_loader(name)
            )
            for item in mine:
                if item.provider.distribution == placed.distribution or item.how == "loaded":
                    continue
                spread |= {placed.distribution, item.provider.distribution}
                siblings[placed.distribution].append(
                    SiblingLink(
                        file=placed.elf.path,
                        soname=item.soname,
                        distribution=item.provider.distribution,
                        provider=item.provider.elf.path,
                        added=item.how == "added",
                    )
                )
            links = FileLinks(
                external=external,
                added=_entries(placed, mine, "added"),
                inherited=_entries(placed, mine, "inherited"),
                has_runpath=placed.elf.runpath is not None,
                looks_outside=looks_outside(placed.elf),
                is_program=placed.elf.is_program and placed.elf.interpreter is not None,
            )
            if links.external or links.added or links.looks_outside or links.is_program:
                files[placed.distribution][placed.elf.path] = links
        return {
            name: Links(
                external=_evidence(files[name]),
                files=files[name],
                siblings=tuple(siblings[name]),
                spread=name in spread,
            )
            for name in self._reports
        }

    def _all(self) -> Iterator[_Placed]:
        for name in sorted(self._files):
            yield from self._files[name]

    def _resolve(self) -> dict[_Key, list[_Found]]:
        """Meet needs inside the environment; repeated until run paths that loaders hand down no longer
        change."""
        inherited: dict[_Key, frozenset[str]] = {}
        found: dict[_Key, list[_Found]] = {}
        for _ in range(_ROUNDS):
            found = {
                placed.key: list(self._needs_of(placed, inherited.get(placed.key, frozenset())))
                for placed in self._all()
            }
            again = self._inherited(found, inherited)
            if again == inherited:
                break
            inherited = again
        return found

    def _needs_of(self, placed: _Placed, inherited: frozenset[str]) -> Iterator[_Found]:
        own = own_directories(placed.elf, placed.location)
        # Rule 1: with a DT_RUNPATH of its own, nobody else's run path counts.
        others = sorted(inherited) if placed.elf.runpath is None else []
        for soname in dict.fromkeys(placed.elf.needed):
            if _is_loader(soname):
                continue
            for how, directories in (("own", own), ("inherited", others)):
                hit = next(
                    (h for d in directories if (h := self._lying(f"{d}/{soname}", placed)) is not None), None
                )
                if hit is not None:
                    yield _Found(soname=soname, provider=hit, how=how)
                    break
            else:
                yield from self._elsewhere(placed, soname)

    def _lying(self, location: str, seen_by: _Placed) -> _Placed | None:
        """The file at a location: that of the distribution which looks, where others ship one there, too."""
        there = self._at.get(location, ())
        own = (placed for placed in there if placed.distribution == seen_by.distribution)
        return next(own, there[0] if there else None)

    def _elsewhere(self, placed: _Placed, soname: str) -> Iterator[_Found]:
        """A library in the environment that no run path leads to yet."""
        # A private copy that the file does not ask for by path is not meant for it where the base has the
        # real one.
        if soname in LOADED or self._interpreter_has(soname):
            return
        for candidates, how in ((self._named[soname], "added"), (self._by_soname[soname], "loaded")):
            related = [
                candidate
                for candidate in candidates
                if candidate.location != placed.location
                and (
                    candidate.distribution == placed.distribution
                    or candidate.distribution in self._closure(placed.distribution)
                )
            ]
            if related:
                best = min(related, key=lambda candidate: _distance(placed, candidate))
                yield _Found(soname=soname, provider=best, how=how)
                return

    def _inherited(
        self, found: Mapping[_Key, list[_Found]], before: Mapping[_Key, frozenset[str]]
    ) -> dict[_Key, frozenset[str]]:
        """The directories that *every* known loader of a file hands down to it: whichever comes first, they
        are there."""
        offers: dict[_Key, frozenset[str]] = {}
        for placed in self._all():
            own = frozenset(handed_down(placed.elf, placed.location))
            handed = own | before.get(placed.key, frozenset())
            for item in found[placed.key]:
                if item.provider.location != placed.location:
                    offer = offers.get(item.provider.key)
                    offers[item.provider.key] = handed if offer is None else offer & handed
        return {key: offer for key, offer in offers.items() if offer}

    def _run_by_programs(self, found: Mapping[_Key, list[_Found]]) -> set[_Key]:
        """The libraries that a program in some wheel loads: no interpreter has loaded anything there."""
        waiting = [placed.key for placed in self._all() if placed.elf.is_program]
        seen: set[_Key] = set()
        while waiting:
            key = waiting.pop()
            if key not in seen:
                seen.add(key)
                waiting += [item.provider.key for item in found[key]]
        return seen

    def _closure(self, name: str) -> frozenset[str]:
        """The distributions of the environment that this one requires, directly or not."""
        if name not in self._closures:
            seen: set[str] = set()
            waiting = [name]
            while waiting:
                new = self._required(waiting.pop()) - seen
                seen |= new
                waiting += new
            self._closures[name] = frozenset(seen)
        return self._closures[name]

    def _required(self, name: str) -> frozenset[str]:
        """What one distribution requires itself, whatever the markers: what is here was selected."""
        if name not in self._direct:
            names = set()
            for text in self._reports[name].requires_dist:
                with contextlib.suppress(Malformed):
                    names.add(canonicalize_name(read_requirement(text).name))
            self._direct[name] = frozenset(names & self._reports.keys())
        return self._direct[name]


def _is_ours(elf: ElfFile, machine: str) -> bool:
    """Whether a file is whole, for this machine and for glibc; any other is left as it is."""
    if elf.problem is not None or elf.machine != machine:
        return False
    if any(name.startswith(("libc.musl-", "ld-musl-")) for name in elf.needed):
        return False
    # Only a program's: stripped libraries (Qt5Core) keep an empty one, and a library's is used by nobody.
    wants_another = elf.interpreter and not _is_loader(elf.interpreter.rpartition("/")[2])
    return not (elf.is_program and wants_another)


def _is_loader(soname: str) -> bool:
    """Whether the name is glibc's loader, which is in every process already (`ld-lsb` is the LSB's name for
    it)."""
    return soname.startswith(("ld-linux-", "ld-lsb-"))


def _certain(elf: ElfFile, *, outside_python: bool) -> frozenset[str]:
    if elf.is_program:
        return frozenset()
    # A program has libc, nothing else is certain.
    return frozenset({"libc.so.6"}) if outside_python else LOADED


def _distance(placed: _Placed, candidate: _Placed) -> tuple[bool, bool, int, str]:
    """The nearest first: of the same distribution, in the same directory or where auditwheel puts things."""
    beside = candidate.directory == placed.directory or candidate.directory.endswith(".libs")
    other = candidate.distribution != placed.distribution
    return other, not beside, candidate.location.count("/"), candidate.location


def _entries(placed: _Placed, found: list[_Found], how: str) -> tuple[str, ...]:
    return tuple(
        dict.fromkeys(relative(item.provider.directory, placed.location) for item in found if item.how == how)
    )


def _evidence(files: Mapping[str, FileLinks]) -> dict[str, tuple[str, ...]]:
    evidence: dict[str, list[str]] = defaultdict(list)
    for path, links in files.items():
        for soname in links.external:
            evidence[soname].append(path)
    return {soname: tuple(sorted(evidence[soname])) for soname in sorted(evidence)}
