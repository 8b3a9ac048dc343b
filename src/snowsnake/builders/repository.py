"""Makes a git repository of a source that has none, with the tags and the commit that the real one has.

Started as `python repository.py REQUEST` in the build's own root, where `git` is; REQUEST is JSON: `root`, the
directory that becomes a work tree, and `history` (see `artifacts/git_history.py`).

All of the source is committed. The commit is called as the real one, which is not here: `refs/replace` says what stands
for it. Before it there are as many empty commits as the real one has ancestors, with the tags where they belong. So
`git describe`, `git rev-list --count`, `git log -1` and `git ls-files` say what they say in a checkout, and the same
in every build.
"""

# pathlib costs start-up time.
# ruff: noqa: PTH103, PTH118, PTH120, PTH123

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime
from typing import Any

_MOST = 50_000
"""Commits that are made; what is further back is not asked for."""
_WHO = "snowsnake <snowsnake@localhost>"
UNKNOWN: dict[str, Any] = {
    "rev": "0" * 39 + "1",
    "branch": None,
    "date": "1980-01-01T00:00:00+00:00",
    "commits": 1,
    "tags": [
        {"name": "0.0.0", "distance": 0, "annotated": False},
        {"name": "v0.0.0", "distance": 0, "annotated": False},
    ],
}
"""The history of a source of which none is known: its version is 0.0.0."""


def main(request: str) -> int:
    """Make it; 0, or the status of the git that failed."""
    with open(request, encoding="utf-8") as file:
        wanted = json.load(file)
    try:
        _make(_Repository(wanted["root"]), wanted["history"])
    except subprocess.CalledProcessError as error:
        print(error.stderr.decode(errors="replace"), file=sys.stderr)
        return error.returncode or 1
    return 0


class _Repository:
    def __init__(self, root: str) -> None:
        self.root = root
        self.environment = {
            "PATH": os.environ["PATH"],
            "HOME": os.environ.get("HOME", "/"),
            "GIT_CONFIG_GLOBAL": "/dev/null",
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_DEFAULT_REF_FORMAT": "files",
            "LC_ALL": "C",
        }

    def git(self, *words: str, given: bytes = b"", when: str | None = None) -> str:
        names = {}
        if when is not None:
            for role in ("AUTHOR", "COMMITTER"):
                names[f"GIT_{role}_NAME"], names[f"GIT_{role}_EMAIL"] = "snowsnake", "snowsnake@localhost"
                names[f"GIT_{role}_DATE"] = when
        done = subprocess.run(
            ["git", *words],  # noqa: S607 -- the build's
            cwd=self.root,
            env=self.environment | names,
            input=given,
            capture_output=True,
            check=True,
        )
        return done.stdout.decode().strip()

    def refer(self, name: str, text: str) -> None:
        """Write a reference without asking whether what it names is here."""
        path = os.path.join(self.root, ".git", name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "w", encoding="utf-8") as file:
            file.write(f"{text}\n")


def _make(repository: _Repository, history: dict[str, Any]) -> None:
    rev, tags = history["rev"], history["tags"]
    date = datetime.fromisoformat(history["date"].replace("Z", "+00:00"))  # noqa: FURB162 -- Python 3.9 knows no Z
    seconds = int(date.timestamp())
    kind = "sha256" if len(rev) == 64 else "sha1"
    repository.git("init", "--quiet", "--template=", f"--object-format={kind}")
    repository.git("config", "gc.auto", "0")
    if history.get("abbrev"):
        repository.git("config", "core.abbrev", str(history["abbrev"]))
    furthest = max((tag["distance"] for tag in tags), default=0)
    before = max(min(history["commits"], _MOST), min(furthest, _MOST) + 1) - 1
    tip = _ancestors(repository, before, seconds, tags) if before else None
    repository.git("add", "--all", "--force", ".")
    tree = repository.git("write-tree")
    parents = ["-p", tip] if tip is not None else []
    stands_for = repository.git(
        "commit-tree", tree, *parents, given=b"as it was locked\n", when=date.strftime("%Y-%m-%dT%H:%M:%S%z")
    )
    repository.refer(f"refs/replace/{rev}", stands_for)
    branch = history["branch"]
    if branch is not None:
        repository.refer(f"refs/heads/{branch}", rev)
    repository.refer("HEAD", rev if branch is None else f"ref: refs/heads/{branch}")
    for tag in tags:
        if tag["distance"] == 0 and tag["annotated"]:
            repository.git("tag", "-a", "-m", tag["name"], tag["name"], rev, when=f"{seconds} +0000")
        elif tag["distance"] == 0:
            repository.refer(f"refs/tags/{tag['name']}", rev)


def _ancestors(repository: _Repository, count: int, last: int, tags: list[dict[str, Any]]) -> str:
    """Make so many empty commits, a second apart, with the tags that belong to them; the last one."""
    stream = []
    for number in range(1, count + 1):
        who = f"{_WHO} {last - (count + 1 - number)} +0000"
        stream.append(f"commit refs/snowsnake\nmark :{number}\ncommitter {who}\ndata 0\n\n")
    for tag in tags:
        number = count + 1 - tag["distance"]
        if tag["distance"] == 0 or number < 1:
            continue
        if tag["annotated"]:
            who = f"{_WHO} {last - tag['distance']} +0000"
            stream.append(f"tag {tag['name']}\nfrom :{number}\ntagger {who}\ndata 0\n\n")
        else:
            stream.append(f"reset refs/tags/{tag['name']}\nfrom :{number}\n\n")
    repository.git("fast-import", "--quiet", given="".join(stream).encode())
    tip = repository.git("rev-parse", "refs/snowsnake")
    repository.git("update-ref", "-d", "refs/snowsnake")
    return tip


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
