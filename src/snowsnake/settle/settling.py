"""From the chosen files of a target to locked packages, for wheels and for source.

A wheel is looked into for what it links. Source is read, never run: what it is built with is resolved and settled in
turn, because build requirements are distributions like all others, and may have to be built themselves.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

from packaging.pylock import Package, Pylock
from packaging.version import Version

from snowsnake.acquire import Acquire
from snowsnake.analyse import WheelReport, analyse_wheels, cached_report
from snowsnake.analyse.source import read_source
from snowsnake.events import Notice, StepFinished, StepStarted, counted
from snowsnake.failed_build import lines_instead
from snowsnake.lockfile.model import (
    DirectoryArtifact,
    DistributionArtifact,
    LockedBuild,
    LockedPackage,
)
from snowsnake.provide.interface import Base
from snowsnake.provide.nixpkgs.distributions import attribute
from snowsnake.requirements import Inputs
from snowsnake.requirements.address import from_directory
from snowsnake.resolve import (
    UNKNOWN,
    Metadata,
    ResolveOptions,
    Selected,
    Unbuildable,
    requirers,
    resolve_build,
    select,
)
from snowsnake.resolve.errors import NoSolution, NoVersionFits, NoWheelForTarget, UnknownPackage
from snowsnake.settle.advised import with_advice
from snowsnake.settle.backend import Asking, ask_metadata, ask_requires, parsed
from snowsnake.settle.compiled import with_toolchain
from snowsnake.settle.errors import BuildEnvironmentUnavailable, CircularBuild, directory_of
from snowsnake.settle.ground import Ground, Settled, build_key, keyed
from snowsnake.settle.hashes import check_hashes
from snowsnake.settle.plugins import with_plugins
from snowsnake.settle.reader import SourceReader
from snowsnake.settle.run_time import with_uses
from snowsnake.settle.wheels import settle_wheels
from snowsnake.targets import Target, host_system

_FOR_EDITABLE = {"hatchling.build": ("editables~=0.3",), "pdm.backend": ("editables",)}
"""By build backend, what it asks for besides to make a directory editable (PEP 660)."""
_MAKES_WHEELS, _WITHOUT_PKG_RESOURCES = Version("70.1"), Version("82")
"""Versions of setuptools: the first that needs no `wheel`, the first without `pkg_resources`."""
_LEGACY = ("setuptools>=40.8.0",)
"""What PEP 517 says where a source names no build requirements."""


class Settling:
    """Settles the targets of one lock. What several targets or sources share is done once."""

    def __init__(
        self,
        *,
        inputs: Inputs,
        base: Base,
        acquire: Acquire,
        build_options: ResolveOptions,
        grounds: Callable[[], Sequence[Ground]],
    ) -> None:
        """`build_options` are about what sources are built with.

        `grounds` may be asked before the packages are known, and takes as long as it takes.
        """
        self._inputs = inputs
        self._base = base
        self._acquire = acquire
        self._build_options = build_options
        self._grounds = grounds
        self._asking = Asking(acquire=acquire, base=base, inputs=inputs)
        self._sources = SourceReader(inputs=inputs, acquire=acquire)
        self._metadata: dict[str, Metadata] = {}
        self._environments: dict[tuple[Target, tuple[str, ...], bool], tuple[tuple[str, ...], Settled]] = {}
        self._building: list[str] = []
        self._more: dict[str, tuple[str, ...]] = {}
        self._versions: dict[str, str] = {}

    # --- what the resolution asks --------------------------------------------------------------------------------

    def metadata_of(self, package: Package) -> Metadata:
        """What a source requires: read where it says so itself, else its build backend is asked in Nix's sandbox."""
        ground = self._here(self._grounds()[0])
        (item,) = select(
            Pylock(
                lock_version=Version("1.0"), created_by="snowsnake", packages=[replace(package, marker=None)]
            ),
            ground.pinned.python.interpreter,
            self._inputs,
        )
        return self._metadata_of(ground, item)

    def check(self, item: Selected) -> None:
        """Raises `Unbuildable` for a source that wants what no build here has."""
        if self._sources.read(item).crates == "registry":
            reason = "it is written in Rust, and the crates that it is made of are not in its source"
            target, own = self._grounds()[0].pinned.python.interpreter.target, directory_of(item)
            mend = lines_instead(self._base, target, self._inputs, item)
            raise Unbuildable(item.name, item.version, item.required_by, reason, own=own, mend=mend)

    def _metadata_of(self, ground: Ground, item: Selected) -> Metadata:
        known = self._metadata.get(item.artifact.file)
        if known is None:
            report = self._sources.read(item)
            if report.metadata is not None:
                known = Metadata(
                    version=report.version,
                    requires_dist=report.metadata.requires_dist,
                    requires_python=report.metadata.requires_python,
                    provides_extra=report.metadata.provides_extra,
                )
            else:
                here, settled = self._here(ground), Settled()
                package = self._source(here, item, settled)
                known = ask_metadata(self._asking, here, item, package, settled)
            self._metadata[item.artifact.file] = known
        return known

    # --- what goes into the lock ---------------------------------------------------------------------------------

    def with_projects(self, selected: Sequence[Selected]) -> list[Selected]:
        """What was selected, and the projects among the inputs that are packages themselves. Raises `BadSource`."""
        found = list(selected)
        for project in self._inputs.projects:
            directory, name = project.path.parent, project.own
            # One that requires itself, for an extra of its own, is there already.
            if name is None or name in {item.name for item in selected}:
                continue
            report = read_source(directory, "")
            found.append(
                Selected(
                    name=name,
                    version=report.version or UNKNOWN,
                    artifact=DirectoryArtifact(file=from_directory(str(directory), self._inputs.directory)),
                    subdirectory="",
                    required_by=(),
                )
            )
        return found

    def packages(
        self, ground: Ground, selected: Sequence[Selected], settled: Settled
    ) -> tuple[LockedPackage, ...]:
        """The selected distributions as they are locked, sorted by name; what they are made of goes into `settled`."""
        if not self._building:  # about the environment, not about what something in it is built with
            self._versions = {item.name: item.version for item in selected}
            check_hashes(selected, self._inputs, self._acquire)
        wheels = {item.name: wheel for item in selected if (wheel := item.wheel)}
        sources = [item for item in selected if item.wheel is None]
        reports = self._analyse(wheels)
        settled.artifacts |= {wheel.file: wheel for wheel in wheels.values()}
        packages = settle_wheels(
            self._base, ground, [item for item in selected if item.wheel], reports, settled
        )
        self._acquire([item.artifact for item in sources if isinstance(item.artifact, DistributionArtifact)])
        packages += [self._source(ground, item, settled) for item in sources]
        requires = {name: parsed(reports[name].requires_dist) for name in wheels}
        requires |= {item.name: parsed(self._metadata_of(ground, item).requires_dist) for item in sources}
        if not self._building:
            read = {item.name: self._sources.open(item).source for item in sources}
            advised = with_advice(reports, wheels, read, ground.pinned.suite, self._acquire)
            packages = with_uses(self._base, ground, packages, reports, advised)
            packages = with_plugins(self._base, ground, packages, reports, self._inputs.native)
            packages = [self._of_nixpkgs(package) for package in packages]
        asked_by = requirers(requires, ground.pinned.python.interpreter)
        packages = [replace(package, required_by=asked_by.get(package.name, ())) for package in packages]
        return tuple(sorted(packages, key=lambda package: package.name))

    def _of_nixpkgs(self, package: LockedPackage) -> LockedPackage:
        """The package with the attribute that is taken for it, if the user wants nixpkgs' own."""
        wanted = self._inputs.build.of(package.name).source == "nixpkgs"
        return replace(package, nixpkgs=attribute(package.name)) if wanted else package

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
        report = self._sources.read(item)
        said = self._inputs.build.of(item.name)
        requires = report.requires if report.requires is not None else (*_LEGACY, *report.build_imports)
        requires = (*requires, *said.build_requires)
        if isinstance(item.artifact, DirectoryArtifact):
            requires += _FOR_EDITABLE.get(report.backend, ())
        requires += tuple(f"{n}=={self._versions[n]}" for n in said.match_runtime if n in self._versions)
        requires = self._with_setuptools_own(ground, item, requires, settled)
        package = LockedPackage(
            name=item.name,
            version=(report.version or UNKNOWN) if item.version == UNKNOWN else item.version,
            artifact=item.artifact.file,
            required_by=(),
            needs=(),
            patches={},
            native=None,
            spread=False,
            build=LockedBuild(
                backend=report.backend,
                backend_path=report.backend_path,
                requires=self._environment(ground, item, requires, settled),
                toolchains=(),
                subdirectory=item.subdirectory,
                config_settings=said.config_settings,
                env=said.env,
                native=said.native,
                patches=said.patches,
                git=self._git(ground, settled) if report.asks_git else None,
            ),
        )
        settled.artifacts[item.artifact.file] = self._sources.open(item).artifact
        if report.languages or report.tools or report.needs or said.native:
            package = with_toolchain(self._asking, ground, item, package, report=report, settled=settled)
        if report.asks:
            more = self._asked(ground, item, package, settled)
            assert package.build is not None  # noqa: S101 -- made above
            keys = self._environment(ground, item, (*requires, *more), settled)
            package = replace(package, build=replace(package.build, requires=keys))
        return package

    def _asked(
        self, ground: Ground, item: Selected, package: LockedPackage, settled: Settled
    ) -> tuple[str, ...]:
        """What the build backend asks for besides: the same on every machine, so one that can run here is asked."""
        file = item.artifact.file
        here = self._here(ground)
        if file not in self._more and here is not ground:
            label = self._building.pop()  # this item's: there it is built once more
            try:
                self._source(here, item, Settled())
            finally:
                self._building.append(label)
        if file not in self._more:
            self._more[file] = ask_requires(self._asking, ground, item, package, settled)
        return self._more[file]

    def _here(self, ground: Ground) -> Ground:
        """A ground like this one that builds run on here, if the lock has one."""
        if ground.pinned.python.interpreter.target.system == host_system():
            return ground
        runs = [g for g in self._grounds() if g.pinned.python.interpreter.target.system == host_system()]
        return runs[0] if runs else ground

    def _with_setuptools_own(
        self, ground: Ground, item: Selected, requires: Sequence[str], settled: Settled
    ) -> tuple[str, ...]:
        """The build requirements, and what depends on the setuptools that they lead to.

        Before 70.1 it asks for `wheel`, without which it makes none; from 82 on it has no `pkg_resources`.
        """
        report, versions = (
            self._sources.read(item),
            self._versions_of(self._environment(ground, item, requires, settled)),
        )
        setuptools = versions.get("setuptools")
        if setuptools is None:
            return tuple(requires)
        more = []
        if "wheel" not in versions and (
            "wheel" in report.assumes
            or (setuptools < _MAKES_WHEELS and report.backend.partition(".")[0] == "setuptools")
        ):
            more.append("wheel")
        if "pkg_resources" in report.assumes and setuptools >= _WITHOUT_PKG_RESOURCES:
            more.append(f"setuptools<{_WITHOUT_PKG_RESOURCES}")
        try:
            if more:
                self._environment(ground, item, (*requires, *more), settled)
        except BuildEnvironmentUnavailable:
            return tuple(requires)  # it says what is missing when it is built
        return (*requires, *more)

    def _versions_of(self, keys: Sequence[str]) -> Mapping[str, Version]:
        """What is in a build environment, by name."""
        known = {
            key: p for _, inner in self._environments.values() for key, p in inner.build_packages.items()
        }
        return {known[key].name: Version(known[key].version) for key in keys}

    def _git(self, ground: Ground, settled: Settled) -> str:
        """The key of the tree with the git that a build asks for its version."""
        tree, debs = self._base.git(ground.pinned.python.interpreter.target)
        settled.artifacts |= debs
        return keyed(tree, settled.toolchains)

    def _environment(
        self, ground: Ground, item: Selected, requires: Sequence[str], settled: Settled
    ) -> tuple[str, ...]:
        """The keys of what is in the build environment of `item`, which has these requirements.

        Raises `BuildEnvironmentUnavailable`.
        """
        wanted = tuple(sorted(set(requires)))
        interpreter = ground.pinned.python.interpreter
        own = isinstance(item.artifact, DirectoryArtifact)
        known = self._environments.get((interpreter.target, wanted, own))
        if known is None:
            try:
                selected = resolve_build(
                    self._inputs,
                    wanted,
                    interpreter,
                    self._build_options,
                    self,
                    observer=self._acquire.observer,
                    own=own,
                    required_by=item.name,
                )
            except (UnknownPackage, NoVersionFits, NoSolution, NoWheelForTarget, Unbuildable) as error:
                mend = lines_instead(self._base, interpreter.target, self._inputs, item)
                raise BuildEnvironmentUnavailable(item, error, mend) from None
            inner = Settled()
            packages = self.packages(ground, selected, inner)
            found = {build_key(package := replace(one, required_by=())): package for one in packages}
            inner.build_packages |= found
            known = self._environments[interpreter.target, wanted, own] = (tuple(sorted(found)), inner)
        keys, inner = known
        settled.add(inner)
        return keys

    def _warn(self, text: str) -> None:
        self._acquire.observer(Notice(level="warning", text=text))

    def _analyse(self, wheels: Mapping[str, DistributionArtifact]) -> dict[str, WheelReport]:
        """What is in each wheel, by name. A wheel that was looked at before is not even downloaded."""
        cache, observer = self._acquire.configuration.cache, self._acquire.observer
        known = {w.sha256: report for w in wheels.values() if (report := cached_report(w.sha256, cache))}
        missing = {wheel.sha256: wheel for wheel in wheels.values() if wheel.sha256 not in known}
        if missing:
            files = self._acquire(missing.values())
            counts = counted(len(missing), "wheel")
            observer(StepStarted(step="analyse", what=counts))
            for report in analyse_wheels([(files[w.file], sha256) for sha256, w in missing.items()], cache):
                known[report.sha256] = report
            observer(StepFinished(step="analyse", verdict=counts))
        return {name: known[wheel.sha256] for name, wheel in wheels.items()}
