"""Under which licence something is: what its metadata says, as SPDX and as attributes of `lib.licenses`.

Follows PEP 639: `License-Expression` is final; before it there were classifiers, and a field with any text.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from snowsnake.expressions.errors import NoLicence, UnknownLicence
from snowsnake.knowledge import mapping

_OLD = {
    f"{family}-{version}": f"{family}-{version}-only"
    for family in ("GPL", "LGPL", "AGPL")
    for version in ("1.0", "2.0", "2.1", "3.0")
}


def licences(
    name: str, expression: str | None, text: str | None, classifiers: Sequence[str], files: Sequence[str] = ()
) -> tuple[str, ...]:
    """The attributes of `lib.licenses` for a distribution, in the order in which it names them.

    `expression` is its `License-Expression`, `text` its `License`, `files` are the texts of its licence files, which
    decide where a classifier names only a family (`BSD License`), and between MIT and MIT without attribution, which
    many call MIT, too. Raises `NoLicence`, `UnknownLicence`.
    """
    found = _said(name, expression, text, classifiers, files)
    return ("mit0",) if found == ("mit",) and {_file(file) for file in files} - {None} == {"MIT-0"} else found


def _said(
    name: str, expression: str | None, text: str | None, classifiers: Sequence[str], files: Sequence[str]
) -> tuple[str, ...]:
    spdx = expression or _expression(text or "")
    if spdx:
        return attributes(name, spdx)
    said = [one.rpartition(" :: ")[2] for one in classifiers if one.startswith("License :: ")]
    said = [one for one in said if one not in {"OSI Approved", "License"}]
    read = [licence for file in files if (licence := _file(file)) is not None]
    free = _text(text or "")
    found = [_of_classifier(name, one, free, read) for one in said]
    if len(found) < 2:
        # One classifier is often vaguer than the text (`BSD License`, `BSD 3-Clause`), and several say more than it.
        found = [free] if free else found or read[:1]
    if not found and (family := _family(_normal(text or ""), read)):
        found = [family]
    if not found:
        raise NoLicence(name, (text or "").strip().splitlines()[0][:80] if (text or "").strip() else "")
    return tuple(dict.fromkeys(item for one in found for item in attributes(name, one)))


def _of_classifier(name: str, classifier: str, free: str | None, read: Sequence[str]) -> str:
    """What one classifier means. Raises `NoLicence`."""
    known = mapping("licences", "classifiers").get(classifier) or _family(classifier, read)
    if known is None and free is None:
        raise NoLicence(name, classifier)
    return known or str(free)


def _family(word: str, read: Sequence[str]) -> str | None:
    """The licence of a family that a file has the text of, else the usual one."""
    usual = mapping("licences", "families").get(word)
    if usual is None:
        return None
    return next((one for one in read if one.partition("-")[0] == usual.partition("-")[0]), usual)


def attributes(name: str, expression: str) -> tuple[str, ...]:
    """The attributes for an SPDX expression. nixpkgs has a list for `OR` and for `AND`.

    Raises `UnknownLicence`.
    """
    table = mapping("licences", "spdx")
    try:
        canonical = canonicalize_license_expression(expression)
    except InvalidLicenseExpression:
        raise UnknownLicence(name, expression) from None
    found = []
    for word in re.findall(r"[A-Za-z0-9.+-]+", re.sub(r"\bWITH\s+\S+", "", str(canonical))):
        if word in {"AND", "OR"}:
            continue
        identifier = _OLD.get(word, word)
        if word.endswith("+") and (plus := f"{word.removesuffix('+')}-or-later") in table:
            identifier = plus
        if identifier not in table:
            raise UnknownLicence(name, word)
        found.append(table[identifier])
    return tuple(dict.fromkeys(found))


def _expression(text: str) -> str | None:
    """What is in `License` where that is an SPDX expression of known licences."""
    if len(text) > 100 or not text.strip():
        return None
    try:
        canonical = canonicalize_license_expression(text)
    except InvalidLicenseExpression:
        return None
    words = set(re.findall(r"[A-Za-z0-9.+-]+", canonical)) - {"AND", "OR"}
    return text if words <= mapping("licences", "spdx").keys() | _OLD.keys() else None


def _normal(text: str) -> str:
    words = re.sub(r"[^a-z0-9+ ]", "", text.lower().replace("-", " ").replace("_", " ").replace("/", " "))
    kept = [word for word in words.split() if word not in {"the", "license", "licence", "licensed", "under"}]
    return " ".join(kept)


def _text(text: str) -> str | None:
    """What free text means; a whole licence is read as one."""
    if len(text) > 300:
        return _file(text)
    return mapping("licences", "texts").get(_normal(text))


def _file(text: str) -> str | None:
    """The licence whose own words a text has; the few that a bare family name leaves open."""
    words = " ".join(text.split()).lower()
    if not words:
        return None
    if "redistribution and use in source and binary forms" in words:
        if "neither the name" in words or "may not be used to endorse" in words or "names of its" in words:
            return "BSD-4-Clause" if "all advertising materials" in words else "BSD-3-Clause"
        return "BSD-2-Clause"
    if "permission is hereby granted, free of charge" in words and "without restriction" in words:
        attributed = "substantial portions" in words or "permission notice" in words
        return "MIT" if attributed else "MIT-0"
    if "apache license" in words[:300] and "version 2.0" in words[:400]:
        return "Apache-2.0"
    if "mozilla public license" in words[:200] and "2.0" in words[:200]:
        return "MPL-2.0"
    return None
