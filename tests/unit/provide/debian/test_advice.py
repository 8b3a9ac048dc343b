"""What Debian's packages of distributions depend on: the tables that are shipped."""

from __future__ import annotations

import pytest

from snowsnake.provide.debian.advice import (
    advice_path,
    built_with,
    carries,
    dependencies_of,
    is_distribution,
    plugins_of,
)
from snowsnake.provide.debian.suites import load_table
from snowsnake.provide.nixpkgs.files import shipped_files
from snowsnake.provide.tables import FileTable

DEPENDS = [
    ("ocrmypdf", "ghostscript", "gs"),
    ("ocrmypdf", "tesseract-ocr", "tesseract"),
    ("python-gnupg", "gnupg", "gpg"),  # a package without programs, whose dependencies have them
    ("python-nmap", "nmap", "nmap"),
]


@pytest.mark.parametrize("suite", load_table().suites)
@pytest.mark.parametrize(("distribution", "package", "name"), DEPENDS)
def test_dependency_and_its_programs_are_known(
    suite: str, distribution: str, package: str, name: str
) -> None:
    choices = [
        choice
        for dependency in dependencies_of(distribution, suite)
        for choice in dependency.choices
        if dependency.strength == "depends"
    ]
    assert [choice.package for choice in choices if name in choice.names] == [package]


def test_recommendation_is_no_dependency() -> None:
    known = {d.choices[0].package: d.strength for d in dependencies_of("ocrmypdf", "trixie")}
    assert (known["unpaper"], known["img2pdf"]) == ("recommends", "suggests")


@pytest.mark.parametrize("name", ["no-such-distribution", "requests"])
def test_distribution_without_native_dependencies_has_none(name: str) -> None:
    assert dependencies_of(name, "trixie") == ()


def test_suite_is_asked_before_another() -> None:
    assert {dependency.suite for dependency in dependencies_of("ocrmypdf", "bookworm")} == {None}
    assert {dependency.suite for dependency in dependencies_of("ocrmypdf", "buster")} == {"sid"}
    assert {one.suite for one in built_with("gmpy2", "bookworm")} == {None}
    assert {one.suite for one in built_with("gmpy2", "buster")} == {"sid"}
    assert carries("ocrmypdf", "buster")
    assert not carries("no-such-distribution", "buster")


def test_newer_suite_is_asked_where_the_suite_says_nothing() -> None:
    (found,) = dependencies_of("suricata-update", "trixie")
    assert (found.choices[0].package, found.strength, found.suite) == ("suricata", "recommends", "sid")
    assert dependencies_of("suricata-update", "sid")[0].suite is None
    plugins = {one.choices[0].package: one.suite for one in plugins_of("fluster-conformance", "trixie")}
    assert plugins["gstreamer1.0-libav"] == "sid"


@pytest.mark.parametrize("name", ["Pillow", "opencv-python", "scikit-learn", "google-protobuf"])
def test_distribution_is_known_though_debian_calls_its_package_otherwise(name: str) -> None:
    assert is_distribution(name, "trixie") is (name != "google-protobuf")


@pytest.mark.parametrize("suite", load_table().suites)
def test_plugins_are_known_by_the_library_that_opens_them(suite: str) -> None:
    found = {(one.strength, c.package): c.names for one in plugins_of("mopidy", suite) for c in one.choices}
    opener = ("libgstreamer-1.0.so.0",)
    assert found == {
        ("depends", "gstreamer1.0-plugins-good"): opener,
        ("depends", "gstreamer1.0-plugins-ugly"): opener,
        ("recommends", "gstreamer1.0-alsa"): opener,
    }
    # They are nothing that code might name.
    named = {choice.package for one in dependencies_of("mopidy", suite) for choice in one.choices}
    assert not {name for name in named if name.startswith("gstreamer1.0-plugins-")}


@pytest.mark.parametrize(
    "name",
    [
        "mne",  # Mesa's drivers
        "guake",  # dconf, which a service of the session writes
        "plinth",  # PAM's modules
        "pygobject",  # libraries that happen to have plugins: libc6 in bookworm
        "requests",
    ],
)
def test_drivers_services_and_libraries_are_no_plugins(name: str) -> None:
    assert not any(plugins_of(name, suite) for suite in load_table().suites)


@pytest.mark.parametrize("suite", load_table().suites)
def test_libraries_that_open_plugins_are_known_to_nixpkgs(suite: str) -> None:
    """What is required and has no attribute would stop the evaluation on that base."""
    names = {name for name, _ in FileTable(advice_path(suite)).starting("plugin-package", "")}
    said = [choice for name in names for one in plugins_of(name, suite) for choice in one.choices]
    libraries = {name for choice in said for name in choice.names}
    assert libraries >= {"libgstreamer-1.0.so.0", "libgdk_pixbuf-2.0.so.0"}
    assert all(shipped_files().label("soname", name) for name in libraries)
