"""HTTP sessions with the certificates that `trust` chooses."""

from __future__ import annotations

import os
import warnings
from collections.abc import Collection
from typing import Any

import requests
import urllib3

from snowsnake.throughput import TooLong, TooSlow
from snowsnake.trust import UNTRUSTED, certificates, client_certificate, is_insecure


class TrustingSession(requests.Session):
    """A session that trusts `certificates`; requests by itself would let some variables win over what it is told.

    Raises `NoCertificates`.
    """

    def __init__(self, insecure: Collection[str] = ()) -> None:
        """Of the hosts in `insecure` no certificate is checked, see `trust.is_insecure`."""
        super().__init__()
        self.verify = certificates(os.environ) or True
        self.cert = client_certificate(os.environ)
        self._insecure = tuple(insecure)

    def send(self, request: requests.PreparedRequest, **kwargs: Any) -> requests.Response:
        """Proxies are the environment's business, certificates ours: decided for each host that redirects lead to."""
        if not is_insecure(request.url or "", self._insecure):
            return super().send(request, **{**kwargs, "verify": self.verify})
        with warnings.catch_warnings():  # the user knows
            warnings.simplefilter("ignore", urllib3.exceptions.InsecureRequestWarning)
            return super().send(request, **{**kwargs, "verify": False})


def why(error: Exception) -> str:
    """Why a request failed, without an address, which may hold credentials."""
    if isinstance(error, TooLong | TooSlow):
        return str(error)
    return UNTRUSTED if isinstance(error, requests.exceptions.SSLError) else type(error).__name__
