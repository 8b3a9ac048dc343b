"""Compilers of a tree: which programs are theirs, and how they are started."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from snowsnake.builders.compilers import SPECS, Compilers, is_part

DRIVERS = (
    "gcc",
    "g++-14",
    "x86_64-linux-gnu-gcc",
    "cc",
    "c++",
    "gfortran",
    "f95",
    "aarch64-linux-gnu-g++-12",
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "tree/bin").mkdir(parents=True)
    (tmp_path / "tree/lib/x").mkdir(parents=True)
    (tmp_path / "below/lib/x").mkdir(parents=True)
    return tmp_path / "tree"


def compilers(root: Path) -> Compilers:
    return Compilers(str(root), str(root.parent / "below"), loader="lib/ld.so", directory="lib/x")


@pytest.mark.parametrize(
    "name", [*DRIVERS, "clang-19", "cpp", "ld.gold", "ar", "x86_64-linux-gnu-gcc-ar", "as"]
)
def test_what_belongs_to_a_compiler(name: str) -> None:
    assert is_part(name)


@pytest.mark.parametrize("name", ["gccx", "ccache", "car", "clang-format", "ldd", "gdb", "asy", "c++decl"])
def test_what_does_not(name: str) -> None:
    assert not is_part(name)


@pytest.mark.parametrize("name", DRIVERS)
def test_a_driver_gets_the_sysroot_and_the_users_words(root: Path, name: str) -> None:
    found = compilers(root)
    found.prepare()
    line = found.command(name, "'/tree/bin/x'")
    assert line is not None
    assert line.startswith(f"exec '/tree/bin/x' --sysroot={root} ")
    assert f"-specs={root}/{SPECS}" in line
    assert line.endswith(' "$@"')
    specs = (root / SPECS).read_text()
    assert f"-dynamic-linker {root.parent}/below/lib/ld.so" in specs
    assert f"-rpath {root}/lib/x:{root.parent}/below/lib/x" in specs


def test_with_a_compiler_its_linker_and_other_names_are_shown(root: Path) -> None:
    for name in ("gcc", "x86_64-linux-gnu-gcc", "ld", "ar", "sed"):
        (root / "bin" / name).touch()
    assert set(compilers(root).more(["g++"])) == {"gcc", "x86_64-linux-gnu-gcc", "ld", "ar"}
    assert compilers(root).more(["sed", "ar"]) == {}


def test_in_a_tree_without_a_compiler_nothing_is_changed(root: Path) -> None:
    assert compilers(root).command("ld", "/bin/ld") is None
    assert not (root / "nix").exists()


def test_links_to_libraries_of_the_interpreter_lead_there(root: Path) -> None:
    (root.parent / "below/lib/x/libz.so.1.3").touch()
    (root / "lib/x/libz.so").symlink_to("libz.so.1.3")
    (root / "lib/x/libnone.so").symlink_to("libnone.so.1")
    compilers(root).prepare()
    assert (root / "lib/x/libz.so").resolve() == root.parent / "below/lib/x/libz.so.1.3"
    assert str((root / "lib/x/libnone.so").readlink()) == "libnone.so.1"


def test_clang_is_told_of_the_linker_only_where_it_has_something_to_link(root: Path) -> None:
    found = compilers(root)
    found.prepare()
    (root / "bin/clang").write_text("#!/bin/sh\necho $*\n")
    (root / "bin/clang").chmod(0o755)
    script = root / "start"
    script.write_text(f"#!/bin/sh\n{found.command('clang', f'{root}/bin/clang')}\n")
    script.chmod(0o755)
    for words, linked in (["-v"], False), (["x.c"], True), (["x.c", "-lz"], True):
        said = subprocess.run([script, *words], capture_output=True, text=True, check=True).stdout
        assert ("-Wl," in said) is linked
        assert " ".join(words) in said
        assert f"--sysroot={root}" in said
