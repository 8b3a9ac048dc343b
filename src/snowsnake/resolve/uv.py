"""What uv resolves: requirements in, one PEP 751 lock for all targets out.

Nothing that may hold a credential is in the argument list: requirements and index options go through standard
input, and a project's `[tool.uv]` through a file that only the user can read, in a directory that goes away. No
code of any package runs: uv is given an interpreter that refuses to (see `refusing`).
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from packaging.utils import canonicalize_name

from snowsnake.requirements import Inputs, Pyproject
from snowsnake.resolve.credentials import Credentials, addresses
from snowsnake.resolve.failures import failure, passed_over
from snowsnake.resolve.options import Metadata, ResolveOptions
from snowsnake.resolve.refusing import refused, refusing_interpreter
from snowsnake.resolve.select import UNKNOWN
from snowsnake.resolve.settings import uv_tables
from snowsnake.resolve.toml_writer import dump
from snowsnake.resolve.uv_process import run_uv
from snowsnake.scratch import scratch_directory
from snowsnake.targets import Target

_PROJECT = "snowsnake-inputs"
_YANKED = re.compile(
    r"^warning: `(?P<name>[A-Za-z0-9._-]+)==(?P<version>[^`]+)` is yanked(?: \(reason: \"(?P<reason>.*)\"\))?",
    re.MULTILINE,
)

Source = tuple[str, str | None]
"""A source's normalised name and its version, which is not known beforehand for what has an address."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Yanked:
    """A release that its index has withdrawn (PEP 592), and that is taken because it is asked for exactly."""

    name: str
    version: str
    reason: str
    """As its maintainers gave it; empty where they gave none."""

    def __str__(self) -> str:
        why = f": {self.reason}" if self.reason else ""
        return f"`{self.name} {self.version}` is yanked, its index advises against it{why}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Compiled:
    """A resolution."""

    document: Mapping[str, object]
    """Of PEP 751; all paths in it are absolute."""
    yanked: tuple[Yanked, ...]
    """Those of its releases that are."""


class MetadataNeeded(Exception):
    """uv wanted to run the build backend of some sources, to learn what they require."""

    def __init__(self, sources: Sequence[Source]) -> None:
        self.sources = tuple(sources)
        super().__init__(", ".join(name for name, _ in sources))


def compile_lock(
    inputs: Inputs,
    targets: Sequence[Target],
    options: ResolveOptions,
    *,
    exclude: Sequence[str] = (),
    metadata: Mapping[Source, Metadata] | None = None,
) -> Compiled:
    """Resolve for all targets at once, so that they agree on versions where they can.

    Of each distribution the newest release that has a wheel for every target that needs it, or source, is taken,
    if need be another one for each target. `exclude` has more constraints (PEP 508); `metadata` is what sources
    require that do not say so statically. Raises `MetadataNeeded` where that is not enough, what
    `failures.failure` makes of uv's words, and `UvMissing`.
    """
    with scratch_directory("snowsnake-uv-") as scratch:
        output = scratch / "pylock.toml"
        if preferences := _preferences(options):
            output.write_text(preferences, encoding="utf-8")
        interpreter = refusing_interpreter(options.cache or scratch)
        arguments = ["pip", "compile", "--universal", "--format", "pylock.toml", "--no-header"]
        arguments += ["--no-build-isolation", "--python", str(interpreter), "--output-file", str(output)]
        arguments += ["--python-version", _floor(targets)]
        arguments += _flags(inputs, options)
        tables = _with_metadata(uv_tables(inputs, targets, os.environ), metadata or {})
        if "sources" in tables:
            tables["sources"] = _sources_without_logins(tables["sources"])
        document: dict[str, object] = {"tool": {"uv": tables}}
        if "sources" in tables:  # they count for the requirements of a project only
            document["project"] = {
                "name": _PROJECT,
                "version": "0",
                "dependencies": [_without_login(text) for text in inputs.requires_with_credentials],
            }
            arguments.append(str(scratch / "pyproject.toml"))
        _write_private(scratch / "pyproject.toml", dump(document))
        arguments += ["--project", str(scratch)]  # where uv looks for settings
        given = _requirements(inputs, with_requires="sources" not in tables)
        if given:
            arguments.append("-")
        constraints = [c for file in inputs.requirements_files for c in file.constraints]
        constraints += [*options.constraints, *exclude]
        if constraints:
            _write_private(scratch / "constraints.txt", "\n".join(constraints))
            arguments += ["--constraints", str(scratch / "constraints.txt")]
        answer = run_uv(
            arguments,
            directory=scratch if _apart(inputs) else inputs.directory,
            given=given,
            temporary=scratch,
            asked=[url for _, url in addresses(inputs, os.environ)],
        )
        if answer.status != 0:
            if unknown := list(refused(answer.errors)):
                raise MetadataNeeded(unknown)
            said = Credentials.from_inputs(inputs, os.environ).redact(answer.errors)
            raise failure(said.replace(f"{_PROJECT} depends on", "you require"), targets)
        if wrong := passed_over(Credentials.from_inputs(inputs, os.environ).redact(answer.errors)):
            key, error = wrong
            if key not in inputs.uv:
                raise error
            # A newer uv may know it; the others count.
            without = {name: value for name, value in inputs.uv.items() if name != key}
            return compile_lock(
                replace(inputs, uv=without), targets, options, exclude=exclude, metadata=metadata
            )
        answered: dict[str, Any] = tomllib.loads(output.read_text(encoding="utf-8"))
        packages = [_rooted(package, scratch) for package in answered["packages"]]
        yanked = tuple(Yanked(**match.groupdict("")) for match in _YANKED.finditer(answer.errors))
        return Compiled(document={**answered, "packages": packages}, yanked=yanked)


def ask_for_yanked(
    pins: Mapping[str, str], inputs: Inputs, targets: Sequence[Target], options: ResolveOptions
) -> tuple[Yanked, ...]:
    """Which of these releases (version by normalised name) are yanked, as far as the indexes of `inputs` say.

    None where uv cannot tell. Raises `UvMissing`, and what `run_uv` raises.
    """
    with scratch_directory("snowsnake-uv-") as scratch:
        tables = {
            key: value
            for key, value in uv_tables(inputs, targets, os.environ).items()
            if key
            not in {
                "environments",
                "required-environments",
                "exclude-newer",
                "sources",
                "constraint-dependencies",
            }
        }
        # What they require does not matter, so that only the pages of the index are read.
        tables["dependency-metadata"] = [
            {"name": name, "version": version, "requires-dist": []} for name, version in sorted(pins.items())
        ]
        _write_private(scratch / "pyproject.toml", dump({"tool": {"uv": tables}}))
        arguments = [
            "pip",
            "compile",
            "--universal",
            "--no-deps",
            "--no-header",
            "--no-build-isolation",
            "--prerelease=allow",
        ]
        arguments += ["--python", str(refusing_interpreter(options.cache or scratch))]
        arguments += ["--python-version", _floor(targets), "--project", str(scratch), "-"]
        answer = run_uv(
            arguments,
            directory=scratch,
            given="".join(f"{name}=={version}\n" for name, version in sorted(pins.items())),
            temporary=scratch,
            asked=[url for _, url in addresses(inputs, os.environ)],
            attempts=1,
        )
        return tuple(Yanked(**match.groupdict("")) for match in _YANKED.finditer(answer.errors))


def _rooted(package: Mapping[str, object], directory: Path) -> dict[str, object]:
    """A package of uv's answer, whose paths start from `directory`, with absolute ones."""
    rooted = dict(package)
    for kind in ("directory", "archive", "vcs"):
        source = package.get(kind)
        if isinstance(source, Mapping) and isinstance(path := source.get("path"), str):
            rooted[kind] = {**source, "path": os.path.normpath(directory / path)}
    return rooted


def _flags(inputs: Inputs, options: ResolveOptions) -> list[str]:
    files = [file.options for file in inputs.requirements_files]
    flags = ["--exclude-newer", options.exclude_newer] if options.exclude_newer is not None else []
    flags += ["--prerelease", "allow"] if any(file.pre for file in files) else []
    for host in [host for file in files for host in file.insecure_hosts]:
        flags += ["--allow-insecure-host", host]
    return flags + (["--offline"] if options.offline else [])


def _with_metadata(tables: dict[str, object], metadata: Mapping[Source, Metadata]) -> dict[str, object]:
    """uv's settings with `dependency-metadata`; what the user says comes first, and wins."""
    if not metadata:
        return tables
    entries: list[object] = []
    for (name, version), known in sorted(metadata.items(), key=lambda item: (item[0][0], item[0][1] or "")):
        entry: dict[str, object] = {"name": name, "requires-dist": list(known.requires_dist)}
        # Of what has an address uv takes only an entry with a version, whichever that is.
        entry["version"] = version or known.version or UNKNOWN
        entry |= {"requires-python": known.requires_python} if known.requires_python else {}
        entry |= {"provides-extra": list(known.provides_extra)} if known.provides_extra else {}
        entries.append(entry)
    said = tables.get("dependency-metadata")
    return tables | {"dependency-metadata": [*(said if isinstance(said, list) else ()), *entries]}


def _floor(targets: Sequence[Target]) -> str:
    return min(targets, key=lambda target: target.version).python


def _apart(inputs: Inputs) -> bool:
    """Whether the settings of the directory are none of these inputs' business (typed names, scripts)."""
    return (
        not any(isinstance(source, Pyproject) for source in inputs.sources) and not inputs.requirements_files
    )


def _preferences(options: ResolveOptions) -> str:
    """The previous lock's versions as a lock that uv takes for the previous output, and so prefers."""
    forgotten = {canonicalize_name(name) for name in options.upgrade_packages}
    packages = [
        {"name": name, "version": version}
        for name, versions in sorted(options.prefer.items())
        for version in ((versions,) if isinstance(versions, str) else versions)
        if not options.upgrade and name not in forgotten
    ]
    if not packages:
        return ""
    return dump({"lock-version": "1.0", "created-by": "snowsnake", "packages": packages})


def _requirements(inputs: Inputs, *, with_requires: bool) -> str:
    """Requirements and index options in the format of a requirements file, for standard input."""
    lines: list[str] = []
    for file in inputs.requirements_files:
        options = file.options
        lines += [f"--index-url {options.index_url}"] if options.index_url else []
        lines += [f"--extra-index-url {url}" for url in options.extra_index_urls]
        # pip warns of a directory that is not there, and goes on.
        links = [link for link in options.find_links if not link.startswith("/") or Path(link).exists()]
        lines += [f"--find-links {link}" for link in links]
        lines += ["--no-index"] if options.no_index else []
    lines += map(_without_login, inputs.requires_with_credentials) if with_requires else ()
    return "".join(f"{line}\n" for line in lines)


def _without_login(requirement: str) -> str:
    """A requirement of a repository without its user and password: uv would hand them to git on a command line."""
    return re.sub(r"(?<=git\+)(https?://)[^/\s?#]*@", r"\1", requirement)


def _sources_without_logins(value: object) -> object:
    """The same for `[tool.uv.sources]`."""
    match value:
        case {"git": str(url), **rest}:
            return {**rest, "git": re.sub(r"^((?:git\+)?https?://)[^/?#]*@", r"\1", url)}
        case Mapping():
            return {name: _sources_without_logins(item) for name, item in value.items()}
        case list():
            return [_sources_without_logins(item) for item in value]
    return value


def _write_private(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
