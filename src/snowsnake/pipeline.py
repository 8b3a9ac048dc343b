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
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from packaging.requirements import InvalidRequirement, Requirement

from snowsnake.acquire import Acquire
from snowsnake.analyse import WheelReport, analyse_wheels, cached_report, link_needs, plan_patches
from snowsnake.artifacts import fixed_output_path, store_name
from snowsnake.configuration import Configuration
from snowsnake.events import Notice, Observer, StepFinished, StepStarted, counted, ignore
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
    Tree,
)
from snowsnake.lockfile.write import write_lock
from snowsnake.nix.command import Nix
from snowsnake.nix.sandbox import ensure_sandboxed
from snowsnake.provide.debian.base import DebianBase
from snowsnake.provide.interface import PYTHON, Base, Need, PinnedPython
from snowsnake.provide.kept import BaseMoves, KeptBase
from snowsnake.requirements import Inputs
from snowsnake.resolve import ResolveOptions, Selected, requirers, resolve, resolve_tools, select
from snowsnake.seeds import pin_seed, realise_seed
from snowsnake.targets import Interpreter, Target, host_system

LIBRARY = Path(__file__).parent / "nix" / "lib"
INDEX_AGE = timedelta(hours=6)
"""How old Debian's index may be before its mirror is asked again; the archive moves every six hours."""


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
    upgrade_base: bool = False
    """Take the base's present interpreter and libraries, and keep the distributions."""
    exclude_newer: str | None = None
    previous: Lock | None = None
    """Its versions are preferred unless upgraded."""
    prefer: tuple[str, ...] = ()
    """Distributions that win when two ship the same path with different content."""


# --- requirements -> lock -------------------------------------------------------------------------------------------


def lock(
    request: LockRequest, configuration: Configuration | None = None, observer: Observer = ignore
) -> Lock:
    """Decide everything: the returned lock names every byte of every target's environment.

    Needs the network unless all caches are warm. Raises a `SnowsnakeError` of the step that failed.
    """
    configuration = configuration or Configuration.from_environment(os.environ)
    acquire = Acquire.of(configuration, request.inputs, observer)
    current = DebianBase(
        cache=configuration.cache,
        mirrors=acquire.mirrors,
        offline=configuration.offline,
        observer=observer,
        max_age=INDEX_AGE,
    )
    if request.previous is not None and not (request.upgrade or request.upgrade_base):
        try:
            return _lock(request, KeptBase(request.previous, current), acquire)
        except BaseMoves as moves:
            text = f"the interpreter and libraries of the base are upgraded, for new libraries: {moves}"
            observer(Notice(level="info", text=text))
    return _lock(request, current, acquire)


def _lock(request: LockRequest, base: Base, acquire: Acquire) -> Lock:
    inputs, observer = request.inputs, acquire.observer
    targets = _targets(request, base)
    options = _options(request, acquire.configuration)
    # uv asks the package index while we ask Debian's: each waits for its own server.
    with ThreadPoolExecutor(max_workers=2) as pool:
        pinning = pool.submit(lambda: [base.pin_python(target) for target in targets])

        def interpreters() -> list[Interpreter]:
            return [pinned.python.interpreter for pinned in pinning.result()]

        tooling = pool.submit(lambda: resolve_tools(interpreters(), options, request.previous))
        pylock = resolve(inputs, targets, interpreters, options, observer)
        pins, tools = pinning.result(), tooling.result()
    chosen = [select(pylock, interpreter, inputs) for interpreter in interpreters()]
    reports = _analyse([item.artifact for selected in chosen for item in selected], acquire)
    seeds = [target.seed for target in request.previous.targets.values()] if request.previous else []
    locked: dict[str, LockedTarget] = {}
    artifacts: dict[str, Artifact] = {}
    for pinned, selected in zip(pins, chosen, strict=True):
        name = str(pinned.python.interpreter.target)
        packages, natives, debs = _provide(pinned, selected, reports, base)
        locked[name] = LockedTarget(
            target=pinned.python.interpreter.target,
            base="debian",
            suite=pinned.suite,
            python=pinned.python,
            seed=pin_seed(pinned, seeds, acquire),
            tools={tool: artifact.file for tool, artifact in tools[name].items()},
            natives=natives,
            packages=packages,
            prefer=_prefer(request, name),
        )
        wheels = [*(item.artifact for item in selected), *tools[name].values()]
        artifacts |= {wheel.file: wheel for wheel in wheels}
        artifacts |= {**pinned.artifacts, **debs}
    return Lock(
        requirements=LockedRequirements(
            sources=inputs.describe(), requires=inputs.requires, digest=inputs.digest
        ),
        targets=locked,
        artifacts=artifacts,
    )


def _targets(request: LockRequest, base: Base) -> list[Target]:
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


def _provide(
    pinned: PinnedPython, selected: Sequence[Selected], reports: Mapping[str, WheelReport], base: Base
) -> tuple[tuple[LockedPackage, ...], dict[str, Tree], dict[str, DebArtifact]]:
    """Settle what every distribution of one target needs and who provides it.

    `reports` are by SHA-256 of the wheels. Out: the packages, the trees of native libraries that they use, and the
    Debian packages of these trees.
    """
    python, target = pinned.python, pinned.python.interpreter.target
    own = {item.name: reports[item.artifact.sha256] for item in selected}

    def interpreter_has(soname: str) -> bool:
        provision = base.provide(target, [("soname", soname)]).get("soname", soname)
        return provision is not None and provision.package == PYTHON

    links = link_needs(own, interpreter_has, machine=target.machine, site_packages=python.site_packages)
    asked_by = requirers({name: _requires(report) for name, report in own.items()}, python.interpreter)
    natives: dict[str, Tree] = {}
    artifacts: dict[str, DebArtifact] = {}
    packages = []
    for item in selected:
        mine = links[item.name]
        carriers = {item.name, *(link.distribution for link in mine.siblings)}
        bundled = {elf.soname for name in carriers for elf in own[name].elf_files if elf.soname}
        wanted: list[Need] = [("soname", soname) for soname in mine.external]
        provided = {n: found for (_, n), found in base.provide(target, wanted, bundled=bundled).found.items()}
        outside = {provision.package for provision in provided.values()} - {PYTHON}
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
                needs=tuple(
                    LockedNeed(kind="soname", name=soname, evidence=evidence, debian=provided.get(soname))
                    for soname, evidence in mine.external.items()
                ),
                patches=plan_patches(mine, provided, library_directory=python.library_directory),
                native=native,
                spread=mine.spread,
            )
        )
    return tuple(packages), natives, artifacts


def _analyse(artifacts: Sequence[DistributionArtifact], acquire: Acquire) -> dict[str, WheelReport]:
    """What is in each wheel, by SHA-256. A wheel that was looked at before is not even downloaded."""
    cache = acquire.configuration.cache
    wanted = {artifact.sha256: artifact for artifact in artifacts}
    reports = {sha256: report for sha256 in wanted if (report := cached_report(sha256, cache))}
    missing = {sha256: artifact for sha256, artifact in wanted.items() if sha256 not in reports}
    if missing:
        files = acquire(missing.values())
        wheels = counted(len(missing), "wheel")
        acquire.observer(StepStarted(step="analyse", what=wheels))
        for report in analyse_wheels([(files[a.file], sha256) for sha256, a in missing.items()], cache):
            reports[report.sha256] = report
        acquire.observer(StepFinished(step="analyse", verdict=wheels))
    return reports


# --- lock -> environment --------------------------------------------------------------------------------------------


def realise(
    lock: Lock,
    target: str | None = None,
    configuration: Configuration | None = None,
    *,
    lock_file: Path | None = None,
    root: Path | None = None,
    inputs: Inputs | None = None,
    observer: Observer = ignore,
) -> Path:
    """Make the environment of one target exist in the Nix store; the result is its store path.

    `target` may be left out where the lock has one for this machine. `lock_file` holds `lock` on disk, where Nix
    reads it, if it is there already. `root` becomes a symbolic link to the environment that keeps it from garbage
    collection. `inputs` may hold credentials for what must be fetched. Raises `MissingTarget` and the errors of
    `artifacts` and `nix`.
    """
    configuration = configuration or Configuration.from_environment(os.environ)
    name = target or next((name for name in lock.targets if name.endswith(host_system())), "")
    if name not in lock.targets:
        raise MissingTarget(lock_file or Path("snowsnake.lock"), name or host_system(), lock.targets)
    nix = Nix(sandbox=configuration.sandbox, observer=observer)
    nix.check()
    acquire = Acquire.of(configuration, inputs, observer)
    derivation = _evaluate(nix, lock, name, lock_file, observer)
    missing = nix.missing(derivation)
    files = {store_name(file): artifact for file, artifact in lock.artifacts.items()}
    count = sum(name not in files for name in missing)  # the others are fetches
    builds = counted(count, "derivation") if count else ""
    observer(StepFinished(step="evaluate", verdict=builds and f"{builds} to build"))
    if missing:
        seed, system = lock.targets[name].seed, lock.targets[name].target.system
        tree = realise_seed(seed, lock, acquire, nix)
        ensure_sandboxed(nix, tree, seed, memo=configuration.state / "sandbox", system=system)
    _store(nix, [files[name] for name in missing if name in files], acquire)
    observer(StepStarted(step="build", what=name, count=count))
    environment = nix.realise(derivation, root=root, jobs=configuration.jobs)
    observer(StepFinished(step="build", verdict=builds))
    return Path(environment)


def _evaluate(nix: Nix, lock: Lock, target: str, lock_file: Path | None, observer: Observer) -> str:
    """The environment's derivation."""
    observer(StepStarted(step="evaluate", what=target))
    with ExitStack() as stack:
        if lock_file is None:
            lock_file = Path(stack.enter_context(tempfile.TemporaryDirectory()), "snowsnake.lock")
            lock_file.write_text(write_lock(lock), "utf-8")
        arguments = {"lock": str(lock_file.resolve()), "target": target}
        return nix.instantiate(LIBRARY / "build.nix", arguments, attribute="environment")


def _store(nix: Nix, artifacts: Sequence[Artifact], acquire: Acquire) -> None:
    """What Nix would fetch one by one is fetched here side by side, and put where Nix will look for it."""
    if not artifacts:
        return
    files = acquire(artifacts)
    stored = counted(len(files), "file")
    acquire.observer(StepStarted(step="store", what=stored))
    paths = {
        artifact.file: fixed_output_path(store_name(artifact.file), artifact.sha256) for artifact in artifacts
    }
    nix.add_files({paths[file]: path for file, path in files.items()})
    acquire.observer(StepFinished(step="store", verdict=stored))


# --- what was locked before, and what wheels say ------------------------------------------------------------------


def _options(request: LockRequest, configuration: Configuration) -> ResolveOptions:
    locked = request.previous.targets.values() if request.previous is not None else ()
    # Targets may have different versions of one distribution: each keeps its own.
    versions: dict[str, set[str]] = {}
    for package in (package for target in locked for package in target.packages):
        versions.setdefault(package.name, set()).add(package.version)
    return ResolveOptions(
        upgrade=request.upgrade,
        upgrade_packages=request.upgrade_packages,
        exclude_newer=request.exclude_newer,
        offline=configuration.offline,
        prefer={name: tuple(sorted(some)) for name, some in versions.items()},
    )


def _prefer(request: LockRequest, target: str) -> tuple[str, ...]:
    """Who wins when two distributions ship one path: what is said now, else what was said when it was locked."""
    said = dict.fromkeys((*request.prefer, *request.inputs.settings.prefer))
    before = request.previous.targets.get(target) if request.previous is not None else None
    return tuple(said) or (before.prefer if before is not None else ())


def _requires(report: WheelReport) -> list[Requirement]:
    found = []
    for text in report.requires_dist:
        try:
            found.append(Requirement(text))
        except InvalidRequirement:
            continue  # old metadata; uv resolved it by its own lenient reading
    return found
