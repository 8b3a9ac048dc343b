"""Open one wheel, refuse what is wrong with it, and report what is in it.

Follows the binary distribution format
(https://packaging.python.org/en/latest/specifications/binary-distribution-format/)
and the RECORD file (https://packaging.python.org/en/latest/specifications/recording-installed-packages/).
Every member is inflated once: the same pass checks its hash and hands ELF files to `elf`.
"""

from __future__ import annotations

import base64
import configparser
import csv
import email.parser
import errno
import hashlib
import re
import struct
import tempfile
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from installer.records import InvalidRecordEntry, RecordEntry, parse_record_file
from packaging.metadata import parse_email
from packaging.utils import canonicalize_name
from packaging.version import Version

from snowsnake.analyse.elf import MAGIC, ElfFile, read_elf
from snowsnake.analyse.members import problem_with_members
from snowsnake.analyse.report import WheelReport
from snowsnake.analyse.uses import Collector, Description, told
from snowsnake.errors import SnowsnakeError
from snowsnake.parsing import Malformed
from snowsnake.specifications import read_version, read_wheel_name

SCHEMES = ("purelib", "platlib", "headers", "scripts", "data")
_CHUNK = 1 << 20
_IN_MEMORY = 64 << 20  # a larger ELF file waits on disk: CUDA's are a gigabyte each
_LARGEST_TEXT = 32 << 20  # METADATA, WHEEL, entry points and RECORD are held in memory whole
_FOR_ADDRESSES = str.maketrans("+/", "-_")
_SIGNATURES = ("RECORD.jws", "RECORD.p7s")
# PEP 376 and 427: "the hash algorithm must be sha256 or better; specifically, md5, sha1 ... are not
# permitted"
_ALGORITHMS = frozenset(
    {"sha256", "sha384", "sha512", "sha3_256", "sha3_384", "sha3_512", "blake2b", "blake2s"}
)


_FUNCTION = re.compile(r"\s*[^\s:\[]+\s*:\s*[^\s\[]")
"""`module:function`, as of what installers make a script of."""


class BadWheel(SnowsnakeError):
    """A wheel that must not be installed: corrupt, unsafe, or not what its name says."""

    def __init__(self, file: str, problem: str) -> None:
        self.file = file
        self.problem = problem
        super().__init__(
            f"`{file}` is not a usable wheel: {problem}",
            help="ask for another version of it; tell its maintainers if this one came from their index",
        )


class _ProblemError(Exception):
    """What is wrong with the wheel; becomes `BadWheel` where the file's name is known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _DistInfo:
    directory: str
    texts: Mapping[str, bytes]
    """METADATA, WHEEL, RECORD, and entry_points.txt where there is one."""


def read_wheel(path: Path, sha256: str) -> WheelReport:
    """Check and analyse the wheel at `path`, whose bytes are known to have `sha256`.

    Raises `BadWheel` for the first thing that is wrong with it; `OSError` when the file cannot be read.
    """
    file = path.name
    try:
        with _opened(path) as archive:
            return _report(archive, file, sha256, path.stat().st_size)
    except _ProblemError as error:
        raise BadWheel(file, str(error)) from error


@contextmanager
def _opened(path: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, UnicodeError, struct.error) as error:
        raise _ProblemError(f"the archive is truncated or corrupt ({error})") from error
    except OSError as error:
        if error.errno != errno.EINVAL:  # which is what a place before the file's beginning is
            raise
        raise _ProblemError(f"the archive is truncated or corrupt ({error})") from error


def _report(archive: zipfile.ZipFile, file: str, sha256: str, size: int) -> WheelReport:
    try:
        name, version, _ = read_wheel_name(file)
    except Malformed as error:
        raise _ProblemError(f"its file name is not a wheel's ({error})") from error
    members = archive.infolist()
    problem = problem_with_members(members, size)
    if problem is not None:
        raise _ProblemError(problem)
    files = [member for member in members if not member.is_dir()]
    info = _dist_info(archive, files)
    _check_name(info.directory.removesuffix(".dist-info"), name, version)
    _check_format(info.texts["WHEEL"])
    raw, _ = parse_email(info.texts["METADATA"])
    _check_metadata(raw.get("name"), raw.get("version"), name, version)
    _check_schemes(files, info.directory.removesuffix(".dist-info") + ".data")
    collector = Collector()
    elf_files = _check_contents(archive, files, info, collector)
    entry_points = dict(_entry_points(info.texts.get("entry_points.txt", b"")))
    scripts = {*entry_points, *_data_scripts(files)}
    description = Description(
        name=name,
        summary=raw.get("summary") or "",
        told=told(raw.get("description") or ""),
        requires=tuple(_required_names(raw.get("requires_dist", ()))),
        always=frozenset(
            _required_names(text for text in raw.get("requires_dist", ()) if "extra" not in text)
        ),
        scripts=frozenset(scripts),
        main=next(
            (module for script, module in entry_points.items() if canonicalize_name(script) == name), ""
        ),
    )
    machine = "aarch64" if "aarch64" in file.rpartition("-")[2] else "x86_64"
    found = collector.uses((member.filename for member in files), elf_files, description, machine)
    return WheelReport(
        file=file,
        sha256=sha256,
        name=name,
        version=str(version),
        requires_dist=tuple(raw.get("requires_dist", ())),
        requires_python=raw.get("requires_python"),
        elf_files=tuple(sorted(elf_files, key=lambda elf: elf.path)),
        scripts=tuple(sorted(scripts)),
        uses=found.uses,
        unread=found.unread,
        unfollowed=found.unfollowed,
        told=tuple(sorted(description.told)),
        unpacked=sum(member.file_size for member in files),
    )


def _required_names(requirements: Iterable[str]) -> Iterator[str]:
    for text in requirements:
        match = re.match(r"\s*([A-Za-z0-9][\w.-]*)", text)
        if match is not None:
            yield canonicalize_name(match[1])


def _dist_info(archive: zipfile.ZipFile, files: Sequence[zipfile.ZipInfo]) -> _DistInfo:
    tops = {member.filename.split("/", 1)[0] for member in files if "/" in member.filename}
    # Lower-cased: on a case-insensitive file system the second one would overwrite the first.
    found = sorted(top for top in tops if top.lower().endswith(".dist-info"))
    if not found:
        raise _ProblemError("it has no `.dist-info` directory")
    if len(found) > 1:
        names = ", ".join(f"`{name}`" for name in found)
        raise _ProblemError(f"it has several `.dist-info` directories: {names}")
    by_name = {member.filename: member for member in files}
    texts = {}
    for wanted in ("METADATA", "WHEEL", "RECORD", "entry_points.txt"):
        member = by_name.get(f"{found[0]}/{wanted}")
        if member is None:
            if wanted == "entry_points.txt":
                continue
            raise _ProblemError(f"it has no `{found[0]}/{wanted}`")
        if member.file_size > _LARGEST_TEXT:
            raise _ProblemError(f"its {wanted} is {member.file_size} bytes long")
        texts[wanted] = archive.read(member)
    return _DistInfo(directory=found[0], texts=texts)


def _check_name(stem: str, name: str, version: Version) -> None:
    own_name, _, own_version = stem.partition("-")
    try:
        same = canonicalize_name(own_name) == name and read_version(own_version) == version
    except Malformed:
        same = False
    if not same:
        raise _ProblemError(f"its file name says {name} {version}, its directory `{stem}.dist-info`")


def _check_metadata(own_name: str | None, own_version: str | None, name: str, version: Version) -> None:
    try:
        same = canonicalize_name(own_name or "") == name and read_version(own_version or "") == version
    except Malformed:
        same = False
    if not same:
        raise _ProblemError(f"its file name says {name} {version}, its METADATA {own_name} {own_version}")


def _check_format(raw: bytes) -> None:
    # "1. Parse distribution-1.0.dist-info/WHEEL. 2. Check that installer is compatible with Wheel-Version.
    # Warn if minor version is greater, abort if major version is greater."
    text = email.parser.BytesParser().parsebytes(raw).get("Wheel-Version", "")
    major = str(text).strip().split(".")[0]
    if not (major.isascii() and major.isdigit()):
        raise _ProblemError("its WHEEL file has no Wheel-Version")
    if major.lstrip("0") not in {"", "1"}:
        raise _ProblemError(f"its format is version {str(text).strip()[:20]}; only 1.x is known")


def _check_schemes(files: Sequence[zipfile.ZipInfo], data: str) -> None:
    for member in files:
        parts = member.filename.split("/")
        if parts[0] == data and (len(parts) < 3 or parts[1] not in SCHEMES):
            raise _ProblemError(f"member `{member.filename}` belongs to no installation scheme")


def _check_contents(
    archive: zipfile.ZipFile, files: Sequence[zipfile.ZipInfo], info: _DistInfo, collector: Collector
) -> list[ElfFile]:
    """Compare every member with RECORD, and read what comes by that is ELF or Python."""
    entries = _record(info)
    record = f"{info.directory}/RECORD"
    unrecorded = {record, *(f"{info.directory}/{name}" for name in _SIGNATURES)}
    elf_files = []
    for member in files:
        if member.filename in unrecorded:
            continue
        entry = entries.get(member.filename)
        if entry is None:
            raise _ProblemError(f"member `{member.filename}` is not in its RECORD")
        if entry.hash_ is None:
            raise _ProblemError(f"its RECORD has no hash for `{member.filename}`")
        if entry.hash_.name not in _ALGORITHMS:
            raise _ProblemError(f"its RECORD has only a {entry.hash_.name} hash for `{member.filename}`")
        hasher = hashlib.new(entry.hash_.name)
        elf = _pass_through(archive, member, hasher.update, collector)
        # Some projects patch the libraries that they bring after RECORD was written: the build says so.
        if elf is None and not _is_hash(entry.hash_.value, hasher.digest()):
            raise _ProblemError(f"member `{member.filename}` does not have the hash that its RECORD says")
        if elf is not None:
            elf_files.append(elf)
    return elf_files


def _is_hash(text: str, digest: bytes) -> bool:
    """Whether RECORD has this digest; some tools write it in hex, or in base64 that is for no address."""
    found = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
    return text.rstrip("=").translate(_FOR_ADDRESSES) == found or text.lower() == digest.hex()


def _record(info: _DistInfo) -> dict[str, RecordEntry]:
    try:
        lines = info.texts["RECORD"].decode().splitlines()
        entries = [RecordEntry.from_elements(*elements) for elements in parse_record_file(lines)]
    except (InvalidRecordEntry, UnicodeDecodeError, csv.Error) as error:
        raise _ProblemError(f"its RECORD cannot be read ({str(error)[:200]})") from error
    return {entry.path: entry for entry in entries}


def _pass_through(
    archive: zipfile.ZipFile,
    member: zipfile.ZipInfo,
    update: Callable[[bytes], None],
    collector: Collector,
) -> ElfFile | None:
    """Inflate one member once: every byte goes to `update`, ELF and Python files are kept for what they say."""
    path = member.filename
    with archive.open(member) as source:
        if collector.wants(path, member.file_size):
            data = source.read()
            update(data)
            collector.python(path, data)
            return None
        chunk = source.read(_CHUNK)
        update(chunk)
        for wants, take in (
            (collector.wants_script, collector.script),
            (collector.wants_program, collector.program),
        ):
            if wants(path, chunk, member.file_size):
                data = chunk + source.read()
                update(data[len(chunk) :])
                take(path, data)
                return None
        collector.other_script(path, chunk)
        if not chunk.startswith(MAGIC):
            while chunk := source.read(_CHUNK):
                update(chunk)
            return None
        feed = collector.elf(path)
        with tempfile.SpooledTemporaryFile(max_size=_IN_MEMORY) as copy:
            while chunk:
                copy.write(chunk)
                feed(chunk)
                chunk = source.read(_CHUNK)
                update(chunk)
            return read_elf(copy, path)


def _data_scripts(files: Sequence[zipfile.ZipInfo]) -> Iterator[str]:
    for member in files:
        first, _, rest = member.filename.partition(".data/scripts/")
        if rest and "/" not in first and "/" not in rest:
            yield rest


def _entry_points(raw: bytes) -> Iterator[tuple[str, str]]:
    """The names of scripts that installers make, and the modules that they import."""
    # https://packaging.python.org/en/latest/specifications/entry-points/#file-format
    parser = configparser.ConfigParser(delimiters=("=",), interpolation=None, strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]  # names are case-sensitive
    try:
        parser.read_string(raw.decode())
    except (configparser.Error, UnicodeDecodeError) as error:
        raise _ProblemError("its entry_points.txt cannot be read") from error
    for section in ("console_scripts", "gui_scripts"):
        for name in parser[section] if parser.has_section(section) else ():
            # The name becomes a file in bin/.
            if "/" in name or "\\" in name or name in {"", ".", ".."} or not name.isprintable():
                raise _ProblemError(f"its entry_points.txt has a script called {name[:80]!r}")
            if len(name.encode()) > 255:
                raise _ProblemError(
                    f"its entry_points.txt has a script called `{name[:80]}…`, which is no file name"
                )
            if _FUNCTION.match(parser[section][name] or "") is None:
                raise _ProblemError(f"its entry_points.txt names no function for the script `{name}`")
            yield name, (parser[section][name] or "").partition(":")[0].strip()
