"""What every builder shares: its instructions, and the one way in which it fails.

A builder that fails prints one machine-readable line, `@snowsnake {"error": ...}`, which the program that
started Nix turns into a typed error, and a sentence for whoever reads the log by itself.
"""

# pathlib costs start-up time, and most of this runs for every file; Nix names the variables.
# ruff: noqa: PTH123, SIM112

from __future__ import annotations

import errno
import json
import os
import sys
from collections.abc import Callable
from typing import Any, NoReturn

MARK = "@snowsnake "


class BuildError(Exception):
    """Something that a builder cannot go on from.

    `error` is the kind (`collision`, `bad-wheel`, `bad-deb`, `no-space`, ...), `message` a sentence, `facts`
    what the machine-readable line holds besides; every fact is a JSON value.
    """

    def __init__(self, error: str, message: str, **facts: Any) -> None:
        super().__init__(message)
        self.error = error
        self.message = message
        self.facts = facts

    def line(self) -> str:
        """The machine-readable line, without a newline. ASCII only, so no text in it can break the line."""
        return MARK + json.dumps({"error": self.error, "message": self.message, **self.facts}, sort_keys=True)


def tell(**facts: Any) -> None:
    """Say something that is no failure to the program that started Nix, in a line that nothing else can print."""
    print(MARK + json.dumps(facts, sort_keys=True), file=sys.stderr, flush=True)


def read_spec() -> dict[str, Any]:
    """The builder's instructions: the JSON that Nix wrote to a file (`passAsFile`)."""
    with open(os.environ["specPath"], encoding="utf-8") as file:
        spec: dict[str, Any] = json.load(file)
    return spec


def workers() -> int:
    """How many processes this build may use: what Nix says, or one for each processor where Nix says 0."""
    text = os.environ.get("NIX_BUILD_CORES", "1")
    cores = int(text) if text.isdigit() else 1
    return cores or os.cpu_count() or 1


def run(main: Callable[[], None]) -> NoReturn:
    """Run a builder and exit: 0 when it is done, 1 after a `BuildError`, which is printed."""
    # What a builder writes must not depend on who started Nix.
    os.umask(0o022)
    try:
        main()
    except BuildError as error:
        stop(error)
    except OSError as error:
        if error.errno in {errno.ENOSPC, errno.EDQUOT}:
            stop(
                BuildError(
                    "no-space", "no space is left where Nix builds", path=os.fsdecode(error.filename or "")
                )
            )
        raise
    sys.exit(0)


def stop(error: BuildError) -> NoReturn:
    """Print a failure and exit."""
    # Printable whatever it quotes: this text comes out of wheels and packages.
    sentence = error.message.encode("ascii", "backslashreplace").decode()
    print(error.line(), file=sys.stderr)
    print(f"error: {sentence}", file=sys.stderr, flush=True)
    sys.exit(1)
