"""Requirements with an address: archives, repositories, and directories of this machine.

`name @ https://…/x.tar.gz`, `name @ git+https://…@rev#subdirectory=x`, `name @ ./lib`, and pip's forms without a name
where the name can be known. Every one comes back as `name @ URL` (PEP 508) with an absolute URL.
"""

# ruff: noqa: PTH110, PTH112, PTH113 -- see `_of_path`
from __future__ import annotations

import os
import re
from pathlib import Path
from urllib.parse import quote, unquote, urlsplit

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake.errors import SnowsnakeError
from snowsnake.parsing import Malformed
from snowsnake.requirements.local import is_project, name_of
from snowsnake.requirements.text import (
    URL_TEXT,
    BadRequirement,
    HostileText,
    Where,
    check_control,
    check_text,
    without_credentials,
)
from snowsnake.specifications import read_requirement, read_sdist_name, read_wheel_name

ARCHIVES = (".whl", ".tar.gz", ".tgz", ".tar.bz2", ".tar.xz", ".zip")
"""How the name of a file ends that a distribution can be in."""
_REPOSITORY = re.compile(r"git\+(https?|ssh|file)://")
_OTHER = re.compile(r"(hg|svn|bzr|git)(\+[a-z]+)?:", re.IGNORECASE)
_SCHEME = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_VERSION = re.compile(r"[\^~=]*v?\d[A-Za-z0-9.*+!_-]*|latest|\*")
# What stands where a path is expected: the path, extras, a marker.
_PATH = re.compile(r"(?P<path>.*?)(?P<extras>\[[A-Za-z0-9._, -]*\])?(?P<marker>\s*;.*)?")


class UnsupportedAddress(SnowsnakeError):
    """A requirement's address is of a kind that snowsnake does not know."""

    def __init__(self, where: Where, address: str) -> None:
        self.where, self.address = where, without_credentials(address)
        super().__init__(
            f"{where}: `{self.address}` is not an address that snowsnake knows",
            help="it knows `https://…` of wheels and source archives, `git+https://…`, `git+ssh://…`, "
            "`git+file://…` and paths",
        )


class NoProjectThere(SnowsnakeError):
    """A path that is required leads to no project."""

    def __init__(self, where: Where, path: Path, reason: str) -> None:
        self.where, self.path = where, path
        super().__init__(
            f"{where}: `{path}` {reason}",
            help="name a directory with a `pyproject.toml` or `setup.py`, a wheel or a source archive",
        )


class NameNeeded(SnowsnakeError):
    """A requirement is an address only, and nothing tells its name."""

    def __init__(self, where: Where, address: str) -> None:
        self.where, self.address = where, without_credentials(address)
        super().__init__(
            f"{where}: nothing tells the name of `{self.address}`",
            help=f"write its name before it: `NAME @ {self.address}`",
        )


def addressed(text: str, where: Where, base: Path) -> Requirement | None:
    """The requirement that `text` is when it has an address; `None` for any other. Relative paths start from `base`.

    Raises `UnsupportedAddress`, `NoProjectThere`, `NameNeeded`, `HostileText` and `BadRequirement`.
    """
    named = re.match(r"(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*\s*(\[[^\]]*\])?)\s*@\s*(?P<address>\S.*)", text)
    if named is not None:
        head, address = named["name"], named["address"]
    elif _is_address(text):
        head, address = "", text
    else:
        return None
    if _is_path(address):
        return _of_path(head, address, where, base)
    if head and _VERSION.fullmatch(address):
        raise BadRequirement(where, text, "what follows `@` is an address, and no version")
    # PEP 508: a marker stands apart from the URL.
    url, _, marker = address.partition(" ")
    check_text(text, where)
    bad = next((character for character in url if not URL_TEXT.fullmatch(character)), None)
    if bad is not None:
        raise HostileText(where, without_credentials(url), bad)
    _check_address(url, where)
    head = head or _name_of_url(url, where)
    address, _, fragment = url.partition("#")
    rest = "&".join(part for part in fragment.split("&") if part and not part.startswith("egg="))
    return _requirement(head, f"{address}#{rest}" if rest else address, marker, where)


def rooted(text: str, base: Path) -> str:
    """A requirement of the project in `base` whose address has that directory in words that its build backend replaces.

    These are Hatch's (https://hatch.pypa.io/latest/config/context/) and PDM's.
    """
    for word, path in (
        ("{root:uri}", base),
        ("{root:parent:uri}", base / ".."),
        ("file:///${PROJECT_ROOT}", base),
    ):
        text = text.replace(word, path.as_uri())
    return text


def placed(path: str, base: Path) -> str:
    """A path from `base`, absolute. One that leads up keeps its `..`: so it is known to be written relative."""
    joined = os.path.join(base, path)  # noqa: PTH118 -- see `_of_path`
    return joined if leads_up(joined) else os.path.normpath(joined)


def leads_up(path: str) -> bool:
    """Whether a path has a `..`."""
    return ".." in path.split("/")


def relative(requirement: str, directory: Path) -> str:
    """The text of a requirement whose path, if its address is one, starts from `directory`: `lib @ ../lib`."""
    match = re.fullmatch(r"(?P<head>\S+ @ )file://(?P<path>/[^\s#]*)(?P<rest>.*)", requirement)
    if match is None:
        return requirement
    return f"{match['head']}{quote(from_directory(unquote(match['path']), directory))}{match['rest']}"


def from_directory(path: str, directory: Path) -> str:
    """An absolute path as it is from `directory`, and a lock has it: `.`, `./lib`, `../lib`."""
    found = os.path.relpath(path, directory)
    return found if found == "." or found.split("/", 1)[0] == ".." else f"./{found}"


def directory_of(requirement: Requirement) -> Path | None:
    """The directory that a requirement's address is, `None` for any other."""
    if requirement.url is None or not requirement.url.startswith("file:///"):
        return None
    path = Path(unquote(urlsplit(requirement.url).path))
    return None if path.name.endswith(ARCHIVES) else path


def _is_address(text: str) -> bool:
    return _is_path(text) or _SCHEME.match(text) is not None


def _is_path(text: str) -> bool:
    if text.startswith((".", "/", "~", "file:")):
        return True
    # pip's rule: what has a slash is a path.
    return "/" in re.split(r"[;#\[]", text, maxsplit=1)[0] and "@" not in text and not _SCHEME.match(text)


def _of_path(head: str, address: str, where: Where, base: Path) -> Requirement:
    check_control(address, where)
    match = _PATH.fullmatch(address)
    assert match is not None, address  # noqa: S101 -- every part may be empty
    text, fragment = match["path"].strip(), ""
    if text.startswith("file:"):
        parts = urlsplit(text)
        if parts.netloc not in {"", "localhost"}:
            raise UnsupportedAddress(where, text)
        text, fragment = unquote(parts.path), parts.fragment
    elif "#" in text:
        text, _, fragment = text.partition("#")
    # `os.path` takes names that are too long, or hold a NUL, for what is not there; `pathlib` raises.
    text = os.path.expanduser(text)  # noqa: PTH111 -- leaves `~nouser` as it is
    if not os.path.exists(os.path.normpath(base / text)) and "%" in text:  # as `relative` writes it
        text = unquote(text)
    path = Path(os.path.normpath(base / text))
    if os.path.isdir(path):
        inside = _subdirectory(fragment)
        if not is_project(path / inside):
            raise NoProjectThere(
                where, path / inside, "is a directory without `pyproject.toml` and `setup.py`"
            )
        name = _egg(fragment) or name_of(path / inside)
        fragment = f"#subdirectory={inside}" if inside else ""
    elif os.path.isfile(path):
        if not path.name.endswith(ARCHIVES):
            raise NoProjectThere(where, path, "is no wheel and no source archive")
        name, fragment = _name_of_file(path.name), ""
        path = Path(placed(text, base))
    else:
        raise NoProjectThere(where, path, "is not there")
    if not head and name is None:
        raise NameNeeded(where, text)
    head = head or f"{name}{match['extras'] or ''}"
    return _requirement(head, path.as_uri() + fragment, (match["marker"] or "").strip(), where)


def _requirement(head: str, url: str, marker: str, where: Where) -> Requirement:
    text = f"{head} @ {url} {marker}".strip()
    try:
        requirement = read_requirement(text)
    except Malformed as error:
        raise BadRequirement(where, without_credentials(text), without_credentials(str(error))) from None
    return requirement


def _check_address(url: str, where: Where) -> None:
    try:
        parts = urlsplit(url)
        known = bool(parts.hostname) or parts.scheme == "git+file"
    except ValueError:
        raise UnsupportedAddress(where, url) from None
    if _REPOSITORY.match(url):
        if not known:
            raise UnsupportedAddress(where, url)
    elif parts.scheme in {"http", "https"} and known:
        if not parts.path.endswith(ARCHIVES):
            raise BadRequirement(
                where,
                without_credentials(url),
                f"an address ends in {', '.join(f'`{end}`' for end in ARCHIVES)}; a repository starts with `git+`",
            )
    else:
        raise UnsupportedAddress(where, url)


def _name_of_url(url: str, where: Where) -> str:
    parts = urlsplit(url)
    name = _egg(parts.fragment)
    if name is None and not _OTHER.match(url):
        name = _name_of_file(unquote(parts.path.rpartition("/")[2]))
    if name is None:
        raise NameNeeded(where, url)
    return name


def _name_of_file(file: str) -> str | None:
    try:
        if file.endswith(".whl"):
            return read_wheel_name(file)[0]
        stem = next((file.removesuffix(end) for end in ARCHIVES if file.endswith(end)), file)
        return read_sdist_name(f"{stem}.tar.gz")[0]
    except Malformed:
        return None


def _egg(fragment: str) -> str | None:
    """pip's older way to name what stands behind an address: `#egg=name`."""
    match = re.search(r"(?:^|&)egg=([A-Za-z0-9][A-Za-z0-9._-]*)", fragment)
    return canonicalize_name(match[1]) if match else None


def _subdirectory(fragment: str) -> str:
    match = re.search(r"(?:^|&)subdirectory=([^&]+)", fragment)
    return os.path.normpath(unquote(match[1])).lstrip("/") if match else ""
