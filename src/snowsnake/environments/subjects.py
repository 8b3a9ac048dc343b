"""Subjects: whose environment is meant (a project's, a script's, a named one, or one for requirements typed ad hoc).

The hot path imports this module: no imports beyond what Python's start has imported already.
"""

# pathlib takes longer to import than all of the hot path.
# ruff: noqa: PTH110, PTH111, PTH113, PTH118, PTH119, PTH120, PTH123
from __future__ import annotations

import os

from snowsnake.environments.memo import digest
from snowsnake.project_files import ENVIRONMENTS, MARKERS, is_environment_name
from snowsnake.version import __version__

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Literal

    Kind = Literal["project", "script", "named", "ad-hoc"]

MAX_SCRIPT = 4 << 20
"""Bytes of a script that are looked at for its metadata."""


class Subject:
    """What an environment belongs to. Two subjects with equal keys share one environment."""

    __slots__ = ("directory", "files", "key", "kind", "name", "options", "python", "requirements", "script")

    def __init__(
        self,
        kind: Kind,
        *,
        directory: str,
        script: str = "",
        requirements: Sequence[str] = (),
        files: Sequence[str] = (),
        python: str = "",
        options: Sequence[str] = (),
        name: str = "",
    ) -> None:
        self.kind: Kind = kind
        self.directory = directory
        """Absolute; the project's directory, the script's, or for ad-hoc requirements the working
        directory."""
        self.script = script
        """Real path of the script, else empty."""
        self.requirements = tuple(requirements)
        """As typed."""
        self.files = tuple(files)
        """Absolute paths given with `-r`; for a named environment the file that names it."""
        self.python = python
        """As given with `--python`, else empty."""
        self.options = tuple(options)
        """What decides the lock besides (`--no-binary numpy`); only for ad-hoc requirements."""
        # A lock that the user does not keep is made anew by another version of snowsnake, which may see more needs.
        identity = [kind, python]
        if kind == "named":
            self.name = name
            self.key = f"@{name}"
            return
        if kind == "project":
            identity.append(directory)
            self.name = os.path.basename(directory) or "project"
        elif kind == "script":
            identity += [script, __version__]
            self.name = os.path.basename(script)
        else:
            identity += [*sorted(set(requirements)), "-r", *self.files]
            identity += [*options, __version__]
            # A name is the same everywhere; a path is relative to the working directory, and with a file the
            # directory's own settings (`.python-version`, uv.toml) are read.
            if files or any("/" in text or text.startswith(".") for text in requirements):
                identity.append(directory)
            self.name = "snowsnake"
        self.key = digest(os.fsencode("\0".join(identity)))[:32]


def named(name: str, environ: Mapping[str, str]) -> Subject:
    """The environment `name` of the user's environments.toml."""
    file = environments_file(environ)
    return Subject("named", directory=os.path.dirname(file), files=(file,), name=name)


def environments_file(environ: Mapping[str, str]) -> str:
    """Where the user's environments.toml is, or would be (XDG base directory specification)."""
    return f"{base_directory(environ, 'XDG_CONFIG_HOME', '/.config')}/snowsnake/{ENVIRONMENTS}"


def provided(name: str, environ: Mapping[str, str]) -> str | None:
    """The store path of the environment `name` that home-manager or NixOS has put there, if there is one."""
    for place in provided_places(environ):
        path = os.path.realpath(f"{place}/{name}")
        if is_environment_name(name) and os.path.exists(path + "/bin/python"):
            return path
    return None


def provided_places(environ: Mapping[str, str]) -> tuple[str, ...]:
    """The directories in which home-manager and NixOS put environments."""
    places = (base_directory(environ, "XDG_DATA_HOME", "/.local/share"), "/etc")
    return tuple(f"{place}/snowsnake/environments" for place in places)


def metadata(subject: Subject) -> str:
    """What a memo must agree with besides files: a script's metadata; where a named environment is named."""
    if subject.kind == "script":
        return script_metadata(subject.script)
    return digest(os.fsencode(subject.files[0])) if subject.kind == "named" else ""


def state_directory(environ: Mapping[str, str]) -> str:
    """Where snowsnake remembers environments, absolute (`SNOWSNAKE_STATE_DIR` wins); empty where nothing says it."""
    if chosen := environ.get("SNOWSNAKE_STATE_DIR"):
        return os.path.abspath(chosen)  # noqa: PTH100 -- as text
    base = base_directory(environ, "XDG_STATE_HOME", "/.local/state")
    return base + "/snowsnake" if base else ""


def base_directory(environ: Mapping[str, str], variable: str, below: str) -> str:
    """A directory of the XDG base directory specification: a variable's, else `below` the user's home.

    A relative one is not valid, and ignored: the specification says so. Empty where the user has no home either.
    """
    for place, rest in ((environ.get(variable, ""), ""), (environ.get("HOME", ""), below)):
        if place.startswith("/"):
            return place + rest
    home = os.path.expanduser("~" if not environ.get("HOME") else f"~{_user()}")
    return home + below if home.startswith("/") else ""


def _user() -> str:
    """The user's name, for a home that no variable says."""
    import pwd  # noqa: PLC0415 -- seldom

    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return "/"


def entry_path(state: str, subject: Subject) -> str:
    """The directory of the state directory that holds what is known of `subject`."""
    return f"{state}/environments/{subject.key}"


def find_project(start: str) -> str | None:
    """The nearest directory from `start` (absolute) upwards that holds a project, if any."""
    directory = start
    while True:
        for marker in MARKERS:
            if os.path.exists(os.path.join(directory, marker)):
                return directory
        parent = os.path.dirname(directory)
        if parent == directory:
            return None
        directory = parent


def is_script(word: str) -> bool:
    """Whether the first word after `run` is a Python script and not a command.

    It is where it is a file that ends in `.py`, or a path (it has a slash) to a file whose first line starts
    snowsnake or Python (`#!/usr/bin/env -S snowsnake run`).
    """
    if not os.path.isfile(word):
        return False
    if word.endswith(".py"):
        return True
    if "/" not in word:
        return False
    try:
        with open(word, "rb") as file:
            first = file.readline(256)
    except OSError:
        return False
    return first.startswith(b"#!") and (b"snowsnake" in first or b"python" in first)


def script_metadata(path: str) -> str:
    """The digest of the lines of `path` that can be PEP 723 metadata; empty if there are none.

    Generous on purpose: the comment lines from every `# /// script` to the end of that comment. Whether they
    are well formed is for `requirements` to say; here it matters only that they are the same as last time.
    """
    try:
        with open(path, "rb") as file:
            data = file.read(MAX_SCRIPT)
    except OSError:
        return ""
    if b"# /// script" not in data:
        return ""
    kept: list[bytes] = []
    inside = False
    for line in data.splitlines():
        if line == b"# /// script":
            inside = True
        elif not line.startswith(b"#"):
            inside = False
        if inside:
            kept.append(line)
    return digest(b"\n".join(kept)) if kept else ""
