"""What a source says of itself in `pyproject.toml`, `PKG-INFO` and `setup.cfg`: build system and metadata.

Follows PEP 517 and 518 (build-system), PEP 621 (project) and PEP 643 (which fields of an sdist's metadata are final).
"""

from __future__ import annotations

import configparser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from packaging.markers import Marker
from packaging.metadata import RawMetadata, parse_email
from packaging.utils import canonicalize_name

from snowsnake.analyse.source.files import SourceFiles
from snowsnake.analyse.source.report import LEGACY_BACKEND, BadSource, StaticMetadata
from snowsnake.parsing import Malformed, parse_toml
from snowsnake.specifications import read_requirement, read_specifiers, read_version

Table = Mapping[str, object]


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildSystem:
    """PEP 518's table."""

    requires: tuple[str, ...] | None
    backend: str
    backend_path: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Identity:
    """What a source says it is."""

    name: str | None
    version: str | None
    metadata: StaticMetadata | None


def read_pyproject(files: SourceFiles) -> Table:
    """`pyproject.toml`, empty where there is none. Raises `BadSource` where it is broken."""
    if "pyproject.toml" not in files.names:
        return {}
    data = files.texts.get("pyproject.toml")
    if data is None:
        raise BadSource(files.file, "its `pyproject.toml` is no readable file")
    try:
        return parse_toml(data.decode("utf-8-sig"))
    except (Malformed, UnicodeDecodeError) as error:
        raise BadSource(files.file, f"its `pyproject.toml` cannot be read: {error}") from error


def read_setup_cfg(files: SourceFiles) -> Mapping[str, Mapping[str, str]]:
    """`setup.cfg` by section, empty where there is none or it is broken (setuptools will say so)."""
    text = files.text("setup.cfg")
    parser = configparser.RawConfigParser(strict=False)
    try:
        parser.read_string(text or "")
    except configparser.Error:
        return {}
    return {name: dict(parser.items(name)) for name in parser.sections()}


def build_system(files: SourceFiles, pyproject: Table) -> BuildSystem:
    """How the source is built. Raises `BadSource` where the table is broken or there is nothing to build."""
    table = pyproject.get("build-system")
    if table is None:
        # "If the pyproject.toml file is absent, or the build-backend key is missing, the source tree is not using
        # this specification, and tools should revert to the legacy behaviour of running setup.py"
        if not {"setup.py", "setup.cfg", "pyproject.toml"} & files.names:
            raise BadSource(
                files.file, "it has neither `pyproject.toml` nor `setup.py`: it is no Python project"
            )
        return BuildSystem(requires=None, backend=LEGACY_BACKEND, backend_path=())
    where = "build-system"
    if not isinstance(table, dict):
        raise _wrong(files, where, "expected a table")
    requires = table.get("requires")
    if requires is None:
        raise _wrong(files, f"{where}.requires", "missing")
    found = []
    for number, text in enumerate(_texts(files, requires, f"{where}.requires")):
        try:
            found.append(str(read_requirement(text)))
        except Malformed as error:
            raise _wrong(files, f"{where}.requires[{number}]", _first_line(error)) from error
    return BuildSystem(
        requires=tuple(found),
        backend=_backend(files, table.get("build-backend", LEGACY_BACKEND)),
        backend_path=_backend_path(files, table.get("backend-path", [])),
    )


def _backend(files: SourceFiles, backend: object) -> str:
    where = "build-system"
    if not isinstance(backend, str) or not backend:
        raise _wrong(files, f"{where}.build-backend", "expected a string")
    module, _, rest = backend.partition(":")
    if not all(part.isidentifier() for part in (*module.split("."), *(rest.split(".") if rest else ()))):
        raise _wrong(files, f"{where}.build-backend", f"`{backend}` names no Python object")
    return backend


def _backend_path(files: SourceFiles, value: object) -> tuple[str, ...]:
    where = "build-system.backend-path"
    paths = _texts(files, value, where)
    for path in paths:
        if path.startswith("/") or ".." in path.split("/"):
            raise _wrong(files, where, f"`{path}` leads out of the source")
    return tuple(paths)


def _wrong(files: SourceFiles, where: str, problem: str) -> BadSource:
    return BadSource(files.file, f"its `pyproject.toml` is wrong at `{where}`: {problem}")


def _texts(files: SourceFiles, value: object, where: str) -> list[str]:
    if not isinstance(value, list):
        raise _wrong(files, where, "expected an array of strings")
    for number, item in enumerate(value):
        if not isinstance(item, str):
            raise _wrong(files, f"{where}[{number}]", "expected a string")
    return value


def identify(files: SourceFiles, pyproject: Table) -> Identity:
    """Name, version and requirements, as far as they are said without running anything. Raises `BadSource`."""
    data = files.texts.get("PKG-INFO")
    raw: RawMetadata = parse_email(data)[0] if data is not None else {}
    project = pyproject.get("project")
    if project is not None and not isinstance(project, dict):
        raise _wrong(files, "project", "expected a table")
    project = project or {}
    dynamic = project.get("dynamic", [])
    dynamic = set(_texts(files, dynamic, "project.dynamic"))
    name = raw.get("name") or _text(project.get("name"))
    version = raw.get("version") or _text(project.get("version"))
    if not version and "version" not in dynamic:
        version = None
    try:
        version = str(read_version(version)) if version else None
    except Malformed:
        version = None
    return Identity(
        name=canonicalize_name(name) if name else None,
        version=version,
        metadata=_final(files, raw) or _project(files, project, dynamic),
    )


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _final(files: SourceFiles, raw: RawMetadata) -> StaticMetadata | None:
    """PEP 643: "If a field is not marked as Dynamic, then the value of the field in any wheel built from the sdist
    MUST match the value in the sdist"."""
    if _at_least(raw.get("metadata_version"), (2, 2)) is False:
        return None
    dynamic = {field.lower() for field in raw.get("dynamic", ())}
    if dynamic & {"requires-dist", "requires-python", "provides-extra"}:
        return None
    return _metadata(
        files,
        "PKG-INFO",
        raw.get("requires_dist", ()),
        raw.get("requires_python"),
        raw.get("provides_extra", ()),
    )


def _at_least(text: str | None, least: tuple[int, int]) -> bool:
    try:
        version = read_version(text or "0")
    except Malformed:
        return False
    return (version.major, version.minor) >= least


def _project(files: SourceFiles, project: Mapping[str, object], dynamic: set[str]) -> StaticMetadata | None:
    """PEP 621: what is not in `dynamic` is final. Without a `project` table nothing is said."""
    said = {"dependencies", "optional-dependencies", "requires-python", "version"}
    if "name" not in project or dynamic & said or "version" not in project:
        return None
    requires = _texts(files, project.get("dependencies", []), "project.dependencies")
    extras = project.get("optional-dependencies", {})
    if not isinstance(extras, dict):
        raise _wrong(files, "project.optional-dependencies", "expected a table")
    found = list(requires)
    for extra, some in extras.items():
        for text in _texts(files, some, f"project.optional-dependencies.{extra}"):
            try:
                requirement = read_requirement(text)
            except Malformed as error:
                raise _wrong(files, f"project.optional-dependencies.{extra}", _first_line(error)) from error
            own = f'extra == "{canonicalize_name(extra)}"'
            marker = requirement.marker
            requirement.marker = Marker(f"({marker}) and {own}" if marker is not None else own)
            found.append(str(requirement))
    return _metadata(files, "pyproject.toml", found, _text(project.get("requires-python")), tuple(extras))


def _metadata(
    files: SourceFiles, where: str, requires: Sequence[str], python: str | None, extras: Sequence[str]
) -> StaticMetadata | None:
    try:
        return StaticMetadata(
            requires_dist=tuple(str(read_requirement(text)) for text in requires),
            requires_python=str(read_specifiers(python)) if python else None,
            provides_extra=tuple(canonicalize_name(extra) for extra in extras),
        )
    except Malformed as error:
        raise BadSource(files.file, f"its `{where}` cannot be read: {_first_line(error)}") from error


def _first_line(error: Exception) -> str:
    return next(iter(str(error).splitlines()), type(error).__name__)[:200]
