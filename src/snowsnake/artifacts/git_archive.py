"""What a forge's archive of a commit unpacks to: `git archive`, which heeds `export-ignore` and `export-subst`.

`fetch_git` gives the files as they are committed; nixpkgs' `fetchFromGitHub` unpacks the forge's archive, whose tree
may be another one.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

from snowsnake.artifacts.git import Auth, have_commit, no_auth
from snowsnake.artifacts.git_command import BadRepository, Git, stopped
from snowsnake.builders.below import Below
from snowsnake.builders.members import read_tar, take
from snowsnake.builders.streams import ArchiveProblem, Bounded
from snowsnake.repositories import RepositoryUnreachable

_LARGEST = 16 << 30


def remote_references(url: str, cache: Path, auth: Auth = no_auth) -> Mapping[str, str]:
    """Commits by reference (`HEAD`, `refs/tags/v1.0`) as the server has them now; a tag's own commit.

    Raises `GitMissing`, `RepositoryNotFound`, `RepositoryDenied`, `RepositoryUnreachable`.
    """
    git = Git(cache, url=url, login=auth(url))
    done = git.run("ls-remote", "--", url, "HEAD", "refs/tags/*", "refs/heads/*", inside=False)
    if done.returncode != 0:
        git.check(done.stderr)
        raise RepositoryUnreachable(url, done.stderr.decode(errors="replace").strip())
    found: dict[str, str] = {}
    for line in done.stdout.decode(errors="replace").splitlines():
        rev, _, name = line.partition("\t")
        if re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", rev):
            found[name.removesuffix("^{}")] = rev  # the peeled one comes after the tag itself
    return found


def write_archive(
    url: str, rev: str, into: Path, *, cache: Path, offline: bool = False, auth: Auth = no_auth
) -> str:
    """Unpack `git archive` of a commit into the new directory `into`; the day of the commit, `2026-01-31`.

    Raises as `fetch_git`.
    """
    git = have_commit(url, rev, cache=cache, offline=offline, auth=auth)
    into.mkdir()
    process = git.start("archive", "--format=tar", rev)
    with stopped(process):
        assert process.stdout is not None  # noqa: S101 -- a pipe, as it was started
        try:
            with Below(str(into)) as below:
                for member, content in read_tar(Bounded(process.stdout, _LARGEST)):
                    take(member, content, below, anywhere=True)
        except (ArchiveProblem, OSError) as error:
            raise BadRepository(url, f"cannot be unpacked: {error}") from error
    done = git.run("show", "--no-patch", "--no-show-signature", "--format=%cs", rev)
    return done.stdout.decode(errors="replace").strip()
