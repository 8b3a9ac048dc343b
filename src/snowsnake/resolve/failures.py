"""uv's words for a failed resolution, as typed errors.

uv has no machine-readable errors: its sentences are matched, and what is not recognised is shown whole.
"""

from __future__ import annotations

import re

from snowsnake.errors import SnowsnakeError
from snowsnake.resolve.errors import (
    DiskFull,
    IndexRefused,
    IndexUnreachable,
    NoSolution,
    NotCached,
    NoVersionFits,
    OnlySource,
    UnknownPackage,
    UvFailed,
)

_NAME = r"(?P<name>[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:\[[^\]]*\])?"
_SPECIFIERS = r"(?:[=<>!~][^\s]*)?"
_WHERE = r"(?:the package registry|the provided package locations|the cache)"
_UNKNOWN = re.compile(rf"{_NAME}{_SPECIFIERS} was not found in {_WHERE}")
_NO_WHEELS = re.compile(
    rf"[Bb]ecause (?:all versions of |only )?{_NAME}{_SPECIFIERS} (?:is available and \S+ )?"
    r"ha(?:s|ve) no usable wheels"
)
# Of a distribution with one version uv says it in two sentences.
_ONLY_SOURCE = re.compile(
    rf"Because {_NAME}{_SPECIFIERS} has no usable wheels and only (?P=name){_SPECIFIERS} is available, we "
    r"can conclude that all versions of (?P=name) cannot be used\."
)
_NO_VERSION = (
    re.compile(rf"[Bb]ecause only (?:the following versions of )?{_NAME}{_SPECIFIERS} (?:is|are) available"),
    re.compile(rf"[Bb]ecause there (?:is|are) no versions? of {_NAME}"),
    re.compile(rf"[Bb]ecause (?:all versions of )?{_NAME}{_SPECIFIERS} ha(?:s|ve) no wheels with a matching"),
)
_FETCH = re.compile(
    r"(?:Failed to (?:fetch|download)|error sending request for url)[: (`]+(?P<url>[a-z]+://[^\s`)]+)"
)
_STATUS = re.compile(r"HTTP status (?:client|server) error \((?P<status>.*?)\) for url")


def failure(text: str) -> SnowsnakeError:
    """The error for what uv wrote to standard error (credentials already taken out)."""
    text = text.strip()
    # uv wraps its explanation; one line a sentence is easier to match.
    flat = re.sub(r"\s+", " ", text)
    because = _decisive(flat)
    if "No space left on device" in flat:
        return DiskFull(text)
    if re.search(r"40[13] (?:Unauthorized|Forbidden)", flat):
        urls = re.search(r"[a-z]+://[^\s`)]+", flat)
        return IndexRefused(urls[0].rstrip("/,.") if urls else "the index", details=text)
    if "network connectivity is disabled" in flat.lower() or "network was disabled" in flat.lower():
        return NotCached(text)
    if match := _FETCH.search(flat):
        status = _STATUS.search(flat)
        causes = re.findall(r"(?m)^\s*(?:cause|Caused by): (.*)$", text)
        reason = status["status"] if status else causes[-1] if causes else "no answer"
        return IndexUnreachable(match["url"], reason, details=text)
    if match := _UNKNOWN.search(flat):
        return UnknownPackage(match["name"], _required_by(match["name"], flat), details=text)
    if match := _NO_WHEELS.search(because) or _ONLY_SOURCE.search(flat):
        return OnlySource(match["name"], _required_by(match["name"], flat), details=text)
    for pattern in _NO_VERSION:
        if match := pattern.search(because):
            return NoVersionFits(match["name"], _required_by(match["name"], flat), text)
    if "No solution found" in flat:
        return NoSolution(text)
    return UvFailed(text)


def _decisive(flat: str) -> str:
    """The sentence of uv's explanation that ends in the verdict: the only one, or the last of the chain."""
    sentences = re.split(r"(?<=\.) (?=And because |Because )", flat[max(flat.find("Because "), 0) :])
    return next((sentence for sentence in sentences if "requirements are unsatisfiable" in sentence), "")


def _required_by(name: str, flat: str) -> tuple[str, ...]:
    """Who depends on `name`, as far as uv's explanation says so."""
    whole = rf"{re.escape(name)}(?![A-Za-z0-9._-]*[A-Za-z0-9])"
    pattern = rf"([A-Za-z0-9][A-Za-z0-9._-]*){_SPECIFIERS} depends? on {whole}"
    return tuple(sorted(set(re.findall(pattern, flat)) - {"versions", "of"}))
