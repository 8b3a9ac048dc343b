"""uv's words for a failed resolution, as typed errors.

uv has no machine-readable errors: its sentences are matched, and what is not recognised is shown whole.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from snowsnake import machine
from snowsnake.errors import SnowsnakeError
from snowsnake.parsing import Malformed
from snowsnake.repositories import repository_error
from snowsnake.resolve.errors import (
    BadUvSetting,
    IndexRefused,
    IndexUnreachable,
    NoSolution,
    NoSuchRevision,
    NotAtItsAddress,
    NotCached,
    NoVersionFits,
    NoWheelForTarget,
    OnlySource,
    UnknownPackage,
    UnreadableSource,
    UvDiskFull,
    UvFailed,
)
from snowsnake.specifications import read_marker
from snowsnake.targets import Target
from snowsnake.trust import UNTRUSTED

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
)
_MALFORMED = re.compile(
    rf"Because {_NAME}{_SPECIFIERS} has (?P<what>invalid metadata|inconsistent metadata|an invalid package format) "
    r"and only (?P=name)(?P<version>==[^\s,]+)? is available"
)
_NOT_FOR_TARGET = re.compile(
    rf"{_NAME}{_SPECIFIERS} ha(?:s|ve) no (?:wheels with a matching|wheels for `|`[^`]*`-compatible wheels)"
)
_SPLIT = re.compile(r" for split \(markers: (?P<marker>.*)\)")
_COMPATIBLE = re.compile(r"no `(?P<marker>[^`]*)`-compatible wheels")
# Advice about options that we have set ourselves.
_HINT = re.compile(
    r"\n*^hint: (?:While the active Python version is|The resolution failed for an environment|"
    r"The `requires-python` value|Wheels are required for)[^\n]*$",
    re.MULTILINE,
)
_FETCH = re.compile(
    r"(?:Failed to (?:fetch|download)|error sending request for url)[: (`]+(?P<url>[a-z]+://[^\s`)]+)"
)
_BUILD = re.compile(rf"Failed to (?:download and )?build[^`]*`{_NAME}(?:==(?P<version>[^`\s]+)|[^`]*)`")
_DOWNLOADED = re.compile(
    rf"Failed to (?:download and build|extract archive|read metadata)[^`]*`{_NAME}(?:==(?P<version>[^`\s]+)|[^`]*)`"
)
_NO_REVISION = re.compile(
    r"failed to (?:fetch commit|fetch branch or tag|fetch branch|fetch tag|find branch|find tag|fetch ref) "
    r"`(?P<revision>[^`]+)`.*(?:not our ref|couldn't find remote ref|bad revision|unknown revision)"
)
_REPOSITORY = re.compile(r"@ git\+(?P<url>[^\s`@#]+)")
_UNTRUSTED = re.compile(r"invalid peer certificate|UnknownIssuer|CertificateUnknown|NotValidForName")
_CONTENT_TYPE = re.compile(r"(?:Missing|Unsupported) `Content-Type`[^`]*`(?P<url>[a-z]+://[^\s`]+)`")
_OPTION = re.compile(
    r"invalid value '(?P<value>[^']*)' for '(?P<option>--[a-z-]+)[^']*'"
    r"(?:: | )(?P<reason>.*?)(?: tip: .*)?(?: For more information.*)?$"
)
_NO_VALUE = re.compile(r"a value is required for '(?P<option>--[a-z-]+)[^']*' but none was supplied")
_SETTINGS = re.compile(
    r"(?m)^warning: Failed to parse `[^`]*` during settings discovery:\n(?:.*\n)*?"
    r"\s*\d+ \| (?P<line>.*)\n\s*\| (?P<before> *)(?P<marked>\^+)\n\s*(?P<reason>.*)"
)
_UNKNOWN_SETTING = re.compile(r"unknown field `(?P<key>[^`]+)`")
_STATUS = re.compile(r"HTTP status (?:client|server) error \((?P<status>.*?)\) for url")


def failure(text: str, targets: Sequence[Target] = ()) -> SnowsnakeError:
    """The error for what uv wrote to standard error (credentials already taken out).

    `targets` are those that it was asked to resolve for: its markers become their names.
    """
    split = _SPLIT.search(text)
    where = _names(split["marker"], targets) if split else ", ".join(map(str, targets))
    text = _readable(text, targets).strip()
    # uv wraps its explanation; one line a sentence is easier to match.
    flat = re.sub(r"\s+", " ", text)
    if option := _OPTION.search(flat) or _NO_VALUE.search(flat):
        name, given = option["option"], option.groupdict()
        said = f"`{name} {given['value']}`" if given.get("value") else f"`{name}`"
        reason = given.get("reason") or "it has no value"
        return BadUvSetting(said, reason, variable=f"UV_{name[2:].replace('-', '_').upper()}")
    if "No space left on device" in flat:
        return UvDiskFull(text)
    if "File too large" in flat and (match := _BUILD.search(flat)):
        return UnreadableSource(
            match["name"], match["version"], "it unpacks to a file of more than 4 GB", text
        )
    if (limit := machine.said(text)) is not None:
        return limit
    if re.search(r"40[13] (?:Unauthorized|Forbidden)", flat):
        urls = re.search(r"[a-z]+://[^\s`)]+", flat)
        return IndexRefused(urls[0].rstrip("/,.") if urls else "the index", details=text)
    if "network connectivity is disabled" in flat.lower() or "network was disabled" in flat.lower():
        return NotCached(text)
    return _unfetched(text, flat) or _unsolved(text, flat, where)


def passed_over(text: str) -> tuple[str, BadUvSetting] | None:
    """The setting that uv could not read, for which it passes over all of them with a warning; `None` for none.

    Its name, empty where uv knows that, and the error. Among what is passed over are the indexes.
    """
    match = _SETTINGS.search(text)
    if match is None:
        return None
    start, end = match.span("before")[1] - match.span("before")[0], len(match["marked"])
    key = re.search(r"([\w.-]+\s*=\s*)$", match["line"][:start])
    said = (key[1] if key else "") + match["line"][start : start + end]
    unknown = _UNKNOWN_SETTING.match(match["reason"])
    reason = f"{unknown[0]}" if unknown else match["reason"].strip()
    return unknown["key"] if unknown else "", BadUvSetting(f"`{said}` in `[tool.uv]` (or uv.toml)", reason)


def _unfetched(text: str, flat: str) -> SnowsnakeError | None:
    """The error for what cannot be fetched or read; `None` where that is not it. `flat` is `text` in one line."""
    if match := _FETCH.search(flat):
        found = _STATUS.search(flat)
        status = found["status"] if found else _cause(text)
        if _UNTRUSTED.search(flat):  # uv's advice is an option of its own
            return IndexUnreachable(match["url"], UNTRUSTED)
        if found and status.startswith(("404", "410")):
            return NotAtItsAddress(match["url"], status, details=text)
        return IndexUnreachable(match["url"], status, details=text)
    if match := _CONTENT_TYPE.search(flat):
        return IndexUnreachable(match["url"], "its answer does not say that it is an index's page", text)
    if match := _DOWNLOADED.search(flat):
        missing, place = _NO_REVISION.search(flat), _REPOSITORY.search(flat)
        if missing and place:
            return NoSuchRevision(match["name"], missing["revision"], place["url"], text)
        if place and "Git operation failed" in flat:
            error = repository_error(place["url"], text, name=match["name"])
            if error is not None:
                return error
        return UnreadableSource(match["name"], match["version"], _cause(text), text)
    return None


def _cause(text: str) -> str:
    """The innermost cause that uv names."""
    causes = re.findall(r"(?m)^\s*(?:cause|Caused by): (.*)$", text)
    return str(causes[-1]) if causes else "no answer"


def _unsolved(text: str, flat: str, where: str) -> SnowsnakeError:
    """The error for an explanation why there is no solution; `flat` is its `text` in one line."""
    because = _decisive(flat)
    if match := _UNKNOWN.search(flat):
        return UnknownPackage(match["name"], _required_by(match["name"], flat), details=text)
    if (match := _MALFORMED.search(flat)) and "requirements are unsatisfiable" in flat:
        version = (match["version"] or "").removeprefix("==") or None
        return UnreadableSource(match["name"], version, f"it has {match['what']}", text, file="a file")
    if match := _NO_WHEELS.search(because) or _ONLY_SOURCE.search(flat):
        return OnlySource(match["name"], _required_by(match["name"], flat), details=text)
    if match := _NOT_FOR_TARGET.search(because) or _below(because, flat):
        name = match["name"]
        return NoWheelForTarget(name, None, _required_by(name, flat), where, details=text)
    for pattern in _NO_VERSION:
        if match := pattern.search(because):
            return NoVersionFits(match["name"], _required_by(match["name"], flat), text)
    return NoSolution(text) if "No solution found" in flat else UvFailed(text)


def _below(because: str, flat: str) -> re.Match[str] | None:
    """What has no wheel, where the verdict names one requirement: that is of no use then, and contradicts nothing."""
    if re.search(r"you require [^\s,]+, we can conclude", because):
        return next(reversed(list(_NOT_FOR_TARGET.finditer(flat))), None)
    return None


def _readable(text: str, targets: Sequence[Target]) -> str:
    """uv's words with targets in place of markers, and without advice about options that the user cannot see."""
    text = _SPLIT.sub(lambda match: f" for {_names(match['marker'], targets)}", text)
    text = _COMPATIBLE.sub(lambda match: f"no wheels for `{_names(match['marker'], targets)}`", text)
    return _HINT.sub("", text)


def _names(text: str, targets: Sequence[Target]) -> str:
    """The targets on which a marker is true; the marker itself where that is none."""
    try:
        marker = read_marker(text)
    except Malformed:
        return text
    return ", ".join(str(target) for target in targets if marker.evaluate(_environment(target))) or text


def _environment(target: Target) -> dict[str, str]:
    cpython = target.implementation == "cp"
    return {
        "implementation_name": "cpython" if cpython else "pypy",
        "platform_machine": target.machine,
        "platform_python_implementation": "CPython" if cpython else "PyPy",
        "python_full_version": f"{target.python}.0",
        "python_version": target.python,
        "sys_platform": "linux",
    }


def _decisive(flat: str) -> str:
    """The sentence of uv's explanation that ends in the verdict: the only one, or the last of the chain."""
    sentences = re.split(r"(?<=\.) (?=And because |Because )", flat[max(flat.find("Because "), 0) :])
    return next((sentence for sentence in sentences if "requirements are unsatisfiable" in sentence), "")


def _required_by(name: str, flat: str) -> tuple[str, ...]:
    """Who depends on `name`, as far as uv's explanation says so."""
    whole = rf"{re.escape(name)}(?![A-Za-z0-9._-]*[A-Za-z0-9])"
    pattern = rf"([A-Za-z0-9][A-Za-z0-9._-]*){_SPECIFIERS} depends? on {whole}"
    return tuple(sorted(set(re.findall(pattern, flat)) - {"versions", "of"}))
