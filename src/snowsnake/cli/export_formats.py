"""A lock in other formats: PEP 751's pylock.toml and a requirements.txt with hashes."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from packaging.markers import Marker
from packaging.pylock import Package, PackageWheel, Pylock
from packaging.utils import canonicalize_name
from packaging.version import Version

from snowsnake.lockfile.model import DistributionArtifact, Lock
from snowsnake.targets import Target


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """One version of a distribution, and the targets that have it."""

    name: str
    version: str
    marker: str | None
    """`None` where every target has it."""
    wheels: tuple[DistributionArtifact, ...]


def pylock(lock: Lock) -> str:
    """The lock as pylock.toml (PEP 751): the distributions, not what Debian gives."""
    targets = [part.target for part in lock.targets.values()]
    document = Pylock(
        lock_version=Version("1.0"),
        created_by="snowsnake",
        environments=[Marker(target_marker(target)) for target in targets],
        packages=[
            Package(
                name=canonicalize_name(row.name),
                version=Version(row.version),
                marker=Marker(row.marker) if row.marker is not None else None,
                wheels=[
                    PackageWheel(
                        name=wheel.file, url=wheel.url, size=wheel.size, hashes={"sha256": wheel.sha256}
                    )
                    for wheel in row.wheels
                ],
            )
            for row in rows(lock)
        ],
    )
    document.validate()
    return _toml(document.to_dict())


def requirements(lock: Lock) -> str:
    """The lock as a requirements file that `pip install --require-hashes` takes."""
    lines = ["# Written by `snowsnake export` from snowsnake.lock."]
    for row in rows(lock):
        condition = f" ; {row.marker}" if row.marker is not None else ""
        hashes = [f"    --hash=sha256:{wheel.sha256}" for wheel in row.wheels]
        lines.append(" \\\n".join([f"{row.name}=={row.version}{condition}", *hashes]))
    return "\n".join(lines) + "\n"


def target_marker(target: Target) -> str:
    """The marker (PEP 508) that is true on `target` and no other."""
    implementation = "cpython" if target.implementation == "cp" else "pypy"
    return (
        f"implementation_name == '{implementation}' and platform_machine == '{target.machine}' "
        f"and python_version == '{target.python}' and sys_platform == 'linux'"
    )


def rows(lock: Lock) -> Iterator[Row]:
    """The distributions of all targets, sorted; the same version of the same one once."""
    found: dict[tuple[str, str], dict[str, Target]] = {}
    wheels: dict[tuple[str, str], dict[str, DistributionArtifact]] = {}
    for part in lock.targets.values():
        for package in part.packages:
            key = (package.name, package.version)
            found.setdefault(key, {})[str(part.target)] = part.target
            artifact = lock.artifacts[package.artifact]
            if isinstance(artifact, DistributionArtifact):
                wheels.setdefault(key, {})[artifact.file] = artifact
    for key, targets in sorted(found.items()):
        markers = [target_marker(target) for _, target in sorted(targets.items())]
        everywhere = len(targets) == len(lock.targets)
        marker = " or ".join(markers) if len(markers) == 1 else " or ".join(f"({text})" for text in markers)
        yield Row(
            name=key[0],
            version=key[1],
            marker=None if everywhere else marker,
            wheels=tuple(artifact for _, artifact in sorted(wheels.get(key, {}).items())),
        )


def _toml(document: Mapping[str, object]) -> str:
    """A pylock document as TOML: scalars, inline tables, and `[[packages]]`. (The standard library only reads
    TOML.)"""
    lines = [f"{key} = {_value(value)}" for key, value in document.items() if key != "packages"]
    packages = document.get("packages", [])
    assert isinstance(packages, list)  # noqa: S101 -- for the type checker
    for package in packages:
        lines += ["", "[[packages]]", *(f"{key} = {_value(value)}" for key, value in package.items())]
    return "\n".join(lines) + "\n"


def _value(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Mapping():
            return "{ " + ", ".join(f"{key} = {_value(item)}" for key, item in value.items()) + " }"
        case list() | tuple():
            if any(isinstance(item, Mapping) for item in value):
                return "[\n" + "".join(f"    {_value(item)},\n" for item in value) + "]"
            return "[" + ", ".join(_value(item) for item in value) + "]"
        case _:
            # A JSON string is a TOML basic string, once DEL (which JSON leaves alone) is escaped too.
            return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
