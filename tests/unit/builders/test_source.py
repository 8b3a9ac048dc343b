"""Sources are unpacked whole, and never outside their directory; patches fit or say why not."""

from __future__ import annotations

import difflib
import io
import os
import tarfile
import zipfile
from datetime import datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowsnake.builders import source
from snowsnake.builders.report import BuildError


def member(
    name: str, data: bytes = b"", *, kind: bytes = tarfile.REGTYPE, link: str = "", mode: int = 0o600
) -> tuple[tarfile.TarInfo, bytes]:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.mode, info.size = kind, link, mode, len(data)
    return info, data


def tar(path: Path, *members: tuple[tarfile.TarInfo, bytes]) -> str:
    with tarfile.open(path, "w:gz") as archive:
        for info, data in members:
            archive.addfile(info, io.BytesIO(data))
    return str(path)


def test_a_tar_archive(tmp_path: Path) -> None:
    archive = tar(
        tmp_path / "a.tar.gz",
        member("pax_global_header", b"x"),
        member("a-1/setup.py", b"1"),
        member("a-1/configure", b"2", mode=0o700),
        member("a-1/link", kind=tarfile.SYMTYPE, link="setup.py"),
        member("a-1/hard", kind=tarfile.LNKTYPE, link="a-1/setup.py"),
    )
    top = Path(source.unpack(archive, "a-1.tar.gz", str(tmp_path / "into")))
    assert top.name == "a-1"
    assert (top / "setup.py").read_text() == (top / "link").read_text() == (top / "hard").read_text() == "1"
    assert (top / "configure").stat().st_mode & 0o777 == 0o755
    assert (top / "setup.py").stat().st_mode & 0o777 == 0o644
    assert {path.lstat().st_mtime for path in top.rglob("*")} == {source.EPOCH}


def test_a_zip_archive(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as archive:
        program = zipfile.ZipInfo("a-1/configure")
        program.external_attr = 0o100755 << 16
        archive.writestr(program, "x")
        archive.writestr("a-1/setup.py", "y")
    top = Path(source.unpack(str(tmp_path / "a.zip"), "a-1.zip", str(tmp_path / "into")))
    assert os.access(top / "configure", os.X_OK)
    assert (top / "setup.py").read_text() == "y"


def test_a_directory_becomes_writable(tmp_path: Path) -> None:
    original = tmp_path / "store"
    (original / "package").mkdir(parents=True)
    (original / "package/a.py").write_text("x")
    (original / "package/a.py").chmod(0o444)
    (original / "link").symlink_to("package")
    top = Path(source.unpack(str(original), None, str(tmp_path / "into")))
    (top / "package/a.py").write_text("y")
    assert (top / "package/a.py").stat().st_mode & 0o777 == 0o644
    assert (top / "link").readlink() == Path("package")


@pytest.mark.parametrize(
    ("members", "what"),
    [
        ([member("../x", b"x")], "leads out"),
        ([member("/etc/x", b"x")], "absolute path"),
        ([member("a/x", kind=tarfile.SYMTYPE, link="../../x")], "leads out"),
        ([member("a/x", kind=tarfile.SYMTYPE, link="/etc/passwd")], "leads out"),
        ([member("a/d", kind=tarfile.SYMTYPE, link="."), member("a/d/x", b"x")], "lies behind `a/d`"),
        ([member("a/x", kind=tarfile.LNKTYPE, link="a/nothing")], "not a file before it"),
        ([member("a/x", kind=tarfile.FIFOTYPE)], "a device or a pipe"),
        ([member("a/x", b""), member("b/x", b"")], "no single top directory"),
        ([], "is empty"),
    ],
)
def test_bad_archives(tmp_path: Path, members: list[tuple[tarfile.TarInfo, bytes]], what: str) -> None:
    archive = tar(tmp_path / "a.tar.gz", *members)
    with pytest.raises(BuildError, match=what) as caught:
        source.unpack(archive, "a-1.tar.gz", str(tmp_path / "into"))
    assert caught.value.error == "bad-source"
    assert "a-1.tar.gz" in caught.value.message


def test_a_zip_archive_that_says_more_of_a_member_than_it_has(tmp_path: Path) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("a-1/link")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "setup.py")
    data = bytearray(path.read_bytes())
    at = data.index(b"PK\1\2") + 20  # how long it is compressed, in the central directory
    data[at : at + 4] = (3_707_764_749).to_bytes(4, "little")
    path.write_bytes(data)
    with pytest.raises(BuildError, match=r"`a-1/link` in it has more bytes than all of it"):
        source.unpack(str(path), "a-1.zip", str(tmp_path / "into"))


def test_an_archive_that_is_cut_off(tmp_path: Path) -> None:
    path = tar(tmp_path / "a.tar.gz", member("a/x", os.urandom(5000)))
    Path(path).write_bytes(Path(path).read_bytes()[:2000])
    with pytest.raises(BuildError, match="damaged"):
        source.unpack(path, "a.tar.gz", str(tmp_path / "into"))
    Path(path).write_bytes(b"nonsense")
    with pytest.raises(BuildError, match="damaged"):
        source.unpack(path, "a.tar.gz", str(tmp_path / "again"))


# --- patches --------------------------------------------------------------------------------------------------------

LINES = "".join(f"line {number}\n" for number in range(20))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    (tmp_path / "a.txt").write_text(LINES)
    return tmp_path


def test_a_hunk_where_it_says(root: Path) -> None:
    source.apply("--- a/a.txt\n+++ b/a.txt\n@@ -3,2 +3,2 @@\n line 2\n-line 3\n+new\n", "p", str(root))
    assert (root / "a.txt").read_text() == LINES.replace("line 3\n", "new\n")


def test_a_hunk_some_lines_off_and_the_next_with_it(root: Path) -> None:
    text = (
        "--- a.txt\t2020-01-01\n+++ a.txt\t2020-01-02\n"
        "@@ -8,2 +8,1 @@\n line 5\n-line 6\n@@ -12,1 +11,2 @@\n line 9\n+after\n"
    )
    source.apply(text, "p", str(root))
    assert (root / "a.txt").read_text() == LINES.replace("line 6\n", "").replace(
        "line 9\n", "line 9\nafter\n"
    )


def test_files_made_moved_and_removed(root: Path) -> None:
    (root / "gone").write_text("x")
    text = (
        "diff --git a/new.sh b/new.sh\nnew file mode 100755\n--- /dev/null\n+++ b/new.sh\n@@ -0,0 +1 @@\n+echo\n"
        "diff --git a/gone b/gone\ndeleted file mode 100644\n--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-x\n"
        "\\ No newline at end of file\n"
        "diff --git a/a.txt b/d/b.txt\nsimilarity index 100%\nrename from a.txt\nrename to d/b.txt\n"
    )
    source.apply(text, "p", str(root))
    assert os.access(root / "new.sh", os.X_OK)
    assert not (root / "gone").exists()
    assert (root / "d/b.txt").read_text() == LINES
    assert not (root / "a.txt").exists()


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("--- a/a.txt\n+++ b/a.txt\n@@ -1 +1 @@\n-other\n+x\n", "does not fit `a.txt`"),
        ("--- a/b.txt\n+++ b/b.txt\n@@ -1 +1 @@\n-other\n+x\n", "the source does not have"),
        ("--- /dev/null\n+++ b/a.txt\n@@ -0,0 +1 @@\n+x\n", "already has"),
        ("--- a/../x\n+++ b/../x\n@@ -1 +1 @@\n-a\n+x\n", "not in the source"),
        ("--- a/a.txt\n+++ b/a.txt\n@@ -1,3 +1,3 @@\n line 0\n", "cut off"),
        ("diff --git a/x b/x\nGIT binary patch\nliteral 1\n", "binary"),
        ("hello\n", "no unified diff"),
    ],
)
def test_patches_that_do_not_fit(root: Path, text: str, what: str) -> None:
    with pytest.raises(BuildError, match=what) as caught:
        source.apply(text, "fix.patch", str(root))
    assert caught.value.error == "bad-patch"
    assert "fix.patch" in caught.value.message
    assert (root / "a.txt").read_text() == LINES


_TEXT = st.lists(st.sampled_from(["a\n", "b\n", "c\n", "\n", "\r\n", "x\ry\n"]), max_size=12)


@given(_TEXT, _TEXT, st.integers(0, 3))
def test_what_difflib_writes_is_applied(
    tmp_path_factory: pytest.TempPathFactory, old: list[str], new: list[str], context: int
) -> None:

    diff = "".join(difflib.unified_diff(old, new, "a/f", "b/f", n=context))
    if not diff:
        return
    root = tmp_path_factory.mktemp("patch")
    (root / "f").write_bytes("".join(old).encode())
    source.apply(diff, "p", str(root))
    assert (root / "f").read_bytes().decode() == "".join(new)


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "{}",
        '{"prefix": 5}',
        '{"prefix": "/x"}',
        '{"prefix": "a/../.."}',
        '{"prefix": "\\u0000"}',
        "[" * 9000,
    ],
)
def test_history_that_snowsnake_did_not_write(tmp_path: Path, said: str) -> None:
    (tmp_path / source.HISTORY).write_text(said)
    with pytest.raises(BuildError, match=r"`\.snowsnake-history\.json`") as raised:
        source.take_history(str(tmp_path))
    assert raised.value.error == "bad-source"


def test_history_that_git_archive_wrote_down(tmp_path: Path) -> None:
    node = "0123456789" * 4
    said = f"node: {node}\nnode-date: 2026-01-02T03:04:05+01:00\ndescribe-name: v1.2-3-g0123456\n"
    (tmp_path / ".git_archival.txt").write_text(said)
    assert source.archived_history(str(tmp_path)) == {
        "rev": node,
        "branch": None,
        "date": "2026-01-02T03:04:05+01:00",
        "commits": 4,
        "tags": [{"name": "v1.2", "distance": 3, "annotated": True}],
    }


@pytest.mark.parametrize(
    "said",
    [
        "node: $Format:%H$\ndescribe-name: $Format:%(describe:tags=true)$\n",
        "node: 0123\ndescribe-name: v1\n",
        f"node: {'0' * 40}\ndescribe-name: v/../../../x\n",
        "describe-name: v1\n",
        "",
    ],
)
def test_history_that_nobody_wrote_down(tmp_path: Path, said: str) -> None:
    (tmp_path / ".git_archival.txt").write_text(said)
    assert source.archived_history(str(tmp_path)) is None


@pytest.mark.parametrize(
    ("top", "version"),
    [("flake-1.2", "1.2"), ("snow-flake-v1.2rc1", "1.2rc1"), ("flake-main", None), ("source", None)],
)
def test_version_in_the_name_of_the_top_directory(top: str, version: str | None) -> None:
    assert source.named_version(f"/build/source/{top}") == version


@pytest.mark.parametrize(
    ("version", "date"),
    [("2026.10.4", "2026-10-04"), ("2025.7.1.post2", "2025-07-01")]
    + [(other, "1980-01-01") for other in (None, "1.2.3", "2026.13.1", "1970.1.2", "20261.1.1", "2026.1")],
)
def test_date_of_a_source_is_the_day_of_its_calendar_version(version: str | None, date: str) -> None:
    assert source.date_of(version) == datetime.fromisoformat(f"{date}T00:00:00+00:00").timestamp()
