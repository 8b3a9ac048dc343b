"""Which registry npm would ask, as its own configuration says (npm-config(7), npmrc(5))."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
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
    done = subprocess.run(
        asked, cwd="/", stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False, timeout=60
    )
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
    except (OSError, UnicodeDecodeError, configparser.Error):
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


def from_registry(url: str, registry: Callable[[], str]) -> tuple[str, ...]:
    """Where to look for a tarball: the registry that is configured here has what another one has, at the same path."""
    path = _TARBALL.search(url)
    return (url,) if path is None else tuple(dict.fromkeys((registry() + path[1], url)))
