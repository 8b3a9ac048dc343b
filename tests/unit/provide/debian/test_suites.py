from __future__ import annotations

from importlib.resources import files

import pytest

from snowsnake.provide.debian.suites import BadTable, load_table, read_table

TEXT = (files("snowsnake.provide.debian") / "suites.toml").read_text()


def test_the_table_reads_and_has_one_default() -> None:
    table = load_table()
    assert [entry.offered().label for entry in table.interpreters if entry.default] == ["3.13"]
    assert all(cut.reason for cut in table.cuts)


@pytest.mark.parametrize(
    ("old", "new", "where"),
    [
        ("default = true", "default = false", "interpreters"),
        ('name = "cp313"\nsuite = "trixie"', 'name = "cp313"\nsuite = "woody"', "interpreters[0].suite"),
        ('architecture = "amd64"', "architecture = 64", "systems.x86_64-linux.architecture"),
        ('whole = ["tzdata"]', "", "suites.bookworm.whole"),
        ('whole = ["tzdata"]', 'whole = ["tzdata"]\nhole = []', "suites.bookworm.hole"),
        ('interpreter = "cp313"', 'interpreter = "cp399"', "seed.interpreter"),
        ('directories = ["blas",', "directories = [1,", "alternatives.directories[0]"),
    ],
)
def test_a_wrong_value_is_named_by_its_path(old: str, new: str, where: str) -> None:
    assert old in TEXT
    with pytest.raises(BadTable) as caught:
        read_table(TEXT.replace(old, new, 1))
    assert caught.value.where == where
