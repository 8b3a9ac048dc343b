"""What build backends say about their sources, asked in Nix's sandbox and believed only as far as it can be read."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import unquote

from packaging.metadata import parse_email
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake import realising
from snowsnake.acquire import Acquire
from snowsnake.failed_build import Advisers, explain
from snowsnake.lockfile.model import DirectoryArtifact, Lock, LockedPackage, LockedRequirements
from snowsnake.nix.errors import BuildFailed
from snowsnake.parsing import Malformed, parse_json
from snowsnake.provide.interface import Base
from snowsnake.requirements import Inputs
from snowsnake.requirements.asked import Asked
from snowsnake.resolve import Metadata, Selected
from snowsnake.scratch import scratch_directory
from snowsnake.settle.errors import BadMetadata
from snowsnake.settle.ground import Ground, Settled
from snowsnake.specifications import read_requirement, read_specifiers

_BUILDS = "/build"
_SOURCE = f"{_BUILDS}/source/source"
"""Where a project lies in the sandbox (`builders.root`, `builders.source`)."""
_ANSWERS = {"metadata": "METADATA", "requires": "requires.json"}
"""By mode, the file that the builder leaves."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Asking:
    """What it takes to ask."""

    acquire: Acquire
    base: Base
    inputs: Inputs


def ask_metadata(
    asking: Asking, ground: Ground, item: Selected, package: LockedPackage, settled: Settled
) -> Metadata:
    """What a source requires at run time (PEP 517's `prepare_metadata_for_build_wheel`). Raises `BadMetadata`."""
    metadata = _read_metadata(_ask(asking, ground, item, package, settled, mode="metadata"), item)
    if not isinstance(item.artifact, DirectoryArtifact):
        return metadata
    place = ground.directory / item.artifact.file / item.subdirectory
    return replace(metadata, requires_dist=tuple(_outside(text, place) for text in metadata.requires_dist))


def ask_requires(
    asking: Asking, ground: Ground, item: Selected, package: LockedPackage, settled: Settled
) -> tuple[str, ...]:
    """What a source needs besides to be built (PEP 517's `get_requires_for_build_wheel`). Raises `BadMetadata`."""
    return _read_requires(_ask(asking, ground, item, package, settled, mode="requires"), item)


def _ask(
    asking: Asking, ground: Ground, item: Selected, package: LockedPackage, settled: Settled, *, mode: str
) -> bytes:
    """What the build backend of a source says, in Nix's sandbox: the content of a file that it leaves."""
    # Its answer is the same on every base, and Debian's is there already.
    target = replace(ground.target(settled, [package]), base="debian")
    name = str(target.target)
    lock = Lock(
        requirements=LockedRequirements(asked=Asked(), requires=(), digest="sha256:" + "0" * 64),
        targets={name: target},
        artifacts={**ground.artifacts(), **settled.artifacts},
    )
    arguments = {"package": package.name, "mode": mode}
    with scratch_directory("snowsnake-source-") as scratch:
        try:
            answer = realising.build(
                lock,
                name,
                asking.acquire,
                directory=ground.directory,
                attribute="source",
                arguments=arguments,
                root=scratch / "answer",
            )
        except BuildFailed as error:
            advisers = Advisers.of(asking.base, target, asking.inputs, ground.nixpkgs)
            failed = tuple(replace(one, required_by=item.required_by) for one in target.packages)
            raise explain(error, replace(target, packages=failed), advisers) from None
        return (answer / _ANSWERS[mode]).read_bytes()


def _outside(requirement: str, directory: Path) -> str:
    """A requirement whose address, if it is a path in the sandbox, is the path of this machine that it stands for.

    Backends make a relative path absolute from where the project in `directory` lies when they are asked.
    """
    match = re.fullmatch(r"(?P<head>.* @ )file://(?P<path>/[^\s;#]*)(?P<rest>.*)", requirement)
    if match is None:
        return requirement
    said = unquote(match["path"])
    path = os.path.normpath(directory / os.path.relpath(said, _SOURCE))
    # What lies as far above the source as `/build` is deep has left it; else an absolute path is what was written.
    if not said.startswith(f"{_BUILDS}/") and (Path(said).exists() or not Path(path).is_dir()):
        return requirement
    return f"{match['head']}{Path(path).as_uri()}{match['rest']}"


def _read_metadata(said: bytes, item: Selected) -> Metadata:
    """Core metadata that a build backend wrote. Raises `BadMetadata`."""
    try:
        raw, _ = parse_email(said)
        requires = tuple(str(read_requirement(text)) for text in raw.get("requires_dist", ()))
        python = raw.get("requires_python")
        return Metadata(
            version=raw.get("version"),
            requires_dist=requires,
            requires_python=str(read_specifiers(python)) if python else None,
            provides_extra=tuple(canonicalize_name(extra) for extra in raw.get("provides_extra", ())),
        )
    except ValueError as error:  # `Malformed`, of UTF-8
        raise BadMetadata(item, str(error)) from None


def _read_requires(said: bytes, item: Selected) -> tuple[str, ...]:
    """Build requirements that a build backend asked for. Raises `BadMetadata`."""
    try:
        return tuple(str(read_requirement(text)) for text in parse_json(said))
    except (Malformed, TypeError) as error:
        raise BadMetadata(item, str(error)) from None


def parsed(texts: Sequence[str]) -> list[Requirement]:
    """The requirements among texts of metadata; old ones may hold others, which uv reads leniently."""
    found = []
    for text in texts:
        with suppress(Malformed):
            found.append(read_requirement(text))
    return found
