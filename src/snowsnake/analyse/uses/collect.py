"""Collects what may say what a wheel opens and runs while its members are inflated, and works it out at the end."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from snowsnake.analyse.elf import ElfFile
from snowsnake.analyse.uses.binary import Strings
from snowsnake.analyse.uses.describe import Description
from snowsnake.analyse.uses.events import Opened, Ran
from snowsnake.analyse.uses.levels import decide, unfollowed
from snowsnake.analyse.uses.modules import Modules
from snowsnake.analyse.uses.python import find
from snowsnake.analyse.uses.shell import SHELLS, Script, interpreter_of, read_script, shell_of
from snowsnake.analyse.uses.use import Use

_KEPT = 128 << 20
"""Bytes of one wheel's Python files that are held at most."""
_LARGEST = 4 << 20
_SCRIPTS = 200
"""Shell scripts of one wheel that are read."""
_TOLD = 20
_PYTHON = re.compile(rb"#![^\n]*python")
_PLACES = re.compile(r"[^/]+\.data/(purelib|platlib)/")


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """What is known of a wheel's or a source's files."""

    uses: tuple[Use, ...]
    """Sorted."""
    unread: tuple[str, ...]
    """Modules that could not be read although they may say more."""
    unfollowed: tuple[str, ...]
    """Calls that open or run what is not known: what each does and where, as a person reads it."""


class Collector:
    """What comes by of one wheel."""

    def __init__(self) -> None:
        self._texts: dict[str, bytes] = {}
        self._scripts: dict[str, bytes] = {}
        self._others: dict[str, str] = {}
        self._literals: list[Opened | Ran] = []
        self._kept = 0
        self._strings: list[Strings] = []
        self._unread: list[str] = []

    def wants(self, path: str, size: int) -> bool:
        """Whether a member is a Python module that should be handed over whole."""
        if not path.endswith(".py"):
            return False
        if size > _LARGEST or self._kept + size > _KEPT:
            return False
        self._kept += size
        return True

    def python(self, path: str, data: bytes) -> None:
        """A Python module."""
        self._texts[_PLACES.sub("", path)] = data

    def wants_program(self, path: str, start: bytes, size: int) -> bool:
        """Whether a member that begins like this is a program in Python that should be handed over whole."""
        if ".data/scripts/" not in path or not _PYTHON.match(start):
            return False
        return self.wants(f"{path}.py", size)

    def program(self, path: str, data: bytes) -> None:
        """A program in Python, which no module imports."""
        self._texts[path.rpartition("/")[2]] = data

    def wants_script(self, path: str, start: bytes, size: int) -> bool:
        """Whether a member that begins like this is a shell script that should be handed over whole."""
        if not ((start.startswith(b"#!") and shell_of(start)) or path.endswith((".sh", ".bash"))):
            return False
        if size > _LARGEST or self._kept + size > _KEPT or len(self._scripts) >= _SCRIPTS:
            return False
        self._kept += size
        return True

    def script(self, path: str, data: bytes) -> None:
        """A shell script."""
        self._scripts[_PLACES.sub("", path)] = data

    def other_script(self, path: str, start: bytes) -> None:
        """A member that begins like this, which may be a script of another interpreter: `awk`, `perl`."""
        name = interpreter_of(start)
        if name and name not in SHELLS and not _PYTHON.match(start) and len(self._others) < _SCRIPTS:
            self._others[_PLACES.sub("", path)] = name

    def literal(self, found: Opened | Ran) -> None:
        """A call in a compiled source that names what it opens or runs."""
        self._literals.append(found)

    def elf(self, path: str) -> Callable[[bytes], None]:
        """What takes an ELF file, piece by piece."""
        strings = Strings(path)
        self._strings.append(strings)
        return strings.feed

    def uses(
        self,
        names: Iterable[str],
        elf_files: Sequence[ElfFile],
        description: Description,
        machine: str,
    ) -> Found:
        """Everything that is opened or run.

        `names`: all members. `machine`: as `platform.machine()` gives it.
        """
        scripts = {path: read_script(data) for path, data in self._scripts.items()}
        for path, name in self._others.items():
            scripts[path] = Script(interpreter=name, is_program=True, runs={}, seeks={})
        modules = Modules(self._texts, (_PLACES.sub("", name) for name in names), scripts)
        found = find(modules, machine, description.always, description.main)
        found.opened += [item for item in self._literals if isinstance(item, Opened)]
        found.ran += [item for item in self._literals if isinstance(item, Ran)]
        uses = decide(found, self._strings, elf_files, scripts, description, modules.names)
        return Found(
            uses=uses,
            unread=tuple(sorted(found.unread))[:_TOLD],
            unfollowed=tuple(unfollowed(found))[:_TOLD],
        )
