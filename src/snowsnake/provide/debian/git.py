"""The git that a build asks for its version, as small as it can be: about tags and files it needs no network."""

from __future__ import annotations

from snowsnake.provide.debian.data import SHELL
from snowsnake.provide.debian.suites import Cut

PACKAGES = ("git", SHELL)
"""With a shell: a `setup.py` may well run it through one."""
CUTS = tuple(
    Cut(package=package, of="git", reason=reason)
    for package, reason in (
        ("git-man", "pages for a person"),
        ("libcurl3-gnutls", "a build has no network"),
        ("libcurl3t64-gnutls", "a build has no network"),
        ("libexpat1", "a build has no network"),
        ("perl", "commands that work on mail and other systems' repositories"),
        ("liberror-perl", "the same"),
    )
)
"""What git depends on beside that."""
