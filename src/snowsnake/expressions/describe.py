"""`meta`: what nixpkgs says about a package, from what the package says about itself."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

_CHANGELOG = ("changelog", "changes", "changelogs", "releasenotes", "whatsnew", "history", "release")
_HOMEPAGE = (
    "homepage",
    "home",
    "website",
    "repository",
    "source",
    "sourcecode",
    "code",
    "github",
    "documentation",
)

_LIBRARY = re.compile(
    r"(?i)\b(library|libraries|package|module|framework|toolkit|bindings?|api|sdk|wrapper)\b"
)


def description(summary: str, name: str) -> str:
    """A summary as nixpkgs wants it: one line, capital first, no article, no full stop, not the name again."""
    text = " ".join("".join(c if c.isprintable() else " " for c in summary).split())
    spelled = re.escape(name).replace(r"\-", "[-_. ]?")
    text = re.sub(rf"(?i)^{spelled}\s*(?:--?|\u2013|\u2014|:|\bis\b)\s+(?=\S)", "", text)
    text = re.sub(r"(?i)^(?:an?|the)\s+(?=\S)", "", text)
    text = re.sub(r"\s*[.。]+$", "", text) if not text.endswith("etc.") else text
    return text[:1].upper() + text[1:]


def homepage(urls: Mapping[str, str], fallback: str | None) -> str | None:
    """Where a package is at home: what it calls so, else its repository."""
    chosen = [urls[label] for label in _HOMEPAGE if label in urls]
    found = (*chosen[:1], *((fallback,) if fallback else ()), *chosen[1:])
    first = fallback if fallback and "homepage" not in urls else (found[0] if found else None)
    return first.strip() if first and is_address(first.strip()) else None


def changelog(urls: Mapping[str, str]) -> str | None:
    """Where its changes are written down, as it says."""
    found = next((urls[label].strip() for label in _CHANGELOG if label in urls), None)
    return found if found and is_address(found) else None


def labelled(entries: Sequence[str]) -> dict[str, str]:
    """`Project-URL` entries by normalised label (the well-known labels of the Core metadata specification)."""
    found: dict[str, str] = {}
    for entry in entries:
        label, comma, url = entry.partition(",")
        if comma:
            found.setdefault(re.sub(r"[^a-z0-9]", "", label.lower()), url.strip())
    return found


def is_address(text: str) -> bool:
    """Whether a text is an address of the web."""
    return re.fullmatch(r"https?://[!-~]+", text) is not None


def main_program(name: str, scripts: Sequence[str], *, application: bool = False) -> str | None:
    """The program that `nix run` starts: the one that is called like the package, or the only one.

    A library's only one that is called `<name>-something` is a tool of those who build with it (`cffi-gen-src`).
    """
    scripts = [script for script in scripts if re.fullmatch(r"[A-Za-z0-9._+-]+", script)]
    spelled = {name, name.replace("-", "_"), name.replace("-", "")}
    own = next((script for script in scripts if script.lower() in spelled), None)
    if own is not None or len(scripts) != 1:
        return own
    helps = any(scripts[0].lower().startswith((f"{one}-", f"{one}_")) for one in spelled)
    return scripts[0] if application or not helps else None


def is_application(classifiers: Sequence[str], scripts: Sequence[str], summary: str, *, typed: bool) -> bool:
    """Whether something is a program rather than a library.

    It has scripts; it does not tell type checkers of its interface (`py.typed`); neither a classifier nor its summary
    calls it a library or a part of a framework; and a classifier says that it is for the console, a desktop or for end
    users.
    """
    if not scripts or typed or _LIBRARY.search(summary):
        return False
    said = [classifier.lower() for classifier in classifiers]
    if any(one.startswith(("topic :: software development :: libraries", "framework ::")) for one in said):
        return False
    return any(
        one.startswith(("environment :: console", "environment :: x11", "intended audience :: end users"))
        for one in said
    )
