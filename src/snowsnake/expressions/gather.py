"""From what was fetched to everything that its expression says."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake.analyse.source import read_source
from snowsnake.analyse.source.files import SourceFiles, open_source
from snowsnake.analyse.source.project import read_pyproject
from snowsnake.expressions import describe
from snowsnake.expressions.building import NOTHING, Building, building
from snowsnake.expressions.conditions import condition, disabled
from snowsnake.expressions.errors import NothingKnown, SeveralProjects
from snowsnake.expressions.facts import Facts, of_source, of_wheel
from snowsnake.expressions.importable import importable
from snowsnake.expressions.licences import attributes, licences
from snowsnake.expressions.model import (
    HASH_IN_PATH,
    Dependency,
    FromGitHub,
    FromPyPI,
    FromURL,
    Meta,
    PackageExpression,
)
from snowsnake.expressions.names import attribute
from snowsnake.expressions.origin import Fetcher, Material
from snowsnake.expressions.tested import benchmarks, check_inputs, has_tests
from snowsnake.knowledge import texts
from snowsnake.parsing import Malformed
from snowsnake.provide.nixpkgs.files import NixpkgsFiles
from snowsnake.specifications import read_requirement, read_version

_NAME = re.compile(r"[A-Za-z0-9]|[A-Za-z0-9][A-Za-z0-9._-]*[A-Za-z0-9]")
_PROJECT = re.compile(r"(?:(?P<directory>.+)/)?(?:pyproject\.toml|setup\.py)")
_NO_PROJECTS = frozenset(
    {"test", "tests", "testing", "doc", "docs", "example", "examples", "vendor", "third_party"}
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """What is asked for."""

    what: str
    """`NAME[==VERSION]`, `github:owner/repo`, an address, a directory."""
    application: bool | None = None
    """Whether it is a program rather than a library; `None` to decide by what it says."""
    licence: str | None = None
    """An SPDX expression, where the package does not say or says it unclearly."""
    subdirectory: str = ""


def gather(wanted: Wanted, fetch: Fetcher, table: NixpkgsFiles) -> PackageExpression:
    """Fetch a package and collect what its expression says.

    `table` says which attribute of nixpkgs has what a build needs. Raises the errors of `expressions.errors`,
    `BadSource`, `BadWheel`, and what `Fetcher` raises.
    """
    material = fetch(wanted.what)
    if material.wheel is not None and material.wheel[1] == material.path:
        files, source_facts, built = None, Facts(), NOTHING
    else:
        files = open_source(material.path)
        _check_place(files, wanted.what, wanted.subdirectory)
        files = files.below(wanted.subdirectory)
        source_facts = of_source(files)
        report = read_source(material.path, material.sha256 or "0" * 64, wanted.subdirectory)
        built = building(report, table, files.names)
    name = source_facts.name or material.name or ""
    version = material.version or source_facts.version
    wheel = material.wheel
    if (
        wheel is None
        and isinstance(material.source, FromGitHub)
        and name
        and version
        and material.date is None
    ):
        wheel = fetch.wheel_of(name, version)
    facts = (of_wheel(wheel[1], wheel[0]) if wheel else Facts()).over(source_facts)
    name = facts.name or name
    if not _NAME.fullmatch(name):
        raise NothingKnown(wanted.what, "name")
    version = version or facts.version
    if material.date:
        version = f"{facts.version or '0'}-unstable-{material.date}"
    if not _is_version(version.partition("-unstable-")[0]):
        raise NothingKnown(wanted.what, "version")
    return _expression(
        wanted, material, facts, built=built, files=files, name=canonicalize_name(name), version=version
    )


def _expression(
    wanted: Wanted,
    material: Material,
    facts: Facts,
    *,
    built: Building,
    files: SourceFiles | None,
    name: str,
    version: str,
) -> PackageExpression:
    notes = list(built.notes)
    if material.yanked:
        notes.append(f"{version} was yanked: those who made it advise against its use")
    if facts.requires is None:
        notes.append("its dependencies are worked out when it is built, and are not known: add them by hand")
    requirements, unreadable = _requirements(facts.requires or ())
    notes += [f"its requirement `{text}` cannot be read, and is left out" for text in unreadable]
    scripts = facts.scripts or ()
    application = wanted.application
    if application is None:
        application = describe.is_application(facts.classifiers, scripts, facts.summary, typed=facts.typed)
    if wanted.licence:
        found = attributes(name, wanted.licence)
    else:
        found = licences(
            name, facts.licence_expression, facts.licence, facts.classifiers, facts.licence_files
        )
    if not facts.summary:
        notes.append("it has no description")
    if isinstance(material.source, FromURL) and HASH_IN_PATH.search(material.source.url):
        notes.append("its address has a digest in it: that of another version is another one")
    tested = files is not None and has_tests(files)
    if isinstance(material.source, FromPyPI) and not tested and files is not None:
        notes.append("its sdist has no tests; those of its repository would be run (fetchFromGitHub)")
    return PackageExpression(
        attribute=attribute(name),
        pname=name,
        version=version,
        application=application,
        source=material.source,
        subdirectory=wanted.subdirectory,
        disabled=disabled(facts.requires_python),
        wheel=files is None,
        build_system=built.system,
        rust=built.rust,
        cargo_root=built.cargo_root,
        native_build_inputs=built.programs,
        build_inputs=built.libraries,
        dependencies=_dependencies(requirements, "", name),
        optional_dependencies=_optional(requirements, facts.extras, name),
        check_inputs=check_inputs(files, requirements, facts.extras, name) if files and tested else (),
        tested=tested,
        benchmarks=benchmarks(files) if files and tested else (),
        imports_check=importable(facts.modules, files, requirements, facts.extras)
        if files
        else facts.modules,
        meta=Meta(
            description=describe.description(facts.summary, name),
            homepage=describe.homepage(facts.urls, facts.home_page or material.repository),
            changelog=describe.changelog(facts.urls) or _changelog(material, files),
            licences=found,
            main_program=describe.main_program(name, scripts, application=application),
        ),
        notes=tuple(notes),
    )


def _is_version(text: str) -> bool:
    try:
        read_version(text)
    except Malformed:
        return False
    return text == text.strip()


def _changelog(material: Material, files: SourceFiles | None) -> str | None:
    """The change log in a tagged repository."""
    source = material.source
    if not isinstance(source, FromGitHub) or source.tag is None or files is None:
        return None
    pattern = re.compile(r"(?i)(change(s|log)|history|news|release[-_]?notes)(\.(md|rst|txt))?")
    file = next((name for name in sorted(files.names) if pattern.fullmatch(name)), None)
    base = f"https://github.com/{source.owner}/{source.repo}"
    return f"{base}/blob/{source.tag}/{file}" if file else f"{base}/releases/tag/{source.tag}"


def _check_place(files: SourceFiles, what: str, subdirectory: str) -> None:
    """See that there is a project where one is looked for. Raises `SeveralProjects`."""
    inside = files.below(subdirectory)
    if "setup.py" in inside.names:
        return
    if "pyproject.toml" in inside.names:
        document = read_pyproject(inside)
        if document.keys() & {"project", "build-system"} or "setup.cfg" in inside.names:
            return
    elif "setup.cfg" in inside.names:
        return
    found = {
        match["directory"]
        for name in files.names
        if (match := _PROJECT.fullmatch(name))
        and match["directory"]
        and _NO_PROJECTS.isdisjoint(match["directory"].lower().split("/"))
    }
    raise SeveralProjects(what, sorted(found, key=lambda one: (one.count("/"), one)))


def _requirements(texts_: Sequence[str]) -> tuple[list[Requirement], list[str]]:
    """The requirements, and those that are none."""
    found: list[Requirement] = []
    unreadable: list[str] = []
    for text in texts_:
        try:
            found.append(read_requirement(text))
        except Malformed:
            unreadable.append(text)
    return found, unreadable


def _dependencies(requirements: Sequence[Requirement], extra: str, name: str) -> tuple[Dependency, ...]:
    """What is asked for with one extra and not without, or without any; one entry for each distribution."""
    found: dict[str, Dependency] = {}
    for requirement in requirements:
        other = canonicalize_name(requirement.name)
        if other == name:
            continue
        when = condition(requirement.marker, extra)
        if when is None or (extra and condition(requirement.marker) is not None):
            continue
        before = found.get(other)
        if before is not None:
            extras = tuple(sorted({*before.extras, *map(canonicalize_name, requirement.extras)}))
            always = before.condition is None or when.expression is None
            # Different versions for different interpreters are one attribute.
            found[other] = replace(
                before,
                extras=extras,
                condition=None if always or before.condition != when.expression else before.condition,
                specifier="",
            )
            continue
        found[other] = Dependency(
            name=other,
            attribute=attribute(other),
            extras=tuple(sorted(map(canonicalize_name, requirement.extras))),
            condition=when.expression,
            specifier=str(requirement.specifier),
        )
    return tuple(found[other] for other in sorted(found))


def _optional(
    requirements: Sequence[Requirement], extras: Sequence[str], name: str
) -> Mapping[str, tuple[Dependency, ...]]:
    """By extra; those for developers are left out, and extras that ask for others have what these have."""
    aside = texts("nixpkgs-python", "development")
    wanted = [canonicalize_name(extra) for extra in extras if _NAME.fullmatch(extra)]
    found: dict[str, tuple[Dependency, ...]] = {}
    for extra in sorted(set(wanted) - aside):
        if extra.partition("-")[0] in aside:  # `test-arrow`
            continue
        some: dict[str, Dependency] = {}
        for one in sorted(_closure(requirements, extra, name)):
            for dependency in _dependencies(requirements, one, name):
                some.setdefault(dependency.name, dependency)
        if some:
            found[extra] = tuple(some[key] for key in sorted(some))
    return found


def _closure(requirements: Sequence[Requirement], extra: str, name: str) -> set[str]:
    found, waiting = {extra}, [extra]
    while waiting:
        current = waiting.pop()
        for requirement in requirements:
            if canonicalize_name(requirement.name) != name or condition(requirement.marker, current) is None:
                continue
            new = {canonicalize_name(one) for one in requirement.extras} - found
            found |= new
            waiting += new
    return found
