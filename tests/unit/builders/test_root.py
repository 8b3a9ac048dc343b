"""A build's own root: trees at /usr as if they were installed, and nothing of the machine."""

from __future__ import annotations

import ctypes
import errno
from pathlib import Path

import pytest

from snowsnake.builders import root
from snowsnake.builders.report import BuildError


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    for path in ("one/bin/gcc", "two/bin/gfortran", "two/lib/x/openblas-pthread/libblas.so.3"):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).touch()
    return tmp_path


def test_what_postinst_scripts_would_have_linked(trees: Path) -> None:
    found = root._additions([str(trees / "one"), str(trees / "two")], "/environment")
    assert found == {
        "bin/cc": "gcc",
        "bin/f77": "gfortran",
        "bin/f95": "gfortran",
        "bin/python": "/environment/bin/python",
        "bin/python3": "/environment/bin/python",
        "lib/x/libblas.so.3": "openblas-pthread/libblas.so.3",
    }


def test_a_kernel_that_says_no(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:

    class Refusing:
        def unshare(self, _: int) -> int:
            ctypes.set_errno(errno.ENOSPC)
            return -1

    monkeypatch.setattr(ctypes, "CDLL", lambda *_, **__: Refusing())
    with pytest.raises(BuildError, match="No space left") as caught:
        root.enter(root.Root([], str(tmp_path), "", str(tmp_path), "", None))
    assert caught.value.error == "no-namespaces"
    assert "user.max_user_namespaces" in caught.value.facts["help"]
