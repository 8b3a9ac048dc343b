"""Plugins that Debian's package of a distribution depends on: they come where the environment has their library."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from tests.unit.lockfile.conftest import TARGET, package

from snowsnake.analyse import WheelReport
from snowsnake.analyse.elf import ElfFile
from snowsnake.lockfile.model import Lock, LockedNeed, LockedPackage, Provision
from snowsnake.provide.debian.solver import Conflict
from snowsnake.provide.interface import Base, Need, Provisions
from snowsnake.provide.nixpkgs.files import shipped_files
from snowsnake.settle.ground import Ground
from snowsnake.settle.plugins import with_plugins

LIBRARIES = "lib/x86_64-linux-gnu"
GST, QT, GDK = "libgstreamer-1.0.so.0", "libQt6Core.so.6", "libgdk_pixbuf-2.0.so.0"
HOLDERS = {GST: "libgstreamer1.0-0", QT: "libqt6core6t64", GDK: "libgdk-pixbuf-2.0-0"}
PACKAGES: Mapping[str, tuple[int, tuple[str, ...]]] = {
    "exim4": (1, ("mta",)),
    "gir1.2-gstreamer-1.0": (1, ("libgstreamer1.0-0",)),
    "gstreamer1.0-alsa": (5, ("libgstreamer1.0-0",)),
    "gstreamer1.0-libav": (900, ("libgstreamer1.0-0",)),
    "gstreamer1.0-plugins-bad": (2, ("libgstreamer1.0-0",)),
    "gstreamer1.0-plugins-base": (20, ("libgstreamer1.0-0",)),
    "gstreamer1.0-plugins-good": (300, ("libgstreamer1.0-0", "libgdk-pixbuf-2.0-0")),
    "gstreamer1.0-plugins-ugly": (50, ("libgstreamer1.0-0",)),
    "libgdk-pixbuf-2.0-0": (30, ()),
    "libgstreamer1.0-0": (100, ()),
    "libqt6core6t64": (100, ()),
    "libqt6sql6-sqlite": (10, ("libqt6core6t64",)),
    "librsvg2-common": (9, ("libgdk-pixbuf-2.0-0",)),
}
"""Sizes, and what they depend on."""


class Debian:
    """A few packages; `lacking` are not in the suite."""

    def __init__(self, *lacking: str) -> None:
        self.packages = {name: one for name, one in PACKAGES.items() if name not in lacking}

    def provide(self, _target: object, needs: Collection[Need]) -> Provisions:
        found = {
            (kind, name): Provision(package=HOLDERS[name], path=f"{LIBRARIES}/{name}") for kind, name in needs
        }
        return Provisions(found=found, missing=())

    def depends(self, _target: object, name: str) -> Collection[str]:
        return self.packages.get(name, (0, ()))[1]

    def closure(self, _target: object, names: Collection[str]) -> Mapping[str, int]:
        if "exim4" in names:
            raise Conflict("exim4", ("exim4",), "postfix", "trixie")
        found, waiting = {}, list(names)
        while waiting:
            size, depends = self.packages[name := waiting.pop()]
            found[name] = size
            waiting += depends
        return found


def opening(name: str, *packages: str) -> LockedPackage:
    """A distribution that needs these packages when it runs."""
    needs = [
        LockedNeed(
            kind="typelib",
            name=f"{one}.typelib",
            use="load",
            evidence=("a.py:1",),
            debian=Provision(package=one, path=f"{LIBRARIES}/girepository-1.0/{one}.typelib"),
        )
        for one in packages
    ]
    return replace(package(name, "1.0", f"{name}-1.0-py3-none-any.whl"), needs=tuple(needs))


@pytest.fixture
def settle(lock: Lock) -> Any:
    def run(
        *packages: LockedPackage,
        native: Collection[str] = (),
        reports: Mapping[str, WheelReport] | None = None,
        debian: Debian | None = None,
        suite: str = "trixie",
    ) -> list[LockedPackage]:
        pinned = SimpleNamespace(python=lock.targets[TARGET].python, suite=suite)
        ground = cast("Ground", SimpleNamespace(pinned=pinned, nixpkgs=shipped_files()))
        return with_plugins(cast("Base", debian or Debian()), ground, packages, reports or {}, native)

    return run


def plugins(package: LockedPackage) -> Mapping[str, tuple[str, ...]]:
    """The packages of plugins that come with each library."""
    return {one.name: one.debian.also for one in package.needs if one.debian is not None and one.debian.also}


def test_what_debian_depends_on_comes_with_the_library_and_is_told(settle: Any) -> None:
    (mopidy,) = settle(opening("mopidy", "gir1.2-gstreamer-1.0"))
    *_, need = mopidy.needs
    good, ugly = "gstreamer1.0-plugins-good", "gstreamer1.0-plugins-ugly"
    assert (need.kind, need.name, need.use, need.level) == ("soname", GST, "load", "required")
    assert need.debian == Provision(
        package="libgstreamer1.0-0", path=f"{LIBRARIES}/{GST}", also=("gstreamer1.0-alsa", good, ugly)
    )
    assert need.evidence == (
        f"Debian's mopidy depends on {good}",
        f"Debian's mopidy depends on {ugly}",
        "Debian's mopidy recommends gstreamer1.0-alsa",
    )
    assert need.nixpkgs == "gst_all_1.gstreamer"


def test_what_is_recommended_comes_only_if_it_adds_little(settle: Any) -> None:
    (found,) = settle(opening("soundconverter", "gir1.2-gstreamer-1.0"))
    required = ("gstreamer1.0-plugins-base", "gstreamer1.0-plugins-good")
    assert plugins(found) == {GST: required}  # not libav, and not ugly


def test_without_the_library_there_are_none(settle: Any) -> None:
    packages = [opening("mopidy"), opening("requests")]
    assert settle(*packages) == packages
    assert settle(opening("pygobject", "gir1.2-gstreamer-1.0")) == [
        opening("pygobject", "gir1.2-gstreamer-1.0")
    ]
    # What only plugins bring is opened by nobody.
    assert plugins(settle(opening("mopidy", "gir1.2-gstreamer-1.0"), opening("tryton"))[1]) == {}


@pytest.mark.parametrize("native", [(), ("gir1.2-gstreamer-1.0", "no-such-package")])
def test_library_may_be_anothers_or_the_users(settle: Any, native: tuple[str, ...]) -> None:
    others = [] if native else [opening("other", "gir1.2-gstreamer-1.0")]
    found = settle(opening("mopidy"), *others, native=native)[0]
    assert "gstreamer1.0-plugins-good" in plugins(found)[GST]


def test_wheel_with_a_library_of_its_own_opens_its_own_plugins(settle: Any, tmp_path: Path) -> None:
    elf = cast("ElfFile", SimpleNamespace(path=f"PyQt6/Qt6/lib/{QT}", soname=QT))
    report = cast("WheelReport", SimpleNamespace(elf_files=(elf,), scripts=()))
    packages = [opening("qutebrowser"), opening("other", "libqt6core6t64")]
    assert settle(*packages, reports={"pyqt6-qt6": report}) == packages
    assert plugins(settle(*packages)[0]) == {QT: ("libqt6sql6-sqlite",)}


def test_library_that_was_seen_to_be_opened_is_one_need(settle: Any) -> None:
    mopidy = opening("mopidy", "libgstreamer1.0-0")
    seen = replace(mopidy.needs[0], kind="soname", name=GST, level="optional")
    (found,) = settle(replace(mopidy, needs=(*mopidy.needs, seen)))
    assert [(need.name, need.level) for need in found.needs][1:] == [(GST, "required")]
    assert found.needs[1].evidence[0] == "a.py:1"


def test_the_first_alternative_that_the_suite_has_is_taken(settle: Any) -> None:
    """`gstreamer1.0-libav | gstreamer1.0-plugins-bad`."""
    tunein = opening("mopidy-tunein", "gir1.2-gstreamer-1.0")
    assert plugins(settle(tunein, suite="sid")[0]) == {}
    (found,) = settle(tunein, suite="sid", debian=Debian("gstreamer1.0-libav"))
    assert plugins(found) == {GST: ("gstreamer1.0-plugins-bad",)}


def test_another_suites_word_counts_where_this_one_has_the_package(settle: Any) -> None:
    scantpaper = opening("scantpaper", "libgdk-pixbuf-2.0-0")
    (found,) = settle(scantpaper)
    assert found.needs[-1].evidence == ("Debian's scantpaper (sid) depends on librsvg2-common",)
    assert settle(scantpaper, debian=Debian("librsvg2-common")) == [scantpaper]


def test_what_excludes_each_other_is_left_to_the_tree(settle: Any) -> None:
    packages = [opening("mopidy", "gir1.2-gstreamer-1.0", "exim4")]
    assert settle(*packages) == packages
