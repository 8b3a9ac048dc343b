"""Users and passwords for indexes, and hosts that are trusted without a certificate: found where pip and uv look.

A password is given only to the host that it is for.
"""

from __future__ import annotations

import netrc
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import unquote, urlsplit

from packaging.requirements import Requirement

from snowsnake.parsing import parse_toml
from snowsnake.requirements import Inputs
from snowsnake.requirements.text import without_credentials
from snowsnake.trust import INSECURE_VARIABLE

_DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Entry:
    origin: tuple[str, str, int | None]
    path: str
    user: str
    password: str


@dataclass(frozen=True, kw_only=True, slots=True, repr=False)
class Credentials:
    """What is known; its repr shows nothing."""

    entries: tuple[_Entry, ...]
    hosts: Mapping[str, tuple[str, str]]
    """User and password by host name, from netrc."""
    insecure: tuple[str, ...] = ()
    """Hosts whose certificates are not checked (`trust.is_insecure`)."""

    @classmethod
    def from_inputs(cls, inputs: Inputs | None, environ: Mapping[str, str]) -> Credentials:
        """Collect from the inputs' index URLs, uv's settings, `UV_INDEX_*` variables and netrc."""
        indexes = list(addresses(inputs, environ))
        named = {_variable(name): url for name, url in indexes if name}
        entries = [entry for _, url in indexes if (entry := _from_url(url))]
        for name, url in named.items():
            user = environ.get(f"UV_INDEX_{name}_USERNAME", "")
            password = environ.get(f"UV_INDEX_{name}_PASSWORD", "")
            if (user or password) and (entry := _entry(url, user, password)) is not None:
                entries.append(entry)
        return cls(
            entries=tuple(dict.fromkeys(entries)),
            hosts=_netrc(environ),
            insecure=tuple(dict.fromkeys(_insecure(inputs, environ))),
        )

    def auth_for(self, url: str) -> tuple[str, str] | None:
        """User and password for a URL; only for the very scheme, host and port that they were given for."""
        try:
            parts = urlsplit(url)
            origin = _origin(url)
        except ValueError:
            return None
        candidates = [entry for entry in self.entries if entry.origin == origin]
        if candidates:
            # Files often lie beside the index (`/simple/`, `/files/`): the nearest path on the host wins.
            best = max(candidates, key=lambda entry: _common(entry.path, parts.path))
            return best.user, best.password
        return self.hosts.get(parts.hostname or "")

    def redact(self, text: str) -> str:
        """Take every known password, and every user part of a URL, out of a text."""
        text = without_credentials(text)
        for entry in self.entries:
            if entry.password:
                text = text.replace(entry.password, "****")
        for _, password in self.hosts.values():
            if password:
                text = text.replace(password, "****")
        return text


def addresses(inputs: Inputs | None, environ: Mapping[str, str]) -> Iterator[tuple[str | None, str]]:
    """Addresses of indexes, archives and repositories that the inputs, uv's settings and its variables name.

    Each with the index's name, where it has one; they may hold credentials.
    """
    if inputs is not None:
        yield from ((None, url) for url in _written(inputs))
    for key in ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_INDEX", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS"):
        for word in re.split(r"[\s,]+", environ.get(key, "")):
            name, equals, url = word.partition("=")
            if equals and re.fullmatch(r"[A-Za-z0-9._-]+", name):
                yield name, url
            elif word:
                yield None, word
    for settings in (inputs.uv if inputs is not None else {}, *_user_settings(environ)):
        yield from _of_settings(settings)


def _written(inputs: Inputs) -> Iterator[str]:
    """What requirements and requirements files name."""
    for file in inputs.requirements_files:
        options = file.options
        yield from filter(None, (options.index_url, *options.extra_index_urls, *options.find_links))
    for requirement in inputs.requires_with_credentials:
        if url := Requirement(requirement).url:
            yield url.removeprefix("git+")
    sources = inputs.uv.get("sources")
    for source in sources.values() if isinstance(sources, Mapping) else ():
        for entry in source if isinstance(source, list) else [source]:
            if isinstance(entry, Mapping) and isinstance(url := entry.get("git") or entry.get("url"), str):
                yield url.removeprefix("git+")


def _of_settings(settings: Mapping[str, object]) -> Iterator[tuple[str | None, str]]:
    indexes = settings.get("index")
    for index in indexes if isinstance(indexes, list) else []:
        if isinstance(index, Mapping) and isinstance(url := index.get("url"), str):
            name = index.get("name")
            yield name if isinstance(name, str) else None, url
    pip = settings.get("pip")
    for place in (settings, pip if isinstance(pip, Mapping) else {}):
        for key in ("index-url", "extra-index-url", "find-links"):
            value = place.get(key)
            for url in value if isinstance(value, list) else [value]:
                if isinstance(url, str):
                    yield None, url


def _user_settings(environ: Mapping[str, str]) -> Iterator[Mapping[str, object]]:
    said = environ.get("XDG_CONFIG_HOME", "")  # a relative one is ignored, as the specification says
    home = said if said.startswith("/") else str(Path(environ.get("HOME", "/")) / ".config")
    for path in (Path(home) / "uv" / "uv.toml", Path("/etc/uv/uv.toml")):
        try:
            yield parse_toml(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue  # uv itself reports what is wrong with it


def _insecure(inputs: Inputs | None, environ: Mapping[str, str]) -> Iterator[str]:
    """Hosts that requirements files (`--trusted-host`), uv's settings and its variable call so."""
    yield from environ.get(INSECURE_VARIABLE, "").split()
    if inputs is not None:
        for file in inputs.requirements_files:
            yield from file.options.insecure_hosts
    for settings in (inputs.uv if inputs is not None else {}, *_user_settings(environ)):
        pip = settings.get("pip")
        for place in (settings, pip if isinstance(pip, Mapping) else {}):
            hosts = place.get("allow-insecure-host", place.get("trusted-host"))
            yield from (host for host in hosts if isinstance(host, str)) if isinstance(hosts, list) else ()


def _netrc(environ: Mapping[str, str]) -> Mapping[str, tuple[str, str]]:
    path = environ.get("NETRC") or str(Path(environ.get("HOME", "/")) / ".netrc")
    try:
        hosts = netrc.netrc(path).hosts
    except (OSError, ValueError, netrc.NetrcParseError):
        return {}
    return {host: (login, password or "") for host, (login, _, password) in hosts.items() if login}


def _from_url(url: str) -> _Entry | None:
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    if not parts.username and not parts.password:
        return None
    return _entry(url, unquote(parts.username or ""), unquote(parts.password or ""))


def _entry(url: str, user: str, password: str) -> _Entry | None:
    """`None` for what is no address: uv itself says so."""
    try:
        return _Entry(origin=_origin(url), path=urlsplit(url).path, user=user, password=password)
    except ValueError:
        return None


def _origin(url: str) -> tuple[str, str, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname or "", parts.port or _DEFAULT_PORTS.get(parts.scheme)


def _common(one: str, other: str) -> int:
    """How many leading path segments two paths share."""
    count = 0
    for a, b in zip(one.split("/"), other.split("/"), strict=False):
        if a != b:
            break
        count += 1
    return count


def _variable(name: str) -> str:
    """An index's name as uv writes it in environment variables."""
    return re.sub(r"[^A-Za-z0-9]", "_", name).upper()
