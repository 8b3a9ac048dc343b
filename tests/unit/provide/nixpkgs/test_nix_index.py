from __future__ import annotations

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from snowsnake.provide.nixpkgs.nix_index import BadNixIndex, NoZstd, Package, read_nix_index

EVERYTHING = re.compile(rb".*", re.DOTALL)


def test_what_is_read(nix_index: Callable[[Any], Path]) -> None:
    database = nix_index(
        {
            ("file-5.45", "file", "out", True): (
                "bin/file",
                "lib/directory.so/",
                "lib/libmagic.so -> libmagic.so.1",
                "lib/libmagic.so.1",
            ),
            ("empty-1", "empty", "doc", False): (),
        }
    )
    assert list(read_nix_index(database, re.compile(rb"lib/.*"))) == [
        Package(
            name="file-5.45",
            attribute="file",
            output="out",
            toplevel=True,
            files=("lib/libmagic.so", "lib/libmagic.so.1"),
        ),
        Package(name="empty-1", attribute="empty", output="doc", toplevel=False, files=()),
    ]


def test_paths_that_share_any_number_of_letters(nix_index: Callable[[Any], Path]) -> None:
    """A difference of ten is written as a newline, one of more than 127 in two bytes more."""
    files = [
        f"bin/{'x' * n}{end}"
        for n in (0, 1, 5, 6, 9, 10, 11, 20, 126, 127, 128, 140, 300, 310, 2570)
        for end in "ab"
    ]
    shuffled = tuple(files[::2] + files[::-1] + files)
    database = nix_index({("a-1", "a", "out", True): shuffled, ("b-1", "b", "out", True): shuffled[::-1]})
    first, second = read_nix_index(database, EVERYTHING)
    assert (first.files, second.files) == (shuffled, shuffled[::-1])


@pytest.mark.parametrize("target", ["lib/jdk/bin", "/nix/store/0abc-jdk-21/lib/jdk/bin", "lib/jdk/bin/"])
def test_a_bin_that_leads_elsewhere_in_its_package(nix_index: Callable[[Any], Path], target: str) -> None:
    java = ("lib/jdk/bin/java", f"bin -> {target}", "lib/jdk/bin/javac", "lib/jdk/lib/x.so")
    database = nix_index(
        {("jdk-21", "jdk", "out", True): java, ("other-1", "other", "out", True): ("lib/jdk/bin/java",)}
    )
    jdk, other = read_nix_index(database, re.compile(rb"bin/.*"))
    assert (jdk.files, other.files) == (("bin/java", "bin/javac"), ())


def test_more_than_is_read_at_once(nix_index: Callable[[Any], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("snowsnake.provide.nixpkgs.nix_index._CHUNK", 7)
    files = tuple(f"bin/{'y' * (n % 37)}{n}" for n in range(300))
    [package] = read_nix_index(nix_index({("a-1", "a", "out", True): files}), EVERYTHING)
    assert package.files == files


PACKAGE = b'p\0\x00{"name":"a-1","origin":{"attr":"a","output":"out","toplevel":true}}\n'


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (b"10x\0\x00/bin/a\n", "belong to no package"),
        (b"10x\0\x00/bin/a\n" + PACKAGE[:-1], "cut short"),
        (b"10x\0\x05/bin/a\n" + PACKAGE, "continues what was not there"),
        (b"10x\0\xff/bin/a\n" + PACKAGE, "continues what was not there"),
        (b"10x/bin/a\n" + PACKAGE, "an entry is none"),
        (b"p\0\x00not JSON\n", "has no name"),
        (b"p\0\x00" + b"[" * 100_000 + b"\n", "has no name"),
        (b"p\0\x00[1]\n", "has no name"),
        (b'p\0\x00{"name":1,"origin":{"attr":"a","output":"o","toplevel":true}}\n', "is no text"),
        (b"x" * 100_000, "cut short|no end"),
    ],
)
def test_damaged_entries(
    tmp_path: Path, nix_index_of: Callable[..., bytes], text: bytes, problem: str
) -> None:
    path = tmp_path / "files"
    path.write_bytes(nix_index_of(text))
    with pytest.raises(BadNixIndex, match=problem):
        list(read_nix_index(path, EVERYTHING))


def test_other_files(tmp_path: Path, nix_index_of: Callable[..., bytes]) -> None:
    path = tmp_path / "files"
    good = nix_index_of(PACKAGE * 1000)
    for data, problem in (
        (b"", "does not begin"),
        (b"NIXI\x01", "version 0"),
        (nix_index_of(PACKAGE, magic=b"XINI"), "does not begin"),
        (nix_index_of(PACKAGE, version=2), "version 2, and only version 1"),
        (good[:12] + b"no zstd at all", "damaged"),
        (good[:12] + good[12:20] + b"\xff\xff" + good[22:], "damaged|cut short|no name"),
    ):
        path.write_bytes(data)
        with pytest.raises(BadNixIndex, match=problem):
            list(read_nix_index(path, EVERYTHING))


def test_a_database_that_was_cut(tmp_path: Path, nix_index_of: Callable[..., bytes]) -> None:
    path = tmp_path / "files"
    path.write_bytes(nix_index_of(PACKAGE * 1000)[:-6])
    with pytest.raises(BadNixIndex):
        list(read_nix_index(path, EVERYTHING))


def test_without_zstd(nix_index: Callable[[Any], Path], monkeypatch: pytest.MonkeyPatch) -> None:
    database = nix_index({("a-1", "a", "out", True): ()})
    for name in ("compression", "compression.zstd", "zstandard"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(NoZstd) as caught:
        list(read_nix_index(database, EVERYTHING))
    assert caught.value.help is not None
    assert "pip install" in caught.value.help
