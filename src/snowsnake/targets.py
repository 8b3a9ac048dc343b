"""Target: what an environment is built for, an interpreter on a system (`cp313-x86_64-linux`)."""

from __future__ import annotations

import platform
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from packaging.markers import Environment
from packaging.specifiers import SpecifierSet
from packaging.tags import Tag, compatible_tags, cpython_tags

from snowsnake.errors import SnowsnakeError
from snowsnake.parsing import Malformed
from snowsnake.specifications import read_specifiers

Implementation = Literal["cp", "pp"]
System = Literal["x86_64-linux", "aarch64-linux"]
SYSTEMS: tuple[System, ...] = ("x86_64-linux", "aarch64-linux")

_REQUEST = re.compile(
    r"(?P<name>cpython|python|pypy|cp|pp)?[-@]?(?:(?P<major>[23])(?:\.?(?P<minor>\d{1,2})(?:\.\d+)?)?)?",
    re.IGNORECASE,
)
_PATCHES = 60  # no release series had more


class BadTarget(SnowsnakeError):
    """A target's name does not parse."""

    def __init__(self, name: str) -> None:
        self.name = name
        super().__init__(
            f"`{name}` is not a target",
            help="a target is an interpreter and a system: `cp313-x86_64-linux`, `pp311-aarch64-linux`",
        )


class UnsupportedSystem(SnowsnakeError):
    """This machine is not one that environments can be built for."""

    def __init__(self, system: str) -> None:
        self.system = system
        super().__init__(
            f"snowsnake builds for {' and '.join(SYSTEMS)}; this machine is `{system}`",
            help="on macOS, run it in a Linux virtual machine or on a remote builder",
        )


@dataclass(frozen=True, kw_only=True, slots=True, order=True)
class Target:
    """An interpreter (implementation and language version) on a system."""

    implementation: Implementation
    version: tuple[int, int]
    """The language version: `(3, 13)`."""
    system: System

    def __str__(self) -> str:
        return f"{self.interpreter}-{self.system}"

    @property
    def interpreter(self) -> str:
        """The interpreter's tag: `cp313`, `pp311`."""
        return f"{self.implementation}{self.version[0]}{self.version[1]}"

    @property
    def python(self) -> str:
        """The language version as people write it: `3.13`."""
        return f"{self.version[0]}.{self.version[1]}"

    @property
    def machine(self) -> str:
        """The processor as wheel tags and markers name it: `x86_64`, `aarch64`."""
        return self.system.removesuffix("-linux")

    @classmethod
    def parse(cls, name: str) -> Target:
        """Read a target's name. Raises `BadTarget`."""
        match = re.fullmatch(r"(cp|pp)([23])(\d{1,2})-(x86_64-linux|aarch64-linux)", name)
        if match is None:
            raise BadTarget(name)
        implementation, major, minor, system = match.groups()
        return cls(
            implementation="cp" if implementation == "cp" else "pp",
            version=(int(major), int(minor)),
            system="x86_64-linux" if system == "x86_64-linux" else "aarch64-linux",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Interpreter:
    """A target's interpreter in full, as its base has it: enough to answer markers and tags without running it."""

    target: Target
    full_version: str
    """Of the language, three numbers and perhaps a pre-release: `3.13.5`, `3.15.0b1`."""
    implementation_version: str
    """Equal to `full_version` for CPython; PyPy's own version (`7.3.19`) for PyPy."""
    glibc: tuple[int, int]
    """The base's C library, which decides the newest manylinux tag: `(2, 41)`."""

    def markers(self) -> Environment:
        """The marker environment of PEP 508, for `packaging`."""
        cpython = self.target.implementation == "cp"
        return Environment(
            implementation_name="cpython" if cpython else "pypy",
            implementation_version=self.implementation_version,
            os_name="posix",
            platform_machine=self.target.machine,
            platform_python_implementation="CPython" if cpython else "PyPy",
            # What a machine's kernel says of itself cannot be known when locking: empty, as uv and pip-tools do.
            platform_release="",
            platform_system="Linux",
            platform_version="",
            python_full_version=self.full_version,
            python_version=self.target.python,
            sys_platform="linux",
        )

    def tags(self) -> tuple[Tag, ...]:
        """The wheel tags that this interpreter takes, best first (PEP 425, PEP 600)."""
        platforms = tuple(self._platforms())
        version = self.target.version
        if self.target.implementation == "cp":
            specific = tuple(cpython_tags(version, platforms=platforms))
        else:
            # PyPy's ABI tag carries PyPy's version: pypy311_pp73.
            pypy = "".join(self.implementation_version.split(".")[:2])
            abi = f"pypy{version[0]}{version[1]}_pp{pypy}"
            name = self.target.interpreter
            specific = tuple(Tag(name, a, p) for a in (abi, "none") for p in platforms)
        return specific + tuple(compatible_tags(version, self.target.interpreter, platforms))

    def _platforms(self) -> Iterator[str]:
        """`manylinux_2_41_x86_64` down to the oldest that the machine ever had, then plain `linux_x86_64`."""
        machine = self.target.machine
        legacy = {(2, 17): "manylinux2014"}
        if machine == "x86_64":
            legacy |= {(2, 12): "manylinux2010", (2, 5): "manylinux1"}
        oldest = min(legacy)[1]  # x86_64 starts with glibc 2.5, aarch64 with 2.17
        major, newest = self.glibc
        for minor in range(newest, oldest - 1, -1):
            yield f"manylinux_{major}_{minor}_{machine}"
            if (major, minor) in legacy:
                yield f"{legacy[major, minor]}_{machine}"
        yield f"linux_{machine}"


def is_asked_for(request: str, implementation: Implementation, version: tuple[int, int]) -> bool:
    """Whether whoever asks for `request` means this interpreter.

    A request is what people write after `--python` or into `.python-version`: `3.13`, `3`, `python3.13`,
    `3.13.2` (the patch level is the base's own), `pypy3`, `pypy3.11`, `cp313`, or a specifier such as `>=3.12`.
    """
    text = request.strip()
    if text[:1] in set("<>=!~"):
        try:
            return implementation == "cp" and is_allowed(read_specifiers(text), version)
        except Malformed:
            return False
    match = _REQUEST.fullmatch(text)
    if match is None or not text:
        return False
    if implementation != ("pp" if (match["name"] or "").lower() in {"pypy", "pp"} else "cp"):
        return False
    if match["major"] is None:
        return True
    return version[0] == int(match["major"]) and match["minor"] in {None, str(version[1])}


def is_allowed(specifier: SpecifierSet, version: tuple[int, int]) -> bool:
    """Whether some patch level of a series is allowed; only a base's index knows which one it has."""
    series = f"{version[0]}.{version[1]}"
    return any(specifier.contains(f"{series}.{patch}", prereleases=True) for patch in range(_PATCHES))


def host_system() -> System:
    """The system of this machine. Raises `UnsupportedSystem`."""
    machine = {"amd64": "x86_64", "arm64": "aarch64"}.get(platform.machine(), platform.machine())
    name = f"{machine}-{platform.system().lower()}"
    for system in SYSTEMS:
        if name == system:
            return system
    raise UnsupportedSystem(name)
