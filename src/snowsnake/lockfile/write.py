"""A `Lock` into the text of a `snowsnake.lock`: the same value always gives the same bytes.

JSON with sorted keys and an indent of two, so that a change of one package is a change of a few lines. Other
characters than ASCII are escaped: what an editor shows is what is there.
"""

from __future__ import annotations

import json
from collections.abc import Mapping

from snowsnake.lockfile.model import (
    VERSION,
    ArchiveArtifact,
    Artifact,
    DebArtifact,
    DirectoryArtifact,
    DistributionArtifact,
    GitArtifact,
    History,
    Lock,
    LockedArchive,
    LockedBuild,
    LockedNeed,
    LockedNixpkgs,
    LockedPackage,
    LockedPython,
    LockedTarget,
    Provision,
    Seed,
    Tree,
)
from snowsnake.requirements.asked import AskedOptions, AskedSource

Json = Mapping[str, object]


def write_lock(lock: Lock) -> str:
    """The lock's text, which ends with a newline; `read_lock` gives the same value back."""
    document = {
        "version": VERSION,
        "requirements": {
            "digest": lock.requirements.digest,
            "requires": list(lock.requirements.requires),
            "sources": [_source(source) for source in lock.requirements.asked.sources],
            "options": _options(lock.requirements.asked.options),
        },
        "targets": {name: _target(target) for name, target in lock.targets.items()},
        "artifacts": {file: _artifact(artifact) for file, artifact in lock.artifacts.items()},
        "nixpkgs": _nixpkgs(lock.nixpkgs),
    }
    return json.dumps(document, sort_keys=True, indent=2) + "\n"


def _source(source: AskedSource) -> Json:
    return {
        "kind": source.kind,
        "file": source.file,
        "extras": list(source.extras),
        "groups": list(source.groups),
        "requires": list(source.requires),
    }


def _options(options: AskedOptions) -> Json:
    return {
        "no-binary": list(options.no_binary),
        "native": list(options.native),
        "base": options.base,
        "nixpkgs": options.nixpkgs,
    }


def _nixpkgs(nixpkgs: LockedNixpkgs) -> Json:
    pin = nixpkgs.pin
    return {
        "attributes": dict(nixpkgs.attributes),
        "pin": pin and {"from": pin.source, "url": pin.url, "nar-sha256": pin.nar_sha256},
    }


def package_text(package: LockedPackage) -> str:
    """All that a lock says of a distribution, on a line: the same text for the same value."""
    return json.dumps(_package(package), sort_keys=True)


def _target(target: LockedTarget) -> Json:
    return {
        "base": target.base,
        "suite": target.suite,
        "prefer": list(target.prefer),
        "python": _python(target.python),
        "seed": _seed(target.seed),
        "tools": dict(target.tools),
        "natives": {key: _native(tree) for key, tree in target.natives.items()},
        "run-time": target.run_time,
        "native": list(target.native),
        "toolchains": {key: {"debs": list(tree.debs)} for key, tree in target.toolchains.items()},
        "packages": {package.name: _package(package) for package in target.packages},
        "build-packages": {key: _package(package) for key, package in target.build_packages.items()},
    }


def _native(tree: Tree) -> Json:
    return {
        "debs": list(tree.debs),
        "programs": list(tree.programs),
        "variables": {name: list(patterns) for name, patterns in tree.variables.items()},
        "steps": [list(step) for step in tree.steps],
        "archives": [_archive(archive) for archive in tree.archives],
    }


def _archive(archive: LockedArchive) -> Json:
    return {
        "source": archive.source,
        "artifact": archive.artifact,
        "form": archive.form,
        "name": archive.name,
        "programs": dict(archive.programs),
        "needs": [_need(need) for need in archive.needs],
    }


def _artifact(artifact: Artifact) -> Json:
    match artifact:
        case DistributionArtifact(path=str(path)):
            return {"path": path, "sha256": artifact.sha256, "size": artifact.size}
        case DistributionArtifact() | ArchiveArtifact():
            return {"url": artifact.url, "sha256": artifact.sha256, "size": artifact.size}
        case DebArtifact():
            return {
                "archive": artifact.archive,
                "path": artifact.path,
                "snapshot": artifact.snapshot,
                "sha256": artifact.sha256,
                "size": artifact.size,
            }
        case GitArtifact():
            return {
                "url": artifact.url,
                "rev": artifact.rev,
                "submodules": artifact.submodules,
                "nar-sha256": artifact.nar_sha256,
                "history": None if artifact.history is None else _history(artifact.history),
            }
        case DirectoryArtifact():
            return {}


def _history(history: History) -> Json:
    return {
        "date": history.date,
        "commits": history.commits,
        "tags": [
            {"name": tag.name, "distance": tag.distance, "annotated": tag.annotated} for tag in history.tags
        ],
    }


def _python(python: LockedPython) -> Json:
    return {
        "implementation": "cpython" if python.interpreter.target.implementation == "cp" else "pypy",
        "full-version": python.interpreter.full_version,
        "implementation-version": python.interpreter.implementation_version,
        "glibc": list(python.interpreter.glibc),
        "executable": python.executable,
        "library-directory": python.library_directory,
        "loader": python.loader,
        "site-packages": python.site_packages,
        "debs": list(python.tree.debs),
    }


def _seed(seed: Seed) -> Json:
    return {
        "nar-sha256": seed.nar_sha256,
        "loader": seed.loader,
        "python": seed.python,
        "library-path": list(seed.library_path),
        "debs": list(seed.debs),
    }


def _package(package: LockedPackage) -> Json:
    return {
        "version": package.version,
        "artifact": package.artifact,
        "required-by": list(package.required_by),
        "needs": [_need(need) for need in package.needs],
        "patches": {
            file: {"runpath": list(patch.runpath), "interpreter": patch.interpreter}
            for file, patch in package.patches.items()
        },
        "native": package.native,
        "spread": package.spread,
        "nixpkgs": package.nixpkgs,
        "build": None if package.build is None else _build(package.build),
    }


def _build(build: LockedBuild) -> Json:
    return {
        "backend": build.backend,
        "backend-path": list(build.backend_path),
        "requires": list(build.requires),
        "toolchains": list(build.toolchains),
        "subdirectory": build.subdirectory,
        "config-settings": dict(build.config_settings),
        "env": dict(build.env),
        "native": list(build.native),
        "patches": dict(build.patches),
        "git": build.git,
    }


def _need(need: LockedNeed) -> Json:
    return {
        "kind": need.kind,
        "name": need.name,
        "use": need.use,
        "level": need.level,
        "evidence": list(need.evidence),
        "nixpkgs": need.nixpkgs,
        "debian": None if need.debian is None else _provision(need.debian),
    }


def _provision(provision: Provision) -> Json:
    also = {"also": list(provision.also)} if provision.also else {}
    return {"package": provision.package, "path": provision.path, **also}
