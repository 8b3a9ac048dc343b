"""What programs of Debian run that are shell scripts: of what every Debian has, and a system without anything has not.

Nobody depends on packages that Debian calls essential (`coreutils`, `sed`, `grep`; Policy 3.8), so that no closure has
them. Of the packages whose programs are wanted the scripts are read, as those of wheels are.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from snowsnake.acquire import Acquire
from snowsnake.analyse.listing import Listing
from snowsnake.analyse.report import ANALYSER_VERSION
from snowsnake.analyse.uses.shell import SHELLS, Script, read_script, shell_of
from snowsnake.builders import deb
from snowsnake.builders.streams import CHUNK, ArchiveProblem
from snowsnake.knowledge import texts
from snowsnake.lockfile.model import DebArtifact
from snowsnake.storage import read_sealed, write_sealed

_LARGEST = 1 << 20
"""Bytes of a script that is read."""
_HERE = "sh"
"""The shell that a tree has anyway (`provide.debian.data.SHELL`)."""

Wanted = Mapping[str, Collection[str] | None]
"""By package, the names of the programs that are wanted of it; `None`: all."""
Scripts = Mapping[str, Sequence[str]]
"""By the name of a program that is a shell script, what it runs, its shell included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DebScripts:
    """Reads the programs of packages that are wanted (`Base.run_time`)."""

    wanted: Wanted
    acquire: Acquire

    def __call__(self, debs: Mapping[str, DebArtifact]) -> frozenset[str]:
        """The everyday programs that wanted programs of these packages run. Raises the errors of `artifacts`."""
        own = {file: artifact for file, artifact in debs.items() if file.partition("_")[0] in self.wanted}
        found: set[str] = set()
        for file, scripts in self._read(own).items():
            found |= everyday(scripts, self.wanted[file.partition("_")[0]])
        return frozenset(found)

    def _read(self, debs: Mapping[str, DebArtifact]) -> dict[str, Scripts]:
        """The scripts of packages; a package is fetched and read once on a machine."""
        known = {file: read_sealed(self._entry(artifact)) for file, artifact in debs.items()}
        paths = self.acquire([debs[file] for file, entry in known.items() if entry is None])
        found: dict[str, Scripts] = {}
        for file, entry in known.items():
            if entry is not None:
                found[file] = json.loads(entry)
                continue
            found[file] = scripts_of(paths[file])
            write_sealed(self._entry(debs[file]), json.dumps(found[file], sort_keys=True).encode())
        return found

    def _entry(self, artifact: DebArtifact) -> Path:
        cache = self.acquire.configuration.cache
        return cache / "scripts" / str(ANALYSER_VERSION) / f"{artifact.sha256}.json"


def scripts_of(path: Path) -> Scripts:
    """The programs of the package at `path` that are shell scripts, also where a link in `bin` leads to them.

    Of one that cannot be read there are none: to build its tree will say why.
    """
    tree: Listing[Script | None] = Listing(_script)
    try:
        deb.read(str(path), tree)
        real = {**{name: name for name in tree.files}, **tree.real()}
    except ArchiveProblem:
        return {}
    found: dict[str, Sequence[str]] = {}
    for name, aim in sorted(real.items()):
        directory, _, base = name.rpartition("/")
        script = tree.files.get(aim)
        if directory in deb.PROGRAMS and script is not None:
            found.setdefault(base, sorted({script.interpreter, *script.runs}))
    return found


def _script(_path: str, stream: IO[bytes], _executable: bool) -> Script | None:
    start = stream.read(CHUNK)
    if shell_of(start) is None or len(start) > _LARGEST:
        return None
    return read_script(start + stream.read(_LARGEST))


def everyday(scripts: Scripts, names: Collection[str] | None) -> set[str]:
    """What these of a package's programs run of what every Debian has, through its other scripts, too."""
    granted = texts("run-time", "granted")
    waiting, seen, found = list(scripts if names is None else names), set[str](), set[str]()
    while waiting:
        name = waiting.pop()
        if name in seen:
            continue
        seen.add(name)
        for other in scripts.get(name, ()):
            if other in scripts:
                waiting.append(other)
            elif other in granted or (other in SHELLS and other != _HERE):
                found.add(other)
    return found
