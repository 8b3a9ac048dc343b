"""What an error about a lock says to type, typed: the lock is one that can be used."""

from __future__ import annotations

import json
import os
import re
import secrets
import shlex
import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from tests.followed import Advice
from tests.integration.loopback import Index, serving
from tests.integration.project import Project, Ran, follow

from snowsnake.artifacts import cached_path
from snowsnake.configuration import Configuration
from snowsnake.lockfile.model import DistributionArtifact

SCRIPT = """\
# /// script
# dependencies = ["good"]
# [[tool.uv.index]]
# url = "{url}"
# default = true
# ///
"""
ZERO = "0" * 64


def made(base: Path) -> Project:
    for name in ("project", "state", "tmp"):
        (base / name).mkdir()
    return Project(directory=base / "project", state=base / "state", temporary=base / "tmp")


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        found.add("good", files={"good/__init__.py": b""})
        yield found


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory, index: Index) -> Project:
    """A project with a lock, and a script with one."""
    project = made(tmp_path_factory.mktemp("first"))
    project.write(
        {
            "requirements.txt": f"{index.options}good\n",
            "s.py": SCRIPT.format(url=index.url),
        }
    )
    assert project.run("lock").code == 0
    assert project.run("lock", "--script", "s.py").code == 0
    return project


@pytest.fixture
def project(tmp_path: Path, first: Project) -> Project:
    copy = made(tmp_path)
    shutil.copytree(first.directory, copy.directory, dirs_exist_ok=True)
    return copy


def edited(project: Project, change: Callable[[Any], object], lock: str = "snowsnake.lock") -> None:
    """Change a lock, and leave it as well formed as it was."""
    path = project.directory / lock
    document = json.loads(path.read_bytes())
    change(document)
    path.write_text(json.dumps(document, indent=2, sort_keys=True) + "\n")


def target_of(document: Any) -> Any:
    return next(iter(document["targets"].values()))


def removed(project: Project, ran: Ran) -> None:
    """Type the `rm` of an error's help."""
    found = re.search(r"`(rm [^`]*)`", ran.err.partition("\nhelp: ")[2])
    assert found is not None, ran.err
    subprocess.run(shlex.split(found[1]), cwd=project.directory, check=True)


# --- the file


def test_lock_that_is_not_there_is_made(project: Project) -> None:
    project.lock.unlink()
    ran = project.fails("export", "requirements")
    follow(project, Advice("lockfile/errors.py", "snowsnake …").printed_in(ran.err))
    assert "good==1.0" in project.run("export", "requirements").out


@pytest.mark.parametrize(
    "damaged",
    [b"{]", b"<<<<<<< ours\n{}\n=======\n{}\n>>>>>>> theirs\n", b'{"version": 1}', b"\xff"],
    ids=["no JSON", "a merge", "an older format", "no text"],
)
def test_damaged_lock_is_made_anew(project: Project, damaged: bytes) -> None:
    project.lock.write_bytes(damaged)
    ran = project.fails("export", "requirements")
    follow(project, Advice("lockfile/errors.py", "snowsnake lock").printed_in(ran.err))
    assert project.run("export", "requirements").code == 0


def test_lock_of_a_newer_snowsnake_is_made_anew_once_it_is_removed(project: Project) -> None:
    edited(project, lambda document: document.update(version=99))
    ran = project.fails("lock")
    removed(project, ran)
    follow(project, Advice("lockfile/errors.py", "snowsnake …").printed_in(ran.err))
    assert project.run("lock", "--check").code == 0


def test_lock_that_is_a_directory_is_moved_away(project: Project) -> None:
    project.lock.unlink()
    project.lock.mkdir()
    ran = project.fails("lock")
    found = re.search("`(mv [^`]*)`", ran.err)
    assert found is not None, ran.err
    subprocess.run(shlex.split(found[1]), cwd=project.directory, check=True)
    assert project.run("lock").code == 0


def test_lock_that_links_to_nothing_is_removed(project: Project) -> None:
    project.lock.unlink()
    project.lock.symlink_to("gone/snowsnake.lock")
    removed(project, project.fails("lock"))
    assert project.run("lock").code == 0


# --- what was asked


def test_stale_lock_is_made_anew(project: Project, index: Index) -> None:
    project.write({"requirements.txt": f"{index.options}good<2\n"})
    ran = project.fails("lock", "--check")
    follow(project, Advice("lockfile/errors.py", "snowsnake …").printed_in(ran.err))
    assert project.run("lock", "--check").code == 0


@pytest.mark.parametrize("state", ["gone", "stale", "damaged", "old"])
def test_lock_of_a_script_is_made_anew_by_the_line_for_a_script(project: Project, state: str) -> None:
    lock = project.directory / "s.py.lock"
    match state:
        case "gone":
            lock.unlink()
        case "stale":
            project.write({"s.py": (project.directory / "s.py").read_text().replace("good", "good<2")})
        case "damaged":
            lock.write_text("version = 1\n")  # as uv writes it
        case "old":
            edited(project, lambda document: document.update(version=1), "s.py.lock")
    ran = project.fails("lock", "--check", "--script", "s.py")
    line = Advice("lockfile/errors.py", "snowsnake …").printed_in(ran.err)
    if state == "damaged":
        removed(project, ran)
    follow(project, line)
    assert project.run("lock", "--check", "--script", "s.py").code == 0
    assert project.run("lock", "--check").code == 0  # the project's is another


def test_lock_by_another_name_is_made_anew_there(project: Project, index: Index) -> None:
    assert project.run("lock", "-o", "other.lock").code == 0
    project.write({"requirements.txt": f"{index.options}good<2\n"})
    ran = project.fails("lock", "--check", "-o", "other.lock")
    follow(project, Advice("lockfile/errors.py", "snowsnake …").printed_in(ran.err))
    assert project.run("lock", "--check", "-o", "other.lock").code == 0


def test_target_that_is_not_locked_is_locked_besides(project: Project) -> None:
    ran = project.fails("build", "--target", "cp311-x86_64-linux")
    follow(project, Advice("lockfile/errors.py", "snowsnake …").printed_in(ran.err))
    assert set(json.loads(project.lock.read_bytes())["targets"]) == {
        "cp311-x86_64-linux",
        "cp313-x86_64-linux",
    }


def test_upgrade_of_what_is_not_locked_leads_to_one_of_everything(project: Project, index: Index) -> None:
    file = index.add("good", "2.0")
    try:
        ran = project.fails("lock", "--upgrade-package", "another")
        said = follow(project, Advice("lockfile/errors.py", "snowsnake … --upgrade").printed_in(ran.err))
    finally:
        del index.files[file]
    assert "good 1.0 -> 2.0" in said.err


# --- what the lock says


def test_wrong_hash_of_what_builds_use_is_mended(project: Project) -> None:
    def change(document: Any) -> None:
        file = target_of(document)["tools"]["installer"]
        document["artifacts"][file]["sha256"] = ZERO

    edited(project, change)
    ran = project.fails("build")
    assert "`installer-1.1.0-py3-none-any.whl` does not have the hash" in ran.err
    follow(project, Advice("errors.py", "snowsnake …").printed_in(ran.err))
    assert ZERO not in project.lock.read_text()


def test_seed_that_is_another_is_pinned_anew(project: Project) -> None:
    edited(project, lambda document: target_of(document)["seed"].update({"nar-sha256": ZERO}))
    ran = project.fails("build")
    assert "the seed of the lock unpacks to" in ran.err
    follow(project, Advice("errors.py", "snowsnake …").printed_in(ran.err))
    assert ZERO not in project.lock.read_text()


def test_directory_that_nothing_names_is_taken_out_of_the_lock(project: Project) -> None:
    def change(document: Any) -> None:
        file = next(name for name in document["artifacts"] if name.endswith(".whl"))
        document["artifacts"][file]["url"] = f"file:///etc/{file}"

    edited(project, change)
    ran = project.fails("build")
    assert "which none of the requirements names" in ran.err
    follow(project, Advice("errors.py", "snowsnake …").printed_in(ran.err))
    assert "file:///etc" not in project.lock.read_text()


def unique() -> bytes:
    """A module that no cache has: what was analysed once is not fetched again, and directories have names of before."""
    return f"value = {secrets.token_hex()!r}\n".encode()


def forget(lock: Path, name: str) -> None:
    """Take a locked file out of the cache, as on another machine."""
    artifacts = json.loads(lock.read_bytes())["artifacts"]
    artifact = DistributionArtifact(
        file=name, url=artifacts[name]["url"], sha256=artifacts[name]["sha256"], size=None
    )
    path = cached_path(artifact, Configuration.from_environment(os.environ).cache)
    assert path is not None
    path.unlink()


def test_file_that_left_the_index_is_replaced(project: Project, index: Index) -> None:
    file = index.add("leaving", files={"leaving/__init__.py": unique()})
    project.write({"requirements.txt": f"{index.options}leaving\n"})
    assert project.run("lock").code == 0
    forget(project.lock, file)
    del index.files[file]
    index.add("leaving", "1.1")
    ran = project.fails("build")
    assert f"`{file}` is not there any more" in ran.err
    follow(project, Advice("errors.py", "snowsnake …").printed_in(ran.err))
    assert "leaving-1.1" in project.lock.read_text()


def test_index_that_contradicts_itself_is_no_matter_of_locking(project: Project, index: Index) -> None:
    index.claimed[index.add("liar")] = ZERO
    index.add("liar", "0.9")
    project.write({"requirements.txt": f"{index.options}liar\n"})
    for words in (("lock",), ("lock", "--upgrade")):
        ran = project.run(*words)
    assert "require another version" in ran.err
    assert "snowsnake lock" not in ran.err
    project.write({"requirements.txt": f"{index.options}liar<1\n"})
    assert project.run("lock").code == 0


def test_commit_that_is_gone_is_replaced_by_the_one_that_the_branch_has(project: Project) -> None:
    def git(*words: str) -> str:
        own = ("-c", "user.name=x", "-c", "user.email=x@example.invalid", "-c", "gc.auto=0")
        done = subprocess.run(
            ["git", *own, *words], cwd=repository, check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    repository = project.state.parent / "repository"
    repository.mkdir()
    git("init", "-q", "-b", "main")
    (repository / "pyproject.toml").write_text('[project]\nname = "kept"\nversion = "1.0"\n')
    git("add", ".")
    git("commit", "-q", "-m", "one")
    old = git("rev-parse", "HEAD")
    project.write({"requirements.txt": f"kept @ git+file://{repository}@main\n"})
    assert project.run("lock").code == 0
    assert old in project.lock.read_text()
    git("commit", "-q", "--amend", "-m", "another")
    git("reflog", "expire", "--expire=now", "--all")
    git("gc", "-q", "--prune=now")
    cache = Configuration.from_environment(os.environ).cache
    project.environment["SNOWSNAKE_CACHE_DIR"] = str(project.state.parent / "cache")
    (project.state.parent / "cache").mkdir()
    for path in cache.iterdir():  # another machine's: without the repository
        if path.name != "git":
            (project.state.parent / "cache" / path.name).symlink_to(path)
    ran = project.fails("build")
    assert "does not have the commit" in ran.err
    follow(project, Advice("errors.py", "snowsnake …").printed_in(ran.err))
    assert old not in project.lock.read_text()


# --- locks of others than projects


def test_lock_of_an_environment_without_a_project_is_ours_to_mend(project: Project, index: Index) -> None:
    file = index.add("adhoc", files={"adhoc/__init__.py": unique()})
    project.write({"only.txt": f"{index.options}adhoc\n"})
    words = ("build", "-r", "only.txt")
    assert project.run(*words).code == 0
    (lock,) = project.state.rglob("snowsnake.lock")
    lock.write_text("{]")
    assert "it is made anew" in project.run(*words).err
    document = json.loads(lock.read_bytes())
    document["artifacts"][file]["sha256"] = ZERO
    lock.write_text(json.dumps(document))
    ran = project.fails(*words)
    assert f"`{file}` does not have the hash" in ran.err
    follow(project, Advice("errors.py", "snowsnake …").printed_in(ran.err))
    assert project.run(*words).code == 0


def test_lock_of_a_named_environment_is_made_anew_by_its_verb(project: Project, index: Index) -> None:
    file = index.add("named", files={"named/__init__.py": unique()})
    project.environment["XDG_CONFIG_HOME"] = str(project.state.parent)
    place = project.state.parent / "snowsnake"
    place.mkdir()
    (place / "only.txt").write_text(f"{index.options}named\n")
    (place / "environments.toml").write_text('[work]\nrequirements = ["only.txt"]\n')
    assert project.run("apply").code == 0
    (lock,) = place.rglob("*.lock")
    document = json.loads(lock.read_bytes())
    document["artifacts"][file]["sha256"] = ZERO
    lock.write_text(json.dumps(document))
    ran = project.run("apply")
    assert f"`{file}` does not have the hash" in ran.err
    follow(project, Advice("errors.py", "snowsnake …").printed_in(ran.err))
    assert project.run("apply").code == 0
