"""The key store of Java, read as Java reads it."""

from __future__ import annotations

import base64
import hashlib
import struct
from pathlib import Path

from snowsnake.builders.java_certificates import AUTHORITIES, STORE, key_store, write

DER = (b"\x30\x03\x02\x01\x05", b"\x30\x00")


def test_a_key_store_has_each_certificate_and_a_digest() -> None:
    store = key_store(list(DER))
    assert store[:12] == struct.pack(">III", 0xFEEDFEED, 2, 2)
    assert all(struct.pack(">I", len(der)) + der in store for der in DER)
    seasoned = "changeit".encode("utf-16-be") + b"Mighty Aphrodite" + store[:-20]
    assert store[-20:] == hashlib.sha1(seasoned, usedforsecurity=False).digest()


def test_authorities_of_the_tree_below_are_trusted_where_java_is(tmp_path: Path) -> None:
    root, below = tmp_path / "root", tmp_path / "below"
    authorities = below / AUTHORITIES
    authorities.parent.mkdir(parents=True)
    lines = [
        f"-----BEGIN CERTIFICATE-----\n{base64.b64encode(der).decode()}\n-----END CERTIFICATE-----"
        for der in DER
    ]
    authorities.write_text("\n".join(["# a", *lines]))
    write(str(root), str(below))
    assert not root.exists()
    (root / STORE).parent.mkdir(parents=True)
    write(str(root), str(below))
    assert (root / STORE).read_bytes() == key_store(list(DER))
