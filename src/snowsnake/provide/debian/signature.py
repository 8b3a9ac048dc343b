"""Check that a file was signed by Debian's archive (`InRelease`: a clear-signed text, RFC 9580 section 7)."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from snowsnake.errors import SnowsnakeError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pysequoia import Cert

_BEGIN = b"-----BEGIN PGP SIGNED MESSAGE-----"
_END = b"-----END PGP SIGNATURE-----"


class BadSignature(SnowsnakeError):
    """An index is not signed by Debian's archive keys, or not as a whole."""

    def __init__(self, source: str, reason: str) -> None:
        self.source = source
        self.reason = reason
        super().__init__(
            f"`{source}` is refused: {reason}",
            help="try another mirror: SNOWSNAKE_DEBIAN_MIRROR=https://ftp.debian.org/debian",
        )


@cache
def archive_keys() -> tuple[Cert, ...]:
    """Debian's archive keys, as shipped in `keys/` (its README says where they come from)."""
    from pysequoia import Cert  # noqa: PLC0415 -- slow to import

    folder = files("snowsnake.provide.debian") / "keys"
    names = sorted(item.name for item in folder.iterdir() if item.name.endswith(".asc"))
    return tuple(cert for name in names for cert in Cert.split_bytes((folder / name).read_bytes()))


def verify(signed: bytes, *, source: str, keys: Sequence[Cert] | None = None) -> bytes:
    """Return the text that one of `keys` (default: Debian's) signed, and nothing that surrounds it.

    `source` names the file in errors. Raises `BadSignature`: no signature, an unknown or expired key, a text
    that was changed, or text outside the signature.
    """
    from pysequoia import verify as openpgp_verify  # noqa: PLC0415 -- slow to import

    certs = list(archive_keys() if keys is None else keys)
    body = signed.strip()
    # Only what verify() returns is ever read, so text around the signature could do no harm; but no honest
    # mirror adds any, and whoever reads the cached file should see what was signed.
    if not body.startswith(_BEGIN):
        raise BadSignature(source, "it is not a signed text")
    if not body.endswith(_END) or body.count(_BEGIN) != 1 or body.count(b"\n" + _END) != 1:
        raise BadSignature(source, "it has text outside the signature, or is cut short")
    try:
        verified = openpgp_verify(bytes=signed, store=lambda _ids: certs)
    except Exception as error:  # noqa: BLE001 -- the binding raises RuntimeError, and others
        # The first line is the reason; the rest is the library's backtrace.
        reason = str(error).partition("\n")[0].rstrip(".") or "the signature cannot be read"
        raise BadSignature(source, reason[:1].lower() + reason[1:]) from None
    if verified.bytes is None or not verified.valid_sigs:
        raise BadSignature(source, "no valid signature found")
    return verified.bytes
