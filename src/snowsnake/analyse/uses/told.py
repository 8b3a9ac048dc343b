"""Which packages of a system a description tells its reader to install."""

from __future__ import annotations

import re
from collections.abc import Iterator

_INSTALL = re.compile(
    r"\b(?:(?:apt|apt-get|aptitude|brew|dnf|yum|zypper|port)[ \t]+(?:-\S+[ \t]+)*install"
    r"|pacman[ \t]+-S\w*|apk[ \t]+add)"
    r"[ \t]+([^\n`\"'<>;&|#]{1,400})",
    re.IGNORECASE,
)
_PACKAGE = re.compile(r"[a-z0-9][a-z0-9+.-]{1,60}")
_DEVELOPERS = frozenset({"git", "nodejs", "unzip", "wget"})
"""What is installed to get a project's source, and to build it."""
_LARGEST = 400_000
_MOST = 40


def told(text: str) -> frozenset[str]:
    """The packages, in lower case, by the names that the reader's system has for them; some are no packages."""
    found = dict.fromkeys(_words(text[:_LARGEST].replace("\\\n", " ")))
    return frozenset(list(found)[:_MOST])


def _words(text: str) -> Iterator[str]:
    for match in _INSTALL.finditer(text):
        for word in match[1].split():
            name = word.lower().rstrip(".,:)")
            if name.startswith("-"):
                continue
            if _PACKAGE.fullmatch(name) is None:
                break
            if name not in _DEVELOPERS:
                yield name
