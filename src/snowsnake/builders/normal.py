"""Checks that a wheel that was just built is the one that was asked for, and writes it anew, always the same.

Two builds give the same bytes on the way, and no path of a build environment stays in them.
"""

# pathlib costs start-up time, and most of this runs for every file.
# ruff: noqa: PTH103, PTH108, PTH119, PTH123, PTH202

from __future__ import annotations

import base64
import hashlib
import io
import mmap
import os
import re
import shutil
import stat
import sys
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from email.message import Message
from email.parser import HeaderParser
from typing import IO, Any

from . import elf
from .link import Finder, Patch
from .report import BuildError
from .streams import CHUNK

_TIME = (1980, 1, 1, 0, 0, 0)
_STORE_PATH = re.compile(rb"/nix/store/[0-9a-df-np-sv-z]{32}(?=-)")
_REQUIRING = {"requires-dist", "requires-python", "provides-extra"}
_PREFIX = 43
"""Bytes of a store path up to its name."""
_FORGOTTEN = b"e" * 32  # no letter of Nix's base 32, so never a store path
_LARGEST_METADATA = 1 << 26


def read_metadata(wheel: str, spec: Mapping[str, Any]) -> bytes:
    """A wheel's METADATA. Raises `BuildError`."""
    with _opened(wheel, spec) as archive:
        return _metadata(archive, _dist_info(archive, wheel, spec), spec)


def extract_debug(wheel: str, into: str, spec: Mapping[str, Any]) -> dict[str, str]:
    """Unpack the ELF files of a wheel that hold debugging information; from member to path. Raises `BuildError`."""
    found: dict[str, str] = {}
    with _opened(wheel, spec) as archive:
        for item in archive.infolist():
            with archive.open(item) as stream:
                if stream.read(4) != b"\x7fELF":
                    continue
            os.makedirs(into, exist_ok=True)
            path = f"{into}/{len(found)}"
            with archive.open(item) as stream, open(path, "wb") as file:
                shutil.copyfileobj(stream, file, CHUNK)
            if _has_debug(path) and elf.read(path) is not None:
                found[item.filename] = path
            else:
                os.unlink(path)
    return found


def pack(
    wheel: str, target: str, spec: Mapping[str, Any], finder: Finder, replaced: Mapping[str, str]
) -> dict[str, Patch]:
    """Check a wheel, write it to `target`, always the same; the patches of its ELF files, by member.

    `replaced` are files that take the place of members. Raises `BuildError`: `wrong-wheel`, `bad-backend`,
    `missing-library`.
    """
    _check_name(os.path.basename(wheel), spec)
    with _opened(wheel, spec) as archive:
        info = _dist_info(archive, wheel, spec)
        _check_metadata(_metadata(archive, info, spec), os.path.basename(wheel), spec)
        members = sorted(
            (item for item in archive.infolist() if not item.is_dir()),
            key=lambda item: (item.filename.startswith(f"{info}/"), item.filename),
        )
        names = frozenset(item.filename for item in members)
        if len(names) != len(members):
            raise _bad(spec, "made a wheel that holds a file twice")
        patches = {}
        rows = []
        keep = [path for path in (spec["python"], *spec["trees"].values()) if path]
        with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for item in members:
                if item.filename in {f"{info}/RECORD", f"{info}/RECORD.jws", f"{info}/RECORD.p7s"}:
                    continue
                path, digest = f"{finder.scratch}/member", hashlib.sha256()
                with (
                    (
                        open(replaced[item.filename], "rb")
                        if item.filename in replaced
                        else archive.open(item)
                    ) as stream,
                    open(path, "wb") as file,
                ):
                    for chunk in forget(iter(lambda: stream.read(CHUNK), b""), keep):
                        digest.update(chunk)
                        file.write(chunk)
                executable = bool(stat.S_ISREG(mode := item.external_attr >> 16) and mode & 0o111)
                size = os.path.getsize(path)
                with open(path, "rb") as file:
                    is_elf = file.read(4) == b"\x7fELF"
                    file.seek(0)
                    _add(new, item.filename, file, size, executable=executable)
                coded = base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
                rows.append(f"{_quoted(item.filename)},sha256={coded},{size}\n")
                if is_elf and (patch := finder.patch_of(path, item.filename, names)) is not None:
                    patches[item.filename] = patch
            rows.append(f"{_quoted(info)}/RECORD,,\n")
            record = "".join(rows).encode()
            _add(new, f"{info}/RECORD", io.BytesIO(record), len(record), executable=False)
    return patches


def forget(chunks: Iterable[bytes], keep: Collection[str]) -> Iterator[bytes]:
    """Make store paths into paths of the same length that are none, except those of `keep`."""
    kept = {path.encode()[:_PREFIX] for path in keep}

    def forgotten(match: re.Match[bytes]) -> bytes:
        return match[0] if match[0] in kept else match[0][:11] + _FORGOTTEN

    rest = b""
    for chunk in chunks:
        data = _STORE_PATH.sub(forgotten, rest + chunk)
        # What may be the beginning of one waits for its end: the prefix, and what follows it.
        end = max(len(data) - _PREFIX, 0)
        yield data[:end]
        rest = data[end:]
    yield rest


def _has_debug(path: str) -> bool:
    """Whether a file names a section of debugging information."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(b"\0.debug_info\0") != -1


def _metadata(archive: zipfile.ZipFile, info: str, spec: Mapping[str, Any]) -> bytes:
    """Raises `BuildError`."""
    item = archive.getinfo(f"{info}/METADATA")
    if (size := max(item.file_size, item.compress_size)) > _LARGEST_METADATA:
        raise _bad(spec, f"made a wheel whose METADATA has {size} bytes")
    return archive.read(item)


def _opened(wheel: str, spec: Mapping[str, Any]) -> zipfile.ZipFile:
    try:
        archive = zipfile.ZipFile(wheel)
        broken = archive.testzip()
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        raise _bad(spec, f"made a wheel that cannot be read: {error}") from error
    if broken is not None:
        raise _bad(spec, f"made a wheel that is damaged, in `{broken}`")
    return archive


def _dist_info(archive: zipfile.ZipFile, wheel: str, spec: Mapping[str, Any]) -> str:
    names = {name.split("/")[0] for name in archive.namelist() if name.split("/")[0].endswith(".dist-info")}
    if len(names) != 1 or f"{(info := names.pop())}/METADATA" not in archive.namelist():
        raise _bad(spec, f"made `{os.path.basename(wheel)}`, which has no METADATA")
    return info


def _add(archive: zipfile.ZipFile, name: str, data: IO[bytes], size: int, *, executable: bool) -> None:
    item = zipfile.ZipInfo(name, _TIME)
    item.compress_type = zipfile.ZIP_DEFLATED
    item.create_system = 3
    item.external_attr = (stat.S_IFREG | (0o755 if executable else 0o644)) << 16
    item.file_size = size  # large ones have another header, which comes before them
    with archive.open(item, "w") as member:
        shutil.copyfileobj(data, member, CHUNK)


def _quoted(name: str) -> str:
    if any(character in name for character in ',"\r\n'):
        return '"' + name.replace('"', '""') + '"'
    return name


def _bad(spec: Mapping[str, Any], what: str) -> BuildError:
    return BuildError(
        "bad-backend",
        f"`{spec['name']}`: in `{_hook(spec)}` its build backend `{spec['backend']}` {what}",
        phase=_hook(spec),
        name=spec["name"],
        version=spec["version"],
        file=spec["file"],
    )


def _hook(spec: Mapping[str, Any]) -> str:
    """The hook that made the wheel (PEP 517, PEP 660), which is the phase that an error names."""
    return "build_editable" if spec.get("mode") == "editable" else "build_wheel"


# --- what it says that it is ----------------------------------------------------------------------------------------


def _check_name(file: str, spec: Mapping[str, Any]) -> None:
    parts = file.removesuffix(".whl").split("-")
    if len(parts) not in {5, 6}:
        raise _bad(spec, f"made `{file}`, which is no wheel's name")
    _compare(parts[0], parts[1], f"the wheel `{file}`", spec)
    python, abi, platform = (part.split(".") for part in parts[-3:])
    if not (
        any(map(_fits_python, python)) and any(map(_fits_abi, abi)) and any(map(_fits_platform, platform))
    ):
        raise BuildError(
            "wrong-wheel",
            f"`{spec['name']}`: `{_hook(spec)}` made `{file}`, which is not for this interpreter and system",
            phase=_hook(spec),
            name=spec["name"],
            version=spec["version"],
            file=spec["file"],
            wheel=file,
        )


def _check_metadata(metadata: bytes, file: str, spec: Mapping[str, Any]) -> None:
    headers = HeaderParser().parsestr(metadata.decode("utf-8", "replace"))
    name, version = headers["Name"], headers["Version"]
    if not name or not version:
        raise _bad(spec, f"made `{file}`, whose METADATA has no name or no version")
    _compare(str(name), str(version), f"the METADATA of `{file}`", spec)


def check_requires(wheel: str, claims: bytes | None, spec: Mapping[str, Any]) -> None:
    """Check that a wheel requires nothing that `claims`, its source's PKG-INFO, passes over in silence.

    PEP 643: what is not marked as dynamic is the same in every wheel. The lock was made of it, so that what is
    required besides would be missing. Raises `BuildError`.
    """
    said = HeaderParser().parsestr((claims or b"").decode("utf-8", "replace"))
    version = re.match(r"(\d+)\.(\d+)", str(said["Metadata-Version"]))
    dynamic = {str(field).strip().lower() for field in said.get_all("Dynamic", [])}
    if version is None or (int(version[1]), int(version[2])) < (2, 2) or dynamic & _REQUIRING:
        return
    metadata = HeaderParser().parsestr(read_metadata(wheel, spec).decode("utf-8", "replace"))
    if hidden := sorted(_required(metadata) - _required(said)):
        names = ", ".join(f"`{name}`" for name in hidden)
        raise BuildError(
            "wrong-wheel",
            f"`{spec['name']}` {spec['version']}: the wheel that `build_wheel` made requires {names}, "
            "and its PKG-INFO, which says all that it requires (PEP 643), does not say so",
            help="tell those who made it; ask for another version of it, or for a wheel",
            phase="build_wheel",
            name=spec["name"],
            version=spec["version"],
            file=spec["file"],
            found=hidden,
        )


def _required(metadata: Message) -> set[str]:
    texts = [str(text) for text in metadata.get_all("Requires-Dist", [])]
    names = [match[0] for text in texts if (match := re.match(r"\s*[A-Za-z0-9][A-Za-z0-9._-]*", text))]
    return {normalised(name.strip()) for name in names}


def _compare(name: str, version: str, where: str, spec: Mapping[str, Any]) -> None:
    wanted = spec["version"]
    if normalised(name) == normalised(spec["name"]) and (
        wanted is None or version_key(version) == version_key(wanted)
    ):
        return
    source = spec["file"] or "the source"
    raise BuildError(
        "wrong-wheel",
        f"`{source}` is locked as `{spec['name']}` {wanted or ''}".rstrip()
        + f", and {where} that `{_hook(spec)}` made says `{name}` {version}",
        help="the file's name, or its PKG-INFO, says something else than its build: tell those who made it",
        phase=_hook(spec),
        name=spec["name"],
        version=wanted,
        file=spec["file"],
        found=[name, version],
    )


def normalised(name: str) -> str:
    """A distribution's name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


_VERSION = re.compile(
    r"v?(?:(?P<epoch>\d+)!)?(?P<release>\d+(?:\.\d+)*)"
    r"(?:[-_.]?(?P<pre>alpha|a|beta|b|preview|pre|c|rc)[-_.]?(?P<pre_n>\d*))?"
    r"(?P<post>-(?P<post_1>\d+)|[-_.]?(?:post|rev|r)[-_.]?(?P<post_2>\d*))?"
    r"(?P<dev>[-_.]?dev[-_.]?(?P<dev_n>\d*))?"
    r"(?:\+(?P<local>[a-z0-9]+(?:[-_.][a-z0-9]+)*))?"
)
_PRE = {"alpha": "a", "beta": "b", "c": "rc", "pre": "rc", "preview": "rc"}


def version_key(text: str) -> object:
    """What is equal for equal versions (PEP 440); the text itself where it is no version."""
    match = _VERSION.fullmatch(text.strip().lower())
    if match is None:
        return re.sub(r"[-_]+", "-", text.strip().lower())
    release = [int(part) for part in match["release"].split(".")]
    while len(release) > 1 and release[-1] == 0:
        release.pop()
    return (
        int(match["epoch"] or 0),
        tuple(release),
        (_PRE.get(match["pre"], match["pre"]), int(match["pre_n"] or 0)) if match["pre"] else None,
        int(match["post_1"] or match["post_2"] or 0) if match["post"] else None,
        int(match["dev_n"] or 0) if match["dev"] else None,
        tuple(re.sub(r"^0+(?=\d)", "", part) for part in re.split(r"[-_.]", match["local"] or "")),
    )


def _fits_python(tag: str) -> bool:
    major, minor = sys.version_info[:2]
    match = re.fullmatch(r"([a-z]+)(\d)(\d*)", tag)
    if match is None or int(match[2]) != major:
        return False
    if match[1] == "py":
        return not match[3] or int(match[3]) <= minor
    own = {"cpython": "cp", "pypy": "pp"}[sys.implementation.name]
    return match[1] == own and (not match[3] or int(match[3]) <= minor)


def _fits_abi(tag: str) -> bool:
    major, minor = sys.version_info[:2]
    if tag in {"none", "abi3"}:
        return True
    if sys.implementation.name == "pypy":
        return tag.startswith(f"pypy{major}{minor}_")
    return tag == f"cp{major}{minor}"


def _fits_platform(tag: str) -> bool:
    machine = os.uname().machine
    return tag == "any" or (tag.startswith(("linux", "manylinux")) and tag.endswith(f"_{machine}"))
