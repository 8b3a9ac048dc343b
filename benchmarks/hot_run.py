"""The hot path: a Python that does nothing, in an environment that exists.

The environment's own python (the floor), `snowsnake run`, and `uv run` in a project of the same requirements.
"""

from __future__ import annotations

from benchmarks.harness import RESULTS, Candidate, fresh, measure, report, run, snowsnake, uv

ROUNDS = 30


def main() -> None:
    work = fresh(RESULTS / "work" / "hot_run")
    project = """[project]
name = "hot"
version = "1"
requires-python = ">=3.11"
dependencies = ["numpy", "rich"]
"""
    ours, theirs = work / "snowsnake", work / "uv"
    for directory in (ours, theirs):
        directory.mkdir()
        (directory / "pyproject.toml").write_text(project, encoding="utf-8")
    run([snowsnake(), "lock"], cwd=ours)
    run([snowsnake(), "build", "-o", "result"], cwd=ours)
    # The same interpreter for both: that of snowsnake's base.
    base = run([ours / "result/bin/python", "-c", "import sys; print(sys.base_prefix)"]).strip()
    peer = {"UV_PYTHON": f"{base}/bin/python3", "UV_PYTHON_DOWNLOADS": "never"}
    run([uv(), "sync", "--quiet"], cwd=theirs, environment=peer)
    nothing = ("-c", "pass")
    measured = measure(
        [
            Candidate(
                name="the environment's python", command=[ours / "result/bin/python", *nothing], cwd=ours
            ),
            Candidate(name="snowsnake run", command=[snowsnake(), "run", "--", "python", *nothing], cwd=ours),
            Candidate(
                name="the venv's python (uv)", command=[theirs / ".venv/bin/python", *nothing], cwd=theirs
            ),
            Candidate(name="uv run", command=[uv(), "run", "python", *nothing], cwd=theirs, environment=peer),
        ],
        rounds=ROUNDS,
        warm_up=3,
    )
    report("hot_run", f"python -c pass in an environment that exists, {ROUNDS} rounds", measured)
    floor, snow, uv_floor, uv_run = (entry.median for entry in measured)
    print(f"over the environment's own python: snowsnake {1000 * (snow - floor):.0f} ms", end="")
    print(f", uv {1000 * (uv_run - uv_floor):.0f} ms")


if __name__ == "__main__":
    main()
