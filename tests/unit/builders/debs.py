"""Debian packages made up for tests."""

from __future__ import annotations

import io
import lzma
import tarfile
from collections.abc import Mapping
from pathlib import Path


def write_deb(
    path: Path, members: Mapping[str, bytes | str], *, control: str | None = None, postinst: str = ""
) -> tuple[str, str]:
    """A package; bytes are a file's contents, text is where a link leads. Without `control` that part is damaged."""
    about = b"x"
    if control is not None:
        texts = {"./control": control.encode() + b"\n", "./postinst": postinst.encode()}
        about = lzma.compress(_tar({name: text for name, text in texts.items() if text}))
    parts = {"debian-binary": b"2.0\n", "control.tar.xz": about, "data.tar.xz": lzma.compress(_tar(members))}
    data = b"!<arch>\n"
    for name, content in parts.items():
        data += f"{name:<16}{0:<12}{0:<6}{0:<6}{100644:<8}{len(content):<10}`\n".encode()
        data += content + b"\n" * (len(content) % 2)
    path.write_bytes(data)
    return path.name, str(path)


def _tar(members: Mapping[str, bytes | str]) -> bytes:
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            if isinstance(content, str):
                info.type, info.linkname = tarfile.SYMTYPE, content
                archive.addfile(info)
            else:
                info.size, info.mode = len(content), 0o4755
                archive.addfile(info, io.BytesIO(content))
    return buffer.getvalue()
