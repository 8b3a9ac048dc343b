from __future__ import annotations

import os
from pathlib import Path

import pytest

from snowsnake.lockfile.model import DebArtifact
from snowsnake.provide.debian.mirrors import ALLOW_EXPIRED, BadMirror, Mirrors

DEB = DebArtifact(
    file="zlib1g_1.3_amd64.deb",
    archive="debian",
    path="pool/main/z/zlib/zlib1g_1.3_amd64.deb",
    snapshot="20261101T083000Z",
    sha256="0" * 64,
    size=1,
)


@pytest.fixture
def apt(tmp_path: Path) -> Path:
    (tmp_path / "sources.list.d").mkdir()
    return tmp_path


def test_the_official_mirror_then_the_snapshots(apt: Path) -> None:
    assert Mirrors.detect({}, apt=apt).urls(DEB) == (
        f"https://ftp.debian.org/debian/{DEB.path}",
        f"https://snapshot.debian.org/archive/debian/20261101T083000Z/{DEB.path}",
    )


def test_the_hosts_mirror_comes_first(apt: Path) -> None:
    (apt / "sources.list").write_text(
        "# deb http://commented.example.invalid/debian bookworm main\n"
        "deb [arch=amd64 signed-by=/k.gpg] http://one.example.invalid/debian/ trixie main\n"
        "deb-src http://source.example.invalid/debian bookworm main\n"
        "deb http://ubuntu.example.invalid/debian jammy main\n"
        "deb https://vendor.example.invalid/apt stable main\n"
        "deb file:///srv/debian bookworm main\n"
        "deb http://user:secret@private.example.invalid/debian bookworm main\n"
    )
    (apt / "sources.list.d" / "debian.sources").write_text(
        "Types: deb\n# a comment\nURIs: http://two.example.invalid/debian\n http://ftp.debian.org/debian\n"
        "Suites: trixie trixie-updates\nComponents: main\n\n"
        "Types: deb\nURIs: http://two.example.invalid/debian-security\nSuites: trixie-security\n\n"
        "Types: deb\nEnabled: no\nURIs: http://off.example.invalid/debian\nSuites: trixie\n\n"
        "Types: deb-src\nURIs: http://source.example.invalid/debian\nSuites: trixie\n"
    )
    mirrors = Mirrors.detect({}, apt=apt)
    assert mirrors.of("debian") == (
        "http://one.example.invalid/debian",
        "http://two.example.invalid/debian",
        "http://ftp.debian.org/debian",  # what the host says; not again over https
    )
    assert mirrors.of("debian-security") == (
        "http://two.example.invalid/debian-security",
        "https://security.debian.org/debian-security",
    )
    assert mirrors.of("debian-ports") == ()


@pytest.mark.parametrize(
    "value", ["https://mirror.example.invalid/debian", " https://mirror.example.invalid/debian/ "]
)
def test_the_configured_mirror_comes_before_all(apt: Path, value: str) -> None:
    (apt / "sources.list").write_text("deb http://one.example.invalid/debian bookworm main\n")
    mirrors = Mirrors.detect({"SNOWSNAKE_DEBIAN_MIRROR": value}, apt=apt)
    assert mirrors.of("debian")[:2] == (
        "https://mirror.example.invalid/debian",
        "http://one.example.invalid/debian",
    )
    assert mirrors.of("debian-security")[0] == "https://mirror.example.invalid/debian-security"


@pytest.mark.parametrize(
    "value",
    [
        "mirror.example.invalid",
        "ftp://mirror.example.invalid/debian",
        "https:///debian",
        "https://user:hunter2@mirror.example.invalid/debian",
        "https://mirror.example.invalid/debian?x=1",
        "https://mirror.example.invalid/de bian",
        "https://mirror.example.invalid:port/debian",
        "https://[::1/debian",
    ],
)
def test_a_configured_mirror_that_is_none(apt: Path, value: str) -> None:
    with pytest.raises(BadMirror) as caught:
        Mirrors.detect({"SNOWSNAKE_DEBIAN_MIRROR": value}, apt=apt)
    assert "hunter2" not in f"{caught.value.message}{caught.value.help}{caught.value.details}"


def test_sources_that_cannot_be_read_are_passed_over(tmp_path: Path) -> None:
    assert Mirrors.detect({}, apt=tmp_path / "none").of("debian") == ("https://ftp.debian.org/debian",)


def test_an_expired_index_is_allowed_by_the_variable_or_by_the_hosts_apt(tmp_path: Path) -> None:
    strict, lenient = tmp_path / "strict", tmp_path / "lenient"
    alone = 'Dir::Etc::Main "/dev/null"; Dir::Etc::Parts "/dev/null";'  # not this machine's own files
    strict.write_text(alone + 'Acquire::Check-Valid-Until "true";')
    lenient.write_text(alone + 'Acquire::Check-Valid-Until "false";')
    for variables, allowed in (
        ({"APT_CONFIG": str(strict)}, False),
        ({"APT_CONFIG": str(strict), ALLOW_EXPIRED: "1"}, True),
        ({"APT_CONFIG": str(lenient)}, True),
        ({"APT_CONFIG": str(lenient), ALLOW_EXPIRED: "0"}, False),
    ):
        environ = {"PATH": os.environ["PATH"], **variables}
        assert Mirrors.detect(environ, apt=tmp_path).allows_expired() is allowed


def test_the_hosts_apt_is_started_only_where_an_index_is_over(tmp_path: Path) -> None:
    apt = tmp_path / "apt-config"
    apt.write_text(f"#!/bin/sh\n: > {tmp_path}/asked\n")
    apt.chmod(0o755)
    mirrors = Mirrors.detect({"PATH": str(tmp_path)}, apt=tmp_path / "none")
    assert mirrors.urls(DEB)
    assert not (tmp_path / "asked").exists()
