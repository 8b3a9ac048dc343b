"""Evaluation of a lock on the nixpkgs base: what snowsnake adds to the cost of that nixpkgs itself.

    python -m benchmarks.evaluation_nixpkgs PATH [INTERPRETER]

`PATH` is a nixpkgs; `INTERPRETER` is its interpreter that stands for python313, where it has none. Side by side:
`nix-instantiate` of one derivation with the interpreter, the compiler and all attributes that the lock names, and of
environments on them.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from benchmarks.evaluation import SIZES, fake_lock
from benchmarks.harness import RESULTS, ROOT, Candidate, fresh, measure, report

ROUNDS = 15
LIBRARIES = {
    "libz.so.1": "zlib",
    "libssl.so.3": "openssl",
    "libffi.so.8": "libffi",
    "libcurl.so.4": "curl",
    "libexpat.so.1": "expat",
    "libsqlite3.so.0": "sqlite",
    "libncursesw.so.6": "ncurses",
    "libglib-2.0.so.0": "glib",
    "libstdc++.so.6": "libgcc.lib",
}
PKGS = """import {path} {{
  system = "x86_64-linux";
  config = {{ }};
  overlays = [
    (final: prev: {{ python313 = prev.{interpreter} // {{ pythonVersion = "3.13"; executable = "python3.13"; }}; }})
  ];
}}"""
BASE = """let
  pkgs = {pkgs};
in
derivation {{
  name = "base";
  system = "x86_64-linux";
  builder = "x";
  inputs = [
    "${{pkgs.python313}}"
    "${{pkgs.stdenv.cc.cc.lib}}"
    "${{pkgs.stdenv.cc.libc}}"
    {attributes}
  ];
}}"""
ENVIRONMENT = """(import {library}).mkEnvironment {{
  lock = {lock};
  base = {pkgs};
}}"""


def lock(size: int) -> dict[str, object]:
    """A lock of the shape and size of a real one: one package in three is compiled, and links something."""
    document = fake_lock(size)
    document["nixpkgs"] = {"pin": None, "attributes": {}}
    (target,) = document["targets"].values()  # type: ignore[attr-defined]
    target["native"] = []
    names = list(LIBRARIES)
    for index, package in enumerate(target["packages"].values()):
        linked = [names[(index // 3 + step) % len(names)] for step in range(3)] if index % 3 == 0 else []
        package["nixpkgs"] = None
        package["needs"] = [
            {
                "kind": "soname",
                "name": name,
                "use": "link",
                "level": "required",
                "evidence": ["package/file.so"],
                "debian": {"package": "python", "path": f"lib/x86_64-linux-gnu/{name}"},
                "nixpkgs": LIBRARIES[name],
            }
            for name in linked
        ]
    return document


def main() -> None:
    if len(sys.argv) < 2:
        sys.exit("which nixpkgs? `python -m benchmarks.evaluation_nixpkgs PATH [INTERPRETER]`")
    work = fresh(RESULTS / "work" / "evaluation_nixpkgs")
    interpreter = sys.argv[2] if len(sys.argv) > 2 else "python313"
    pkgs = PKGS.format(path=Path(sys.argv[1]).resolve(), interpreter=interpreter)
    attributes = [f'"${{pkgs.{name}.out}}"' for name in LIBRARIES.values() if name != "libgcc.lib"]
    (work / "base.nix").write_text(BASE.format(pkgs=pkgs, attributes="\n    ".join(attributes)))
    candidates = [
        Candidate(name="nixpkgs alone", command=["nix-instantiate", work / "base.nix"]),
    ]
    for size in SIZES:
        (work / f"{size}.lock").write_text(json.dumps(lock(size)))
        text = ENVIRONMENT.format(
            library=ROOT / "src/snowsnake/nix/lib", lock=work / f"{size}.lock", pkgs=pkgs
        )
        (work / f"{size}.nix").write_text(text)
        command: list[str | Path] = ["nix-instantiate", work / f"{size}.nix"]
        candidates.append(Candidate(name=f"{size} packages on it", command=command))
    measured = measure(candidates, rounds=ROUNDS, warm_up=1)
    report(
        "evaluation_nixpkgs", f"nix-instantiate on a nixpkgs, derivations known, {ROUNDS} rounds", measured
    )


if __name__ == "__main__":
    main()
