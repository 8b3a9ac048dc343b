"""Unpacks Debian packages into one tree with `/usr` merged into its root (deb(5), Debian's UsrMerge)."""

# pathlib costs start-up time, and most of this runs for every file; Nix names the variables.
# ruff: noqa: PTH101, PTH103, PTH108, PTH112, PTH114, PTH120, PTH123, PTH211

from __future__ import annotations

import bz2
import concurrent.futures
import gzip
import io
import lzma
import os
import posixpath
import shutil
import tarfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from .report import BuildError

_DECOMPRESS: Mapping[str, Callable[[bytes], bytes]] = {
    "": bytes,
    ".bz2": bz2.decompress,
    ".gz": gzip.decompress,
    ".xz": lzma.decompress,
}


PROGRAMS = ("bin", "sbin", "games")
"""The directories of a tree in which Debian keeps programs."""

_PROGRAM_PREFIXES = tuple(f"{directory}/" for directory in PROGRAMS)


@dataclass(frozen=True)
class Control:
    """What a package says about itself."""

    package: str
    depends: tuple[tuple[str, ...], ...]
    """Its direct dependencies, each as the packages that may meet it."""
    provides: tuple[str, ...]
    postinst: str
    """The script that Debian would run after the installation; empty where there is none."""


def unpack(debs: Sequence[tuple[str, str]], root: str, processes: int) -> dict[str, list[str]]:
    """Unpack packages, given as `(name, path)`, into `root` in their order; a later one wins.

    Owners and times are dropped, modes become 755 or 644, links lead to where their target is in the tree.
    Documentation goes, licences (`copyright`) stay. Returns what each package has in the directories of programs,
    as paths below `root`. Raises `BuildError` for what is no readable package.
    """
    programs: dict[str, list[str]] = {}
    # The decompressors let go of the GIL: threads are enough. Reading ahead is bounded, memory too.
    with concurrent.futures.ThreadPoolExecutor(max_workers=processes) as pool:
        waiting: list[tuple[str, concurrent.futures.Future[bytes]]] = []
        for index, (name, _) in enumerate(debs):
            while len(waiting) <= processes and index + len(waiting) < len(debs):
                ahead, path = debs[index + len(waiting)]
                waiting.append((ahead, pool.submit(_data, ahead, path)))
            _, future = waiting.pop(0)
            programs[name] = _extract(name, future.result(), root)
    return programs


def _data(name: str, path: str) -> bytes:
    return _member(name, path, "data.tar")


def control(name: str, path: str) -> Control:
    """Read what the package `name` at `path` says about itself. Raises `BuildError` for what is no package."""
    texts = {"control": "", "postinst": ""}
    try:
        with tarfile.open(fileobj=io.BytesIO(_member(name, path, "control.tar")), mode="r:") as archive:
            for member in archive:
                base = posixpath.normpath(member.name)
                if base in texts and member.isreg() and (stream := archive.extractfile(member)) is not None:
                    texts[base] = stream.read().decode("utf-8", "replace")
    except tarfile.TarError as error:
        raise BuildError("bad-deb", f"`{name}` is damaged: {error}", file=name) from error
    fields: dict[str, str] = {}
    key = ""
    for line in texts["control"].splitlines():
        if line[:1].isspace():
            fields[key] = fields.get(key, "") + " " + line.strip()
        else:
            key, _, value = line.partition(":")
            fields[key] = value.strip()
    relations = [_names(fields.get(field, "")) for field in ("Pre-Depends", "Depends")]
    return Control(
        package=fields.get("Package", ""),
        depends=tuple(name for names in relations for name in names),
        provides=tuple(name for names in _names(fields.get("Provides", "")) for name in names),
        postinst=texts["postinst"],
    )


def _names(relation: str) -> tuple[tuple[str, ...], ...]:
    """The packages that a field such as `Depends` names: `a (>= 1) | b:any, c`, without versions."""
    return tuple(
        tuple(part.split("(")[0].split("[")[0].split(":")[0].strip() for part in group.split("|"))
        for group in relation.split(",")
        if group.strip()
    )


def _member(name: str, path: str, wanted: str) -> bytes:
    """The uncompressed `data.tar` or `control.tar` of a package."""
    with open(path, "rb") as file:
        if file.read(8) != b"!<arch>\n":
            raise BuildError("bad-deb", f"`{name}` is not a Debian package", file=name)
        while header := file.read(60):
            try:
                member, size = header[:16].decode("ascii").strip().rstrip("/"), int(header[48:58])
            except ValueError:
                break
            if member.startswith(wanted):
                decompress = _DECOMPRESS.get(member.removeprefix(wanted)) or _zstd(name, member)
                try:
                    return decompress(file.read(size))
                except (OSError, EOFError, ValueError, lzma.LZMAError) as error:
                    raise BuildError("bad-deb", f"`{name}` is damaged: {error}", file=name) from error
            file.seek(size + size % 2, os.SEEK_CUR)
    raise BuildError("bad-deb", f"`{name}` holds no `{wanted}`", file=name)


def _zstd(name: str, member: str) -> Callable[[bytes], bytes]:
    if member.endswith(".tar.zst"):
        try:
            from compression import zstd  # type: ignore[import-not-found]  # noqa: PLC0415 -- from Python 3.14 on
        except ImportError:
            pass
        else:
            decompress: Callable[[bytes], bytes] = zstd.decompress
            return decompress
    raise BuildError("bad-deb", f"`{name}` holds `{member}`, which this Python cannot decompress", file=name)


def place(path: str) -> str:
    """Where a path of a package lies in a tree: `/usr/lib/x`, `usr/lib/x` and `lib/x` are `lib/x`."""
    path = posixpath.normpath("/" + path).lstrip("/")
    while path == "usr" or path.startswith("usr/"):
        path = path[4:]
    return path


def _unwanted(path: str) -> bool:
    parts = path.split("/")
    if parts[0] == "share" and len(parts) > 1:
        if parts[1] == "doc":
            return parts[-1] != "copyright"
        return parts[1] in {"man", "info", "lintian", "bug", "doc-base", "menu"}
    return False


def _extract(name: str, data: bytes, root: str) -> list[str]:
    programs = []
    try:
        with tarfile.open(fileobj=io.BytesIO(data), mode="r:") as archive:
            for member in archive:
                if ".." in member.name.split("/"):
                    raise BuildError(
                        "bad-deb", f"`{name}` holds `{member.name}`, which leads out of it", file=name
                    )
                path = place(member.name)
                if path and not _unwanted(path):
                    _extract_member(archive, member, path, root)
                    if path.startswith(_PROGRAM_PREFIXES):
                        programs.append(path)
    except tarfile.TarError as error:
        raise BuildError("bad-deb", f"`{name}` is damaged: {error}", file=name) from error
    return programs


def _extract_member(archive: tarfile.TarFile, member: tarfile.TarInfo, path: str, root: str) -> None:
    target = f"{root}/{path}"
    if member.isdir():
        if not os.path.isdir(target):
            os.makedirs(target, exist_ok=True)
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    if os.path.lexists(target):
        if os.path.isdir(target) and not os.path.islink(target):
            return
        os.unlink(target)
    if member.issym():
        # Where it leads on a merged Debian machine, then where that is here.
        absolute = posixpath.join("/" + posixpath.dirname(posixpath.normpath(member.name)), member.linkname)
        aim = place(absolute)
        os.symlink(posixpath.relpath(aim or ".", posixpath.dirname(path) or "."), target)
    elif member.islnk():
        os.link(f"{root}/{place(member.linkname)}", target)
    elif member.isreg():
        stream = archive.extractfile(member)
        assert stream is not None  # noqa: S101 -- a regular member has contents
        with stream, open(target, "wb") as file:
            shutil.copyfileobj(stream, file, 1 << 20)
        os.chmod(target, 0o755 if member.mode & 0o111 else 0o644)
    # Devices and pipes have no place in a store path.
