"""What a registry of npm says about one version of a package (the registry's "abbreviated version object")."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit

from snowsnake.errors import SnowsnakeError
from snowsnake.parsing import parse_json
from snowsnake.requirements.text import without_credentials
from snowsnake.targets import System
from snowsnake.trust import ADVICE, UNTRUSTED

if TYPE_CHECKING:
    import requests

_URL = re.compile(r"https?://[A-Za-z0-9._~%:\[\]-]+/[A-Za-z0-9._~:/?@!$&'()*+,;=%-]+")
_CPU: Mapping[str, str] = {"x86_64": "x64", "aarch64": "arm64"}
_LONGEST = 1 << 26
"""Bytes of a description."""
_ALGORITHMS = ("sha512", "sha384", "sha256", "sha1")
"""The best first (https://www.w3.org/TR/SRI/)."""
_NAME = re.compile(r"(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*")


class NpmProblem(SnowsnakeError):
    """A registry of npm cannot be asked, or answers something that makes no sense."""

    def __init__(self, what: str, url: str, reason: str) -> None:
        self.what, self.url, self.reason = what, without_credentials(url), reason
        super().__init__(
            f"npm's registry cannot be asked for `{what}`: {reason}",
            help=ADVICE
            if reason == UNTRUSTED
            else "check the network and `npm config get registry`, and run the same command again",
            details=f"asked: {self.url}",
        )


class NpmRefused(SnowsnakeError):
    """A registry wants a token, or another one."""

    def __init__(self, what: str, url: str, status: int) -> None:
        self.what, self.url, self.status = what, without_credentials(url), status
        place = urlsplit(self.url).netloc
        super().__init__(
            f"npm's registry refuses to say anything of `{what}` (HTTP {status})",
            help=f"give a token for it in ~/.npmrc: `//{place}/:_authToken=…`",
            details=f"asked: {self.url}",
        )


class NoSuchNpmPackage(SnowsnakeError):
    """The registry has no such package, or no such version of it."""

    def __init__(self, name: str, version: str | None, registry: str) -> None:
        self.name, self.version = name, version
        wanted = f"`{name}`" if version is None else f"version `{version}` of `{name}`"
        super().__init__(
            f"npm has no {wanted}",
            help=f"`npm view {name} versions` shows what there is; write one exactly: `npm:{name}@1.2.3`",
            details=f"asked: {without_credentials(registry)}",
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class NpmPackage:
    """One version of a package."""

    name: str
    version: str
    url: str
    """Of its tarball, as the registry gives it."""
    integrity: Mapping[str, str]
    """Hexadecimal digests by algorithm."""
    programs: Mapping[str, str]
    """`bin`: names of programs and where they are in the package."""
    parts: Mapping[str, str]
    """`optionalDependencies`: packages for one machine each, and their versions."""
    fits: frozenset[str] | None
    """The systems that it says it is for; `None` where it says nothing."""


def ask(
    name: str, version: str | None, *, registry: str, token: Callable[[str], str | None] = lambda _: None
) -> NpmPackage:
    """What the registry says of a version (exact, or a tag; `None`: `latest`).

    `token` is the one for an address. Raises `NoSuchNpmPackage`, `NpmRefused`, `NpmProblem`.
    """
    import requests  # noqa: PLC0415 -- slow to import, rarely needed
    import urllib3  # noqa: PLC0415
    from requests.adapters import HTTPAdapter  # noqa: PLC0415
    from urllib3.util import Retry  # noqa: PLC0415

    from snowsnake.sessions import TrustingSession, why  # noqa: PLC0415
    from snowsnake.throughput import answer, body  # noqa: PLC0415

    url = f"{registry}{quote(name, safe='@')}/{quote(version or 'latest', safe='')}"
    secret = token(url)

    def bearer(request: requests.PreparedRequest) -> requests.PreparedRequest:
        request.headers["Authorization"] = f"Bearer {secret}"  # which requests takes off for another host
        return request

    with TrustingSession() as session:
        retry = Retry(total=3, backoff_factor=0.5, status_forcelist=(429, 500, 502, 503, 504))
        for scheme in ("http://", "https://"):
            session.mount(scheme, HTTPAdapter(max_retries=retry))
        try:
            accept = {"Accept": "application/json"}
            ask = partial(
                session.get, url, headers=accept, auth=bearer if secret else None, timeout=30, stream=True
            )
            with answer(ask) as response:
                if response.status_code in {401, 403}:
                    raise NpmRefused(name, url, response.status_code)
                if response.status_code in {404, 405}:
                    raise NoSuchNpmPackage(name, version, registry)
                response.raise_for_status()
                document: object = parse_json(body(response, _LONGEST))
        except requests.HTTPError as error:
            raise NpmProblem(name, url, f"HTTP {error.response.status_code}") from None
        except (requests.RequestException, urllib3.exceptions.HTTPError, ValueError) as error:
            raise NpmProblem(name, url, why(error)) from None
    try:
        return read(document, name)
    except (KeyError, TypeError, ValueError, AttributeError, binascii.Error) as error:
        raise NpmProblem(name, url, f"its answer makes no sense ({error})") from None


def read(document: object, name: str) -> NpmPackage:
    """A version's description. Raises `ValueError`, `KeyError`, `TypeError` where it is none."""
    if not isinstance(document, Mapping) or document["name"] != name:
        raise ValueError("it is about another package")
    dist, version = document["dist"], document["version"]
    if not isinstance(dist, Mapping) or not _URL.fullmatch(str(dist["tarball"])):
        raise ValueError("it has no tarball")
    if not isinstance(version, str) or not re.fullmatch(r"[0-9][0-9A-Za-z.+-]{0,80}", version):
        raise ValueError("it has no version")
    found = document.get("bin") or {}
    programs = {name.rpartition("/")[2]: found} if isinstance(found, str) else found
    parts = document.get("optionalDependencies") or {}
    return NpmPackage(
        name=name,
        version=version,
        url=str(dist["tarball"]),
        integrity=_integrity(dist),
        programs={str(key): str(value).removeprefix("./") for key, value in programs.items()},
        parts={str(key): str(value) for key, value in parts.items() if _NAME.fullmatch(str(key))},
        fits=_fits(document),
    )


def _integrity(dist: Mapping[str, object]) -> Mapping[str, str]:
    found: dict[str, str] = {}
    for word in str(dist.get("integrity") or "").split():
        algorithm, _, digest = word.partition("-")
        if algorithm in _ALGORITHMS:
            found[algorithm] = base64.b64decode(digest.partition("?")[0], validate=True).hex()
    if not found and re.fullmatch(r"[0-9a-f]{40}", str(dist.get("shasum"))):
        found["sha1"] = str(dist["shasum"])
    if not found:
        raise ValueError("it has no hash")
    return found


def _fits(document: Mapping[str, object]) -> frozenset[str] | None:
    """The systems for which `os`, `cpu` and `libc` let npm install it."""
    said = {key: document.get(key) for key in ("os", "cpu", "libc")}
    if not any(said.values()):
        return None

    def allows(key: str, word: str) -> bool:
        words = said[key]
        words = [words] if isinstance(words, str) else words
        if not isinstance(words, list) or not words:
            return True
        return f"!{word}" not in words and (word in words or all(str(one).startswith("!") for one in words))

    if not (allows("os", "linux") and allows("libc", "glibc")):
        return frozenset()
    return frozenset(f"{machine}-linux" for machine, cpu in _CPU.items() if allows("cpu", cpu))


def parts_for(package: NpmPackage, system: System) -> Iterator[str]:
    """The optional dependencies that are, by their names, for a system; the likeliest first."""
    machine = system.partition("-")[0]
    words = {"x86_64": ("x64", "x86_64", "amd64"), "aarch64": ("arm64", "aarch64")}[machine]
    named = [
        n
        for n in package.parts
        if "linux" in n and any(re.search(rf"(^|[-_/]){w}($|[-_])", n) for w in words)
    ]
    yield from sorted(named, key=lambda name: ("musl" in name, "baseline" in name, len(name), name))


def matches(package: NpmPackage, path: Path) -> tuple[str, str, str] | None:
    """What is wrong with a tarball's best hash: algorithm, expected, found; `None` where it is the registry's."""
    algorithm = next(name for name in _ALGORITHMS if name in package.integrity)
    with path.open("rb") as file:
        found = hashlib.file_digest(file, algorithm).hexdigest()
    expected = package.integrity[algorithm]
    return None if found == expected else (algorithm, expected, found)
