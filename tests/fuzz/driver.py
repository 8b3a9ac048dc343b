"""What all fuzz targets share: inputs made from good ones by small changes, and what must hold for each.

A target is a parser of bytes that strangers choose. For every input it returns a value or raises an error of its own
type that names the input; it takes a bounded amount of memory, and writes nothing outside its directory.

Inputs follow from a seed: a run of `make test` is the same everywhere, and takes a moment. With `FUZZ_SECONDS` each
target runs that long, from a new seed (`make fuzz`). An input that fails is kept, and the failure says where:
put what is special about it into a unit test.
"""

from __future__ import annotations

import hashlib
import os
import random
import re
import resource
import secrets
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

INPUTS = 40
"""How many inputs a target gets where no time is given."""
MEMORY = 512 << 20
"""Bytes that a target may take besides what the process has."""

_NUMBERS = (
    *(b"0", b"-1", b"1e9", b"0x10", b" ", b"65535", b"2147483648", b"4294967295", b"9223372036854775808"),
    *(
        b"99999999999999999999",
        b"9" * 5000,
        b"\xc2\xb2",
        b"\xd9\xa3",
    ),  # two and three that `int` takes, or `isdigit`
)
_TEXTS = (
    *(
        b"\0",
        b"\n",
        b"\r\n",
        b"\x1b[2J",
        b"\xff",
        b"\xed\xa0\x80",
        b"\xef\xbb\xbf",
        b"\xe2\x80\xae",
        b"\\",
        b"'",
        b'"',
    ),
    *(
        b"..",
        b"/",
        b"../../outside/x",
        b"/outside",
        b"~nouser",
        b"${HOME}",
        b"%s",
        b"{}",
        b"-",
        b"#",
        b",",
        b"=",
        b":",
    ),
    *(b"[" * 2000, b"(" * 2000, b"{" * 2000, b"A" * 300, b"A" * 200_000, b"a" * 255 + b"/" + b"b" * 256),
)
_DIGITS = re.compile(rb"\d+")
_BYTES = (0, 1, 0x7F, 0x80, 0xFF)


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """One parser, and what it is tried with."""

    seeds: Sequence[bytes]
    """Good inputs, and bad ones that are worth varying."""
    parse: Callable[[bytes, Path], object]
    """Gets an input and a directory of its own, which is empty. What bytes alone do not reach (a checksum, a compressed
    member) it puts around the input itself."""
    errors: tuple[type[Exception], ...]
    """The errors that it may raise."""
    names: str = ""
    """What each of these must name: the file, or the distribution."""
    tokens: Sequence[bytes] = ()
    """What the format has words for: put in here and there."""
    inputs: int = INPUTS
    """How many it gets where no time is given; fewer for one that starts a process each time."""


def fuzz(target: Target, tmp_path: Path) -> None:
    """Try a target; `pytest.fail` with the first input that it does not take as it must.

    `tmp_path/inside` is the target's directory, made anew for each input; `tmp_path/outside` must stay as it is, and
    seeds may try to lead there.
    """
    seconds = float(os.environ.get("FUZZ_SECONDS", "0"))
    seed = secrets.randbits(32) if seconds else 0
    inside, outside = tmp_path / "inside", tmp_path / "outside"
    outside.mkdir()
    (outside / "kept").write_bytes(b"kept")
    before = _everything(tmp_path)
    ends = time.monotonic() + seconds
    for number, data in enumerate(_inputs(target, random.Random(seed))):
        if time.monotonic() > ends if seconds else number >= target.inputs + len(target.seeds):
            return
        inside.mkdir()
        problem = _problem(target, data, inside)
        shutil.rmtree(inside)
        if problem is None and _everything(tmp_path) != before:
            problem = "something outside of its directory was written"
        if problem is not None:
            kept = tmp_path / f"failed-{hashlib.sha256(data).hexdigest()[:12]}"
            kept.write_bytes(data)
            what = f"input {number} of seed {seed}, {len(data)} bytes, kept at {kept}: {data[:200]!r}"
            pytest.fail(f"{problem}\n{what}", pytrace=False)


def _problem(target: Target, data: bytes, inside: Path) -> str | None:
    try:
        with _bounded_memory():
            target.parse(data, inside)
    except target.errors as error:
        if target.names not in str(error):
            return f"the error does not name `{target.names}`: {error}"
    except MemoryError:
        return f"more than {MEMORY >> 20} MB were taken"
    except Exception as error:  # noqa: BLE001 -- whatever it is, it is not the target's own
        return f"{type(error).__name__} and not {' or '.join(kind.__name__ for kind in target.errors)}: {error!s:.500}"
    return None


@contextmanager
def _bounded_memory() -> Iterator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    status = Path("/proc/self/status").read_text()
    taken = int(status.partition("VmData:")[2].split()[0]) << 10
    resource.setrlimit(resource.RLIMIT_DATA, (taken + MEMORY, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _everything(root: Path) -> dict[str, object]:
    """All that lies below a directory: kinds, modes and contents."""
    found: dict[str, object] = {}
    for path in root.rglob("*"):
        content = path.readlink() if path.is_symlink() else path.read_bytes() if path.is_file() else None
        found[str(path)] = (path.lstat().st_mode, content)
    return found


# --- inputs ---------------------------------------------------------------------------------------------------------


def _inputs(target: Target, chance: random.Random) -> Iterator[bytes]:
    """The seeds as they are, then changed ones without end."""
    yield from target.seeds
    while True:
        data = chance.choice(target.seeds)
        for _ in range(chance.choice((1, 1, 1, 2, 3, 6))):
            data = _changed(data, target, chance)
        yield data


def _changed(data: bytes, target: Target, chance: random.Random) -> bytes:
    """One small change."""
    at = chance.randrange(len(data) + 1)
    end = min(len(data), at + chance.choice((1, 1, 2, 4, 8, 64, 1024, len(data))))
    match chance.randrange(9):
        case 0:  # cut off
            return data[:at]
        case 1:  # taken out
            return data[:at] + data[end:]
        case 2:  # again
            return data[:end] + data[at:end] * chance.choice((1, 1, 2, 100)) + data[end:]
        case 3:  # one byte
            return data[:at] + bytes([chance.choice((*_BYTES, chance.randrange(256)))]) + data[at + 1 :]
        case 4:  # a few bytes, as of a number in a binary format
            width = chance.choice((2, 4, 8))
            number = chance.choice((0, 1, (1 << 8 * width) - 1, 1 << (8 * width - 1), chance.randrange(256)))
            return data[:at] + number.to_bytes(width, chance.choice(("little", "big"))) + data[at + width :]
        case 5 if numbers := list(_DIGITS.finditer(data)):  # another number
            number_text = chance.choice(numbers)
            return data[: number_text.start()] + chance.choice(_NUMBERS) + data[number_text.end() :]
        case 6:  # of another one
            other = chance.choice(target.seeds)
            return data[:at] + other[chance.randrange(len(other) + 1) :]
        case 7 if target.tokens:  # a word in the place of something
            return data[:at] + chance.choice(target.tokens) + data[chance.choice((at, end)) :]
        case _:
            return data[:at] + chance.choice(_TEXTS) + data[chance.choice((at, end)) :]
