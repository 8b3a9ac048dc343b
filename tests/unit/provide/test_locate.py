from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from snowsnake.provide.debian.reduce import table_rows
from snowsnake.provide.debian.shipped import ShippedRows, shipped_rows
from snowsnake.provide.locate import Kind, Locator, NobodyHasIt, guess
from snowsnake.provide.nixpkgs.files import files_of, shipped_files
from snowsnake.provide.tables import FileTable, file_table

DEBIAN = {
    "lib/{triplet}/libGL.so.1": "libgl1",
    "lib/{triplet}/libmagic.so.1": "libmagic1t64",
    "lib/{triplet}/libmagic.so.1.0.0": "libmagic1t64",
    "lib/{triplet}/libmagic.so": "libmagic-dev",
    "lib/{triplet}/blas/libblas.so.3": "libblas3",
    "lib/{triplet}/private/libhidden.so.2": "app",
    "bin/pdftoppm": "poppler-utils",
    "bin/only-debian": "zzz,aaa",
    "bin/convert": "graphicsmagick-imagemagick-compat",
    "include/zlib.h": "zlib1g-dev",
    "include/cairo/cairo.h": "libcairo2-dev",
    "lib/{triplet}/pkgconfig/cairo.pc": "libcairo2-dev",
    "share/pkgconfig/eigen3.pc": "libeigen3-dev",
    "lib/{triplet}/gstreamer-1.0/libgstsnow.so": "gstreamer1.0-snow",
    "lib/{triplet}/qt6/plugins/imageformats/libqsnow.so": "qt6-snow-plugins",
    "lib/{triplet}/sasl2/libsnow.so": "libsasl2-modules-snow",
    "lib/{triplet}/sasl2/libsnow.so.2": "libsasl2-modules-snow",
    "lib/{triplet}/odbc/libsnowodbc.so": "snow-odbc",
    "lib/{triplet}/security/pam_ice.so": "libpam-ice",
    "lib/{triplet}/snow/libinner.so": "app",
    "share/texmf/tex/latex/cm-super/type1ec.sty": "cm-super-minimal",
    "share/texlive/texmf-dist/tex/latex/base/article.cls": "texlive-latex-base",
    "share/texlive/texmf-dist/doc/latex/snow/article.cls": "texlive-latex-extra-doc",
}
if TYPE_CHECKING:
    from snowsnake.provide.tables import RowKind

WORD = ("program", "library", "pkg-config", "element", "plugin")
NIXPKGS = {
    ("libglvnd-1", "libGL", "out", True): ("lib/libGL.so.1",),
    ("file-5", "file", "out", True): ("lib/libmagic.so.2",),
    ("cairo-1-dev", "cairo", "dev", True): ("lib/pkgconfig/cairo.pc",),
    ("poppler-1", "poppler-utils", "out", True): ("bin/pdftoppm",),
    ("graphicsmagick-imagemagick-compat-1", "compat", "out", True): ("bin/convert",),
    ("imagemagick-7", "imagemagick", "out", True): ("bin/convert",),
    ("gst-snow-1", "gst_all_1.gst-snow", "out", True): ("lib/gstreamer-1.0/libgstsnow.so",),
    ("qtbase-6", "qt6.qtbase", "out", True): ("lib/qt-6/plugins/imageformats/libqsnow.so",),
    ("snow-odbc-1", "snow-odbc", "out", True): ("lib/libsnowodbc.so",),
}


@pytest.fixture
def locator(tmp_path: Path, nix_index: Callable[[Any], Path]) -> Locator:
    path = tmp_path / "trixie.table"
    element: tuple[RowKind, str, str] = (
        "element",
        "snowenc",
        "lib/{triplet}/gstreamer-1.0 gstreamer1.0-snow",
    )
    path.write_bytes(file_table([*table_rows(DEBIAN), element], {"alternatives": "blas lapack"}))
    rows = ShippedRows(FileTable(path), "x86_64-linux-gnu")
    return Locator([("trixie", rows)], files_of(nix_index(NIXPKGS), tmp_path / "cache"))


@pytest.mark.parametrize(
    ("text", "debian", "nixpkgs"),
    [
        ("libGL.so.1", "libgl1 lib/x86_64-linux-gnu/libGL.so.1", "libGL lib/libGL.so.1"),
        ("/usr/lib/libGL.so.1", "libgl1 lib/x86_64-linux-gnu/libGL.so.1", "libGL lib/libGL.so.1"),
        ("pdftoppm", "poppler-utils bin/pdftoppm", "poppler-utils bin/pdftoppm"),
        ("/usr/bin/pdftoppm", "poppler-utils bin/pdftoppm", "poppler-utils bin/pdftoppm"),
        # As Debian's alternatives link it, and not who has a file of the name.
        ("convert", "imagemagick bin/convert", "imagemagick bin/convert"),
        ("only-debian", "aaa bin/only-debian", None),
        ("zlib.h", "zlib1g-dev include/zlib.h", None),
        ("/usr/include/cairo/cairo.h", "libcairo2-dev include/cairo/cairo.h", None),
        (
            "cairo.pc",
            "libcairo2-dev lib/x86_64-linux-gnu/pkgconfig/cairo.pc",
            "cairo.dev lib/pkgconfig/cairo.pc",
        ),
        ("eigen3", "libeigen3-dev share/pkgconfig/eigen3.pc", None),  # no program, no library: a module
        ("magic", "libmagic1t64 lib/x86_64-linux-gnu/libmagic.so.1", "file lib/libmagic.so.2"),
        ("libmagic", "libmagic1t64 lib/x86_64-linux-gnu/libmagic.so.1", "file lib/libmagic.so.2"),
        ("blas", "libblas3 lib/x86_64-linux-gnu/blas/libblas.so.3", None),
    ],
)
def test_who_has_it(locator: Locator, text: str, debian: str, nixpkgs: str | None) -> None:
    first, second = locator.locate(*guess(text))
    assert (first.base, first.suite, second.base, second.suite) == ("debian", "trixie", "nixpkgs", None)
    found = [
        f"{answer.places[0].label} {answer.places[0].path}" if answer.places else None
        for answer in (first, second)
    ]
    assert found == [debian, nixpkgs]


@pytest.mark.parametrize(
    ("kinds", "name", "near"),
    [
        (("soname",), "libmagic.so.9", "libmagic.so.1"),
        (("header",), "cairo.h", "cairo/cairo.h"),
        (("program",), "pdftopmm", "pdftoppm"),
        (("pkg-config",), "ciaro", None),
        (("pkg-config",), "cario", "cairo.pc"),
        (("library",), "mgaic", "magic"),
        (("soname",), "libhidden.so.9", "libhidden.so.2"),
        (("library",), "hidden", "hidden"),
        (("program",), "x" * 100_000, None),
        (("program",), "", None),
        (("program", "library", "pkg-config"), "\udcff\n\t\0", None),
    ],
)
def test_nobody_has_it(locator: Locator, kinds: tuple[Kind, ...], name: str, near: str | None) -> None:
    with pytest.raises(NobodyHasIt) as caught:
        locator.locate(kinds, name)
    assert (caught.value.near or (None,))[0] == near
    assert "neither Debian trixie nor nixpkgs" in caught.value.message
    assert caught.value.help


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("libGL.so", (("soname", "plugin"), "libGL.so")),
        ("libc.so.6", (("soname", "plugin"), "libc.so.6")),
        ("lib/x86_64-linux-gnu/pkgconfig/cairo.pc", (("pkg-config",), "cairo")),
        ("GL/gl.h", (("header",), "GL/gl.h")),
        ("include/x86_64-linux-gnu/openssl/ssl.h", (("header",), "openssl/ssl.h")),
        ("./vector.hpp", (("header",), "vector.hpp")),
        ("dot", (WORD, "dot")),
        ("/", (WORD, "")),
        ("/usr/lib/girepository-1.0/Gtk-4.0.typelib", (("typelib",), "Gtk-4.0")),
        ('gi.require_version("Gtk", "4.0")', (("typelib",), "Gtk-4.0")),
        ("Gtk-4.0", (("typelib", *WORD), "Gtk-4.0")),
        ("x-4.0", (WORD, "x-4.0")),
        ("gst-plugin:x264", (("plugin",), "libgstx264.so")),
        ("gst-element:x264enc", (("element",), "x264enc")),
        ("gstreamer|1.0|snow|x264 encoder|element-x264enc", (("element",), "x264enc")),
        ('enc = Gst.ElementFactory.make("x264enc", None)', (("element",), "x264enc")),
        ('no element "x264enc"', (("element",), "x264enc")),
        ("element", (WORD, "element")),
        ("gst-plugin:", (WORD, "gst-plugin:")),
    ],
)
def test_what_a_name_is_the_name_of(text: str, expected: object) -> None:
    assert guess(text) == expected


@pytest.mark.parametrize("name", ["libcuda.so.1", "libnvidia-ml.so.1", "libnvcuvid.so"])
def test_a_library_of_the_driver_is_not_suggested_to_itself(name: str) -> None:
    rows = shipped_rows("trixie", "x86_64-linux-gnu")
    assert rows is not None
    kinds, found = guess(name)
    with pytest.raises(NobodyHasIt) as caught:
        Locator([("trixie", rows)], shipped_files()).locate(kinds, found)
    assert f"locate {name}`" not in str(caught.value.help)
    assert "`LD_LIBRARY_PATH`" in str(caught.value.help)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("type1ec.sty", ["cm-super-minimal share/texmf/tex/latex/cm-super/type1ec.sty"]),
        (
            "/usr/share/texlive/texmf-dist/tex/latex/base/article.cls",
            ["texlive-latex-base share/texlive/texmf-dist/tex/latex/base/article.cls"],
        ),
    ],
)
def test_file_of_latex_is_debians(locator: Locator, text: str, found: list[str]) -> None:
    (answer,) = locator.locate(*guess(text))
    assert [f"{place.label} {place.path}" for place in answer.places] == found


def test_file_of_latex_that_nobody_has(locator: Locator) -> None:
    with pytest.raises(NobodyHasIt, match=r"`type1ecc\.sty`: Debian trixie has none") as caught:
        locator.locate(*guess("type1ecc.sty"))
    assert caught.value.near == ("type1ec.sty",)
    assert "nixpkgs" not in str(caught.value)


def test_typelib_is_located_in_the_package_that_the_suite_says() -> None:
    rows = shipped_rows("trixie", "x86_64-linux-gnu")
    assert rows is not None
    locator = Locator([("trixie", rows)], shipped_files())
    debian, nixpkgs = locator.locate(("typelib",), "GstApp-1.0")
    assert [(place.label, place.path) for place in (*debian.places, *nixpkgs.places)] == [
        ("gir1.2-gst-plugins-base-1.0", "lib/x86_64-linux-gnu/girepository-1.0/GstApp-1.0.typelib"),
        ("gst_all_1.gst-plugins-base", "lib/girepository-1.0/GstApp-1.0.typelib"),
    ]
    with pytest.raises(NobodyHasIt, match=r"typelib `Gtk-9\.0`") as caught:
        locator.locate(("typelib",), "Gtk-9.0")
    assert caught.value.near == ("Gtk-4.0", "Gtk-3.0", "Gtk-2.0")


@pytest.mark.parametrize(
    ("text", "package", "path"),
    [
        ("hdf5.pc", "libhdf5-dev", "lib/x86_64-linux-gnu/pkgconfig/hdf5.pc"),
        ("blas.pc", "libblas-dev", "lib/x86_64-linux-gnu/pkgconfig/blas.pc"),
        ("cblas.h", "libblas-dev", "include/x86_64-linux-gnu/cblas.h"),
        ("libmpi.so", "libopenmpi-dev", "lib/x86_64-linux-gnu/libmpi.so"),
    ],
)
@pytest.mark.parametrize("suite", ["bookworm", "trixie", "sid"])
def test_development_file_that_alternatives_link_is_located(
    text: str, package: str, path: str, suite: str
) -> None:
    rows = shipped_rows(suite, "x86_64-linux-gnu")
    assert rows is not None
    debian = Locator([(suite, rows)], shipped_files()).locate(*guess(text))[0]
    assert (debian.places[0].label, debian.places[0].path) == (package, path)


@pytest.mark.parametrize(
    ("kinds", "name", "found"),
    [
        (
            None,
            "libgstsnow.so",
            [
                "gstreamer1.0-snow lib/x86_64-linux-gnu/gstreamer-1.0/libgstsnow.so",
                "gst_all_1.gst-snow lib/gstreamer-1.0/libgstsnow.so",
            ],
        ),
        (None, "pam_ice.so", ["libpam-ice lib/x86_64-linux-gnu/security/pam_ice.so", None]),
        (None, "ice", ["libpam-ice lib/x86_64-linux-gnu/security/pam_ice.so", None]),
        (None, "libsnow.so.2", ["libsasl2-modules-snow lib/x86_64-linux-gnu/sasl2/libsnow.so.2", None]),
        (None, "libsnow.so.3", ["libsasl2-modules-snow lib/x86_64-linux-gnu/sasl2/libsnow.so", None]),
        # A plugin on one base, and beside all other libraries on the other.
        (
            None,
            "libsnowodbc.so",
            [
                "snow-odbc lib/x86_64-linux-gnu/odbc/libsnowodbc.so",
                "snow-odbc lib/libsnowodbc.so",
            ],
        ),
        (
            ("plugin",),
            "SNOW-SHA-256",
            [
                "libsasl2-modules-snow lib/x86_64-linux-gnu/sasl2/libsnow.so",
                "gstreamer1.0-snow lib/x86_64-linux-gnu/gstreamer-1.0/libgstsnow.so",
                "qt6-snow-plugins lib/x86_64-linux-gnu/qt6/plugins/imageformats/libqsnow.so",
                "snow-odbc lib/x86_64-linux-gnu/odbc/libsnowodbc.so",
            ],
        ),
    ],
)
def test_plugin_is_located_by_its_file_and_by_its_name(
    locator: Locator, kinds: tuple[Kind, ...] | None, name: str, found: list[str | None]
) -> None:
    guessed, what = guess(name)
    answers = locator.locate(kinds or guessed, what)
    if kinds is not None:  # in every library's directory that somebody has one of
        answers = [answer for answer in answers if answer.base == "debian"]
    places = [
        f"{answer.places[0].label} {answer.places[0].path}" if answer.places else None for answer in answers
    ]
    assert sorted(map(str, places)) == sorted(map(str, found))


def test_library_of_a_program_is_no_plugin(locator: Locator) -> None:
    with pytest.raises(NobodyHasIt, match=r"nobody has the library `libinner\.so`"):
        locator.locate(*guess("libinner.so"))


def test_element_of_gstreamer_is_debians(locator: Locator) -> None:
    (answer,) = locator.locate(*guess("snowenc"))
    assert [(place.label, place.path) for place in answer.places] == [
        ("gstreamer1.0-snow", "lib/x86_64-linux-gnu/gstreamer-1.0")
    ]
    with pytest.raises(NobodyHasIt, match=r"element of GStreamer `snowdec`: Debian trixie has none"):
        locator.locate(*guess('no element "snowdec"'))


@pytest.mark.parametrize("suite", ["bookworm", "trixie", "sid"])
@pytest.mark.parametrize(
    ("text", "package"),
    [
        ("x264enc", "gstreamer1.0-plugins-ugly"),
        ("libgstx264.so", "gstreamer1.0-plugins-ugly"),
        ("libgiognutls.so", "glib-networking"),
        ("libtdsodbc.so", "tdsodbc"),
        ("libplain.so", "libsasl2-modules"),
        ("pam_ldap.so", "libpam-ldapd"),
    ],
)
def test_plugins_that_every_suite_has(suite: str, text: str, package: str) -> None:
    rows = shipped_rows(suite, "aarch64-linux-gnu")
    assert rows is not None
    debian = Locator([(suite, rows)], shipped_files()).locate(*guess(text))[0]
    assert debian.places[0].label == package
    assert debian.places[0].path.startswith("lib/aarch64-linux-gnu/")
