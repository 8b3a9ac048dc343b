"""What ELF files open by themselves: the names of libraries in them, and what is known of some."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence

from snowsnake.analyse.elf import ElfFile
from snowsnake.analyse.uses.names import is_present
from snowsnake.analyse.uses.use import Level, Use
from snowsnake.knowledge import mapping, texts

_NAME = re.compile(rb"(?<=\0)lib[A-Za-z0-9_+.-]{1,60}\.so(?:\.\d{1,4}){1,3}(?=\0)")
_LONGEST = 128
_MOST = 1000
_LOOKS = 100_000
"""Places of one file that are looked at for names with nothing around them."""
_ENDS = re.compile(rb"[A-Za-z0-9_+.-]+\Z")
_IN_RUST = re.compile(rb"lib[A-Za-z0-9_+.-]{1,60}?\.so(?:\.\d{1,3}){1,3}(?=[^\d.]|\.\D)")
_RUST = (b"/rustc/", b"/library/core/src/", b"/library/std/src/")
"""What is in machine code that rustc made: paths of its own sources, for messages."""
_BEGINS = re.compile(rb"lib(?=[A-Za-z])(?!lib[A-Z])")  # not that within `libglib-2.0`, nor one before `libXi`


class Strings:
    """One ELF file's, looked for piece by piece."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._opens = False
        self._is_rust = False
        self._is_sdl = False
        self._names: set[str] = set()
        self._within: set[str] = set()
        self._looks = _LOOKS
        self._end = b""

    def feed(self, piece: bytes) -> None:
        """The next piece of the file."""
        data = self._end + piece
        self._opens = self._opens or b"\0dlopen\0" in data or b"\0dlmopen\0" in data
        self._is_rust = self._is_rust or any(path in data for path in _RUST)
        self._is_sdl = self._is_sdl or b"\0SDL_" in data
        at = data.find(b".so.")
        while at >= 0:
            start = data.rfind(b"\0", max(0, at - _LONGEST), at) + 1
            match = _NAME.match(data, start) if start else None
            if match is not None and len(self._names) < _MOST:
                self._names.add(match[0].decode())
            elif match is None and self._looks and len(self._within) < _MOST:
                self._looks -= 1
                if (name := _within(data, at)) is not None:
                    self._within.add(name)
            at = data.find(b".so.", at + 4)
        self._end = data[-_LONGEST:]

    @property
    def names(self) -> frozenset[str]:
        """Sonames that it may open: all that it mentions, if it imports `dlopen`. What it is linked to included."""
        if not self._opens:
            return frozenset()
        return frozenset(self._names | self._within if self._is_rust else self._names)

    def draws_with(self, soname: str) -> bool:
        """Whether it opens this to draw by the graphics card. SDL does without."""
        return soname in self._names and soname in texts("run-time", "drawing") and not self._is_sdl


def _within(data: bytes, at: int) -> str | None:
    """The soname whose `.so.` is there, of texts that nothing ends, as Rust keeps them one after the other."""
    before = _ENDS.search(data, max(0, at - _LONGEST), at)
    if before is None:
        return None
    text = before[0].rpartition(b".so")[2]
    starts = [match.start() for match in _BEGINS.finditer(text)]
    apart = [start for start in starts if not text[start - 1 : start].islower()]  # not that of `libcalibre`
    if not starts:
        return None
    match = _IN_RUST.match(data, at - len(text) + (apart or starts)[-1])
    return match[0].decode() if match is not None else None


def stem_of_file(name: str) -> str:
    """The stem of a library's file; auditwheel puts a hash into the name: `libz-1a2b3c4d.so.1`."""
    return re.sub(r"(-r\d+)?-[0-9a-f]{6,}(\.[\d.]+)?$", "", name.removeprefix("lib").partition(".so")[0])


def of_strings(strings: Strings, carried: Collection[str], known: Collection[str]) -> Iterable[Use]:
    """The libraries that a file mentions; of those `carried`, and those `known` to be opened (stems), none."""
    for soname in sorted(strings.names):
        stem = stem_of_file(soname)
        if stem not in carried and stem not in known and not is_present(stem):
            level: Level = "required" if strings.draws_with(soname) else "optional"
            yield Use(level=level, kind="soname", name=soname, sure="likely", evidence=(strings.path,))


def of_run_times(elf_files: Sequence[ElfFile]) -> Iterable[Use]:
    """What run times open by names that they make, and do not start without: .NET's ICU, whatever version."""
    opened = mapping("run-time", "opened")
    for elf in elf_files:
        name = opened.get(elf.path.rpartition("/")[2])
        if name is not None:
            yield Use(level="required", kind="library", name=name, sure="certain", evidence=(elf.path,))
