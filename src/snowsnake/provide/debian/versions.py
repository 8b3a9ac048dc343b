"""Versions of interpreters and of the C library, as Debian writes them."""

from __future__ import annotations

import re

from snowsnake.provide.debian.packages import DamagedPackages
from snowsnake.provide.debian.suites import Entry


def glibc_version(version: str) -> tuple[int, int]:
    """Major and minor number of the C library's package. Raises `DamagedPackages`."""
    match = re.match(r"(\d+)\.(\d+)", version)
    if match is None:
        raise DamagedPackages("libc6", f"`{version}` is no version of the C library")
    return int(match[1]), int(match[2])


def python_version(upstream: str) -> str:
    """Debian's version as Python writes it: `3.15.0~rc1` is `3.15.0rc1`, `7.3.19+dfsg` is `7.3.19`.

    Raises `DamagedPackages`.
    """
    match = re.match(r"(\d+\.\d+\.\d+)(?:~((?:a|b|rc)\d+))?", upstream)
    if match is None:
        raise DamagedPackages("python", f"`{upstream}` is no version of an interpreter")
    return match[1] + (match[2] or "")


def language_version(entry: Entry, upstream: str) -> str:
    """The version of the language that an interpreter's package has, whole: `3.11.13` of PyPy 7.3.20.

    Raises `DamagedPackages`.
    """
    version = python_version(upstream)
    if entry.implementation == "cp":
        return version
    # A release of PyPy's that the table does not know yet: the language's first patch level is a safe floor.
    return entry.language.get(version, f"{entry.version[0]}.{entry.version[1]}.0")
