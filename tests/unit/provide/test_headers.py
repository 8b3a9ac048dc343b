"""From needs to development packages, with a small index made by hand."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

import pytest

from snowsnake.lockfile.model import NeedKind
from snowsnake.provide.headers import Decision, Index, development_packages
from snowsnake.provide.interface import Holder


@dataclass(frozen=True)
class Need:
    kind: NeedKind
    name: str
    required: bool = True
    evidence: tuple[str, ...] = ("setup.py:1",)


INDEX: Mapping[tuple[NeedKind, str], Sequence[str]] = {
    ("header", "zlib.h"): ["zlib1g-dev"],
    ("soname", "libz.so"): ["zlib1g-dev"],
    ("header", "jpeglib.h"): ["libjpeg-other-dev", "libjpeg62-turbo-dev"],
    ("header", "curl/curl.h"): ["libcurl4-gnutls-dev", "libcurl4-openssl-dev"],
    ("header", "postgresql/libpq-fe.h"): ["libpq-dev"],
    ("soname", "libpq.so"): ["libpq-dev"],
    ("program", "pg_config"): ["libpq-dev", "postgresql-common"],
    ("header", "foo.h"): ["libfoo-dev", "libfoobar-dev"],
    ("header", "bar.h"): ["libfoobar-dev", "libbar2-dev"],
    ("header", "same.h"): ["one-dev", "two-dev"],
    ("header", "windows.h"): ["mingw-w64-x86-64-dev", "libwine-dev"],
    ("header", "stdio.h"): ["musl-dev", "libc6-dev", "libc6-dev-arm64-cross"],
    ("soname", "libcdt.so"): ["libgraphviz-dev"],
    ("soname", "libssl.so"): ["libssl-dev"],
    ("soname", "libgnutls.so"): ["libgnutls28-dev"],
    ("soname", "libopenblas.so"): ["libopenblas-pthread-dev"],
    ("header", "hdf5/serial/hdf5.h"): ["libhdf5-dev"],
    ("program", "swig"): ["swig"],
    ("program", "R"): ["r-base-core", "r-cran-littler"],
    ("program", "dot"): ["graphviz"],
    ("program", "cargo"): ["rustup", "cargo", "cargo-web"],
    ("pkg-config", "cairo"): ["libcairo2-dev"],
    ("pkg-config", "gobject-introspection-1.0"): ["gobject-introspection"],
    ("header", "gobject-introspection-1.0/girepository.h"): ["libgirepository-1.0-dev"],
    ("header", "boost/version.hpp"): ["libboost-x-dev"],
    ("header", "snow.hpp"): ["libsnow1.83-dev", "libsnow1.88-dev"],
    ("header", "ice.hpp"): ["libice1.83-dev", "libice1.88-dev"],
    ("soname", "libsnow_python313.so"): ["libsnow-python1.83-dev", "libsnow-python1.88-dev"],
    ("soname", "libflake.so"): ["libflake-one-dev", "libflake-two-dev"],
    ("header", "ImageMagick-7/Magick++.h"): ["libmagick++-7-headers"],
    ("header", "GraphicsMagick/Magick++.h"): ["libgraphicsmagick++1-dev"],
}
DEPENDS: Mapping[str, Sequence[str]] = {
    "libsnow-dev": ["libsnow1.83-dev", "libc6"],
    "libsnow-python-dev": ["libsnow-python1.83-dev"],
    "libsnow-python1.83-dev": ["libsnow1.83-dev", "libsnow-python1.83.0"],
    "libsnow-python1.88-dev": ["libsnow1.88-dev", "libsnow-python1.88.0"],
    "libflake-two-dev": ["libflake2"],
    "r-cran-littler": ["r-base-core"],
    "libgraphicsmagick++1-dev": ["libgraphicsmagick++-q16-12t64"],
    "libmagick++-7-headers": [],
}


def decide(*needs: Need, given: Sequence[str] = (), advised: Sequence[str] = ()) -> Decision[Need]:
    def holders(kind: NeedKind, name: str) -> list[Holder]:
        return [Holder(package=p, path=name, directory="") for p in INDEX.get((kind, name), ())]

    def depends(package: str) -> Sequence[str]:
        return DEPENDS.get(package, ())

    index = Index(holders=holders, depends=depends, advised=advised, tag="313")
    return development_packages(needs, index, given)


def test_program_that_is_only_looked_for_is_there_where_debians_package_is_about_it() -> None:
    looked_for = Need("program", "R", required=False)
    assert decide(looked_for).packages == ()
    assert decide(looked_for, advised=["r-base-core"]).packages == ("r-base-core",)


def test_one_package_for_several_needs() -> None:
    found = decide(Need("header", "zlib.h"), Need("soname", "libz.so"))
    assert found.packages == ("zlib1g-dev",)
    assert [holder.package for _, holder in found.provided if holder] == ["zlib1g-dev", "zlib1g-dev"]
    assert (found.missing, found.questions) == ((), ())


@pytest.mark.parametrize(
    ("need", "package"),
    [
        (Need("header", "jpeglib.h"), "libjpeg62-turbo-dev"),
        (Need("header", "curl/curl.h"), "libcurl4-openssl-dev"),
        (Need("header", "libpq-fe.h"), "libpq-dev"),
        (Need("program", "pg_config"), "libpq-dev"),
        (Need("header", "foo.h"), "libfoo-dev"),
        (Need("header", "stdio.h"), "libc6-dev"),
        (Need("program", "cargo"), "cargo"),
        (Need("pkg-config", "openblas"), "libopenblas-pthread-dev"),
        (Need("soname", "libhdf5.so"), "libhdf5-dev"),
        (Need("header", "boost/asio/ip/tcp.hpp"), "libboost-x-dev"),
        (Need("pkg-config", "gobject-introspection-1.0"), "libgirepository-1.0-dev"),
    ],
)
def test_one_package_of_several(need: Need, package: str) -> None:
    assert decide(need).packages == (package,)


def test_who_meets_more_needs_wins() -> None:
    found = decide(Need("header", "foo.h"), Need("header", "bar.h"))
    assert found.packages == ("libfoobar-dev",)


def test_equally_good_packages_are_a_question() -> None:
    need = Need("header", "same.h", evidence=("x.c:3",))
    found = decide(need)
    assert found.packages == ()
    assert [(q.need, q.candidates) for q in found.questions] == [(need, ("one-dev", "two-dev"))]
    assert decide(need, given=["two-dev"]).packages == ("two-dev",)
    assert decide(need, given=["two-dev"]).questions == ()


SNOW = Need("header", "snow.hpp")
SNOW_PYTHON = Need("soname", "libsnow_python3.so")
BOTH_OLD = ("libsnow-python1.83-dev", "libsnow1.83-dev")
BOTH_NEW = ("libsnow-python1.88-dev", "libsnow1.88-dev")


def test_of_several_versions_the_default_is_taken() -> None:
    assert decide(SNOW).packages == ("libsnow1.83-dev",)


def test_several_versions_without_a_default_are_a_question() -> None:
    found = decide(Need("header", "ice.hpp"))
    assert [q.candidates for q in found.questions] == [("libice1.83-dev", "libice1.88-dev")]


@pytest.mark.parametrize("needs", [(SNOW, SNOW_PYTHON), (SNOW_PYTHON, SNOW)])
def test_the_version_that_debian_links_wins_over_the_default_for_all_that_goes_with_it(
    needs: Sequence[Need],
) -> None:
    assert decide(*needs).packages == BOTH_OLD
    assert decide(*needs, advised=["libsnow-python1.88.0", "libc6"]).packages == BOTH_NEW


def test_the_version_that_the_user_gives_wins_over_all() -> None:
    found = decide(SNOW, SNOW_PYTHON, given=["libsnow-python1.88-dev"], advised=["libsnow-python1.83.0"])
    assert found.packages == BOTH_NEW
    assert decide(SNOW, given=["libsnow1.88-dev"]).packages == ("libsnow1.88-dev",)


def test_the_headers_of_the_library_that_debian_links_are_meant() -> None:
    need = Need("header", "Magick++.h")
    assert decide(need).packages == ("libmagick++-7-headers",)
    found = decide(need, advised=["libgraphicsmagick++-q16-12t64"])
    assert found.packages == ("libgraphicsmagick++1-dev",)


def test_a_library_that_is_not_required_is_added_where_debian_links_it() -> None:
    need = Need("soname", "libflake.so", required=False)
    assert decide(need).packages == ()
    assert decide(need, advised=["libflake2"]).packages == ("libflake-two-dev",)


@pytest.mark.parametrize("name", ["libsnow_python.so", "libsnow_python3.so", "libsnow_python-py313.so"])
def test_a_library_for_an_interpreter_is_found_by_the_name_without_its_version(name: str) -> None:
    need = Need("soname", name)
    assert decide(need).packages == ("libsnow-python1.83-dev",)
    assert decide(need).missing == ()


def test_another_system_s_package_is_none() -> None:
    need = Need("header", "windows.h")
    found = decide(need)
    assert (found.packages, found.missing) == ((), (need,))


def test_what_nobody_has_is_missing_if_it_is_required() -> None:
    required, optional = Need("header", "nowhere.h"), Need("soname", "libnowhere.so", required=False)
    found = decide(required, optional)
    assert found.missing == (required,)
    assert found.provided == ((required, None), (optional, None))


def test_libraries_beside_a_known_one_are_not_missing() -> None:
    """Graphviz's plugins lie in a directory of its own, which the build script knows."""
    found = decide(Need("soname", "libcdt.so"), Need("soname", "libgvplugin_gd.so", evidence=("setup.py:9",)))
    assert (found.packages, found.missing) == (("libgraphviz-dev",), ())


@pytest.mark.parametrize(
    ("needs", "packages"),
    [
        ([Need("pkg-config", "cairo", required=False)], ("libcairo2-dev",)),
        ([Need("soname", "libz.so", required=False)], ("zlib1g-dev",)),
        ([Need("header", "zlib.h", required=False)], ()),
        ([Need("header", "same.h", required=False)], ()),
        ([Need("program", "dot", required=False)], ()),
        ([Need("program", "pg_config", required=False)], ("libpq-dev",)),
        ([Need("soname", n, required=False) for n in ("libssl.so", "libgnutls.so")], ("libssl-dev",)),
    ],
)
def test_what_is_not_required_is_provided_without_doubt_or_not(
    needs: list[Need], packages: tuple[str, ...]
) -> None:
    found = decide(*needs)
    assert found.packages == packages
    assert (found.missing, found.questions) == ((), ())


def test_an_optional_header_comes_with_what_is_there() -> None:
    found = decide(Need("soname", "libpq.so"), Need("header", "libpq-fe.h", required=False))
    assert all(holder is not None for _, holder in found.provided)


@pytest.mark.parametrize(
    "name", ["cmake", "meson", "imports", "programs", "headers", "libraries", "development", "crates"]
)
def test_knowledge_has_no_entry_twice(name: str) -> None:
    table = tomllib.loads((files("snowsnake.provide") / "knowledge" / f"{name}.toml").read_text("utf-8"))
    for key, value in table.items():
        if isinstance(value, list):
            assert len(value) == len(set(value)), (key, sorted({x for x in value if value.count(x) > 1}))
            assert all(isinstance(item, str) and item for item in value), key
        else:
            assert all(isinstance(item, (str, list)) for item in value.values()), key
