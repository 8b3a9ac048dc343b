"""The hot path: from `snowsnake run …` to the program in a few milliseconds.

It knows the calls that people repeat (`run CMD`, `run SCRIPT`, `run @NAME CMD`, `shell REQUIREMENT… -- CMD`) and
nothing else.
It looks, it never writes (but for a memo's time stamp), and wherever anything is unclear it returns, and the
full command line in `cli` takes over with the same arguments. Both read the command line alike; a test
compares them.
"""

# pathlib takes longer to import than all of the hot path.
# ruff: noqa: PTH109, PTH118, PTH120
from __future__ import annotations

import os

from snowsnake.environments import activate, memo, subjects
from snowsnake.project_files import is_environment_name

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

# Options that change nothing when there is nothing left to do.
_HARMLESS = frozenset({"--offline", "--no-sandbox", "-q", "--quiet", "--locked", "--frozen"})

_VALUED = frozenset({"-p", "--python", "-r", "--requirement", "--requirements"})


class Call:
    """A command line that the hot path understood."""

    __slots__ = ("command", "files", "module", "named", "pure", "python", "requirements", "verb")

    def __init__(self, verb: str) -> None:
        self.verb = verb
        self.requirements: list[str] = []
        self.files: list[str] = []
        self.python = ""
        self.named = ""
        """The name in `@NAME`."""
        self.pure = False
        self.module = False
        self.command: list[str] = []


def parse(arguments: Sequence[str]) -> Call | None:
    """Read the command line after `snowsnake`; `None` if it is not one for the hot path."""
    if not arguments or arguments[0] not in {"run", "shell"}:
        return None
    call = Call(arguments[0])
    rest = list(arguments[1:])
    while rest:
        word = rest.pop(0)
        if word == "--":
            call.command = rest
            break
        if word.startswith("-"):
            if not _option(call, word, rest):
                return None
        elif call.verb == "run":
            call.command = [word, *rest]
            break
        else:
            call.requirements.append(word)
    if not _take_name(call):
        return None
    if call.module and call.command:
        call.command = ["python", "-m", *call.command]
    return call if call.command else None


def _take_name(call: Call) -> bool:
    """Take `@NAME` from where it stands; false for a command line with one that makes no sense."""
    words = call.command if call.verb == "run" else call.requirements
    if not words or not words[0].startswith("@"):
        return True
    call.named = words.pop(0)[1:]
    if call.verb == "run":
        call.module, call.command = after_name(words, module=call.module)
    return not (call.python or call.files or call.requirements) and is_environment_name(call.named)


def after_name(words: list[str], *, module: bool) -> tuple[bool, list[str]]:
    """What stands behind `run @NAME`: whether it is a module, and the command. `--` and `-m` may stand before it."""
    if module or not words:
        return module, words
    if words[0] in {"-m", "--module"}:
        return True, words[1:]
    return False, words[1:] if words[0] == "--" else words


def _option(call: Call, word: str, rest: list[str]) -> bool:
    """Take an option, and its value from `rest`; false for one that is not for the hot path."""
    if word in _HARMLESS:
        return True
    if word == "--pure" and call.verb == "shell":
        call.pure = True
        return True
    if word in {"-m", "--module"} and call.verb == "run":
        call.module = True
        return True
    option, equals, value = word.partition("=")
    if option not in _VALUED or (option in {"-p", "-r"} and equals):
        return False
    if not equals:
        if not rest:
            return False
        value = rest.pop(0)
    if option in {"-p", "--python"}:
        call.python = value
    else:
        call.files.append(value)
    return True


def subject_of(
    call: Call, directory: str, environ: Mapping[str, str] = os.environ
) -> subjects.Subject | None:
    """Whose environment `call` means, started in `directory` (absolute); `None` if there is none to be
    found."""
    if call.named:
        return subjects.named(call.named, environ)
    if call.requirements or call.files:
        files = [os.path.join(directory, file) for file in call.files]
        return subjects.Subject(
            "ad-hoc", directory=directory, requirements=call.requirements, files=files, python=call.python
        )
    if call.verb == "run" and call.command and subjects.is_script(call.command[0]):
        script = os.path.realpath(call.command[0])
        if subjects.script_metadata(script):
            return subjects.Subject(
                "script",
                directory=os.path.dirname(script),
                script=script,
                python=call.python,
            )
    project = subjects.find_project(directory)
    return None if project is None else subjects.Subject("project", directory=project, python=call.python)


def command_line(call: Call, environment: str) -> list[str]:
    """The program and its arguments; a script is run by the environment's own Python."""
    if call.verb == "run" and subjects.is_script(call.command[0]):
        return [environment + "/bin/python", *call.command]
    return call.command


def run(arguments: Sequence[str], environ: Mapping[str, str]) -> None:
    """Become the program that the command line asks for, or return having done nothing."""
    call = parse(arguments)
    if call is None:
        return
    try:
        directory = os.getcwd()
    except FileNotFoundError:
        return
    subject = subject_of(call, directory, environ)
    if subject is None:
        return
    state = subjects.state_directory(environ)
    if not state:
        return
    entry = subjects.entry_path(state, subject)
    environment = memo.usable(entry, subjects.metadata(subject))
    if environment is None and call.named and not os.path.lexists(entry):
        environment = subjects.provided(call.named, environ)
    if environment is None:
        return
    variables = activate.variables(environment, environ, name=subject.name, pure=call.pure)
    command = command_line(call, environment)
    program = activate.find_program(command[0], variables["PATH"])
    if program is None or activate.is_of_another_python(program, command[0], environment):
        return
    if activate.missing_module(command, environment, variables) is not None:
        return
    try:
        activate.execute(program, command, variables)
    except OSError:
        return  # the command line in `cli` meets the same error, and says so
