"""Repositories at one commit: exactly its files, nothing run, nothing outside."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from snowsnake.artifacts import nar_sha256
from snowsnake.artifacts.errors import MissingOffline
from snowsnake.artifacts.git import fetch_git, fetch_history
from snowsnake.artifacts.git_command import (
    BadRepository,
    GitMissing,
    RevisionNotFound,
    environment,
)
from snowsnake.repositories import RepositoryNotFound, RepositoryUnreachable


def git(directory: Path, *arguments: str, given: str | None = None) -> str:
    return subprocess.run(
        ["git", "-c", "protocol.file.allow=always", "-C", str(directory), *arguments],
        check=True,
        capture_output=True,
        text=True,
        input=given,
        env={
            **os.environ,
            "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@example.invalid",
            "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.invalid",
        },
    ).stdout.strip()


def commit(directory: Path, **files: str) -> str:
    if not (directory / ".git").is_dir():
        directory.mkdir(parents=True, exist_ok=True)
        git(directory, "init", "-q")
    for name, text in files.items():
        (directory / name).write_text(text)
    git(directory, "add", "-A")
    git(directory, "commit", "-qm", "x", "--allow-empty")
    return git(directory, "rev-parse", "HEAD")


def fetched(repository: Path, rev: str, cache: Path, *, submodules: bool = True) -> Path:
    return fetch_git(f"file://{repository}", rev, submodules=submodules, cache=cache)


def files(tree: Path) -> set[str]:
    return {str(path.relative_to(tree)) for path in tree.rglob("*") if not path.is_dir()}


def test_exactly_the_commit_as_it_is(tmp_path: Path) -> None:
    repository = tmp_path / "demo"
    repository.mkdir()
    (repository / "run").write_text("#!/bin/sh\n")
    (repository / "run").chmod(0o775)
    (repository / "sub").mkdir()
    (repository / "sub" / "link").symlink_to("../a")
    (repository / ".gitattributes").write_text(
        "a export-subst eol=crlf\nhidden export-ignore\n* filter=evil\n"
    )
    first = commit(repository, a="$Format:%H$\n", hidden="x")
    commit(repository, a="later\n")
    tree = fetched(repository, first, tmp_path / "cache")
    assert files(tree) == {"a", "hidden", "run", "sub/link", ".gitattributes"}
    assert (tree / "a").read_bytes() == b"$Format:%H$\n"
    assert (tree / "run").stat().st_mode & 0o777 == 0o755
    assert (tree / "a").stat().st_mode & 0o777 == 0o644
    assert (tree / "sub" / "link").readlink() == Path("../a")
    again = fetched(repository, first, tmp_path / "other")
    assert nar_sha256(again) == nar_sha256(tree)


def test_what_was_fetched_needs_no_repository(tmp_path: Path) -> None:
    repository = tmp_path / "demo"
    rev = commit(repository, a="1")
    tree = fetched(repository, rev, tmp_path / "cache")
    repository.rename(tmp_path / "gone")
    assert fetched(repository, rev, tmp_path / "cache") == tree
    with pytest.raises(MissingOffline):
        fetch_git(f"file://{repository}", "a" * 40, submodules=False, cache=tmp_path / "cache", offline=True)


def test_a_commit_that_no_branch_has(tmp_path: Path) -> None:
    repository = tmp_path / "demo"
    commit(repository, a="1")
    old = commit(repository, a="2")
    git(repository, "reset", "-q", "--hard", "HEAD~1")
    assert (fetched(repository, old, tmp_path / "cache") / "a").read_text() == "2"


def test_submodules_with_relative_addresses(tmp_path: Path) -> None:
    inner = commit(tmp_path / "inner", b="inner")
    outer = tmp_path / "outer"
    commit(outer, a="1")
    git(outer, "submodule", "--quiet", "add", "../inner", "vendor/inner")
    rev = commit(outer)
    assert inner
    with_them = fetched(outer, rev, tmp_path / "cache")
    assert files(with_them) == {"a", ".gitmodules", "vendor/inner/b"}
    assert files(fetched(outer, rev, tmp_path / "cache", submodules=False)) == {"a", ".gitmodules"}


def test_a_link_that_leads_out(tmp_path: Path) -> None:
    repository = tmp_path / "demo"
    repository.mkdir()
    (repository / "evil").symlink_to("../../../etc/passwd")
    rev = commit(repository, a="1")
    with pytest.raises(BadRepository, match="leads out of it: `evil`"):
        fetched(repository, rev, tmp_path / "cache")


def test_a_tree_that_writes_through_its_own_link(tmp_path: Path) -> None:
    repository = tmp_path / "demo"
    commit(repository, a="1")
    blob = git(repository, "hash-object", "-w", "--stdin", given="x")
    link = git(repository, "hash-object", "-w", "--stdin", given="/tmp")
    inner = git(repository, "mktree", given=f"100644 blob {blob}\tb\n")
    tree = git(repository, "mktree", given=f"120000 blob {link}\td\n040000 tree {inner}\td\n")
    rev = git(repository, "commit-tree", tree, "-m", "x")
    git(repository, "update-ref", "refs/heads/evil", rev)
    with pytest.raises(BadRepository):
        fetched(repository, rev, tmp_path / "cache")
    assert not list((tmp_path / "cache" / "git" / "trees").glob("*/source"))


def test_a_submodule_of_this_machine_in_a_strangers_repository(tmp_path: Path) -> None:
    from snowsnake.artifacts.git import _submodule_url, _Wanted  # noqa: PLC0415 -- no server here

    parent = _Wanted.of("https://example.invalid/a/b.git", "a" * 40)
    assert _submodule_url(parent, "../c.git") == "https://example.invalid/a/c.git"
    assert _submodule_url(parent, "git@example.invalid:x/y.git") == "ssh://git@example.invalid/x/y.git"
    for text in ("file:///etc", "/etc", "ext::sh -c id", "--upload-pack=id"):
        with pytest.raises(BadRepository):
            _submodule_url(parent, text)


@pytest.mark.parametrize("url", ["ext::sh -c id", "--upload-pack=id", "-x", "git://example.invalid/x", ""])
def test_no_other_addresses(tmp_path: Path, url: str) -> None:
    with pytest.raises(BadRepository, match="not an address"):
        fetch_git(url, "a" * 40, submodules=False, cache=tmp_path)


def test_failures_say_what_is_the_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = tmp_path / "cache"
    with pytest.raises(RepositoryNotFound, match="no repository at"):
        fetched(tmp_path / "nowhere", "a" * 40, cache)
    commit(tmp_path / "demo", a="1")
    with pytest.raises(RevisionNotFound, match="does not have the commit"):
        fetched(tmp_path / "demo", "a" * 40, cache)
    with pytest.raises(RepositoryUnreachable) as caught:
        fetch_git("https://user:s3cret@127.0.0.1:1/x.git", "a" * 40, submodules=False, cache=cache)
    assert "s3cret" not in f"{caught.value.message}{caught.value.help}{caught.value.details}"
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(GitMissing, match="no `git`"):
        fetched(tmp_path / "demo", "b" * 40, cache)


def test_credentials_are_in_no_command_line() -> None:
    url = "https://example.invalid/a/b.git"
    variables = environment({"GIT_CONFIG_COUNT": "1", "GIT_DIR": "/x"}, url, ("me", "s3cret"))
    assert variables["GIT_CONFIG_COUNT"] == "2"
    assert variables["GIT_CONFIG_KEY_1"] == "http.https://example.invalid/.extraHeader"
    assert "GIT_DIR" not in variables
    assert "s3cret" not in str(variables)


@pytest.mark.parametrize("damage", ["HEAD", "objects", "config"])
def test_a_damaged_repository_in_the_cache_and_what_a_killed_git_left_are_no_obstacle(
    tmp_path: Path, damage: str
) -> None:
    repository, cache = tmp_path / "demo", tmp_path / "cache"
    first, second = commit(repository, a="1"), commit(repository, a="2")
    fetched(repository, first, cache)
    fetch_history(repository.as_uri(), first, cache=cache)
    bares = list((cache / "git").glob("*.git"))
    assert len(bares) == 2
    for bare in bares:
        for name in ("shallow.lock", "HEAD.lock", "config.lock"):
            (bare / name).touch()
        if (bare / damage).is_dir():
            (bare / damage).rename(tmp_path / bare.name)
        else:
            (bare / damage).write_bytes(b"\0[[[")
    assert (fetched(repository, second, cache) / "a").read_text() == "2"
    history = fetch_history(repository.as_uri(), second, cache=cache)
    assert history is not None
    assert history.commits == 2
    assert not list((cache / "git").glob("*/*.lock"))
