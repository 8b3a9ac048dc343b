"""Reads versions, specifiers, markers and requirements (PEP 440, PEP 508) of which anybody may have written anything.

`packaging` raises errors of several kinds, and some only when what it has read is compared: `int` refuses numbers of
thousands of digits. Here it is one error, when the text is read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import TypeVar

from packaging.markers import Marker
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.tags import Tag
from packaging.utils import NormalizedName, parse_sdist_filename, parse_wheel_filename
from packaging.version import Version

from snowsnake.parsing import Malformed

_LONG = re.compile(r"\d{500}")
LONGEST = 20_000
"""Characters of a specification: what has more takes minutes to read, and is none."""
_Read = TypeVar("_Read")


def read_requirement(text: str) -> Requirement:
    """A requirement (PEP 508). Raises `Malformed`."""
    return _read(Requirement, text)


def read_version(text: str) -> Version:
    """A version (PEP 440). Raises `Malformed`."""
    return _read(Version, text)


def read_specifiers(text: str) -> SpecifierSet:
    """Version specifiers (PEP 440). Raises `Malformed`."""
    return _read(SpecifierSet, text)


def read_marker(text: str) -> Marker:
    """An environment marker (PEP 508). Raises `Malformed`."""
    return _read(Marker, text)


def read_wheel_name(file: str) -> tuple[NormalizedName, Version, frozenset[Tag]]:
    """Name, version and tags in the file name of a wheel. Raises `Malformed`."""
    name, version, _, tags = _read(parse_wheel_filename, file)
    return name, version, tags


def read_sdist_name(file: str) -> tuple[NormalizedName, Version]:
    """Name and version in the file name of a source distribution (`.tar.gz`, `.zip`). Raises `Malformed`."""
    return _read(parse_sdist_filename, file)


def caret(version: str) -> str:
    """`^1.2.3` of Poetry and npm in PEP 440's words: to the next change of the first number that is not zero.

    Raises `Malformed`.
    """
    release = read_version(version).release
    first = next((i for i, number in enumerate(release) if number), len(release) - 1)
    return f">={version},<{following(release[: first + 1])}"


def following(release: Sequence[int]) -> str:
    """The release after these numbers: `1.3` after `1.2`."""
    return ".".join(map(str, (*release[:-1], release[-1] + 1)))


def is_too_long(text: str) -> bool:
    """Whether a number in a text has more digits than any version's."""
    return _LONG.search(text) is not None


def _read(read: Callable[[str], _Read], text: str) -> _Read:
    if len(text) > LONGEST:
        raise Malformed(f"it has more than {LONGEST} characters")
    if is_too_long(text):
        raise Malformed("a number in it is too long")
    try:
        return read(text)
    except ValueError as error:  # `InvalidVersion`, `InvalidRequirement` and their like
        raise Malformed(str(error)) from None
    except RecursionError:
        raise Malformed("it is nested too deep") from None
