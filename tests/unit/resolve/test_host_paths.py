"""A lock takes from this machine what the inputs name, and nothing else."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from packaging.pylock import Pylock

from snowsnake.lockfile.model import (
    ArchiveArtifact,
    Artifact,
    DirectoryArtifact,
    DistributionArtifact,
    GitArtifact,
    Lock,
    LockedNixpkgs,
    LockedRequirements,
    NixpkgsPin,
)
from snowsnake.requirements import Inputs, read_inputs
from snowsnake.requirements.asked import Asked
from snowsnake.resolve import check_directories, check_host_paths, shareable
from snowsnake.resolve.host_paths import ForeignPath, UnnamedPath, check_resolved

PROJECT = '[project]\nname = "demo"\ndependencies = ["lib"]\n[build-system]\nrequires = []\n'
SOURCES = '[tool.uv.sources]\nlib = { path = "../lib" }\n'
HASH = "0" * 64


@pytest.fixture
def here(tmp_path: Path) -> Path:
    """A project's directory, with libraries, secrets and files around it."""
    for name in ("here/inside", "lib", "secret", "wheels", "repo.git"):
        (tmp_path / name).mkdir(parents=True)
    for name in ("lib", "secret"):
        (tmp_path / name / "pyproject.toml").write_text(f'[project]\nname = "{name}"\n')
    (tmp_path / "wheels/x-1-py3-none-any.whl").touch()
    return tmp_path / "here"


def lock_of(*artifacts: Artifact) -> Lock:
    asked = LockedRequirements(asked=Asked(), requires=(), digest="")
    return Lock(requirements=asked, targets={}, artifacts={artifact.file: artifact for artifact in artifacts})


def wheel(url: str) -> DistributionArtifact:
    return DistributionArtifact(file="x-1-py3-none-any.whl", url=url, sha256=HASH, size=None)


def check(lock: Lock, inputs: Inputs) -> None:
    check_host_paths(lock, inputs, Path("snowsnake.lock"), {"HOME": "/nonexistent"})


@pytest.mark.parametrize(
    "key", ["../secret", "../lib/../secret", "..", "../../secret", "./inside/../../secret"]
)
def test_a_directory_that_nothing_names_is_refused(here: Path, key: str) -> None:
    (here / "pyproject.toml").write_text(PROJECT + SOURCES)
    inputs = read_inputs(here)
    with pytest.raises(UnnamedPath, match="which none of the requirements names"):
        check(lock_of(DirectoryArtifact(file="."), DirectoryArtifact(file=key)), inputs)
    if key.startswith(".."):
        with pytest.raises(UnnamedPath):
            check_directories(lock_of(DirectoryArtifact(file=key)), Path("snowsnake.lock"))


def test_directories_that_inputs_name_are_taken(here: Path) -> None:
    named = lock_of(DirectoryArtifact(file="../lib"))
    (here / "pyproject.toml").write_text(PROJECT + SOURCES)
    check(lock_of(DirectoryArtifact(file="."), DirectoryArtifact(file="../lib")), read_inputs(here))
    check(named, read_inputs(here, requirements=["../lib"]))
    (here / "requirements.txt").write_text("-e ../lib\n")
    check(named, read_inputs(here, files=[here / "requirements.txt"]))
    (here / "requirements.txt").write_text("attrs\n")
    with pytest.raises(UnnamedPath):
        check(named, read_inputs(here, files=[here / "requirements.txt"]))


def test_a_directory_that_a_required_one_requires_is_taken(here: Path) -> None:
    (here / "../lib/pyproject.toml").write_text(
        '[tool.poetry]\nname = "lib"\n[tool.poetry.dependencies]\nsecret = { path = "../secret" }\n'
    )
    check(lock_of(DirectoryArtifact(file="../secret")), read_inputs(here, requirements=["../lib"]))


def test_files_and_repositories_that_nothing_names_are_refused(here: Path) -> None:
    (here / "requirements.txt").write_text("attrs\n")
    inputs = read_inputs(here)
    secret = (here.parent / "secret/key").as_uri()
    archive = ArchiveArtifact(file=f"k-{HASH[:12]}.archive", url=secret, sha256=HASH, size=1)
    git = GitArtifact(file=f"x-{HASH[:12]}.git", url=secret, rev="0" * 40, submodules=True, nar_sha256=HASH)
    pin = NixpkgsPin(source=secret, url=secret, nar_sha256=HASH)
    for lock in (
        *(lock_of(artifact) for artifact in (wheel(secret), archive, git)),
        replace(lock_of(), nixpkgs=LockedNixpkgs(pin=pin)),
    ):
        with pytest.raises(UnnamedPath, match="secret/key"):
            check(lock, inputs)


@pytest.mark.parametrize(
    "line", ["--find-links {wheels}", "--find-links ../wheels", "x @ {wheels}/x-1-py3-none-any.whl"]
)
def test_files_of_a_place_that_is_searched_are_taken(here: Path, line: str) -> None:
    wheels = here.parent / "wheels"
    (here / "requirements.txt").write_text(line.format(wheels=wheels.as_uri()) + "\n")
    check(lock_of(wheel((wheels / "x-1-py3-none-any.whl").as_uri())), read_inputs(here))


def test_a_repository_of_this_machine_is_taken_with_its_revision(here: Path) -> None:
    url = (here.parent / "repo.git").as_uri()
    git = GitArtifact(file=f"x-{HASH[:12]}.git", url=url, rev="0" * 40, submodules=True, nar_sha256=HASH)
    check(lock_of(git), read_inputs(here, requirements=[f"x @ git+{url}@main#subdirectory=a"]))


def resolution(kind: str, table: dict[str, object]) -> Pylock:
    package: dict[str, object] = {"name": "x", "version": "1", kind: [table] if kind == "wheels" else table}
    return Pylock.from_dict({"lock-version": "1.0", "created-by": "t", "packages": [package]})


KINDS: list[tuple[str, str, dict[str, object]]] = [
    ("directory", "secret", {"path": "{}"}),
    ("archive", "secret/x-1.tar.gz", {"path": "{}", "hashes": {"sha256": HASH}}),
    ("archive", "secret/x-1.tar.gz", {"url": "file://{}", "hashes": {"sha256": HASH}}),
    ("vcs", "secret", {"type": "git", "url": "file://{}", "commit-id": "0" * 40}),
    ("vcs", "secret", {"type": "git", "path": "{}", "commit-id": "0" * 40}),
]


@pytest.mark.parametrize(("kind", "place", "table"), KINDS)
def test_what_a_distribution_wants_of_this_machine_must_be_named_by_the_inputs(
    here: Path, kind: str, place: str, table: dict[str, object]
) -> None:
    path = here.parent / place
    if not path.exists():
        path.touch()
    found = resolution(kind, {k: v.format(path) if isinstance(v, str) else v for k, v in table.items()})
    (here / "requirements.txt").write_text("y\n")
    with pytest.raises(ForeignPath, match=f"`evil` wants `x` from `{path}` of this machine") as caught:
        check_resolved(found, read_inputs(here), required_by="evil", environ={})
    assert f"`x @ file://{path}`" in (caught.value.help or "")
    # Who is told to name it, names it; a build requirement of the user's own project does, too.
    check_resolved(found, read_inputs(here), own=[f"x @ file://{path}"], environ={})
    (here / "requirements.txt").write_text(f"y\nx @ file://{path}\n")
    check_resolved(found, read_inputs(here), environ={})


def test_what_is_not_of_this_machine_may_be_anywhere(here: Path) -> None:
    (here / "requirements.txt").write_text("y\n")
    table: dict[str, object] = {"url": "https://h.invalid/x-1-py3-none-any.whl", "hashes": {"sha256": HASH}}
    check_resolved(resolution("wheels", table), read_inputs(here), environ={})


WHEEL = "x-1-py3-none-any.whl"


def test_a_file_by_its_path_must_be_named_as_well(here: Path) -> None:
    (here / "requirements.txt").write_text("attrs\n")
    (here / "wheels").mkdir()
    for path in (f"./wheels/{WHEEL}", f"../wheels/{WHEEL}"):
        (here / "requirements.txt").write_text("attrs\n")
        with pytest.raises(UnnamedPath, match=WHEEL):
            check(lock_of(wheel(path)), read_inputs(here))
        (here / "requirements.txt").write_text(f"--find-links {Path(path).parent}\nattrs\n")
        check(lock_of(wheel(path)), read_inputs(here))
    with pytest.raises(UnnamedPath, match=WHEEL):
        check_directories(lock_of(wheel(f"../wheels/{WHEEL}")), Path("snowsnake.lock"))
    check_directories(lock_of(wheel(f"./wheels/{WHEEL}")), Path("snowsnake.lock"))


def shared(path: Path, inputs: Inputs) -> str:
    """What the lock of these inputs calls a file."""
    (found,) = shareable({WHEEL: wheel(path.as_uri())}, inputs, {"HOME": "/nonexistent"}).values()
    assert isinstance(found, DistributionArtifact)
    return found.url


NAMING = {
    "--find-links ../wheels\nx": True,
    "x @ file:../wheels/x-1-py3-none-any.whl": True,
    "../wheels/x-1-py3-none-any.whl": True,
    "--find-links {wheels}\nx": False,
    "--find-links file://{wheels}\nx": False,
    "x @ file://{wheels}/x-1-py3-none-any.whl": False,
    "{wheels}/x-1-py3-none-any.whl": False,
}


@pytest.mark.parametrize("text", NAMING)
def test_a_file_above_is_shared_by_its_path_if_it_is_named_so(here: Path, text: str) -> None:
    wheels = here.parent / "wheels"
    (here / "requirements.txt").write_text(text.format(wheels=wheels) + "\n")
    inputs = read_inputs(here)
    place = f"../wheels/{WHEEL}" if NAMING[text] else (wheels / WHEEL).as_uri()
    assert shared(wheels / WHEEL, inputs) == place
    check(lock_of(wheel(place)), inputs)


UV = '[project]\nname = "demo"\ndependencies = ["x"]\n[tool.uv]\n'
POETRY = '[tool.poetry]\nname = "demo"\n[tool.poetry.dependencies]\n'


@pytest.mark.parametrize(
    "text",
    [
        UV + 'find-links = ["{wheels}"]\n',
        UV + '[tool.uv.sources]\nx = {{ path = "{wheels}/x-1-py3-none-any.whl" }}\n',
        POETRY + 'x = {{ path = "{wheels}/x-1-py3-none-any.whl" }}\n',
        '[project]\nname = "demo"\ndependencies = ["x @ {{root:uri}}/{wheels}/x-1-py3-none-any.whl"]\n',
        '[project]\nname = "demo"\ndependencies = ["x @ {{root:parent:uri}}/wheels/x-1-py3-none-any.whl"]\n',
    ],
)
def test_projects_name_files_above_by_their_path(here: Path, text: str) -> None:
    (here / "pyproject.toml").write_text(text.format(wheels="../wheels"))
    assert shared(here.parent / "wheels" / WHEEL, read_inputs(here)) == f"../wheels/{WHEEL}"
    if "root:" not in text:
        (here / "pyproject.toml").write_text(text.format(wheels=here.parent / "wheels"))
        assert shared(here.parent / "wheels" / WHEEL, read_inputs(here)).startswith("file:///")


def test_a_file_below_is_shared_by_its_path_however_it_is_named(here: Path) -> None:
    (here / "ü x").mkdir()
    (here / "ü x" / WHEEL).touch()
    (here / "requirements.txt").write_text(f"x @ {(here / 'ü x' / WHEEL).as_uri()}\n")
    assert shared(here / "ü x" / WHEEL, read_inputs(here)) == f"./ü x/{WHEEL}"
    # A lock of typed names is used from everywhere.
    typed = read_inputs(here, requirements=[f"./ü x/{WHEEL}"])
    assert shared(here / "ü x" / WHEEL, typed) == (here / "ü x" / WHEEL).as_uri()


def test_what_is_named_by_its_path_is_the_same_request_in_another_place(here: Path, tmp_path: Path) -> None:
    lines = f"-c constraints.txt\n--find-links ../wheels\n--find-links inside\nx @ file:../wheels/{WHEEL}\n"
    (here / "requirements.txt").write_text(lines)
    (here / "constraints.txt").write_text(f"x @ file:../wheels/{WHEEL}\n")
    before = read_inputs(here)
    shutil.copytree(here, tmp_path / "other/deep/here")
    shutil.copytree(tmp_path / "wheels", tmp_path / "other/deep/wheels")
    after = read_inputs(tmp_path / "other/deep/here")
    assert (after.digest, after.requires) == (before.digest, before.requires)
