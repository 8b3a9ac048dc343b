"""HTTP sessions with the certificates that `trust` chooses."""

from __future__ import annotations

import os
from typing import Any

import requests

from snowsnake.throughput import TooLong, TooSlow
from snowsnake.trust import UNTRUSTED, certificates


class TrustingSession(requests.Session):
    """A session that trusts `certificates`; requests by itself would let some variables win over what it is told.

    Raises `NoCertificates`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.verify = certificates(os.environ) or True

    def merge_environment_settings(self, url: Any, proxies: Any, stream: Any, verify: Any, cert: Any) -> Any:
        """Proxies are the environment's business, certificates ours."""
        settings = super().merge_environment_settings(url, proxies, stream, verify, cert)
        return settings | {"verify": self.verify if verify is None else verify}


def why(error: Exception) -> str:
    """Why a request failed, without an address, which may hold credentials."""
    if isinstance(error, TooLong | TooSlow):
        return str(error)
    return UNTRUSTED if isinstance(error, requests.exceptions.SSLError) else type(error).__name__
