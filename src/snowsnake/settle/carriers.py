"""Native programs that the user takes from elsewhere: fetched, pinned, looked into, and what they need provided."""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from packaging.utils import canonicalize_name

from snowsnake.acquire import Acquire
from snowsnake.artifacts import HashMismatch, adopt, cached_path
from snowsnake.builders.streams import ZSTD
from snowsnake.events import Notice
from snowsnake.lockfile.model import (
    PYTHON,
    ArchiveArtifact,
    Lock,
    LockedArchive,
    LockedNeed,
    LockedTarget,
    Provision,
)
from snowsnake.provide.debian.data import SHELL, kept_in
from snowsnake.provide.interface import Base, ForeignDeb, Need
from snowsnake.provide.npm import registry as npm
from snowsnake.provide.npm.settings import registry_for, token_for
from snowsnake.provide.of_machine import is_of_driver
from snowsnake.provide.url.names import archive_name
from snowsnake.requirements import Carrier, Inputs
from snowsnake.resolve import ResolveOptions, Sources, resolve_build
from snowsnake.settle.brought import Brought
from snowsnake.settle.carrier_errors import NobodyHas, NoPartFits, NoWheelToCarry, PackageTwice, ProgramTwice
from snowsnake.settle.contents import Contents, check_glibc, look_into, programs_of, wants
from snowsnake.settle.foreign_deb import is_deb, programs_in, read_deb, unnamed
from snowsnake.settle.ground import Ground, Settled
from snowsnake.targets import System


@dataclass(frozen=True, kw_only=True, slots=True)
class _Fetched:
    """A carrier's file."""

    carrier: Carrier
    artifact: ArchiveArtifact
    path: Path
    name: str
    """For its directory."""
    programs: Mapping[str, str] = field(default_factory=dict)
    """What its registry calls its programs."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Carriers:
    """Settles carriers for the targets of one lock."""

    base: Base
    acquire: Acquire
    inputs: Inputs
    options: ResolveOptions
    """For wheels."""
    sources: Sources
    previous: Lock | None
    """Its files are kept."""

    def settle(self, ground: Ground, carriers: Sequence[Carrier], settled: Settled) -> Brought:
        """What is unpacked into the run-time tree of a target, and what that needs; artifacts go into `settled`.

        Raises `CarrierProblem`, and the errors of `artifacts`, `resolve`, `provide.npm` and `provide.debian`.
        """
        target = ground.pinned.python.interpreter.target
        archives: list[LockedArchive] = []
        debs: list[ForeignDeb] = []
        inside: dict[str, Contents] = {}
        variables: dict[str, tuple[str, ...]] = {}
        for carrier in carriers:
            if carrier.system not in {None, target.system}:
                continue
            fetched = self._fetch(carrier, ground)
            settled.artifacts[fetched.artifact.file] = fetched.artifact
            if is_deb(fetched.path):
                deb, inside[deb.file] = read_deb(
                    carrier.source, fetched.artifact, fetched.path, target.system
                )
                if (twice := next((other for other in debs if other.name == deb.name), None)) is not None:
                    raise PackageTwice(deb.name, twice.source, deb.source)
                debs.append(deb)
                archives.append(_locked(fetched, form="deb", name=deb.name))
            else:
                taken = {archive.name for archive in archives}
                archives.append(self._archive(ground, fetched, taken, variables))
        of_debs = {deb.file: self._of_deb(ground, deb, inside) for deb in debs}
        archives = [replace(a, needs=of_debs.get(a.artifact, a.needs)) for a in archives]
        self._check_twice(archives)
        packages = {
            need.debian.package for archive in archives for need in archive.needs if need.debian is not None
        }
        return Brought(
            archives=tuple(archives),
            debs=tuple(debs),
            packages=frozenset(packages - {PYTHON}),
            variables=variables,
            files=frozenset(path.rpartition("/")[2] for one in inside.values() for path in one.files),
        )

    # --- files -----------------------------------------------------------------------------------------------------

    def _fetch(self, carrier: Carrier, ground: Ground) -> _Fetched:
        target = ground.pinned.python.interpreter.target
        kept = self._kept(carrier, str(target))
        match carrier.origin:
            case "url":
                return self._of_url(carrier, kept)
            case "npm":
                return self._of_npm(carrier, kept, target.system)
            case "pypi":
                return self._of_pypi(carrier, kept, ground)

    def _kept(self, carrier: Carrier, target: str) -> ArchiveArtifact | None:
        """The file that was locked for the same words, unless another is asked for."""
        locked = self.previous.targets.get(target) if self.previous is not None else None
        for archive in _archives(locked):
            artifact = self.previous.artifacts[archive.artifact] if self.previous is not None else None
            if archive.source == carrier.source and isinstance(artifact, ArchiveArtifact):
                anew = self.options.upgrade or _is_called(carrier, archive, self.options.upgrade_packages)
                return None if anew else artifact
        return None

    def _path(self, artifact: object) -> Path:
        assert isinstance(artifact, ArchiveArtifact)  # noqa: S101 -- put there above
        known = cached_path(artifact, self.acquire.configuration.cache)
        return known or self.acquire([artifact])[artifact.file]

    def _of_url(self, carrier: Carrier, kept: ArchiveArtifact | None) -> _Fetched:
        name = archive_name(carrier.file)
        if kept is not None and carrier.sha256 in {None, kept.sha256}:
            return _Fetched(carrier=carrier, artifact=kept, path=self._path(kept), name=name)
        new = carrier.name not in self.acquire.looked
        artifact, path = self.acquire.first_look(carrier.file, carrier.name)
        if carrier.sha256 not in {None, artifact.sha256}:
            raise HashMismatch(
                carrier.file, expected=carrier.sha256 or "", found=artifact.sha256, url=carrier.name
            )
        if carrier.sha256 is None and new:
            text = f"`{carrier.source}` has no hash: what came now is locked, `#sha256={artifact.sha256}`; "
            text += "write that behind the address if it is what you want"
            self.acquire.observer(Notice(level="warning", text=text))
        return _Fetched(carrier=carrier, artifact=artifact, path=path, name=name)

    def _of_npm(self, carrier: Carrier, kept: ArchiveArtifact | None, system: System) -> _Fetched:
        name = carrier.name.lstrip("@").replace("/", "-").replace("~", "-")
        if kept is not None:
            return _Fetched(carrier=carrier, artifact=kept, path=self._path(kept), name=name)
        package = self._ask_npm(carrier.name, carrier.version)
        fetched = self._tarball(carrier, package, name)
        if package.parts and not self._has_programs(fetched, system):
            for part in npm.parts_for(package, system):
                other = self._ask_npm(part, package.parts[part])
                if other.fits is None or system in other.fits:
                    return self._tarball(carrier, other, name)
            raise NoPartFits(carrier.source, system, sorted(package.parts))
        return fetched

    def _ask_npm(self, name: str, version: str | None) -> npm.NpmPackage:
        directory = self.inputs.directory
        return npm.ask(
            name,
            version,
            registry=registry_for(name, os.environ, directory),
            token=lambda url: token_for(url, os.environ, directory),
        )

    def _tarball(self, carrier: Carrier, package: npm.NpmPackage, name: str) -> _Fetched:
        file = f"{package.name.rpartition('/')[2]}-{package.version}.tgz"
        artifact, path = self.acquire.first_look(file, package.url)
        if (wrong := npm.matches(package, path)) is not None:
            algorithm, expected, found = wrong
            raise HashMismatch(file, expected=expected, found=found, url=package.url, algorithm=algorithm)
        return _Fetched(carrier=carrier, artifact=artifact, path=path, name=name, programs=package.programs)

    def _has_programs(self, fetched: _Fetched, system: System) -> bool:
        contents = look_into(fetched.carrier.source, fetched.path, single=fetched.name)
        return any(f"{elf.machine}-linux" == system for elf in contents.elf.values())

    def _of_pypi(self, carrier: Carrier, kept: ArchiveArtifact | None, ground: Ground) -> _Fetched:
        if kept is None:
            interpreter = ground.pinned.python.interpreter
            requires = [f"{carrier.name}{carrier.version or ''}"]
            selected = resolve_build(self.inputs, requires, interpreter, self.options, self.sources)
            wheel = next((item.wheel for item in selected if item.name == carrier.name), None)
            if wheel is None:
                raise NoWheelToCarry(carrier.source, str(interpreter.target))
            path = self.acquire([wheel])[wheel.file]
            kept = adopt(wheel, path, self.acquire.configuration.cache)
        return _Fetched(carrier=carrier, artifact=kept, path=self._path(kept), name=carrier.name)

    # --- what is in them -------------------------------------------------------------------------------------------

    def _archive(
        self, ground: Ground, fetched: _Fetched, taken: set[str], variables: dict[str, tuple[str, ...]]
    ) -> LockedArchive:
        """An archive as it is locked, called like none that is `taken`; what it has of data goes into `variables`."""
        target = ground.pinned.python.interpreter.target
        carrier, source = fetched.carrier, fetched.carrier.source
        contents = look_into(source, fetched.path, single=fetched.name)
        programs = programs_of(contents, carrier.programs, target.system)
        check_glibc(contents, programs.values(), ground.pinned.python.interpreter, ground.pinned.suite)
        wanted = wants(contents, programs.values(), target.system)
        required = dict(wanted.required)
        for variable, places in kept_in(contents.files).items() if programs else ():
            variables[variable] = tuple(dict.fromkeys((*variables.get(variable, ()), *places)))
            required.setdefault(("program", SHELL), tuple(places.values()))  # which tells the programs
        needs = self._provided(ground, source, required, wanted.other)
        if _is_zstd(fetched.path):  # which the builder's Python does not know
            unpacks: Need = ("program", "zstd")
            found = self.base.provide(target, [unpacks]).found
            if unpacks not in found:
                raise NobodyHas(source, source, "zstd", ground.pinned.suite)
            needs.append(replace(_need(ground, unpacks, (), found), use="build"))
        name = fetched.name
        while name in taken:
            name += "_"
        return replace(_locked(fetched, form="archive", name=name), programs=programs, needs=tuple(needs))

    def _of_deb(
        self, ground: Ground, deb: ForeignDeb, inside: Mapping[str, Contents]
    ) -> tuple[LockedNeed, ...]:
        """What a Debian package needs and does not say."""
        target, contents = ground.pinned.python.interpreter.target, inside[deb.file]
        check_glibc(contents, programs_in(contents), ground.pinned.python.interpreter, ground.pinned.suite)

        def holders(soname: str) -> set[str]:
            return {holder.package for holder in self.base.holders(target, "soname", soname)}

        others = {path.rpartition("/")[2] for one in inside.values() for path in one.files}
        wanted = unnamed(deb, contents, target.system, holders, others)
        needs = self._provided(ground, deb.source, wanted.required, wanted.other)
        return tuple(needs)

    def _provided(
        self,
        ground: Ground,
        source: str,
        required: Mapping[Need, tuple[str, ...]],
        other: Mapping[Need, tuple[str, ...]],
    ) -> list[LockedNeed]:
        """What the files of `source` need, and who has it. Raises `NobodyHas`; of what is not `required` it warns."""
        found = self.base.provide(ground.pinned.python.interpreter.target, {*required, *other}).found
        needs = []
        for need, files in required.items():
            if need not in found and not is_of_driver(*need):
                raise NobodyHas(source, files[0], need[1], ground.pinned.suite)
            needs.append(_need(ground, need, files, found))
        for need, files in other.items():
            if need in found or is_of_driver(*need):
                needs.append(_need(ground, need, files, found))
            else:
                text = f"`{files[0]}` in `{source}` needs `{need[1]}`, which it does not bring and Debian "
                text += f"{ground.pinned.suite} does not have"
                self.acquire.observer(Notice(level="warning", text=text))
        return needs

    @staticmethod
    def _check_twice(archives: Sequence[LockedArchive]) -> None:
        owner: dict[str, str] = {}
        for archive in archives:
            for program in archive.programs:
                if program in owner:
                    raise ProgramTwice(program, owner[program], archive.source)
                owner[program] = archive.source


def _is_called(carrier: Carrier, archive: LockedArchive, names: Collection[str]) -> bool:
    """Whether any of `names` means what was locked for a carrier: as it is written, its own name, or a program's."""
    own = {carrier.source, carrier.name, archive.name, *archive.programs}
    if carrier.origin == "pypi":
        return not own.isdisjoint({*names, *(canonicalize_name(name) for name in names)})
    return not own.isdisjoint({name.partition("#")[0] for name in names})


def _archives(locked: LockedTarget | None) -> tuple[LockedArchive, ...]:
    if locked is None or locked.run_time is None:
        return ()
    return locked.natives[locked.run_time].archives


def _locked(fetched: _Fetched, *, form: str, name: str) -> LockedArchive:
    return LockedArchive(
        source=fetched.carrier.source,
        artifact=fetched.artifact.file,
        form="deb" if form == "deb" else "archive",
        name=name,
    )


def _need(ground: Ground, need: Need, files: tuple[str, ...], found: Mapping[Need, Provision]) -> LockedNeed:
    provision = found.get(need)
    return LockedNeed(
        kind=need[0] if provision is not None else "driver",
        name=need[1],
        use="run" if need[0] == "program" else "link",
        evidence=files,
        debian=provision,
        nixpkgs=None if provision is None else ground.nixpkgs.label(*need, like=provision.package),
    )


def _is_zstd(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == ZSTD
