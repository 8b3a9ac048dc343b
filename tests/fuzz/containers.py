"""Archives of the kinds that strangers send, good and hostile, and what puts a changed one in order again."""

from __future__ import annotations

import base64
import gzip
import hashlib
import io
import lzma
import struct
import tarfile
import zipfile
from collections.abc import Mapping, Sequence

Entry = tuple[str, bytes, str | bytes]
"""A member's name, its type, and its contents or where it leads."""
REGULAR, DIRECTORY, SYMLINK, HARD_LINK = tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE


def tar(*entries: Entry, mode: str = "w", form: int = tarfile.GNU_FORMAT) -> bytes:
    """A tar archive."""
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode=mode, format=form) as archive:  # type: ignore[call-overload]
        for name, kind, content in entries:
            member = tarfile.TarInfo(name)
            member.type, member.mode = kind, 0o4755
            if isinstance(content, str):
                member.linkname = content
                archive.addfile(member)
            else:
                member.size = len(content)
                archive.addfile(member, io.BytesIO(content))
    return stream.getvalue()


def with_checksums(data: bytes) -> bytes:
    """A tar whose headers have the checksums that belong to them, as far as headers follow each other."""
    blocks = bytearray(data)
    at = 0
    while at + 512 <= len(blocks):
        header = blocks[at : at + 512]
        if header[257:262] != b"ustar":
            at += 512
            continue
        header[148:156] = b" " * 8
        blocks[at + 148 : at + 156] = b"%06o\0 " % sum(header)
        at += 512
    return bytes(blocks)


def deb(
    data: bytes, control: bytes = b"Package: x\nVersion: 1\nArchitecture: all\n", suffix: str = ""
) -> bytes:
    """A Debian package around a tar."""
    about = gzip.compress(tar(("./control", REGULAR, control)), mtime=0)
    content = b"!<arch>\n"
    for name, part in {"debian-binary": b"2.0\n", "control.tar.gz": about, f"data.tar{suffix}": data}.items():
        content += f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(part):<10}`\n".encode() + part
        content += b"\n" * (len(part) % 2)
    return content


def digest(data: bytes) -> str:
    """As RECORD has it."""
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def wheel(
    files: Mapping[str, bytes], *, record: bytes | None = None, method: int = zipfile.ZIP_DEFLATED
) -> bytes:
    """A wheel of `x` 1.0; `files` replace and join those that it must have."""
    info = "x-1.0.dist-info"
    members = {
        "x/__init__.py": b"import ctypes\nctypes.CDLL('libz.so.1')\n",
        f"{info}/METADATA": b"Metadata-Version: 2.1\nName: x\nVersion: 1.0\nRequires-Dist: y>=1; extra == 'z'\n",
        f"{info}/WHEEL": b"Wheel-Version: 1.0\nGenerator: x\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
        f"{info}/entry_points.txt": b"[console_scripts]\nx = x:main\n",
        **files,
    }
    rows = "".join(f"{name},sha256={digest(data)},{len(data)}\n" for name, data in members.items())
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name), data)
        text = record if record is not None else f"{rows}{info}/RECORD,,\n".encode()
        archive.writestr(zipfile.ZipInfo(f"{info}/RECORD"), text)
    return stream.getvalue()


def zipped(entries: Sequence[Entry]) -> bytes:
    """A zip archive with links, if any."""
    stream = io.BytesIO()
    kinds = {REGULAR: 0o100755, DIRECTORY: 0o040755, SYMLINK: 0o120777}
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, kind, content in entries:
            member = zipfile.ZipInfo(f"{name}/" if kind == DIRECTORY else name)
            member.create_system, member.external_attr = 3, kinds[kind] << 16
            archive.writestr(member, content)
    return stream.getvalue()


def good(top: str = "x-1") -> tuple[Entry, ...]:
    """Members that nobody should refuse."""
    return (
        (top, DIRECTORY, b""),
        (f"{top}/setup.py", REGULAR, b"from setuptools import setup\nsetup(name='x', version='1')\n"),
        (f"{top}/bin/x", REGULAR, b"\x7fELF\x02\x01\x01" + bytes(60)),
        (f"{top}/bin/y", SYMLINK, "x"),
        (f"{top}/bin/z", HARD_LINK, f"{top}/bin/x"),
        (f"{top}/{'long' * 30}", REGULAR, b"a long name"),
    )


def escapes(outside: str, top: str = "x-1") -> tuple[tuple[Entry, ...], ...]:
    """Members that try to reach the directory `outside`, absolute and beside the one that they are put into."""
    relative = "../../outside"
    return (
        ((f"{top}/../../outside/x", REGULAR, b"x"),),
        ((f"{outside}/x", REGULAR, b"x"),),
        ((f"{top}/l", SYMLINK, outside), (f"{top}/l/x", REGULAR, b"x")),
        ((f"{top}/l", SYMLINK, relative), (f"{top}/l/x", REGULAR, b"x")),
        ((f"{top}/l", SYMLINK, f"{outside}/kept"), (f"{top}/l", REGULAR, b"x")),
        (
            (f"{top}/l", SYMLINK, f"{outside}/kept"),
            (f"{top}/h", HARD_LINK, f"{top}/l"),
            (f"{top}/h", REGULAR, b"x"),
        ),
        ((f"{top}/h", HARD_LINK, f"{outside}/kept"), (f"{top}/h", REGULAR, b"x")),
        ((f"{top}/d", DIRECTORY, b""), (f"{top}/d", SYMLINK, outside), (f"{top}/d/x", REGULAR, b"x")),
        ((f"{top}/l", SYMLINK, outside), (f"{top}/l", DIRECTORY, b""), (f"{top}/l/x", REGULAR, b"x")),
        # Textually deep, and really at the top.
        (("a/b/c/d", SYMLINK, "/"), ("a/b/c/d/l", SYMLINK, outside), ("l/sub/x", REGULAR, b"x")),
        (
            ("a/b/c/d", SYMLINK, "../../.."),
            ("a/b/c/d/l", SYMLINK, f"../../../..{outside}"),
            ("l/x", REGULAR, b"x"),
        ),
        ((f"{top}/a", SYMLINK, "b"), (f"{top}/b", SYMLINK, outside), (f"{top}/a/x", REGULAR, b"x")),
    )


def numbers() -> tuple[bytes, ...]:
    """Tar archives whose sizes are no sizes."""
    plain = tar(*good())
    found = []
    for field in (
        b"-0000000001\0",
        b"99999999999\0",
        b"\x80" + b"\xff" * 11,
        b"\xff" * 12,
        b"7" * 12,
        b"\0" * 12,
    ):
        for at in (512 + 124, 124):
            header = bytearray(plain)
            header[at : at + 12] = field
            found.append(with_checksums(bytes(header)))
    for key, value in (
        ("size", "-512"),
        ("size", "9" * 5000),
        ("size", "9" * 30),
        ("path", "../x"),
        ("path", "\0"),
    ):
        member = tarfile.TarInfo("x-1/pax")
        member.pax_headers = {key: value}
        found.append(member.tobuf(tarfile.PAX_FORMAT) + bytes(1024))
    sparse = bytearray(tar(("x-1/s", REGULAR, b"")))
    sparse[156:157] = tarfile.GNUTYPE_SPARSE
    sparse[386:410] = struct.pack("12s12s", b"00000000000\0", b"00000000000\0")
    sparse[483:495] = b"37777777777\0"
    return (*found, with_checksums(bytes(sparse)))


def compressed(data: bytes) -> tuple[bytes, ...]:
    """One archive in several compressions."""
    return data, gzip.compress(data, mtime=0), lzma.compress(data)
