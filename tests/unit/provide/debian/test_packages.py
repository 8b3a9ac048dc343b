from __future__ import annotations

import lzma
from pathlib import Path

import pytest

from snowsnake.provide.debian.packages import DamagedPackages, PackageIndex, Part, build_database

STANZA = """\
Package: {name}
Version: {version}
Architecture: {architecture}
Maintainer: Somebody <somebody@example.invalid>
Pre-Depends: dpkg
Depends: libc6 (>= 2.38)
Provides: virtual (= 1), other
Conflicts: old
Breaks: older (<< 2)
Description: something
Filename: {path}
Size: 12
SHA256: {sha256}
"""
GOOD = {
    "name": "zlib1g",
    "version": "1:1.3-2",
    "architecture": "amd64",
    "path": "pool/main/z/zlib1g_1.3-2_amd64.deb",
    "sha256": "a" * 64,
}


def part(
    folder: Path, *changes: dict[str, str], archive: str = "debian", snapshot: str = "20261101T000000Z"
) -> Part:
    text = "\n".join(STANZA.format(**(GOOD | change)) for change in changes)
    source, database = folder / "Packages.xz", folder / f"{archive}.sqlite"
    source.write_bytes(lzma.compress(text.encode()))
    build_database(source, database, architecture="amd64", source="test")
    return Part(database=database, archive=archive, snapshot=snapshot)


def test_a_package_becomes_an_artifact(tmp_path: Path) -> None:
    (package,) = PackageIndex([part(tmp_path, {})]).candidates("zlib1g")
    assert package.depends == "dpkg, libc6 (>= 2.38)"
    assert package.conflicts == "old, older (<< 2)"
    assert package.upstream == "1.3"
    artifact = package.artifact()
    assert artifact.file == "zlib1g_1%3a1.3-2_amd64.deb"
    assert (artifact.path, artifact.size, artifact.sha256) == (GOOD["path"], 12, "a" * 64)
    assert artifact.snapshot == "20261101T000000Z"


def test_versions_are_newest_first_over_all_archives(tmp_path: Path) -> None:
    main = part(tmp_path, {"version": "1.9"}, {"version": "1.10"}, {"architecture": "arm64", "version": "9"})
    security = part(tmp_path, {"version": "1.10"}, {"version": "1.10+deb13u1"}, archive="debian-security")
    found = PackageIndex([main, security]).candidates("zlib1g")
    assert [(package.version, package.archive) for package in found] == [
        ("1.10+deb13u1", "debian-security"),
        ("1.10", "debian"),
        ("1.9", "debian"),
    ]


def test_what_provides_a_name(tmp_path: Path) -> None:
    index = PackageIndex([part(tmp_path, {}, {"name": "another"})])
    assert [package.name for package in index.providers("virtual")] == ["another", "zlib1g"]
    assert [package.name for package in index.providers("other")] == ["another", "zlib1g"]
    assert index.providers("zlib1g") == ()


@pytest.mark.parametrize(
    "change",
    [
        {"name": "../evil"},
        {"name": "a$(b)"},
        {"version": "1 0"},
        {"version": "1/../2"},
        {"path": "/etc/passwd"},
        {"path": "pool/../../evil.deb"},
        {"path": "pool/main/a b.deb"},
        {"path": "http://example.invalid/a.deb"},
        {"sha256": "short"},
    ],
)
def test_impossible_values_are_refused_and_nothing_is_left(tmp_path: Path, change: dict[str, str]) -> None:
    with pytest.raises(DamagedPackages):
        part(tmp_path, change)
    assert [path.name for path in tmp_path.iterdir()] == ["Packages.xz"]


def test_a_truncated_index_is_refused(tmp_path: Path) -> None:
    source = tmp_path / "Packages.xz"
    source.write_bytes(lzma.compress(STANZA.format(**GOOD).encode())[:-8])
    with pytest.raises(DamagedPackages):
        build_database(source, tmp_path / "out.sqlite", architecture="amd64", source="test")
