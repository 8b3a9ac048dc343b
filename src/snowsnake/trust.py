"""Which certificates are trusted: one answer for uv, for git and for what snowsnake fetches itself.

The first variable that is set decides, of those that tools know; else the machine's own certificates count, which a
company's proxy is among; else those of `certifi`.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from snowsnake.errors import SnowsnakeError

VARIABLES = (
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "PIP_CERT",
    "NIX_SSL_CERT_FILE",
    "SSL_CERT_DIR",
)
_SYSTEM = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Arch, NixOS
    "/etc/pki/tls/certs/ca-bundle.crt",  # Fedora
    "/etc/ssl/ca-bundle.pem",  # openSUSE
    "/etc/ssl/cert.pem",  # Alpine
)
UNTRUSTED = "its certificate is not trusted"
ADVICE = "name the certificates to trust, those of a company's proxy, say: `export SSL_CERT_FILE=/path/to/them.pem`"
"""What to type where a certificate is not trusted."""


class NoCertificates(SnowsnakeError):
    """A variable names certificates that are not there."""

    def __init__(self, variable: str, path: str) -> None:
        self.variable, self.path = variable, path
        super().__init__(
            f"`{variable}` names `{path}`, where no certificates are",
            help=f"let it name a file of them, or do without: `unset {variable}`",
        )


def certificates(environ: Mapping[str, str], *, system: tuple[str, ...] = _SYSTEM) -> str | None:
    """The file (or directory) of what is trusted; `None` for `certifi`'s. Raises `NoCertificates`."""
    for variable in VARIABLES:
        if path := environ.get(variable):
            if not os.access(path, os.R_OK):
                raise NoCertificates(variable, path)
            return path
    return next((path for path in system if os.access(path, os.R_OK)), None)


def variables(environ: Mapping[str, str]) -> dict[str, str]:
    """What tells uv and git the same. Raises `NoCertificates`."""
    found = certificates(environ)
    if found is None:
        return {}
    if Path(found).is_dir():
        return {"SSL_CERT_DIR": found, "GIT_SSL_CAPATH": found}
    return {"SSL_CERT_FILE": found, "GIT_SSL_CAINFO": found}
