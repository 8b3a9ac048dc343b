"""What a source is compiled with: from the needs that were read in it to packages of the base."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from snowsnake.analyse.source import SourceReport
from snowsnake.analyse.source.report import SourceNeed
from snowsnake.events import Notice
from snowsnake.lockfile.model import LockedNeed, LockedPackage, Provision
from snowsnake.provide.debian.advice import built_with, dependencies_of
from snowsnake.provide.headers import Decision, Index, development_packages
from snowsnake.provide.interface import Base
from snowsnake.resolve import Selected
from snowsnake.settle.backend import Asking
from snowsnake.settle.errors import UndecidedNeeds
from snowsnake.settle.ground import Ground, Settled, keyed, labels
from snowsnake.targets import Target


def with_toolchain(
    asking: Asking,
    ground: Ground,
    item: Selected,
    package: LockedPackage,
    *,
    report: SourceReport,
    settled: Settled,
) -> LockedPackage:
    """The package with the compilers, headers and programs that it needs, and the libraries that it may link.

    `report` is about its source; `package.build` is there. What is new goes to `settled`. Raises `UndecidedNeeds`.
    """
    assert package.build is not None  # noqa: S101 -- only sources get here
    base, suite = asking.base, ground.pinned.suite
    target = ground.pinned.python.interpreter.target
    wanted = asking.inputs.build.of(item.name).native
    decision = packages_for(item.name, report, base, target, suite=suite, given=wanted)
    if decision.questions:
        raise UndecidedNeeds(
            item, suite, [(q.need.name, q.candidates, q.need.evidence) for q in decision.questions]
        )
    for need in decision.missing:
        text = f"no package of Debian {suite} has `{need.name}`, which `{item.name}` asks for"
        asking.acquire.observer(Notice(level="warning", text=f"{text} ({need.evidence[0]})"))
    toolchain = base.toolchain(target, {*decision.packages, *wanted})
    settled.artifacts |= toolchain.artifacts
    keys = [keyed(tree, settled.toolchains) for tree in (toolchain.compilers, toolchain.extra) if tree]
    named = labels(ground, decision.provided)
    needs = tuple(
        LockedNeed(
            kind=need.kind,
            name=need.name,
            use="build",
            evidence=need.evidence,
            debian=Provision(package=holder.package, path=holder.path) if holder else None,
            nixpkgs=label,
        )
        for (need, holder), label in zip(decision.provided, named, strict=True)
    )
    return replace(
        package,
        needs=needs,
        native=keyed(toolchain.native, settled.natives) if toolchain.native else None,
        build=replace(package.build, toolchains=tuple(keys)),
    )


def packages_for(
    name: str, report: SourceReport, base: Base, target: Target, *, suite: str, given: Sequence[str] = ()
) -> Decision[SourceNeed]:
    """What a source of the distribution `name` is compiled with: what was read, and what Debian builds it with.

    `given`: packages that the user has chosen. Raises `BadFileTable`.
    """
    index = _index_for(name, base, target, suite)
    python = ".".join(map(str, target.version))
    needs = [replace(need, name=need.name.replace("{python}", python)) for need in report.needs]
    decision = development_packages(needs, index, given=given)
    advised = _advised(name, report, suite, index, {*decision.packages, *given})
    if not advised:
        return decision
    return development_packages([*needs, *advised.values()], index, given=[*given, *advised])


def _advised(
    name: str, report: SourceReport, suite: str, index: Index, chosen: Collection[str]
) -> Mapping[str, SourceNeed]:
    """By package, what Debian builds the distribution `name` with and nothing that was `chosen` has.

    Only where its source has something to compile, and nothing of it is required: what is built may find more than
    reading did.
    """
    found: dict[str, SourceNeed] = {}
    for one in built_with(name, suite) if report.languages else ():
        holders = [holder.package for holder in index.holders(one.kind, one.name)]
        if any(holder in chosen for holder in holders) or (one.suite is not None and not holders):
            continue
        package = holders[0] if one.suite is not None and one.package not in holders else one.package
        found[package] = SourceNeed(
            kind=one.kind,
            name=one.name,
            evidence=(f"Debian's {one.source} is built with {one.package}",),
            required=False,
        )
    return found


def _index_for(name: str, base: Base, target: Target, suite: str) -> Index:
    """What is known of packages where the source of the distribution `name` is compiled. Raises `BadFileTable`."""
    return Index(
        holders=lambda kind, wanted: base.holders(target, kind, wanted),
        depends=lambda package: base.depends(target, package),
        advised=frozenset(
            choice.package
            for dependency in dependencies_of(name, suite)
            if dependency.strength == "depends"
            for choice in dependency.choices
        ),
        tag=target.python.replace(".", ""),
    )
