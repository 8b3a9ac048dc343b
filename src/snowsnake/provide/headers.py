"""Which development packages a build from source gets: one for each header, module, program and library it needs.

Pure: needs and an index in, packages out. What names alone do not decide is in `knowledge/development.toml`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Generic, Protocol, TypeVar, cast

from snowsnake.knowledge import table
from snowsnake.lockfile.model import NeedKind
from snowsnake.provide.interface import Holder


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """What is asked about the packages of a suite."""

    holders: Callable[[NeedKind, str], Sequence[Holder]]
    """Who has something, the likeliest first."""
    depends: Callable[[str], Collection[str]] = lambda _: ()
    """The packages that one depends on; empty if there is none of that name."""
    advised: Collection[str] = ()
    """The packages that Debian's own package of the distribution depends on: `libboost-python1.83.0`."""
    tag: str = ""
    """The interpreter's version as libraries made for it have it in their names: `313` in `libboost_python313.so`."""


class Wanted(Protocol):
    """What a source says that it needs (`analyse.source.report.SourceNeed`)."""

    @property
    def kind(self) -> NeedKind:
        """What sort of thing."""

    @property
    def name(self) -> str:
        """Its name among those: `libpq.so`, `zlib.h`, `cairo`, `swig`."""

    @property
    def evidence(self) -> tuple[str, ...]:
        """Where the source says so."""

    @property
    def required(self) -> bool:
        """Whether the build fails without it."""


W = TypeVar("W", bound=Wanted)


@dataclass(frozen=True, kw_only=True, slots=True)
class Question(Generic[W]):
    """A required need that several packages meet equally well."""

    need: W
    candidates: tuple[str, ...]
    """Packages, sorted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Decision(Generic[W]):
    """Who meets the needs of one source."""

    packages: tuple[str, ...]
    """Development packages, sorted."""
    provided: tuple[tuple[W, Holder | None], ...]
    """Every need in the order given, and who meets it; `None` for those of `missing` and of `questions`, for those
    that are not required and that nobody meets without doubt, and for libraries that lie beside another one."""
    missing: tuple[W, ...]
    """Required, and nobody has it."""
    questions: tuple[Question[W], ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Knowledge:
    preferred: Mapping[str, int]
    never: re.Pattern[str]
    directories: tuple[str, ...]
    instead: Mapping[str, str]
    alternatives: Mapping[str, tuple[str, ...]]


@cache
def _knowledge() -> _Knowledge:
    known = table("development")
    return _Knowledge(
        preferred={package: rank for rank, package in enumerate(known["preferred"])},
        never=re.compile("|".join(known["never"])),
        directories=tuple(known["directories"]),
        instead=known["instead"],
        alternatives={name: tuple(some) for name, some in known["alternatives"].items()},
    )


def development_packages(needs: Sequence[W], index: Index, given: Sequence[str] = ()) -> Decision[W]:
    """Choose a package for every need.

    Of several, what is known to be preferred wins, then what links the libraries that Debian's own package of the
    distribution links, then what others that are taken depend on, then a package that meets several needs, then the
    default of packages that only differ in their version: what the one without a version depends on. What is not
    required adds a package only where there is no doubt which. `given` are packages that the user has chosen: they
    win. Nothing is raised: what stays open is in the result, and whether it stops the build is the caller's to say.
    """
    return _Choice(needs, index, given).decision()


class _Choice(Generic[W]):
    def __init__(self, needs: Sequence[W], index: Index, given: Sequence[str]) -> None:
        self._needs = needs
        self._index = index
        self._candidates = [self._who(need.kind, need.name) for need in needs]
        self._chosen: set[str] = set(given)
        self._weight = Counter(
            package
            for need, found in zip(needs, self._candidates, strict=True)
            for package in found
            if need.required
        )

    def decision(self) -> Decision[W]:
        every = list(zip(self._needs, self._candidates, strict=True))
        required = [(need, found) for need, found in every if need.required and found]
        # Those without a choice first, then those that Debian has decided: they decide others.
        for _, found in sorted(required, key=lambda item: (len(item[1]), self._advised(item[1]) is None)):
            if not self._chosen & found.keys():
                best = self._best(found)
                self._chosen |= {best} if best is not None else set()
        questions = [
            Question(need=need, candidates=tuple(sorted(found)))
            for need, found in required
            if not self._chosen & found.keys()
        ]
        for need, found in every:
            if not need.required and found and not self._chosen & found.keys() and self._adds(need, found):
                best = self._best(found, sure=True)
                self._chosen |= {best} if best is not None else set()
        provided = tuple((need, self._holder(found)) for need, found in every)
        used = {holder.package for _, holder in provided if holder is not None}
        return Decision(
            packages=tuple(sorted(used)),
            provided=provided,
            missing=tuple(
                need
                for need, found in every
                if need.required and not found and not self._beside(need, provided)
            ),
            questions=tuple(questions),
        )

    def _who(self, kind: NeedKind, name: str) -> dict[str, Holder]:
        """The packages that may meet a need; for a header, also where only a program leads to its directory."""
        know = _knowledge()
        found = self._usable(kind, name)
        if not found and kind == "header":
            below = [self._usable(kind, f"{directory}/{name}") for directory in know.directories]
            below = [some for some in below if some]
            found = next(
                (some for some in below if self._advised(some) is not None), below[0] if below else {}
            )
        if not found and kind == "soname" and self._index.tag:
            # One that the build script finds by itself: `boost_python` and `boost_python3` are `boost_python313`.
            stem = re.sub(r"(-?py)?\d*\.so$", "", name)
            found = self._usable(kind, f"{stem}{self._index.tag}.so")
        top, slash, _ = name.partition("/")
        other = know.instead.get(f"{kind}:{name}") or know.instead.get(f"{kind}:{top}{slash}")
        # Of a module that lies beside programs (`gobject-introspection`) the headers are elsewhere.
        if other is not None and not any(map(_is_development, found)):
            other_kind, _, other_name = other.partition(":")
            found = self._usable(cast("NeedKind", other_kind), other_name) or found
        return found

    def _usable(self, kind: NeedKind, name: str) -> dict[str, Holder]:
        found: dict[str, Holder] = {}
        for holder in self._index.holders(kind, name):
            if not _knowledge().never.search(holder.package):
                found.setdefault(holder.package, holder)
        if kind != "program":
            development = {name: holder for name, holder in found.items() if _is_development(name)}
            found = development or found
        return found

    def _best(self, found: Mapping[str, Holder], *, sure: bool = False) -> str | None:
        """The package to take; `None` where several are equally good. `sure`: only where knowledge or lack of choice
        says so."""
        if len(found) == 1:
            return next(iter(found))
        preferred = _knowledge().preferred
        known = min(
            (package for package in found if package in preferred), key=preferred.__getitem__, default=None
        )
        known = known or self._advised(found) or self._pulled(found)
        if known is not None:
            return known
        if not sure:
            (first, most), *rest = Counter(
                {package: self._weight[package] for package in found}
            ).most_common()
            if most > rest[0][1]:
                return first
            named = [package for package in found if _is_named_after(found[package])]
            if len(named) == 1:
                return named[0]
        return self._default(found)

    def _advised(self, found: Collection[str]) -> str | None:
        """The only one that Debian's own package of the distribution depends on, or that depends on such a one."""
        if not self._index.advised:
            return None
        return _only(one for one in found if one in self._index.advised) or _only(
            one for one in found if not set(self._index.advised).isdisjoint(self._index.depends(one))
        )

    def _pulled(self, found: Collection[str]) -> str | None:
        """The only one that comes anyway, with a package that is taken."""
        pulled = {name for package in self._chosen for name in self._index.depends(package)}
        return _only(one for one in found if one in pulled)

    def _default(self, found: Collection[str]) -> str | None:
        """Of packages that only differ in their version, the one that Debian's package without a version leads to."""
        names = {_without_version(package) for package in found}
        if len(names) != 1:
            return None
        default = self._index.depends(names.pop())
        return _only(one for one in found if one in default)

    def _adds(self, need: W, found: Collection[str]) -> bool:
        """Whether something that is not required is worth a package, one of those `found`."""
        if need.kind == "header":
            return False  # conditions that nobody decided lead to it
        if need.kind == "program":
            # What Debian's own package starts, too, is what it is about (rpy2's R).
            return need.name.endswith(("-config", "_config")) or not set(found).isdisjoint(
                self._index.advised
            )
        key = f"{need.kind}:{need.name}"
        for group in _knowledge().alternatives.values():
            if key in group:
                known = {f"{other.kind}:{other.name}" for other in self._needs}
                first = next(item for item in group if item in known)
                return key == first or self._provider(first) == self._provider(key)
        return True

    def _provider(self, key: str) -> str | None:
        for need, found in zip(self._needs, self._candidates, strict=True):
            if f"{need.kind}:{need.name}" == key and found:
                return self._best(found, sure=True)
        return None

    def _holder(self, found: Mapping[str, Holder]) -> Holder | None:
        chosen = sorted(
            self._chosen & found.keys(), key=lambda name: (_knowledge().preferred.get(name, 999), name)
        )
        return found[chosen[0]] if chosen else None

    def _beside(self, need: W, provided: Sequence[tuple[W, Holder | None]]) -> bool:
        """Whether a library is named where another one is that somebody has: it lies in that one's own directory."""
        if need.kind != "soname":
            return False
        places = {where.partition(":")[0] for where in need.evidence}
        return any(
            holder is not None
            and other.kind == "soname"
            and places & {w.partition(":")[0] for w in other.evidence}
            for other, holder in provided
        )


def _only(found: Iterable[str]) -> str | None:
    some = [*found]
    return some[0] if len(some) == 1 else None


def _without_version(package: str) -> str:
    """`libboost-dev` of `libboost1.83-dev`, `llvm-dev` of `llvm-19-dev`."""
    return re.sub(r"-?\d+(\.\d+)*", "", package)


def _is_development(package: str) -> bool:
    return package.endswith(("-dev", "-compat"))


def _is_named_after(holder: Holder) -> bool:
    """Whether a package is called like the file: `libfoo-dev` for `foo.h`, `libfoo.so`, `foo.pc`."""
    base = re.sub(r"\.(h|hpp|so|pc)$", "", holder.path.rpartition("/")[2]).lower().removeprefix("lib")
    return re.fullmatch(rf"(lib)?{re.escape(base)}[\d.-]*(-\d+)?(-dev)?", holder.package) is not None
