"""Writes the authorities that Java trusts: `etc/ssl/certs/java/cacerts`, which Debian makes after the installation.

The file is a Java KeyStore of version 2 (sun.security.provider.JavaKeyStore): big-endian numbers, texts with their
length before them, and a digest of all of it that begins with a password.
"""

# Paths are the tree's, and pathlib costs start-up time.
# ruff: noqa: PTH110, PTH112, PTH120, PTH123

from __future__ import annotations

import base64
import hashlib
import os
import re
import struct

STORE = "etc/ssl/certs/java/cacerts"
AUTHORITIES = "etc/ssl/certs/ca-certificates.crt"
"""Certificates in PEM (RFC 7468), one after another."""

_PASSWORD = "changeit".encode("utf-16-be")  # everybody's, and Java asks for none where it only reads
_CERTIFICATE = re.compile(rb"-----BEGIN CERTIFICATE-----(.*?)-----END CERTIFICATE-----", re.DOTALL)
_MILLISECOND = 1000  # the time at which each was added: Nix's time of every file


def write(root: str, below: str | None) -> None:
    """Write the file where a package has its directory, from the authorities of the tree or of the one below it."""
    directory = os.path.dirname(f"{root}/{STORE}")
    sources = [f"{tree}/{AUTHORITIES}" for tree in (root, below) if tree is not None]
    source = next(filter(os.path.exists, sources), None)
    if source is None or not os.path.isdir(directory) or os.path.exists(f"{root}/{STORE}"):
        return
    with open(source, "rb") as file:
        found = [base64.b64decode(match[1]) for match in _CERTIFICATE.finditer(file.read())]
    with open(f"{root}/{STORE}", "wb") as file:
        file.write(key_store(found))


def key_store(certificates: list[bytes]) -> bytes:
    """A Java KeyStore that trusts X.509 `certificates` (DER)."""
    body = struct.pack(">III", 0xFEEDFEED, 2, len(certificates))
    for certificate in certificates:
        name = hashlib.sha256(certificate).hexdigest().encode("ascii")
        body += struct.pack(">IH", 2, len(name)) + name + struct.pack(">Q", _MILLISECOND)
        body += struct.pack(">H", 5) + b"X.509" + struct.pack(">I", len(certificate)) + certificate
    return body + hashlib.sha1(_PASSWORD + b"Mighty Aphrodite" + body, usedforsecurity=False).digest()
