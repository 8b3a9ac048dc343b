"""The benchmark of distributions that nobody tuned for: what its control installs, and which ones count."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from benchmarks import harness
from benchmarks.control import wanted
from benchmarks.strangers import table

LOG = """\
Collecting xdot
  Downloading xdot-1.4-py3-none-any.whl.metadata (3.3 kB)
Collecting dbus-python (from xdot)
  Downloading dbus-python-1.4.0.tar.gz (232 kB)
      Run-time dependency girepository-2.0 found: NO  (tried pkg-config)

      ../meson.build:31:12: ERROR: Dependency "girepository-2.0" not found (tried pkg-config)
"""


def entry(name: str, outcome: str) -> dict[str, Any]:
    return {"name": name, "native": True, "came": {"outcome": outcome}}


def test_control_has_what_debian_builds_the_fetched_sources_with_and_what_the_log_misses() -> None:
    apt = wanted("xdot", LOG)
    assert [words.split()[-1] for words in apt if words.startswith("build-dep ")] == ["xdot", "python3-dbus"]
    assert "install libgirepository-2.0-dev" in apt


def test_from_the_fourth_round_those_count_whose_control_passed(capsys: pytest.CaptureFixture[str]) -> None:
    rounds = {"early": 3, "good": 4, "broken": 4, "new": 4}
    entries = [entry(name, "works") for name in rounds]
    table(entries, rounds, {"good": "passes", "broken": "fails"})
    said = capsys.readouterr().out
    assert "3 tried, of which 1 passed it and count; 1 have none yet" in said
    assert "all: 2 of 2 as they come" in said
    assert "| broken | yes | fails | works |" in said


def test_results_that_another_process_adds_are_kept(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(harness, "RESULTS", tmp_path)

    def attempt(name: str) -> dict[str, Any]:
        if name == "one":  # meanwhile
            harness.remembered("some", ["other"], attempt, again=())
        return {"name": name, "outcome": "works"}

    assert [one["name"] for one in harness.remembered("some", ["one"], attempt, again=())] == ["one"]
    assert set(harness.recalled("some")) == {"one", "other"}
