"""A terminal that a test looks at and types into: tmux, with a server of its own."""

from __future__ import annotations

import re
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.patience import PATIENCE


@dataclass(frozen=True, kw_only=True, slots=True)
class Screen:
    """One terminal of tmux."""

    socket: Path

    def tmux(self, *words: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self.socket), *words],
            capture_output=True,
            text=True,
            check=False,
            timeout=PATIENCE,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def text(self) -> str:
        """All that is and was on the screen, without what a narrow terminal wraps being joined."""
        return "\n".join(line.rstrip() for line in self.tmux("capture-pane", "-p", "-S", "-500").splitlines())

    def lines(self) -> list[str]:
        """What is on the screen, without empty lines."""
        return [line for line in self.text().splitlines() if line]

    def type(self, line: str) -> None:
        """Type a line, and Enter, when the screen has come to rest: what is typed ahead, shells may throw away."""
        end = time.monotonic() + 5
        before, now = "", self.text()
        while before != now and time.monotonic() < end:
            time.sleep(0.25)
            before, now = now, self.text()
        self.tmux("send-keys", "-l", line)
        self.tmux("send-keys", "Enter")

    def key(self, name: str) -> None:
        """Press a key: `C-c`."""
        self.tmux("send-keys", name)

    def resize(self, width: int, height: int) -> None:
        self.tmux("resize-window", "-x", str(width), "-y", str(height))

    def wait(self, pattern: str, seconds: float = PATIENCE) -> re.Match[str]:
        """Wait until the screen shows `pattern` (multi-line)."""
        end = time.monotonic() + seconds
        while True:
            text = self.text()
            if match := re.search(pattern, text, re.MULTILINE):
                return match
            assert time.monotonic() < end, f"{pattern!r} never came:\n{text}"
            time.sleep(0.05)

    def watch(self, until: str, seconds: float = PATIENCE) -> list[str]:
        """Every screen that was seen until `until` (multi-line) came."""
        seen: list[str] = []
        end = time.monotonic() + seconds
        while True:
            text = self.text()
            if not seen or seen[-1] != text:
                seen.append(text)
            if re.search(until, text, re.MULTILINE):
                return seen
            assert time.monotonic() < end, f"{until!r} never came:\n{text}"
            time.sleep(0.03)


@contextmanager
def terminal(
    directory: Path,
    *command: str,
    environment: Mapping[str, str],
    width: int = 100,
    height: int = 30,
) -> Iterator[Screen]:
    """Run `command` on a terminal, in `directory`, with just this process environment; gone when the block ends."""
    # A socket's path must be short, and pytest's are long.
    socket = Path("/tmp") / f"snowsnake-test-{time.monotonic_ns():x}"
    screen = Screen(socket=socket)
    subprocess.run(
        [
            *("tmux", "-S", str(socket), "-f", "/dev/null", "new-session", "-d"),
            *("-x", str(width), "-y", str(height), "-c", str(directory)),
            *("--", *command),
            *(";", "set-option", "-w", "remain-on-exit", "on"),
        ],
        # A server of its own has just this environment, and TERM and TMUX.
        env=dict(environment),
        check=True,
        timeout=PATIENCE,
    )
    try:
        yield screen
    finally:
        subprocess.run(["tmux", "-S", str(socket), "kill-server"], check=False, timeout=PATIENCE)
        socket.unlink(missing_ok=True)
