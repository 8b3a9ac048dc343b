"""Whatever a project's file says besides, adding native packages and taking them away leaves that alone."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

import pytest
import tomlkit
from hypothesis import given, settings
from hypothesis import strategies as st

from snowsnake.requirements.edit import with_native

NAMES = st.from_regex(r"[a-z0-9][a-z0-9+.-]{0,8}", fullmatch=True)
KEYS = st.from_regex(r"[a-z-]{1,5}", fullmatch=True)
VALUES = st.recursive(
    st.integers(-9, 9)
    | st.text(st.characters(codec="utf-8", exclude_characters="\r"), max_size=5)
    | st.booleans(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
TABLES = st.dictionaries(KEYS, VALUES, max_size=4)


@st.composite
def projects(draw: st.DrawFn) -> dict[str, Any]:
    document: dict[str, Any] = draw(TABLES)
    document["tool"] = tool = draw(TABLES)
    if draw(st.booleans()):
        tool["snowsnake"] = draw(TABLES) | {"native": draw(st.lists(NAMES, unique=True, max_size=4))}
    return document


def native(document: dict[str, Any]) -> list[str]:
    found: list[str] = document["tool"].get("snowsnake", {}).get("native", [])
    return found


def without(document: dict[str, Any]) -> dict[str, Any]:
    own = {key: value for key, value in document["tool"].get("snowsnake", {}).items() if key != "native"}
    others = {key: value for key, value in document["tool"].items() if key != "snowsnake"}
    return {**document, "tool": {**others, **({"snowsnake": own} if own else {})}}


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("project") / "pyproject.toml"


@settings(max_examples=100)
@given(document=projects(), names=st.lists(NAMES, max_size=3))
def test_there_and_back(path: Path, document: dict[str, Any], names: list[str]) -> None:
    path.write_text(tomlkit.dumps(document), encoding="utf-8", newline="")
    before = tomllib.loads(path.read_text(encoding="utf-8"))
    path.write_bytes(with_native(path, add=names))
    added = tomllib.loads(path.read_text(encoding="utf-8"))
    new = [name for name in dict.fromkeys(names) if name not in native(before)]
    assert native(added) == [*native(before), *new]
    assert without(added) == without(before)
    path.write_bytes(with_native(path, remove=new))
    assert native(tomllib.loads(path.read_text(encoding="utf-8"))) == native(before)
