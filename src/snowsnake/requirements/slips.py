"""What a text that is no requirement was meant to be: other tools' ways to write one, and slips of the pen."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

from snowsnake.parsing import Malformed
from snowsnake.project_files import ENVIRONMENTS, SOURCES
from snowsnake.specifications import caret, read_requirement

FileKind = Literal["requirements", "script", "archive", "environments", "other"]

_NAME = r"[A-Za-z0-9][A-Za-z0-9._-]*(?:\[[^\]]*\])?"
_VERSION = r"v?\d[A-Za-z0-9.*+!_-]*"


def meant(text: str) -> str | None:
    """The requirement (PEP 508) that `text`, which is none, stands for; `None` where nothing likely is one."""
    return next((found for found in _readings(text.strip()) if _is_requirement(found)), None)


def several(text: str) -> list[str]:
    """The requirements (PEP 508) that stand in one text, with a comma or white space between them; else nothing."""
    parts = [part for part in re.split(r"[,\s]+", text.strip(" ,\"'")) if part]
    return parts if len(parts) > 1 and all(map(_is_requirement, parts)) else []


def file_kind(text: str, *, there: bool) -> FileKind | None:
    """What kind of file a bare word names that stands where a requirement is expected; `None` for no file.

    `there`: a file is called so. Names that distributions have, too (`ruamel.yaml`, `discord.py`), are files only then.
    """
    if text in SOURCES or re.fullmatch(
        r".+\.(txt|in)|pylock\..+\.toml|setup\.(py|cfg)|Pipfile(\.lock)?", text
    ):
        return "requirements" if not text.startswith(("setup.", "Pipfile")) else "other"
    if text == ENVIRONMENTS:
        return "environments"
    if re.fullmatch(r".+\.(whl|tar\.gz|tgz|tar\.bz2|tar\.xz|zip)", text):
        return "archive"
    if not there:
        return "other" if re.fullmatch(r".+\.(toml|lock|ipynb)", text) else None
    return "script" if text.endswith(".py") else "other"


def _readings(text: str) -> Iterator[str]:
    for pattern, write in _FORMS:
        if match := re.fullmatch(pattern, text):
            yield write(match)
    if unquoted := re.sub("[\"'\u2018\u2019\u201c\u201d]", "", text).strip(" ,"):
        yield unquoted
    yield _with_operators(text)


def _with_operators(text: str) -> str:
    """Operators that are turned round or torn apart, and versions without a comma between them."""
    text = re.sub(r"=([<>])", r"\1=", text)
    text = re.sub(r"([<>=!~])\s+=", r"\1=", text)
    text = re.sub(r"(?<=[A-Za-z0-9*])\s*(?=(?:[<>!~]=?|==)\s*v?\d)", ",", text).replace(",", "", 1)
    text = re.sub(r"(?<![<>=!~])=(?!=)", "==", text)
    return re.sub(r"~(?!=)", "~=", text)


def _exactly(name: str, version: str) -> str:
    version = re.sub(r"\.x$", ".*", version.removeprefix("v"))
    return f"{name}=={version}"


def _caret(name: str, version: str) -> str:
    """Poetry's and npm's `^1.2`."""
    try:
        return f"{name}{caret(version)}"
    except Malformed:
        return ""


_FORMS: tuple[tuple[str, Callable[[re.Match[str]], str]], ...] = (
    # conda: name=version=build
    (rf"(?:[\w./-]+::)?({_NAME})=({_VERSION})=[\w.*]+", lambda m: _exactly(m[1], m[2])),
    (rf"(?:[\w./-]+::)?({_NAME})\s*=\s*({_VERSION})", lambda m: _exactly(m[1], m[2])),
    # uv, npm and Poetry: name@version
    (rf"({_NAME})\s*@\s*({_VERSION})", lambda m: _exactly(m[1], m[2])),
    (rf"({_NAME})\s*@\s*latest", lambda m: m[1]),
    (rf"({_NAME})\s*@?\s*\^\s*({_VERSION})", lambda m: _caret(m[1], m[2])),
    # of before PEP 440: any version, development ones as well
    (rf"({_NAME})\s*[>=]=?\s*dev", lambda m: f"{m[1]}>=0.dev0"),
    # Poetry's tables and Pipfile's: name = "version"
    (rf"""({_NAME})\s*=\s*["']\^\s*({_VERSION})["']""", lambda m: _caret(m[1], m[2])),
    (rf"""({_NAME})\s*=\s*["']\*["']""", lambda m: m[1]),
    (rf"""({_NAME})\s*=\s*["'](\s*(?:==|~=|!=|>=|<=|<|>)[^"']*)["']""", lambda m: m[1] + m[2]),
    (rf"""({_NAME})\s*=\s*["']({_VERSION})["']""", lambda m: _exactly(m[1], m[2])),
    # a whole command
    (
        r"(?:\$ |%|!)?\s*(?:python3? -m |uv )?(?:pip3?|poetry|pdm|conda|uv|pipenv) (?:install|add) (?:-\S+ )*(.+)",
        lambda m: m[1],
    ),
    # nothing, a colon or brackets between name and version
    (rf"({_NAME})\s*[ :]\s*({_VERSION})", lambda m: _exactly(m[1], m[2])),
    (rf"({_NAME})\s*\(\s*({_VERSION})\s*\)", lambda m: _exactly(m[1], m[2])),
    (rf"({_NAME})\s*(?:==|=|@|>=)?\s*\*", lambda m: m[1]),
    (rf"({_NAME})\s*(==|~=|>=|<=|<|>)\s*({_VERSION})", lambda m: m[1] + m[2] + re.sub(r"\.x$", ".*", m[3])),
)


def _is_requirement(text: str) -> bool:
    try:
        read_requirement(text)
    except Malformed:
        return False
    return True
