"""One more distribution in a large environment, and a second project that shares its wheels.

Both are `snowsnake build` of a lock that exists, in a store that has the large environment already (a store
of its own, in a mount namespace). For uv, the same is an install of the set into a new environment, from its
warm cache and with hard links.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from benchmarks.harness import (
    RESULTS,
    Candidate,
    fresh,
    measure,
    report,
    require_root,
    run,
    snowsnake,
    uv,
    with_store,
)
from benchmarks.sets import ADDITIONS, LARGE
from benchmarks.wheels import built, locked, new_venv, peers

ROUNDS = len(ADDITIONS)


def main() -> None:
    require_root()
    work = fresh(RESULTS / "work" / "add_one")
    large = locked(work / "large", LARGE)
    peer = peers(large, built(large))
    state = {"SNOWSNAKE_STATE_DIR": str(fresh(work / "state"))}
    store = fresh(work / "nix")
    link = work / "link"
    run(with_store(store, [snowsnake(), "build", "-o", link]), cwd=large, environment=state)

    # A project for each round, locked (and downloaded) beforehand.
    added = [locked(work / f"added-{name}", (*LARGE, name)) for name in ADDITIONS]
    shared = [locked(work / f"shared-{count}", LARGE[count:]) for count in range(1, 1 + len(ADDITIONS))]
    current = work / "current"

    def choose(projects: list[Path]) -> Callable[[int], None]:
        def prepare(number: int) -> None:
            current.unlink(missing_ok=True)
            current.symlink_to(projects[number])

        return prepare

    second = work / "uv"
    cache = {"UV_CACHE_DIR": str(work / "uv-cache")}
    install: list[str | Path] = [
        *(uv(), "pip", "install", "--quiet", "--compile-bytecode", "--python", second / "bin" / "python"),
        *("--no-index", "--no-deps", "--find-links", peer.wheels, "--requirement", peer.requirements),
    ]
    new_venv(peer, second)
    run(install, environment=cache)
    build = with_store(store, [snowsnake(), "build", "-o", link])
    measured = measure(
        [
            Candidate(
                name="snowsnake: one more",
                command=build,
                cwd=current,
                environment=state,
                prepare=choose(added),
            ),
            Candidate(
                name="snowsnake: second project",
                command=build,
                cwd=current,
                environment=state,
                prepare=choose(shared),
            ),
            Candidate(
                name="uv: second project, linked, compiled",
                command=install,
                environment=cache,
                prepare=lambda _: new_venv(peer, second),
            ),
        ],
        rounds=ROUNDS,
    )
    report("add_one", f"one more beside {peer.distributions} distributions, {ROUNDS} rounds", measured)


if __name__ == "__main__":
    main()
