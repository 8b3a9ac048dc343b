"""What an environment's distributions open and run: who provides it, and the one tree that holds all of it."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace

from snowsnake.acquire import Acquire
from snowsnake.analyse import WheelReport
from snowsnake.analyse.uses import Use
from snowsnake.knowledge import texts
from snowsnake.lockfile import patterns
from snowsnake.lockfile.model import PYTHON, LockedNeed, LockedPackage, NeedKind, Provision
from snowsnake.provide.advice import evidence_of_told, stem
from snowsnake.provide.debian.elsewhere import elsewhere
from snowsnake.provide.interface import Base, Need
from snowsnake.provide.nixpkgs.files import NixpkgsFiles
from snowsnake.provide.of_machine import OfMachine, is_of_driver, of_machine
from snowsnake.provide.stdlib import nixpkgs_attribute
from snowsnake.resolve import asked_by
from snowsnake.settle.advised import Advised, choices
from snowsnake.settle.brought import NOTHING as _NOTHING
from snowsnake.settle.brought import Brought, tree_with
from snowsnake.settle.deb_scripts import DebScripts, Wanted
from snowsnake.settle.errors import OnlyOnTheMachine
from snowsnake.settle.ground import Ground, Settled, keyed
from snowsnake.settle.vendored import VENDORED, with_vendored
from snowsnake.targets import Target

_NAME = re.compile(patterns.WORD)
_ONE_BY_ONE = 3
"""So many needs of one distribution that nobody meets are told each with its remedy."""


def with_uses(
    base: Base,
    ground: Ground,
    packages: Sequence[LockedPackage],
    reports: Mapping[str, WheelReport],
    advised: Advised,
) -> list[LockedPackage]:
    """The packages with what each opens and runs, and the provider; `reports` are of the wheels, by name.

    What a distribution of the environment carries is no need.
    """
    carried = {name for report in reports.values() for name in carried_by(report)}
    target = ground.pinned.python.interpreter.target
    wanted: dict[str, Sequence[Use]] = {
        name: [_of_python(use, target) for use in uses if use.level != "test"]
        for name, uses in advised.uses.items()
    }
    names = {choice for uses in wanted.values() for use in uses for choice in choices(use)}
    found = {
        need: provision
        for need, provision in base.provide(target, names).found.items()
        if of_machine(*need) is None
    }
    wanted = {name: _told(uses, found, advised.told.get(name, ())) for name, uses in wanted.items()}
    wanted |= {
        name: with_vendored(base, target, reports[name], wanted[name], found)
        for name in wanted.keys() & reports.keys()
    }
    return [
        replace(
            package,
            needs=(
                # What another wheel has loaded before is there, though no run path leads to it (tensorflow's).
                *(
                    _opened(need, reports.get(package.name), advised.debian.get(package.name, ()))
                    for need in package.needs
                    if need.debian is not None or need.name not in carried
                ),
                *_needs(
                    wanted.get(package.name, ()),
                    carried,
                    _as_advised(found, advised.packages.get(package.name, {})),
                    target,
                    ground.nixpkgs,
                ),
            ),
        )
        for package in packages
    ]


def _told(uses: Sequence[Use], found: Mapping[Need, Provision], words: Collection[str]) -> Sequence[Use]:
    """The uses of a distribution, of which those are required whose packages it tells its users to install."""
    stems = {stem(word): word for word in words}

    def word_of(use: Use) -> str | None:
        provision = next((found[choice] for choice in choices(use) if choice in found), None)
        return stems.get(stem(provision.package)) if provision is not None else None

    return [
        replace(use, level="required", evidence=(*use.evidence, evidence_of_told(word)))
        if use.level == "optional" and (word := word_of(use)) is not None
        else use
        for use in uses
    ]


def _opened(need: LockedNeed, report: WheelReport | None, packages: Collection[str]) -> LockedNeed:
    """The need of a library that a wheel links; it is found by its name, too, where its Python opens what reading did
    not tell, and Debian's package of the distribution, if there is one, depends on the library's: mpi4py's on one MPI.
    """
    is_opened = report is not None and any("opens a library" in call for call in report.unfollowed)
    if (
        need.use == "link"
        and need.debian is not None
        and is_opened
        and (need.debian.package in packages or not packages)
    ):
        return replace(need, use="load")
    return need


def carried_by(report: WheelReport) -> set[str]:
    """The names of a wheel's libraries and programs; no code can open what is vendored by its name."""
    names = {elf.path.rpartition("/")[2] for elf in report.elf_files}
    names |= {elf.soname for elf in report.elf_files if elf.soname}
    return {name for name in names if not VENDORED.search(name)} | set(report.scripts)


def _of_python(use: Use, target: Target) -> Use:
    """A use of what has Python's version in its name: `libpython{python}.so.1.0`."""
    version = ".".join(map(str, target.version))
    return replace(use, name=use.name.replace("{python}", version)) if "{" in use.name else use


def _as_advised(
    found: Mapping[Need, Provision], packages: Mapping[str, Sequence[str]]
) -> Mapping[Need, Provision]:
    """The provisions, from the packages that Debian's own of the distribution depends on, unless Python has it."""
    return {
        **found,
        **{
            (kind, name): replace(
                provision, package=packages[name][0], also=tuple(sorted(packages[name][1:]))
            )
            for (kind, name), provision in found.items()
            if name in packages and provision.package != PYTHON
        },
    }


def _needs(
    uses: Sequence[Use],
    carried: Collection[str | None],
    found: Mapping[Need, Provision],
    target: Target,
    nixpkgs: NixpkgsFiles,
) -> Iterator[LockedNeed]:
    for use in uses:
        if not _NAME.fullmatch(use.name):
            continue  # what no file is called is nothing to look for
        if any(name in carried or _is_carried(kind, name, carried) for kind, name in choices(use)):
            continue
        kind, name = next((choice for choice in choices(use) if choice in found), (use.kind, use.name))
        of_driver = is_of_driver(kind, name)
        yield LockedNeed(
            kind="driver" if of_driver else kind,
            name=name,
            use="run" if use.kind == "program" else "load",
            level="required" if use.level == "required" else "optional",
            evidence=use.evidence,
            debian=(provision := found.get((kind, name))),
            nixpkgs=None
            if of_driver
            else nixpkgs_attribute(name, target)
            if kind == "stdlib"
            else _attribute(nixpkgs, kind, name, provision),
        )


def _is_carried(kind: str, name: str, carried: Collection[str | None]) -> bool:
    return kind == "library" and any(
        other is not None and other.startswith((f"lib{name}.so", f"lib{name}-")) for other in carried
    )


def _attribute(nixpkgs: NixpkgsFiles, kind: NeedKind, name: str, provision: Provision | None) -> str | None:
    """Who in nixpkgs has it; of a library that was asked for by its bare name, who has the one that Debian has."""
    if kind == "library":
        kind, name = "soname", provision.path.rpartition("/")[2] if provision else f"lib{name}.so"
    return nixpkgs.label(kind, name, like=provision.package if provision else "")


def unmet(
    base: Base,
    ground: Ground,
    packages: Sequence[LockedPackage],
    brought: Collection[str] = (),
    *,
    said: Collection[str] = (),
) -> Iterator[str]:
    """What a person is told of the required needs that nobody meets: who needs what, where it is, what to type.

    `brought` are the programs and libraries that come from elsewhere. On the nixpkgs base `said` are the needs, and
    Debian packages, for which the user names an attribute.
    """
    if ground.base == "nixpkgs":
        yield from _unmet_by_nixpkgs(packages, {*brought, *said})
        return
    suite = ground.pinned.suite
    for package in packages:
        lacking = [
            need
            for need in package.needs
            if need.use != "build"
            and need.level == "required"
            and need.debian is None
            and not _is_brought(need, brought)
            and not _is_idle(need)
        ]
        asking = f"`{package.name} {package.version}`{asked_by(package.required_by, goes_on=True)}"
        of = _of_machine(package)
        # Also where it is optional: an answer that is no error would be taken for the machine's.
        said_of = {
            entry: needs
            for entry, needs in of.items()
            if entry.answer == "refused" or any(need.level == "required" for need in needs)
        }
        for entry, needs in said_of.items():
            names = ", ".join(f"`{need.name}`" for need in needs)
            left = ": it is left out, and what needs it will say that it is not there"
            yield f"{asking} {needs[0].verb} {names}: {entry.reason}{left if entry.answer == 'refused' else ''}"
        lacking = [need for need in lacking if not any(need in needs for needs in of.values())]
        if len(lacking) > _ONE_BY_ONE:  # plugins for all that there is, say
            first = ", ".join(f"`{need.name}`" for need in lacking[:_ONE_BY_ONE])
            yield (
                f"{asking} needs {len(lacking)} files that no package of Debian {suite} has: {first} and "
                f"{len(lacking) - _ONE_BY_ONE} more; what needs them will not work: `snowsnake inspect {package.name}` "
                "says what that is"
            )
            continue
        for need in lacking:
            yield f"{asking} {_alone(base, ground, need)}"


def _is_idle(need: LockedNeed) -> bool:
    """Whether only files need it that are loaded where their user asks to be traced."""
    files = {place.rpartition("/")[2] for place in need.evidence}
    return bool(files) and files <= texts("run-time", "idle")


def _of_machine(package: LockedPackage) -> Mapping[OfMachine, Sequence[LockedNeed]]:
    """The needs of a distribution that only the machine can meet, by what they are part of."""
    found: dict[OfMachine, list[LockedNeed]] = {}
    for need in package.needs:
        if need.use != "build" and need.debian is None and (entry := of_machine(need.kind, need.name)):
            found.setdefault(entry, []).append(need)
    return found


def refuse_of_machine(ground: Ground, packages: Sequence[LockedPackage]) -> None:
    """Refuse what the user asks for and what cannot do its work in any environment. Raises `OnlyOnTheMachine`.

    Of what another distribution requires the user is warned (`unmet`): that one may do its work without.
    """
    for package in packages if ground.base == "debian" else ():
        for entry, needs in _of_machine(package).items():
            required = [need for need in needs if need.level == "required"]
            if entry.answer == "refused" and required and not package.required_by:
                raise OnlyOnTheMachine(package, required[0], entry.reason)


def _is_brought(need: LockedNeed, brought: Collection[str]) -> bool:
    if need.kind == "library":  # by its bare name
        return any(name.startswith(f"lib{need.name}.so") for name in brought)
    return need.kind in {"program", "soname"} and need.name in brought


def _unmet_by_nixpkgs(packages: Sequence[LockedPackage], met: Collection[str]) -> Iterator[str]:
    """The same for the nixpkgs base: what stops its evaluation, and what it does without."""
    for package in packages:
        asking = f"`{package.name} {package.version}`{asked_by(package.required_by, goes_on=True)}"
        lacking = [
            need
            for need in package.needs
            if need.level == "required" and need.nixpkgs is None and need.name not in met
        ]
        if of_driver := [need for need in lacking if need.kind == "driver"]:
            names = ", ".join(f"`{need.name}`" for need in of_driver)
            reason = entry.reason if (entry := of_machine("driver", of_driver[0].name)) is not None else ""
            yield f"{asking} {of_driver[0].verb} {names}: {reason}"
            lacking = [need for need in lacking if need.kind != "driver"]
        nowhere = [need for need in lacking if need.debian is None]
        if nowhere:
            names = ", ".join(f"`{need.name}`" for need in nowhere[:_ONE_BY_ONE])
            more = f" and {len(nowhere) - _ONE_BY_ONE} more" if len(nowhere) > _ONE_BY_ONE else ""
            yield f"{asking} needs {names}{more}, which nobody is known to have; what needs that will not work"
        for need in lacking:
            if need.debian is not None:
                yield (
                    f"{asking} {need.verb} `{need.name}` (seen in {need.evidence[0]}), for which no attribute of "
                    f'nixpkgs is known: `"{need.name}" = "NAME"` in `[tool.snowsnake.nixpkgs.attributes]` names one'
                )


def _alone(base: Base, ground: Ground, need: LockedNeed) -> str:
    """What is said of one need that nobody meets."""
    suite, target = ground.pinned.suite, ground.pinned.python.interpreter.target
    known = elsewhere(need.kind, need.name, suite=suite, system=target.system)
    text = f"{need.verb} `{need.name}` (seen in {need.evidence[0]}), which no package of Debian {suite} has"
    if known.versions:
        text += f": it has {' and '.join(f'`{version}`' for version in known.versions)}"
    pythons = [
        f"Debian {other} has it in `{holder}`: `--python {offered.label}`"
        for other, holder in known.suites
        for offered in base.interpreters()
        if offered.suite == other
    ]
    what = "it" if need.kind == "program" else "a `.deb` with it"
    remedy = pythons[0] if pythons else f"if you have {what} from elsewhere: `snowsnake add-native URL`"
    return f"{text}; {remedy}"


def run_time_tree(
    base: Base,
    ground: Ground,
    packages: Sequence[LockedPackage],
    native: Collection[str],
    settled: Settled,
    *,
    acquire: Acquire,
    brought: Brought = _NOTHING,
) -> str | None:
    """The key of the tree with what `packages` need and what the user wants; `None` where that is nothing.

    `brought` is what the user has from elsewhere. Raises as `Base.run_time` and `DebScripts`.
    """
    met = [one for package in packages for one in package.at_run_time()]
    run = [(need, provision) for need, provision in met if need.kind == "program"]
    # What only scripts run is in the tree, which is on their PATH: the user's own `ls` is the one that is meant.
    granted = texts("run-time", "granted") & texts("run-time", "present")
    shown = [(need, provision) for need, provision in run if need.name not in granted]
    target = ground.pinned.python.interpreter.target
    # The package that Debian depends on for a program may have it from another (`gnupg`, `texlive-latex-recommended`).
    # Where it has it itself no other is asked for, which may exclude it (`iputils-arping` and `arping`).
    named = {
        (need.kind, need.name)
        for need, provision in shown
        if all(holder.package != provision.package for holder in base.holders(target, need.kind, need.name))
    }
    holders = list(base.provide(target, named).found.values())
    programs = {provision.package for provision in (*(one for _, one in shown), *holders)} | set(native)
    modules = {name for _, provision in met for name in provision.also}
    wanted = ({provision.package for _, provision in met} | programs | modules | brought.packages) - {PYTHON}
    if not (wanted or brought.archives):
        return None
    scripts = DebScripts(
        wanted=_programs([*(one for _, one in run), *holders], native) if ground.base == "debian" else {},
        acquire=acquire,
    )
    tree, debs = tree_with(base, ground, wanted, programs - {PYTHON}, brought, scripts)
    settled.artifacts |= debs
    return keyed(tree, settled.natives)


def _programs(provisions: Sequence[Provision], native: Collection[str]) -> Wanted:
    """The programs that are wanted, by package: all of one that the user wants."""
    found: dict[str, set[str]] = {}
    for provision in provisions:
        found.setdefault(provision.package, set()).add(provision.path.rpartition("/")[2])
    return {**found, **dict.fromkeys(native)}
