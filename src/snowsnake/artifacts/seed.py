"""Unpack Debian packages as they are into one directory: the seed, which starts every build.

Unlike the trees that builds make from packages, nothing is merged, moved or patched, so the result depends
on the packages' bytes alone and is the same on every machine. Follows deb(5).
"""

from __future__ import annotations

import gzip
import lzma
import os
import tarfile
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from io import BytesIO
from pathlib import Path

from debian.arfile import ArError, ArFile

from snowsnake.errors import SnowsnakeError

_DECOMPRESS: Mapping[str, Callable[[bytes], bytes]] = {
    "data.tar.xz": lzma.decompress,
    "data.tar.gz": gzip.decompress,
    "data.tar": bytes,
}
_AHEAD = 4


class BadDeb(SnowsnakeError):
    """A Debian package that cannot be unpacked, or must not be."""

    def __init__(self, file: str, problem: str) -> None:
        self.file = file
        self.problem = problem
        super().__init__(
            f"`{file}` is not a usable Debian package: {problem}",
            help="`snowsnake lock --upgrade` pins the archive's present packages",
        )


def unpack_seed(debs: Sequence[Path], into: Path) -> None:
    """Unpack `debs`, in this order, into the directory `into`, which is made if it is not there.

    Of a file's mode only the executable bit counts; owners and times do not; links stay as they are. A later
    package wins. Raises `BadDeb` for a damaged package and for one that would write outside `into`;
    `OSError`.
    """
    into.mkdir(parents=True, exist_ok=True)
    for deb, data in _datas(debs):
        try:
            with tarfile.open(fileobj=BytesIO(data), mode="r:") as archive:
                for member in archive:
                    _unpack_member(deb.name, archive, member, into)
        except tarfile.TarError as error:
            raise BadDeb(deb.name, f"its data is damaged ({error})") from error


def _datas(debs: Sequence[Path]) -> Iterator[tuple[Path, bytes]]:
    """The uncompressed data of each package; a few are decompressed ahead, side by side (lzma lets go of the
    lock)."""
    with ThreadPoolExecutor(max_workers=min(_AHEAD, len(os.sched_getaffinity(0)))) as pool:
        waiting: deque[tuple[Path, Future[bytes]]] = deque()
        for deb in debs:
            waiting.append((deb, pool.submit(_data, deb)))
            if len(waiting) > _AHEAD:
                ready, future = waiting.popleft()
                yield ready, future.result()
        for ready, future in waiting:
            yield ready, future.result()


def _data(deb: Path) -> bytes:
    try:
        with deb.open("rb") as file:
            archive = ArFile(fileobj=file)
            for name in archive.getnames():
                if name in _DECOMPRESS:
                    data: bytes = archive.getmember(name).read()
                    return _DECOMPRESS[name](data)
                if name.startswith("data.tar."):
                    raise BadDeb(deb.name, f"`{name}` has a compression that is not known")
    except (ArError, lzma.LZMAError, gzip.BadGzipFile, EOFError, ValueError) as error:
        raise BadDeb(deb.name, f"it is damaged ({error})") from error
    except OSError as error:
        if error.errno is not None:
            raise  # the disk's; python-debian raises them without a number for what it cannot read
        raise BadDeb(deb.name, f"it is damaged ({error})") from error
    raise BadDeb(deb.name, "it holds no data")


def _unpack_member(deb: str, archive: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    parts = _parts(deb, member.name)
    if not parts:
        return  # the root itself
    parent = _parent(deb, member.name, into, parts[:-1])
    target = parent / parts[-1]
    if member.isdir():
        if not target.is_symlink() and target.exists() and not target.is_dir():
            target.unlink()
        if not target.is_symlink():
            target.mkdir(exist_ok=True)
        return
    if target.is_dir() and not target.is_symlink():
        raise BadDeb(deb, f"`{member.name}` is a directory in a package before it")
    target.unlink(missing_ok=True)
    if member.issym():
        target.symlink_to(member.linkname)
    elif member.islnk():
        origin = _parts(deb, member.linkname)
        source = _parent(deb, member.linkname, into, origin[:-1]) / origin[-1] if origin else into
        if source.is_symlink() or not source.is_file():
            raise BadDeb(
                deb, f"`{member.name}` is a link to `{member.linkname}`, which is not a file before it"
            )
        os.link(source, target)
    elif member.isreg():
        _write(archive, member, target)
    else:
        raise BadDeb(deb, f"`{member.name}` is a device or a pipe")


def _parts(deb: str, name: str) -> list[str]:
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if ".." in parts or "\0" in name:
        raise BadDeb(deb, f"`{name}` leads out of it")
    return parts


def _parent(deb: str, name: str, into: Path, parts: list[str]) -> Path:
    """The directory for a member; no link on the way is followed, it could lead anywhere."""
    directory = into
    for part in parts:
        directory /= part
        if directory.is_symlink():
            raise BadDeb(deb, f"`{name}` lies behind the symbolic link `{directory.relative_to(into)}`")
        directory.mkdir(exist_ok=True)
    return directory


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    source = archive.extractfile(member)
    content = source.read() if source is not None else b""
    target.write_bytes(content)
    target.chmod(0o755 if member.mode & 0o111 else 0o644)
