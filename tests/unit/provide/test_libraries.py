from __future__ import annotations

from pathlib import Path

import pytest

from snowsnake.provide.libraries import near_names, of_table
from snowsnake.provide.tables import FileTable, file_table

NAMES = (
    "libmagic.so",
    "libmagic.so.1",
    "libmagic.so.1.0.0",
    "libmagicplus.so.1",
    "libtiff.so.5",
    "libtiff.so.6",
    "libtiff.so.6.0.1",
    "libx.so.9",
    "libx.so.10",
    "libx.so.debug",
    "libplain.so",
)


@pytest.fixture
def table(tmp_path: Path) -> FileTable:
    path = tmp_path / "a.table"
    rows = [("soname", name, "x") for name in NAMES] + [("program", "pdftoppm", "x")]
    path.write_bytes(file_table(rows, {"of": "tests"}))  # type: ignore[arg-type]
    return FileTable(path)


@pytest.mark.parametrize(
    ("bare", "first"),
    [("magic", "libmagic.so.1"), ("tiff", "libtiff.so.6"), ("x", "libx.so.10"), ("plain", "libplain.so")],
)
def test_a_bare_name_is_the_newest_soname(table: FileTable, bare: str, first: str) -> None:
    assert of_table(table, bare)[0] == first


@pytest.mark.parametrize("bare", ["mag", "none", "", "magic.so", "../x"])
def test_no_library_is_called_nearly_so(table: FileTable, bare: str) -> None:
    assert of_table(table, bare) == ()


@pytest.mark.parametrize(
    ("kind", "name", "near"),
    [
        ("soname", "libtiff.so.4", "libtiff.so.5"),
        ("soname", "libmagci.so.1", "libmagic.so.1"),
        ("program", "pdftopmm", "pdftoppm"),
    ],
)
def test_what_was_meant(table: FileTable, kind: str, name: str, near: str) -> None:
    assert near_names([table], kind, name)[0] == near  # type: ignore[arg-type]


def test_nothing_like_it(table: FileTable) -> None:
    assert near_names([table], "program", "qqqqqq") == ()
