"""The library that redirects compiled-in paths: its bytes are those that its source makes."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import snowsnake

BUILDERS = Path(snowsnake.__file__).parent / "builders"
SCRIPT = Path(__file__).parent.parent.parent / "scripts/build-redirect"


def test_shipped_bytes_are_what_the_bases_compilers_make_of_the_source(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, SCRIPT, tmp_path],
        check=False,
        stderr=subprocess.STDOUT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert done.returncode == 0, done.stdout
    names = ["redirect.aarch64-linux-gnu.so", "redirect.x86_64-linux-gnu.so"]
    assert sorted(path.name for path in tmp_path.iterdir()) == names
    for name in names:
        assert (tmp_path / name).read_bytes() == (BUILDERS / name).read_bytes()
