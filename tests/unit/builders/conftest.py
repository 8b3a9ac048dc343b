"""What the tests of builders share."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    monkeypatch.setenv("NIX_BUILD_TOP", str(tmp_path))
    python = tmp_path / "python"
    (python / "lib/x").mkdir(parents=True)
    (python / "lib/x/libz.so.1").touch()
    return {
        "name": "demo", "version": "1.0", "file": "demo-1.0.tar.gz", "backend": "b",
        "python": str(python), "trees": {"python": str(python)}, "library-directory": "lib/x",
    }  # fmt: skip
