"""An interpreter that runs nothing of a package's: what uv gets, so that resolving never runs strangers' code here.

uv asks an interpreter what it is, and would run build backends with it where a source distribution does not say
statically what it requires. This one answers the first and refuses the second, and uv's error names the distribution.
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.utils import canonicalize_name

from snowsnake.scratch import replacing

REFUSED = "snowsnake: a build backend is not run outside of Nix's sandbox"

# uv would take the real interpreter from the answer, and run that.
_PROGRAM = """\
#!/bin/sh
case "$*" in
*get_interpreter_info*) {real} "$@" | sed 's|"sys_executable": *"[^"]*"|"sys_executable": "'{self}'"|' ;;
*) echo {refused} >&2; exit 1 ;;
esac
"""
_FAILED = re.compile(
    r"Failed to (?:build|download and build|resolve requirements from|generate package metadata for) "
    r"`(?P<name>[A-Za-z0-9][A-Za-z0-9._-]*)(?:==(?P<version>[^`\s]+)| @ (?P<url>[^`\s]+))?"
)


def refusing_interpreter(directory: Path) -> Path:
    """The program, made in `directory` if it is not there. uv remembers what a path answered."""
    real = sys.executable
    path = directory / f"interpreter-{hashlib.sha256(f'{real}{_PROGRAM}'.encode()).hexdigest()[:16]}"
    text = _PROGRAM.format(real=shlex.quote(real), self=path, refused=shlex.quote(REFUSED)).encode()
    try:
        if path.read_bytes() == text and os.access(path, os.X_OK):
            return path
    except OSError:
        directory.mkdir(parents=True, exist_ok=True)
    with replacing(path) as new:
        new.write_bytes(text)
        new.chmod(0o755)
    return path


def refused(errors: str) -> Iterator[tuple[str, str | None]]:
    """Names and versions (`None` for what has an address instead) of what uv wanted to run, from its error output."""
    if REFUSED not in errors and "Failed to resolve requirements from" not in errors:
        return
    for match in _FAILED.finditer(re.sub(r"\s+", " ", errors)):
        yield canonicalize_name(match["name"]), match["version"]
