"""Programs from elsewhere are told where data are, as programs of Debian packages are."""

from __future__ import annotations

# ruff: noqa: F401, F811 -- a sibling's fixtures
from tests.integration.loopback import Index
from tests.integration.project import Project
from tests.integration.test_native_elsewhere import built, index, project, start, tarball, wants

SAYS = b'#!/bin/sh\necho "$MAGIC" "$1"\n'


def test_a_program_of_an_archive_is_told_where_the_data_are(project: Project, index: Index) -> None:
    index.files["says.tgz"] = tarball({"bin/says": SAYS})
    wants(project, index.file_url("says.tgz"), "file")
    environment = built(project)
    magic, word = start(environment / "bin/says", "a b").split(maxsplit=1)
    assert magic.startswith("/nix/store/")
    assert magic.endswith("/lib/file/magic.mgc")
    assert word == "a b\n"
    # What is said already is left alone.
    assert start(environment / "bin/says", MAGIC="/mine") == "/mine \n"


def test_its_own_data_come_first(project: Project, index: Index) -> None:
    index.files["says.tgz"] = tarball({"bin/says": SAYS, "lib/file/magic.mgc": b"mine"})
    wants(project, index.file_url("says.tgz"), "file")
    environment = built(project)
    assert start(environment / "bin/says").strip().endswith("/opt/says/lib/file/magic.mgc")
    assert "/opt/" not in start(environment / "bin/python", "-c", "import os; print(os.environ)")
