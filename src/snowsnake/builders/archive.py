"""Unpacks an archive of somebody's: tar, zip, or a program by itself. What it holds stays below one directory.

It comes from wherever the user says: every name, link and size in it is doubted. Used twice, with the same result: when
an environment is locked, to see what is inside, and when its tree is built. What a file is, its first bytes say.
"""

# pathlib costs start-up time, and most of this runs for every file.
# ruff: noqa: PTH101, PTH102, PTH103, PTH108, PTH112, PTH113, PTH114, PTH120, PTH123, PTH202, PTH211, SIM115

from __future__ import annotations

import bz2
import gzip
import lzma
import os
import posixpath
import stat
import subprocess
import tarfile
import tempfile
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from typing import IO, Any

from .report import BuildError

ELF = b"\x7fELF"
DEB = b"!<arch>\n"
_ZSTD = b"\x28\xb5\x2f\xfd"
_MOST = 500_000
"""Members of one archive."""
_RATIO = 200
_ALWAYS_FINE = 1 << 30
_CHUNK = 1 << 20
_DAMAGED = (OSError, EOFError, ValueError, lzma.LZMAError, zlib.error, tarfile.TarError, zipfile.BadZipFile)
_ALSO = (NotImplementedError, RuntimeError, UnicodeError)  # zipfile's: a method that it lacks, a password


def unpack(name: str, path: str, into: str, *, single: str, zstd: Sequence[str] = ()) -> None:
    """Unpack the file at `path`, called `name`, into the directory `into`, which is made.

    A single directory at the top is left out. A program by itself becomes a file called `single`. Owners and times are
    dropped, modes become 755 or 644. `zstd` are the words of a program that decompresses from its standard input.
    Raises `BuildError` ("bad-archive") for what is damaged, leads out of itself, or would fill the disk.
    """
    os.makedirs(into)
    limit = max(_ALWAYS_FINE, _RATIO * os.path.getsize(path))
    try:
        with open(path, "rb") as file:
            head = file.read(8)
            file.seek(0)
            if head.startswith(ELF):
                _write(name, file, f"{into}/{single}", limit, executable=True)
            elif head.startswith(b"PK"):
                _zip(name, file, into, limit)
            elif head == DEB:
                raise _wrong(name, "it is a Debian package")
            else:
                with tempfile.TemporaryFile(dir=os.path.dirname(into)) as plain:
                    for chunk in _limited(name, _decompressed(name, file, head, zstd), limit):
                        plain.write(chunk)
                    plain.seek(0)
                    is_program = plain.read(4) == ELF
                    plain.seek(0)
                    if is_program:
                        _write(name, plain, f"{into}/{single}", limit, executable=True)
                    else:
                        _tar(name, plain, into, limit)
    except OSError as error:
        if error.errno is not None:
            raise  # the disk's
        raise _wrong(name, f"it is damaged ({error})") from error
    except (*_DAMAGED, *_ALSO) as error:
        raise _wrong(name, f"it is damaged ({error})") from error
    _check_links(name, into)


def _wrong(name: str, problem: str) -> BuildError:
    return BuildError("bad-archive", f"`{name}` cannot be unpacked: {problem}", file=name, problem=problem)


def _limited(name: str, chunks: Iterator[bytes], limit: int) -> Iterator[bytes]:
    count = 0
    for chunk in chunks:
        count += len(chunk)
        if count > limit:
            raise _wrong(name, f"it unpacks to more than {limit >> 20} MB, out of proportion to its size")
        yield chunk


def _decompressed(name: str, file: IO[bytes], head: bytes, zstd: Sequence[str]) -> Iterator[bytes]:
    stream: Any
    if head.startswith(b"\x1f\x8b"):
        stream = gzip.GzipFile(fileobj=file)
    elif head.startswith(b"BZh"):
        stream = bz2.BZ2File(file)
    elif head.startswith(b"\xfd7zXZ\0"):
        stream = lzma.LZMAFile(file)
    elif head.startswith(_ZSTD):
        yield from _zstd(name, file, zstd)
        return
    else:
        stream = file
    while chunk := stream.read(_CHUNK):
        yield chunk


def _zstd(name: str, file: IO[bytes], zstd: Sequence[str]) -> Iterator[bytes]:
    try:
        from compression.zstd import ZstdFile  # type: ignore[import-not-found]  # noqa: PLC0415 -- from Python 3.14 on
    except ImportError:
        pass
    else:
        stream = ZstdFile(file)
        while chunk := stream.read(_CHUNK):
            yield chunk
        return
    if not zstd:
        raise _wrong(name, "it is compressed with zstd, and there is no program `zstd` to decompress it with")
    os.lseek(file.fileno(), 0, os.SEEK_SET)  # what Python has read ahead is not for others
    with subprocess.Popen([*zstd], stdin=file, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        assert process.stdout is not None  # noqa: S101 -- asked for above
        assert process.stderr is not None  # noqa: S101 -- asked for above
        try:
            while chunk := process.stdout.read(_CHUNK):
                yield chunk
        except GeneratorExit:
            process.kill()
            raise
        said = process.stderr.read().decode("utf-8", "replace").strip()[-200:]
    if process.returncode != 0:
        raise _wrong(name, f"it is damaged ({said})")


# --- names ----------------------------------------------------------------------------------------------------------


def _place(name: str, member: str) -> str:
    """A member's path below the archive, normalised; empty for the archive's own top. Raises `BuildError`."""
    if member.startswith("/"):
        raise _wrong(name, f"`{_shown(member)}` in it has an absolute path")
    parts = [part for part in member.split("/") if part not in {"", "."}]
    if ".." in parts:
        raise _wrong(name, f"`{_shown(member)}` leads out of it")
    if not member.isprintable() or "\\" in member:
        raise _wrong(name, f"{member[:80]!a} in it has a name with control characters or backslashes")
    if any(len(part.encode("utf-8", "surrogateescape")) > 255 for part in parts):
        raise _wrong(name, f"`{_shown(member)}` in it has a name that no file system takes")
    return "/".join(parts)


def _shown(member: str) -> str:
    return member[:80].encode("unicode_escape").decode("ascii")


def _top(files: Sequence[str], directories: Sequence[str]) -> str:
    """The one directory that everything is in, with a slash; empty where there is none."""
    tops = {path.split("/", 1)[0] for path in (*files, *directories) if path}
    if len(tops) != 1 or any("/" not in path for path in files):
        return ""
    return f"{tops.pop()}/"


def _directory(name: str, into: str, path: str) -> None:
    """Make a directory and those above it; no link on the way is followed. Raises `BuildError`."""
    at = into
    for part in path.split("/") if path else ():
        at = f"{at}/{part}"
        if os.path.islink(at) or (os.path.lexists(at) and not os.path.isdir(at)):
            raise _wrong(name, f"`{_shown(path)}` lies behind `{_shown(part)}`, which is a file or a link")
        if not os.path.isdir(at):
            os.mkdir(at)


def _target(name: str, into: str, path: str) -> str:
    """Where a file or a link goes; what was there goes away. Raises `BuildError`."""
    _directory(name, into, posixpath.dirname(path))
    target = f"{into}/{path}"
    if os.path.isdir(target) and not os.path.islink(target):
        raise _wrong(name, f"`{_shown(path)}` is a file and a directory")
    if os.path.lexists(target):
        os.unlink(target)
    return target


def _link(name: str, into: str, path: str, aim: str) -> None:
    if aim.startswith("/") or not aim or "\0" in aim:
        raise _wrong(name, f"the link `{_shown(path)}` leads out of it, to `{_shown(aim)}`")
    if posixpath.normpath(posixpath.join(posixpath.dirname(path), aim)).split("/")[0] == "..":
        raise _wrong(name, f"the link `{_shown(path)}` leads out of it, to `{_shown(aim)}`")
    os.symlink(aim, _target(name, into, path))


def _check_links(name: str, into: str) -> None:
    """Where links lead once all of them are there: links through links can lead out although none does so by itself."""
    inside = os.path.realpath(into)
    for directory, folders, files in os.walk(into):
        for entry in (*folders, *files):
            path = f"{directory}/{entry}"
            if os.path.islink(path):
                aim = os.path.realpath(path)
                if aim != inside and not aim.startswith(f"{inside}/"):
                    raise _wrong(name, f"the link `{_shown(os.path.relpath(path, into))}` leads out of it")


def _write(name: str, source: IO[bytes], target: str, limit: int, *, executable: bool) -> int:
    count = 0
    with open(target, "wb") as file:
        while chunk := source.read(_CHUNK):
            count += len(chunk)
            if count > limit:
                raise _wrong(name, f"it unpacks to more than {limit >> 20} MB")
            file.write(chunk)
    os.chmod(target, 0o755 if executable else 0o644)
    return count


# --- tar, zip -------------------------------------------------------------------------------------------------------


def _tar(name: str, plain: IO[bytes], into: str, limit: int) -> None:
    with tarfile.open(fileobj=plain, mode="r:", errorlevel=0) as archive:
        members = [(member, _place(name, member.name)) for member in _bounded(name, archive)]
        if 0 < plain.seek(0, os.SEEK_END) - archive.offset < tarfile.BLOCKSIZE:
            raise _wrong(name, "it is damaged (it ends in the middle)")
        if not members:
            raise _wrong(name, "it is empty, or neither tar, zip nor a program")
        top = _top(
            [path for member, path in members if not member.isdir()],
            [path for member, path in members if member.isdir()],
        )
        for member, full in members:
            path = full.removeprefix(top)
            if f"{full}/" == top or not path:
                continue
            if member.isdir():
                _directory(name, into, path)
            elif member.issym():
                _link(name, into, path, member.linkname)
            elif member.islnk():
                _hard_link(name, into, path, _place(name, member.linkname).removeprefix(top))
            elif member.isreg():
                stream = archive.extractfile(member)
                assert stream is not None  # noqa: S101 -- a regular member has contents
                with stream:
                    executable = bool(member.mode & 0o111)
                    # A sparse member may claim to be larger than the whole archive.
                    limit -= _write(name, stream, _target(name, into, path), limit, executable=executable)
            else:
                raise _wrong(name, f"`{_shown(path)}` in it is a device or a pipe")


def _bounded(name: str, archive: tarfile.TarFile) -> Iterator[tarfile.TarInfo]:
    for count, member in enumerate(archive):
        if count >= _MOST:
            raise _wrong(name, f"it has more than {_MOST} members")
        yield member


def _hard_link(name: str, into: str, path: str, origin: str) -> None:
    if origin == path or os.path.islink(f"{into}/{origin}") or not os.path.isfile(f"{into}/{origin}"):
        problem = f"`{_shown(path)}` is a link to `{_shown(origin)}`, which is not a file before it"
        raise _wrong(name, problem)
    _directory(name, into, posixpath.dirname(origin))  # no link on the way to it either
    os.link(f"{into}/{origin}", _target(name, into, path))


def _zip(name: str, file: IO[bytes], into: str, limit: int) -> None:
    with zipfile.ZipFile(file) as archive:
        members = [(member, _place(name, member.filename)) for member in archive.infolist()]
        if len(members) > _MOST:
            raise _wrong(name, f"it has more than {_MOST} members")
        if sum(member.file_size for member, _ in members) > limit:
            raise _wrong(name, f"it unpacks to more than {limit >> 20} MB, out of proportion to its size")
        top = _top(
            [path for member, path in members if not member.is_dir()],
            [path for member, path in members if member.is_dir()],
        )
        for member, full in members:
            path = full.removeprefix(top)
            if f"{full}/" == top or not path:
                continue
            mode = member.external_attr >> 16
            kind = stat.S_IFMT(mode)
            if member.is_dir():
                _directory(name, into, path)
            elif kind == stat.S_IFLNK:
                if member.file_size > 4096:
                    raise _wrong(name, f"the link `{_shown(path)}` is too long")
                _link(name, into, path, os.fsdecode(archive.read(member)))
            elif kind in {0, stat.S_IFREG}:
                with archive.open(member) as stream:
                    executable = bool(mode & 0o111)
                    limit -= _write(name, stream, _target(name, into, path), limit, executable=executable)
            else:
                raise _wrong(name, f"`{_shown(path)}` in it is a device or a pipe")
