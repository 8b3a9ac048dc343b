"""What a build backend's hook gives, or why it gives nothing, as the builder reads it."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from snowsnake.builders import hook


def call(
    tmp_path: Path, backend: str, source: str, *, optional: bool = False, path: str = "."
) -> dict[str, Any]:
    (tmp_path / "backend.py").write_text(source)
    request = {
        "backend": backend, "backend-path": [path], "hook": "build_wheel", "arguments": ["directory", None, None],
        "optional": optional, "answer": str(tmp_path / "answer.json"),
    }  # fmt: skip
    (tmp_path / "request.json").write_text(json.dumps(request))
    subprocess.run(
        [sys.executable, hook.__file__, str(tmp_path / "request.json")],
        cwd=tmp_path,
        check=False,
    )
    answer: dict[str, Any] = json.loads((tmp_path / "answer.json").read_text())
    return answer


def test_a_hook_of_an_object(tmp_path: Path) -> None:
    source = "class api:\n    class v1:\n        build_wheel = staticmethod(lambda *a: f'{a[0]}.whl')"
    assert call(tmp_path, "backend:api.v1", source) == {"value": "directory.whl"}


def test_a_hook_that_may_be_missing(tmp_path: Path) -> None:
    assert call(tmp_path, "backend", "", optional=True)["value"] is None
    assert call(tmp_path, "backend", "")["error"] == "no-hook"


@pytest.mark.parametrize(
    ("backend", "source", "module"),
    [
        ("nosuch", "", "nosuch"),
        ("backend", "import nosuch2", "nosuch2"),
        ("backend:x", "", None),
        ("json", "", None),
    ],
)
def test_a_backend_that_is_none(tmp_path: Path, backend: str, source: str, module: str | None) -> None:
    answer = call(tmp_path, backend, source)
    assert answer["error"] == "no-backend"
    assert answer["module"] == module


def test_a_failure_names_its_reason(tmp_path: Path) -> None:
    answer = call(tmp_path, "backend", "def build_wheel(*a): import nosuch")
    assert (answer["error"], answer["module"]) == ("failed", "nosuch")
    assert call(tmp_path, "backend", "def build_wheel(*a): exit('no')")["text"] == "no"
    assert call(tmp_path, "backend", "def build_wheel(*a):\n  exit(3)")["text"] == (
        "it stopped with status 3 (backend.py, line 2)"
    )


def test_an_explained_failure_is_not_hidden_by_frames(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Whoever ends with a status has said why: that stays the end of the log."""
    for last in ("raise SystemExit(1)", "import subprocess; subprocess.run(['false'], check=True)"):
        call(tmp_path, "backend", f"def build_wheel(*a):\n    print('no glib')\n    {last}")
        said = capfd.readouterr()
        assert (said.out.splitlines(), len(said.err.splitlines())) == (["no glib"], 1)


def test_frames_are_the_sources_own(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    call(tmp_path, "backend", "def build_wheel(*a):\n    return 1 / 0")
    said = capfd.readouterr().err
    assert "return 1 / 0" in said
    assert "hook.py" not in said
    call(tmp_path, "backend", "import nosuch")
    said = capfd.readouterr().err
    assert "import nosuch" in said
    assert "importlib" not in said


def test_what_is_no_answer(tmp_path: Path) -> None:
    assert call(tmp_path, "backend", "def build_wheel(*a): return object()")["error"] == "nonsense"
