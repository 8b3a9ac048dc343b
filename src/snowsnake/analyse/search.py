"""Where glibc's loader looks for a library, and where the files of a wheel land.

ld.so(8) (https://man7.org/linux/man-pages/man8/ld.so.8.html), for a needed name without a slash:

1. "Using the directories specified in the DT_RPATH dynamic section attribute of the binary if present and
DT_RUNPATH
   attribute does not exist." glibc walks up: the object itself, the object that loaded it, and so on to the
   program. One with a DT_RUNPATH adds nothing on the way, and when the object itself has one the walk does
   not happen at all.
2. LD_LIBRARY_PATH, which an environment never relies on.
3. "Using the directories specified in the DT_RUNPATH ... searched only to find those objects required by
DT_NEEDED (direct
   dependencies) entries and do not apply to those objects' children."
4. /etc/ld.so.cache and 5. the default directories: our loader's are blanked, so nothing of the host is ever
found.

Before all that, an object that is already loaded satisfies the name when its DT_SONAME (or the name it was
found by) is the same. So what the interpreter's process has loaded anyway needs no path.

The interpreter's executable carries its tree's library directory in DT_RPATH. An object *without* DT_RUNPATH
therefore finds the interpreter's libraries by rule 1; one *with* DT_RUNPATH does not.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from snowsnake.analyse.elf import ElfFile

ORIGIN = "$ORIGIN"


def own_directories(elf: ElfFile, location: str) -> tuple[str, ...]:
    """The directories below the environment that `elf`, installed as `location`, searches by its own run
    path.

    Only those that begin with `$ORIGIN` count: absolute ones are the build machine's, relative ones the
    user's.
    """
    entries = elf.rpath if elf.runpath is None else elf.runpath
    return tuple(_expanded(entries, posixpath.dirname(location)))


def handed_down(elf: ElfFile, location: str) -> tuple[str, ...]:
    """The directories that `elf` adds to the search of the libraries that it loads."""
    return own_directories(elf, location) if elf.runpath is None else ()


def looks_outside(elf: ElfFile) -> bool:
    """Whether the run path of `elf` names directories of some machine, or (an empty entry) where the user stands."""
    paths = [path for path in (elf.rpath, elf.runpath or ()) if path != ("",)]  # none at all, says the loader
    return any(not entry.startswith((ORIGIN, "${ORIGIN}")) for path in paths for entry in path)


def relative(directory: str, location: str) -> str:
    """`directory` as a run path entry of the file installed as `location`."""
    path = posixpath.relpath(directory or ".", posixpath.dirname(location) or ".")
    return ORIGIN if path == "." else f"{ORIGIN}/{path}"


def location_of(path: str, site_packages: str) -> str:
    """Where a file of a wheel lands below the environment, by its path inside the wheel."""
    first, _, rest = path.partition("/")
    if not (first.endswith(".data") and rest):
        return f"{site_packages}/{path}"
    scheme, _, below = rest.partition("/")
    return {
        "purelib": f"{site_packages}/{below}",
        "platlib": f"{site_packages}/{below}",
        "scripts": f"bin/{below}",
        "headers": f"include/{below}",
    }.get(scheme, below)


def _expanded(entries: Iterable[str], origin: str) -> Iterable[str]:
    for entry in entries:
        for spelling in (ORIGIN, "${ORIGIN}"):
            if entry == spelling or entry.startswith(f"{spelling}/"):
                path = posixpath.normpath(origin + entry[len(spelling) :])
                if path != ".." and not path.startswith("../"):
                    yield path
