"""Which programs of an environment are for the user's own `PATH`; builds a directory of links to those of several.

Not the interpreter: `python` is whatever the user has, and two environments have two. The first by name wins where two
environments have a program of one name.
"""

# pathlib costs start-up time; Nix names the variables.
# ruff: noqa: PTH103, PTH208, PTH211, SIM112

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping

from .report import BuildError, read_spec, run

_INTERPRETERS = re.compile(r"(python|pypy|pydoc|idle|pip)[0-9.]*t?(-config)?|[Aa]ctivate.*")


def exposed(
    environments: Mapping[str, tuple[str, bool | Iterable[str]]],
) -> tuple[dict[str, str], dict[str, list[str]], list[tuple[str, str]]]:
    """What to link: name of a program -> its file.

    `environments` is, by name, where each is and which programs are wanted: all, or these. Also given are the names of
    environments that have a program which another one gave already, by program, and what is wanted and not there
    (environment and program).
    """
    links: dict[str, str] = {}
    taken: dict[str, list[str]] = {}
    missing: list[tuple[str, str]] = []
    for name in sorted(environments):
        environment, wanted = environments[name]
        directory = f"{environment}/bin"
        there = {item for item in os.listdir(directory) if os.access(f"{directory}/{item}", os.X_OK)}
        if isinstance(wanted, bool):
            chosen = sorted(item for item in there if wanted and not _INTERPRETERS.fullmatch(item))
        else:
            chosen = list(dict.fromkeys(wanted))
        for program in chosen:
            if program not in there:
                missing.append((name, program))
            elif program in links:
                taken.setdefault(program, []).append(name)
            else:
                links[program] = f"{directory}/{program}"
    return links, taken, missing


def main() -> None:
    """Read the instructions, write `bin` to `$out`."""
    spec = read_spec()
    out = os.environ["out"]
    os.makedirs(f"{out}/bin")
    environments = {name: (path, wanted) for name, (path, wanted) in spec["environments"].items()}
    links, taken, missing = exposed(environments)
    if missing:
        name, program = missing[0]
        raise BuildError(
            "no-program", f"the environment `{name}` has no program `{program}`: take it out of its `path`"
        )
    for program, names in taken.items():
        print(f"`{program}` of {', '.join(f'`{name}`' for name in names)} is hidden by {links[program]}")
    for program, file in links.items():
        os.symlink(file, f"{out}/bin/{program}")


if __name__ == "__main__":
    run(main)
