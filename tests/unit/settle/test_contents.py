"""What is inside of an archive: its programs, and what they need from outside."""

from __future__ import annotations

import io
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from tests.unit.analyse.conftest import write_elf

from snowsnake.errors import SnowsnakeError
from snowsnake.settle.carrier_errors import NewerGlibc, NoPrograms, NoSuchProgram, WrongMachine
from snowsnake.settle.contents import Contents, check_glibc, look_into, programs_of, wants
from snowsnake.targets import Interpreter, Target

LOADER = "/lib64/ld-linux-x86-64.so.2"
MUSL = "/lib/ld-musl-x86_64.so.1"
X86, ARM = 62, 183

Look = Callable[[Mapping[str, bytes | str]], Contents]


def program(*needed: str, machine: int = X86, loader: str = LOADER) -> bytes:
    return write_elf(needed, interpreter=loader, machine=machine)


@pytest.fixture
def look(tmp_path: Path) -> Look:
    def looking(files: Mapping[str, bytes | str]) -> Contents:
        with tarfile.open(tmp_path / "x.tar", "w") as archive:
            for name, content in files.items():
                member = tarfile.TarInfo(f"top/{name}")
                member.mode = 0o755
                if isinstance(content, str):
                    member.type, member.linkname = tarfile.SYMTYPE, content
                    archive.addfile(member)
                else:
                    member.size = len(content)
                    archive.addfile(member, io.BytesIO(content))
        return look_into("x.tar", tmp_path / "x.tar", single="x")

    return looking


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"bin/a": program(), "bin/b": b"#!/bin/sh\n", "bin/README": b"text"}, {"a": "bin/a", "b": "bin/b"}),
        ({"usr/bin/a": program(), "b": program()}, {"a": "usr/bin/a"}),
        ({"x-1.data/scripts/a": program(), "x/__init__.py": b""}, {"a": "x-1.data/scripts/a"}),
        ({"a": program(), "libb.so.1": write_elf(machine=X86), "c": b"#!/bin/sh\n"}, {"a": "a"}),
        ({"bin/a": "../libexec/a", "libexec/a": program()}, {"a": "bin/a"}),
        ({"bin/a": program(machine=ARM), "bin/b": program()}, {"b": "bin/b"}),
        ({"bin/a": program("libc.musl-x86_64.so.1", loader=MUSL), "bin/b": program()}, {"b": "bin/b"}),
    ],
    ids=["bin", "usr", "wheel", "top", "link", "machines", "musl"],
)
def test_programs_are_found(files: dict[str, bytes | str], found: dict[str, str], look: Look) -> None:
    assert programs_of(look(files), {}, "x86_64-linux") == found


@pytest.mark.parametrize(
    ("glob", "found"),
    [("deep/tool-*", "deep/tool-1"), ("deep/*", None), ("tool-*", None), ("*/tool-?", None)],
)
def test_programs_are_where_the_user_says(glob: str, found: str | None, look: Look) -> None:
    contents = look({"deep/tool-1": program(), "deep/tool-1-arm": program(machine=ARM), "deep/x": program()})
    if found is None:
        with pytest.raises(NoSuchProgram):
            programs_of(contents, {"tool": glob}, "x86_64-linux")
    else:
        assert programs_of(contents, {"tool": glob}, "x86_64-linux") == {"tool": found}


@pytest.mark.parametrize(
    ("files", "error"),
    [
        ({"bin/a": program(machine=ARM)}, WrongMachine),
        ({"bin/a": program("libc.musl-x86_64.so.1", loader=MUSL)}, WrongMachine),
        ({"deep/a": program()}, NoPrograms),
        ({"README": b"text"}, NoPrograms),
        ({"bin/a": b"\x7fELF" + b"\xff" * 200}, SnowsnakeError),
    ],
    ids=["machine", "musl", "deep", "text", "broken"],
)
def test_what_has_no_program_for_this_machine_is_refused(
    files: dict[str, bytes | str], error: type[SnowsnakeError], look: Look
) -> None:
    with pytest.raises(error) as caught:
        programs_of(look(files), {}, "x86_64-linux")
    assert "`x.tar`" in caught.value.message
    assert caught.value.help


def test_what_is_in_it_is_no_need_and_what_no_program_loads_is_another(look: Look) -> None:
    contents = look(
        {
            "bin/a": program("libown.so.1", "libc.so.6", "ld-linux-x86-64.so.2"),
            "bin/s": b"#!/usr/bin/env node\n",
            "lib/libown.so.1": "libown.so.1.2",
            "lib/libown.so.1.2": write_elf(["libfar.so.3"], soname="libown.so.1", machine=X86),
            "lib/plugin.so": write_elf(["libplugin.so.4", "libc.so.6"], machine=X86),
            "lib/arm.so": write_elf(["libarm.so.5"], machine=ARM),
        }
    )
    found = wants(contents, ["bin/a", "bin/s"], "x86_64-linux")
    assert found.required == {
        ("program", "node"): ("bin/s",),
        ("soname", "libc.so.6"): ("bin/a",),
        ("soname", "libfar.so.3"): ("lib/libown.so.1.2",),
    }
    assert found.other == {("soname", "libplugin.so.4"): ("lib/plugin.so",)}


def test_links_that_go_round_in_circles(look: Look) -> None:
    contents = look({"bin/a": program("libx.so"), "lib/libx.so": "liby.so", "lib/liby.so": "libx.so"})
    assert wants(contents, ["bin/a"], "x86_64-linux").other == {}


def test_a_newer_glibc_than_the_base_has(look: Look) -> None:
    base = Interpreter(
        target=Target.parse("cp313-x86_64-linux"),
        full_version="3.13.5",
        implementation_version="3.13.5",
        glibc=(2, 41),
    )
    old = look({"bin/a": program("libc.so.6") + b"\0GLIBC_2.2.5\0GLIBC_2.41\0"})
    check_glibc(old, ["bin/a"], base, "trixie")
    new = look({"bin/a": program("libc.so.6") + b"\0GLIBC_2.2.5\0GLIBC_2.43\0"})
    with pytest.raises(NewerGlibc, match=r"needs glibc 2\.43, and Debian trixie has 2\.41"):
        check_glibc(new, ["bin/a"], base, "trixie")
