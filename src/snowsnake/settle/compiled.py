"""What a source is compiled with: from the needs that were read in it to packages of the base."""

from __future__ import annotations

from dataclasses import replace

from snowsnake.analyse.source import SourceReport
from snowsnake.events import Notice
from snowsnake.lockfile.model import LockedNeed, LockedPackage, Provision
from snowsnake.provide.debian.advice import dependencies_of
from snowsnake.provide.headers import Index, development_packages
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
    decision = development_packages(report.needs, index_for(item.name, base, target, suite), given=wanted)
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


def index_for(name: str, base: Base, target: Target, suite: str) -> Index:
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
