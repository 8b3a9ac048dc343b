"""What most of these tests begin with. Long modules begin first, so that the workers of `make test` end together.

That needs `--dist loadfile --no-loadscope-reorder`: xdist by itself begins with the modules that have most tests.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.integration.loopback import Index
from tests.integration.project import Project

LONGEST = (
    "test_source_packages",
    "test_sources",
    "test_reproducible",
    "test_develop",
    "test_native_needs",
    "test_bare",
    "test_wheel_libraries",
    "test_docs",
    "test_examples",
    "test_interpreters",
    "test_crash_safety",
    "test_nixpkgs_base",
    "test_native_elsewhere",
    "test_nix_users",
    "test_expressions",
    "test_process",
    "test_uses",
    "test_bad_input",
    "test_limits",
)
"""In the order of what they take where the store has nothing of theirs, as `--durations=0` says."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put what is long first, what is not among it (unit tests too) behind, each in its order."""
    here = Path(__file__).parent
    place = {here / f"{name}.py": number for number, name in enumerate(LONGEST)}
    assert all(path.exists() for path in place), "a module of LONGEST is not there"
    items.sort(key=lambda item: place.get(item.path, len(place)))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """An empty project, with directories of its own for what is started in it."""
    for name in ("project", "state", "tmp"):
        (tmp_path / name).mkdir()
    return Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "tmp")


@pytest.fixture
def locked(project: Project, index: Index) -> Project:
    """A project with a lock, of which nothing is built."""
    project.write({"requirements.txt": index.options + "good\n"})
    assert project.run("lock").code == 0
    return project
