"""Names, descriptions and modules as nixpkgs wants them."""

from __future__ import annotations

import pytest

from snowsnake.expressions import describe
from snowsnake.expressions.facts import modules_of
from snowsnake.expressions.names import native


def test_an_input_has_no_output() -> None:
    assert native("cairo.dev") == "cairo"
    assert native("qt6.qtbase") == "qt6.qtbase"
    assert native("file") == "file"


@pytest.mark.parametrize(
    ("summary", "expected"),
    [
        ("A library for things.", "Library for things"),
        ("The best  of all\nthings", "Best of all things"),
        ("demo is a tool to do it", "Tool to do it"),
        ("Demo - the tool", "Tool"),
        ("demonstrates it", "Demonstrates it"),
        ("Anyone's parser", "Anyone's parser"),
        ("", ""),
    ],
)
def test_a_description_is_short_and_plain(summary: str, expected: str) -> None:
    assert describe.description(summary, "demo") == expected


@pytest.mark.parametrize(
    ("classifiers", "scripts", "summary", "typed", "expected"),
    [
        (["Environment :: Console"], ["demo"], "Does it", False, True),
        (["Intended Audience :: End Users/Desktop"], ["demo"], "Does it", False, True),
        (["Environment :: Console"], [], "Does it", False, False),
        (["Environment :: Console"], ["demo"], "Does it", True, False),
        (["Environment :: Console"], ["demo"], "A library that does it", False, False),
        (["Environment :: Console", "Framework :: Django"], ["demo"], "Does it", False, False),
        ([], ["demo"], "Does it", False, False),
    ],
)
def test_a_program_is_no_library(
    classifiers: list[str], scripts: list[str], summary: str, typed: bool, expected: bool
) -> None:
    assert describe.is_application(classifiers, scripts, summary, typed=typed) is expected


def test_the_main_program() -> None:
    assert describe.main_program("demo-tool", ["demo_tool", "other"]) == "demo_tool"
    assert describe.main_program("demo", ["run"]) == "run"
    assert describe.main_program("demo", ["one", "two"]) is None


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        (["demo/__init__.py", "demo/a.py", "demo-1.0.dist-info/METADATA"], ("demo",)),
        (["google/cloud/storage/__init__.py", "google/cloud/storage/a.py"], ("google.cloud.storage",)),
        (["six.py"], ("six",)),
        (["_demo.cpython-313-x86_64-linux-gnu.so", "demo/__init__.py"], ("demo",)),
        (["fast.abi3.so"], ("fast",)),
        (["demo/__init__.py", "tests/__init__.py", "docs/conf.py"], ("demo",)),
        (["demo-1.0.data/purelib/demo/__init__.py"], ("demo",)),
        (["_only/__init__.py"], ("_only",)),
        ([f"a/b/c{n}/__init__.py" for n in range(9)], ("a.b",)),
    ],
)
def test_the_modules_of_a_wheel(files: list[str], expected: tuple[str, ...]) -> None:
    assert modules_of(files) == expected


def test_only_addresses_become_addresses() -> None:
    assert describe.homepage({"homepage": "javascript:x"}, None) is None
    assert describe.homepage({"homepage": "https://example.invalid/"}, None) == "https://example.invalid/"
    assert describe.changelog({"changes": "https://example.invalid/c"}) == "https://example.invalid/c"


def test_tool_of_a_library_is_not_its_main_program() -> None:
    assert describe.main_program("demo", ["demo-gen-src"]) is None
    assert describe.main_program("demo", ["demo-cli"], application=True) == "demo-cli"
