"""The entry: the hot path first, and only then the command line and all that it imports."""

from __future__ import annotations

import os
import sys

from snowsnake.environments import hot


def main() -> None:
    """Run snowsnake with the process's arguments; exits or becomes another program."""
    arguments = sys.argv[1:]
    try:
        hot.run(arguments, os.environ)
        from snowsnake.cli import main as command_line  # noqa: PLC0415 -- click must not be imported on the hot path

        code = command_line(arguments)
    except KeyboardInterrupt:  # while modules were loaded
        code = 130
    except (ImportError, MemoryError, OSError, RuntimeError, SystemError) as error:
        code = _cannot_start(error)
    sys.exit(code)


def _cannot_start(error: BaseException) -> int:
    """Say why not even the modules that say why can be loaded."""
    from contextlib import suppress  # noqa: PLC0415 -- not on the hot path

    why = f"{type(error).__name__}: {error}".rstrip(": ").encode("ascii", "backslashreplace")
    text = (
        b"error: snowsnake cannot start ("
        + why
        + b")\n\nhelp: look at this machine's limits (`ulimit -a`) and "
    )
    text += b"memory; if they are fine, install it again: `pip install --force-reinstall snowsnake`\n"
    with suppress(OSError):
        os.write(2, text)
    return 1


if __name__ == "__main__":
    main()
