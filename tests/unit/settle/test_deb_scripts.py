"""What Debian's programs that are shell scripts run, of which no package says that it needs it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import cast

import pytest
from tests.unit.builders.debs import write_deb

from snowsnake.acquire import Acquire
from snowsnake.lockfile.model import DebArtifact
from snowsnake.settle.deb_scripts import DebScripts, Wanted, everyday, scripts_of

MEMBERS: Mapping[str, bytes | str] = {
    "./usr/bin/opener": b'#!/bin/sh\ncd "$(dirname "$0")" && helper x | grep y; xprop\n',
    "./usr/bin/helper": b"#! /bin/bash -e\nhelper2 && sed s/a/b/\n",
    "./usr/bin/other": b"#!/bin/sh\nuname -a\n",
    "./usr/sbin/linked": "../lib/opener/run.sh",
    "./usr/lib/opener/run.sh": b"#!/bin/sh\nwc -l\n",
    "./usr/bin/machine-code": b"\x7fELFdirname",
    "./usr/bin/perl-script": b"#!/usr/bin/perl\nsystem('cut');\n",
    "./usr/share/opener/example": b"#!/bin/sh\ntail\n",
}


@pytest.fixture
def package(tmp_path: Path) -> Path:
    return Path(write_deb(tmp_path / "opener_1_all.deb", MEMBERS)[1])


def test_programs_that_are_shell_scripts_are_read(package: Path) -> None:
    assert scripts_of(package) == {
        "opener": ["dirname", "grep", "helper", "sh", "xprop"],
        "helper": ["bash", "helper2", "sed"],
        "other": ["sh", "uname"],
        "linked": ["sh", "wc"],
    }


def test_package_that_cannot_be_read_has_no_scripts(tmp_path: Path) -> None:
    (tmp_path / "broken.deb").write_bytes(b"!<arch>\nbroken")
    assert scripts_of(tmp_path / "broken.deb") == {}


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["opener"], {"dirname", "grep", "bash", "sed"}),
        (["other"], {"uname"}),
        (["machine-code"], set()),
        (None, {"dirname", "grep", "bash", "sed", "uname", "wc"}),
    ],
)
def test_everyday_programs_are_those_of_the_scripts_that_are_wanted(
    package: Path, names: list[str] | None, found: set[str]
) -> None:
    assert everyday(scripts_of(package), names) == found


def test_scripts_that_run_each_other_are_read_once() -> None:
    assert everyday({"a": ["b", "cut"], "b": ["a"]}, None) == {"cut"}


def test_package_is_fetched_once_and_only_where_its_programs_are_wanted(
    package: Path, tmp_path: Path
) -> None:
    asked: list[str] = []

    class Fetching(SimpleNamespace):
        def __call__(self, artifacts: Iterable[DebArtifact]) -> dict[str, Path]:
            files = [artifact.file for artifact in artifacts]
            asked.extend(files)
            return dict.fromkeys(files, package)

    def artifact(file: str) -> DebArtifact:
        digest = hashlib.sha256(file.encode()).hexdigest()
        return DebArtifact(
            file=file, archive="debian", path=f"pool/{file}", snapshot="", sha256=digest, size=1
        )

    acquire = cast("Acquire", Fetching(configuration=SimpleNamespace(cache=tmp_path / "cache")))
    debs = {file: artifact(file) for file in ("opener_1_all.deb", "coreutils_9_amd64.deb")}
    for wanted, found in (({"opener": ["other"]}, {"uname"}), ({"opener": ["helper"]}, {"bash", "sed"})):
        assert DebScripts(wanted=cast("Wanted", wanted), acquire=acquire)(debs) == found
    assert asked == ["opener_1_all.deb"]
