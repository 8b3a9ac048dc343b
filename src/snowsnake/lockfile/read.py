"""The text of a `snowsnake.lock` into a `Lock`, believing nothing.

The reader is strict and closed: unknown keys, dangling references, paths that leave their tree, names that
are no store names and control characters are refused, with the path to the wrong value. What gets through may
be given to Nix and shown on a terminal. docs/reference/lock.schema.json says the same for other programs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import NoReturn

from snowsnake.lockfile import patterns
from snowsnake.lockfile.consistency import check_consistency
from snowsnake.lockfile.cursor import BadValue, Cursor
from snowsnake.lockfile.errors import ConflictedLock, DamagedLock, NewerLock, OlderLock
from snowsnake.lockfile.model import (
    VERSION,
    ArchiveArtifact,
    Artifact,
    DebArtifact,
    DirectoryArtifact,
    DistributionArtifact,
    Lock,
    LockedBuild,
    LockedPackage,
    LockedPython,
    LockedRequirements,
    LockedTarget,
    Patch,
    Seed,
    Tree,
)
from snowsnake.lockfile.read_asked import read_asked
from snowsnake.lockfile.read_git import read_git
from snowsnake.lockfile.read_natives import (
    read_archive_artifact,
    read_debs,
    read_native,
    read_need,
    read_nixpkgs,
    read_tree,
)
from snowsnake.targets import BadTarget, Interpreter, Target

LARGEST = 2**63 - 1
"""Nix's integers end here."""


def read_lock(text: str, path: Path | str) -> Lock:
    """Read a lock. `path` is only named in errors.

    Raises `DamagedLock` (`ConflictedLock` where a merge left its markers), `NewerLock` and `OlderLock`; nothing else,
    whatever the text is.
    """
    path = Path(path)
    try:
        document = Cursor(_parse(text, path))
        _check_version(document, path)
        lock = _lock(document)
        check_consistency(lock)
    except BadValue as error:
        raise DamagedLock(path, error.where, error.problem) from None
    return lock


def _parse(text: str, path: Path) -> object:
    for number, line in enumerate(text.splitlines(), start=1):
        if line.startswith(("<<<<<<<", "=======", ">>>>>>>", "|||||||")):
            raise ConflictedLock(path, number)
    try:
        parsed: object = json.loads(text, object_pairs_hook=_object, parse_constant=_constant)
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise DamagedLock(path, where, error.msg.lower()) from None
    except RecursionError:
        raise DamagedLock(path, "the document", "nested too deeply") from None
    except ValueError:  # a number with more digits than Python converts
        raise DamagedLock(path, "the document", "a number in it is too long") from None
    return parsed


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    """An object, refusing a key that is there twice: Nix takes the last one, other readers the first."""
    found = dict(pairs)
    if len(found) != len(pairs):
        twice = next(key for index, (key, _) in enumerate(pairs) if key in dict(pairs[:index]))
        raise BadValue(f"`{twice}`", "the key is there twice in one object")
    return found


def _constant(name: str) -> NoReturn:
    raise BadValue("the document", f"`{name}` is not JSON")


def _check_version(document: Cursor, path: Path) -> None:
    # Before anything else: a newer format may differ in everything but this.
    members = dict(document.members())
    if "version" not in members:
        raise document.wrong("`version` is missing")
    version = members["version"].integer(1, LARGEST)
    if version > VERSION:
        raise NewerLock(path, version, VERSION)
    if version < VERSION:
        raise OlderLock(path, version, VERSION)


def _lock(document: Cursor) -> Lock:
    table = document.table("version", "requirements", "targets", "artifacts", "nixpkgs")
    artifacts = {file: _artifact(file, cursor) for file, cursor in table["artifacts"].members()}
    return Lock(
        requirements=_requirements(table["requirements"]),
        targets={name: _target(name, cursor, artifacts) for name, cursor in table["targets"].members()},
        artifacts=artifacts,
        nixpkgs=read_nixpkgs(table["nixpkgs"]),
    )


def _requirements(cursor: Cursor) -> LockedRequirements:
    table = cursor.table("digest", "requires", "sources", "options")
    return LockedRequirements(
        asked=read_asked(table["sources"], table["options"]),
        requires=table["requires"].texts(patterns.TEXT, "plain text"),
        digest=table["digest"].text(patterns.DIGEST, "a digest (`sha256:` and 64 hexadecimal digits)"),
    )


def _artifact(file: str, cursor: Cursor) -> Artifact:
    if file.endswith(".deb"):
        Cursor(file, cursor.where).text(patterns.DEB_FILE, "a Debian package's file name")
        table = cursor.table("archive", "path", "snapshot", "sha256", "size")
        return DebArtifact(
            file=file,
            archive=table["archive"].text(patterns.ARCHIVE, "an archive's directory"),
            path=table["path"].text(patterns.TREE_PATH, "a path below the archive"),
            snapshot=table["snapshot"].text(patterns.SNAPSHOT, "a timestamp (`20261101T083000Z`)"),
            sha256=_sha256(table["sha256"]),
            size=table["size"].integer(0, LARGEST),
        )
    if file.endswith(".git") and "/" not in file:
        return read_git(file, cursor)
    if file.endswith(".archive") and not file.startswith("."):
        return read_archive_artifact(file, cursor, LARGEST)
    if file.startswith("."):
        Cursor(file, cursor.where).text(patterns.DIRECTORY, "a directory (`.`, `./lib`, `../lib`)")
        cursor.table()
        return DirectoryArtifact(file=file)
    Cursor(file, cursor.where).text(patterns.DISTRIBUTION_FILE, "the file name of a wheel or an sdist")
    place = "path" if "path" in dict(cursor.members()) else "url"
    table = cursor.table(place, "sha256", "size")
    return DistributionArtifact(
        file=file,
        url=table["url"].text(patterns.URL, "a URL (`https`, `http` or `file`, without credentials)")
        if place == "url"
        else table["path"].text(patterns.PROJECT_FILE, "a file (`./wheels/x.whl`, `../wheels/x.whl`)"),
        sha256=_sha256(table["sha256"]),
        size=None if table["size"].value is None else table["size"].integer(0, LARGEST),
    )


def _target(name: str, cursor: Cursor, artifacts: Mapping[str, Artifact]) -> LockedTarget:
    try:
        target = Target.parse(name)
    except BadTarget:
        raise cursor.wrong(f"`{name}` is not a target") from None
    if str(target) != name:
        raise cursor.wrong(f"write `{target}`")
    table = cursor.table(
        "base",
        "suite",
        "python",
        "seed",
        "tools",
        "natives",
        "run-time",
        "native",
        "toolchains",
        "packages",
        "build-packages",
        "prefer",
    )
    debs = frozenset(file for file, artifact in artifacts.items() if isinstance(artifact, DebArtifact))
    archives = frozenset(file for file, a in artifacts.items() if isinstance(a, ArchiveArtifact))
    distributions = frozenset(artifacts) - debs - archives
    files = [file for file, artifact in artifacts.items() if isinstance(artifact, DistributionArtifact)]
    trees = _Trees(
        natives={key: read_native(key, value, debs, archives) for key, value in table["natives"].members()},
        toolchains={key: read_tree(key, value, debs) for key, value in table["toolchains"].members()},
        build_packages=frozenset(key for key, _ in table["build-packages"].members()),
    )
    tools = table["tools"].table("installer", "patchelf")
    members = dict(table["packages"].members())
    for key, value in members.items():
        Cursor(key, value.where).text(patterns.NAME, "a normalised name")
    packages = tuple(_package(key, members[key], distributions, trees, members) for key in sorted(members))
    build_packages = {
        key: _build_package(key, value, distributions, trees)
        for key, value in sorted(table["build-packages"].members())
    }
    return LockedTarget(
        target=target,
        base="nixpkgs" if table["base"].one_of(("debian", "nixpkgs"), "base") == "nixpkgs" else "debian",
        suite=table["suite"].text(patterns.SUITE, "a suite's name"),
        python=_python(table["python"], target, debs),
        seed=_seed(table["seed"], debs),
        tools={key: value.one_of(files, "artifact") for key, value in tools.items()},
        natives=trees.natives,
        run_time=None
        if table["run-time"].value is None
        else table["run-time"].one_of(trees.natives, "tree of native libraries"),
        native=table["native"].texts(patterns.DEB_PACKAGE, "a Debian package's name"),
        toolchains=trees.toolchains,
        packages=packages,
        build_packages=build_packages,
        prefer=table["prefer"].texts(patterns.NAME, "a normalised name"),
    )


def _python(cursor: Cursor, target: Target, debs: frozenset[str]) -> LockedPython:
    table = cursor.table(
        "implementation",
        "full-version",
        "implementation-version",
        "glibc",
        "executable",
        "library-directory",
        "loader",
        "site-packages",
        "debs",
    )
    implementation = "cpython" if target.implementation == "cp" else "pypy"
    table["implementation"].one_of((implementation,), f"implementation for `{target}`:")
    full = table["full-version"].text(patterns.PYTHON_VERSION, "a version of Python")
    if not full.startswith(f"{target.python}."):
        raise table["full-version"].wrong(f"`{full}` is not a version of Python {target.python}")
    glibc = table["glibc"].items()
    if len(glibc) != 2:
        raise table["glibc"].wrong("expected two numbers")
    return LockedPython(
        interpreter=Interpreter(
            target=target,
            full_version=full,
            implementation_version=table["implementation-version"].text(patterns.PYTHON_VERSION, "a version"),
            # The number bounds the list of manylinux tags that is made from it.
            glibc=(glibc[0].integer(2, 2), glibc[1].integer(5, 999)),
        ),
        executable=_tree_path(table["executable"]),
        library_directory=_tree_path(table["library-directory"]),
        loader=_tree_path(table["loader"]),
        site_packages=_tree_path(table["site-packages"]),
        tree=Tree(debs=read_debs(table["debs"], debs)),
    )


def _seed(cursor: Cursor, debs: frozenset[str]) -> Seed:
    table = cursor.table("nar-sha256", "loader", "python", "library-path", "debs")
    return Seed(
        nar_sha256=_sha256(table["nar-sha256"]),
        loader=_tree_path(table["loader"]),
        python=_tree_path(table["python"]),
        library_path=tuple(_tree_path(item) for item in table["library-path"].items()),
        debs=read_debs(table["debs"], debs),
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class _Trees:
    """What packages of a target refer to."""

    natives: Mapping[str, Tree]
    toolchains: Mapping[str, Tree]
    build_packages: frozenset[str]


def _package(
    name: str,
    cursor: Cursor,
    distributions: frozenset[str],
    trees: _Trees,
    packages: Mapping[str, Cursor],
) -> LockedPackage:
    table = cursor.table(
        "version", "artifact", "required-by", "needs", "patches", "native", "nixpkgs", "spread", "build"
    )
    native = (
        None
        if table["native"].value is None
        else table["native"].one_of(trees.natives, "tree of native libraries")
    )
    artifact = table["artifact"].one_of(distributions, "artifact")
    build = None if table["build"].value is None else _build(table["build"], trees)
    if (build is None) != artifact.endswith(".whl"):
        raise table["build"].wrong("a wheel has none, everything else has one")
    return LockedPackage(
        name=name,
        version=table["version"].text(patterns.VERSION, "a version"),
        artifact=artifact,
        required_by=tuple(item.one_of(packages, "package") for item in table["required-by"].items()),
        needs=tuple(read_need(item) for item in table["needs"].items()),
        patches={key: _patch(key, value, native) for key, value in table["patches"].members()},
        native=native,
        spread=table["spread"].boolean(),
        build=build,
        nixpkgs=None
        if table["nixpkgs"].value is None
        else table["nixpkgs"].text(patterns.ATTRIBUTE, "an attribute of nixpkgs"),
    )


def _build_package(key: str, cursor: Cursor, distributions: frozenset[str], trees: _Trees) -> LockedPackage:
    Cursor(key, cursor.where).text(patterns.BUILD_PACKAGE, "a name and a version")
    package = _package(key, cursor, distributions, trees, {})
    # A version of digits may look like a digest: it is one where nothing else is left for the version.
    for plain in (key, re.sub(r"-[0-9a-f]{16}$", "", key)):
        if (name := plain.removesuffix(f"-{package.version}")) != plain:
            Cursor(name, cursor.where).text(patterns.NAME, "a normalised name")
            return replace(package, name=name)
    raise cursor.wrong(f"`{key}` holds version {package.version}")


def _build(cursor: Cursor, trees: _Trees) -> LockedBuild:
    table = cursor.table(
        "backend",
        "backend-path",
        "requires",
        "toolchains",
        "subdirectory",
        "config-settings",
        "env",
        "native",
        "patches",
        "git",
    )
    options, env, patches = (table[key].members() for key in ("config-settings", "env", "patches"))
    for key, value in (settings := dict(options)).items():
        Cursor(key, value.where).text(patterns.WORD, "the name of a setting")
    for key, value in (variables := dict(env)).items():
        Cursor(key, value.where).text(patterns.VARIABLE, "the name of a variable")
    for key, value in (texts := dict(patches)).items():
        Cursor(key, value.where).text(patterns.MEMBER_PATH, "the name of a patch")
    subdirectory = table["subdirectory"]
    return LockedBuild(
        backend=table["backend"].text(patterns.BACKEND, "a build backend"),
        backend_path=tuple(
            item.text(rf"\.|{patterns.MEMBER_PATH}", "a path below the source")
            for item in table["backend-path"].items()
        ),
        requires=tuple(
            item.one_of(trees.build_packages, "build package") for item in table["requires"].items()
        ),
        toolchains=tuple(item.one_of(trees.toolchains, "toolchain") for item in table["toolchains"].items()),
        subdirectory=""
        if subdirectory.value == ""
        else subdirectory.text(patterns.MEMBER_PATH, "a path below the source"),
        config_settings={key: value.text(patterns.LINES, "text") for key, value in settings.items()},
        env={key: value.text(patterns.LINES, "text") for key, value in variables.items()},
        native=table["native"].texts(patterns.DEB_PACKAGE, "a Debian package's name"),
        patches={key: value.text(patterns.LINES, "text") for key, value in texts.items()},
        git=None if table["git"].value is None else table["git"].one_of(trees.toolchains, "toolchain"),
    )


def _patch(file: str, cursor: Cursor, native: str | None) -> Patch:
    Cursor(file, cursor.where).text(patterns.MEMBER_PATH, "a path below the distribution")
    table = cursor.table("runpath", "interpreter")
    runpath = table["runpath"].texts(patterns.RUNPATH, "an entry of a run path")
    if native is None and any(entry.startswith("native:") for entry in runpath):
        raise table["runpath"].wrong("the package has no tree of native libraries")
    return Patch(runpath=runpath, interpreter=table["interpreter"].boolean())


def _sha256(cursor: Cursor) -> str:
    return cursor.text(patterns.SHA256, "a SHA-256 (64 lower-case hexadecimal digits)")


def _tree_path(cursor: Cursor) -> str:
    return cursor.text(patterns.TREE_PATH, "a path below the tree")
