"""Wheels and ELF files made by the tests, so that no compiler and no download is needed."""

from __future__ import annotations

import base64
import hashlib
import struct
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

MakeElf = Callable[..., bytes]
MakeWheel = Callable[..., Path]


@pytest.fixture(scope="session")
def make_elf() -> MakeElf:
    return write_elf


@pytest.fixture
def make_wheel(tmp_path: Path) -> MakeWheel:
    def make(
        files: Mapping[str, bytes] | None = None,
        *,
        name: str = "thing",
        version: str = "1.0",
        file: str | None = None,
        requires: Sequence[str] = (),
        summary: str = "",
        overrides: Mapping[str, bytes | None] | None = None,
        edit: Callable[[zipfile.ZipFile], None] | None = None,
        compression: int = zipfile.ZIP_DEFLATED,
    ) -> Path:
        """`overrides` replace or (`None`) drop members after RECORD was written; `edit` adds more."""
        info = f"{name}-{version}.dist-info"
        metadata = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\nRequires-Python: >=3.8\n"
        metadata += f"Summary: {summary}\n" if summary else ""
        metadata += "".join(f"Requires-Dist: {text}\n" for text in requires)
        members = {
            f"{name}/__init__.py": b"",
            **(files or {}),
            f"{info}/METADATA": metadata.encode(),
            f"{info}/WHEEL": b"Wheel-Version: 1.0\nRoot-Is-Purelib: false\nTag: py3-none-any\n",
        }
        lines = [f"{path},sha256={_hash(content)},{len(content)}" for path, content in members.items()]
        lines.append(f"{info}/RECORD,,")
        all_members: dict[str, bytes | None] = {**members, f"{info}/RECORD": "\n".join(lines).encode()}
        all_members |= overrides or {}
        path = tmp_path / (file or f"{name}-{version}-py3-none-any.whl")
        with zipfile.ZipFile(path, "w", compression) as archive:
            for member, content in all_members.items():
                if content is not None:
                    archive.writestr(member, content)
            if edit is not None:
                edit(archive)
        return path

    return make


def _hash(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def write_elf(
    needed: Sequence[str] = (),
    *,
    soname: str | None = None,
    rpath: str | None = None,
    runpath: str | None = None,
    interpreter: str | None = None,
    machine: int = 62,
    kind: int = 3,
) -> bytes:
    """A 64-bit little-endian ELF file without code or sections (x86_64 is machine 62, aarch64 183)."""
    strings = b"\0"
    tags: list[tuple[int, int]] = []
    for tag, texts in (
        (1, needed),
        (14, [soname] if soname is not None else []),
        (15, [rpath] if rpath is not None else []),
        (29, [runpath] if runpath is not None else []),
    ):
        for text in texts:
            tags.append((tag, len(strings)))
            strings += text.encode() + b"\0"
    interp = interpreter.encode() + b"\0" if interpreter is not None else b""
    segments = 3 if interp else 2
    start = 64 + 56 * segments
    tags_start = start + len(interp) + len(strings)
    base = 0x10000
    tags += [(5, base + start + len(interp)), (10, len(strings)), (0, 0)]
    dynamic = b"".join(struct.pack("<qQ", *tag) for tag in tags)
    end = tags_start + len(dynamic)

    def segment(segment_kind: int, offset: int, size: int) -> bytes:
        return struct.pack("<IIQQQQQQ", segment_kind, 4, offset, base + offset, base + offset, size, size, 8)

    header = b"\x7fELF\x02\x01\x01" + bytes(9)
    header += struct.pack("<HHIQQQIHHHHHH", kind, machine, 1, 0, 64, 0, 0, 64, 56, segments, 64, 0, 0)
    headers = segment(1, 0, end) + segment(2, tags_start, len(dynamic))
    if interp:
        headers += segment(3, start, len(interp))
    return header + headers + interp + strings + dynamic
