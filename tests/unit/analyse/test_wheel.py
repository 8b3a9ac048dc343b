from __future__ import annotations

import base64
import hashlib
import stat
import struct
import warnings
import zipfile
import zlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from snowsnake.analyse import BadWheel, WheelReport, analyse_wheel, analyse_wheels, cached_report
from snowsnake.analyse.members import problem_with_name

from .conftest import MakeElf, MakeWheel

SHA256 = hashlib.sha256(b"x").hexdigest()
INFO = "thing-1.0.dist-info"


def test_a_good_wheel(make_wheel: MakeWheel, make_elf: MakeElf, tmp_path: Path) -> None:
    entry_points = b"[console_scripts]\nThing = thing:main\nb = thing:b [extra]\n"
    entry_points += b"[gui_scripts]\ngui=thing:gui\n[other]\nx=y\n"
    path = make_wheel(
        {
            "thing/_x.so": make_elf(["libz.so.1"]),
            "thing-1.0.data/scripts/tool": make_elf(interpreter="/lib64/ld-linux-x86-64.so.2"),
            "thing-1.0.data/purelib/other.py": b"",
            f"{INFO}/entry_points.txt": entry_points,
        },
        requires=["numpy>=2", "x; extra == 'y'"],
    )
    report = analyse_wheel(path, SHA256, None)
    assert (report.file, report.sha256, report.name, report.version) == (path.name, SHA256, "thing", "1.0")
    assert report.requires_dist == ("numpy>=2", "x; extra == 'y'")
    assert report.requires_python == ">=3.8"
    assert [elf.path for elf in report.elf_files] == ["thing-1.0.data/scripts/tool", "thing/_x.so"]
    assert WheelReport.from_json(report.to_json()) == report


def test_a_report_is_kept_by_hash(make_wheel: MakeWheel, tmp_path: Path) -> None:
    path = make_wheel()
    cache = tmp_path / "cache"
    assert cached_report(SHA256, cache) is None
    report = analyse_wheel(path, SHA256, cache)
    assert cached_report(SHA256, cache) == report
    path.write_bytes(b"")  # not looked at again
    assert analyse_wheel(path, SHA256, cache) == report
    for entry in (cache / "analyse").rglob("*.json"):
        entry.write_text("{")
    assert cached_report(SHA256, cache) is None


def test_many_wheels_come_back_in_order(make_wheel: MakeWheel) -> None:
    paths = [make_wheel(name=f"thing{number}") for number in range(20)]
    reports = analyse_wheels([(path, SHA256) for path in paths], None)
    assert [report.file for report in reports] == [path.name for path in paths]
    assert analyse_wheels([], None) == []


def test_names_are_compared_normalised(make_wheel: MakeWheel) -> None:
    path = make_wheel(name="My.Thing", version="1.0", file="my_thing-1.0.0-py3-none-any.whl")
    assert analyse_wheel(path, SHA256, None).name == "my-thing"


@pytest.mark.parametrize("encode", [bytes.hex, lambda digest: base64.b64encode(digest).decode()])
def test_hashes_as_other_tools_write_them_are_hashes(
    make_wheel: MakeWheel, encode: Callable[[bytes], str]
) -> None:
    path = make_wheel()
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist() if not name.endswith("/RECORD")}
    rows = [
        f"{name},sha256={encode(hashlib.sha256(data).digest())},{len(data)}\n"
        for name, data in members.items()
    ]
    record = "".join([*rows, f"{INFO}/RECORD,,\n"]).encode()
    assert analyse_wheel(make_wheel(overrides={f"{INFO}/RECORD": record}), SHA256, None).name == "thing"
    check(
        make_wheel(overrides={f"{INFO}/RECORD": record, "thing/__init__.py": b"x"}), "does not have the hash"
    )


def test_library_that_was_patched_after_record_was_written_is_read(
    make_wheel: MakeWheel, make_elf: MakeElf
) -> None:
    """As eckitlib's are; code that is another than RECORD says is refused."""
    wheel = make_wheel(
        {"thing/libthing.so": make_elf(["libold.so.1"])},
        overrides={"thing/libthing.so": make_elf(["libnew.so.1"])},
    )
    (elf,) = analyse_wheel(wheel, SHA256, None).elf_files
    assert elf.needed == ("libnew.so.1",)
    check(
        make_wheel({"thing/libthing.so": make_elf()}, overrides={"thing/libthing.so": b"no library"}),
        "does not have the hash",
    )


def check(path: Path, problem: str) -> None:
    with pytest.raises(BadWheel, match=problem) as caught:
        analyse_wheel(path, SHA256, None)
    assert f"`{path.name}`" in caught.value.message


@pytest.mark.parametrize(
    ("overrides", "problem"),
    [
        ({"thing/__init__.py": b"import os"}, "does not have the hash"),
        ({"thing/extra.py": b""}, "not in its RECORD"),
        ({f"{INFO}/RECORD": None}, "no `thing-1.0.dist-info/RECORD`"),
        ({f"{INFO}/WHEEL": None}, "no `thing-1.0.dist-info/WHEEL`"),
        ({f"{INFO}/METADATA": None}, "no `thing-1.0.dist-info/METADATA`"),
        ({f"{INFO}/WHEEL": b"Wheel-Version: 2.0\n"}, "version 2.0"),
        ({f"{INFO}/WHEEL": b"nothing"}, "no Wheel-Version"),
        ({f"{INFO}/METADATA": b"Name: other\nVersion: 1.0\n"}, "METADATA other 1.0"),
        ({f"{INFO}/METADATA": b"Name: thing\nVersion: 2.0\n"}, "METADATA thing 2.0"),
        ({f"{INFO}/METADATA": b"Name: thing\n"}, "METADATA thing None"),
        ({f"{INFO}/RECORD": b"thing/__init__.py,md5=abc,0\n"}, "only a md5 hash"),
        ({f"{INFO}/RECORD": b"thing/__init__.py,,\n"}, "no hash"),
        ({f"{INFO}/RECORD": b"\xff\xfe"}, "RECORD cannot be read"),
        ({f"{INFO}/RECORD": b"one,two\n"}, "RECORD cannot be read"),
        ({f"{INFO}/RECORD": b"x," + b"y" * 200_000 + b",\n"}, "RECORD cannot be read"),
        ({f"{INFO}/RECORD": b"x,," + b"9" * 5000 + b"\n"}, "RECORD cannot be read"),
        ({f"{INFO}/WHEEL": b"Wheel-Version: " + b"9" * 5000 + b"\n"}, "only 1.x is known"),
        ({f"{INFO}/METADATA": b"Name: thing\nVersion: " + b"9" * 5000 + b"\n"}, "METADATA thing 9"),
        ({"Thing-1.0.dist-info/METADATA": b""}, "several"),
        ({"thing-1.0.data/nowhere/x": b""}, "no installation scheme"),
        ({"../x": b""}, "leads out"),
        ({"thing/../../x": b""}, "leads out"),
        ({"/etc/x": b""}, "absolute"),
        ({"thing\\x": b""}, "backslash"),
        ({"thing/a\nb": b""}, "control characters"),
        ({"thing//x": b""}, "empty part"),
        ({"./x": b""}, "empty part"),
        ({"thing/__init__.py/x": b""}, "a file and a directory"),
        ({"x" * 300: b""}, "no file system"),
        ({"/".join(["x" * 200] * 12): b""}, "no file system"),
    ],
)
def test_bad_contents(make_wheel: MakeWheel, overrides: dict[str, bytes | None], problem: str) -> None:
    check(make_wheel(overrides=overrides), problem)


@pytest.mark.parametrize(
    "entry_points",
    [
        b"[console_scripts]\n../x = y:z\n",
        b"[console_scripts]\n/x = y:z\n",
        b"no section",
        b"\xff",
        b"[console_scripts]\n" + b"x" * 300 + b" = y:z\n",
        b"[gui_scripts]\nx = y\n",
    ],
)
def test_bad_scripts(make_wheel: MakeWheel, entry_points: bytes) -> None:
    check(make_wheel({f"{INFO}/entry_points.txt": entry_points}), "entry_points.txt")


@pytest.mark.parametrize(
    ("file", "problem"),
    [
        ("thing-1.1-py3-none-any.whl", "file name says thing 1.1"),
        ("other-1.0-py3-none-any.whl", "file name says other 1.0"),
        ("thing.whl", "file name is not a wheel's"),
    ],
)
def test_bad_names(make_wheel: MakeWheel, file: str, problem: str) -> None:
    check(make_wheel(file=file), problem)


def link(archive: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("thing/link")
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    archive.writestr(info, "/etc/passwd")


def pipe(archive: zipfile.ZipFile) -> None:
    info = zipfile.ZipInfo("thing/pipe")
    info.external_attr = (stat.S_IFIFO | 0o644) << 16
    archive.writestr(info, "")


def twice(archive: zipfile.ZipFile) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        archive.writestr("thing/__init__.py", "other")


def other_compression(archive: zipfile.ZipFile) -> None:
    archive.writestr("thing/x", b"x" * 1000, zipfile.ZIP_LZMA)


def bomb(archive: zipfile.ZipFile) -> None:
    """Add 1.1 GB of zeros: one compressed megabyte, again and again (and no CRC, which would take longer)."""
    compressor = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    megabyte = compressor.compress(bytes(1 << 20)) + compressor.flush(zlib.Z_FULL_FLUSH)
    data = 1100 * megabyte + compressor.flush()
    member = zipfile.ZipInfo("thing/zeros")
    member.compress_type, member.CRC = zipfile.ZIP_DEFLATED, 0
    member.file_size, member.compress_size = 1100 << 20, len(data)
    assert archive.fp is not None
    member.header_offset = archive.fp.tell()
    archive.fp.write(member.FileHeader() + data)
    archive.start_dir = archive.fp.tell()
    archive.filelist.append(member)


@pytest.mark.parametrize(
    ("edit", "problem"),
    [
        (link, "symbolic link"),
        (pipe, "not a regular file"),
        (twice, "twice"),
        (other_compression, "neither stored nor deflated"),
        (bomb, "times its size"),
    ],
)
def test_bad_members(make_wheel: MakeWheel, edit: Callable[[zipfile.ZipFile], None], problem: str) -> None:
    check(make_wheel(edit=edit), problem)


def test_members_that_share_bytes(make_wheel: MakeWheel) -> None:
    path = make_wheel()
    data = bytearray(path.read_bytes())
    second = data.index(b"PK\x01\x02", data.index(b"PK\x01\x02") + 4)
    struct.pack_into("<I", data, second + 42, 0)  # the second member's contents are the first one's
    path.write_bytes(data)
    check(path, "overlaps")


def test_encrypted_members(make_wheel: MakeWheel) -> None:
    path = make_wheel()
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)
    check(path, "encrypted")


@pytest.mark.parametrize("size", [0, 1, 100, -1, -30])
def test_truncated(make_wheel: MakeWheel, size: int) -> None:
    path = make_wheel()
    path.write_bytes(path.read_bytes()[:size])
    check(path, "truncated or corrupt")


def test_corrupt(make_wheel: MakeWheel) -> None:
    path = make_wheel({"thing/data": bytes(range(256)) * 50})
    data = bytearray(path.read_bytes())
    middle = data.index(b"thing/data") + 100
    data[middle : middle + 20] = bytes(20)
    path.write_bytes(data)
    check(path, "truncated or corrupt|hash")


def test_a_broken_elf_file_is_recorded_not_refused(make_wheel: MakeWheel, make_elf: MakeElf) -> None:
    report = analyse_wheel(make_wheel({"thing/broken.so": make_elf(["libz.so.1"])[:-30]}), SHA256, None)
    assert report.elf_files[0].problem is not None


parts = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(["..", ".", "", "a"])


@given(st.lists(parts, min_size=1, max_size=5).map("/".join))
def test_a_name_that_passes_stays_inside(name: str) -> None:
    if problem_with_name(name) is None:
        base = Path("/base")
        path = Path(f"{base}/{name}")
        assert path.is_relative_to(base)
        assert ".." not in path.parts
        assert str(path) == f"{base}/{name.removesuffix('/')}"
        assert name.isascii() is False or "\\" not in name
