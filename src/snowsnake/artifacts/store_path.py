"""Names and paths in the Nix store, computed without asking Nix.

Follows the Nix manual's "Complete Store Path Calculation" (https://nix.dev/manual/nix/latest/protocols/store-path):
a file that we download is put where Nix's own fixed-output fetch of it would put it, so Nix finds it there.
"""

from __future__ import annotations

import hashlib
import re

_ALPHABET = "0123456789abcdfghijklmnpqrsvwxyz"  # no e, o, t, u
_VALID = re.compile(r"[A-Za-z0-9+._?=-]+")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_PATH_HASH = 20  # bytes of a store path's hash


def store_name(file: str) -> str:
    """A valid store name for an artifact's file name: `torch-2!1.whl` becomes `torch-2_1.whl`.

    The Nix library computes the same from the same key. Raises `ValueError` for an empty name.
    """
    name = re.sub(r"[^A-Za-z0-9+._?=-]", "_", file)
    if not name:
        raise ValueError("a store name cannot be empty")
    return f"_{name}" if name.startswith(".") else name


def nix_base32(data: bytes) -> str:
    """Bytes as Nix writes them in store paths: its own alphabet, least significant digit last."""
    number = int.from_bytes(data, "little")
    length = (len(data) * 8 + 4) // 5
    return "".join(_ALPHABET[number >> (5 * digit) & 31] for digit in reversed(range(length)))


def fixed_output_path(name: str, sha256: str, store: str = "/nix/store", *, recursive: bool = False) -> str:
    """The store path of content with this hash (64 lower-case hexadecimal digits) under the store name
    `name`.

    Flat: `sha256` is the file's own, the path is that of a fixed-output derivation and of `nix-store
    --add-fixed sha256`. `recursive`: `sha256` is the NAR's. Raises `ValueError` for what is not a store name
    or a hash.
    """
    if not _VALID.fullmatch(name) or name.startswith("."):
        raise ValueError(f"not a store name: {name!r}")
    if not _SHA256.fullmatch(sha256):
        raise ValueError(f"not a SHA-256 in hexadecimal: {sha256!r}")
    if recursive:
        kind, inner = "source", sha256
    else:
        kind, inner = "output:out", hashlib.sha256(f"fixed:out:sha256:{sha256}:".encode()).hexdigest()
    digest = hashlib.sha256(f"{kind}:sha256:{inner}:{store}:{name}".encode()).digest()
    # "compressed": the hash is folded over itself with exclusive or.
    folded = bytearray(_PATH_HASH)
    for index, byte in enumerate(digest):
        folded[index % _PATH_HASH] ^= byte
    return f"{store}/{nix_base32(bytes(folded))}-{name}"
