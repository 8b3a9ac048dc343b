"""What is known of Debian's packages beyond its indexes: every entry is well-formed, and says where it is from."""

from __future__ import annotations

import re
import tomllib
from importlib.resources import files

import pytest

from snowsnake.knowledge import table
from snowsnake.lockfile import patterns
from snowsnake.lockfile.model import NeedKind
from snowsnake.provide.debian.advice import dependencies_of
from snowsnake.provide.debian.conventions import by_convention
from snowsnake.provide.debian.data import Data, entries, kept_in, known_about
from snowsnake.provide.debian.links import linked

TRIPLET = "x86_64-linux-gnu"
CONVENTIONS = tomllib.loads(
    (files("snowsnake") / "provide" / "knowledge" / "conventions.toml").read_text("utf-8")
)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry.package)
def test_what_is_known_of_data_can_be_locked(entry: Data) -> None:
    assert re.fullmatch(r"[a-z0-9][a-z0-9+.*?\[\]-]*", entry.package)
    assert entry.evidence
    assert entry.variables or entry.steps or entry.also
    for name, globs in entry.variables.items():
        assert re.fullmatch(patterns.VARIABLE, name)
        assert globs
        assert all(re.fullmatch(patterns.TREE_GLOB, glob) for glob in globs)
    for step in entry.steps:
        assert re.fullmatch(patterns.TREE_PATH, step[0])
        assert all(word.isprintable() for word in step)  # else the lock is refused that it is written into
    assert all(re.fullmatch(patterns.DEB_PACKAGE, name) for name in entry.also)


def test_each_package_has_one_entry() -> None:
    names = [entry.package for entry in entries()]
    assert sorted(set(names)) == sorted(names)


def test_an_entry_is_found_by_the_packages_of_a_tree() -> None:
    (found,) = (e for e in known_about({"libc6", "tesseract-ocr", "zlib1g"}) if e.package == "tesseract-ocr")
    assert "TESSDATA_PREFIX" in found.variables
    assert "tesseract-ocr-eng" in found.also
    assert not list(known_about({"tesseract-ocr-deu"}))


def test_plugins_that_a_library_recommends_come_with_it() -> None:
    also = {name for entry in known_about({"libsasl2-2", "libqt6sql6", "libc6"}) for name in entry.also}
    assert also == {"libsasl2-modules", "libqt6sql6-sqlite"}


def test_plugins_are_packages() -> None:
    for row in table("plugins")["plugins"]:
        assert set(row) == {"library", "plugins"}
        assert all(re.fullmatch(patterns.DEB_PACKAGE, name) for name in row.values())


@pytest.mark.parametrize("entry", CONVENTIONS["alternative"], ids=lambda entry: entry["package"])
def test_alternatives_are_well_formed(entry: dict[str, object]) -> None:
    assert set(entry) == {"package", "programs", "evidence"}
    assert re.fullmatch(patterns.DEB_PACKAGE, str(entry["package"]))
    assert entry["programs"] == sorted(set(entry["programs"]))  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("kind", "name", "holder"),
    [
        (
            "typelib",
            "Gtk-4.0",
            ("gir1.2-gtk-4.0", f"lib/{TRIPLET}/girepository-1.0/Gtk-4.0.typelib"),
        ),
        (
            "typelib",
            "GstApp-1.0",
            ("gir1.2-gst-plugins-base-1.0", f"lib/{TRIPLET}/girepository-1.0/GstApp-1.0.typelib"),
        ),
        (
            "typelib",
            "GObject-2.0",
            ("gir1.2-glib-2.0", f"lib/{TRIPLET}/girepository-1.0/GObject-2.0.typelib"),
        ),
        ("typelib", "New-1.0", ("gir1.2-new-1.0", f"lib/{TRIPLET}/girepository-1.0/New-1.0.typelib")),
        ("program", "convert", ("imagemagick", "bin/convert")),
        ("program", "java", ("default-jre-headless", "bin/java")),
        ("soname", "libjvm.so", ("default-jre-headless", "lib/jvm/default-java/lib/server/libjvm.so")),
        ("data", "fonts", ("fonts-dejavu-core", "share/fonts/truetype/dejavu")),
        ("program", "pdftoppm", None),
        ("soname", "convert", None),
        ("data", "nothing", None),
        ("typelib", "Gtk", None),
        ("typelib", "../../etc-1", None),
        ("typelib", "Gtk-4.0\n", None),
        ("typelib", "", None),
    ],
)
def test_conventions_answer_before_contents(
    kind: NeedKind, name: str, holder: tuple[str, str] | None
) -> None:
    found = by_convention(kind, name, triplet=TRIPLET, suite="trixie")
    assert [(one.package, one.path) for one in found] == ([holder] if holder else [])


def test_what_an_archive_has_itself() -> None:
    files = ["bin/x", "share/tessdata/eng.traineddata", "lib/file/magic.mgc", "share/x/share/proj/proj.db"]
    assert kept_in(files) == {
        "TESSDATA_PREFIX": {"share/tessdata": "share/tessdata"},
        "MAGIC": {"lib/file/magic.mgc": "lib/file/magic.mgc"},
    }
    # Places that many archives have say nothing.
    assert kept_in(["usr/x", "share/x", "lib/x86_64-linux-gnu/libx.so", "share/gnuplot/x"]) == {}


@pytest.mark.parametrize("suite", ["bookworm", "trixie", "sid"])
def test_program_that_alternatives_link_is_its_packages(suite: str) -> None:
    """What no contents index has: who has it, and that a distribution whose package depends on it may mean it."""
    (fakeroot,) = linked("program", "fakeroot", triplet=TRIPLET, suite=suite)
    assert (fakeroot.package, fakeroot.path) == ("fakeroot", "bin/fakeroot")
    (iptables,) = linked("program", "iptables", triplet=TRIPLET, suite=suite)
    assert (iptables.package, iptables.path) == ("iptables", "sbin/iptables")
    names = {
        (choice.package, name)
        for dependency in dependencies_of("sorl-thumbnail", suite)
        for choice in dependency.choices
        for name in choice.names
    }
    assert {("imagemagick", "convert"), ("graphicsmagick", "gm")} <= names
