"""`requirements.txt`: pip's requirements file format, nested files and all.

https://pip.pypa.io/en/stable/reference/requirements-file-format/
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from packaging.requirements import Requirement

from snowsnake.errors import SnowsnakeError
from snowsnake.requirements.address import NoProjectThere, directory_of, placed
from snowsnake.requirements.decoding import read_decoded
from snowsnake.requirements.formats import Formats
from snowsnake.requirements.slips import file_kind
from snowsnake.requirements.text import (
    BadRequirement,
    Where,
    normalised,
    parse_requirement,
    shown,
    without_credentials,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class IndexOptions:
    """Where a requirements file says that distributions come from."""

    index_url: str | None = None
    """Instead of the default index. May hold credentials."""
    extra_index_urls: tuple[str, ...] = ()
    """Beside the default index. May hold credentials."""
    find_links: tuple[str, ...] = ()
    """URLs and absolute directories. May hold credentials."""
    no_index: bool = False
    """Only `find_links` count."""
    pre: bool = False
    """Pre-releases are as good as releases."""
    insecure_hosts: tuple[str, ...] = ()
    """Hosts whose certificates are not checked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RequirementsFile:
    """A requirements file with everything that it includes."""

    path: Path
    name: str
    """The path as the user would write it."""
    requires: tuple[str, ...]
    """PEP 508 text, normalised and sorted; paths as absolute `file:` URLs."""
    constraints: tuple[str, ...]
    """The same, of `-c` files."""
    hashes: Mapping[str, tuple[str, ...]]
    """By normalised name, `sha256:<hex>` (sha384, sha512) that the file allows; names without hashes are not in it."""
    options: IndexOptions
    formats: Formats
    """What `--no-binary` and `--only-binary` say."""
    config_settings: Mapping[str, Mapping[str, str]]
    """What build backends are told, by normalised name of the distribution."""
    editable: frozenset[Path]
    """Directories that are required with `-e`."""
    files: tuple[Path, ...]
    """The file itself and every one that it includes."""

    def describe(self) -> str:
        """For a person."""
        return self.name


class BadLine(SnowsnakeError):
    """A line of a requirements file has no meaning."""

    def __init__(self, where: Where, reason: str, mend: str | None = None) -> None:
        self.where, self.reason = where, reason
        super().__init__(f"{where}: {reason}", help=mend or f"mend line {where.line} of `{where.name}`")


@dataclass(kw_only=True, slots=True)
class _Found:
    """What has been read so far, over all files."""

    directory: Path
    requires: list[Requirement] = field(default_factory=list)
    constraints: list[Requirement] = field(default_factory=list)
    hashes: dict[str, set[str]] = field(default_factory=dict)
    index_url: str | None = None
    extra_index_urls: list[str] = field(default_factory=list)
    find_links: list[str] = field(default_factory=list)
    no_index: bool = False
    pre: bool = False
    insecure_hosts: list[str] = field(default_factory=list)
    formats: Formats = field(default_factory=Formats)
    config_settings: dict[str, dict[str, str]] = field(default_factory=dict)
    editable: set[Path] = field(default_factory=set)
    files: list[Path] = field(default_factory=list)


def read_requirements_txt(path: Path, directory: Path) -> RequirementsFile:
    """Read a requirements file and what it includes.

    Raises `BadLine`, `UnreadableFile`, and what `parse_requirement` raises; each names file and line.
    """
    found = _Found(directory=directory)
    _read(path, found, including=(), asked_by=None, constraint=False)
    return RequirementsFile(
        path=path,
        name=shown(path, directory),
        requires=normalised(found.requires),
        constraints=normalised(found.constraints),
        hashes={name: tuple(sorted(values)) for name, values in sorted(found.hashes.items())},
        options=IndexOptions(
            index_url=found.index_url,
            extra_index_urls=tuple(dict.fromkeys(found.extra_index_urls)),
            find_links=tuple(dict.fromkeys(found.find_links)),
            no_index=found.no_index,
            pre=found.pre,
            insecure_hosts=tuple(dict.fromkeys(found.insecure_hosts)),
        ),
        formats=found.formats,
        config_settings=found.config_settings,
        editable=frozenset(found.editable),
        files=tuple(dict.fromkeys(found.files)),
    )


def logical_lines(text: str) -> Iterator[tuple[int, str]]:
    """Lines of a requirements file with continuations joined, comments and blank lines gone.

    Each comes with the number (from 1) of the physical line that it starts on. As pip does it, a comment line
    ends a continuation, and `#` starts a comment only at the start of a line or after white space.
    """
    start, parts = 0, list[str]()
    for number, line in enumerate(re.split(r"\r\n|\r|\n", text), start=1):
        comment = re.match(r"\s*#", line) is not None
        start = start if parts else number
        if line.endswith("\\") and not comment:
            parts.append(line.rstrip("\\"))
            continue
        # The space keeps a comment that follows a continuation from becoming part of its last word.
        joined = "".join([*parts, f" {line}" if comment else line])
        parts = []
        stripped = re.sub(r"(?<!\S)#.*$", "", joined).strip()
        if stripped:
            yield start, stripped
    if "".join(parts).strip():
        stripped = re.sub(r"(?<!\S)#.*$", "", "".join(parts)).strip()
        if stripped:
            yield start, stripped


def _read(
    path: Path, found: _Found, *, including: tuple[Path, ...], asked_by: Where | None, constraint: bool
) -> None:
    name = shown(path, found.directory)
    text = read_decoded(path, Where(name=name), asked_by)
    found.files.append(path)
    for number, written in logical_lines(text):
        where = Where(name=name, line=number)
        line = _filled(written, where)
        if line.startswith("-"):
            editable: Requirement | None = None
            for option, value in _options(line, where):
                if option == "--editable":
                    editable = _requirement(value, path, where, found, constraint=constraint)
                    directory = directory_of(editable)
                    # pip takes repositories as well: they are built like any other here.
                    found.editable |= set() if directory is None else {directory}
                    continue
                if option == "--config-settings" and editable is not None:
                    _configure(editable, value, where, found)
                    continue
                nested = option in {"--requirement", "--constraint"}
                if not nested:
                    _apply(option, value, path, where, found)
                    continue
                if re.match(r"[a-z]+://", value):
                    file = shlex.quote(urlsplit(value).path.rpartition("/")[2] or "requirements.txt")
                    address = shlex.quote(without_credentials(value))
                    mend = f"fetch it, `curl -fLo {file} {address}`, and name the file: `{option} {file}`"
                    raise BadLine(where, f"`{option}` with an address is not supported", mend)
                included = Path(os.path.normpath(path.parent / value))
                if included in (*including, path):
                    raise BadLine(where, f"`{shown(included, found.directory)}` includes itself")
                _read(
                    included,
                    found,
                    including=(*including, path),
                    asked_by=where,
                    constraint=constraint or option == "--constraint",
                )
        else:
            _requirement(line, path, where, found, constraint=constraint)


def _requirement(line: str, path: Path, where: Where, found: _Found, *, constraint: bool) -> Requirement:
    text, *options = re.split(r"(?<!\s)\s+(?=--?[A-Za-z])", line, maxsplit=1)
    if file_kind(text, there=False) == "requirements":
        raise BadLine(where, f"`{text}` is the name of a file, not of a package", f"write `-r {text}`")
    try:
        requirement = _parsed(text, path, where, found)
    except BadRequirement as error:
        raise BadRequirement(where, without_credentials(line), error.reason) from None
    (found.constraints if constraint else found.requires).append(requirement)
    for option, value in _options(options[0], where) if options else ():
        if option == "--config-settings":
            _configure(requirement, value, where, found)
            continue
        if option in _TOLD_TO_SETUP:
            # What pip did with it, in the words of PEP 517's `config_settings`.
            mend = f"write `--config-settings={shlex.quote(f'{option}={value}')}`: setuptools takes that"
            raise BadLine(where, f"`{option}` is not supported behind a requirement", mend)
        if option != "--hash":
            mend = "write it on a line of its own, or leave it out: pip takes only hashes and settings there"
            raise BadLine(where, f"`{option}` is not supported behind a requirement", mend)
        algorithm, _, digest = value.partition(":")
        if algorithm not in _HASHES:
            mend = "write `--hash=sha256:…`, which `pip hash FILE` prints, or leave the hashes out"
            raise BadLine(where, f"`{algorithm}` hashes are not supported, only {', '.join(_HASHES)}", mend)
        if not re.fullmatch(rf"[0-9a-fA-F]{{{_HASHES[algorithm]}}}", digest):
            raise BadLine(where, f"a {algorithm} hash has {_HASHES[algorithm]} hexadecimal digits")
        found.hashes.setdefault(requirement.name, set()).add(f"{algorithm}:{digest.lower()}")
    return requirement


def _parsed(text: str, path: Path, where: Where, found: _Found) -> Requirement:
    try:
        # pip's paths start from the working directory; many a file means its own.
        return parse_requirement(text, where, found.directory)
    except NoProjectThere:
        return parse_requirement(text, where, path.parent)


def _configure(requirement: Requirement, value: str, where: Where, found: _Found) -> None:
    """Note a setting for a requirement's build backend."""
    key, equals, setting = value.partition("=")
    settings = found.config_settings.setdefault(requirement.name, {})
    if not equals or key in settings:
        raise BadLine(where, "`--config-settings` is `KEY=VALUE`, each key once")
    settings[key] = setting


# Long names of options that take a value, and of those that do not.
_SHORT = {
    "-r": "--requirement",
    "-c": "--constraint",
    "-i": "--index-url",
    "-f": "--find-links",
    "-e": "--editable",
    "-C": "--config-settings",
}
_ALIASES = {"--pypi-url": "--index-url", "--config-setting": "--config-settings"}
_VALUED = {
    "--requirement",
    "--constraint",
    "--index-url",
    "--extra-index-url",
    "--find-links",
    "--trusted-host",
    "--editable",
    "--no-binary",
    "--only-binary",
    "--use-feature",
    "--hash",
    "--config-settings",
    "--global-option",
    "--build-option",
}
_HASHES = {"sha256": 64, "sha384": 96, "sha512": 128}
"""pip's strong hashes, and how many digits each has."""
_TOLD_TO_SETUP = {"--global-option", "--build-option"}
_PLAIN = {"--no-index", "--pre", "--prefer-binary", "--require-hashes"}


def _options(line: str, where: Where) -> Iterator[tuple[str, str]]:
    """The options on a line with their values (empty for those that take none)."""
    try:
        words = iter(shlex.split(line))
    except ValueError as error:
        raise BadLine(where, f"cannot be split into words: {str(error).lower()}") from None
    for word in words:
        option, equals, value = word.partition("=")
        if re.match(r"-[A-Za-z]", word):
            # `-rfile`, `-r file` and `-r=file` are all pip's.
            option, value = word[:2], word[2:].removeprefix("=")
            equals = value
        option = _SHORT.get(option, _ALIASES.get(option, option))
        if option in _PLAIN and not equals:
            yield option, ""
        elif option in _VALUED:
            if not equals:
                value = next(words, "")
            if not value:
                raise BadLine(where, f"`{option}` needs a value")
            yield option, value
        else:
            mend = f"leave `{option}` out: line {where.line} of `{where.name}`"
            raise BadLine(where, f"`{option}` is not an option of a requirements file", mend)


def _apply(option: str, value: str, path: Path, where: Where, found: _Found) -> None:
    match option:
        case "--index-url":
            found.index_url = _url(value, where)
        case "--extra-index-url":
            found.extra_index_urls.append(_url(value, where))
        case "--find-links":
            found.find_links.append(_location(value, path, where))
        case "--trusted-host":
            found.insecure_hosts.append(value)
        case "--no-index":
            found.no_index = True
        case "--pre":
            found.pre = True
        case "--no-binary":
            found.formats = found.formats.with_no_binary(value)
        case "--only-binary":
            found.formats = found.formats.with_only_binary(value)
        case "--hash" | "--config-settings" | "--global-option" | "--build-option":
            raise BadLine(where, f"`{option}` belongs behind a requirement")
        case _:
            pass  # wheels come first, and every hash is checked, in any case


def _filled(line: str, where: Where) -> str:
    """A line with `${NAME}` filled in from the environment; as for pip, only what has capital letters is a name."""

    def fill(match: re.Match[str]) -> str:
        if match[1] not in os.environ:
            mend = f"set it: `export {match[1]}=…`"
            raise BadLine(where, f"the environment variable `{match[1]}` is not set", mend)
        return os.environ[match[1]]

    return re.sub(r"\$\{([A-Z0-9_]+)\}", fill, line)


def _url(url: str, where: Where) -> str:
    try:
        host = urlsplit(url).hostname
    except ValueError:
        host = None
    # The URL is not quoted: it may hold a password.
    if (
        not url.isascii()
        or not url.isprintable()
        or " " in url
        or (host is None and not url.startswith("file:"))
    ):
        raise BadLine(where, "not a URL")
    return url


def _location(value: str, path: Path, where: Where) -> str:
    if re.match(r"[a-z]+://", value):
        return _url(value, where)
    return placed(value, path.parent)
