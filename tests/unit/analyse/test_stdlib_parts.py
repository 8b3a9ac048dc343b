"""Parts of the standard library that a base may ship apart from the interpreter: needs of wheels that import them."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping

import pytest

from snowsnake.analyse.uses import Use
from snowsnake.analyse.wheel import read_wheel

from .conftest import MakeWheel


def uses(make_wheel: MakeWheel, source: str | Mapping[str, str]) -> dict[str, Use]:
    files = {"thing/__init__.py": source} if isinstance(source, str) else dict(source)
    wheel = make_wheel({path: textwrap.dedent(text).encode() for path, text in files.items()})
    return {use.name: use for use in read_wheel(wheel, "0" * 64).uses}


def test_what_the_import_fails_without_is_required(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        {"thing/__init__.py": "from .window import Window\n", "thing/window.py": "import tkinter\n"},
    )
    assert found == {
        "tkinter": Use(
            level="required",
            kind="stdlib",
            name="tkinter",
            sure="certain",
            evidence=("thing/window.py:1",),
        )
    }


@pytest.mark.parametrize(
    ("statement", "name"),
    [
        ("import os, tkinter.ttk as ttk", "tkinter"),
        ("from tkinter import *", "tkinter"),
        ("import _tkinter", "tkinter"),
        ("from turtle import Turtle", "tkinter"),
        ("from idlelib.tooltip import Hovertip", "idlelib"),
        ("import dbm.gnu", "dbm.gnu"),
        ("import _gdbm", "dbm.gnu"),
        ("import ensurepip", "ensurepip"),
    ],
)
def test_modules_of_parts(make_wheel: MakeWheel, statement: str, name: str) -> None:
    found = uses(make_wheel, statement + "\n")
    assert [(use.name, use.level, use.kind) for use in found.values()] == [(name, "required", "stdlib")]


@pytest.mark.parametrize(
    "statement",
    ["import curses, sqlite3, dbm", "import turtles", "# import tkinter\n'''\nimport tkinter\n'''"],
)
def test_other_modules_are_no_needs(make_wheel: MakeWheel, statement: str) -> None:
    assert uses(make_wheel, statement + "\n") == {}


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import tkinter\nexcept ImportError:\n    tkinter = None\n",
        "from contextlib import suppress\nwith suppress(ImportError):\n    import tkinter\n",
        "def ask():\n    import tkinter\n    return tkinter.Tk()\n",
        "import time\nif time.time() > 5:\n    import tkinter\n",
    ],
)
def test_what_the_import_gets_by_without_is_optional(make_wheel: MakeWheel, source: str) -> None:
    found = uses(make_wheel, source)
    assert (found["tkinter"].level, found["tkinter"].kind) == ("optional", "stdlib")


def test_a_long_function_that_imports_it_is_read(make_wheel: MakeWheel) -> None:
    body = "".join(f"    x{n} = {n}\n" for n in range(2000))
    found = uses(make_wheel, f"def ask():\n{body}    import tkinter\n")
    assert (found["tkinter"].level, found["tkinter"].evidence) == ("optional", ("thing/__init__.py:2002",))


def test_a_module_that_nothing_imports_is_optional(make_wheel: MakeWheel) -> None:
    found = uses(make_wheel, {"thing/__init__.py": "", "thing/gui.py": "import tkinter\n"})
    assert found["tkinter"].level == "optional"


def test_a_package_whose_importer_is_prepared_is_optional(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        {
            "thing/__init__.py": "try:\n    from . import gui\nexcept ImportError:\n    gui = None\n",
            "thing/gui.py": "import tkinter\n",
        },
    )
    assert found["tkinter"].level == "optional"


@pytest.mark.parametrize(
    "source",
    [
        "try:\n    import tkinter\nexcept ImportError:\n    import Tkinter as tkinter\n",
        "try:\n    import Tkinter as tkinter\nexcept ImportError:\n    import tkinter\n",
        "try:\n    import tkinter\nexcept ImportError:\n    raise SystemExit('no tkinter')\n",
        "try:\n    import tkinter as tk\nexcept ImportError:\n    tk = None\nif not tk:\n    raise ImportError\n",
    ],
)
def test_the_name_that_it_had_in_python_2_is_no_way_out(make_wheel: MakeWheel, source: str) -> None:
    assert {name: use.level for name, use in uses(make_wheel, source).items()} == {"tkinter": "required"}


def test_what_only_tests_and_type_checkers_import(make_wheel: MakeWheel) -> None:
    source = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import tkinter\n"
    assert uses(make_wheel, source) == {}
    found = uses(make_wheel, {"thing/__init__.py": "", "thing/tests/test_gui.py": "import tkinter\n"})
    assert found["tkinter"].level == "test"


def test_a_module_of_the_wheel_that_is_called_like_it_is_its_own(make_wheel: MakeWheel) -> None:
    assert uses(make_wheel, {"thing/__init__.py": "import turtle\n", "turtle.py": ""}) == {}


def test_a_library_is_no_substitute(make_wheel: MakeWheel) -> None:
    found = uses(
        make_wheel,
        """
        import ctypes
        try:
            import tkinter
        except ImportError:
            ctypes.CDLL("libfoo.so.1")
        try:
            ctypes.CDLL("libbar.so.1")
        except OSError:
            import turtle
        """,
    )
    assert {name: (use.level, use.alternatives) for name, use in found.items()} == {
        "libbar.so.1": ("optional", ()),
        "libfoo.so.1": ("optional", ()),
        "tkinter": ("optional", ()),
    }
