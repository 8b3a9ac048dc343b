"""What a user sees when the machine is in the way: a full disk, a limit, no Nix, somebody else's directory.

The command line is real, and so are uv, Nix and the Debian archive. See `test_bad_input` for what is wrong in files.
"""

from __future__ import annotations

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from tests.integration.loopback import Index, serving
from tests.integration.project import Project

root = pytest.mark.skipif(os.geteuid() != 0, reason="mounts a file system")

MANY = [f"one-of-many-{number}" for number in range(12)]
"""So many distributions that what uv answers about them does not fit into a page."""


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    with serving() as found:
        for name in ("good", *MANY):
            found.add(name)
        yield found


@root
@pytest.mark.parametrize("full", ["cache", "state", "tmp"])
def test_the_disk_is_full(locked: Project, index: Index, tmp_path: Path, full: str) -> None:
    place = tmp_path / "full"
    place.mkdir()
    subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={4 if full == 'tmp' else 64}k", "snowsnake-test", place],
        check=True,
    )
    try:
        if full != "tmp":
            with suppress(OSError), (place / "filler").open("wb", buffering=0) as filler:
                while filler.write(bytes(4096)):
                    pass
        match full:
            case "cache":
                locked.environment["SNOWSNAKE_CACHE_DIR"] = str(place)
                said = locked.fails("lock", "--upgrade").err
            case "state":
                locked.environment["SNOWSNAKE_STATE_DIR"] = str(place)
                said = locked.fails("build").err
            case _:
                # One page: enough for Python to think well of the place, too little for what uv answers.
                locked.write({"requirements.txt": index.options + "\n".join(MANY)})
                locked.environment["TMPDIR"] = str(place)
                said = locked.fails("lock").err
        assert "no space left" in said.lower()
        # Files that are locked while somebody works are empty.
        assert {path.name for path in place.rglob("*") if path.is_file() and path.stat().st_size} <= {
            "filler"
        }
    finally:
        subprocess.run(["umount", place], check=True)


def test_the_directory_is_gone(project: Project) -> None:
    (project.directory / "gone").mkdir()
    project.before = ("sh", "-c", 'cd gone && rmdir ../gone && exec "$@"', "sh")
    ran = project.run("lock")
    assert ran.code == 1
    assert "error: the directory that this was started in is gone\n\nhelp: " in ran.err


def test_a_limit_that_ends_uv(project: Project, index: Index, tmp_path: Path) -> None:
    project.write({"requirements.txt": index.options + "good\n"})
    project.environment["UV_CACHE_DIR"] = str(tmp_path / "uv")
    project.before = ("bash", "-c", 'ulimit -f 4; exec "$@"', "bash")
    said = project.fails("lock").err
    assert "error: this machine gives no more bytes in one file" in said
    others = "start it from a shell without this limit"  # only root can raise what is set for good
    assert f"help: {others if os.getuid() else 'raise the limit: `ulimit -f unlimited`'}" in said


VERBS: tuple[tuple[tuple[str, ...], frozenset[str]], ...] = (
    (("explain", "good"), frozenset("n")),
    (("inspect", "good"), frozenset("n")),
    (("locate", "libz.so.1"), frozenset("n")),
    (("export",), frozenset("n")),
    (("export", "requirements", "-o", "written.txt"), frozenset("nf")),
    (("export", "nix"), frozenset("n")),
    (("export", "flake"), frozenset("n")),
    (("lock", "--upgrade"), frozenset("n")),
    (("apply",), frozenset("n")),
    (("build",), frozenset("nfv")),
    (("run", "python", "-c", "pass"), frozenset("n")),
    (("shell", "--", "true"), frozenset("nv")),
)
"""Verbs, and the limits of the shell that end them: descriptors, sizes of files, memory."""


@pytest.mark.parametrize(("option", "value"), [("n", 5), ("f", 0), ("v", 300_000)])
def test_each_verb_that_a_limit_ends_names_it_and_the_line_that_raises_it(
    locked: Project, option: str, value: int
) -> None:
    said = f"(`ulimit -{option}`)" if option != "f" else "may not become that large"
    locked.before = ("bash", "-c", f'ulimit -S{option} {value}; exec "$@"', "bash")
    for words, ended in VERBS:
        if option in ended:
            ran = locked.fails(*words)
            assert said in ran.err, (words, ran.err)
            assert f"`ulimit -{option} " in (ran.err.partition("\nhelp: ")[2]), (words, ran.err)


def test_no_nix(locked: Project, tmp_path: Path) -> None:
    # Nothing outside this namespace sees the empty directories; Debian's nix-build is a link in /usr/bin.
    script = (
        "for program in /usr/bin/nix*; do mount --bind /dev/null $program; done; "
        "for place in /nix/var/nix/profiles /root/.nix-profile /run/current-system; do "
        '[ ! -d $place ] || mount -t tmpfs none $place; done; exec "$@"'
    )
    locked.before = ("unshare", "--mount", "--map-root-user", "sh", "-c", script, "sh")
    locked.environment["PATH"] = "/usr/bin:/bin:/usr/sbin:/sbin"
    said = locked.fails("build").err
    assert "error: Nix is not installed, or not on `PATH`" in said
    assert "help: install it: `" in said


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("#!/bin/sh\necho 'nix-build (Nix) 2.3.16'\n", "is Nix 2.3.16, snowsnake needs 2.8 or newer"),
        ("#!/bin/sh\nprintf 'broken \\033[31m\\n' >&2; exit 3\n", "does not work"),
        ("#!/no/such/interpreter\n", "does not work"),
    ],
)
def test_a_nix_that_cannot_be_used(locked: Project, tmp_path: Path, text: str, message: str) -> None:
    program = tmp_path / "bin" / "nix-build"
    program.parent.mkdir()
    program.write_text(text)
    program.chmod(0o755)
    locked.environment["PATH"] = f"{program.parent}:{os.environ['PATH']}"
    said = locked.fails("build").err
    assert f"error: `{program}` {message}" in said


@root
def test_the_store_is_not_ours(locked: Project) -> None:
    give_away(locked)
    locked.environment["NIX_DAEMON_SOCKET_PATH"] = f"{locked.directory}/none"
    said = locked.fails("build").err
    assert "error: cannot write to the Nix store: " in said
    assert re.search(
        "help: (join its group: `sudo adduser|start (the daemon|it): `sudo |type the same without it: `env -u NIX_)",
        said,
    ), said


@root
@pytest.mark.parametrize(
    ("variable", "words"),
    [
        ("SNOWSNAKE_STATE_DIR", ["build"]),
        ("SNOWSNAKE_CACHE_DIR", ["lock", "--upgrade"]),
        (None, ["lock", "--upgrade"]),
    ],
)
def test_a_directory_is_not_ours(
    locked: Project, index: Index, tmp_path: Path, variable: str | None, words: list[str]
) -> None:
    give_away(locked)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o755)
    if variable is None:
        closed = locked.directory
        os.chown(closed, 0, 0)
        index.add("good", "1.1")
    else:
        locked.environment[variable] = str(closed)
    try:
        said = locked.fails(*words).err
    finally:
        index.files.pop("good-1.1-py3-none-any.whl", None)
    assert "ermission denied" in said
    assert f"`{closed}" in said


def give_away(project: Project) -> None:
    """Let everything belong to nobody, and nobody run snowsnake. He may read all, so that he finds Python."""
    cache = Path(os.environ.get("SNOWSNAKE_CACHE_DIR") or Path.home() / ".cache" / "snowsnake")
    for path in (project.directory.parent, *project.directory.parent.rglob("*")):
        os.chown(path, 65534, 65534, follow_symlinks=False)
    project.before = (
        "setpriv", "--reuid=65534", "--regid=65534", "--clear-groups",
        "--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search", "env", "-u", "NIX_REMOTE",
    )  # fmt: skip
    project.environment |= {
        "HOME": str(project.directory.parent),
        "UV_CACHE_DIR": str(project.directory.parent / "uv"),
        "SNOWSNAKE_CACHE_DIR": str(project.directory.parent / "cache"),
    }
    # Debian's indexes are large: a copy that shares their bytes.
    copy = project.directory.parent / "cache"
    subprocess.run(["cp", "-a", "--reflink=auto", cache / "debian", cache / "seeds", _made(copy)], check=True)
    subprocess.run(["chown", "-R", "65534:65534", copy], check=True)


def _made(path: Path) -> Path:
    path.mkdir()
    return path
