from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Callable
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest

from snowsnake.lockfile import patterns
from snowsnake.provide.nixpkgs.files import SHIPPED, files_of, reduced_table, shipped_files
from snowsnake.provide.nixpkgs.nix_index import BadNixIndex
from snowsnake.provide.tables import BadFileTable

GLVND = ("lib/libGL.so.1", "lib/libGL.so")
WORLD = {
    ("libglvnd-1.7.0", "libGL", "out", True): GLVND,
    ("libglvnd-1.7.0-dev", "libGL", "dev", True): ("include/GL/gl.h", "lib/pkgconfig/gl.pc"),
    # Applications that bundle it, or whose dependencies have it.
    ("libglvnd-1.7.0", "zsnes", "out", False): GLVND,
    ("nwjs-env", "ab", "out", False): GLVND,
    ("primus-lib-1", "primus-lib", "out", True): ("lib/libGL.so.1",),
    # Versions, variants, languages' sets.
    ("ffmpeg-8.0.1-bin", "ffmpeg", "bin", True): ("bin/ffmpeg",),
    ("ffmpeg-7.1-bin", "ffmpeg_7", "bin", True): ("bin/ffmpeg",),
    ("ffmpeg-full-8.0.1-bin", "ffmpeg-full", "bin", True): ("bin/ffmpeg",),
    ("libxml2-2.13.9", "libxml2_13", "out", True): ("lib/libxml2.so.2",),
    ("node-22", "node_22", "out", True): ("bin/nodejs",),
    ("node-9", "node_9", "out", True): ("bin/nodejs",),
    ("node-10", "node_10", "out", True): ("bin/nodejs",),
    ("python3.13-tool-1", "python313Packages.tool", "out", True): ("bin/tool",),
    ("tool-with-a-long-name-1", "tool-with-a-long-name", "out", True): ("bin/tool",),
    ("ab-1", "ab", "out", True): ("bin/git", "bin/.hidden-wrapped", "bin/sub/dir", "lib/deep/libx.so.1"),
    ("git-minimal-2.5", "gitMinimal", "out", True): ("bin/git",),
    ("git-2.5", "git", "out", True): ("bin/git",),
    ("python3-3.13-env", "jup", "out", True): ("bin/python3.13",),
    ("python3-3.13", "mopidyPackages.python", "out", True): ("bin/python3.13",),
    # One that others depend on in variants of their own, and one of the same length that nobody does.
    ("zlib-1.3", "zlib", "out", True): ("lib/libz.so.1",),
    ("libz-1.2", "libz", "out", True): ("lib/libz.so.1",),
    ("zlib-1.3", "virtualgl", "out", False): (),
    ("boot-1", "minimal-bootstrap.boot", "out", True): ("bin/only-bootstrap",),
    ("nwjs-1", "nwjs", "out", False): ("bin/only-inside",),
    ("evil-1", "an evil\nname", "out", True): ("bin/evil",),
    ("evil-2", f"evil_{'9' * 10_000}", "out", True): ("bin/evil",),
}


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("soname", "libGL.so.1", ["libGL", "primus-lib"]),
        ("header", "GL/gl.h", ["libGL.dev"]),
        ("pkg-config", "gl", ["libGL.dev"]),
        ("program", "ffmpeg", ["ffmpeg.bin", "ffmpeg_7.bin", "ffmpeg-full.bin"]),
        ("soname", "libxml2.so.2", ["libxml2_13"]),
        ("program", "nodejs", ["node_22", "node_10", "node_9"]),
        ("program", "tool", ["tool-with-a-long-name", "python313Packages.tool"]),
        ("program", "git", ["git", "ab", "gitMinimal"]),
        ("program", "python3.13", ["python3", "jup"]),
        ("soname", "libz.so.1", ["zlib", "libz"]),
    ],
)
def test_the_attribute_to_take(
    tmp_path: Path, nix_index: Callable[[Any], Path], kind: str, name: str, expected: object
) -> None:
    found = files_of(nix_index(WORLD), tmp_path / "cache").attributes(kind, name)  # type: ignore[arg-type]
    assert [attribute.label for attribute in found] == expected
    assert all(attribute.path.removesuffix(".pc").endswith(f"/{name}") for attribute in found)


@pytest.mark.parametrize("name", ["only-bootstrap", "only-inside", "evil", ".hidden-wrapped", "sub", "dir"])
def test_what_no_attribute_is_for(tmp_path: Path, nix_index: Callable[[Any], Path], name: str) -> None:
    files = files_of(nix_index(WORLD), tmp_path / "cache")
    assert files.attributes("program", name) == []
    assert files.attributes("soname", "libx.so.1") == []


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("soname", "libGL.so.1", "libGL"),
        ("program", "pdftoppm", "poppler-utils"),
        ("soname", "libmagic.so.1", "file"),
        ("soname", "libxml2.so.2", "libxml2_13"),
        ("pkg-config", "cairo", "cairo.dev"),
        ("program", "dot", "graphviz"),
        ("program", "ffmpeg", "ffmpeg.bin"),
        ("program", "tesseract", "tesseract"),
        ("soname", "libz.so.1", "zlib"),
        ("soname", "libssl.so.3", "openssl"),
        ("header", "zlib.h", "zlib.dev"),
        # Usual names of what nix-index knows by others (knowledge/nixpkgs.toml).
        ("program", "cmake", "cmake"),
        ("program", "curl", "curl.bin"),
        ("program", "java", "jdk21"),
        ("program", "ninja", "ninja"),
        ("program", "node", "nodejs"),
        ("program", "python3", "python3"),
        ("program", "wish", "tk"),
        ("soname", "libQt5Core.so.5", "qt5.qtbase"),
        ("soname", "libQt6Core.so.6", "qt6.qtbase"),
        ("soname", "libwayland-client.so.0", "wayland"),
    ],
)
def test_what_is_shipped_has_the_answers_that_were_checked(kind: str, name: str, label: str) -> None:
    found = next(iter(shipped_files().attributes(kind, name)), None)  # type: ignore[arg-type]
    assert found is not None
    assert found.label == label


@pytest.mark.parametrize("name", ["libcuda.so.1", "libcuda.so", "libnvidia-ml.so.1"])
def test_the_machines_driver_is_nobodys(name: str) -> None:
    assert shipped_files().label("soname", name) is None
    assert shipped_files().attributes("soname", name) == []


def test_what_is_shipped_does_not_have_everything() -> None:
    assert shipped_files().label("soname", "libnone.so.1") is None
    assert SHIPPED.stat().st_size < 3_000_000


def test_a_database_is_reduced_once_and_again_when_it_is_another(
    tmp_path: Path, nix_index: Callable[[Any], Path]
) -> None:
    database, cache = nix_index(WORLD), tmp_path / "cache"
    files_of(database, cache)
    first = reduced_table(database, cache)
    made = first.stat().st_mtime_ns
    files_of(database, cache)
    assert first.stat().st_mtime_ns == made
    nix_index({("new-1", "new", "out", True): ("bin/new",)})
    os.utime(database, ns=(1, 1))
    assert files_of(database, cache).attributes("program", "new")[0].attribute == "new"
    assert list(first.parent.iterdir()) == [reduced_table(database, cache)]


def test_a_damaged_database_leaves_nothing(tmp_path: Path, nix_index: Callable[[Any], Path]) -> None:
    database, cache = nix_index(WORLD), tmp_path / "cache"
    database.write_bytes(database.read_bytes()[:-9])
    with pytest.raises(BadNixIndex):
        files_of(database, cache)
    assert not list(cache.rglob("*.table"))


def test_a_damaged_cache(tmp_path: Path, nix_index: Callable[[Any], Path]) -> None:
    database, cache = nix_index(WORLD), tmp_path / "cache"
    files_of(database, cache)
    reduced_table(database, cache).write_bytes(b"x")
    with pytest.raises(BadFileTable) as caught:
        files_of(database, cache)
    assert caught.value.help == f"rm {reduced_table(database, cache)}"


@pytest.mark.parametrize(
    ("kind", "name", "label"),
    [
        ("typelib", "Gtk-4.0", "gtk4"),
        ("typelib", "GLib-2.0", "glib"),
        ("typelib", "Nobody-9.9", None),
        ("data", "fonts", "dejavu_fonts"),
        ("data", "sounds", None),
        ("library", "z", None),
    ],
)
def test_what_no_table_of_files_says_is_known_or_not(kind: str, name: str, label: str | None) -> None:
    assert shipped_files().label(kind, name) == label  # type: ignore[arg-type]


def test_every_attribute_that_is_known_can_be_locked() -> None:
    text = (files("snowsnake") / "provide" / "knowledge" / "nixpkgs.toml").read_text("utf-8")
    document = tomllib.loads(text)
    known = {**document["typelibs"], **document["data"]}
    assert [value for value in known.values() if not re.fullmatch(patterns.ATTRIBUTE, value)] == []
