"""What the reader of locks believes, and how it says no."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from tests.unit.lockfile.conftest import INSTALLER

from snowsnake.lockfile.errors import ConflictedLock, DamagedLock, NewerLock, OlderLock
from snowsnake.lockfile.model import Lock
from snowsnake.lockfile.read import read_lock
from snowsnake.lockfile.write import write_lock

FILE = Path("snowsnake.lock")
TARGET = "cp313-x86_64-linux"
CV2 = "opencv_python-4.13.0.90-cp37-abi3-manylinux_2_28_x86_64.whl"
QT = "opencv_python.libs/libQt5Gui-1a2b.so.5.15"
GIT = "demo-0123456789ab.git"
LIBC = "libc6_2.41-12_amd64.deb"

Change = Callable[[Any], object]


def test_reads_what_was_written(lock: Lock) -> None:
    assert read_lock(write_lock(lock), FILE) == lock


def test_two_of_one_version_have_a_digest_in_their_keys(lock: Lock) -> None:
    target = lock.targets[TARGET]
    (package,) = target.build_packages.values()
    keys = ("setuptools-80.9.0-0123456789abcdef", "setuptools-80.9.0-f123456789abcdef")
    demo, *others = target.packages
    assert demo.build is not None
    demo = replace(demo, build=replace(demo.build, requires=keys[:1]))
    packages = (demo, *others)
    target = replace(target, packages=packages, build_packages=dict.fromkeys(keys, package))
    both = replace(lock, targets={TARGET: target})
    assert read_lock(write_lock(both), FILE) == both


def refused(text: str) -> DamagedLock:
    with pytest.raises(DamagedLock) as caught:
        read_lock(text, FILE)
    assert "`snowsnake.lock` is damaged" in caught.value.message
    assert "snowsnake lock" in (caught.value.help or "")
    return caught.value


def put(*path: str | int, to: object) -> Change:
    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = to

    return change


def asked(key: str, *, to: object) -> Change:
    return put("requirements", "sources", 0, key, to=to)


def package(name: str, *path: str | int, to: object) -> Change:
    return put("targets", TARGET, "packages", name, *path, to=to)


P = f"targets.{TARGET}.packages"


@pytest.mark.parametrize(
    ("change", "where", "problem"),
    [
        (package("numpy", "artifact", to="x"), f"{P}.numpy.artifact", "unknown artifact `x`"),
        (package("numpy", "artifact", to=LIBC), f"{P}.numpy.artifact", "unknown artifact"),
        (package("numpy", "required-by", to=["rich"]), f"{P}.numpy.required-by[0]", "unknown package `rich`"),
        (package("numpy", "native", to="f"), f"{P}.numpy.native", "unknown tree of native libraries"),
        (package("numpy", "version", to="1; rm"), f"{P}.numpy.version", "`1; rm` is not a version"),
        (package("numpy", "spread", to=0), f"{P}.numpy.spread", "expected true or false, found an integer"),
        (package("numpy", "spred", to=True), f"{P}.numpy.spred", "unknown key"),
        (package("Num_Py", to={}), f"{P}.Num_Py", "`Num_Py` is not a normalised name"),
        (package("opencv-python", "native", to=None), "runpath", "no tree of native libraries"),
        (package("opencv-python", "needs", 0, "kind", to="magic"), "needs[0].kind", "unknown kind of need"),
        (package("opencv-python", "needs", 0, "name", to="\x1b[2J"), "needs[0].name", "is not a name"),
        (
            package("opencv-python", "needs", 0, "evidence", to=["../x"]),
            "evidence[0]",
            "`../x` is not a path",
        ),
        (package("opencv-python", "patches", QT, "runpath", to=["/usr/lib"]), "runpath[0]", "entry of a run"),
        (package("opencv-python", "patches", QT, "runpath", to=["native:../x"]), "runpath[0]", "entry"),
        (package("opencv-python", "patches", QT, "runpath", to=["$LIB/x"]), "runpath[0]", "entry"),
        (package("opencv-python", "patches", "/etc/passwd", to={}), "patches", "is not a path below"),
        (package("opencv-python", "patches", "a/../../b", to={}), "patches", "is not a path below"),
        (put("artifacts", CV2, "sha256", to="A" * 64), f"artifacts[`{CV2}`].sha256"[:40], "not a SHA-256"),
        (put("artifacts", CV2, "sha256", to="a" * 64 + "\n"), "sha256", "not a SHA-256"),
        (put("artifacts", CV2, "url", to="ftp://example.invalid/x"), "url", "is not a URL"),
        (
            put("artifacts", CV2, "url", to="https://me:secret@example.invalid/x"),
            "url",
            "without credentials",
        ),
        (put("artifacts", CV2, "url", to="https://example.invalid/a b"), "url", "is not a URL"),
        *(
            (
                put("artifacts", CV2, to={"path": path, "sha256": "a" * 64, "size": None}),
                "path",
                "is not a file",
            )
            for path in ("/abs/x.whl", "x.whl", ".", "./a/../x.whl", "./", "..//x.whl", "./\x1b[2J")
        ),
        (put("artifacts", CV2, "path", to="./x.whl"), "url", "unknown key"),
        (put("artifacts", CV2, "size", to=-1), "size", "not between"),
        (put("artifacts", CV2, "size", to=1.5), "size", "expected an integer, found a number"),
        (
            put("artifacts", "../../evil.whl", to={}),
            "artifacts[`../../evil.whl`]",
            "is not a directory",
        ),
        (put("artifacts", "./a/../b", to={}), "artifacts[`./a/../b`]", "is not a directory"),
        (put("artifacts", ".ssh", to={}), "artifacts", "is not a directory"),
        (put("artifacts", "./x", to={"url": "https://x/"}), "artifacts[`./x`].url", "unknown key"),
        (put("artifacts", "/etc", to={}), "artifacts", "not the file name of a wheel or an sdist"),
        (put("artifacts", GIT, "url", to="ext::sh -c id"), "url", "is not a repository"),
        (put("artifacts", GIT, "url", to="--upload-pack=id"), "url", "is not a repository"),
        (put("artifacts", GIT, "url", to="ssh://git:secret@example.invalid/x"), "url", "no password"),
        (put("artifacts", GIT, "url", to="https://git@example.invalid/x"), "url", "is not a repository"),
        (put("artifacts", GIT, "rev", to="main"), "rev", "is not a commit"),
        (put("artifacts", GIT, "rev", to="a" * 40), "rev", "is of another commit"),
        (put("targets", TARGET, "tools", "installer", to=GIT), "tools.installer", "unknown artifact"),
        (package("demo", "build", to=None), f"{P}.demo.build", "everything else has one"),
        (package("demo", "build", "backend", to="os; x"), "backend", "is not a build backend"),
        (package("demo", "build", "backend-path", to=["../x"]), "backend-path[0]", "below the source"),
        (package("demo", "build", "requires", to=["nose-1"]), "requires[0]", "unknown build package"),
        (package("demo", "build", "toolchains", to=["f"]), "toolchains[0]", "unknown toolchain"),
        (package("demo", "build", "subdirectory", to="/x"), "subdirectory", "below the source"),
        (package("demo", "build", "env", to={"A=B": ""}), "env", "name of a variable"),
        (package("demo", "build", "patches", to={"../x": ""}), "patches", "name of a patch"),
        (put("artifacts", "Evil_1_all.deb", to={}), "artifacts", "not a Debian package's file name"),
        (put("artifacts", LIBC, "path", to="/etc/shadow"), "path", "not a path below the archive"),
        (put("artifacts", LIBC, "path", to="pool/../../x"), "path", "not a path below the archive"),
        (put("artifacts", LIBC, "snapshot", to="yesterday"), "snapshot", "not a timestamp"),
        (put("targets", TARGET, "base", to="gentoo"), f"targets.{TARGET}.base", "unknown base `gentoo`"),
        (
            put("targets", TARGET, "seed", "python", to="/usr/bin/python3"),
            "seed.python",
            "path below the tree",
        ),
        (
            put("targets", TARGET, "python", "full-version", to="3.12.1"),
            "full-version",
            "not a version of Python",
        ),
        (put("targets", TARGET, "python", "glibc", to=[2, 10**9]), "glibc[1]", "not between"),
        (put("targets", TARGET, "natives", "0123abcd", "debs", to=["x.deb"]), "debs[0]", "unknown artifact"),
        (put("targets", TARGET, "tools", to={}), f"targets.{TARGET}.tools", "`installer` is missing"),
        (put("targets", "cp313-plan9", to={}), "targets.cp313-plan9", "is not a target"),
        (put("targets", to=[]), "targets", "expected an object, found an array"),
        (put("requirements", "digest", to="md5:0"), "requirements.digest", "is not a digest"),
        (asked("kind", to="guess"), "requirements.sources[0].kind", "unknown kind `guess`"),
        (asked("file", to=None), "requirements.sources[0].file", "has no file"),
        (asked("file", to="/etc/passwd"), "requirements.sources[0].file", "is not a relative path"),
        (asked("file", to="a\nb"), "requirements.sources[0].file", "is not a relative path"),
        (asked("kind", to="command-line"), "requirements.sources[0].file", "has a file"),
        (asked("extras", to=["A B"]), "requirements.sources[0].extras[0]", "is not an extra"),
        (put("requirements", "options", "base", to="gentoo"), "options.base", "unknown base `gentoo`"),
        (put("requirements", "options", "native", to=["a\nb"]), "options.native[0]", "is not plain text"),
        (
            put("targets", TARGET, "python", "site-packages", to="bin"),
            "python.site-packages",
            "is not where `cp313-x86_64-linux` looks: `lib/python3.13/site-packages`",
        ),
        (
            put("targets", TARGET, "python", "library-directory", to="bin"),
            "python.library-directory",
            "looks: `lib/x86_64-linux-gnu`",
        ),
        (put("targets", TARGET, "python", "loader", to="bin/ld.so"), "python.loader", "`bin` is not where"),
        (package("numpy", "version", to="2.4.2"), "numpy.version", "is of version 2.4.1"),
        (package("numpy", "artifact", to=INSTALLER), "numpy.artifact", "is a wheel of `installer`"),
        (put("version", to="1"), "version", "expected an integer, found a string"),
        (put("version", to=True), "version", "expected an integer, found a boolean"),
    ],
)
def test_wrong_value(lock: Lock, change: Change, where: str, problem: str) -> None:
    document = json.loads(write_lock(lock))
    change(document)
    error = refused(json.dumps(document))
    assert where in error.where
    assert problem in error.problem


def test_what_needs_itself_to_be_built_is_refused(lock: Lock) -> None:
    document = json.loads(write_lock(lock))
    known = document["targets"][TARGET]["build-packages"]
    (key,) = known
    known[key]["build"]["requires"] = [key]
    error = refused(json.dumps(document))
    assert "build.requires" in error.where
    assert error.problem == f"`{key}` needs itself to be built"


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("", "line 1, column 1"),
        ('{\n "version": 1\n "x": 2}', "line 3, column 2"),
        ('{"version": 1, "version": 1}', "`version`"),
        ('{"version": NaN}', "the document"),
        ('{"version": ' + "9" * 5000 + "}", "the document"),
        ("[" * 200_000, "the document"),
        ("[]", "the document"),
        ("{}", "the document"),
        ("\ufeff{}", "line 1, column 1"),
    ],
)
def test_no_lock_at_all(text: str, where: str) -> None:
    assert refused(text).where == where


def test_newer_format_says_update() -> None:
    with pytest.raises(NewerLock, match="has format 3") as caught:
        read_lock('{"version": 3, "whatever": []}', FILE)
    help_line = caught.value.help or ""
    assert "update" in help_line
    assert "`rm snowsnake.lock`" in help_line  # `snowsnake lock` does not write over what it cannot read


def test_older_format_says_lock_anew() -> None:
    with pytest.raises(OlderLock, match="has format 1, this snowsnake reads format 2") as caught:
        read_lock('{"version": 1, "whatever": []}', FILE)
    assert "`snowsnake lock` writes it anew" in (caught.value.help or "")


def test_merge_conflict_says_how_to_get_out(lock: Lock) -> None:
    lines = write_lock(lock).splitlines(keepends=True)
    lines.insert(4, "<<<<<<< HEAD\n")
    with pytest.raises(ConflictedLock, match="line 5: both sides of a merge") as caught:
        read_lock("".join(lines), FILE)
    assert "run `snowsnake lock`" in (caught.value.help or "")
