"""A Debian package that comes from an address and not from the archive: what it says of itself."""

from __future__ import annotations

import lzma
import re
import tarfile
import zlib
from pathlib import Path

from debian.arfile import ArError
from debian.debfile import DebError, DebFile

from snowsnake.builders import deb
from snowsnake.builders.report import BuildError
from snowsnake.lockfile.model import ArchiveArtifact
from snowsnake.provide.interface import ForeignDeb
from snowsnake.scratch import scratch_directory
from snowsnake.settle.carrier_errors import BadArchive, WrongMachine
from snowsnake.targets import System

MAGIC = b"!<arch>\n"
_ARCHITECTURES = {"x86_64-linux": "amd64", "aarch64-linux": "arm64"}
_NAME = re.compile(r"[a-z0-9][a-z0-9+.-]+")
_VERSION = re.compile(r"[0-9A-Za-z.+~:-]+")
_DAMAGED = (
    DebError,
    ArError,
    tarfile.TarError,
    lzma.LZMAError,
    zlib.error,
    EOFError,
    ValueError,
    OSError,
    KeyError,
)


def is_deb(path: Path) -> bool:
    """Whether a file is a Debian package, or says so."""
    with path.open("rb") as file:
        return file.read(8) == MAGIC


def read_deb(source: str, artifact: ArchiveArtifact, path: Path, system: System) -> ForeignDeb:
    """Read a package, and see that it unpacks. Raises `BadArchive`, `WrongMachine`."""
    try:
        with DebFile(str(path)) as package:
            control = package.debcontrol()
    except _DAMAGED as error:
        raise BadArchive(source, f"it is damaged ({error})") from None
    name, version = str(control.get("Package", "")), str(control.get("Version", ""))
    if not _NAME.fullmatch(name) or not _VERSION.fullmatch(version):
        raise BadArchive(source, "its control file has no name or no version")
    architecture = str(control.get("Architecture", ""))
    if architecture not in {_ARCHITECTURES[system], "all"}:
        raise WrongMachine(source, system, {architecture or "nothing"})
    with scratch_directory("snowsnake-deb-") as directory:
        try:
            deb.unpack([(source, str(path))], str(directory), 1)
        except BuildError as error:
            raise BadArchive(source, error.message) from None
    fields = {
        key: str(control.get(key, ""))
        for key in ("Pre-Depends", "Depends", "Conflicts", "Breaks", "Provides")
    }
    return ForeignDeb(
        source=source,
        file=artifact.file,
        sha256=artifact.sha256,
        name=name,
        version=version,
        architecture=architecture,
        depends=", ".join(filter(None, (fields["Pre-Depends"], fields["Depends"]))),
        provides=fields["Provides"],
        conflicts=", ".join(filter(None, (fields["Conflicts"], fields["Breaks"]))),
    )
