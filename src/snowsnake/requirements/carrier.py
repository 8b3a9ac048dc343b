"""Where the user wants native programs from besides the base: an address, a package of npm or PyPI.

`native` of the settings, and `--native`, take `"https://example.org/tool.tar.gz#sha256=…"`, `"npm:@scope/name@1.2.3"`,
`"pypi:imageio-ffmpeg==0.6.0"`, and tables that say more: `{ from = "…", programs = { ffmpeg = "bin/ffmpeg-*" } }`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal, get_args
from urllib.parse import unquote, urlsplit

from packaging.utils import canonicalize_name

from snowsnake.parsing import Malformed, parse_toml
from snowsnake.requirements import toml
from snowsnake.requirements.text import Where, without_credentials
from snowsnake.specifications import read_requirement
from snowsnake.targets import System

Origin = Literal["url", "npm", "pypi"]

_URL = re.compile(r"(https?://[A-Za-z0-9._~%:\[\]-]+/|file:///)[A-Za-z0-9._~:/?\[\]@!$&'()*+,;=%-]+")
_SHA256 = re.compile(r"[0-9a-fA-F]{64}")
_NPM = re.compile(
    r"(?P<name>(@[a-z0-9~-][a-z0-9._~-]*/)?[a-z0-9~-][a-z0-9._~-]*)(@(?P<version>[0-9A-Za-z][0-9A-Za-z.+-]*))?"
)
_PROGRAM = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._+-]{0,100}")
_KEYS = ("from", "programs", "target")
_HINT = (
    'write the name of a Debian package ("poppler-utils"), "https://…#sha256=…", "npm:NAME@1.2.3" or '
    '"pypi:NAME==1.2.3"'
)


class _ProblemError(Exception):
    """Why a text is no carrier, and what would be one."""

    def __init__(self, reason: str, hint: str = _HINT) -> None:
        super().__init__(reason)
        self.reason, self.hint = reason, hint


@dataclass(frozen=True, kw_only=True, slots=True)
class Carrier:
    """Something that has native programs in it, and that is no package of the base."""

    origin: Origin
    name: str
    """The URL without its fragment; the package's name as its registry has it."""
    version: str | None = None
    """What the user says of the version: exact or a tag (npm), a specifier (PyPI); `None` leaves it open."""
    sha256: str | None = None
    """Of the file at a URL; `None` where the user does not say."""
    programs: Mapping[str, str] = field(default_factory=dict)
    """Names of programs, and where they are in the archive: patterns in which `*` stands for any characters of a
    name. Empty for what is found."""
    system: System | None = None
    """The system that it is for; `None` for all that are locked."""

    @property
    def source(self) -> str:
        """Where it comes from, as the user writes it, without the hash."""
        if self.origin == "url":
            return self.name
        between = "" if self.version is None or self.origin == "pypi" else "@"
        return f"{self.origin}:{self.name}{between}{self.version or ''}"

    @property
    def text(self) -> str:
        """All of it as one text that `parse_carrier` reads."""
        whole = f"{self.source}#sha256={self.sha256}" if self.sha256 else self.source
        if not self.programs and self.system is None:
            return whole
        parts = [f"from = {json.dumps(whole)}"]
        if self.programs:
            inner = ", ".join(f"{json.dumps(n)} = {json.dumps(p)}" for n, p in sorted(self.programs.items()))
            parts.append(f"programs = {{ {inner} }}")
        parts += [f"target = {json.dumps(self.system)}"] if self.system else []
        return f"{{ {', '.join(parts)} }}"

    @property
    def file(self) -> str:
        """What the file at a URL is called."""
        return unquote(urlsplit(self.name).path.rpartition("/")[2])


def is_carrier(text: str) -> bool:
    """Whether a text means a carrier and not a package of the base."""
    return ":" in text or text.lstrip().startswith("{")


def read_carrier(value: object, where: Where, path: str) -> Carrier:
    """Read an item of `native` at `path` that is no package of the base. Raises `toml.BadValue`."""
    try:
        return _read(value)
    except _ProblemError as error:
        raise toml.BadValue(where, path, error.reason, error.hint) from None


def parse_carrier(text: str, where: Where) -> Carrier:
    """Read what `--native` was given. Raises `toml.BadValue`."""
    return read_carrier(text, where, "--native")


def _read(value: object) -> Carrier:
    if isinstance(value, str) and value.lstrip().startswith("{"):  # a table, as it is typed into a shell
        try:
            value = parse_toml(f"native = {value}")["native"]
        except Malformed as error:
            raise _ProblemError(f"is no TOML table: {error}") from None
    if isinstance(value, str):
        return _of_text(value)
    return _of_table(value)


def _of_table(value: object) -> Carrier:
    if not isinstance(value, Mapping):
        raise _ProblemError("must be a text or a table")
    for key in value:
        if key not in _KEYS:
            raise _ProblemError(
                f"has `{key}`, which means nothing", "a table has `from`, `programs`, `target`"
            )
    text, system, programs = value.get("from"), value.get("target"), value.get("programs", {})
    if not isinstance(text, str):
        raise _ProblemError("has no `from`", 'write `{ from = "https://…" }`')
    carrier = _of_text(text)
    if system is not None:
        known: System | None = next((one for one in get_args(System) if one == system), None)
        if known is None:
            raise _ProblemError(f"is for `{system}`", f"a system is one of {', '.join(get_args(System))}")
        carrier = replace(carrier, system=known)
    if not isinstance(programs, Mapping):
        raise _ProblemError(
            "has `programs` that are no table", 'write `programs = { ffmpeg = "bin/ffmpeg" }`'
        )
    return replace(carrier, programs={name: _program(name, glob) for name, glob in programs.items()})


def _program(name: str, glob: object) -> str:
    hint = 'write `programs = { ffmpeg = "bin/ffmpeg-*" }`: a name, and where it is in the archive'
    if not _PROGRAM.fullmatch(name):
        raise _ProblemError(f"has a program called {name!a}", hint)
    if not isinstance(glob, str) or not glob.isprintable() or not glob.isascii() or "\\" in glob:
        raise _ProblemError(f"has a program `{name}` that is nowhere", hint)
    glob = glob.removeprefix("./")
    if glob.startswith("/") or any(part in {"", ".", ".."} for part in glob.split("/")):
        raise _ProblemError(f"has a program `{name}` at `{glob}`, which is not in the archive", hint)
    return glob


def _of_text(text: str) -> Carrier:
    if not text.isascii() or not text.isprintable() or "`" in text:
        raise _ProblemError(f"holds characters that no address has: {text[:60]!a}")
    if text.startswith("npm:"):
        match = _NPM.fullmatch(text.removeprefix("npm:"))
        if match is None:
            raise _ProblemError(
                f"is no package of npm: `{text}`",
                "write `npm:NAME`, `npm:NAME@1.2.3` or `npm:@SCOPE/NAME@1.2.3`",
            )
        return Carrier(origin="npm", name=match["name"], version=match["version"])
    if text.startswith("pypi:"):
        return _pypi(text)
    if text.startswith(("https:", "http:", "file:")):
        return _url(text)
    raise _ProblemError(f"is neither a Debian package nor a place to take programs from: `{text}`")


def _url(text: str) -> Carrier:
    shown = without_credentials(text)
    if re.match(r"[a-z]+://[^/?#]*@", text):
        raise _ProblemError(
            f"holds a user or a password: `{shown}`",
            "put them into ~/.netrc, and write the address without them",
        )
    url, mark, fragment = shown.partition("#")
    if not _URL.fullmatch(url) or "/../" in url:
        raise _ProblemError(f"is no address: `{url}`")
    if not unquote(urlsplit(url).path.rpartition("/")[2]):
        raise _ProblemError(f"is the address of a directory: `{url}`", "write the address of a file")
    if not mark:
        return Carrier(origin="url", name=url)
    kind, _, digest = fragment.partition("=")
    if kind != "sha256" or not _SHA256.fullmatch(digest):
        raise _ProblemError(
            f"has `#{fragment}` behind its address", "write `#sha256=` and 64 hexadecimal digits, or nothing"
        )
    return Carrier(origin="url", name=url, sha256=digest.lower())


def _pypi(text: str) -> Carrier:
    hint = "write `pypi:NAME` or `pypi:NAME==1.2.3`"
    try:
        requirement = read_requirement(text.removeprefix("pypi:"))
    except Malformed:
        raise _ProblemError(f"is no distribution of PyPI: `{text}`", hint) from None
    if requirement.url or requirement.marker or requirement.extras:
        raise _ProblemError(f"is more than a distribution of PyPI: `{text}`", hint)
    version = str(requirement.specifier) or None
    return Carrier(origin="pypi", name=canonicalize_name(requirement.name), version=version)
