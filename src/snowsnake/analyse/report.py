"""What the analysis of one wheel found, as a value that goes to JSON and back."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

from snowsnake.analyse.elf import ElfFile
from snowsnake.analyse.uses.use import Use

ANALYSER_VERSION = 40
"""Part of every cache key. Raise it when a report of the same wheel would come out different."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WheelReport:
    """One wheel that passed every check, and what is in it."""

    file: str
    """The wheel's file name."""
    sha256: str
    name: str
    """Normalised (PEP 503)."""
    version: str
    """Normalised (PEP 440), as METADATA has it."""
    requires_dist: tuple[str, ...]
    """PEP 508 text as in METADATA, not checked."""
    requires_python: str | None
    elf_files: tuple[ElfFile, ...]
    """Sorted by path."""
    scripts: tuple[str, ...]
    """What it puts into an environment's `bin`, sorted."""
    uses: tuple[Use, ...]
    """What it opens and runs at run time: required ones first, sorted by kind and name."""
    unread: tuple[str, ...]
    """Python files that look as if they open or run something and that could not be read; twenty at most."""
    unfollowed: tuple[str, ...] = ()
    """Calls that open or run what is not known from reading, as a person reads it; twenty at most."""
    told: tuple[str, ...] = ()
    """Packages that its description tells the reader to install, with apt or brew; sorted."""
    unpacked: int
    """Bytes of all members."""

    def to_json(self) -> str:
        """As JSON, which `from_json` reads back to an equal value."""
        return json.dumps(asdict(self), sort_keys=True, separators=(",", ":"))

    @classmethod
    def from_json(cls, text: str) -> WheelReport:
        """Read what `to_json` wrote. Raises `ValueError` for anything else."""
        try:
            raw = json.loads(text)
            elf_files = tuple(ElfFile(**_tuples(item)) for item in raw.pop("elf_files"))
            uses = tuple(Use(**_tuples(item)) for item in raw.pop("uses"))
            return cls(elf_files=elf_files, uses=uses, **_tuples(raw))
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"not a wheel report of {[field.name for field in fields(cls)]}") from error


def _tuples(raw: dict[str, Any]) -> dict[str, Any]:
    return {key: tuple(value) if isinstance(value, list) else value for key, value in raw.items()}
