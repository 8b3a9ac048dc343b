"""Which registry npm would ask, and with which token, as its own configuration says (npm-config(7), npmrc(5))."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from snowsnake.errors import SnowsnakeError

DEFAULT = "https://registry.yarnpkg.com/"
"""The public registry by the name that Yarn has for it: for machines without npm, which knows its own."""
_TARBALL = re.compile(r"/((?:@[^/]+/)?[^/@]+/-/[^/]+\.tgz)$")


class BadNpmRegistry(SnowsnakeError):
    """What npm's configuration calls its registry is no address."""

    def __init__(self, text: str) -> None:
        super().__init__(
            f"npm's configuration names a registry that is no address: `{text[:80]!a}`",
            help="`npm config delete registry`, or set it to what your registry's address is",
        )


def registry_for(name: str, environ: Mapping[str, str], directory: Path) -> str:
    """The registry for a package, with a slash at its end: of its scope where there is one, else of all.

    The environment's word counts first, then `.npmrc` of the project in `directory`, then the user's, then the
    machine's. Raises `BadNpmRegistry`.
    """
    scope = name.partition("/")[0] if name.startswith("@") else None
    keys = [f"{scope}:registry"] if scope else []
    variables = {key.lower(): value for key, value in environ.items()}
    files = [_values(path) for path in _files(environ, directory)]
    for key in (*keys, "registry"):
        for values in ({key: variables.get(f"npm_config_{key}", "")}, *files):
            if values.get(key):
                return _checked(values[key])
    return _npms_own()


@cache
def _npms_own() -> str:
    """The registry that npm asks where nothing is configured."""
    if (npm := shutil.which("npm")) is None:
        return DEFAULT
    asked = [npm, "config", "get", "registry", "--userconfig=/dev/null", "--globalconfig=/dev/null"]
    try:
        done = subprocess.run(
            asked,
            cwd="/",
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            check=False,
            timeout=60,
        )
    except (OSError, subprocess.TimeoutExpired):
        return DEFAULT
    said = done.stdout.strip()
    return _checked(said) if done.returncode == 0 and said else DEFAULT


def _files(environ: Mapping[str, str], directory: Path) -> Iterator[Path]:
    variables = {key.lower(): value for key, value in environ.items()}
    yield directory / ".npmrc"
    yield Path(variables.get("npm_config_userconfig") or Path(environ.get("HOME", "/"), ".npmrc"))
    given = variables.get("npm_config_globalconfig")
    yield from (
        [Path(given)] if given else [Path("/usr/etc/npmrc"), Path("/etc/npmrc"), Path("/usr/local/etc/npmrc")]
    )


def _values(path: Path) -> Mapping[str, str]:
    parser = configparser.RawConfigParser(delimiters=("=",), strict=False, allow_no_value=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names are case-sensitive
    try:
        parser.read_string("[npm]\n" + path.read_text("utf-8"))
    except (
        OSError,
        UnicodeDecodeError,
        configparser.Error,
        AttributeError,
    ):  # of a line that continues nothing
        return {}  # npm itself says what is wrong with it
    return {key: (value or "").strip("\"' ") for key, value in parser["npm"].items()}


def _checked(url: str) -> str:
    if not re.fullmatch(r"https?://[A-Za-z0-9._~:/\[\]@%!$&'()*+,;=-]+", url):
        raise BadNpmRegistry(url)
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    if not host:
        raise BadNpmRegistry(url)
    return url.rstrip("/") + "/"


def token_for(url: str, environ: Mapping[str, str], directory: Path) -> str | None:
    """The token (`//HOST/PATH/:_authToken`) for an address; `None` where there is none.

    As npm does it: the one of the nearest path above the address, on the very host and port; `${NAME}` in it is a
    variable's value. It is sent without encryption only where a registry is configured so.
    """
    try:
        parts = urlsplit(url)
        own = _origin(url)
    except ValueError:
        return None
    variables = {key.lower(): value for key, value in environ.items()}
    tables = [_values(path) for path in _files(environ, directory)]
    if own[0] != "https" and own not in _configured(variables, tables):
        return None
    host = parts.netloc.rpartition("@")[2].lower()
    path = parts.path.rstrip("/")
    while True:
        for place in dict.fromkeys((f"//{host}{path}/", f"//{host}{path}")):
            key = f"{place}:_authToken"
            for values in ({key: variables.get(f"npm_config_{key}".lower(), "")}, *tables):
                if token := _expanded(values.get(key, ""), environ):
                    return token
        if not path:
            return None
        path = path.rpartition("/")[0]


def is_tarball(url: str) -> bool:
    """Whether an address is one of a tarball of some registry of npm."""
    return _TARBALL.search(url) is not None


def _configured(
    variables: Mapping[str, str], tables: Sequence[Mapping[str, str]]
) -> set[tuple[str, str | None, int | None]]:
    """The schemes, hosts and ports of all registries that are configured."""
    named = [value for table in tables for key, value in table.items() if key.endswith("registry")]
    named += [value for key, value in variables.items() if re.fullmatch(r"npm_config_(.*:)?registry", key)]
    found = set()
    for url in named:
        with suppress(ValueError):
            found.add(_origin(url))
    return found


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)


def _expanded(text: str, environ: Mapping[str, str]) -> str:
    """A value with the variables that it names; nothing where one of them is not set, or it is no token."""
    whole = re.sub(r"\$\{([^}]+)\}", lambda match: environ.get(match[1], " "), text)
    return whole if re.fullmatch(r"[\x21-\x7e]+", whole) else ""


def from_registry(url: str, registry: Callable[[], str]) -> tuple[str, ...]:
    """Where to look for a tarball: the registry that is configured here has what another one has, at the same path."""
    path = _TARBALL.search(url)
    return (url,) if path is None else tuple(dict.fromkeys((registry() + path[1], url)))
