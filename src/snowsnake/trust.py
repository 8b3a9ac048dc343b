"""Which certificates are trusted, and shown: one answer for uv, for git and for what snowsnake fetches itself.

The first variable that is set decides, of those that tools know; else the machine's own certificates count, which a
company's proxy is among; else those of `certifi`.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from snowsnake.errors import SnowsnakeError

VARIABLES = (
    "SSL_CERT_FILE",
    "REQUESTS_CA_BUNDLE",
    "CURL_CA_BUNDLE",
    "PIP_CERT",
    "NIX_SSL_CERT_FILE",
    "SSL_CERT_DIR",
)
CLIENT_VARIABLES = ("SSL_CLIENT_CERT", "PIP_CLIENT_CERT")
INSECURE_VARIABLE = "UV_INSECURE_HOST"
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


def client_certificate(environ: Mapping[str, str]) -> str | None:
    """The file with the certificate, and its key, that servers are shown. Raises `NoCertificates`."""
    for variable in CLIENT_VARIABLES:
        if path := environ.get(variable):
            if not os.access(path, os.R_OK):
                raise NoCertificates(variable, path)
            return path
    return None


def is_insecure(url: str, hosts: Collection[str]) -> bool:
    """Whether the certificate of an address is not checked: its host is among `hosts`.

    These are as pip's `--trusted-host` and uv's `allow-insecure-host` take them: `host`, `host:port`, an address, `*`.
    """
    try:
        asked = urlsplit(url)
        for text in hosts:
            known = urlsplit(text if "://" in text else f"//{text}")
            fits = known.hostname == asked.hostname and known.scheme in {"", asked.scheme}
            if text == "*" or (fits and known.port in {None, asked.port or 443}):
                return True
    except ValueError:
        pass
    return False


def variables(environ: Mapping[str, str]) -> dict[str, str]:
    """What tells uv and git the same. Raises `NoCertificates`."""
    own = client_certificate(environ)
    found: dict[str, str] = {} if own is None else {"SSL_CLIENT_CERT": own, "GIT_SSL_CERT": own}
    trusted = certificates(environ)
    if trusted is None:
        return found
    if Path(trusted).is_dir():
        return found | {"SSL_CERT_DIR": trusted, "GIT_SSL_CAPATH": trusted}
    return found | {"SSL_CERT_FILE": trusted, "GIT_SSL_CAINFO": trusted}
