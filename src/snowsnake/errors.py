"""The root of every error that snowsnake raises on purpose.

Each step defines its own subclasses next to the code that raises them. A subclass holds the facts as
attributes and builds its own message and help from them; nothing else formats an error. The text may quote
hostile input: `ui` makes it printable, nobody before.
"""

from __future__ import annotations

import os
from typing import Self


class SnowsnakeError(Exception):
    """Something that the user can act on.

    `message` says what happened (lower case, names in backticks, no full stop), `help` the next thing to type
    or change, `details` is longer text (the end of a build log, uv's explanation) that is shown as it is.
    """

    exit_code: int = 1
    of_machine: bool = False
    """Whether it says itself what the machine refused: nothing behind it says it better."""

    def __init__(self, message: str, *, help: str | None = None, details: str | None = None) -> None:  # noqa: A002 -- the field's own word
        super().__init__(message)
        self.message = message
        self.help = help
        self.details = details


def once_online() -> str:
    """How the network may be asked again: the option is left out, and the variable that says the same is overruled."""
    said = os.environ.get("SNOWSNAKE_OFFLINE", "") not in {"", "0"}
    return "once with `SNOWSNAKE_OFFLINE=0`" if said else "once without `--offline`"


class SourceChanged(SnowsnakeError):
    """What was to be fetched is not there any more, or is not what it was.

    Where a lock says what it was, another one helps. Which command makes that is known to those who know the lock:
    they call `locked`.
    """

    of_lock: bool = False
    """Whether a lock says what it was."""

    def locked(self, anew: str = "lock --upgrade", then: str = "") -> Self:
        """Have the help name the command of ours (`anew`) that makes the lock anew, and what to do `then`."""
        self.of_lock = True
        self.help = self._to_lock(f"`snowsnake {anew}`{then}")
        return self

    def _to_lock(self, line: str) -> str:
        """The help with the line to type."""
        raise NotImplementedError


class UsageError(SnowsnakeError):
    """The command line makes no sense."""

    exit_code = 2
