"""Lock files of PEP 751, read with every promise checked."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from packaging.pylock import Pylock, PylockValidationError
from packaging.utils import canonicalize_name

from snowsnake.requirements.text import without_credentials
from snowsnake.resolve.errors import BadPylock, HashesExclude

UV = "uv's answer"
"""What a resolution is called in errors."""


def pylock_of(
    document: Mapping[str, object], where: str, hashes: Mapping[str, tuple[str, ...]] | None = None
) -> Pylock:
    """A parsed lock of PEP 751; no URL in the result holds credentials.

    `hashes` limits the files of the named distributions to those with one of the given `sha256:<hex>`; where there are
    others (`sha512:<hex>`), only who has fetched a file can tell.
    `where` names the lock in errors. Raises `BadPylock` and `HashesExclude`.
    """
    cleaned = _clean(document)
    assert isinstance(cleaned, dict)  # noqa: S101 -- a mapping goes in
    packages = cleaned.get("packages")
    if hashes and isinstance(packages, list):
        for package in packages:
            if isinstance(package, dict) and package.get("name") in hashes:
                _keep(package, frozenset(hashes[package["name"]]))
    try:
        return Pylock.from_dict(cleaned)
    except PylockValidationError as error:
        raise BadPylock(where, str(error)) from None


def declared(
    pylock: Pylock, extras: Collection[str], groups: Collection[str]
) -> tuple[frozenset[str], frozenset[str]]:
    """Which extras and groups a lock's markers are evaluated with: those of the given that it declares.

    Names are normalised; the groups are those besides the lock's default ones, which are added. An extra of the
    project that its lock does not declare is no choice of the lock's: what it requires is among the packages already,
    or the lock is stale. `packaging` refuses to select such a name since 26.4.
    """
    known = frozenset(map(canonicalize_name, pylock.dependency_groups or ()))
    default = frozenset(map(canonicalize_name, pylock.default_groups or ()))
    return frozenset(extras) & frozenset(pylock.extras or ()), frozenset(groups) & known | default


def _keep(package: dict[str, object], allowed: frozenset[str]) -> None:
    """Drop the files of a package that have none of the allowed hashes, unless that cannot be told yet."""
    wheels = package.get("wheels", [])
    files = [*(wheels if isinstance(wheels, list) else ()), package.get("sdist"), package.get("archive")]
    others = any(not text.startswith("sha256:") for text in allowed)
    if others and not any(_allowed(file, allowed) for file in files):
        return
    kept = [wheel for wheel in wheels if _allowed(wheel, allowed)] if isinstance(wheels, list) else []
    for key in ("sdist", "archive"):
        if key in package and not _allowed(package[key], allowed):
            del package[key]
    if kept:
        package["wheels"] = kept
    else:
        package.pop("wheels", None)
    if not kept and "sdist" not in package and "archive" not in package:
        raise HashesExclude(
            str(package["name"]),
            str(package.get("version", "")),
            allowed=sorted(allowed),
            files=[known for file in files if (known := _known(file))],
        )


def _known(file: object) -> tuple[str, str] | None:
    """Where a file is and which hash it has."""
    if not isinstance(file, Mapping):
        return None
    hashes = file.get("hashes")
    digest = hashes.get("sha256") if isinstance(hashes, Mapping) else None
    return str(file.get("url") or file.get("path") or file.get("name")), f"sha256:{digest}"


def _allowed(file: object, allowed: frozenset[str]) -> bool:
    hashes = file.get("hashes") if isinstance(file, Mapping) else None
    return isinstance(hashes, Mapping) and f"sha256:{hashes.get('sha256')}" in allowed


def _clean(value: object) -> object:
    """A copy without credentials in URLs."""
    match value:
        case str():
            return without_credentials(value) if "://" in value else value
        case Mapping():
            return {key: _clean(item) for key, item in value.items()}
        case list():
            return [_clean(item) for item in value]
        case _:
            return value
