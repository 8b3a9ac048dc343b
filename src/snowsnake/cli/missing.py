"""A command that the environment does not have: what is likely meant, and the line that gets it."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from importlib.metadata import PathDistribution
from pathlib import Path

from packaging.utils import canonicalize_name

from snowsnake.cli.required_here import place_of_requirements
from snowsnake.environments.subjects import Subject
from snowsnake.errors import SnowsnakeError
from snowsnake.knowledge import distribution_of

_SCRIPTS = (".bash", ".ipynb", ".py", ".pyw", ".sh")


class CommandNotFound(SnowsnakeError):
    """The environment, and the `PATH`, have no such command."""

    exit_code = 127  # as shells say

    def __init__(self, name: str, environment: str, subject: Subject) -> None:
        self.name = name
        self.environment = environment
        super().__init__(
            f"there is no command `{name}`, neither in the environment nor in `PATH`",
            help=_meant(name, environment)
            or _how_it_is_called(name, environment, subject)
            or _how_to_have(name, subject, native=True),
        )


class NoSuchFile(SnowsnakeError):
    """What is to be run is a path, and nothing is there."""

    exit_code = 127  # as shells say

    def __init__(self, name: str) -> None:
        self.name = name
        near = get_close_matches(name, list(_scripts(Path(name).parent)), n=1, cutoff=0.5)
        super().__init__(
            f"there is no file `{name}`",
            help=f"is `{near[0]}` meant?"
            if near
            else "check the path; it starts from the directory that you are in",
        )


class OfAnotherPython(SnowsnakeError):
    """The environment has no such command, and the one in `PATH` belongs to another Python."""

    exit_code = 127  # as shells say

    def __init__(self, name: str, program: str, environment: str, subject: Subject) -> None:
        self.name, self.program, self.environment = name, program, environment
        if match := re.fullmatch(r"(python|pypy)(\d(?:\.\d+)?)?t?", name):
            wanted = {"python": "", "pypy": "pypy"}[match[1]] + (match[2] or "")
            other = _another_python(wanted, subject) if "." in wanted or "pypy" in wanted else ""
            how = f"the environment's own is `python`{other}"
        else:
            how = _how_it_is_called(name, environment, subject) or _how_to_have(name, subject, native=False)
        super().__init__(
            f"the environment has no command `{name}`, and `{program}` is of another Python, which has none of the "
            "environment's packages",
            help=f"{how}; to run that one all the same, name it whole: `{program}`",
        )


class ModuleNotThere(SnowsnakeError):
    """The environment's Python has no module of the name that it is to run."""

    exit_code = 127  # as of a command that is not there

    def __init__(self, name: str, subject: Subject) -> None:
        self.name = name
        super().__init__(
            f"the environment has no module `{name}`",
            help=_how_to_have(
                canonicalize_name(distribution_of(name) or name), subject, native=False, module=name
            ),
        )


def is_missing_file(word: str) -> bool:
    """Whether a word to run is a path where nothing is."""
    return "/" in word and not os.path.lexists(word)


def is_missing_script(word: str) -> bool:
    """The same, of what can be a command as well (`rst2html.py`): to ask once that is known not to be."""
    return is_missing_file(word) or (word.endswith(_SCRIPTS) and not os.path.lexists(word))


def _meant(name: str, environment: str) -> str | None:
    """The command of the environment that a name is nearly that of."""
    try:
        known = [path.name for path in Path(environment, "bin").iterdir()]
    except OSError:
        return None
    near = get_close_matches(name, known, n=1, cutoff=0.75)
    return f"is `{near[0]}` meant?" if near else None


def _how_to_have(name: str, subject: Subject, *, native: bool, module: str | None = None) -> str:
    """What to type to have a command, or a distribution's `module`."""
    package = _debian(name) if native else None
    if subject.kind == "ad-hoc":
        more = ["--native", package] if package else [name]
        command = f"python -m {module}" if module else name
        return (
            f"name what has it, too: `snowsnake shell {shlex.join([*_typed(subject), *more])} -- {command}`"
        )
    if subject.kind == "named":
        key, what = ("native", package) if package else ("requires", name)
        return f"add `{what}` to `{key}` of `[{subject.name}]`, then `snowsnake apply {subject.name}`"
    if subject.kind == "script":
        return f'add `"{name}"` to `dependencies` in `{subject.name}`'
    for option, group in _choices(Path(subject.directory), name):
        return f"`snowsnake run {option} {group} {f'-m {module}' if module else name}`: `{group}` has it"
    place = place_of_requirements(subject.directory)
    if package is not None:
        said = f"Debian has it: `snowsnake add-native {package}`"
        if package != name:
            return said
        # Debian's own has Debian's Python, which does not see what is here.
        return f"{said}; if it is Python's and imports what is here, add `{name}` to {place}, then `snowsnake lock`"
    return f"add `{name}` to {place}, if it comes from the package of that name, then `snowsnake lock`"


def _typed(subject: Subject, python: str = "") -> list[str]:
    """What an ad-hoc environment was made of, as it is typed; with another interpreter, perhaps."""
    python = python or subject.python
    files = [word for file in subject.files for word in ("-r", os.path.relpath(file))]
    options = [word for option in subject.options for word in option.split(" ", 1)]
    interpreter = ["--python", python] if python else []
    return [*interpreter, *options, *subject.requirements, *files]


def _distribution(name: str, environment: str) -> PathDistribution | None:
    """The distribution of an environment that has a command's name."""
    for path in Path(environment, "lib").glob("*/site-packages/*.dist-info"):
        if canonicalize_name(path.name.partition("-")[0]) == canonicalize_name(name):
            return PathDistribution(path)
    return None


def _how_it_is_called(name: str, environment: str, subject: Subject) -> str | None:
    """What to type where the distribution of that name is there, and its commands have other names, or it has none.

    `None` where it is not there, or stands for a program of the base (`pandoc`).
    """
    distribution = _distribution(name, environment)
    if distribution is None or _debian(name) is not None:
        return None
    programs = list[str]()
    with suppress(OSError, ValueError):
        programs = [
            entry.name
            for entry in distribution.entry_points
            if entry.group in {"console_scripts", "gui_scripts"}
            and Path(environment, "bin", entry.name).exists()
        ]
    module = canonicalize_name(name).replace("-", "_")
    runs = any(Path(environment, "lib").glob(f"*/site-packages/{module}/__main__.py"))
    words = ["python", "-m", module] if runs else ["python"]
    if programs:
        words = [min(programs)]
    said = "its command is another" if programs else "it has no command"
    said = f"the distribution `{name}` is there, and {said}{', and runs as a module' if runs and not programs else ''}"
    command = shlex.join(words)
    if subject.kind == "ad-hoc":
        return f"{said}: `snowsnake shell {shlex.join(_typed(subject))} -- {command}`"
    if subject.kind == "named":
        return f"{said}: `snowsnake run @{subject.name} -- {command}`"
    return f"{said}: `snowsnake run {command}`"


def _another_python(wanted: str, subject: Subject) -> str:
    """What to type to have another interpreter."""
    if subject.kind == "ad-hoc":
        typed = _typed(subject, wanted)
        return f"; another interpreter: `snowsnake shell {shlex.join(typed)} -- python`"
    if subject.kind == "project":
        return f"; another interpreter: `snowsnake lock --python {wanted}`"
    place = (
        f"`python` of `[{subject.name}]`"
        if subject.kind == "named"
        else "`requires-python` in its `# /// script` block"
    )
    return f"; another interpreter is for {place} to say"


def _choices(directory: Path, name: str) -> Iterator[tuple[str, str]]:
    """The extras and groups of a project that require a distribution of this name, as options."""
    from snowsnake.requirements.pyproject import choices  # noqa: PLC0415 -- only for an error's text

    try:
        found = choices(directory / "pyproject.toml")
    except (OSError, SnowsnakeError):
        return
    for option, names in (("--group", found.groups), ("--extra", found.extras)):
        for choice, requirements in names.items():
            if name in {requirement.name for requirement in requirements}:
                yield option, shlex.quote(choice)


def _debian(name: str) -> str | None:
    """The package of the base that has a program, by the tables that snowsnake ships."""
    from snowsnake.provide.debian.who_has import package_with  # noqa: PLC0415 -- only for an error's text

    return package_with("program", name)


def _scripts(directory: Path) -> Iterator[str]:
    try:
        for path in directory.iterdir():
            if path.suffix == ".py" or (directory != Path() and path.is_file()):
                yield str(path) if directory.parts else path.name
    except OSError:
        return
