"""The rule of the seventh round of strangers.py: distributions whose description has a user install native packages.

Of PyPI's most downloaded (hugovk/top-pypi-packages, `top-pypi-packages.min.json`: 15,000 of 2026-04-01) those with a
release since 2024 that this repository did not name before and Debian does not have, whose description says
`apt install` or `brew install` of something that is no tool of developers and not the distribution itself.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import requests
from packaging.utils import canonicalize_name

_AT_ONCE = 12
_INSTALL = re.compile(
    r"(?:apt|apt-get|aptitude)\s+(?:-\S+\s+)*install\s+(?:-\S+\s+)*([^\n`\"'<;&|#)]+)"
    r"|brew\s+(?:cask\s+)?install\s+(?:-\S+\s+)*([^\n`\"'<;&|#)]+)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[a-z0-9][a-z0-9+.@-]+")
_OF_DEVELOPERS = re.compile(
    r"python.*|pip.*|uv|git.*|make|cmake|g\+\+.*|gcc.*|clang.*|llvm.*|lld|build-essential|curl|wget|ninja.*"
    r"|pkg-?config|patchelf|rust.*|cargo|golang.*|node.*|pre-commit|autoconf|automake|libtool|tox|virtualenv|swig"
    r"|cython.*|just|bazel.*|docker.*|software-properties-common|apt-transport-https|ca-certificates|gnupg|gpg|sudo"
    r"|libffi.*|libssl.*|openssl.*|pyenv.*|(?!lib).*-dev|bash|emscripten|scons|musl-tools|binutils|meson|ccache"
    r"|dh-python|helm|kubectl|boost.*|pybind11.*|hatch|poetry|conda|ghc|haskell.*|cabal.*"
)


def told_by_descriptions(
    index: str, most_downloaded: Path, known: Collection[str], since: str
) -> Iterator[tuple[str, list[str]]]:
    """The names, not in any order, and what each tells to install; without those in `known`, normalised.

    `index`: a simple index beside which there is PyPI's JSON API.
    """
    api = f"{index.rstrip('/').removesuffix('/simple')}/pypi"
    names = [row["project"] for row in json.loads(most_downloaded.read_text(encoding="utf-8"))["rows"]]
    with requests.Session() as session, ThreadPoolExecutor(_AT_ONCE) as pool:
        answers = pool.map(lambda name: _said(session, f"{api}/{name}/json"), names)
        for name, said in zip(map(canonicalize_name, names), answers, strict=True):
            newest = max((file["upload_time"] for file in said.get("urls", ())), default="")
            words = list(_words(name, (said.get("info") or {}).get("description") or ""))
            if words and newest >= since and name not in known:
                yield name, words


def _said(session: requests.Session, address: str) -> dict[str, Any]:
    answer = session.get(address, timeout=60)
    return answer.json() if answer.ok else {}


def _words(name: str, description: str) -> Iterator[str]:
    seen = {name}
    for match in _INSTALL.finditer(description):
        for text in (match[1] or match[2]).split():
            word = text.rstrip("\\").strip("`'\".,:()")
            if not _WORD.fullmatch(word):
                break
            if word not in seen and not _OF_DEVELOPERS.fullmatch(word):
                seen.add(word)
                yield word
