"""Users, passwords and tokens in addresses: kept out of whatever is written or said, and given to their server only."""

from __future__ import annotations

import base64
import re
from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*://[^\s`'\"<>]+")
_SSH = re.compile(r"(?<=ssh://)([^/\s?#:@]*):[^/\s?#]*@")
_USER = re.compile(r"(?<!ssh://)(?<=://)[^/\s?#]*@")
_NAMES = (
    r"(?:[\w.~-]*(?:token|secret|password|passwd|signature|credential)"
    r"|(?:[\w.~-]*[-_.])?(?:auth|authorization|api[-_]?key|access[-_]?key(?:[-_]?id)?|key|pwd|sig|jwt|session))"
)
_PARAMETER = re.compile(rf"(?<=[?&]){_NAMES}=[^&#]*&?", re.IGNORECASE)
_whole: dict[str, str] = {}


def without_credentials(text: str) -> str:
    """Take user and password, and tokens in the query, out of every address in a text.

    A user of ssh (`git@`) is part of the address and stays.
    """
    if "://" not in text:
        return text
    text = _USER.sub("", _SSH.sub(r"\1@", text))
    return _ADDRESS.sub(lambda match: _without_tokens(match[0]), text)


def with_tokens(url: str) -> str:
    """The address as it was before a token was taken out of it, as far as this process has seen it."""
    return _whole.get(url, url)


def login_of(url: str) -> tuple[str, str] | None:
    """User and password in an address of http; `None` where there are none."""
    try:
        parts = urlsplit(url.removeprefix("git+"))
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not (parts.username or parts.password):
        return None
    return unquote(parts.username or ""), unquote(parts.password or "")


def with_git_logins(environ: Mapping[str, str], logins: Mapping[str, tuple[str, str]]) -> dict[str, str]:
    """Variables that make git log in to the servers of some addresses, whoever starts it.

    In the argument list of git or of its helpers everybody could read it.
    """
    found = dict(environ)
    said = found.get("GIT_CONFIG_COUNT", "")
    count = int(said) if said.isascii() and said.isdigit() and len(said) < 6 else 0
    for url, login in logins.items():
        server = "/".join(without_credentials(url).removeprefix("git+").split("/")[:3])
        token = base64.b64encode(":".join(login).encode()).decode()
        found[f"GIT_CONFIG_KEY_{count}"] = f"http.{server}/.extraHeader"
        found[f"GIT_CONFIG_VALUE_{count}"] = f"Authorization: Basic {token}"
        count += 1
    return found | ({"GIT_CONFIG_COUNT": str(count)} if logins else {})


def _without_tokens(url: str) -> str:
    if "?" not in url:
        return url
    plain = re.sub(r"[?&]+(?=#|$)", "", _PARAMETER.sub("", url))
    if plain != url:
        _whole[plain.partition("#")[0].removeprefix("git+")] = url.partition("#")[0].removeprefix("git+")
    return plain
