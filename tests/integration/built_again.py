"""What is in the store is built again: Nix compares the two, byte for byte."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

from tests.integration.project import AS_ROOT
from tests.patience import PATIENCE

from snowsnake.acquire import Acquire
from snowsnake.configuration import Configuration
from snowsnake.events import ignore
from snowsnake.lockfile.files import load_lock
from snowsnake.nix.command import Nix
from snowsnake.realising import bring

OPTIONS = ("--option", "sandbox", "true", "--option", "sandbox-paths", "", "--option", "substituters", "")


def built_again(lock_file: Path, target: str, *derivations: str, options: tuple[str, ...] = ()) -> None:
    """Build derivations of a lock again. Raises `AssertionError` where the result is another.

    What they are built from may have been collected, since only results are kept: what Nix would fetch comes first.
    """
    references = nix("nix-store", "--query", "--references", *derivations).split()
    inputs = [path for path in references if path.endswith(".drv") and path not in derivations]
    lock, own = load_lock(lock_file), Nix()
    if missing := own.missing(*inputs) if inputs else ():
        acquire = Acquire.of(Configuration.from_environment(os.environ), None, ignore)
        bring(own, lock, target, missing, acquire)
    nix("nix-store", *OPTIONS, *options, "--realise", "--check", *derivations)


def nix(program: str, *words: str | Path) -> str:
    done = subprocess.run(
        [program, *AS_ROOT, *map(str, words)],
        env={name: value for name, value in os.environ.items() if name != "TMPDIR"},
        capture_output=True, text=True, check=False, timeout=PATIENCE,
    )  # fmt: skip
    assert done.returncode == 0, f"{words}\n{done.stdout[-2000:]}{done.stderr[-4000:]}"
    return done.stdout.strip()
