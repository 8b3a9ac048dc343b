"""Archives of strangers: tar, zip, `.deb` and sdist, where they are read and where they are unpacked."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.fuzz import containers
from tests.fuzz.driver import Target, fuzz

from snowsnake.analyse.source import BadSource, read_source
from snowsnake.artifacts import BadDeb, unpack_seed
from snowsnake.builders import archive, deb, source
from snowsnake.builders.report import BuildError
from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile.model import ArchiveArtifact
from snowsnake.settle.contents import look_into
from snowsnake.settle.foreign_deb import read_deb

Parse = Callable[[Path, Path], object]
"""What gets a file, and the directory that it lies in."""


def _deb_of_tree(path: Path, inside: Path) -> object:
    (inside / "tree").mkdir()
    deb.control("x.deb", str(path))
    return deb.unpack([("x.deb", str(path))], str(inside / "tree"), 1)


def _deb_from_elsewhere(path: Path, inside: Path) -> object:
    artifact = ArchiveArtifact(file="x.deb", url="https://example.invalid/x.deb", sha256="0" * 64, size=1)
    return read_deb("x.deb", artifact, path, "x86_64-linux")


pytestmark = pytest.mark.filterwarnings("ignore")  # of `zipfile`, about names that are there twice

UNPACKERS: dict[str, tuple[str, Parse, tuple[type[Exception], ...]]] = {
    "deb of a tree": ("x.deb", _deb_of_tree, (BuildError,)),
    "deb from elsewhere": ("x.deb", _deb_from_elsewhere, (SnowsnakeError,)),
    "deb of a seed": ("x.deb", lambda path, inside: unpack_seed([path], inside / "seed"), (BadDeb,)),
    "archive of a tree": (
        "x-1.tar.gz",
        lambda path, inside: archive.unpack("x-1.tar.gz", str(path), str(inside / "into"), single="x"),
        (BuildError,),
    ),
    "archive that is looked into": (
        "x-1.tar.gz",
        lambda path, _: look_into("x-1.tar.gz", path, single="x"),
        (SnowsnakeError,),
    ),
    "source that is built": (
        "x-1.tar.gz",
        lambda path, inside: source.unpack(str(path), "x-1.tar.gz", str(inside / "into")),
        (BuildError,),
    ),
    "source that is read": ("x-1.tar.gz", lambda path, _: read_source(path, "0" * 64), (BadSource,)),
}


@pytest.mark.parametrize(("file", "parse", "errors"), UNPACKERS.values(), ids=UNPACKERS)
def test_archive_is_read_or_refused_and_nothing_is_written_outside(
    file: str, parse: Parse, errors: tuple[type[Exception], ...], tmp_path: Path
) -> None:
    outside = str(tmp_path / "outside")
    tars = [
        containers.tar(*containers.good()),
        *(containers.tar(*entries) for entries in containers.escapes(outside)),
        *containers.numbers(),
    ]
    if file.endswith(".deb"):
        seeds = [containers.deb(data) for data in tars]
        seeds.append(containers.deb(gzip.compress(tars[0], mtime=0), suffix=".gz"))
    else:
        zips = [
            entries for entries in containers.escapes(outside) if all(kind != b"1" for _, kind, _ in entries)
        ]
        seeds = [*tars, *containers.compressed(tars[0]), *map(containers.zipped, zips)]

    def run(data: bytes, inside: Path) -> object:
        path = inside / file
        path.write_bytes(containers.with_checksums(data))
        return parse(path, inside)

    fuzz(Target(seeds=seeds, parse=run, errors=errors, names=file), tmp_path)
