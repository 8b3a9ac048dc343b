"""One requirement's text: checked at the edge, parsed by `packaging`, normalised.

Everything behind this module may rely on names, versions and URLs being plain ASCII without quotes, `${` or
control characters, because they end up in JSON that Nix reads, in store names and on terminals.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake.errors import SnowsnakeError
from snowsnake.parsing import Malformed
from snowsnake.requirements.slips import meant, several
from snowsnake.secrets_in_urls import without_credentials as without_credentials  # noqa: PLC0414 -- for readers of this module
from snowsnake.specifications import LONGEST, read_requirement

# What a URL may consist of (RFC 3986), without the characters that mean something to a shell or to Nix.
URL_TEXT = re.compile(r"[A-Za-z0-9\-._~:/?#\[\]@!&()*+,;=%]+")
_VERSION = re.compile(r"[A-Za-z0-9.*+!_-]+")
_COPIED = str.maketrans(
    {
        **dict.fromkeys(
            "\N{NO-BREAK SPACE}\N{EN SPACE}\N{EM SPACE}\N{THIN SPACE}\N{NARROW NO-BREAK SPACE}", " "
        ),
        **dict.fromkeys(
            "\N{ZERO WIDTH SPACE}\N{ZERO WIDTH NO-BREAK SPACE}\N{WORD JOINER}\N{SOFT HYPHEN}", ""
        ),
        **dict.fromkeys("\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}\N{EM DASH}\N{MINUS SIGN}", "-"),
        **dict.fromkeys("\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}", "'"),
        **dict.fromkeys("\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}`", '"'),
        "\N{GREATER-THAN OR EQUAL TO}": ">=",
        "\N{LESS-THAN OR EQUAL TO}": "<=",
        "\N{NOT EQUAL TO}": "!=",
    }
)
"""What text that was copied from a page or a document has in place of ASCII."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Where:
    """The place that a text was read from."""

    name: str
    """The file as the user would write it, or `the command line`."""
    line: int | None = None
    """Counted from 1; `None` where the format does not tell."""

    def __str__(self) -> str:
        return self.name if self.line is None else f"{self.name}:{self.line}"


class BadRequirement(SnowsnakeError):
    """A text is not a requirement (PEP 508)."""

    def __init__(self, where: Where, text: str, reason: str) -> None:
        self.where, self.text, self.reason = where, text, reason
        if len(text) > LONGEST:
            mend = "write one requirement in each line"
        elif likely := meant(text):
            mend = f"is `{likely}` meant?"
        elif parts := several(text):
            mend = f"write each by itself: {', '.join(f'`{part}`' for part in parts)}"
        else:
            mend = "write a name and, if you like, extras and versions: `httpx[http2]>=0.27`"
        super().__init__(f"{where}: `{text}` is not a requirement", help=mend, details=reason)


class HostileText(SnowsnakeError):
    """A text holds characters that no requirement needs."""

    def __init__(self, where: Where, text: str, character: str) -> None:
        self.where, self.text, self.character = where, text, character
        super().__init__(
            f"{where}: `{text}` holds {character!a}, which has no place in a requirement",
            help=f"is `{likely}` meant?"
            if (likely := _in_ascii(text))
            else f"take {character!a} out of the requirement",
        )


class SourceBuildsMissing(SnowsnakeError):
    """Another tool's lock has something that is no release on an index, which is not read from there."""

    def __init__(self, where: Where, what: str) -> None:
        self.where, self.what = where, what
        super().__init__(
            f"{where}: {what} is a repository, a directory or an address, which is not read from this lock",
            help="resolve anew, without that lock: `snowsnake lock -r pyproject.toml`",
        )


def parse_requirement(text: str, where: Where, base: Path) -> Requirement:
    """Read one requirement (PEP 508); its name and extras come back normalised (PEP 503, PEP 685).

    Paths start from `base` and come back as absolute `file:` URLs. Raises `HostileText`, `BadRequirement`, and what
    `address.addressed` raises.
    """
    from snowsnake.requirements.address import addressed  # noqa: PLC0415 -- it builds on this module

    if len(text) > LONGEST:
        raise BadRequirement(where, text, f"it has more than {LONGEST} characters")
    text = re.sub(r"[\t\v\f]", " ", text).strip()  # white space to PEP 508, and to pip
    requirement = addressed(text, where, base)
    if requirement is None:
        check_text(text, where)
        try:
            requirement = read_requirement(text)
        except Malformed as error:
            raise BadRequirement(where, without_credentials(text), str(error)) from None
    requirement.name = canonicalize_name(requirement.name)
    requirement.extras = {canonicalize_name(extra) for extra in requirement.extras}
    for specifier in requirement.specifier:
        # `===` takes any text as a version.
        if not _VERSION.fullmatch(specifier.version):
            raise BadRequirement(where, text, f"`{specifier.version}` is not a version")
    return requirement


def check_text(text: str, where: Where) -> None:
    """Refuse characters that no requirement needs. Raises `HostileText`."""
    for character in text:
        if not character.isascii() or not character.isprintable() or character in "`\\":
            raise HostileText(where, text, character)
    if "${" in text:
        raise HostileText(where, text, "${")


def _in_ascii(text: str) -> str | None:
    """The requirement that is left of a text without the characters of a page's; `None` where that is none."""
    plain = text.translate(_COPIED).strip()
    if plain == text or not plain.isascii() or not plain.isprintable():
        return None
    try:
        return str(read_requirement(plain))
    except Malformed:
        return meant(plain)


def check_control(text: str, where: Where) -> None:
    """Refuse what no path should hold, whatever its script. Raises `HostileText`."""
    for character in text:
        if not character.isprintable() or character in "`\\":
            raise HostileText(where, text, character)


def check_name(name: str, where: Where) -> str:
    """Normalise the name of a distribution or an extra (PEP 503). Raises `HostileText`, `BadRequirement`."""
    check_text(name, where)
    try:
        return canonicalize_name(name, validate=True)
    except ValueError as error:
        raise BadRequirement(where, name, str(error)) from None


def is_name(text: str) -> bool:
    """Whether a text is the name of a distribution."""
    try:
        canonicalize_name(text, validate=True)
    except ValueError:
        return False
    return text.isascii()


def normalised(requirements: list[Requirement]) -> tuple[str, ...]:
    """PEP 508 text of each, sorted, without repetitions."""
    return tuple(sorted({str(requirement) for requirement in requirements}))


def shown(path: Path, directory: Path) -> str:
    """A path as a user in `directory` would write it."""
    return str(path.relative_to(directory)) if path.is_relative_to(directory) else str(path)
