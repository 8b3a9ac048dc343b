"""Cold build: a large environment into an empty store, byte code included, with all files downloaded already.

snowsnake builds into an empty /nix (a mount namespace), its interpreter included. pip and uv install the same
wheels from a directory into an empty virtual environment of the same interpreter, and compile as well.
"""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.harness import (
    RESULTS,
    Candidate,
    fresh,
    measure,
    report,
    require_root,
    snowsnake,
    uv,
    with_store,
)
from benchmarks.sets import LARGE
from benchmarks.wheels import built, locked, new_venv, peers

ROUNDS = 3


def main() -> None:
    require_root()
    work = fresh(RESULTS / "work" / "cold_build")
    project = locked(work / "project", LARGE)
    peer = peers(project, built(project))
    store, state = work / "nix", work / "state"

    def empty_store(_round: int) -> None:
        fresh(store)
        fresh(state)

    def uv_from_nothing(_round: int) -> None:
        fresh(work / "uv-cache")
        new_venv(peer, work / "uv")

    source: list[str | Path] = [
        "--no-index",
        "--no-deps",
        "--find-links",
        peer.wheels,
        "--requirement",
        peer.requirements,
    ]
    pip_python, uv_python = work / "pip" / "bin" / "python", work / "uv" / "bin" / "python"
    measured = measure(
        [
            Candidate(
                name="snowsnake build",
                command=with_store(store, [snowsnake(), "build", "-o", work / "cold"]),
                cwd=project,
                environment={"SNOWSNAKE_STATE_DIR": str(state)},
                prepare=empty_store,
            ),
            Candidate(
                name="pip install",
                command=[sys.executable, "-m", "pip", "--python", pip_python, "install", "--quiet", *source],
                prepare=lambda _: new_venv(peer, work / "pip"),
                environment={"PIP_CONFIG_FILE": "/dev/null", "PIP_FIND_LINKS": ""},
            ),
            Candidate(
                name="uv pip install --compile-bytecode, copied",
                command=[
                    *(uv(), "pip", "install", "--quiet", "--python", uv_python, "--compile-bytecode"),
                    *("--link-mode", "copy", "--cache-dir", work / "uv-cache", *source),
                ],
                prepare=uv_from_nothing,
            ),
        ],
        rounds=ROUNDS,
        warm_up=1,  # fills the cache with Debian packages, and the disk's own cache for all
    )
    report(
        "cold_build",
        f"{peer.distributions} wheels into nothing, byte code included, {ROUNDS} rounds",
        measured,
    )


if __name__ == "__main__":
    main()
