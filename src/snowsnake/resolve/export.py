"""A lock in formats that other tools read: `pylock.toml` (PEP 751) and a requirements file with hashes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from packaging.pylock import Pylock
from packaging.requirements import Requirement

from snowsnake.lockfile.model import DistributionArtifact, Lock
from snowsnake.resolve.graph import target_marker
from snowsnake.resolve.toml_writer import dump


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    """One distribution in one version, over all targets."""

    name: str
    version: str
    marker: str | None
    """Which targets it is for; `None` for all of them."""
    files: tuple[DistributionArtifact, ...]
    requires: tuple[str, ...]


def to_pylock(lock: Lock) -> Pylock:
    """The lock's distributions as PEP 751, limited by `environments` to the lock's targets.

    Native libraries and interpreters have no place in that format.
    """
    return Pylock.from_dict(_document(lock))


def pylock_text(lock: Lock) -> str:
    """The same as TOML text."""
    return dump(_document(lock))


def requirements_text(lock: Lock) -> str:
    """The lock's distributions as a requirements file that pip takes with `--require-hashes`."""
    urls = {one.name: one.url for one in map(Requirement, lock.requirements.requires) if one.url}
    lines: list[str] = []
    for entry in _entries(lock):
        what = (
            f"{entry.name} @ {urls[entry.name]}" if entry.name in urls else f"{entry.name}=={entry.version}"
        )
        marker = f" ; {entry.marker}" if entry.marker else ""
        hashes = [f" \\\n    --hash=sha256:{file.sha256}" for file in entry.files]
        lines.append(f"{what}{marker}{''.join(hashes)}\n")
    return "".join(lines)


def _document(lock: Lock) -> dict[str, object]:
    return {
        "lock-version": "1.0",
        "created-by": "snowsnake",
        "environments": list(_markers(lock).values()),
        "packages": [_package(entry) for entry in _entries(lock)],
    }


def _package(entry: _Entry) -> dict[str, object]:
    package: dict[str, object] = {"name": entry.name, "version": entry.version}
    if entry.marker:
        package["marker"] = entry.marker
    if entry.requires:
        package["dependencies"] = [{"name": name} for name in entry.requires]
    package["wheels"] = [
        {
            "name": file.file,
            "url": file.url,
            **({"size": file.size} if file.size is not None else {}),
            "hashes": {"sha256": file.sha256},
        }
        for file in entry.files
    ]
    return package


def _markers(lock: Lock) -> Mapping[str, str]:
    """Each target's marker by the target's name, in the order of names."""
    return {name: target_marker(target.python.interpreter) for name, target in sorted(lock.targets.items())}


def _entries(lock: Lock) -> Sequence[_Entry]:
    markers = _markers(lock)
    having: dict[tuple[str, str], list[str]] = {}
    files: dict[tuple[str, str], dict[str, DistributionArtifact]] = {}
    requires: dict[tuple[str, str], set[str]] = {}
    for target_name in markers:
        packages = lock.targets[target_name].packages
        for package in packages:
            key = package.name, package.version
            having.setdefault(key, []).append(target_name)
            artifact = lock.artifacts[package.artifact]
            if isinstance(artifact, DistributionArtifact):
                files.setdefault(key, {})[artifact.file] = artifact
            requires.setdefault(key, set()).update(
                other.name for other in packages if package.name in other.required_by
            )
    return [
        _Entry(
            name=key[0],
            version=key[1],
            marker=None
            if len(having[key]) == len(markers)
            else " or ".join(f"({markers[name]})" for name in having[key]),
            files=tuple(file for _, file in sorted(files.get(key, {}).items())),
            requires=tuple(sorted(requires[key])),
        )
        for key in sorted(having)
    ]
