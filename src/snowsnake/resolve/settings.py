"""uv's own settings for one resolution: the project's, limited to the targets.

https://docs.astral.sh/uv/reference/settings/
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake.parsing import parse_toml
from snowsnake.requirements import Inputs, Pyproject, Script
from snowsnake.resolve.errors import BadUvSetting
from snowsnake.targets import Target

# What a project tells uv about things that are not this resolution's business, or that are decided here.
_NOT_OURS = frozenset(
    {
        "build-backend",
        "conflicts",
        "default-groups",
        "dependency-groups",
        "dev-dependencies",
        "environments",
        "managed",
        "no-binary",
        "no-binary-package",
        "no-build",
        "no-build-package",
        "package",
        "pip",
        "required-environments",
        "sources",
        "workspace",
    }
)
# Of `[tool.uv.pip]`: the rest is about the output, or about the environment that `uv pip` would install into.
_OF_PIP = frozenset(
    {
        "dependency-metadata",
        "exclude-newer",
        "exclude-newer-package",
        "extra-index-url",
        "find-links",
        "fork-strategy",
        "index-strategy",
        "index-url",
        "keyring-provider",
        "no-index",
        "prerelease",
        "resolution",
    }
)
_DEEPEST = 1000
"""Brackets in a marker: uv overflows its stack, from some thousands on."""
_PLACES = frozenset({"index-url", "extra-index-url", "find-links", "url"})


def uv_tables(inputs: Inputs, targets: Sequence[Target], environ: Mapping[str, str]) -> dict[str, object]:
    """`[tool.uv]` for the resolution of `inputs`; may hold credentials.

    `environments` leaves out what only other platforms need, and `required-environments` makes uv pass over
    releases that have no wheel for one of the targets. Raises `BadUvSetting` for what uv would crash of.
    """
    given = _given(inputs, environ)
    for key, value in given.items():
        if any(text.count("(") > _DEEPEST for text in _texts(value)):
            raise BadUvSetting(f"`{key}` in `[tool.uv]` (or uv.toml)", "a marker in it is nested too deep")
    tables = {key: value for key, value in given.items() if key not in _NOT_OURS}
    pip = given.get("pip")
    if isinstance(pip, Mapping):
        tables["pip"] = {key: value for key, value in pip.items() if key in _OF_PIP}
    tables = {key: _absolute(key, value, inputs.directory) for key, value in tables.items()}
    sources = _sources(inputs)
    if sources:
        tables["sources"] = sources
    never = {name for name in inputs.build.packages if inputs.build.of(name).source == "wheel"}
    never |= inputs.build.no_build - {":all:"}
    tables |= {"no-build": True} if ":all:" in inputs.build.no_build else {}
    tables |= {"no-build-package": sorted(never)} if never else {}
    markers = [target_marker(target) for target in targets]
    return tables | {"environments": markers, "required-environments": markers}


def _texts(value: object) -> Iterator[str]:
    """Every text in a value of TOML."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from (text for item in value.values() for text in _texts(item))
    elif isinstance(value, list | tuple):
        yield from (text for item in value for text in _texts(item))


def exclude_newer(inputs: Inputs, environ: Mapping[str, str]) -> str | None:
    """The time after which nothing counts, as uv is told by its variable or its settings; `None` for none."""
    given = _given(inputs, environ)
    pip = given.get("pip")
    said = pip.get("exclude-newer") if isinstance(pip, Mapping) else None
    found = environ.get("UV_EXCLUDE_NEWER") or said or given.get("exclude-newer")
    return found if isinstance(found, str) else None


def target_marker(target: Target) -> str:
    """The marker of a target in terms that uv compares with the tags of wheels."""
    name, platform_name = ("cpython", "CPython") if target.implementation == "cp" else ("pypy", "PyPy")
    return (
        f"python_version == '{target.python}' and implementation_name == '{name}'"
        f" and platform_python_implementation == '{platform_name}'"
        f" and platform_machine == '{target.machine}' and sys_platform == 'linux'"
    )


def _given(inputs: Inputs, environ: Mapping[str, str]) -> Mapping[str, object]:
    """The settings that uv would find: the file that the user names, else the project's."""
    if environ.get("UV_NO_CONFIG", "0").lower() not in {"", "0", "false"}:
        return {}
    named = environ.get("UV_CONFIG_FILE")
    if not named:
        return inputs.uv
    try:
        return parse_toml(Path(named).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}


def _sources(inputs: Inputs) -> dict[str, object]:
    """Which index each required distribution comes from, as the inputs say."""
    required = {Requirement(requirement).name for requirement in inputs.requires}
    found: dict[str, object] = {}
    for source in inputs.sources:
        of_source = source.uv.get("sources") if isinstance(source, Pyproject | Script) else None
        if isinstance(of_source, Mapping):
            found |= {name: value for name, value in of_source.items() if canonicalize_name(name) in required}
    return found


def _absolute(key: str, value: object, directory: Path) -> object:
    """A value whose relative paths, which start from the project, are absolute."""
    match value:
        case str() if key in _PLACES and not re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", value):
            return os.path.normpath(directory / value)
        case list():
            return [_absolute(key, item, directory) for item in value]
        case Mapping():
            return {name: _absolute(name, item, directory) for name, item in value.items()}
        case _:
            return value
