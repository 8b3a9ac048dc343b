"""Debian packages from elsewhere whose Depends are not all that their files need."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

# ruff: noqa: F401, F811 -- a sibling's fixtures
from tests.integration.loopback import Index
from tests.integration.project import Project
from tests.integration.test_native_elsewhere import (
    LOADER,
    MACHINE,
    archives,
    built,
    debs,
    elf,
    index,
    jq,
    made_deb,
    project,
    start,
    wants,
)
from tests.unit.analyse.conftest import write_elf

from snowsnake.targets import host_system

AMD64 = {"x86_64-linux": "amd64", "aarch64-linux": "arm64"}[host_system()]


def test_a_library_that_its_depends_leave_out_is_found(
    project: Project, index: Index, jq: Mapping[str, bytes]
) -> None:
    index.files["jq.deb"] = made_deb("", AMD64, {"usr/bin/jq": jq["bin/jq"]}, name="jq")
    wants(project, index.file_url("jq.deb"))
    environment = built(project)
    assert start(environment / "bin/jq", "-n", "1+1") == "2\n"
    (archive,) = archives(project)
    needs = {need["name"]: need for need in archive["needs"]}
    assert needs["libjq.so.1"]["debian"]["package"] == "libjq1"
    assert needs["libjq.so.1"]["evidence"] == ["bin/jq"]
    # Something else that is required moves nothing of what is locked.
    before = project.lock.read_bytes()
    text = (project.directory / "pyproject.toml").read_text()
    project.write({"pyproject.toml": text.replace("[tool", 'dependencies = ["installer"]\n[tool')})
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    assert "base" not in ran.err
    assert project.lock.read_bytes() != before
    assert archives(project) == [archive]


def test_what_its_depends_name_is_theirs(
    project: Project, index: Index, jq: Mapping[str, bytes], debs: Mapping[str, Path]
) -> None:
    index.files["jq.deb"] = debs["jq"].read_bytes()
    wants(project, index.file_url("jq.deb"))
    assert project.run("lock").code == 0
    assert [need["name"] for need in archives(project)[0]["needs"]] == []


def test_a_library_of_another_package_from_elsewhere(project: Project, index: Index) -> None:
    index.files["tool.deb"] = made_deb("", AMD64, {"usr/bin/tool": elf("libother.so.1")})
    index.files["other.deb"] = made_deb("", AMD64, {"usr/lib/libother.so.1": elf()}, name="other")
    wants(project, index.file_url("tool.deb"), index.file_url("other.deb"))
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    assert [archive["needs"] for archive in archives(project)] == [[], []]


def test_a_library_that_nobody_has(project: Project, index: Index) -> None:
    files = {"usr/bin/tool": elf("libown.so"), "opt/tool/libown.so": elf("libnobody-has.so.9")}
    index.files["tool.deb"] = made_deb("", AMD64, files)
    wants(project, index.file_url("tool.deb"))
    ran = project.fails("lock")
    assert "`opt/tool/libown.so` in `http://127.0.0.1" in ran.err
    assert "needs `libnobody-has.so.9`, which it does not bring and Debian" in ran.err


def test_what_no_program_loads_or_another_package_keeps_apart_is_a_warning(
    project: Project, index: Index
) -> None:
    system = host_system()
    apart = write_elf(
        ("libnobody-has.so.8",),
        interpreter=LOADER[system],
        machine=MACHINE[system],
        runpath="/usr/lib/office",
    )
    files = {"usr/bin/tool": apart, "usr/lib/tool/plugin.so": elf("libnobody-has.so.9")}
    index.files["tool.deb"] = made_deb("", AMD64, files)
    wants(project, index.file_url("tool.deb"))
    ran = project.run("lock")
    assert ran.code == 0, ran.err
    assert "warning: `lib/tool/plugin.so` in" in ran.err
    assert "warning: `bin/tool` in" in ran.err
