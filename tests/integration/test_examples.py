"""`make demo` works: every example locks, builds and runs, and only build/ changes in the work tree."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def demo() -> subprocess.CompletedProcess[str]:
    binaries = Path(sys.executable).parent
    # With CI=true nothing is locked on the way: it locks what it shows.
    more = {"PATH": f"{binaries}{os.pathsep}{os.environ['PATH']}", "NO_COLOR": "1", "CI": "true"}
    return subprocess.run(
        [ROOT / "examples" / "run-demo"],
        env=os.environ | more,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        timeout=1200,
        check=False,
    )


def test_demo_runs(demo: subprocess.CompletedProcess[str]) -> None:
    assert demo.returncode == 0, demo.stdout
    assert "k-means finds the kinds again" in demo.stdout
    assert "GET /snow/Tromso -> 200" in demo.stdout
    assert "149.6 million km" in demo.stdout


def test_a_c_extension_is_developed(demo: subprocess.CompletedProcess[str]) -> None:
    assert demo.returncode == 0, demo.stdout
    said = [line for line in demo.stdout.splitlines() if line.endswith(" in 3 days")]
    assert said == ["17 cm in 3 days", "17 mm in 3 days", "170 mm in 3 days"]
    assert "2 passed" in demo.stdout
    assert not list((ROOT / "examples" / "c-extension").rglob("snowsnake.lock"))


def test_data_science_is_a_real_environment(demo: subprocess.CompletedProcess[str]) -> None:
    """Sixty distributions or more, native libraries where a wheel needs them, and a picture."""
    assert demo.returncode == 0, demo.stdout
    directory = ROOT / "build" / "demo" / "data-science"
    (target,) = json.loads((directory / "snowsnake.lock").read_text(encoding="utf-8"))["targets"].values()
    assert len(target["packages"]) >= 60
    assert any(need["name"] == "libGL.so.1" for need in target["packages"]["opencv-python"]["needs"])
    assert (directory / "penguins.png").read_bytes().startswith(b"\x89PNG")
    assert str((directory / "result").resolve()).startswith("/nix/store/")


def test_what_distributions_run_and_open_is_there(demo: subprocess.CompletedProcess[str]) -> None:
    """Nothing but three requirements in pyproject.toml; the programs and libraries are found."""
    assert demo.returncode == 0, demo.stdout
    assert "every word is as it was written" in demo.stdout
    lock = json.loads((ROOT / "build" / "demo" / "ocr" / "snowsnake.lock").read_text(encoding="utf-8"))
    (target,) = lock["targets"].values()
    assert target["native"] == []
    assert target["natives"][target["run-time"]]["programs"] == ["poppler-utils", "tesseract-ocr"]
