"""A build's own root: trees at /usr as if they were installed, and nothing of the machine."""

from __future__ import annotations

import ctypes
import errno
from pathlib import Path

import pytest

from snowsnake.builders import root
from snowsnake.builders.report import BuildError


def test_python_of_a_build_is_that_of_its_environment(tmp_path: Path) -> None:
    own = {"bin/python": "/environment/bin/python", "bin/python3": "/environment/bin/python"}
    assert root._additions([str(tmp_path)], "/environment") == own
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin/python3").touch()
    assert root._additions([str(tmp_path)], "/environment").keys() == {"bin/python"}


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
