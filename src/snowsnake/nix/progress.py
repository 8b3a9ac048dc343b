"""Nix's events folded into snowsnake's, keeping what a failure must be told with."""

from __future__ import annotations

import base64
import hashlib
import os
import re
from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from snowsnake.artifacts.errors import HashMismatch
from snowsnake.errors import SnowsnakeError
from snowsnake.events import (
    BuildFinished,
    BuildLogLine,
    BuildsPlanned,
    BuildStarted,
    Notice,
    Observer,
)
from snowsnake.nix.errors import BuildFailed, Left, NixError, OtherSystem, SandboxUnavailable, StoreFull
from snowsnake.nix.log import (
    ActivityStopped,
    BuildActivityStarted,
    BuildsActivityStarted,
    LogLine,
    Message,
    NixEvent,
    ProgressMade,
    Unparsed,
)
from snowsnake.nix.namespaces import how_to_allow
from snowsnake.parsing import parse_json

TAIL = 25
"""How many of a build's last lines an error repeats."""
WIDTH = 4096
"""Characters of one such line: a build may print megabytes without ever ending one."""
ERRORS = 200
"""How many of Nix's own errors are kept: what is not Nix's but comes from its standard error counts too."""
ENTER = "enter"
"""The program in the directory of a source's failed build that enters its sandbox again (`builders/again.py`)."""
BUILDER_PREFIX = "@snowsnake "
"""Our builders put the reason for giving up behind this, as JSON."""

_NAME = re.compile(r"(?:^|/)[0-9a-z]{32}-(.+?)(?:\.drv)?$")
_DERIVATION = r"'(?P<drv>[^']*\.drv)(?:[!^][^']*)?'"
# Nix to 2.2x says the first two, from about 2.30 on the third; a fixed-output hash has its own sentence.
_OVERLOOKED = re.compile(r"requires non-existent output '[^']*' from input derivation '([^']*)'")
_FAILURES = tuple(
    re.compile(pattern, re.DOTALL)
    for pattern in (
        rf"builder for {_DERIVATION} (?P<why>failed[^;\n]*)",
        rf"(?P<why>hash mismatch in fixed-output derivation) {_DERIVATION}",
        rf"[Cc]annot build {_DERIVATION}\.\s*Reason: (?!\d+ dependenc)(?P<why>[^\n]*?)\.?(?:\n|$)",
        rf"(?:build|building)(?: of)? {_DERIVATION} (?P<why>[^;\n]*)",
        rf"(?P<why>derivation {_DERIVATION} [^;\n]*)",
    )
)
# "a 'S' with features {} is required to build 'D', but I am a 'T' with features {...}"; newer Nix tells it in lines,
# "Required system: 'S' with features {}" and "Current system: 'T' with features {...}".
_OTHER_SYSTEM = re.compile(
    r"(?:\ba|Required system:) '(?P<wanted>[\w-]+)' with features \{.{0,500}?"
    r"(?:I am a|Current system:) '(?P<here>[\w-]+)'",
    re.DOTALL,
)
_TIMED_OUT = re.compile(r"timed out after (\d+) seconds")
_PHASES = {
    "wheel": "build_wheel",
    "editable": "build_editable",
    "requires": "get_requires_for_build_wheel",
    "metadata": "prepare_metadata_for_build_wheel",
}
"""By how the name of a derivation ends, the hook that is called in it."""
_SOURCE = re.compile(r"(?P<name>.+)-(?P<version>[^-]+)-(?:wheel|editable|metadata|requires)")
"""The names of derivations that build sources, see `lib/wheel.nix`."""
_BUSY = re.compile(r"SQLite database '.*' is busy")
"""Another Nix writes just now; this one waits, and goes on."""
_KEPT = re.compile(r"keeping build directory '([^']+)'")
_NO_SPACE = re.compile(r"No space left on device|database or disk is full")
"""The kernel's words, and those of the database of Nix's store."""
# What Nix says when its sandbox does not start, and the line to type then; what says most comes first.
_NAMESPACES = (
    "does not support the kernel namespaces",
    "cannot perform a sandboxed build",
    "cannot create user namespace",
    "setting up a private mount namespace",
    "cloning builder process",
    "mapping UID",
)
_NO_SANDBOX: Mapping[str, Callable[[], str]] = {
    **dict.fromkeys(_NAMESPACES, how_to_allow),
    "setgroups failed": lambda: "give root here its privileges (CAP_SETGID), or become another user",
    "while setting up the build environment": lambda: "mend what Nix says above",
    "unable to start build process": lambda: "mend what Nix says above",
}


@dataclass(slots=True)
class _Build:
    name: str
    derivation: str
    tail: deque[str] = field(default_factory=lambda: deque(maxlen=TAIL))
    builder_error: Mapping[str, object] | None = None
    enter: str | None = None
    """SHA-256 of the program that enters its sandbox again, as it was before anything of the source ran."""


def derivation_name(path: str) -> str:
    """`numpy-2.3.1` for `/nix/store/<hash>-numpy-2.3.1.drv`; what is no store path stays."""
    match = _NAME.search(path)
    return match.group(1) if match else path


class Progress:
    """Tells an observer what Nix does, and remembers enough to say why it failed."""

    def __init__(self, observer: Observer) -> None:
        self._observer = observer
        self._builds: dict[int, _Build] = {}
        self._ended: dict[str, _Build] = {}
        self._counter: int | None = None
        self.planned = 0
        """How many builds Nix wants to do; 0 until it has evaluated what it was given."""
        self.errors: list[str] = []
        """What Nix said at level error, in order, without colours."""
        self.kept: list[Path] = []
        """Directories of failed builds that Nix did not remove."""
        self.restricted: list[str] = []
        """Settings that the daemon does not take from this user."""

    def feed(self, event: NixEvent) -> None:  # noqa: C901 -- one case for each event that matters
        """Take Nix's next event."""
        match event:
            case BuildActivityStarted(id=id_, derivation=derivation):
                self._builds[id_] = _Build(derivation_name(derivation), derivation)
                self._observer(BuildStarted(id=id_, name=self._builds[id_].name))
            case BuildsActivityStarted(id=id_):
                self._counter = id_
            case LogLine(id=id_, line=line):
                self._log_line(id_, line)
            case ActivityStopped(id=id_):
                if build := self._builds.pop(id_, None):
                    self._ended[build.derivation] = build
                    self._observer(BuildFinished(id=id_))
            case ProgressMade(id=id_, expected=expected):
                # Newer Nix counts down again after a failure.
                if id_ == self._counter and expected > self.planned:
                    self.planned = expected
                    self._observer(BuildsPlanned(builds=expected))
            case Message(level=level, text=text):
                self._message(level, text)
            case Unparsed(text=text):
                if text.strip():
                    self._error(shortened(text))
                    self._observer(Notice(level="info", text=shortened(text)))
            case _:
                pass

    def _log_line(self, id_: int, line: str) -> None:
        build = self._builds.get(id_)
        if build is None:  # a post-build hook, or a build that Nix did not announce
            self._observer(Notice(level="info", text=line))
            return
        if line.startswith(BUILDER_PREFIX) and (told := _told(line)) is not None:
            if "error" not in told:
                build.enter = build.enter or str(told.get("enter"))
            else:
                build.builder_error = told
            return
        line = shortened(line)
        build.tail.append(line)
        self._observer(BuildLogLine(id=id_, line=line))

    def _message(self, level: int, text: str) -> None:
        if match := _KEPT.search(text):
            self.kept.append(_build_directory(Path(match[1])))
        elif level == 0:
            self._error(text)
        elif level == 1:
            restricted = re.search(r"ignoring the (?:client|user)-specified setting '([^']*)'", text)
            if restricted:
                # An untrusted user of a daemon: whether what we set holds anyway is what the probe finds out.
                self.restricted.append(restricted.group(1))
            elif not _BUSY.search(text):
                self._observer(Notice(level="warning", text=text.removeprefix("warning: ")))

    def _error(self, text: str) -> None:
        # The first says why, the last who gave up.
        if len(self.errors) < ERRORS:
            self.errors.append(text)
        else:
            self.errors[-1] = text

    def overlooked(self) -> str | None:
        """The derivation of which Nix overlooked an output that exists; `None` when it failed for another reason."""
        return next((match[1] for text in self.errors if (match := _OVERLOOKED.search(text))), None)

    def failure(self) -> SnowsnakeError | None:
        """The error that says which build failed and why; `None` when no build did."""
        said = "\n".join(self.errors)
        for text in self.errors:
            for pattern in _FAILURES:
                if match := pattern.search(text):
                    return self._failed(match["drv"], match["why"], text)
        return environment_error(said)

    def _failed(self, derivation: str, why: str, text: str) -> SnowsnakeError:
        build = self._ended.get(derivation) or next(
            (b for b in self._builds.values() if b.derivation == derivation), None
        )
        log = tuple(build.tail) if build else ()
        if build and build.builder_error and build.builder_error.get("error") == "no-space":
            return StoreFull("\n".join((*log, text)))
        # The builder's own output comes before Nix's sentence: an exhausted disk or a sandbox that does not
        # start is not this derivation's fault.
        if error := environment_error("\n".join((*log, text))):
            return error
        if why.startswith("hash mismatch"):
            return _hash_mismatch(derivation, text)
        name = derivation_name(derivation)
        told = build.builder_error if build else None
        if match := _TIMED_OUT.search(why):
            why, told = _timed_out(name, int(match[1]))
        # Nix calls the directory after the derivation.
        kept = next((path for path in self.kept if f"-{name}.drv-" in str(path)), None)
        left = _left(kept / ENTER, build.enter) if kept is not None and build and build.enter else None
        return BuildFailed(
            name=name, derivation=derivation, why=why, log=log, builder_error=told, kept=kept, left=left
        )


def _timed_out(name: str, seconds: int) -> tuple[str, Mapping[str, object]]:
    """What to say of a build that took too long: Nix kills the builder, which says nothing itself."""
    why = f"was not built within {seconds} seconds, and was stopped"
    source = _SOURCE.fullmatch(name)
    who = source.groupdict() if source else {"name": name}
    said = f"`{source['name']}` {source['version']}" if source else f"`{name}`"
    phase = _PHASES.get(name.rpartition("-")[2], "build") if source else "build"
    if source:
        why += f" in `{phase}`"
    return why, {
        **who,
        "error": "timeout",
        "phase": phase,
        "message": f"{said} {why}",
        "help": "give it more time: `--timeout SECONDS`",
    }


def _build_directory(path: Path) -> Path:
    """The directory of a build that Nix kept; newer Nix keeps the one above."""
    try:
        return path / "build" if (path / "build" / ENTER).exists() else path
    except OSError:  # it is that of another user
        return path


def _left(program: Path, sha256: str) -> Left:
    """What has become of a program in a build's directory, where the build may write."""
    try:
        handle = os.open(program, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        with os.fdopen(handle, "rb") as file:
            return "intact" if hashlib.sha256(file.read(1 << 20)).hexdigest() == sha256 else "changed"
    except PermissionError:  # Nix's daemon keeps it as the user that built
        return "unreadable"
    except OSError:
        return "changed" if program.parent.is_dir() else "unreadable"


def environment_error(said: str) -> NixError | None:
    """The error when it is the machine's state, not what was asked of Nix, that made it fail."""
    lines = said.splitlines()
    if match := _OTHER_SYSTEM.search(said):
        return OtherSystem(match["wanted"], match["here"])
    # The kernel's word for "no more user namespaces" is ENOSPC: that disk is not full.
    if any(_NO_SPACE.search(line) and not any(sign in line for sign in _NO_SANDBOX) for line in lines):
        return StoreFull(said)
    for sign, how in _NO_SANDBOX.items():
        for line in lines:
            if sign in line:
                # Newer Nix says what it was doing first, and what went wrong last.
                errors = [text for text in lines if text.strip().startswith("error: ")]
                reason = (errors or lines)[-1] if line.strip().startswith("…") else line
                return SandboxUnavailable(plain_reason(reason), help=how(), details=said)
    return None


def _hash_mismatch(derivation: str, said: str) -> HashMismatch:
    """The same error as when it is our own download that does not fit."""
    told = dict(re.findall(r"(specified|got|likely URL): +(\S+)", said))
    return HashMismatch(
        derivation_name(derivation),
        expected=_hexadecimal(told.get("specified", "?")),
        found=_hexadecimal(told.get("got", "?")),
        url=told.get("likely URL") or _fetched_url(derivation) or "?",
    )


def _hexadecimal(digest: str) -> str:
    """The digest of Nix's `sha256-<base64>` (SRI) as locks and everybody else write it."""
    try:
        return base64.b64decode(digest.removeprefix("sha256-"), validate=True).hex()
    except ValueError:
        return digest


def _fetched_url(derivation: str) -> str | None:
    """Where a fetch gets its file, as its `.drv` says: Nix 2.8 does not tell."""
    try:
        text = Path(derivation).read_text(encoding="utf-8", errors="replace")
    except OSError:
        return None
    match = re.search(r'\("url","((?:[^"\\]|\\.)*)"\)', text)
    return re.sub(r"\\(.)", r"\1", match[1]) if match else None


def shortened(line: str) -> str:
    """A line that fits in memory, and in a message."""
    return line if len(line) <= WIDTH else line[:WIDTH] + "…"


def plain_reason(line: str) -> str:
    """A line of Nix's without its `error:` and without what it would have one type."""
    return line.strip().removeprefix("error: ").split("; use '", 1)[0]


def _told(line: str) -> Mapping[str, object] | None:
    try:
        found = parse_json(line.removeprefix(BUILDER_PREFIX))
    except ValueError:
        return None
    return found if isinstance(found, dict) else None
