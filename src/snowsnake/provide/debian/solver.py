"""The dependency closure of some packages: what has to be in one tree for all of them to work.

Not a general solver. Within one suite nearly every choice is forced, so it takes the first alternative that
can be had (as apt does), and starts again with what it has learnt when a later package turns out to want
another version. The same index gives the same answer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Protocol

from snowsnake.errors import SnowsnakeError
from snowsnake.provide.debian.advice import is_distribution
from snowsnake.provide.debian.packages import Package
from snowsnake.provide.debian.relations import Relation, parse_relations
from snowsnake.provide.debian.suites import Cut

_UNSTABLE = "sid"
_RESTARTS = 100  # each adds a constraint, so this ends; real indexes need none or one


class UnknownDebianPackage(SnowsnakeError):
    """A package that was asked for is not in the suite."""

    def __init__(
        self, package: str, suite: str, *, holders: Sequence[str] = (), python: bool = False
    ) -> None:
        self.package = package
        self.suite = suite
        self.holders = tuple(name for name in dict.fromkeys(holders) if not name.startswith("python3-"))
        """Native packages that have something of this name."""
        self.python = (python or is_distribution(package, suite)) and not self.holders
        """Whether it is the name of a Python distribution, and of nothing else."""
        has = f", but `{self.holders[0]}` has something of this name" if self.holders else ""
        if self.python:
            hint = f"`{package}` is a Python package: put it among the requirements, or try `snowsnake shell {package}`"
        elif self.holders:
            hint = f"write `{self.holders[0]}`"
        else:
            hint = f"look for its name in this suite: https://packages.debian.org/search?suite={suite}"
        super().__init__(f"Debian {suite} has no package `{package}`{has}", help=hint)


class Unsatisfiable(SnowsnakeError):
    """A dependency that nothing in the suite satisfies, or that conflicts with another."""

    def __init__(self, wanted: str, chain: Sequence[str], suite: str, reason: str) -> None:
        self.wanted = wanted
        self.chain = tuple(chain)
        """Who requires it, from what was asked for to what has the dependency."""
        self.suite = suite
        self.reason = reason
        super().__init__(
            f"`{wanted}`, required by {' → '.join(f'`{name}`' for name in chain)}, cannot be had from Debian "
            f"{suite}: {reason}",
            help="a suite in the middle of a transition is whole again some days later"
            + ("" if suite != _UNSTABLE else "; that of a stable suite is whole: `--python 3.13`"),
        )


class Conflict(Unsatisfiable):
    """Two packages that exclude each other are both wanted in one tree."""

    def __init__(self, wanted: str, chain: Sequence[str], other: str, suite: str) -> None:
        self.wanted, self.chain, self.suite = wanted, tuple(chain), suite
        self.reason = f"it conflicts with `{other}`"
        self.other = other
        """The package that is there already."""
        by = f", required by {' → '.join(f'`{name}`' for name in chain)}," if chain != (wanted,) else ""
        SnowsnakeError.__init__(
            self,
            f"`{wanted}`{by} and `{other}` of Debian {suite} exclude each other: an environment has one of them",
            help="leave one out of `native`, or what needs it: `snowsnake inspect NAME` says what a distribution needs",
        )


class Index(Protocol):
    """Where the solver looks packages up."""

    def candidates(self, name: str) -> tuple[Package, ...]:
        """Every version, newest first."""

    def providers(self, virtual: str) -> tuple[Package, ...]:
        """Packages that provide a name."""


class _LearnedError(Exception):
    """A package that is already chosen has the wrong version: begin again, knowing this."""

    def __init__(self, relation: Relation) -> None:
        self.relation = relation


def solve(
    index: Index,
    roots: Collection[str],
    *,
    suite: str,
    cuts: Collection[Cut] = (),
    given: Mapping[str, Package] | None = None,
) -> tuple[Package, ...]:
    """The closure of the packages named by `roots` over Pre-Depends and Depends, sorted by name.

    `given` is what the tree below already has: it satisfies dependencies, is not part of the answer, and
    must not conflict with it. `cuts` are dependencies to leave out. Raises `UnknownDebianPackage`,
    `Unsatisfiable`, `BadRelation`.
    """
    learned: list[Relation] = []
    for _ in range(_RESTARTS):
        run = _Run(index, suite, cuts, given or {}, learned)
        try:
            return run.closure(roots)
        except _LearnedError as error:
            if error.relation in learned:
                break
            learned.append(error.relation)
    wanted = learned[-1]
    raise Unsatisfiable(str(wanted), sorted(roots), suite, "its versions exclude each other")


class _Run:
    """One attempt."""

    def __init__(
        self,
        index: Index,
        suite: str,
        cuts: Collection[Cut],
        given: Mapping[str, Package],
        learned: Sequence[Relation],
    ) -> None:
        self.index = index
        self.suite = suite
        self.everywhere = {cut.package for cut in cuts if cut.of is None}
        self.edges = {(cut.of, cut.package) for cut in cuts if cut.of is not None}
        self.given = given
        self.learned = learned
        self.chosen: dict[str, Package] = dict(given)
        self.provided: dict[str, set[str]] = {}
        """Names of chosen packages by the virtual names that they provide."""
        self.required_by: dict[str, str | None] = {}
        for package in given.values():
            self._note(package)

    def closure(self, roots: Collection[str]) -> tuple[Package, ...]:
        queue: list[Package] = []
        for name in sorted(roots):
            if name in self.chosen:
                continue
            package = next(iter(self._choices(Relation(name))), None)
            if package is None:
                raise UnknownDebianPackage(name, self.suite)
            if clash := self._clash(package):
                raise Conflict(name, (name,), clash, self.suite)
            queue.append(self._take(package, None))
        # Breadth first: what was asked for decides before what it drags in does.
        for package in queue:  # grows while it is walked
            for group in _groups(package.depends):
                new = self._satisfy(package, group)
                if new is not None:
                    queue.append(new)
        return tuple(sorted((p for n, p in self.chosen.items() if n not in self.given), key=lambda p: p.name))

    def _satisfy(self, package: Package, group: tuple[Relation, ...]) -> Package | None:
        """Make one dependency hold: nothing to do, or the package that was taken for it."""
        if any(r.name in self.everywhere or (package.name, r.name) in self.edges for r in group):
            return None
        if any(self._holds(relation) for relation in group):
            return None
        clash: str | None = None
        for relation in group:
            for choice in self._choices(relation):
                if choice.name in self.chosen:
                    continue
                found = self._clash(choice)
                if found is None:
                    return self._take(choice, package.name)
                clash = clash or found
        for relation in group:
            # Another version of a chosen package would do: start again with it.
            if relation.name in self.chosen and relation.name not in self.given and self._choices(relation):
                raise _LearnedError(relation)
        text = " | ".join(map(str, group))
        if clash:
            raise Conflict(text, self._chain(package.name), clash, self.suite)
        reason = "no package has that name and version"
        raise Unsatisfiable(text, self._chain(package.name), self.suite, reason)

    def _holds(self, relation: Relation) -> bool:
        chosen = self.chosen.get(relation.name)
        if chosen is not None and relation.admits(chosen.version):
            return True
        return any(
            _provides(self.chosen[name], relation) for name in sorted(self.provided.get(relation.name, ()))
        )

    def _choices(self, relation: Relation) -> list[Package]:
        """Packages that satisfy a relation, the best first: the real ones, then those that provide it."""
        real = [
            package
            for package in self.index.candidates(relation.name)
            if relation.admits(package.version)
            and all(r.admits(package.version) for r in self.learned if r.name == package.name)
        ]
        if real:
            return real
        return [package for package in self.index.providers(relation.name) if _provides(package, relation)]

    def _take(self, package: Package, by: str | None) -> Package:
        self.chosen[package.name] = package
        self.required_by[package.name] = by
        self._note(package)
        return package

    def _note(self, package: Package) -> None:
        for group in _groups(package.provides):
            self.provided.setdefault(group[0].name, set()).add(package.name)

    def _clash(self, package: Package) -> str | None:
        """The chosen package that must not be in one tree with this one."""
        for group in _groups(package.conflicts):
            relation = group[0]
            other = self.chosen.get(relation.name)
            if other is not None and other.name != package.name and relation.admits(other.version):
                return other.name
            for name in sorted(self.provided.get(relation.name, ())):
                if name != package.name and _provides(self.chosen[name], relation):
                    return name
        for other in self.chosen.values():
            if other.conflicts and other.name != package.name and self._excludes(other, package):
                return other.name
        return None

    @staticmethod
    def _excludes(package: Package, other: Package) -> bool:
        return any(
            (r.name == other.name and r.admits(other.version)) or _provides(other, r)
            for (r,) in (group[:1] for group in _groups(package.conflicts))
        )

    def _chain(self, name: str) -> tuple[str, ...]:
        return tuple(reversed(list(self._upwards(name))))

    def _upwards(self, name: str | None) -> Iterator[str]:
        while name is not None:
            yield name
            name = self.required_by.get(name)


_parsed: dict[str, tuple[tuple[Relation, ...], ...]] = {}


def _groups(text: str) -> tuple[tuple[Relation, ...], ...]:
    if text not in _parsed:
        _parsed[text] = parse_relations(text)
    return _parsed[text]


def provides(package: Package, virtual: str) -> bool:
    """Whether a package says that it provides a name, in any version."""
    return any(relation.name == virtual for group in _groups(package.provides) for relation in group)


def direct_dependencies(package: Package) -> set[str]:
    """The names of all packages that a package depends on, alternatives included."""
    return {relation.name for group in _groups(package.depends) for relation in group}


def _provides(package: Package, relation: Relation) -> bool:
    """Whether a package's Provides satisfy a relation; one with a version needs a versioned one (policy
    7.5)."""
    for group in _groups(package.provides):
        provided = group[0]
        if provided.name != relation.name:
            continue
        if relation.operator is None or (provided.version is not None and relation.admits(provided.version)):
            return True
    return False
