"""Wheels as they are locked: looked into for what they link, and who provides it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from snowsnake.analyse import WheelReport, link_needs, plan_patches
from snowsnake.lockfile.model import PYTHON, LockedNeed, LockedPackage
from snowsnake.provide.interface import Base, Need
from snowsnake.provide.of_machine import is_of_driver, of_machine
from snowsnake.resolve import Selected
from snowsnake.settle.ground import Ground, Settled, native_tree


def settle_wheels(
    base: Base,
    ground: Ground,
    selected: Sequence[Selected],
    reports: Mapping[str, WheelReport],
    settled: Settled,
) -> list[LockedPackage]:
    """Settle what every wheel needs and who provides it; `reports` are by name."""
    python = ground.pinned.python
    target = python.interpreter.target
    own = {item.name: reports[item.name] for item in selected}

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
            name: found
            for (kind, name), found in base.provide(target, wanted, bundled=bundled).found.items()
            if of_machine(kind, name) is None
        }
        packages.append(
            LockedPackage(
                name=item.name,
                version=item.version,
                artifact=item.artifact.file,
                required_by=(),
                needs=tuple(
                    LockedNeed(
                        kind="driver" if is_of_driver("soname", soname) else "soname",
                        name=soname,
                        use="link",
                        evidence=evidence,
                        debian=provided.get(soname),
                        nixpkgs=ground.nixpkgs.label("soname", soname),
                    )
                    for soname, evidence in mine.external.items()
                ),
                patches=plan_patches(mine, provided, library_directory=python.library_directory),
                native=native_tree(base, ground, {found.package for found in provided.values()}, settled),
                spread=mine.spread,
            )
        )
    return packages
