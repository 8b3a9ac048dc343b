"""Programs from elsewhere are told where data are, as programs of Debian packages are."""

from __future__ import annotations

# ruff: noqa: F401, F811 -- a sibling's fixtures
from tests.integration.loopback import Index
from tests.integration.project import Project
from tests.integration.test_native_elsewhere import MACHINE, built, index, project, start, tarball, wants
from tests.unit.analyse.conftest import write_elf

from snowsnake.targets import host_system

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


def test_data_of_which_debian_has_nothing_here(project: Project, index: Index) -> None:
    says = SAYS.replace(b"$MAGIC", b"$TESSDATA_PREFIX")
    index.files["reads.tgz"] = tarball({"bin/reads": says, "share/tessdata/eng.traineddata": b"mine"})
    index.files["other.tgz"] = tarball({"bin/other": says})
    wants(project, *(index.file_url(file) for file in index.files))
    environment = built(project)
    assert start(environment / "bin/reads").strip().endswith("/opt/reads/share/tessdata")
    assert not start(environment / "bin/other").strip()
    before = project.lock.read_bytes()
    text = (project.directory / "pyproject.toml").read_text()
    project.write({"pyproject.toml": f"{text}\n# again\n"})
    assert project.run("lock").code == 0
    assert project.lock.read_bytes() == before


def test_a_program_that_needs_nothing_else(project: Project, index: Index) -> None:
    static = write_elf(machine=MACHINE[host_system()], kind=2)
    index.files["tool.tgz"] = tarball({"bin/tool": static, "share/tessdata/eng.traineddata": b"mine"})
    wants(project, index.file_url("tool.tgz"))
    environment = built(project)
    assert "/opt/tool/share/tessdata" in (environment / "bin/tool").read_text()
