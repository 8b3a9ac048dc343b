"""What to type where a directory has nothing that says what is required, but files of other tools."""

from __future__ import annotations

import shlex
from pathlib import Path

from snowsnake.requirements.local import name_of


def how_to_begin(directory: Path) -> str | None:
    """What to type in a directory without `SOURCES`, by what other tools have there; `None` for nothing known."""
    if (directory / "setup.py").is_file():
        return "to develop what its setup.py makes: `echo '-e .' > requirements.txt`"
    if (directory / "setup.cfg").is_file() and name_of(directory) is not None:
        return (
            "to develop what its setup.cfg describes: `printf '[build-system]\\nrequires = [\"setuptools\"]\\n' > "
            "pyproject.toml`"
        )
    if (directory / "Pipfile.lock").is_file():
        return "take the versions of its Pipfile.lock: `pipenv requirements > requirements.txt`"
    if (directory / "Pipfile").is_file():
        return "write what its `[packages]` names into requirements.txt, a requirement a line"
    if any((directory / name).is_file() for name in ("environment.yml", "environment.yaml")):
        return (
            "write the Python packages that its environment.yml names into requirements.txt, a requirement a line; "
            "others are `native` packages: `snowsnake add-native --help`"
        )
    places = [*sorted(directory.glob("requirements*.in")), *sorted(directory.glob("requirements*/*.txt"))]
    places += sorted(directory.glob("*requirements*.txt"))
    if found := next((path for path in places if path.is_file()), None):
        return f"name the file: `snowsnake lock -r {shlex.quote(str(found.relative_to(directory)))}`"
    return None
