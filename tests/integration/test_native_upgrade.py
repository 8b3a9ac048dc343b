"""One program from elsewhere is taken anew, and the others stay."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

# ruff: noqa: F401, F811 -- a sibling's fixtures
from tests.integration.loopback import Index
from tests.integration.project import Project
from tests.integration.test_native_debs import AMD64
from tests.integration.test_native_elsewhere import archives, elf, index, made_deb, project, tarball, wants


def locked(project: Project, *words: str) -> Mapping[str, str]:
    """The files of all archives by where they are from."""
    ran = project.run("lock", *words)
    assert ran.code == 0, ran.err
    return {archive["source"].rpartition("/")[2]: archive["artifact"] for archive in archives(project)}


def serve(index: Index, more: bytes) -> None:
    index.files["one.tgz"] = tarball({"bin/first": elf(), "more": more})
    index.files["two.tgz"] = tarball({"bin/second": elf(), "more": more})
    files = {"usr/bin/third": elf(), "usr/share/more": more}
    index.files["three.deb"] = made_deb("", AMD64, files, name="trio")


@pytest.mark.parametrize(
    ("name", "moved"),
    [
        ("first", "one.tgz"),  # a program
        ("one", "one.tgz"),  # its directory
        ("{two.tgz}", "two.tgz"),  # its address
        ("{two.tgz}#sha256=ignored", "two.tgz"),
        ("trio", "three.deb"),  # a Debian package
    ],
)
def test_the_one_that_is_named(project: Project, index: Index, name: str, moved: str) -> None:
    serve(index, b"old")
    wants(project, *(index.file_url(file) for file in ("one.tgz", "two.tgz", "three.deb")))
    before = locked(project)
    serve(index, b"new")
    for file in index.files:
        name = name.replace(f"{{{file}}}", index.file_url(file))
    after = locked(project, "--upgrade-package", name)
    assert {file for file in before if before[file] != after[file]} == {moved}


def test_a_wheel_that_carries_a_program(project: Project, index: Index) -> None:
    program = {"snowtool/bin/tool": elf()}
    index.add("snowtool", "1.0", files=program)
    native = {"from": "pypi:SnowTool", "programs": {"tool": "snowtool/bin/tool"}}
    uv = f'[[tool.uv.index]]\nurl = "{index.url}"\ndefault = true\n'
    wants(project, native, more=uv)
    first = locked(project)
    index.add("snowtool", "2.0", files=program)
    assert "has no `numpy`" in project.fails("lock", "--upgrade-package", "numpy").err
    assert locked(project) == first
    second = locked(project, "--upgrade-package", "SnowTool")
    assert second["pypi:snowtool"].startswith("snowtool-2.0")
