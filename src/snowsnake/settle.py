"""Settle: from the chosen files of a target to locked packages, for wheels and for source.

A wheel is looked into for what it links. Source is read, never run: what it is built with is resolved and settled in
turn, because build requirements are distributions like all others, and may have to be built themselves.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from packaging.metadata import parse_email
from packaging.pylock import Package, Pylock
from packaging.requirements import InvalidRequirement, Requirement
from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from snowsnake import realising
from snowsnake.acquire import Acquire
from snowsnake.analyse import WheelReport, analyse_wheels, cached_report, link_needs, plan_patches
from snowsnake.analyse.source import SourceReport, read_source
from snowsnake.errors import SnowsnakeError
from snowsnake.events import StepFinished, StepStarted, counted
from snowsnake.lockfile.model import (
    PYTHON,
    Artifact,
    DistributionArtifact,
    Lock,
    LockedBuild,
    LockedNeed,
    LockedPackage,
    LockedRequirements,
    LockedTarget,
    Provision,
    Seed,
    Tree,
)
from snowsnake.provide.headers import development_packages
from snowsnake.provide.interface import Base, Need, PinnedPython
from snowsnake.requirements import Inputs
from snowsnake.resolve import Metadata, ResolveOptions, Selected, asked_by, requirers, resolve_build, select

_LEGACY = ("setuptools>=40.8.0",)
"""What PEP 517 says where a source names no build requirements."""


class CircularBuild(SnowsnakeError):
    """To build something, it has to be there already."""

    def __init__(self, chain: Sequence[str]) -> None:
        self.chain = tuple(chain)
        super().__init__(
            f"`{chain[0]}` cannot be built: that needs {' → '.join(f'`{name}`' for name in chain[1:])}",
            help=f"take a wheel of one of them: leave it out of `--no-binary`, or ask for a version of `{chain[-1]}` "
            "that has one",
        )


class UndecidedNeeds(SnowsnakeError):
    """Several packages have what a source needs, and only the user can say which is meant."""

    def __init__(
        self, item: Selected, suite: str, questions: Sequence[tuple[str, Sequence[str], Sequence[str]]]
    ) -> None:
        self.name, self.version = item.name, item.version
        self.questions = tuple(questions)
        """What is needed, the candidates, and who asks for it."""
        first, candidates, _ = questions[0]
        lines = [
            f"{need}: {', '.join(packages)} (asked for in {', '.join(evidence[:3])})"
            for need, packages, evidence in questions
        ]
        super().__init__(
            f"`{item.name} {item.version}`{asked_by(item.required_by, goes_on=True)} needs `{first}` to be built, and "
            f"several packages of Debian {suite} have it: {', '.join(f'`{name}`' for name in candidates)}",
            help=f'say which one: `native = ["{candidates[0]}"]` in `[tool.snowsnake.packages.{item.name}]` of '
            "pyproject.toml",
            details="\n".join(lines),
        )


class BadMetadata(SnowsnakeError):
    """What a build backend says about its source cannot be read."""

    def __init__(self, item: Selected, problem: str) -> None:
        self.name, self.version = item.name, item.version
        super().__init__(
            f"what the build backend of `{item.name} {item.version}` says it requires cannot be read: {problem}",
            help=f"ask for another version of `{item.name}`, or a wheel of it",
        )


@dataclass(kw_only=True, slots=True)
class Settled:
    """What a target's packages are made of, in the making."""

    natives: dict[str, Tree] = field(default_factory=dict)
    toolchains: dict[str, Tree] = field(default_factory=dict)
    build_packages: dict[str, LockedPackage] = field(default_factory=dict)
    artifacts: dict[str, Artifact] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What a target stands on: its interpreter, and what starts its builds."""

    pinned: PinnedPython
    seed: Seed
    tools: Mapping[str, DistributionArtifact]

    def target(
        self, settled: Settled, packages: Sequence[LockedPackage], prefer: tuple[str, ...]
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
            toolchains=settled.toolchains,
            packages=tuple(packages),
            build_packages=settled.build_packages,
            prefer=prefer,
        )

    def artifacts(self) -> dict[str, Artifact]:
        """The interpreter's, the seed's and the tools', by file name."""
        return {**self.pinned.artifacts, **{tool.file: tool for tool in self.tools.values()}}


class Settling:
    """Settles the targets of one lock. What several targets or sources share is done once."""

    def __init__(
        self,
        *,
        inputs: Inputs,
        base: Base,
        acquire: Acquire,
        options: ResolveOptions,
        grounds: Callable[[], Sequence[Ground]],
    ) -> None:
        """`grounds` may be asked before the packages are known, and takes as long as it takes."""
        self._inputs = inputs
        self._base = base
        self._acquire = acquire
        self._options = options
        self._grounds = grounds
        self._sources: dict[str, SourceReport] = {}
        self._metadata: dict[str, Metadata] = {}
        self._environments: dict[tuple[str, tuple[str, ...]], tuple[str, ...]] = {}
        self._building: list[str] = []

    # --- what the resolution asks --------------------------------------------------------------------------------

    def metadata_of(self, package: Package) -> Metadata:
        """What a source requires: read where it says so itself, else its build backend is asked in Nix's sandbox."""
        ground = self._grounds()[0]
        (item,) = select(
            Pylock(
                lock_version=Version("1.0"), created_by="snowsnake", packages=[replace(package, marker=None)]
            ),
            ground.pinned.python.interpreter,
            self._inputs,
        )
        return self._metadata_of(ground, item)

    def _metadata_of(self, ground: Ground, item: Selected) -> Metadata:
        known = self._metadata.get(item.artifact.sha256)
        if known is None:
            report = self._read(item)
            if report.metadata is not None:
                known = Metadata(
                    requires_dist=report.metadata.requires_dist,
                    requires_python=report.metadata.requires_python,
                    provides_extra=report.metadata.provides_extra,
                )
            else:
                settled = Settled()
                package = self._source(ground, item, settled)
                said = self._ask(ground, package, settled, "metadata", "METADATA")
                known = _read_metadata(said, item)
            self._metadata[item.artifact.sha256] = known
        return known

    # --- what goes into the lock ---------------------------------------------------------------------------------

    def packages(
        self, ground: Ground, selected: Sequence[Selected], settled: Settled
    ) -> tuple[LockedPackage, ...]:
        """The selected distributions as they are locked, sorted by name; what they are made of goes into `settled`."""
        wheels = [item for item in selected if item.is_wheel]
        sources = [item for item in selected if not item.is_wheel]
        reports = self._analyse([item.artifact for item in wheels])
        settled.artifacts |= {item.artifact.file: item.artifact for item in selected}
        packages = self._wheels(ground, wheels, reports, settled)
        self._acquire([item.artifact for item in sources])
        packages += [self._source(ground, item, settled) for item in sources]
        requires = {item.name: _parsed(reports[item.artifact.sha256].requires_dist) for item in wheels}
        requires |= {item.name: _parsed(self._metadata_of(ground, item).requires_dist) for item in sources}
        asked_by = requirers(requires, ground.pinned.python.interpreter)
        packages = [replace(package, required_by=asked_by.get(package.name, ())) for package in packages]
        return tuple(sorted(packages, key=lambda package: package.name))

    def _wheels(
        self,
        ground: Ground,
        selected: Sequence[Selected],
        reports: Mapping[str, WheelReport],
        settled: Settled,
    ) -> list[LockedPackage]:
        """Settle what every wheel needs and who provides it; `reports` are by SHA-256."""
        python, base = ground.pinned.python, self._base
        target = python.interpreter.target
        own = {item.name: reports[item.artifact.sha256] for item in selected}

        def interpreter_has(soname: str) -> bool:
            provision = base.provide(target, [("soname", soname)]).get("soname", soname)
            return provision is not None and provision.package == PYTHON

        links = link_needs(own, interpreter_has, machine=target.machine, site_packages=python.site_packages)
        packages = []
        for item in selected:
            mine = links[item.name]
            carriers = {item.name, *(link.distribution for link in mine.siblings)}
            bundled = {elf.soname for name in carriers for elf in own[name].elf_files if elf.soname}
            wanted: list[Need] = [("soname", soname) for soname in mine.external]
            provided = {
                n: found for (_, n), found in base.provide(target, wanted, bundled=bundled).found.items()
            }
            packages.append(
                LockedPackage(
                    name=item.name,
                    version=item.version,
                    artifact=item.artifact.file,
                    required_by=(),
                    needs=tuple(
                        LockedNeed(kind="soname", name=soname, evidence=evidence, debian=provided.get(soname))
                        for soname, evidence in mine.external.items()
                    ),
                    patches=plan_patches(mine, provided, library_directory=python.library_directory),
                    native=self._native(ground, {found.package for found in provided.values()}, settled),
                    spread=mine.spread,
                )
            )
        return packages

    def _native(self, ground: Ground, packages: Collection[str], settled: Settled) -> str | None:
        """The key of the tree with these packages; `None` where the interpreter has all."""
        outside = set(packages) - {PYTHON}
        if not outside:
            return None
        tree, debs = self._base.tree(ground.pinned.python.interpreter.target, outside)
        settled.artifacts |= debs
        return _keyed(tree, settled.natives)

    def _source(self, ground: Ground, item: Selected, settled: Settled) -> LockedPackage:
        """Settle how a source is built: with what, and on top of what."""
        label = f"{item.name} {item.version}"
        if label in self._building:
            raise CircularBuild([*self._building[self._building.index(label) :], label])
        self._building.append(label)
        try:
            return self._settle_source(ground, item, settled)
        finally:
            self._building.pop()

    def _settle_source(self, ground: Ground, item: Selected, settled: Settled) -> LockedPackage:
        report = self._read(item)
        requires = report.requires if report.requires is not None else (*_LEGACY, *report.build_imports)
        package = LockedPackage(
            name=item.name,
            version=item.version,
            artifact=item.artifact.file,
            required_by=(),
            needs=(),
            patches={},
            native=None,
            spread=False,
            build=LockedBuild(
                backend=report.backend,
                backend_path=report.backend_path,
                requires=self._environment(ground, requires, settled),
                toolchains=(),
                subdirectory=item.subdirectory,
                config_settings={},
                env={},
                patches={},
            ),
        )
        settled.artifacts[item.artifact.file] = item.artifact
        package = self._compiled(ground, item, package, settled)
        if report.asks:
            more = _read_requires(self._ask(ground, package, settled, "requires", "requires.json"), item)
            assert package.build is not None  # noqa: S101 -- made above
            keys = self._environment(ground, (*requires, *more), settled)
            package = replace(package, build=replace(package.build, requires=keys))
        return package

    def _compiled(
        self, ground: Ground, item: Selected, package: LockedPackage, settled: Settled
    ) -> LockedPackage:
        """The package with the compilers, headers and programs that it needs, and the libraries that it may link.

        Raises `UndecidedNeeds`.
        """
        assert package.build is not None  # noqa: S101 -- only sources get here
        report = self._read(item)
        if not report.languages and not report.tools and not report.needs:
            return package
        target = ground.pinned.python.interpreter.target
        decision = development_packages(
            report.needs, lambda kind, name: self._base.holders(target, kind, name)
        )
        if decision.questions:
            questions = [(q.need.name, q.candidates, q.need.evidence) for q in decision.questions]
            raise UndecidedNeeds(item, ground.pinned.suite, questions)
        for need in decision.missing:
            text = f"no package of Debian {ground.pinned.suite} has `{need.name}`, which `{item.name}` asks for"
            self._acquire.observer(Notice(level="warning", text=f"{text} ({need.evidence[0]})"))
        toolchain = self._base.toolchain(target, decision.packages)
        settled.artifacts |= toolchain.artifacts
        keys = [_keyed(tree, settled.toolchains) for tree in (toolchain.compilers, toolchain.extra) if tree]
        needs = tuple(
            LockedNeed(
                kind=need.kind,
                name=need.name,
                evidence=need.evidence,
                debian=Provision(package=holder.package, path=holder.path) if holder else None,
            )
            for need, holder in decision.provided
        )
        return replace(
            package,
            needs=needs,
            native=self._native(ground, toolchain.libraries, settled),
            build=replace(package.build, toolchains=tuple(keys)),
        )

    def _environment(self, ground: Ground, requires: Sequence[str], settled: Settled) -> tuple[str, ...]:
        """The keys of what is in the build environment that has these requirements."""
        wanted = tuple(sorted(set(requires)))
        interpreter = ground.pinned.python.interpreter
        pylock = resolve_build(self._inputs, wanted, [interpreter], self._options, self.metadata_of)
        inner = Settled()
        packages = self.packages(ground, select(pylock, interpreter, self._inputs), inner)
        for of_inner, of_settled in (
            (inner.natives, settled.natives),
            (inner.toolchains, settled.toolchains),
        ):
            of_settled.update(of_inner)
        settled.artifacts |= inner.artifacts
        settled.build_packages |= inner.build_packages
        found = {
            f"{package.name}-{package.version}": replace(package, required_by=()) for package in packages
        }
        settled.build_packages |= found
        return tuple(sorted(found))

    # --- what is in a file ---------------------------------------------------------------------------------------

    def _read(self, item: Selected) -> SourceReport:
        sha256 = item.artifact.sha256
        if sha256 not in self._sources:
            path = self._acquire([item.artifact])[item.artifact.file]
            self._sources[sha256] = read_source(path, sha256)
        return self._sources[sha256]

    def _analyse(self, artifacts: Sequence[DistributionArtifact]) -> dict[str, WheelReport]:
        """What is in each wheel, by SHA-256. A wheel that was looked at before is not even downloaded."""
        cache, observer = self._acquire.configuration.cache, self._acquire.observer
        wanted = {artifact.sha256: artifact for artifact in artifacts}
        reports = {sha256: report for sha256 in wanted if (report := cached_report(sha256, cache))}
        missing = {sha256: artifact for sha256, artifact in wanted.items() if sha256 not in reports}
        if missing:
            files = self._acquire(missing.values())
            wheels = counted(len(missing), "wheel")
            observer(StepStarted(step="analyse", what=wheels))
            for report in analyse_wheels([(files[a.file], sha256) for sha256, a in missing.items()], cache):
                reports[report.sha256] = report
            observer(StepFinished(step="analyse", verdict=wheels))
        return reports

    def _ask(self, ground: Ground, package: LockedPackage, settled: Settled, mode: str, file: str) -> bytes:
        """What the build backend of a source says, in Nix's sandbox: the content of a file that it leaves."""
        target = ground.target(settled, [package], ())
        name = str(target.target)
        lock = Lock(
            requirements=LockedRequirements(sources=(), requires=(), digest="sha256:" + "0" * 64),
            targets={name: target},
            artifacts={**ground.artifacts(), **settled.artifacts},
        )
        arguments = {"package": package.name, "mode": mode}
        with tempfile.TemporaryDirectory(prefix="snowsnake-source-") as directory:
            answer = realising.build(
                lock,
                name,
                self._acquire,
                attribute="source",
                arguments=arguments,
                root=Path(directory, "answer"),
            )
            return (answer / file).read_bytes()


def _read_metadata(said: bytes, item: Selected) -> Metadata:
    """Core metadata that a build backend wrote. Raises `BadMetadata`."""
    try:
        raw, _ = parse_email(said)
        requires = tuple(str(Requirement(text)) for text in raw.get("requires_dist", ()))
        python = raw.get("requires_python")
        return Metadata(
            requires_dist=requires,
            requires_python=str(SpecifierSet(python)) if python else None,
            provides_extra=tuple(canonicalize_name(extra) for extra in raw.get("provides_extra", ())),
        )
    except (InvalidRequirement, InvalidSpecifier, UnicodeDecodeError) as error:
        raise BadMetadata(item, str(error)) from None


def _read_requires(said: bytes, item: Selected) -> tuple[str, ...]:
    """Build requirements that a build backend asked for. Raises `BadMetadata`."""
    try:
        return tuple(str(Requirement(text)) for text in json.loads(said))
    except (InvalidRequirement, ValueError, TypeError) as error:
        raise BadMetadata(item, str(error)) from None


def _keyed(tree: Tree, trees: dict[str, Tree]) -> str:
    """The key of a tree among others: a digest of what is in it."""
    key = hashlib.sha256("\n".join(tree.debs).encode()).hexdigest()[:16]
    trees[key] = tree
    return key


def _parsed(texts: Sequence[str]) -> list[Requirement]:
    found = []
    for text in texts:
        try:
            found.append(Requirement(text))
        except InvalidRequirement:
            continue  # old metadata; uv resolved it by its own lenient reading
    return found
