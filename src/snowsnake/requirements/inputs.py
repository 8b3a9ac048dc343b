"""Inputs: everything that the user wrote, read and digested."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from snowsnake.errors import SnowsnakeError
from snowsnake.project_files import OWN_SETTINGS, SOURCES
from snowsnake.requirements import toml
from snowsnake.requirements.address import from_directory, relative
from snowsnake.requirements.asked import Asked, AskedOptions, asked_of
from snowsnake.requirements.base_settings import BaseSettings, typed_base
from snowsnake.requirements.begin import how_to_begin
from snowsnake.requirements.build_settings import BuildSettings, build_settings
from snowsnake.requirements.carrier import Carrier
from snowsnake.requirements.command_line import CommandLine, read_command_line
from snowsnake.requirements.environments_file import NamedEnvironment
from snowsnake.requirements.facts import Source, build_facts, facts_of_source, plain
from snowsnake.requirements.foreign import ForeignLock, find_foreign, kind_of, read_foreign
from snowsnake.requirements.found_locally import required_directories, with_theirs
from snowsnake.requirements.local import LocalSource, describe
from snowsnake.requirements.pyproject import Pyproject, UnknownExtra, only_other_tools, read_pyproject
from snowsnake.requirements.python_version import FILE, read_python_version
from snowsnake.requirements.requirements_txt import RequirementsFile, read_requirements_txt
from snowsnake.requirements.script import Script, read_script
from snowsnake.requirements.settings import Settings, combined, read_own_settings
from snowsnake.requirements.sources import local_sources, relative_sources
from snowsnake.requirements.text import Where, shown, without_credentials
from snowsnake.requirements.typed import typed_formats


@dataclass(frozen=True, kw_only=True, slots=True)
class Inputs:
    """What an environment is asked to hold."""

    directory: Path
    """Absolute; relative paths in the inputs start from it."""
    sources: tuple[Source, ...]
    """In the order in which they were given."""
    requires: tuple[str, ...]
    """PEP 508 text of all sources, normalised and sorted, without credentials; paths start from `directory`
    (`lib @ ../lib`)."""
    requires_python: SpecifierSet | None
    """What every source allows, together."""
    settings: Settings
    digest: str
    """`sha256:<hex>` over everything that decides the resolution. Independent of absolute paths, of comments
    and layout, and of credentials."""
    files: tuple[Path, ...]
    """Every file that was read."""
    python_request: str | None
    """What the settings, else `.python-version`, ask for: `3.13`, `pypy3`."""
    uv: Mapping[str, object]
    """uv's own settings of the project (`uv.toml`, else `[tool.uv]`), which may name indexes. May hold
    credentials. Paths of its sources are absolute."""
    python_request_in: str | None = None
    """Which of the two has asked for it, as an error says it."""
    build: BuildSettings = field(default_factory=BuildSettings)
    """What is built from source, and how."""
    native: tuple[str, ...] = ()
    """Native packages that the environment has beside what its distributions need: the settings' and those that
    were typed, sorted."""
    carriers: tuple[Carrier, ...] = ()
    """The same, of what comes from elsewhere."""
    base: BaseSettings = field(default_factory=BaseSettings)
    """Where interpreter, libraries and compilers come from."""
    asked: Asked = field(default_factory=Asked)
    """What was asked, for a lock to record."""
    local: tuple[LocalSource, ...] = ()
    """The directories that are required, and those that their projects require in turn; not the projects themselves
    (`projects`)."""
    members: tuple[LocalSource, ...] = ()
    """The members of the workspaces that the projects are in."""

    def describe(self) -> tuple[str, ...]:
        """The sources, for a person: `pyproject.toml [test]`, `command line`, `--no-binary numpy`."""
        return (*(source.describe() for source in self.sources), *self.asked.options.words())

    def decisive(self) -> tuple[str, ...]:
        """The same, and the other files that were read: a change of any may make a lock stale."""
        own = {getattr(source, "path", None) for source in self.sources}
        others = (os.path.relpath(file, self.directory) for file in self.files if file not in own)
        return tuple(dict.fromkeys((*self.describe(), *others)))

    @property
    def projects(self) -> tuple[Pyproject, ...]:
        """The projects that are part of their environment themselves."""
        return tuple(source for source in self.sources if isinstance(source, Pyproject) and source.package)

    @property
    def requires_with_credentials(self) -> tuple[str, ...]:
        """`requires` for uv: a URL may hold user and password, paths are absolute `file:` URLs."""
        return tuple(sorted({requirement for source in self.sources for requirement in source.requires}))

    @property
    def foreign(self) -> ForeignLock | None:
        """The lock of another tool whose versions and hashes are kept."""
        return next((source for source in self.sources if isinstance(source, ForeignLock)), None)

    @property
    def requirements_files(self) -> tuple[RequirementsFile, ...]:
        """The requirements files among the sources."""
        return tuple(source for source in self.sources if isinstance(source, RequirementsFile))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chosen:
    extras: tuple[str, ...]
    groups: tuple[str, ...]


class NothingToLock(SnowsnakeError):
    """There is nothing that says what is required."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        super().__init__(
            f"`{directory}` has none of {', '.join(f'`{name}`' for name in SOURCES)}",
            help=how_to_begin(directory)
            or "name what you need (`snowsnake shell requests`) or a file (`snowsnake lock -r FILE`)",
        )


class MixedLocks(SnowsnakeError):
    """A lock of another tool was combined with requirements that it does not know."""

    def __init__(self, lock: str, other: str) -> None:
        self.lock, self.other = lock, other
        super().__init__(
            f"`{lock}` fixes every version, so it cannot be combined with `{other}`",
            help=f"add the requirement with the tool that wrote `{lock}`, or leave `{lock}` out",
        )


def read_inputs(
    directory: Path,
    *,
    requirements: Sequence[str] = (),
    files: Sequence[Path] = (),
    script: Path | None = None,
    extras: Sequence[str] = (),
    groups: Sequence[str] = (),
    options: Sequence[str] = (),
    environment: NamedEnvironment | None = None,
) -> Inputs:
    """Read everything that says what is required.

    `requirements` are PEP 508 texts from the command line; `files` are requirements files, pyproject.toml or
    locks of other tools; `script` carries PEP 723 metadata. Without any of them `directory` is searched: a
    pyproject.toml (with another tool's lock beside it, if there is one), else a requirements.txt, else another
    tool's lock. Paths may be relative to `directory`. `extras` and `groups` choose from projects and their locks.
    `options` are `--no-binary NAME` (what is built from source: `:all:` is everything) and `--native NAME` (a native
    package that the environment has besides); `:none:` takes back what is before it. `environment` is one of the
    user's environments.toml, with the files that it names.

    Raises `NothingToLock`, `MixedLocks`, `UnknownExtra`, and what the readers of each kind of input raise.
    """
    directory = Path(os.path.abspath(directory))  # noqa: PTH100 -- a link is kept as the user wrote it
    chosen = _Chosen(extras=tuple(extras), groups=tuple(groups))
    sources = tuple(_sources(directory, requirements, files, script, chosen, environment=environment))
    if not sources:
        raise NothingToLock(directory)
    _check(sources, extras, groups)
    read = [file for source in sources for file in _files(source)]
    # Names typed into a shell, and scripts, do not depend on where they are typed.
    of_directory = any(not isinstance(source, CommandLine | Script | NamedEnvironment) for source in sources)
    own = directory / OWN_SETTINGS
    read += [own] if of_directory and own.is_file() else []
    settings = _settings(sources, read_own_settings(own) if own in read else None)
    requested = settings.python
    if requested is None and of_directory:
        requested = read_python_version(directory)
        read += [directory / FILE] if (directory / FILE).is_file() else []
    uv, uv_files = _uv_settings(directory, sources) if of_directory else (_script_uv(sources), [])
    requires_python: SpecifierSet | None = None
    for source in sources:
        if isinstance(source, Pyproject | Script) and source.requires_python is not None:
            known = requires_python or SpecifierSet()
            requires_python = known & source.requires_python
    requires = _shareable([text for source in sources for text in source.requires], directory)
    local = with_theirs(_local(sources))
    typed, native = typed_formats(options)
    build = build_settings(
        settings.packages,
        uv,
        files=[
            (file.formats, file.config_settings) for file in sources if isinstance(file, RequirementsFile)
        ],
        typed=typed,
    )
    projects = [source for source in sources if isinstance(source, Pyproject) and source.package]
    of_local = [describe(source.path) for source in local]
    of_projects = [describe(project.path.parent, own=True) for project in projects]
    read += [*settings.files, *(file for one in (*of_local, *of_projects) for file in one.files)]
    wanted = tuple(sorted({*settings.native, *(name for name in native if isinstance(name, str))}))
    facts = {
        "requires": requires,
        "requires-python": sorted(map(str, requires_python or ())),
        "python": requested,
        "targets": settings.targets,
        "prefer": settings.prefer,
        "native": wanted,
        "sources": [facts_of_source(source, directory) for source in sources],
        "uv": plain({key: value for key, value in uv.items() if key != "sources"}, directory),
        "uv-sources": [
            plain(relative_sources(source.uv, directory), directory)
            for source in sources
            if isinstance(source, Pyproject | Script)
        ],
        "build": build_facts(build),
        "local": [
            plain([from_directory(str(s.path), directory), s.name, s.editable, one.facts], directory)
            for s, one in zip(local, of_local, strict=True)
        ],
        "projects": [plain(one.facts, directory) for one in of_projects],
    }
    carriers = {c.text: c for c in (*settings.carriers, *native) if isinstance(c, Carrier)}
    if carriers:  # a lock of before there were any stays fresh
        facts["carriers"] = sorted(carriers)
    if settings.providers:
        facts["providers"] = settings.providers
    said_base = typed_base(options)
    base = settings.base.under(said_base)
    if base.facts():
        facts["base"] = base.facts()
    text = json.dumps(facts, sort_keys=True, separators=(",", ":"))
    return Inputs(
        directory=directory,
        sources=sources,
        requires=requires,
        requires_python=requires_python,
        settings=settings,
        digest="sha256:" + hashlib.sha256(text.encode()).hexdigest(),
        files=tuple(dict.fromkeys([*read, *uv_files])),
        python_request=requested,
        python_request_in=_place_of_request(settings.python, requested),
        uv=uv,
        build=build,
        native=wanted,
        carriers=tuple(carriers[text] for text in sorted(carriers)),
        base=base,
        asked=Asked(
            sources=tuple(asked_of(s, directory, _shareable(s.requires, directory)) for s in sources),
            options=AskedOptions(
                no_binary=tuple(sorted(typed.no_binary)),
                native=tuple(sorted({name if isinstance(name, str) else name.text for name in native})),
                base=said_base.base,
                nixpkgs=said_base.nixpkgs,
            ),
        ),
        local=local,
        members=tuple(dict.fromkeys(m for s in sources if isinstance(s, Pyproject) for m in s.members)),
    )


def _shareable(requires: Iterable[str], directory: Path) -> tuple[str, ...]:
    """Requirements as a lock may hold them: each once, sorted, without credentials, paths from `directory`."""
    return tuple(sorted({relative(without_credentials(text), directory) for text in requires}))


def _local(sources: Sequence[Source]) -> Iterator[LocalSource]:
    """The directories that are required, but for the projects that require themselves."""
    own = {source.path.parent for source in sources if isinstance(source, Pyproject)}
    for source in sources:
        editable = source.editable if isinstance(source, RequirementsFile) else frozenset()
        yield from (
            local for local in required_directories(source.requires, editable) if local.path not in own
        )
        if isinstance(source, Pyproject):
            yield from source.local
        elif isinstance(source, Script):
            names = {Requirement(text).name for text in source.requires}
            yield from local_sources(source.uv, names, Where(name=source.name))


def _sources(
    directory: Path,
    requirements: Sequence[str],
    files: Sequence[Path],
    script: Path | None,
    chosen: _Chosen,
    *,
    environment: NamedEnvironment | None,
) -> Iterator[Source]:
    if environment is not None:
        yield environment
    if requirements:
        yield read_command_line(requirements, directory)
    if script is not None:
        yield read_script(directory / script, directory)
    if not (requirements or files or script is not None or environment is not None):
        files = discover(directory)
    paths = [Path(os.path.normpath(directory / file)) for file in files]
    for path in paths:
        if kind_of(path) is not None:
            project = path.with_name("pyproject.toml")
            if project.is_file() and project not in paths:
                yield _project(project, directory, chosen, locked=True)
            yield read_foreign(path, directory, extras=chosen.extras, groups=chosen.groups)
        elif path.suffix == ".toml":
            yield _project(path, directory, chosen, locked=any(kind_of(other) for other in paths))
        else:
            yield read_requirements_txt(path, directory)


def discover(directory: Path) -> tuple[Path, ...]:
    """The files of the project in `directory`; none where there is no project."""
    lock = find_foreign(directory)
    project, requirements = directory / "pyproject.toml", directory / "requirements.txt"
    if project.is_file() and not (requirements.is_file() and only_other_tools(project)):
        return (project,) + ((lock,) if lock else ())
    if requirements.is_file():
        return (requirements,)
    return (lock,) if lock else ()


def _project(path: Path, directory: Path, chosen: _Chosen, *, locked: bool) -> Pyproject:
    return read_pyproject(path, directory, extras=chosen.extras, groups=chosen.groups, locked=locked)


def _check(sources: tuple[Source, ...], extras: Sequence[str], groups: Sequence[str]) -> None:
    locks = [source for source in sources if isinstance(source, ForeignLock)]
    for source in sources:
        alone = isinstance(source, Pyproject) or (
            isinstance(source, NamedEnvironment) and not source.requires
        )
        if locks and source is not locks[0] and not alone:
            raise MixedLocks(locks[0].name, source.describe())
    if not any(isinstance(source, Pyproject | ForeignLock) for source in sources):
        for kind, names in (("extra", extras), ("dependency group", groups)):
            if names:
                raise UnknownExtra(Where(name=sources[0].describe()), kind, names[0], ())


def _settings(sources: tuple[Source, ...], own: Settings | None) -> Settings:
    """The first that says something wins, value by value; what the directory's own file says comes last."""
    said = [s.settings for s in sources if isinstance(s, Pyproject | Script | NamedEnvironment)]
    return combined([*said, own] if own is not None else said)


def _files(source: Source) -> tuple[Path, ...]:
    match source:
        case CommandLine():
            return ()
        case RequirementsFile():
            return source.files
        case Pyproject() | Script() | ForeignLock() | NamedEnvironment():
            return (source.path,)


def _uv_settings(directory: Path, sources: tuple[Source, ...]) -> tuple[Mapping[str, object], list[Path]]:
    """uv's settings as uv would find them: the nearest, upwards, with uv.toml before `[tool.uv]`."""
    for source in sources:
        if isinstance(source, Pyproject) and source.uv and not (directory / "uv.toml").is_file():
            return source.uv, []
    for place in (directory, *directory.parents):
        path = place / "uv.toml"
        if path.is_file():
            where = Where(name=shown(path, directory))
            return toml.parse_toml(toml.read_text(path, where), where), [path]
        path = place / "pyproject.toml"
        if path.is_file():
            where = Where(name=shown(path, directory))
            document = toml.parse_toml(toml.read_text(path, where), where)
            uv = toml.table(toml.table(document, "tool", where, "tool"), "uv", where, "tool.uv")
            if uv:
                return uv, [path]
    return {}, []


def _script_uv(sources: tuple[Source, ...]) -> Mapping[str, object]:
    return next((source.uv for source in sources if isinstance(source, Script)), {})


def _place_of_request(of_settings: str | None, requested: str | None) -> str | None:
    if requested is None:
        return None
    return f"`{FILE}`" if of_settings is None else "`python` of the settings"
