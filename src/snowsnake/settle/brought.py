"""What the user has from elsewhere, in the run-time tree of a target."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace

from snowsnake.lockfile.model import DebArtifact, LockedArchive, Tree
from snowsnake.provide.debian.solver import Unsatisfiable
from snowsnake.provide.interface import Base, ForeignDeb
from snowsnake.requirements.base_settings import BaseName
from snowsnake.settle.carrier_errors import NotForSuite
from snowsnake.settle.ground import Ground


@dataclass(frozen=True, kw_only=True, slots=True)
class Brought:
    """What carriers add to the run-time tree of a target."""

    archives: tuple[LockedArchive, ...] = ()
    debs: tuple[ForeignDeb, ...] = ()
    packages: frozenset[str] = frozenset()
    """The base's packages that they need."""
    variables: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By name, patterns of data that archives have themselves."""
    files: frozenset[str] = frozenset()
    """What the files of the Debian packages among them are called, without directories."""

    @property
    def programs(self) -> frozenset[str]:
        """The programs of the archives among them."""
        return frozenset(program for archive in self.archives for program in archive.programs)

    def has(self, base: BaseName) -> frozenset[str]:
        """The names of programs, and on Debian's base of libraries, that the environment has of them."""
        return self.programs | (self.files if base == "debian" else frozenset())


NOTHING = Brought()


def tree_with(  # noqa: PLR0917 -- what `Base.run_time` is asked for, and what there is besides
    base: Base,
    ground: Ground,
    packages: Collection[str],
    programs: Collection[str],
    brought: Brought,
    runs: Callable[[Mapping[str, DebArtifact]], Collection[str]],
) -> tuple[Tree, dict[str, DebArtifact]]:
    """The run-time tree with these packages and what was brought. Raises `NotForSuite`, and as `Base.run_time`."""
    target = ground.pinned.python.interpreter.target
    if not packages and not brought.debs:
        return Tree(debs=(), archives=brought.archives, variables=brought.variables), {}
    try:
        tree, debs = base.run_time(target, packages, programs, foreign=brought.debs, runs=runs)
    except Unsatisfiable as error:
        foreign = {deb.name: deb for deb in brought.debs}
        for name in reversed(error.chain):
            if name in foreign:
                raise NotForSuite(
                    foreign[name].source, name, error.wanted, error.suite, error.reason
                ) from None
        raise
    names = sorted({*tree.programs, *programs, *(deb.name for deb in brought.debs)})
    variables = dict(tree.variables)
    for name, patterns in brought.variables.items():
        variables[name] = tuple(dict.fromkeys((*variables.get(name, ()), *patterns)))
    return replace(tree, programs=tuple(names), archives=brought.archives, variables=variables), debs
