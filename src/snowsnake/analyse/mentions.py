"""Which programs and libraries a wheel's or source's code mentions, found without being run.

Python: string literals. Shell scripts of a wheel: words where a command begins.
"""

from __future__ import annotations

import hashlib
import json
import posixpath
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

from snowsnake.analyse.source.files import open_source
from snowsnake.analyse.source.report import BadSource
from snowsnake.analyse.source.uses import installed
from snowsnake.storage import read_sealed, write_sealed

_FORMAT = 11  # of what is kept
_LARGEST = 4 << 20
"""A longer module is data."""
_LINE = b"\n"
_METADATA = ".dist-info/METADATA"
_NOT_THE_PACKAGE = re.compile(
    r"(^|/)(tests?|testing|examples?|docs?|benchmarks?)/|(^|/)(test_[^/]*|tests?|conftest)\.py$"
)


_LOADS = r"(?i:find|load|open|dll|lib)\w{0,30}\(\s{0,20}[\[(]?(?:[^()\n]{0,80}?,\s{0,20})?"
"""What a call looks like that takes a library by its bare name, which may be a word (`ssl`)."""

_ACTS = re.compile(
    rb"\b(?:subprocess|create_subprocess_\w+|Popen|QProcess|pexpect|ptyprocess|plumbum|ctypes|cffi|dlopen"
    rb"|which(?=\()|os\.(?:system|popen|exec[lv]p?e?|spawn[lv]p?e?|posix_spawnp?))\b"
)
"""What a module has in it that starts programs or loads libraries."""
_SHELL_SCRIPT = re.compile(rb"#![^\n]*\b(?:ba|da|k|z)?sh\b")
_SHELL_SUFFIXES = frozenset({"", ".sh", ".bash"})
_FIRST_OF_LIST = re.compile(rb"\[\s*\Z")
_OPTIONS = re.compile(rb"-\w")


@dataclass(frozen=True, slots=True)
class Mention:
    """A place in Python that mentions a program, library or typelib."""

    where: str
    """`package/module.py:12`."""
    acts: bool
    """Its module starts programs or loads libraries, or it begins a command line: a list, or a text with options."""


def mentions(path: Path, sha256: str, names: Collection[str], cache: Path | None) -> dict[str, Mention]:
    """Where Python first mentions each of `names`, by name; a place that acts before one that does not.

    `path`: a wheel, an sdist, or a directory with a project (then `sha256` is empty, and nothing is kept).

    A program is mentioned by a word of a shell script where a command begins, and in Python by a literal that is its
    name (`/usr/bin/java`: only with a directory of Debian's), ends with `/NAME` or begins with `NAME ` (a command
    line), or by the wheel's name or summary ("wrapper around tesseract-ocr", where the code that would say so is
    compiled); a library (`libpq.so.5`) by its file, with or without version, by `libpq`, or by `pq` in a call that
    loads it; a typelib (`Gtk-3.0.typelib`) by `require_version` or an import of its namespace. What is for tests and
    examples does not count. `cache` as in `cached_report`. A file that cannot be read, and is refused elsewhere,
    mentions nothing.
    """
    digest = hashlib.sha256(json.dumps([_FORMAT, sha256, *sorted(names)]).encode()).hexdigest()
    kept = cache / "mentions" / digest[:2] / digest if cache is not None and sha256 else None
    if kept is not None and (known := read_sealed(kept)) is not None:
        return {name: Mention(*mention) for name, mention in json.loads(known).items()}
    found = _search(path, names)
    if kept is not None:
        values = {name: astuple(mention) for name, mention in found.items()}
        write_sealed(kept, json.dumps(values, sort_keys=True).encode())
    return found


def _search(path: Path, names: Collection[str]) -> dict[str, Mention]:
    patterns = {name: _pattern(name) for name in sorted(names)}
    summary = {name: _summary_pattern(name) for name in sorted(names)}
    shell = {name: _shell_pattern(name) for name in sorted(names)}
    found: dict[str, Mention] = {}
    try:
        for file, data in _of_wheel(path) if path.suffix == ".whl" else _of_source(path):
            if _NOT_THE_PACKAGE.search(file):
                continue
            is_shell = _SHELL_SCRIPT.match(data) is not None
            acts = is_shell or _ACTS.search(data) is not None
            here = summary if file.endswith(_METADATA) else shell if is_shell else patterns
            for name, pattern in here.items():
                if name in found and found[name].acts:
                    continue
                mention = _mention(file, data, pattern, acts=acts)
                if mention is not None and (name not in found or mention.acts):
                    found[name] = mention
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, BadSource):
        return {}
    return found


def _mention(file: str, data: bytes, pattern: re.Pattern[bytes], *, acts: bool) -> Mention | None:
    """The first place of a file, or the first that begins a command line where the file does not act."""
    first = None
    for match in pattern.finditer(data):
        start, end = match.span()
        begins = (
            acts
            or _FIRST_OF_LIST.search(data, max(0, start - 200), start) is not None
            or (data[end - 1 : end] == b" " and _OPTIONS.match(data, end) is not None)
        )
        if first is None or begins:
            first = Mention(f"{file}:{1 + data.count(_LINE, 0, match.start())}", begins)
        if begins:
            break
    return first


def _of_wheel(path: Path) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(path) as archive:
        for member in sorted(archive.infolist(), key=lambda member: member.filename):
            file, base = member.filename, posixpath.basename(member.filename)
            may_be_script = ".data/scripts/" in file or (
                posixpath.splitext(base)[1] in _SHELL_SUFFIXES and ".dist-info/" not in file
            )
            if (may_be_script or file.endswith((".py", _METADATA))) and member.file_size <= _LARGEST:
                data = archive.read(member)
                if not may_be_script or data.startswith(b"#!"):
                    yield file, data


def _of_source(path: Path) -> Iterator[tuple[str, bytes]]:
    files = open_source(path)
    for file in sorted(installed(files)):
        if file.endswith(".py") and file in files.texts:
            yield file, files.texts[file]


def _pattern(name: str) -> re.Pattern[bytes]:
    if name.endswith(".typelib"):
        return _typelib_pattern(*name.removesuffix(".typelib").rsplit("-", 1))
    if name.startswith("#"):
        return re.compile(rf"(?i:(?<![\w.-]){re.escape(name[1:])}(?![\w-]))".encode())
    if name.startswith("/"):
        return re.compile(rf"['\"](?:/usr)?/s?bin/{re.escape(name.rpartition('/')[2])}(?:['\"]|[ ])".encode())
    if ".so" not in name:
        return re.compile(
            rf"['\"](?:[^'\"\n]*/)?{re.escape(name)}(?:['\"]|[ ]){_as_attribute(name)}".encode()
        )
    stem = re.escape(name.removeprefix("lib").partition(".so")[0])
    return re.compile(
        rf"['\"](?:lib{stem}(?:\.so[\d.]*)?|{stem}\.so[\d.]*)['\"]|{_LOADS}['\"]{stem}['\"]".encode()
    )


def _as_attribute(name: str) -> str:
    """Other ways to name a program: `from sh import git`, `sh.git(`, plumbum's `from plumbum.cmd import git`; and of
    what is a command of git's, `git lfs` and `git.lfs`.
    """
    found = ""
    if name.isidentifier():
        imported = rf"\bfrom[ ]+(?:sh(?:\.contrib)?|plumbum\.cmd)[ ]+import[ ]+[^\n#]{{0,300}}\b{name}\b"
        found = rf"|{imported}|\bsh\.(?:contrib\.)?{name}(?=[\s(.])"
    if name.startswith("git-"):
        found += rf"|\bgit(?:\.|[ ]|['\"],[ ]?['\"]){re.escape(name.removeprefix('git-'))}\b"
    return found


def _shell_pattern(name: str) -> re.Pattern[bytes]:
    """A program's name where a command begins, with Debian's directory or without."""
    if ".so" in name or name.endswith(".typelib"):
        return re.compile(rb"(?!)")
    word = re.escape(name.rpartition("/")[2])
    begin = r"(?:^|[|;&(`!]|\b(?:then|do|else|if|elif|while|until|exec|sudo|env|command)[ \t])[ \t]*"
    return re.compile(rf"{begin}(?:/(?:usr/)?s?bin/)?{word}(?=[ \t;|&)`]|$)".encode(), re.MULTILINE)


def _summary_pattern(name: str) -> re.Pattern[bytes]:
    """A program's name as a word of the summary or the name; nothing else is named there as a file is."""
    word = (
        rf"^(?:Summary:[^\n]*(?<![\w.-])|Name:[^\n]*(?<!\w)){re.escape(name)}(?![\w.])"
        if "." not in name
        else r"(?!)"
    )
    return re.compile(word.encode(), re.MULTILINE | re.IGNORECASE)


def _typelib_pattern(namespace: str, version: str) -> re.Pattern[bytes]:
    return re.compile(
        rf"require_version\(\s*['\"]{re.escape(namespace)}['\"]\s*,\s*['\"]{re.escape(version)}['\"]"
        rf"|\bgi\.repository\.{re.escape(namespace)}\b"
        rf"|\bgi\.repository[ ]+import[ ]+(?:\([^)]{{0,2000}}|[^\n]{{0,500}})\b{re.escape(namespace)}\b".encode()
    )
