"""The tests in a source, and what they need besides pytest."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from snowsnake.analyse.source.files import SourceFiles
from snowsnake.analyse.source.project import read_pyproject
from snowsnake.expressions.conditions import condition
from snowsnake.expressions.model import Dependency
from snowsnake.expressions.names import attribute
from snowsnake.knowledge import distribution_of, texts
from snowsnake.parsing import Malformed, parse
from snowsnake.specifications import read_requirement

_TEST = re.compile(r"(^|/)(test_[^/]*|[^/]*_test)\.py$")
_BENCHMARKS = re.compile(r"(?i)(^|/)(test_)?bench(mark)?s?(/|\.py$)|_bench(mark)?s?\.py$|(^|/)test_bench")
"""Files that measure; what they need besides, the package's tests do not."""
_MEASURE = frozenset(
    {"pytest-codspeed", "pytest-benchmark", "pytest-memray", "pytest-profiling", "pyperf", "asv"}
)
_SETTINGS = ("pyproject.toml", "pytest.ini", "setup.cfg", "tox.ini")
_STUB = "pytest-cov-stub"
_OF_TESTS = frozenset({"test", "tests", "testing", "dev", "develop", "development"})


def has_tests(files: SourceFiles) -> bool:
    """Whether there are files that pytest would collect."""
    return any(_TEST.search(name) for name in files.texts)


def benchmarks(files: SourceFiles) -> tuple[str, ...]:
    """The files that pytest would collect and that only measure; a directory where all of its files do."""
    collected = sorted(name for name in files.texts if _TEST.search(name))
    found = set()
    for name in collected:
        if _BENCHMARKS.search(name):
            directory = name.rpartition("/")[0]
            whole = _BENCHMARKS.search(f"{directory}/") is not None
            found.add(directory if whole and directory else name)
    return tuple(sorted(found))


def check_inputs(
    files: SourceFiles, requirements: Sequence[Requirement], extras: Sequence[str], name: str
) -> tuple[Dependency, ...]:
    """What the tests import of what the project says its tests need, and pytest's plugins; sorted.

    Coverage and linters are left out. What the package needs anyway is not repeated.
    """
    asked = {
        canonicalize_name(requirement.name): requirement
        for requirement in _asked(files, requirements, extras)
    }
    anyway = {
        canonicalize_name(requirement.name)
        for requirement in requirements
        if (when := condition(requirement.marker)) is not None and when.expression is None
    }
    imported = _imported(files)
    left_out = texts("nixpkgs-python", "left-out")
    found: dict[str, Dependency] = {}
    for other in sorted(asked.keys() - anyway - left_out - {name}):
        if not (other.startswith("pytest-") or other in imported):
            continue
        if other in _MEASURE and not _measured(files):
            continue
        marker = asked[other].marker
        when = next((c for extra in ("", *extras) if (c := condition(marker, extra)) is not None), None)
        if when is not None:
            found[other] = Dependency(name=other, attribute=attribute(other), condition=when.expression)
    if any("--cov" in (files.text(name) or "") for name in _SETTINGS):
        # pytest is told to measure coverage: nixpkgs has a plugin that takes these options and does nothing.
        found[_STUB] = Dependency(name=_STUB, attribute=_STUB)
    return tuple(found[other] for other in sorted(found))


def _asked(
    files: SourceFiles, requirements: Sequence[Requirement], extras: Sequence[str]
) -> Iterator[Requirement]:
    for extra in extras:
        if canonicalize_name(extra) in _OF_TESTS:
            for requirement in requirements:
                if condition(requirement.marker) is None and condition(requirement.marker, extra) is not None:
                    yield requirement
    groups = read_pyproject(files).get("dependency-groups")
    if isinstance(groups, dict):
        for group in groups:
            if canonicalize_name(str(group)) in _OF_TESTS:
                yield from _group(groups, str(group), frozenset())
    for file in (
        "requirements-test.txt",
        "test-requirements.txt",
        "requirements/test.txt",
        "tests/requirements.txt",
    ):
        for line in (files.text(file) or "").splitlines():
            yield from _one(line.partition("#")[0].strip())


def _group(groups: Mapping[str, object], name: str, above: frozenset[str]) -> Iterator[Requirement]:
    """A dependency group (PEP 735), with those that it includes."""
    items = groups.get(name)
    for item in items if isinstance(items, list) else ():
        if isinstance(item, str):
            yield from _one(item)
            continue
        other = item.get("include-group") if isinstance(item, dict) else None
        if isinstance(other, str) and other not in above:
            yield from _group(groups, other, above | {name})


def _one(text: str) -> Iterator[Requirement]:
    try:
        yield read_requirement(text)
    except Malformed:
        return


def _measured(files: SourceFiles) -> bool:
    """Whether a test that does more than to measure asks for the fixture of the plugins that measure."""
    return any(
        re.search(r"(?m)^\s*(async )?def test\w*\([^)]*\bbenchmark\b", files.text(name) or "")
        for name in files.texts
        if _TEST.search(name) and not _BENCHMARKS.search(name)
    )


def _imported(files: SourceFiles) -> frozenset[str]:
    """The distributions that test files import, as far as names tell."""
    found: set[str] = set()
    for name in files.texts:
        inside = re.search(r"(^|/)(tests?|testing)/", name) is not None
        if (
            not name.endswith(".py")
            or _BENCHMARKS.search(name)
            or not (_TEST.search(name) or inside or name.endswith("conftest.py"))
        ):
            continue
        tree = parse(files.text(name) or "")
        for node in ast.walk(tree) if tree is not None else ():
            modules: list[str] = []
            if isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
                modules = [node.module]
            for module in modules:
                top = module.partition(".")[0]
                found |= {canonicalize_name(distribution_of(top)), canonicalize_name(module)}
    return frozenset(found)
