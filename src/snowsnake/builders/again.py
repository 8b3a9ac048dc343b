"""Enters the sandbox of a build that failed: what a build leaves in its directory for those who keep it.

`--keep-failed` keeps the directory of a failed build. In it lies `enter`, a program that makes the same root, variables
and working directory again, without network, and starts a shell or the program that it is given. What is built can
change all that is in its directory: so the digest of the program is said before anything else runs, and what it shows
of the directory must be there itself, and no link to something of the user's.
"""

# pathlib costs start-up time, and every build imports this.
# ruff: noqa: PTH101, PTH110, PTH116, PTH120, PTH123

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping, Sequence
from typing import Any, NoReturn

from . import root
from .report import BuildError, tell

NAME = "enter"
_PROGRAM = """\
#!{python} -ISB
# Enters the sandbox of this build again: `./enter`, `./enter -c COMMAND`.
import sys
sys.path.insert(0, {builders!r})
from builders import again
again.main(__file__, {facts!r}, sys.argv[1:])
"""


def write(
    top: str, source: str, directory: str | None, spec: Mapping[str, Any], variables: Mapping[str, str]
) -> None:
    """Write the program that enters the build in `top` again, where `source` is seen at `directory`, too.

    It is there before anything else runs, because who is killed for taking too long writes nothing, and it is the
    same in every build of a derivation. Its digest is told (`enter`), for whoever wants to start it.
    """
    facts = {
        "toolchain": spec["toolchain"],
        "python": spec["python"],
        "environment": spec["environment"],
        "source": os.path.relpath(source, top),
        "directory": directory,
        # A build that needed no root of its own was at its real place.
        "variables": {
            name: text if spec["toolchain"] else text.replace(top, root.BUILD)
            for name, text in variables.items()
        },
    }
    builders = os.path.dirname(os.path.dirname(__file__))
    text = _PROGRAM.format(python=os.path.realpath(sys.executable), builders=builders, facts=facts)
    with open(f"{top}/{NAME}", "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(f"{top}/{NAME}", 0o755)  # noqa: S103 -- a program
    tell(enter=hashlib.sha256(text.encode()).hexdigest())


def _check_owner(top: str) -> None:
    owner = os.stat(top).st_uid
    if os.getuid() not in {0, owner}:
        raise BuildError(
            "not-yours",
            f"`{top}` belongs to user {owner}",
            help=f"copy it: `cp -r {top} COPY`, `COPY/{NAME}`",
        )


def _check_places(top: str, source: str) -> None:
    """Nothing that is mounted may be a link that the build has made. Raises `BuildError`."""
    for path in (f"{top}/root", f"{top}/tmp", source):  # noqa: S108 -- the build's own
        if os.path.lexists(path) and os.path.realpath(path) != path:
            raise BuildError(
                "leads-out",
                f"`{path}` is not as snowsnake left it: the build made a link of it, which leads to "
                f"`{os.path.realpath(path)}`",
                help="do not trust this source; remove the link and look at the files without its sandbox",
            )


def main(program: str, facts: Mapping[str, Any], arguments: Sequence[str]) -> NoReturn:
    """Enter the sandbox and become bash with these arguments, or Python where the build had no shell."""
    top = os.path.dirname(os.path.realpath(program))
    try:
        _check_owner(top)
        _check_places(top, os.path.normpath(f"{top}/{facts['source']}"))
        root.enter_again(
            root.Root(
                trees=facts["toolchain"],
                python=facts["python"],
                environment=facts["environment"],
                top=top,
                source=f"{top}/{facts['source']}",
                directory=facts["directory"],
            )
        )
    except BuildError as error:
        print(f"error: {error.message}\n\nhelp: {error.facts['help']}", file=sys.stderr)
        sys.exit(1)
    variables = {**facts["variables"], "TERM": os.environ.get("TERM", "dumb")}
    has_shell = os.path.exists("/bin/bash")
    shell = ["/bin/bash", "--norc"] if has_shell else [f"{facts['environment']}/bin/python"]
    if not arguments and sys.stdin.isatty():
        variables["PS1"] = "[sandbox] \\w$ "
        again = f"python {root.BUILD}/hook.py {root.BUILD}/request.json"
        print(f"This is the sandbox of the build. Its last step again: `{again}`", file=sys.stderr)
    os.chdir(variables["PWD"])
    os.execve(shell[0], [*shell, *arguments], variables)  # noqa: S606 -- no shell in between
