"""Unpacks a source, checked on the way, and applies patches to it (POSIX `diff -u`, as git writes it too)."""

# pathlib costs start-up time, and most of this runs for every file.
# ruff: noqa: PTH101, PTH102, PTH103, PTH104, PTH108, PTH112, PTH113, PTH114, PTH115, PTH116, PTH119, PTH120, PTH123, PTH202, PTH208, PTH211

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from .below import Below, check_links
from .members import read_source, take
from .report import BuildError
from .streams import ArchiveProblem, limit_of, reading, shown

_UNDATED = "1980-01-01T00:00:00+00:00"
HISTORY = ".snowsnake-history.json"
EPOCH = 315532800
"""1980-01-01, the oldest time that a zip file can hold; every file of a source gets it."""
_CALENDAR = re.compile(r"(\d{4})\.(\d{1,2})\.(\d{1,2})(?!\d)")
_DIRECTORY_MODE, _PROGRAM_MODE, _FILE_MODE = 0o755, 0o755, 0o644


def date_of(version: str | None) -> int:
    """What a build takes for the date of its source (`SOURCE_DATE_EPOCH`), in seconds.

    The day of a calendar version, `2026.10.4`, because some work out the version from that date; else `EPOCH`.
    """
    match = _CALENDAR.match(version or "")
    if match is None:
        return EPOCH
    year, month, day = match.groups()
    try:
        date = datetime.fromisoformat(f"{year}-{month:0>2}-{day:0>2}T00:00:00+00:00")
    except ValueError:
        return EPOCH  # no day: 2026.13.1
    return max(EPOCH, int(date.timestamp()))


def unpack(source: str, file: str | None, into: str) -> str:
    """Unpack an archive, or copy a directory, below `into`; the path of the source's root.

    `file` is the archive's own name (the store's has a hash in it), `None` for a directory. Modes become 755
    or 644, times `EPOCH`. Raises `BuildError` (`bad-source`) for what is damaged or leads out.
    """
    os.makedirs(into, exist_ok=True)
    if file is None or os.path.isdir(source):
        top = f"{into}/source"
        _copy(source, top)
    else:
        try:
            _extract(source, into)
            check_links(into)
        except ArchiveProblem as error:
            raise _bad(file, f"cannot be unpacked: {error}") from error
        top = _top(into, file)
    _set_times(into)
    return top


def _extract(source: str, into: str) -> None:
    """Unpack an archive. Raises `ArchiveProblem`."""
    limit = limit_of(os.path.getsize(source))
    with open(source, "rb") as file, Below(into) as below, reading():
        for member, content in read_source(file, limit):
            take(member, content, below)


def take_history(root: str) -> dict[str, Any] | None:
    """What was laid beside a directory's files about its repository, which is taken away; `None` where nothing was.

    See `artifacts/git_history.py`. Raises `BuildError`; a repository of a stranger's may have such a file of its own.
    """
    path = f"{root}/{HISTORY}"
    if not os.path.isfile(path) or os.path.islink(path):
        return None
    try:
        with open(path, encoding="utf-8") as file:
            history: dict[str, Any] = json.load(file)
        prefix = os.fsencode(history["prefix"])
    except (ValueError, LookupError, TypeError, RecursionError):
        raise _bad(HISTORY, "is in the source, and not what snowsnake lays there") from None
    os.unlink(path)
    if prefix.startswith(b"/") or b"\0" in prefix or b".." in prefix.split(b"/"):
        raise _bad(
            HISTORY, f"says that it lies in `{shown(history['prefix'])}`, which leads out of its repository"
        )
    return history


def archived_history(root: str) -> dict[str, Any] | None:
    """What `.git_archival.txt` says, which `git archive` fills in and forges' archives have; `None` where it does not.

    https://setuptools-scm.readthedocs.io/en/latest/usage/#git-archives
    """
    try:
        with open(f"{root}/.git_archival.txt", encoding="utf-8", errors="replace") as file:
            said = dict(line.strip().partition(": ")[::2] for line in file)
    except OSError:
        return None
    described, node = said.get("describe-name", ""), said.get("node", "")
    match = re.fullmatch(r"([A-Za-z0-9_][\w./+-]*?)(?:-(\d{1,6})-g[0-9a-f]+)?", described)
    if match is None or ".." in described or not re.fullmatch(r"[0-9a-f]{40}([0-9a-f]{24})?", node):
        return None
    date = said.get("node-date", "")
    distance = int(match[2] or 0)
    return {
        "rev": node,
        "branch": None,
        "date": date if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:]{8}([+-]\d\d:\d\d|Z)", date) else _UNDATED,
        "commits": distance + 1,
        "tags": [{"name": match[1], "distance": distance, "annotated": True}],
    }


def named_version(root: str) -> str | None:
    """The version in the name of an archive's top directory, `flake-1.2`; `None` where there is none."""
    match = re.fullmatch(r"[\w.-]+?-v?(\d+(\.\d+)*((a|b|rc|\.post|\.dev)\d+)?)", os.path.basename(root))
    return match[1] if match is not None else None


def move_below(root: str, prefix: str) -> str:
    """Move everything in `root` to where it lies in its repository, which `root` becomes; the new path."""
    if not prefix:
        return root
    aside = f"{root}.moved"
    os.rename(root, aside)
    os.makedirs(os.path.dirname(f"{root}/{prefix}"))
    os.rename(aside, f"{root}/{prefix}")
    return f"{root}/{prefix}"


def _bad(file: str, what: str) -> BuildError:
    return BuildError("bad-source", f"`{file}` {what}", file=file, phase="unpack")


def _top(into: str, file: str) -> str:
    """The one directory that everything is in; an archive without one is its own."""
    names = [name for name in sorted(os.listdir(into)) if name != "pax_global_header"]
    if not names:
        raise _bad(file, "is empty")
    directories = [name for name in names if os.path.isdir(f"{into}/{name}")]
    if names == directories and len(names) == 1:
        return f"{into}/{names[0]}"
    if any(name in names for name in ("pyproject.toml", "setup.py", "PKG-INFO")):
        return into
    if len(directories) == 1:  # `._name` beside `name`: made on a Mac
        return f"{into}/{directories[0]}"
    raise _bad(file, f"has no single top directory, but {', '.join(f'`{name}`' for name in names[:5])}")


def _copy(source: str, target: str) -> None:
    """Copy a directory of the store; links stay as they are."""
    os.mkdir(target, _DIRECTORY_MODE)
    with os.scandir(source) as entries:
        for entry in entries:
            new = f"{target}/{entry.name}"
            if entry.is_symlink():
                os.symlink(os.readlink(entry.path), new)
            elif entry.is_dir():
                _copy(entry.path, new)
            elif entry.is_file():
                shutil.copyfile(entry.path, new)
                os.chmod(new, _PROGRAM_MODE if entry.stat().st_mode & 0o111 else _FILE_MODE)


def _set_times(root: str) -> None:
    for directory, names, files in os.walk(root, topdown=False):
        for name in (*names, *files):
            os.utime(f"{directory}/{name}", (EPOCH, EPOCH), follow_symlinks=False)


# --- patches --------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Hunk:
    start: int
    """The line of the old file at which it is expected, from 0."""
    old: Sequence[bytes]
    new: Sequence[bytes]
    header: str


@dataclass(frozen=True)
class _FilePatch:
    path: str
    """Of the file that is there now; empty for one that the patch makes."""
    becomes: str
    """Its path afterwards; empty when it is removed."""
    hunks: Sequence[_Hunk]
    program: bool | None
    """The mode that it gets, where the patch says one."""


_HUNK = re.compile(rb"@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@.*")


def apply(text: str, name: str, root: str) -> None:
    """Apply a unified diff below `root`, as `patch -p1` does (`-p0` where its paths have no `a/` and `b/`).

    Context must be exact; a hunk may lie at another line than the diff says. Raises `BuildError` (`bad-patch`).
    """
    found = False
    for patch in _parse(text.encode("utf-8", "surrogateescape"), name):
        found = True
        _apply_file(patch, name, root)
    if not found:
        raise _bad_patch(name, "holds no unified diff")


def _lines(data: bytes) -> list[bytes]:
    """Lines with their ends; only a line feed ends one."""
    return re.findall(rb"[^\n]*\n|[^\n]+", data)


def _bad_patch(name: str, what: str) -> BuildError:
    return BuildError("bad-patch", f"the patch `{name}` {what}", patch=name, phase="patch")


def _parse(text: bytes, name: str) -> Iterator[_FilePatch]:  # noqa: C901 -- one pass over one format
    lines = _lines(text)
    position = 0
    extended: dict[str, str] = {}
    while position < len(lines):
        line = lines[position]
        if line.startswith(b"diff --git "):
            if "rename from" in extended:
                yield _renamed(extended, (), name)
            extended = {}
        for word in ("rename from", "rename to", "new file mode", "new mode"):
            if line.startswith(word.encode() + b" "):
                extended[word] = os.fsdecode(line[len(word) + 1 :].strip())
        if line.startswith((b"GIT binary patch", b"Binary files ")):
            raise _bad_patch(name, "changes a binary file, which cannot be done")
        if not (line.startswith(b"--- ") and lines[position + 1 : position + 2]):
            position += 1
            continue
        if not lines[position + 1].startswith(b"+++ "):
            position += 1
            continue
        old, new = _header(line), _header(lines[position + 1])
        if old.startswith("a/") or new.startswith("b/"):
            old, new = (path if path == "/dev/null" else path.partition("/")[2] for path in (old, new))
        position += 2
        hunks = []
        while position < len(lines) and (match := _HUNK.match(lines[position])):
            hunk, position = _hunk(lines, position, match, name)
            hunks.append(hunk)
        mode = extended.get("new file mode") or extended.get("new mode")
        yield _FilePatch(
            path="" if old == "/dev/null" else extended.get("rename from", old),
            becomes="" if new == "/dev/null" else extended.get("rename to", new),
            hunks=hunks,
            program=None if mode is None else mode.endswith("755"),
        )
        extended = {}
    if "rename from" in extended:
        yield _renamed(extended, (), name)


def _renamed(extended: dict[str, str], hunks: Sequence[_Hunk], name: str) -> _FilePatch:
    if "rename to" not in extended:
        raise _bad_patch(name, "is cut off")
    return _FilePatch(extended["rename from"], extended["rename to"], hunks, None)


def _header(line: bytes) -> str:
    """The path of a `---` or `+++` line, without the time that `diff` puts after a tab."""
    return os.fsdecode(line[4:].split(b"\t")[0].strip())


def _hunk(lines: Sequence[bytes], position: int, match: re.Match[bytes], name: str) -> tuple[_Hunk, int]:
    header = os.fsdecode(lines[position].strip())
    start = int(match[1])
    old_count, new_count = int(match[2] or 1), int(match[4] or 1)
    old: list[bytes] = []
    new: list[bytes] = []
    position += 1
    while len(old) < old_count or len(new) < new_count:
        if position == len(lines):
            raise _bad_patch(name, f"is cut off in `{header}`")
        line = lines[position]
        kind, rest = line[:1], line[1:]
        if line in {b"\n", b"\r\n"}:  # an editor took the space of an empty context line
            kind, rest = b" ", line
        if kind not in {b" ", b"-", b"+"}:
            raise _bad_patch(name, f"has a line in `{header}` that belongs to no diff")
        position += 1
        if position < len(lines) and lines[position].startswith(b"\\"):
            rest = rest.removesuffix(b"\n")  # "\ No newline at end of file"
            position += 1
        if kind != b"+":
            old.append(rest)
        if kind != b"-":
            new.append(rest)
    # A hunk without old lines says after which line it goes.
    return _Hunk(start if old_count == 0 else max(start - 1, 0), old, new, header), position


def _apply_file(patch: _FilePatch, name: str, root: str) -> None:
    for path in (patch.path, patch.becomes):
        if path.startswith("/") or ".." in path.split("/") or _through_link(root, path):
            raise _bad_patch(name, f"changes `{path}`, which is not in the source")
    source = f"{root}/{patch.path}"
    lines: list[bytes] = []
    program = bool(patch.program)
    if patch.path:
        try:
            with open(source, "rb") as file:
                lines = _lines(file.read())
            if patch.program is None:
                program = bool(os.stat(source).st_mode & 0o111)
        except OSError:
            raise _bad_patch(name, f"changes `{patch.path}`, which the source does not have") from None
    elif os.path.lexists(f"{root}/{patch.becomes}"):
        raise _bad_patch(name, f"makes `{patch.becomes}`, which the source already has")
    _change(lines, patch, name)
    if patch.path and patch.path != patch.becomes:
        os.unlink(source)
    if patch.becomes:
        target = f"{root}/{patch.becomes}"
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(b"".join(lines))
        os.chmod(target, _PROGRAM_MODE if program else _FILE_MODE)
        os.utime(target, (EPOCH, EPOCH))


def _change(lines: list[bytes], patch: _FilePatch, name: str) -> None:
    """Apply the hunks to the lines of a file. Raises `BuildError`."""
    offset = done = 0
    for hunk in patch.hunks:
        at = _find(lines, hunk, hunk.start + offset, done)
        if at is None:
            raise _bad_patch(
                name,
                f"does not fit `{patch.path or patch.becomes}` at `{hunk.header}`: "
                "the lines that it expects are not there",
            )
        lines[at : at + len(hunk.old)] = hunk.new
        offset = at - hunk.start + len(hunk.new) - len(hunk.old)
        done = at + len(hunk.new)


def _through_link(root: str, path: str) -> bool:
    parts = path.split("/")
    return any(os.path.islink("/".join((root, *parts[:depth]))) for depth in range(1, len(parts) + 1))


def _find(lines: Sequence[bytes], hunk: _Hunk, expected: int, after: int) -> int | None:
    """Where a hunk's old lines are: at the expected line, else at the nearest one below what is done."""
    size = len(hunk.old)
    last = len(lines) - size
    if last < after:
        return None
    if size == 0:
        return min(max(expected, after), last)
    for place in sorted(range(after, last + 1), key=lambda place: abs(place - expected)):
        if lines[place : place + size] == hunk.old:
            return place
    return None
