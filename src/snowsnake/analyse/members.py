"""Whether the members of a zip archive may be unpacked at all: names, kinds, sizes.

A wheel comes from whoever could upload it. Everything here is decided from the central directory, before a
byte is inflated; what it lets through can be unpacked under any directory and stays inside it.
"""

from __future__ import annotations

import re
import stat
import zipfile
from collections.abc import Sequence

# Deflate cannot shrink below 1/1032; real wheels stay under 1/20 except for a few small ones full of zeros.
_RATIO = 100
_ALWAYS_FINE = 1 << 30
_LONGEST_PATH = 2048  # of 4096, with the directories that it will lie below
_METHODS = {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
_ENCRYPTED = 0x1
_CONTROL = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]")


def problem_with_name(name: str) -> str | None:
    """Why a member of this name must not be unpacked, or `None` for a plain relative path.

    A name that ends in `/` is a directory's.
    """
    if "\\" in name:
        return f"member `{name}` has a backslash in its name"
    if _CONTROL.search(name):
        return f"member {name!r} has control characters in its name"
    if name.startswith("/"):
        return f"member `{name}` has an absolute path"
    parts = name.removesuffix("/").split("/")
    if ".." in parts:
        return f"member `{name}` leads out of the wheel"
    if "" in parts or "." in parts:
        return f"member `{name}` has an empty part in its path"
    if any(len(part.encode()) > 255 for part in parts) or len(name.encode()) > _LONGEST_PATH:
        return f"member `{name[:80]}…` has a name that no file system takes"
    return None


def problem_with_members(members: Sequence[zipfile.ZipInfo], archive_size: int) -> str | None:
    """The first reason why this archive (`archive_size` bytes) must not be unpacked, or `None`."""
    seen: set[str] = set()
    directories: set[str] = set()
    for member in members:
        # `orig_filename`: zipfile cuts the other one at a NUL and turns backslashes round where they are
        # separators.
        problem = problem_with_name(member.orig_filename) or _problem_with_kind(member)
        if problem is not None:
            return problem
        name = member.filename.removesuffix("/")
        if name in seen and not member.is_dir():
            return f"member `{name}` is there twice"
        if not member.is_dir():
            seen.add(name)
        parts = name.split("/")
        directories.update("/".join(parts[:length]) for length in range(1, len(parts) + member.is_dir()))
    both = seen & directories
    if both:
        return f"member `{min(both)}` is a file and a directory"
    return _problem_with_sizes(members, archive_size)


def _problem_with_kind(member: zipfile.ZipInfo) -> str | None:
    kind = stat.S_IFMT(member.external_attr >> 16)
    if kind == stat.S_IFLNK:
        return f"member `{member.filename}` is a symbolic link"
    if kind not in {0, stat.S_IFREG, stat.S_IFDIR}:
        return f"member `{member.filename}` is not a regular file"
    if member.flag_bits & _ENCRYPTED:
        return f"member `{member.filename}` is encrypted"
    if member.compress_type not in _METHODS:
        return f"member `{member.filename}` is neither stored nor deflated"
    return None


def _problem_with_sizes(members: Sequence[zipfile.ZipInfo], archive_size: int) -> str | None:
    # Members that share compressed bytes make a small archive large
    # (https://www.bamsoftware.com/hacks/zipbomb/).
    end = 0
    for member in sorted(members, key=lambda member: member.header_offset):
        if member.header_offset < end:
            return f"member `{member.filename}` overlaps another one"
        end = member.header_offset + member.compress_size
    if end > archive_size:
        return "its members lie outside the file"
    unpacked = sum(member.file_size for member in members)
    if unpacked > max(_ALWAYS_FINE, _RATIO * archive_size):
        return f"it would unpack to {unpacked} bytes, {unpacked // max(archive_size, 1)} times its size"
    return None
