"""What names, versions and paths in a lock may look like.

A lock can come from anybody. Nothing in it may leave the tree that it is meant to be in, be an invalid store
name, or hold a character that a terminal acts on. The expressions are in the common part of Python's and
ECMAScript's dialects: docs/reference/lock.schema.json holds the same ones (a test compares them). Read them
with `re.fullmatch`.
"""

from __future__ import annotations

# C0, DEL, C1, surrogates, and the format characters that reorder, hide or break text.
_CONTROL = (
    r"\u0000-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f"
    r"\u2028-\u202e\u2060-\u206f\ud800-\udfff\ufeff\ufff9-\ufffb"
)

TEXT = rf"[^{_CONTROL}]*"
"""Anything for a person to read."""
FILE = rf"(?!/)[^{_CONTROL}]{{1,4096}}"
"""A file of the project's, from its directory; it may lead out of it (`../requirements.txt`)."""
WORD = rf"[^{_CONTROL}]{{1,255}}"
"""A need's name: what a file asks for, as it asks."""
NAME = r"[a-z0-9]+(-[a-z0-9]+)*"
"""A distribution's name, normalised (PEP 503)."""
VERSION = r"[0-9A-Za-z]+([.!+_-][0-9A-Za-z]+)*"
"""The characters of PEP 440; `packaging` has decided whether it is one when the lock was made."""
PYTHON_VERSION = r"[0-9]+\.[0-9]+(\.[0-9]+)*((a|b|rc)[0-9]+)?\+?"
BUILD_PACKAGE = r"[a-z0-9]+(-[a-z0-9]+)*-[0-9][0-9A-Za-z.!+_-]*"
"""`<name>-<version>`, or `<name>-<version>-<digest>` (16 hexadecimal digits)."""
BACKEND = (
    r"[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*(:[A-Za-z_][A-Za-z0-9_]*(\.[A-Za-z_][A-Za-z0-9_]*)*)?"
)
"""A build backend (PEP 517)."""
VARIABLE = r"[A-Za-z_][A-Za-z0-9_]*"
"""A variable of the environment."""
LINES = r"[^\u0000\ud800-\udfff]*"
"""Text of any kind, which is never shown."""
SHA256 = r"[0-9a-f]{64}"
DIGEST = r"sha256:[0-9a-f]{64}"
DISTRIBUTION_FILE = r"[A-Za-z0-9][A-Za-z0-9._+!-]{0,200}\.(whl|tar\.gz|tgz|tar\.bz2|tar\.xz|zip)"
"""A wheel's or sdist's file name; short enough for a store name (211 characters)."""
GIT_FILE = r"[a-z0-9][a-z0-9-]{0,180}-[0-9a-f]{12}\.git"
"""`<name>-<12 digits of the commit>.git`."""
ARCHIVE_FILE = r"[A-Za-z0-9][A-Za-z0-9._+-]{0,150}-[0-9a-f]{12}\.archive"
"""`<name>-<12 digits of the hash>.archive`."""
GIT_URL = (
    r"(https?://[A-Za-z0-9._~%:\[\]-]+|ssh://([A-Za-z0-9._~-]+@)?[A-Za-z0-9._~%:\[\]-]+|file://)"
    r"/[A-Za-z0-9._~:/@!$&'()*+,;=%-]*"
)
"""A repository. A user's name belongs to an address of ssh; a password never does."""
TAG_NAME = r"[A-Za-z0-9_](?!.*(\.\.|//|@\{|\.lock(/|$)|/\.|\./))[A-Za-z0-9._/+@#%,=!()-]{0,150}(?<![./])"
"""A tag of git's; those of stranger names say no version."""
COMMIT_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})"
REV = r"[0-9a-f]{40}([0-9a-f]{24})?"
"""A commit."""
DEB_PACKAGE = r"[a-z0-9][a-z0-9+.-]*"
DEB_FILE = r"[a-z0-9][a-z0-9+.-]*_[0-9][A-Za-z0-9.+~%-]*_[a-z0-9-]+\.deb"
URL = r"(https?://[A-Za-z0-9._~%:\[\]-]+|file://)/[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]*"
"""RFC 3986's characters. What precedes the path has no `@`: a lock never holds credentials."""
ARCHIVE = r"debian(-[a-z]+)*"
SNAPSHOT = r"[0-9]{8}T[0-9]{6}Z"
SUITE = r"[a-z][a-z0-9-]*"
PROGRAM = r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,100}"
"""A program as it is typed, and the name of an archive's directory."""
CARRIER = r"(https?://[A-Za-z0-9._~%:\[\]-]+/|file:///|npm:|pypi:)[A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=<>%^-]*"
"""Where somebody wants programs from: an address, or a registry with a name and a version."""
IDENTIFIER = r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}"

# A segment that is not `.` or `..`: one that has another character, or three dots.
_SEGMENT = r"(?!\.{{1,2}}(/|$)){chars}+"


def _relative(chars: str) -> str:
    segment = _SEGMENT.format(chars=chars)
    return f"{segment}(/{segment})*"


TREE_PATH = _relative(r"[A-Za-z0-9+._~@%=,-]")
"""A path below one of our own trees."""
TREE_GLOB = _relative(r"[A-Za-z0-9+._~@%=,*-]")
"""The same, where a `*` stands for any characters of a name."""
ATTRIBUTE = r"[A-Za-z_][A-Za-z0-9_'+-]*(\.[A-Za-z0-9_][A-Za-z0-9_'+-]*)*"
"""An attribute of nixpkgs, as a path."""
NIXPKGS = (
    r"(github:[A-Za-z0-9][A-Za-z0-9_-]*/[A-Za-z0-9._-]+(/[A-Za-z0-9][A-Za-z0-9._/-]*)?"
    r"|(https?://[A-Za-z0-9._~%:\[\]-]+|file://)/[A-Za-z0-9._~:/@!$&'()*+,;=%-]*"
    r"|[A-Za-z0-9][A-Za-z0-9._/-]*)"
)
"""Which nixpkgs: a branch or commit of NixOS/nixpkgs, a repository on GitHub, the address of an archive."""
MEMBER_PATH = _relative(rf"[^/\\{_CONTROL}]")
"""A path below a wheel's root or in a Debian package: any script and spaces, but it stays below."""
DIRECTORY = rf"(?!.*\.whl$)(\.|\./{MEMBER_PATH}|\.\.(/\.\.)*(/{MEMBER_PATH})?)"
"""A directory as seen from the lock's own. What ends like a wheel is one everywhere else, so it is none here."""
PROJECT_FILE = rf"(\.|\.\.(/\.\.)*)/{MEMBER_PATH}"
"""A file as seen from the lock's directory: `./wheels/x.whl`, `../wheels/x.whl`."""
RUNPATH = rf"(python|native):{TREE_PATH}|\$ORIGIN(/(\.\.|(?!\.{{1,2}}(/|$))[A-Za-z0-9+._~@%=, -]+))*"
"""One entry of a run path. No colon (it separates entries) and no other `$` (the loader expands it)."""
