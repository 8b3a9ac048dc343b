"""A simple index (PEP 503, PEP 691): URLs for locks that have only file names and hashes."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urldefrag, urljoin, urlsplit

from snowsnake.events import Notice, Observer
from snowsnake.parsing import parse_json
from snowsnake.requirements import Inputs
from snowsnake.resolve.credentials import Credentials
from snowsnake.resolve.errors import IndexRefused, IndexUnreachable, NotCached, UvFailed
from snowsnake.resolve.graph import Locked
from snowsnake.resolve.uv import Yanked
from snowsnake.resolve.uv_process import index_lines
from snowsnake.trust import UNTRUSTED

if TYPE_CHECKING:
    import requests

_LONGEST = 1 << 28
"""Bytes of a page; the longest of PyPI has a tenth of it."""
_YANKED = "yanked"
_ACCEPT = "application/vnd.pypi.simple.v1+json, text/html;q=0.1"


def default_index(inputs: Inputs) -> str:
    """The index that uv would ask first, as uv itself says. Raises `UvFailed`."""
    found, answer = index_lines(inputs.directory)
    default = [url for option, url in found if option != "extra-index-url"]
    if not default:
        raise UvFailed(Credentials.from_inputs(inputs, os.environ).redact(answer.errors))
    return default[0]


def indexes(directory: Path, credentials: Credentials) -> tuple[str, ...]:
    """The indexes that uv would ask for a project in `directory`, in its order; none where it may ask none.

    Raises `UvFailed`.
    """
    found, answer = index_lines(directory)
    if answer.status != 0:
        raise UvFailed(credentials.redact(answer.errors))
    found.sort(key=lambda item: item[0] != "extra-index-url")  # the default index comes last
    return tuple(dict.fromkeys(url for _, url in found))


def offered_files(
    index: str, name: str, credentials: Credentials, *, yanked: bool = False
) -> tuple[Mapping[str, object], ...] | None:
    """The files of a distribution as PEP 751 tables, without those that are yanked (PEP 592) unless `yanked`.

    `None` where the index has no such one. Raises `IndexUnreachable`, `IndexRefused`.
    """
    with _session(credentials) as session:
        try:
            page = _page(session, index, name, credentials, yanked=yanked)
            return tuple(map(_without_reason, page.values()))
        except NotOnIndex:
            return None


class NotOnIndex(IndexUnreachable):
    """The index has no distribution of that name."""


def _session(credentials: Credentials) -> requests.Session:
    from requests.adapters import HTTPAdapter  # noqa: PLC0415 -- slow to import, rarely needed
    from urllib3.util import Retry  # noqa: PLC0415

    from snowsnake.sessions import TrustingSession  # noqa: PLC0415

    session = TrustingSession(credentials.insecure)
    retry = Retry(total=3, backoff_factor=0.5, status_forcelist=(500, 502, 503, 504))
    session.mount("http://", HTTPAdapter(max_retries=retry, pool_maxsize=8))
    session.mount("https://", HTTPAdapter(max_retries=retry, pool_maxsize=8))
    return session


def find_files(
    packages: Sequence[Locked],
    *,
    default: Callable[[], str],
    credentials: Credentials,
    offline: bool,
    observer: Observer,
) -> Mapping[tuple[str, str], Sequence[Mapping[str, object]]]:
    """The files of every package as PEP 751 tables, by name and version.

    Only files whose hash the lock has are taken; `observer` is told of those that are yanked.

    Raises `IndexUnreachable`, `IndexRefused`, `NotCached`.
    """
    asked = [one for one in packages if any(file.url is None for file in one.files)]
    if asked and offline:
        raise NotCached("the lock has no URLs, and an index cannot be asked offline")
    index = default() if any(one.index is None for one in asked) else ""
    with _session(credentials) as session, ThreadPoolExecutor(8) as pool:
        offered = dict(
            zip(
                [(one.name, one.version) for one in asked],
                pool.map(lambda one: _page(session, one.index or index, one.name, credentials), asked),
                strict=True,
            )
        )
    found: dict[tuple[str, str], list[Mapping[str, object]]] = {}
    yanked: dict[str, Yanked] = {}
    for one in packages:
        by_hash = offered.get((one.name, one.version), {})
        tables = found.setdefault((one.name, one.version), [])
        for file in one.files:
            table = by_hash.get(file.sha256)
            if table is not None and _YANKED in table:
                yanked[one.name] = Yanked(name=one.name, version=one.version, reason=str(table[_YANKED]))
            if file.url is not None:
                table = {"name": file.name, "url": file.url, "hashes": {"sha256": file.sha256}}
            if table is not None and str(table["name"]).endswith((".whl", ".tar.gz", ".zip")):
                tables.append(_without_reason(table))
    for release in yanked.values():
        observer(Notice(level="warning", text=str(release)))
    return found


def _without_reason(table: Mapping[str, object]) -> Mapping[str, object]:
    """A file's table as PEP 751 has it."""
    return {key: value for key, value in table.items() if key != _YANKED}


def _page(
    session: requests.Session, index: str, name: str, credentials: Credentials, *, yanked: bool = True
) -> Mapping[str, Mapping[str, object]]:
    """The files of a distribution by sha256; `yanked` ones as well, which have the reason under `_YANKED` (PEP 592)."""
    import requests  # noqa: PLC0415
    import urllib3  # noqa: PLC0415

    from snowsnake.throughput import answer, body  # noqa: PLC0415

    url = f"{index.rstrip('/')}/{name}/"
    headers, auth = {"Accept": _ACCEPT}, credentials.auth_for(url)
    try:
        ask = partial(session.get, url, headers=headers, auth=auth, timeout=30, stream=True)
        with answer(ask) as response:
            if response.status_code in {401, 403}:
                raise IndexRefused(url)
            if response.status_code in {404, 410}:
                raise NotOnIndex(url, f"HTTP {response.status_code}")
            response.raise_for_status()
            kind = response.headers.get("content-type", "")
            return page_files(body(response, _LONGEST), kind, response.url, yanked=yanked)
    except requests.exceptions.SSLError:
        raise IndexUnreachable(url, UNTRUSTED) from None
    except (requests.RequestException, urllib3.exceptions.HTTPError) as error:
        raise IndexUnreachable(url, credentials.redact(str(error))) from None
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise IndexUnreachable(url, f"its answer makes no sense ({type(error).__name__})") from None


def _from_json(
    page: Mapping[str, list[Mapping[str, object]]], base: str, *, yanked: bool
) -> Mapping[str, Mapping[str, object]]:
    found: dict[str, Mapping[str, object]] = {}
    for file in page["files"]:
        if not _may_link(base, str(file["url"])):
            continue
        digest = dict(file["hashes"]).get("sha256")  # type: ignore[call-overload]
        if digest and (yanked or not file.get("yanked")):
            table = {
                "name": file["filename"],
                "url": urljoin(base, str(file["url"])),
                "hashes": {"sha256": digest},
            }
            if isinstance(file.get("size"), int):
                table["size"] = file["size"]
            if reason := file.get("yanked"):
                table[_YANKED] = reason if isinstance(reason, str) else ""
            found[digest] = table
    return found


def page_files(
    page: bytes, kind: str, base: str, *, yanked: bool = True
) -> Mapping[str, Mapping[str, object]]:
    """The files that a page at `base` of this content type lists, by sha256.

    Raises `KeyError`, `TypeError`, `ValueError` or `AttributeError` where it makes no sense.
    """
    if "json" in kind:
        return _from_json(parse_json(page), base, yanked=yanked)
    return _from_html(page.decode("utf-8", "replace"), base, yanked=yanked)


def _may_link(base: str, url: str) -> bool:
    """Whether a page may name a file at an address: no server says which file of this machine is taken."""
    return urlsplit(urljoin(base, url)).scheme in {"http", "https"} or base.startswith("file:")


def _from_html(text: str, base: str, *, yanked: bool) -> Mapping[str, Mapping[str, object]]:
    found: dict[str, Mapping[str, object]] = {}

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            href = dict(attrs).get("href")
            if tag != "a" or not href or ("data-yanked" in dict(attrs) and not yanked):
                return
            url, fragment = urldefrag(urljoin(base, href))
            if not _may_link(base, url):
                return
            algorithm, _, digest = fragment.partition("=")
            if algorithm == "sha256":
                name = unquote(urlsplit(url).path.rpartition("/")[2])
                reason = {_YANKED: dict(attrs)["data-yanked"] or ""} if "data-yanked" in dict(attrs) else {}
                found[digest] = {"name": name, "url": url, "hashes": {"sha256": digest}, **reason}

    try:
        Links().feed(text)
    except AssertionError as error:  # of `html.parser`, at a declaration like `<![[`
        raise ValueError(str(error)) from None
    return found
