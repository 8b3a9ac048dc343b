"""Where Debian's archive is served from: configured, the host's own, the official mirror, snapshots.

Nothing here is trusted: indexes are signed and packages hashed, so any mirror will do. None of these
addresses is ever written into a lock.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from snowsnake.errors import SnowsnakeError
from snowsnake.lockfile.model import DebArtifact

VARIABLE = "SNOWSNAKE_DEBIAN_MIRROR"
SNAPSHOT_VARIABLE = "SNOWSNAKE_DEBIAN_SNAPSHOT"
ALLOW_EXPIRED = "SNOWSNAKE_DEBIAN_ALLOW_EXPIRED"
ARCHIVES = ("debian", "debian-security")
OFFICIAL: Mapping[str, str] = {
    "debian": "https://ftp.debian.org/debian",
    "debian-security": "https://security.debian.org/debian-security",
}
SNAPSHOT = "https://snapshot.debian.org/archive"

# Code names and the aliases that move over them. Derivatives (Ubuntu, Raspberry Pi OS) serve other archives.
_SUITE = re.compile(
    r"(bullseye|bookworm|trixie|forky|duke|sid|(old)*stable|testing|unstable|experimental)"
    r"(-(updates|security|proposed-updates|backports))?/?"
)


class BadMirror(SnowsnakeError):
    """The configured mirror is not an address that packages can be fetched from."""

    def __init__(self, problem: str, variable: str = VARIABLE) -> None:
        # The value itself is not quoted: it may hold a password.
        right = {
            VARIABLE: f"{OFFICIAL['debian']} (the directory that holds `dists` and `pool`)",
            SNAPSHOT_VARIABLE: f"{SNAPSHOT} (the directory that holds `debian/20260131T083000Z`)",
        }
        super().__init__(f"`{variable}` {problem}", help=f"{variable}={right[variable]}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Mirrors:
    """Base addresses by archive, in the order in which they are tried."""

    bases: Mapping[str, tuple[str, ...]] = field(
        default_factory=lambda: {k: (v,) for k, v in OFFICIAL.items()}
    )
    """By archive (`debian`): directories that hold `dists` and `pool`, without a slash at the end."""
    snapshot: str | None = SNAPSHOT
    """The archive of all that ever was, asked last; `None` for none."""
    allows_expired: Callable[[], bool] = field(default=lambda: False, compare=False)
    """Whether a signed index is taken although its time is over (a warning is sent). To be asked where one is: apt may
    have to be started to know it."""

    @classmethod
    def detect(cls, environ: Mapping[str, str], *, apt: Path = Path("/etc/apt")) -> Mirrors:
        """The configured mirror (`SNOWSNAKE_DEBIAN_MIRROR`), the host's (apt's sources), the official; the archive
        of snapshots is Debian's or `SNOWSNAKE_DEBIAN_SNAPSHOT`.

        Raises `BadMirror` where a variable does not hold an address. Files of apt's that cannot be read or
        understood are passed over.
        """
        found: dict[str, list[str]] = {name: [] for name in ARCHIVES}
        configured = environ.get(VARIABLE)
        if configured:
            main = _validated(configured)
            found["debian"].append(main)
            # Mirrors keep the two archives side by side.
            found["debian-security"].append(re.sub(r"/debian$", "", main) + "/debian-security")
        for uri, suite in _apt_sources(apt):
            base = uri.rstrip("/")
            name = base.rpartition("/")[2]
            if name in found and _SUITE.fullmatch(suite) and _is_plain_http(base):
                found[name].append(base)
        for name in ARCHIVES:
            found[name].append(OFFICIAL[name])
        snapshot = environ.get(SNAPSHOT_VARIABLE)
        return cls(
            bases={name: _distinct(bases) for name, bases in found.items()},
            snapshot=_validated(snapshot, SNAPSHOT_VARIABLE) if snapshot else SNAPSHOT,
            allows_expired=cache(lambda: _takes_expired(environ)),
        )

    def of(self, archive: str) -> tuple[str, ...]:
        """Base addresses of one archive; empty for an archive that is not known."""
        return self.bases.get(archive, ())

    def urls(self, deb: DebArtifact) -> tuple[str, ...]:
        """Where to ask for a package, in order; the last is the snapshot archive, which never drops one."""
        urls = [f"{base}/{deb.path}" for base in self.of(deb.archive)]
        if self.snapshot is not None:
            urls.append(f"{self.snapshot}/{deb.archive}/{deb.snapshot}/{deb.path}")
        return tuple(urls)


def _takes_expired(environ: Mapping[str, str]) -> bool:
    """Whether indexes whose time is over are taken: as is said, or as the host's apt is told (a mirror that stands
    still on purpose)."""
    if (chosen := environ.get(ALLOW_EXPIRED)) is not None:
        return chosen == "1"
    try:
        said = subprocess.run(
            ["apt-config", "shell", "check", "Acquire::Check-Valid-Until/b"],  # noqa: S607 -- wherever apt is
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            env=dict(environ),
            check=False,
            timeout=10,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return said.stdout.strip() == "check='false'"


def _distinct(bases: list[str]) -> tuple[str, ...]:
    """Each address once: http and https of one host are one mirror, and what is configured first counts."""
    seen: dict[str, str] = {}
    for base in bases:
        seen.setdefault(base.partition("://")[2].lower(), base)
    return tuple(seen.values())


def _validated(value: str, variable: str = VARIABLE) -> str:
    base = value.strip().rstrip("/")
    try:
        parts = urlsplit(base)
        host, _port = parts.hostname, parts.port
    except ValueError:
        raise BadMirror("is not an address", variable) from None
    if parts.scheme not in {"http", "https"} or not host:
        raise BadMirror("is not an http or https address", variable)
    if parts.username is not None or parts.password is not None:
        raise BadMirror("holds a user name or password (put them into ~/.netrc)", variable)
    if parts.query or parts.fragment or re.search(r"[\s\x00-\x1f\x7f]", base):
        raise BadMirror("has more to it than a host and a directory", variable)
    return base


def _is_plain_http(base: str) -> bool:
    try:
        _validated(base)
    except BadMirror:
        return False
    return True


def _apt_sources(apt: Path) -> Iterator[tuple[str, str]]:
    """Pairs of address and suite of every binary source that apt has (sources.list(5), both formats)."""
    try:
        folder = apt / "sources.list.d"
        names = [apt / "sources.list", *sorted([*folder.glob("*.list"), *folder.glob("*.sources")])]
        texts = [(name.suffix, name.read_text("utf-8", "replace")) for name in names if name.is_file()]
    except OSError:
        return
    for suffix, text in texts:
        yield from _one_line(text) if suffix == ".list" else _deb822(text)


def _one_line(text: str) -> Iterator[tuple[str, str]]:
    for match in re.finditer(r"^[ \t]*deb[ \t]+(?:\[[^\]\n]*\][ \t]+)?(\S+)[ \t]+(\S+)", text, re.MULTILINE):
        yield match[1], match[2]


def _deb822(text: str) -> Iterator[tuple[str, str]]:
    plain = re.sub(r"^#.*\n?", "", text, flags=re.MULTILINE)
    for stanza in re.split(r"\n[ \t]*\n", plain):
        pairs = re.findall(r"^([A-Za-z-]+):((?:.*)(?:\n[ \t]+.*)*)", stanza, re.MULTILINE)
        fields = {key.lower(): value.split() for key, value in pairs}
        if "deb" not in fields.get("types", []) or fields.get("enabled", ["yes"])[:1] == ["no"]:
            continue
        for uri in fields.get("uris", []):
            for suite in fields.get("suites", []):
                yield uri, suite
