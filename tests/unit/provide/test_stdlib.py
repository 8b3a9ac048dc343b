"""Who has a part of the standard library that is shipped apart from the interpreter."""

from __future__ import annotations

import pytest

from snowsnake.provide.stdlib import debian_place, nixpkgs_attribute
from snowsnake.targets import Target

TRIPLET = "x86_64-linux-gnu"


@pytest.mark.parametrize(
    ("part", "target", "package", "path", "attribute"),
    [
        (
            "tkinter",
            "cp313",
            "python3.13-tk",
            "lib/python3.13/tkinter/__init__.py",
            "python313Packages.tkinter",
        ),
        ("tkinter", "cp311", "python3-tk", "lib/python3.11/tkinter/__init__.py", "python311Packages.tkinter"),
        ("tkinter", "pp311", "pypy3-tk", "lib/pypy3.11/_tkinter/__init__.py", "pypy311"),
        (
            "idlelib",
            "cp314",
            "idle-python3.14",
            "lib/python3.14/idlelib/__init__.py",
            "python314Packages.tkinter",
        ),
        (
            "dbm.gnu",
            "cp313",
            "python3.13-gdbm",
            f"lib/python3.13/lib-dynload/_gdbm.cpython-313-{TRIPLET}.so",
            "python313",
        ),
        ("ensurepip", "cp313", "python3.13-venv", "lib/python3.13/ensurepip/__init__.py", "python313"),
    ],
)
def test_who_has_a_part(part: str, target: str, package: str, path: str, attribute: str) -> None:
    wanted = Target.parse(f"{target}-x86_64-linux")
    place = debian_place(part, wanted, {"libc6", package}, triplet=TRIPLET)
    assert place is not None
    assert (place.package, place.path) == (package, path)
    assert nixpkgs_attribute(part, wanted) == attribute
    assert debian_place(part, wanted, {"libc6"}, triplet=TRIPLET) is None


def test_what_is_no_part() -> None:
    target = Target.parse("cp313-x86_64-linux")
    assert debian_place("curses", target, {"python3.13"}) is None
    assert nixpkgs_attribute("curses", target) is None
