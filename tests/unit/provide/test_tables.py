from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowsnake.lockfile.model import NeedKind
from snowsnake.provide.tables import BadFileTable, FileTable, file_table

KINDS: tuple[NeedKind, ...] = ("soname", "program", "header", "pkg-config")
Row = tuple[NeedKind, str, str]


def table(directory: Path, rows: list[Row]) -> FileTable:
    path = directory / "a.table"
    path.write_bytes(file_table(rows, {"of": "tests"}))
    return FileTable(path)


def test_what_is_found(tmp_path: Path) -> None:
    rows: list[Row] = [
        ("soname", "libb.so.1", "second"),
        ("soname", "liba.so.1", "one"),
        ("soname", "libb.so.1", "first"),
        ("program", "libb.so.1", "a program, by chance"),
    ]
    made = table(tmp_path, rows)
    assert made.about == {"of": "tests"}
    assert made.find("soname", "libb.so.1") == ["second", "first"]  # in the order given
    assert made.find("program", "libb.so.1") == ["a program, by chance"]
    assert made.find("soname", "libb.so") == []
    assert made.find("soname", "") == []
    assert made.find("header", "zlib.h") == []
    assert [name for name, _ in made.starting("soname", "lib")] == ["liba.so.1", "libb.so.1", "libb.so.1"]
    assert len(made.starting("soname", "lib", most=1)) == 1


def test_an_empty_table(tmp_path: Path) -> None:
    made = table(tmp_path, [])
    assert made.find("soname", "liba.so.1") == []
    assert made.starting("program", "") == []


def test_many_blocks_and_a_name_that_spans_them(tmp_path: Path) -> None:
    many = [f"holder-{n}" for n in range(20_000)]
    rows: list[Row] = [("program", "common", value) for value in many]
    rows += [("program", f"tool{n}", f"of {n}") for n in range(20_000)]
    made = table(tmp_path, rows)
    assert made.find("program", "common") == many
    assert all(made.find("program", f"tool{n}") == [f"of {n}"] for n in range(0, 20_000, 777))
    assert made.find("program", "comm") == made.find("program", "zzz") == []


def test_the_same_rows_make_the_same_bytes() -> None:
    rows: list[Row] = [("soname", f"lib{n}.so", "x") for n in range(1000)]
    assert file_table(rows, {"a": "b"}) == file_table(rows[::-1], {"a": "b"})


@given(rows=st.lists(st.tuples(st.sampled_from(KINDS), st.text(min_size=1, max_size=8), st.text(max_size=8))))
def test_every_row_comes_back(tmp_path_factory: pytest.TempPathFactory, rows: list[Row]) -> None:
    """But those with a tab or a line break, which no name of a file in a package has."""
    made = table(tmp_path_factory.mktemp("table"), rows)
    for kind, name, _ in rows:
        expected = [
            value
            for other_kind, other, value in rows
            if (other_kind, other) == (kind, name)
            and "\t" not in name
            and len(f"{name}{value}x".splitlines()) == 1
        ]
        assert made.find(kind, name) == expected


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda data: data[:9],
        lambda data: data[:40],
        lambda data: data[:-1],
        lambda data: b"SNOWTAB2" + data[8:],
        lambda data: data[:20] + bytes([data[20] ^ 1]) + data[21:],
        lambda data: data[:-20] + bytes([data[-20] ^ 1]) + data[-19:],
        lambda _: b"\x7fELF" * 100,
    ],
)
def test_a_damaged_table_is_refused(tmp_path: Path, damage: object) -> None:
    path = tmp_path / "a.table"
    path.write_bytes(damage(file_table([("soname", "liba.so.1", "one")], {"of": "tests"})))  # type: ignore[operator]
    with pytest.raises(BadFileTable, match="cannot be read") as caught:
        FileTable(path, shipped=False).find("soname", "liba.so.1")
    assert caught.value.help == f"rm {path}"
