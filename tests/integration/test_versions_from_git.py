"""Versions that are in git's tags: what is installed has the version that pip would give it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest
from tests.integration.project import Project

SYSTEM = '[build-system]\nrequires = [{requires}]\nbuild-backend = "{backend}"\n'
HEAD = SYSTEM + '[project]\nname = "{name}"\ndynamic = ["version"]\n'
SETUPTOOLS, HATCH = "setuptools.build_meta", "hatchling.build"
AT, AFTER = "7.8.9", r"7\.8\.10\.dev1\+g[0-9a-f]+"


def head(name: str, requires: str, backend: str, more: str) -> dict[str, str]:
    return {"pyproject.toml": HEAD.format(name=name, requires=requires, backend=backend) + more}


PACKAGES: dict[str, tuple[dict[str, str], str, str]] = {
    # Name: its files, its version on the commit after the tag, how it is required.
    "first": (
        {
            **head(
                "first", '"setuptools", "setuptools-scm"', SETUPTOOLS,
                "[tool.setuptools]\ninclude-package-data = true\n"
                '[tool.setuptools_scm]\nroot = "../.."\nversion_file = "first/_version.py"\n',
            ),
            "first/__init__.py": "from ._version import version\n",
            "first/data.txt": "known by being in git",
        },
        AFTER, "#subdirectory=parts/first",
    ),
    "second": (
        {
            **head(
                "second", '"hatchling", "hatch-vcs"', HATCH,
                '[tool.hatch.version]\nsource = "vcs"\nraw-options.root = "../.."\n',
            ),
            "second/__init__.py": "",
        },
        AFTER, "#subdirectory=parts/second",
    ),
    "third": (
        {
            **head("third", '"setuptools", "versioningit"', SETUPTOOLS, "[tool.versioningit]\n"),
            "third.py": "",
        },
        r"7\.8\.9\.post1\+g[0-9a-f]+", "",
    ),
    # Nothing but a program that asks git, through a shell.
    "fourth": (
        {
            "setup.py": "import os\nfrom setuptools import setup\n"
            "said = os.popen('git describe --tags').read().strip().lstrip('v').split('-')\n"
            "setup(name='fourth', version='.post'.join(said[:2]), py_modules=['fourth'])\n",
            "fourth.py": "",
        },
        r"7\.8\.9\.post1", "",
    ),
    # Nothing but a program that asks git, which a setting names.
    "fifth": (
        {
            **head(
                "fifth", '"hatchling"', HATCH,
                '[tool.hatch.version]\nsource = "code"\npath = "tools/said.py"\nexpression = "version()"\n',
            ),
            "tools/said.py": "import subprocess\ndef version():\n"
            "    said = subprocess.check_output(['git', 'describe', '--tags'], text=True).strip()\n"
            "    return '.post'.join(said.lstrip('v').split('-')[:2])\n",
            "fifth.py": "",
        },
        r"7\.8\.9\.post1", "",
    ),
}  # fmt: skip
BESIDE = ("first", "second")
"""Those that are two directories below their repository."""


def git(directory: Path, *words: str) -> str:
    who = ["-c", "user.name=a", "-c", "user.email=a@example.org", "-c", "init.defaultBranch=main"]
    return subprocess.run(
        ["git", *who, *words], cwd=directory, capture_output=True, text=True, check=True
    ).stdout.strip()


def write(directory: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


@pytest.fixture
def project(tmp_path: Path) -> Project:
    for name in ("project", "state", "temporary"):
        (tmp_path / name).mkdir()
    return Project(directory=tmp_path / "project", state=tmp_path / "state", temporary=tmp_path / "temporary")


@pytest.fixture
def repositories(tmp_path: Path) -> dict[str, Path]:
    """Where each package's repository is: with a tag, and one commit after it."""
    found = {name: tmp_path / ("both" if name in BESIDE else name) for name in PACKAGES}
    for name, (files, _, _) in PACKAGES.items():
        write(found[name] / f"parts/{name}" if name in BESIDE else found[name], files)
    for root in dict.fromkeys(found.values()):
        git(root, "init", "--quiet")
        (root / ".gitignore").write_text("_version.py\n")
        git(root, "add", ".")
        git(root, "commit", "--quiet", "-m", "one")
        git(root, "tag", "v7.8.9")
        git(root, "commit", "--quiet", "--allow-empty", "-m", "two")
    return found


def versions(project: Project, names: Sequence[str]) -> list[str]:
    script = f"import importlib.metadata as m; print(*(m.version(n) for n in {list(names)!r}))"
    done = subprocess.run(
        ["env", "-i", project.directory / "result/bin/python", "-c", script],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


def test_requirements_from_git_have_the_version_of_their_tags(
    project: Project, repositories: dict[str, Path]
) -> None:
    lines = {
        name: f"{name} @ git+{repositories[name].as_uri()}@{{rev}}{place}\n"
        for name, (_, _, place) in PACKAGES.items()
    }
    for rev, expected in (
        ("v7.8.9", [AT] * len(PACKAGES)),
        ("main", [after for _, after, _ in PACKAGES.values()]),
    ):
        project.write({"requirements.txt": "".join(line.format(rev=rev) for line in lines.values())})
        ran = project.run("build", "-o", "result", timeout=400)
        assert ran.code == 0, ran.err
        found = versions(project, list(lines))
        for name, version, pattern in zip(lines, found, expected, strict=True):
            assert re.fullmatch(pattern, version), (name, version)
    # What setuptools-scm knows to be in git is in the wheel.
    assert list((project.directory / "result").glob("lib/python*/site-packages/first/data.txt"))


def test_directory_has_the_version_of_its_repository(project: Project, repositories: dict[str, Path]) -> None:
    project.write({"requirements.txt": "".join(
        f"{repositories[name] / f'parts/{name}' if name in BESIDE else repositories[name]}\n" for name in PACKAGES
    )})  # fmt: skip
    ran = project.run("build", "-o", "result", timeout=400)
    assert ran.code == 0, ran.err
    for (_, pattern, _), version in zip(PACKAGES.values(), versions(project, list(PACKAGES)), strict=True):
        assert re.fullmatch(pattern, version)


def test_version_that_nobody_knows_is_said(project: Project) -> None:
    project.write({**PACKAGES["third"][0], "third.py": ""})
    ran = project.run("build", "-o", "result", timeout=400)
    assert ran.code == 0, ran.err
    assert "warning: the version of `third` is in git's tags, and `.` is in no git repository" in ran.err
    assert versions(project, ["third"]) == ["0.0.0"]


def test_checkout_without_its_tags_is_said(project: Project, repositories: dict[str, Path]) -> None:
    git(project.directory, "clone", "--quiet", "--depth=1", f"file://{repositories['second']}", "shallow")
    project.write({"requirements.txt": "./shallow/parts/second\n"})
    ran = project.run("lock", timeout=400)
    assert ran.code == 0, ran.err
    assert (
        "the version of `second` is in git's tags, and `./shallow/parts/second` has none before its commit"
        in ran.err
    )
    git(project.directory / "shallow", "fetch", "--quiet", "--unshallow", "--tags")
    ran = project.run("build", "-o", "result", timeout=400)
    assert (ran.code, "in git's tags" in ran.err) == (0, False), ran.err
    assert re.fullmatch(AFTER, versions(project, ["second"])[0])
