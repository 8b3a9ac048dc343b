"""What a target stands on, and what its packages are made of."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from snowsnake.analyse.source import SourceNeed
from snowsnake.lockfile.model import (
    PYTHON,
    Artifact,
    BaseName,
    DistributionArtifact,
    LockedPackage,
    LockedTarget,
    Seed,
    Tree,
)
from snowsnake.lockfile.write import package_text
from snowsnake.provide.interface import Base, Holder, PinnedPython
from snowsnake.provide.nixpkgs.files import NixpkgsFiles, shipped_files


@dataclass(kw_only=True, slots=True)
class Settled:
    """What a target's packages are made of, in the making."""

    natives: dict[str, Tree] = field(default_factory=dict)
    toolchains: dict[str, Tree] = field(default_factory=dict)
    build_packages: dict[str, LockedPackage] = field(default_factory=dict)
    """By `build_key`: what is the same in two build environments is one."""
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
    nixpkgs: NixpkgsFiles = field(default_factory=shipped_files)
    """Who in nixpkgs has what is needed."""
    base: BaseName = "debian"
    """What the lock says that the target is made on."""

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
        short = _short_keys(settled.build_packages)
        return LockedTarget(
            target=self.pinned.python.interpreter.target,
            base=self.base,
            suite=self.pinned.suite,
            python=self.pinned.python,
            seed=self.seed,
            tools={tool: artifact.file for tool, artifact in self.tools.items()},
            natives=settled.natives,
            run_time=run_time,
            native=native,
            toolchains=settled.toolchains,
            packages=tuple(_with_keys(package, short) for package in packages),
            build_packages={
                short[key]: _with_keys(package, short) for key, package in settled.build_packages.items()
            },
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


def build_key(package: LockedPackage) -> str:
    """The key of a distribution in a build environment: its name, its version, and a digest of all that is locked.

    The same wheel is patched differently where other distributions are beside it.
    """
    digest = hashlib.sha256(package_text(package).encode()).hexdigest()[:16]
    return f"{package.name}-{package.version}-{digest}"


def _short_keys(keys: Iterable[str]) -> dict[str, str]:
    """By key, how the lock says it: without the digest, unless that is all that tells two of them apart."""
    short = {key: key.rpartition("-")[0] for key in keys}
    count = Counter(short.values())
    return {key: name if count[name] == 1 else key for key, name in short.items()}


def _with_keys(package: LockedPackage, keys: Mapping[str, str]) -> LockedPackage:
    """The package, with other keys for what it is built with."""
    if package.build is None:
        return package
    requires = tuple(sorted(keys[key] for key in package.build.requires))
    return replace(package, build=replace(package.build, requires=requires))


def keyed(tree: Tree, trees: dict[str, Tree]) -> str:
    """The key of a tree among others: a digest of what is in it."""
    content: list[object] = [tree.debs, tree.programs, sorted(tree.variables.items()), tree.steps]
    if tree.archives:
        content.append([[a.artifact, a.form, a.name, sorted(a.programs.items())] for a in tree.archives])
    key = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:16]
    trees[key] = tree
    return key


def labels(ground: Ground, provided: Sequence[tuple[SourceNeed, Holder | None]]) -> list[str | None]:
    """What of nixpkgs has each need of a build: for a header that no table knows, what has others of its package."""
    found = [ground.nixpkgs.label(need.kind, need.name) for need, _ in provided]
    by_package = {h.package: label for (_, h), label in zip(provided, found, strict=True) if h and label}
    return [
        label or (by_package.get(holder.package) if holder is not None else None)
        for (_, holder), label in zip(provided, found, strict=True)
    ]
