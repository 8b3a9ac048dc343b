"""What an archive is called by, once its address and its kind are taken off."""

from __future__ import annotations

import re

_ENDS = (
    ".tar.gz",
    ".tgz",
    ".tar.xz",
    ".txz",
    ".tar.bz2",
    ".tbz2",
    ".tar.zst",
    ".tzst",
    ".tar",
    ".zip",
    ".whl",
)
_COMPRESSED = (".gz", ".xz", ".bz2", ".zst")


def archive_name(file: str) -> str:
    """The name of its directory, and of a program that comes by itself: `jq-linux-amd64`, `tool-1.2-x86_64`."""
    stem = next(
        (file.removesuffix(end) for end in (*_ENDS, *_COMPRESSED) if file.lower().endswith(end)), file
    )
    plain = re.sub(r"[^A-Za-z0-9._+-]", "_", stem)[:100].lstrip(".+-")
    return plain or "archive"
