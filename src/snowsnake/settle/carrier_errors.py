"""What can be wrong with native programs from elsewhere. Every message names the place, and the file in it."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Sequence

from snowsnake.errors import SnowsnakeError


class CarrierProblem(SnowsnakeError):
    """Native programs from elsewhere cannot be had."""


class BadArchive(CarrierProblem):
    """A file is damaged, or must not be unpacked."""

    def __init__(self, source: str, problem: str, *, help: str | None = None) -> None:  # noqa: A002 -- as errors have it
        self.source, self.problem = source, problem
        super().__init__(
            f"`{source}` cannot be unpacked: {problem}",
            help=help or "take another file: tar (gz, xz, bz2, zst), zip, a program by itself or a `.deb`",
        )


class WrongMachine(CarrierProblem):
    """Nothing in an archive runs on the target's machine."""

    def __init__(self, source: str, system: str, found: Collection[str], file: str = "") -> None:
        self.source, self.system, self.found = source, system, tuple(sorted(found))
        what = f"`{file}` in `{source}`" if file else f"`{source}`"
        super().__init__(
            f"{what} is for {' and '.join(self.found) or 'another system'}, not for {system}",
            help=f"take the file for {system}; one that is for another target says so: "
            f'`{{ from = "{source}", target = "aarch64-linux" }}`',
        )


class BrokenProgram(CarrierProblem):
    """A program in an archive is no ELF file that can be read."""

    def __init__(self, source: str, file: str, problem: str) -> None:
        self.source, self.file, self.problem = source, file, problem
        super().__init__(
            f"`{file}` in `{source}` is broken: {problem}",
            help="take another file, or type the same again once its publisher has mended it: it is fetched anew",
        )


class NoPrograms(CarrierProblem):
    """Nothing says which files of an archive are its programs."""

    def __init__(self, source: str, candidates: Sequence[str]) -> None:
        self.source, self.candidates = source, tuple(candidates)
        if candidates:
            name = candidates[0].rpartition("/")[2]
            said = f'say which one: `{{ from = "{source}", programs = {{ {name} = "{candidates[0]}" }} }}`'
            details = "programs in it: " + "\n                ".join(candidates[:10])
        else:
            said, details = "take a file that has programs for Linux in it", None
        super().__init__(f"`{source}` has no programs in `bin` or at its top", help=said, details=details)


class NoSuchProgram(CarrierProblem):
    """What the user calls a program is not in the archive."""

    def __init__(self, source: str, name: str, glob: str, there: Sequence[str], *, several: bool) -> None:
        self.source, self.name, self.glob, self.there = source, name, glob, tuple(there)
        found = "several files" if several else "nothing"
        super().__init__(
            f"`{source}` has {found} at `{glob}`, which is to be `{name}`",
            help="paths start from the archive, without its only directory where it has one at its top",
            details="there is: " + "\n          ".join(there[:10]) if there else None,
        )


class ProgramTwice(CarrierProblem):
    """Two archives bring a program of the same name."""

    def __init__(self, name: str, one: str, other: str) -> None:
        self.name = name
        super().__init__(
            f"`{one}` and `{other}` both bring the program `{name}`",
            help=f'say which programs one of them is for: `{{ from = "{one}", programs = {{ … }} }}`',
        )


class PackageTwice(CarrierProblem):
    """Two files are a Debian package of the same name, of which a tree has one."""

    def __init__(self, name: str, one: str, other: str) -> None:
        self.name, self.one, self.other = name, one, other
        super().__init__(
            f"`{one}` and `{other}` are both the Debian package `{name}`",
            help=f"leave one of them out: `snowsnake add-native --remove {shlex.quote(other)}`",
        )


class NobodyHas(CarrierProblem):
    """A file in an archive needs something that neither the archive nor the base has."""

    def __init__(self, source: str, file: str, name: str, suite: str) -> None:
        self.source, self.file, self.name, self.suite = source, file, name, suite
        super().__init__(
            f"`{file}` in `{source}` needs `{name}`, which it does not bring and Debian {suite} does not have",
            help="take a build of it for a newer system, or one that brings its libraries (often called static); "
            "or add what has it to `native`",
        )


class NewerGlibc(CarrierProblem):
    """A program was linked for a newer C library than the base has."""

    def __init__(self, source: str, file: str, wanted: str, suite: str, there: tuple[int, int]) -> None:
        self.source, self.file, self.wanted, self.suite = source, file, wanted, suite
        super().__init__(
            f"`{file}` in `{source}` needs glibc {wanted}, and Debian {suite} has {there[0]}.{there[1]}",
            help="take a build of it for older systems (often called static, or musl), or an interpreter of a newer "
            "suite: `--python 3.14`",
        )


class NotForSuite(CarrierProblem):
    """A Debian package from elsewhere depends on something that the suite lacks."""

    def __init__(self, source: str, package: str, wanted: str, suite: str, reason: str) -> None:
        self.source, self.package, self.wanted, self.suite = source, package, wanted, suite
        super().__init__(
            f"`{source}` (`{package}`) depends on `{wanted}`, which cannot be had from Debian {suite}: {reason}",
            help=f"take a package that was built for {suite}, or add the `.deb` that has it to `native`",
        )


class NoWheelToCarry(CarrierProblem):
    """A distribution has no wheel for the target."""

    def __init__(self, source: str, target: str) -> None:
        self.source = source
        super().__init__(
            f"`{source}` has no wheel for {target}, so it carries no program",
            help="name a version that has one: `pypi:NAME==1.2.3`",
        )


class NoPartFits(CarrierProblem):
    """A package of npm has neither programs itself nor a package for the target."""

    def __init__(self, source: str, system: str, parts: Sequence[str]) -> None:
        self.source, self.parts = source, tuple(parts)
        super().__init__(
            f"`{source}` of npm has no program for {system}",
            help="name the package that has it: `npm:@scope/name-linux-x64`",
            details="its own parts: " + ", ".join(parts[:20]) if parts else None,
        )
