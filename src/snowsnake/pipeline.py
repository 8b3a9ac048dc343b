"""The whole of snowsnake, one function per arrow.

    requirements -> resolve -> select -> acquire -> analyse -> provide -> lock
    lock -> evaluate -> acquire -> realise -> environment

`lock` and `realise` are the two halves. Everything between them is a frozen value: a `Pylock`, `Selected`
distributions, `WheelReport`s, `Provision`s, and at last a `Lock`. What a step does is in the package of its name.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from packaging.requirements import InvalidRequirement, Requirement
from packaging.utils import parse_wheel_filename

from snowsnake.analyse import WheelReport, analyse_wheels, cached_report, link_needs, plan_patches
from snowsnake.artifacts import Fetch, download, fixed_output_path, nar_sha256, store_name, unpack_seed
from snowsnake.errors import SnowsnakeError
from snowsnake.events import Observer, StepFinished, StepStarted, ignore
from snowsnake.lockfile.errors import MissingTarget
from snowsnake.lockfile.model import (
    Artifact,
    DebArtifact,
    DistributionArtifact,
    Lock,
    LockedNeed,
    LockedPackage,
    LockedRequirements,
    LockedTarget,
    Seed,
    Tree,
)
from snowsnake.nix.command import Nix
from snowsnake.nix.sandbox import ensure_sandboxed
from snowsnake.provide.debian.base import PYTHON, DebianBase
from snowsnake.provide.debian.mirrors import VARIABLE, Mirrors
from snowsnake.provide.interface import Need, PinnedPython
from snowsnake.requirements import Inputs
from snowsnake.resolve import Credentials, ResolveOptions, Selected, requirers, resolve, resolve_tools, select
from snowsnake.targets import Target, host_system

LIBRARY = Path(__file__).parent / "nix" / "lib"


@dataclass(frozen=True, kw_only=True, slots=True)
class Configuration:
    """How to work, not what to build: nothing here changes a byte of a lock or an environment."""

    cache: Path
    """Downloads, indexes and analyses that all projects share."""
    state: Path
    """Which environments exist, and their GC roots."""
    offline: bool = False
    sandbox: bool = True
    mirror: str | None = None
    """A Debian mirror to prefer, `https://mirror.example.invalid`."""
    jobs: int | None = None
    """Builds at a time; `None` for what suits the machine."""

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], **overrides: Any) -> Configuration:  # noqa: ANN401
        """Follow the XDG base directory specification and `SNOWSNAKE_*`; `overrides` (fields) win."""
        home = Path(environ.get("HOME") or "~").expanduser()
        cache = environ.get("SNOWSNAKE_CACHE_DIR") or Path(
            environ.get("XDG_CACHE_HOME") or home / ".cache", "snowsnake"
        )
        state = environ.get("SNOWSNAKE_STATE_DIR") or Path(
            environ.get("XDG_STATE_HOME") or home / ".local/state", "snowsnake"
        )
        fields: dict[str, Any] = {
            "cache": Path(cache),
            "state": Path(state),
            "mirror": environ.get("SNOWSNAKE_DEBIAN_MIRROR") or None,
            "offline": environ.get("SNOWSNAKE_OFFLINE", "") not in {"", "0"},
        }
        return cls(**(fields | {key: value for key, value in overrides.items() if value is not None}))


@dataclass(frozen=True, kw_only=True, slots=True)
class LockRequest:
    """What to lock."""

    inputs: Inputs
    targets: tuple[str, ...] = ()
    """Names of targets; empty for the one that the inputs ask for, on this machine's system."""
    python: str | None = None
    """`3.13`, `pypy3`; `None` for what the inputs say, else the default."""
    upgrade: bool = False
    upgrade_packages: tuple[str, ...] = ()
    exclude_newer: str | None = None
    previous: Lock | None = None
    """Its versions are preferred unless upgraded."""
    prefer: tuple[str, ...] = ()
    """Distributions that win when two ship the same path with different content."""


# --- requirements -> lock -------------------------------------------------------------------------------------------


def lock(request: LockRequest, configuration: Configuration, observer: Observer = ignore) -> Lock:
    """Decide everything: the returned lock names every byte of every target's environment.

    Needs the network unless all caches are warm. Raises a `SnowsnakeError` of the step that failed.
    """
    inputs = request.inputs
    mirrors = _mirrors(configuration)
    base = _debian(mirrors, configuration, observer)
    targets = _targets(request, base)
    options = _options(request, configuration)
    # uv asks the package index while we ask Debian's: each waits for its own server.
    with ThreadPoolExecutor(max_workers=1) as pool:
        pinning = pool.submit(lambda: [base.pin_python(target) for target in targets])
        pylock = resolve(
            inputs, targets, lambda: [p.python.interpreter for p in pinning.result()], options, observer
        )
        pinned = pinning.result()
    interpreters = [item.python.interpreter for item in pinned]
    tools = resolve_tools(interpreters, options, _previous_tools(request), observer)
    chosen = [select(pylock, interpreter, inputs) for interpreter in interpreters]
    acquire = _Acquire(configuration, mirrors, Credentials.from_inputs(inputs, os.environ), observer)
    reports = _analyse([item.artifact for selected in chosen for item in selected], acquire)
    artifacts: dict[str, Artifact] = {}
    locked = {
        str(target): _lock_target(
            pinned[index], chosen[index], reports, tools[str(target)], base, acquire, request, artifacts
        )
        for index, target in enumerate(targets)
    }
    return Lock(
        requirements=LockedRequirements(
            sources=inputs.describe(), requires=inputs.requires, digest=inputs.digest
        ),
        targets=locked,
        artifacts=artifacts,
    )


def _targets(request: LockRequest, base: DebianBase) -> list[Target]:
    """What to lock for: named targets, else the interpreter that the inputs ask for on this machine's system."""
    inputs = request.inputs
    names = request.targets or (() if request.python else inputs.settings.targets)
    if names:
        offered = {
            str(item.target(target.system))
            for target in map(Target.parse, names)
            for item in base.interpreters()
        }
        for name in names:
            if name not in offered:
                base.choose(Target.parse(name).python, inputs.requires_python, Target.parse(name).system)
        return [Target.parse(name) for name in dict.fromkeys(names)]
    return [base.choose(request.python or inputs.python_request, inputs.requires_python, host_system())]


def _lock_target(
    pinned: PinnedPython,
    selected: Sequence[Selected],
    reports: Mapping[str, WheelReport],
    tools: Mapping[str, DistributionArtifact],
    base: DebianBase,
    acquire: _Acquire,
    request: LockRequest,
    artifacts: dict[str, Artifact],
) -> LockedTarget:
    """Settle what every distribution of one target needs and who provides it; adds to `artifacts`."""
    python = pinned.python
    target = python.interpreter.target
    own = {item.name: reports[item.artifact.sha256] for item in selected}

    def interpreter_has(soname: str) -> bool:
        provision = base.provide(target, [("soname", soname)]).get("soname", soname)
        return provision is not None and provision.package == PYTHON

    links = link_needs(own, interpreter_has, machine=target.machine, site_packages=python.site_packages)
    asked_by = requirers({name: _requires(report) for name, report in own.items()}, python.interpreter)
    natives: dict[str, Tree] = {}
    packages = []
    for item in selected:
        mine = links[item.name]
        carriers = {item.name, *(link.distribution for link in mine.siblings)}
        bundled = {elf.soname for name in carriers for elf in own[name].elf_files if elf.soname}
        wanted: list[Need] = [("soname", soname) for soname in mine.external]
        provided = {n: found for (_, n), found in base.provide(target, wanted, bundled=bundled).found.items()}
        needs = tuple(
            LockedNeed(kind="soname", name=soname, evidence=evidence, debian=provided.get(soname))
            for soname, evidence in mine.external.items()
        )
        outside = sorted({need.debian.package for need in needs if need.debian} - {PYTHON})
        native = None
        if outside:
            tree, debs = base.tree(target, outside)
            native = hashlib.sha256("\n".join(tree.debs).encode()).hexdigest()[:16]
            natives[native] = tree
            artifacts |= debs
        packages.append(
            LockedPackage(
                name=item.name,
                version=item.version,
                artifact=item.artifact.file,
                required_by=asked_by.get(item.name, ()),
                needs=needs,
                patches=plan_patches(mine, provided, library_directory=python.library_directory),
                native=native,
                spread=mine.spread,
            )
        )
    artifacts |= {item.artifact.file: item.artifact for item in selected}
    artifacts |= {artifact.file: artifact for artifact in tools.values()}
    artifacts |= pinned.artifacts
    return LockedTarget(
        target=target,
        base="debian",
        suite=pinned.suite,
        python=python,
        seed=_pin_seed(pinned, acquire),
        tools={name: artifact.file for name, artifact in tools.items()},
        natives=natives,
        packages=tuple(packages),
        prefer=tuple(dict.fromkeys((*request.prefer, *request.inputs.settings.prefer))),
    )


def _analyse(artifacts: Sequence[DistributionArtifact], acquire: _Acquire) -> dict[str, WheelReport]:
    """What is in each wheel, by SHA-256. A wheel that was looked at before is not even downloaded."""
    cache = acquire.configuration.cache
    wanted = {artifact.sha256: artifact for artifact in artifacts}
    reports = {sha256: report for sha256 in wanted if (report := cached_report(sha256, cache))}
    missing = {sha256: artifact for sha256, artifact in wanted.items() if sha256 not in reports}
    if missing:
        files = acquire(missing.values())
        acquire.observer(StepStarted(step="analyse", what=f"{len(missing)} wheels"))
        for report in analyse_wheels([(files[a.file], sha256) for sha256, a in missing.items()], cache):
            reports[report.sha256] = report
        acquire.observer(StepFinished(step="analyse", verdict=f"{len(missing)} wheels"))
    return reports


def _pin_seed(pinned: PinnedPython, acquire: _Acquire) -> Seed:
    """The seed with the hash of its tree, which is known only once it was unpacked; remembered by its packages."""
    plan = pinned.seed
    debs = [pinned.artifacts[file] for file in plan.debs]
    key = hashlib.sha256("\n".join(deb.sha256 for deb in debs).encode()).hexdigest()
    memo = acquire.configuration.cache / "seeds" / key
    try:
        nar = memo.read_text("ascii")
    except OSError:
        files = acquire(debs)
        with tempfile.TemporaryDirectory(prefix="snowsnake-seed-") as directory:
            unpack_seed([files[file] for file in plan.debs], Path(directory) / "seed")
            nar = nar_sha256(Path(directory) / "seed")
        memo.parent.mkdir(parents=True, exist_ok=True)
        memo.write_text(nar, "ascii")
    return Seed(
        nar_sha256=nar, loader=plan.loader, python=plan.python, library_path=plan.library_path, debs=plan.debs
    )


# --- lock -> environment --------------------------------------------------------------------------------------------


def realise(
    lock: Lock,
    target: str,
    configuration: Configuration,
    *,
    lock_file: Path,
    root: Path | None = None,
    inputs: Inputs | None = None,
    observer: Observer = ignore,
) -> Path:
    """Make the environment of one target exist in the Nix store; the result is its store path.

    `lock_file` holds `lock` on disk, where Nix reads it. `root` becomes a symbolic link to the environment that
    keeps it from garbage collection. `inputs` may hold credentials for what must be fetched. Raises `MissingTarget` and the errors of `artifacts` and `nix`.
    """
    if target not in lock.targets:
        raise MissingTarget(lock_file, target, lock.targets)
    nix = Nix(sandbox=configuration.sandbox, observer=observer)
    nix.check()
    acquire = _Acquire(
        configuration, _mirrors(configuration), Credentials.from_inputs(inputs, os.environ), observer
    )
    seed = lock.targets[target].seed
    ensure_sandboxed(nix, _add_seed(seed, lock, acquire, nix), seed, memo=configuration.state / "sandbox")
    observer(StepStarted(step="evaluate", what=target))
    derivation = nix.instantiate(
        LIBRARY / "build.nix", {"lock": str(lock_file.resolve()), "target": target}, attribute="environment"
    )
    missing = nix.missing(derivation)
    observer(StepFinished(step="evaluate", verdict=f"{len(missing)} derivations to build"))
    # What Nix would fetch one by one is fetched here side by side, and put where Nix will look for it.
    by_name = {store_name(file): artifact for file, artifact in lock.artifacts.items()}
    files = acquire([by_name[name] for name in missing if name in by_name])
    observer(StepStarted(step="store", what=f"{len(files)} files"))
    nix.add_files(
        {
            fixed_output_path(store_name(file), lock.artifacts[file].sha256): path
            for file, path in files.items()
        }
    )
    observer(StepFinished(step="store", verdict=f"{len(files)} files"))
    observer(StepStarted(step="build", what=target))
    environment = nix.realise(derivation, root=root, jobs=configuration.jobs)
    observer(StepFinished(step="build", verdict=environment))
    return Path(environment)


def _add_seed(seed: Seed, lock: Lock, acquire: _Acquire, nix: Nix) -> str:
    """The seed's store path, unpacked and added where it is not there."""
    name = "snowsnake-seed"
    path = fixed_output_path(name, seed.nar_sha256, recursive=True)
    if not nix.valid_paths([path]):
        files = acquire([lock.artifacts[file] for file in seed.debs])
        with tempfile.TemporaryDirectory(prefix="snowsnake-seed-") as directory:
            unpack_seed([files[file] for file in seed.debs], Path(directory) / name)
            added = nix.add_tree(Path(directory) / name, name)
        if added != path:
            raise WrongSeed(expected=path, found=added)
    return path


class WrongSeed(SnowsnakeError):
    """The lock's seed unpacks to something else than the lock says."""

    def __init__(self, *, expected: str, found: str) -> None:
        self.expected = expected
        self.found = found
        super().__init__(
            f"the seed of the lock unpacks to `{found}`, the lock says `{expected}`",
            help="the lock was edited, or made by another version: `snowsnake lock --upgrade`",
        )


# --- what both halves use -------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Acquire:
    """Has artifacts on disk, in the cache that all projects share."""

    configuration: Configuration
    mirrors: Mirrors
    credentials: Credentials
    observer: Observer

    def __call__(self, artifacts: Iterable[Artifact]) -> dict[str, Path]:
        """Fetch what is not cached; from file name to a path whose hash was checked."""
        wanted = [Fetch(artifact=artifact, urls=self._urls(artifact)) for artifact in artifacts]
        if not wanted:
            return {}
        self.observer(StepStarted(step="download", what=f"{len(wanted)} files"))
        files = download(
            wanted,
            cache=self.configuration.cache,
            observer=self.observer,
            offline=self.configuration.offline,
            auth=self.credentials.auth_for,
        )
        self.observer(StepFinished(step="download", verdict=f"{len(wanted)} files"))
        return files

    def _urls(self, artifact: Artifact) -> tuple[str, ...]:
        return self.mirrors.urls(artifact) if isinstance(artifact, DebArtifact) else (artifact.url,)


def _mirrors(configuration: Configuration) -> Mirrors:
    chosen = {VARIABLE: configuration.mirror} if configuration.mirror else {}
    return Mirrors.detect({**os.environ, **chosen})


def _debian(mirrors: Mirrors, configuration: Configuration, observer: Observer) -> DebianBase:
    return DebianBase(
        cache=configuration.cache,
        mirrors=mirrors,
        offline=configuration.offline,
        observer=observer,
        max_age=timedelta(hours=6),
    )


def _options(request: LockRequest, configuration: Configuration) -> ResolveOptions:
    packages = [
        package
        for target in (request.previous.targets.values() if request.previous else ())
        for package in target.packages
    ]
    return ResolveOptions(
        upgrade=request.upgrade,
        upgrade_packages=request.upgrade_packages,
        exclude_newer=request.exclude_newer,
        offline=configuration.offline,
        prefer={package.name: package.version for package in packages},
    )


def _previous_tools(request: LockRequest) -> dict[str, str]:
    """The versions of the build's own tools in the previous lock."""
    if request.previous is None or request.upgrade:
        return {}
    files = {file for target in request.previous.targets.values() for file in target.tools.values()}
    return {name: str(version) for name, version, _, _ in map(parse_wheel_filename, sorted(files))}


def _requires(report: WheelReport) -> list[Requirement]:
    found = []
    for text in report.requires_dist:
        try:
            found.append(Requirement(text))
        except InvalidRequirement:
            continue  # old metadata; uv resolved it by its own lenient reading
    return found
