from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from snowsnake.provide.debian.contents import DamagedContents, DatabaseRows, build_database, read_contents
from snowsnake.provide.debian.holders import Contents

TEXT = """\
bin/sh                                                  shells/dash
usr/bin/pdftoppm                                        utils/poppler-utils
usr/bin/tool                                            utils/aaa,utils/tool
usr/bin/a file with blanks                              utils/blanks
usr/sbin/daemon                                         net/daemon
usr/games/fortune                                       games/fortune-mod
lib/x86_64-linux-gnu/libold.so.1                        libs/libold1
usr/lib/x86_64-linux-gnu/libGL.so.1                     libs/libgl1
usr/lib/x86_64-linux-gnu/nvidia/libGL.so.1              non-free/nvidia
usr/lib/x86_64-linux-gnu/libmany.so.2 libs/libmany2-dbg,libs/libmany2t64,libs/many,x/libmany-dev
usr/lib/x86_64-linux-gnu/blas/libblas.so.3              libs/libblas3
usr/lib/x86_64-linux-gnu/atlas/libblas.so.3             libs/libatlas3-base
usr/lib/x86_64-linux-gnu/private/libhidden.so.1         libs/app
usr/lib/app/libbundled.so.1                             libs/app
usr/lib/i386-linux-gnu/libother.so.1                    libs/libother1
usr/x86_64-w64-mingw32/lib/libcross.so.1                libs/cross
usr/lib/libplain.so.0.1                                 libs/libplain0
usr/lib/x86_64-linux-gnu/libevil.so.1.txt               libs/libevil1
usr/include/zlib.h                                      libdevel/zlib1g-dev
usr/include/x86_64-linux-gnu/ffi.h                      libdevel/libffi-dev
usr/include/cairo/cairo.h                               libdevel/libcairo2-dev
usr/lib/x86_64-linux-gnu/pkgconfig/cairo.pc             libdevel/libcairo2-dev
usr/share/pkgconfig/eigen3.pc                           libdevel/libeigen3-dev
"""


@pytest.fixture
def contents(tmp_path: Path) -> Contents:
    source = tmp_path / "Contents-amd64.gz"
    source.write_bytes(gzip.compress(TEXT.encode()))
    database = tmp_path / "contents.sqlite"
    build_database(read_contents(source, source="test"), database, triplet="x86_64-linux-gnu")
    return Contents([DatabaseRows(database)], alternatives=["blas", "atlas"])


@pytest.mark.parametrize(
    ("kind", "name", "package", "path"),
    [
        ("soname", "libGL.so.1", "libgl1", "lib/x86_64-linux-gnu/libGL.so.1"),
        ("soname", "libold.so.1", "libold1", "lib/x86_64-linux-gnu/libold.so.1"),
        ("soname", "libplain.so.0.1", "libplain0", "lib/libplain.so.0.1"),
        ("soname", "libblas.so.3", "libblas3", "lib/x86_64-linux-gnu/blas/libblas.so.3"),
        ("soname", "libmany.so.2", "libmany2t64", "lib/x86_64-linux-gnu/libmany.so.2"),
        ("program", "sh", "dash", "bin/sh"),
        ("program", "pdftoppm", "poppler-utils", "bin/pdftoppm"),
        ("program", "tool", "tool", "bin/tool"),
        ("program", "daemon", "daemon", "sbin/daemon"),
        ("program", "fortune", "fortune-mod", "games/fortune"),
        ("header", "zlib.h", "zlib1g-dev", "include/zlib.h"),
        ("header", "ffi.h", "libffi-dev", "include/x86_64-linux-gnu/ffi.h"),
        ("header", "cairo/cairo.h", "libcairo2-dev", "include/cairo/cairo.h"),
        ("pkg-config", "cairo", "libcairo2-dev", "lib/x86_64-linux-gnu/pkgconfig/cairo.pc"),
        ("pkg-config", "eigen3", "libeigen3-dev", "share/pkgconfig/eigen3.pc"),
    ],
)
def test_who_has_what(contents: Contents, kind: str, name: str, package: str, path: str) -> None:
    holder = contents.holders(kind, name)[0]  # type: ignore[arg-type]
    assert (holder.package, holder.path) == (package, path)


@pytest.mark.parametrize(
    "name",
    ["libhidden.so.1", "libbundled.so.1", "libother.so.1", "libcross.so.1", "libnone.so.1", "libgl.so.1"],
)
def test_what_the_loader_would_not_find_is_not_provided(contents: Contents, name: str) -> None:
    assert contents.holders("soname", name) == []


def test_what_the_interpreter_has_wins(contents: Contents) -> None:
    assert contents.holders("soname", "libmany.so.2", preferred={"many"})[0].package == "many"
    assert (
        contents.holders("soname", "libblas.so.3", preferred={"libatlas3-base"})[0].package
        == "libatlas3-base"
    )


@pytest.mark.parametrize("damage", [lambda d: d[:-20], lambda d: b"x" + d, lambda _: b""])
def test_a_truncated_index_leaves_nothing(tmp_path: Path, damage: object) -> None:
    source = tmp_path / "Contents-amd64.gz"
    source.write_bytes(damage(gzip.compress(TEXT.encode())))  # type: ignore[operator]
    with pytest.raises(DamagedContents):
        build_database(
            read_contents(source, source="test"), tmp_path / "out" / "c.sqlite", triplet="x86_64-linux-gnu"
        )
    assert list((tmp_path / "out").iterdir()) == []
