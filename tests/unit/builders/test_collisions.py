"""The order in which pip installs."""

from __future__ import annotations

import pytest

from snowsnake.builders.collisions import installation_order


@pytest.mark.parametrize(
    ("required_by", "order"),
    [
        ({}, ["d", "c", "b", "a"]),
        ({"a": ["b"], "b": ["c"]}, ["d", "a", "b", "c"]),
        ({"d": ["a"]}, ["d", "c", "b", "a"]),
        ({"a": ["d"], "b": ["d"]}, ["c", "b", "a", "d"]),
        ({"a": ["b", "a"], "b": ["a"], "c": ["a"]}, ["d", "c", "b", "a"]),
        ({"a": ["unknown"], "unknown": ["a"]}, ["d", "c", "b", "a"]),
    ],
)
def test_what_is_required_is_installed_before_what_requires_it(
    required_by: dict[str, list[str]], order: list[str]
) -> None:
    assert installation_order(["a", "b", "c", "d"], required_by) == order


def test_everything_is_installed_once_however_it_is_required() -> None:
    names = [f"n{number}" for number in range(300)]
    tangled = {name: [names[(at * 7 + step) % 300] for step in range(5)] for at, name in enumerate(names)}
    assert sorted(installation_order(names, tangled)) == sorted(names)
