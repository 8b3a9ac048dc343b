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
    sys.exit(code)


if __name__ == "__main__":
    main()
