"""A lock in formats that other tools read: `pylock.toml` (PEP 751) and a requirements file with hashes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote

from packaging.pylock import Pylock
from packaging.requirements import Requirement

from snowsnake.lockfile.model import DirectoryArtifact, DistributionArtifact, GitArtifact, Lock, LockedPackage
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
    """Wheels and sdists; none for what comes from elsewhere."""
    source: GitArtifact | DirectoryArtifact | None
    subdirectory: str
    """Where the project lies below its source; empty for the root."""
    direct: bool
    """Whether the requirement names the file's address itself."""
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
    """The lock's distributions as a requirements file; pip takes it with `--require-hashes` if all are files."""
    urls = {one.name: one.url for one in map(Requirement, lock.requirements.requires) if one.url}
    lines: list[str] = []
    for entry in _entries(lock):
        what = f"{entry.name}=={entry.version}"
        if isinstance(entry.source, GitArtifact):
            below = f"#subdirectory={entry.subdirectory}" if entry.subdirectory else ""
            what = f"{entry.name} @ git+{entry.source.url}@{entry.source.rev}{below}"
        elif isinstance(entry.source, DirectoryArtifact):
            what = f"{entry.name} @ {_address(entry.source.file)}"
        elif len(entry.files) == 1 and (path := entry.files[0].path) is not None:
            what = f"{entry.name} @ {_address(path)}"
        elif entry.name in urls:
            what = f"{entry.name} @ {urls[entry.name]}"
        marker = f" ; {entry.marker}" if entry.marker else ""
        hashes = [f" \\\n    --hash=sha256:{file.sha256}" for file in entry.files]
        lines.append(f"{what}{marker}{''.join(hashes)}\n")
    return "".join(lines)


def _address(path: str) -> str:
    """A path from the lock's directory as pip and uv take it behind an `@`: `file:./lib`."""
    return f"file:{quote(path)}"


def _document(lock: Lock) -> dict[str, object]:
    return {
        "lock-version": "1.0",
        "created-by": "snowsnake",
        "environments": list(_markers(lock).values()),
        "packages": [_package(entry) for entry in _entries(lock)],
    }


def _package(entry: _Entry) -> dict[str, object]:
    package: dict[str, object] = {"name": entry.name}
    if not isinstance(entry.source, DirectoryArtifact):  # whose version may change with every edit
        package["version"] = entry.version
    if entry.marker:
        package["marker"] = entry.marker
    if entry.requires:
        package["dependencies"] = [{"name": name} for name in entry.requires]
    below = {"subdirectory": entry.subdirectory} if entry.subdirectory else {}
    match entry.source:
        case GitArtifact(url=url, rev=rev):
            package["vcs"] = {"type": "git", "url": url, "commit-id": rev, **below}
        case DirectoryArtifact(file=path):
            package["directory"] = {"path": path, **below}
    wheels = [_file(file) for file in entry.files if file.file.endswith(".whl")]
    sources = [_file(file) for file in entry.files if not file.file.endswith(".whl")]
    if sources and entry.direct:
        package["archive"] = {**{key: sources[0][key] for key in sources[0] if key != "name"}, **below}
    elif sources:
        package["sdist"] = sources[0]
    if wheels:
        package["wheels"] = wheels
    return package


def _file(file: DistributionArtifact) -> dict[str, object]:
    size = {"size": file.size} if file.size is not None else {}
    place = {"url": file.url} if file.path is None else {"path": file.path}
    return {"name": file.file, **place, **size, "hashes": {"sha256": file.sha256}}


def _markers(lock: Lock) -> Mapping[str, str]:
    """Each target's marker by the target's name, in the order of names."""
    return {name: target_marker(target.python.interpreter) for name, target in sorted(lock.targets.items())}


def _entries(lock: Lock) -> Sequence[_Entry]:
    markers = _markers(lock)
    direct = {one.name for one in map(Requirement, lock.requirements.requires) if one.url}
    having: dict[tuple[str, str], dict[str, LockedPackage]] = {}
    requires: dict[tuple[str, str], set[str]] = {}
    for target_name in markers:
        packages = lock.targets[target_name].packages
        for package in packages:
            key = package.name, package.version
            having.setdefault(key, {})[target_name] = package
            requires.setdefault(key, set()).update(
                other.name for other in packages if package.name in other.required_by
            )
    entries = []
    for (name, version), found in sorted(having.items()):
        artifacts = {package.artifact: lock.artifacts[package.artifact] for package in found.values()}
        files = [artifacts[file] for file in sorted(artifacts)]
        sources = [item for item in files if isinstance(item, GitArtifact | DirectoryArtifact)]
        builds = [package.build for package in found.values() if package.build is not None]
        everywhere = len(found) == len(markers)
        entries.append(
            _Entry(
                name=name,
                version=version,
                marker=None if everywhere else " or ".join(f"({markers[target]})" for target in found),
                files=tuple(item for item in files if isinstance(item, DistributionArtifact)),
                source=sources[0] if sources else None,
                subdirectory=builds[0].subdirectory if builds else "",
                direct=name in direct,
                requires=tuple(sorted(requires[name, version])),
            )
        )
    return entries
