"""The maintainer scripts of Debian packages, of whose `.deb` only the start is fetched; for the scripts beside it."""

from __future__ import annotations

import io
import tarfile

import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

START = 1 << 17  # bytes of a .deb; the scripts are in its first member but one
_SESSION = requests.Session()
_SESSION.mount("http", HTTPAdapter(pool_maxsize=8, max_retries=Retry(5, backoff_factor=1)))


def fetched_postinst(url: str) -> str:
    """The script that configures the package at an address; empty if it has none."""
    deb = _start(url, START)
    at = 8
    while True:
        name, size = deb[at : at + 16].split(b"/")[0].strip(), int(deb[at + 48 : at + 58])
        if name.startswith(b"control.tar"):
            break
        at += 60 + size + size % 2
    end = at + 60 + size
    control = (deb if end <= len(deb) else _start(url, end))[at + 60 : end]
    with tarfile.open(fileobj=io.BytesIO(control)) as archive:
        for member in archive:
            if member.name.removeprefix("./") == "postinst" and (file := archive.extractfile(member)):
                return file.read().decode("utf-8", "replace")
    return ""


def _start(url: str, size: int) -> bytes:
    response = _SESSION.get(url, timeout=120, headers={"Range": f"bytes=0-{size - 1}"})
    response.raise_for_status()
    return response.content
