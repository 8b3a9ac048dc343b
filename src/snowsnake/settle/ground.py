"""What a target stands on, and what its packages are made of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from snowsnake.lockfile.model import (
    PYTHON,
    Artifact,
    DistributionArtifact,
    LockedPackage,
    LockedTarget,
    Seed,
    Tree,
)
from snowsnake.provide.interface import Base, PinnedPython


@dataclass(kw_only=True, slots=True)
class Settled:
    """What a target's packages are made of, in the making."""

    natives: dict[str, Tree] = field(default_factory=dict)
    toolchains: dict[str, Tree] = field(default_factory=dict)
    build_packages: dict[str, LockedPackage] = field(default_factory=dict)
    artifacts: dict[str, Artifact] = field(default_factory=dict)

    def add(self, other: Settled) -> None:
        """Take everything that another has."""
        self.natives |= other.natives
        self.toolchains |= other.toolchains
        self.build_packages |= other.build_packages
        self.artifacts |= other.artifacts


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What a target stands on: its interpreter, and what starts its builds."""

    pinned: PinnedPython
    seed: Seed
    tools: Mapping[str, DistributionArtifact]
    directory: Path
    """The project's, from which its directories start."""

    def target(
        self,
        settled: Settled,
        packages: Sequence[LockedPackage],
        *,
        prefer: tuple[str, ...] = (),
        run_time: str | None = None,
        native: tuple[str, ...] = (),
    ) -> LockedTarget:
        """The locked target with these packages."""
        return LockedTarget(
            target=self.pinned.python.interpreter.target,
            base="debian",
            suite=self.pinned.suite,
            python=self.pinned.python,
            seed=self.seed,
            tools={tool: artifact.file for tool, artifact in self.tools.items()},
            natives=settled.natives,
            run_time=run_time,
            native=native,
            toolchains=settled.toolchains,
            packages=tuple(packages),
            build_packages=settled.build_packages,
            prefer=prefer,
        )

    def artifacts(self) -> dict[str, Artifact]:
        """The interpreter's, the seed's and the tools', by file name."""
        return {**self.pinned.artifacts, **{tool.file: tool for tool in self.tools.values()}}


def native_tree(base: Base, ground: Ground, packages: Collection[str], settled: Settled) -> str | None:
    """The key of the tree of libraries with these packages; `None` where the interpreter has all."""
    outside = set(packages) - {PYTHON}
    if not outside:
        return None
    tree, debs = base.tree(ground.pinned.python.interpreter.target, outside)
    settled.artifacts |= debs
    return keyed(tree, settled.natives)


def keyed(tree: Tree, trees: dict[str, Tree]) -> str:
    """The key of a tree among others: a digest of what is in it."""
    content: list[object] = [tree.debs, tree.programs, sorted(tree.variables.items()), tree.steps]
    if tree.archives:
        content.append([[a.artifact, a.form, a.name, sorted(a.programs.items())] for a in tree.archives])
    key = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
    trees[key] = tree
    return key
