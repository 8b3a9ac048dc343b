"""Directories that are developed: which copy of each a realised environment was built from.

An editable project is built from a copy of its directory as it was some time ago: its Python files are taken from the
directory itself, so that an edit rebuilds nothing. The copy is renewed when a file changes that says how to build, or
when the user asks.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile.model import DirectoryArtifact, Lock
from snowsnake.parsing import parse_json
from snowsnake.storage import write_file

BUILD_FILES = (
    "pyproject.toml",
    "setup.py",
    "setup.cfg",
    "MANIFEST.in",
    "meson.build",
    "meson.options",
    "CMakeLists.txt",
    "Cargo.toml",
)
"""A change of one of these, at the top of a project, changes how it is built or what it is called."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Copy:
    """A directory as it was built."""

    digest: str
    """Of its `BUILD_FILES`."""
    path: str
    """The copy's store path."""


class NotEditable(SnowsnakeError):
    """A directory whose name cannot be in the files that make it editable."""

    def __init__(self, directory: str, reason: str) -> None:
        self.directory = directory
        super().__init__(
            f"`{directory}` cannot be developed: its name {reason}, and what Python reads of it is text, line by line",
            help="move the project to a directory with another name; `snowsnake build` works here as well",
        )


def check_editable(directory: str) -> None:
    """Raises `NotEditable` for a path that a `.pth` file cannot hold."""
    if directory.splitlines() != [directory]:
        raise NotEditable(directory, "has a line break in it")
    if any("\udc80" <= letter <= "\udcff" for letter in directory):
        raise NotEditable(directory, "is not UTF-8")


def editable_packages(lock: Lock, target: str, directory: Path) -> dict[str, str]:
    """Where the distributions of a target are that are built from directories, by name; `directory` has the lock.

    Raises `NotEditable`.
    """
    found = {
        package.name: os.path.normpath(directory / package.artifact / (package.build.subdirectory))
        for package in lock.targets[target].packages
        if package.build is not None and isinstance(lock.artifacts[package.artifact], DirectoryArtifact)
    }
    for path in found.values():
        check_editable(path)
    return found


def build_files(directory: Path) -> list[Path]:
    """Where the files that say how to build are, or would be."""
    return [directory / name for name in BUILD_FILES]


def build_digest(directory: Path) -> str:
    """A digest of the files that say how to build."""
    digest = hashlib.sha256()
    for path in build_files(directory):
        with suppress(OSError):
            content = path.read_bytes()
            digest.update(f"{path.name} {len(content)} ".encode() + content)
    return digest.hexdigest()


def read_copies(file: Path) -> dict[str, Copy]:
    """What was remembered, by the directory's key in the lock; nothing where that cannot be read."""
    with suppress(OSError, ValueError, KeyError, TypeError, AttributeError):
        found = parse_json(file.read_bytes())
        return {key: Copy(digest=str(item["digest"]), path=str(item["path"])) for key, item in found.items()}
    return {}


def write_copies(file: Path, copies: Mapping[str, Copy]) -> None:
    """Remember them, for `read_copies`. Raises `OSError`."""
    document = {key: {"digest": copy.digest, "path": copy.path} for key, copy in sorted(copies.items())}
    write_file(file, json.dumps(document, indent=2).encode())
