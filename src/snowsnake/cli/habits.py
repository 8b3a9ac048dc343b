"""What people type who know uv, pip, poetry, pixi, conda or nix: as much as can be is understood, the rest is answered
with the line to type here. docs/how-to/coming-from.md has the same lines."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from snowsnake.environments.subjects import find_project
from snowsnake.errors import UsageError

Command = Callable[[str], click.Command | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What is said of a verb that another tool has. `{}` stands for what was typed behind it."""

    bare: str
    """The line to type where nothing stands behind it."""
    names: str = ""
    """The line to type where something does; empty for the same."""


_TRY = Answer(
    bare="`snowsnake build` makes the project's environment; `snowsnake shell` enters it",
    names="to try it: `snowsnake shell {}`; to keep it: {keep}",
)
_OUT = Answer(bare="take it out of {file}, then `snowsnake lock`")
_MAKE = Answer(bare="`snowsnake build`; with the project itself editable: `snowsnake develop`")
_ONE = Answer(bare="`snowsnake shell NAME -- COMMAND`", names="`snowsnake shell {first} -- {}`")
_FOR_ALL = Answer(
    bare="name it in environments.toml, then `snowsnake apply`: its programs come onto your PATH",
)
_NEWER = Answer(bare="`snowsnake lock --upgrade`", names="`snowsnake lock{each --upgrade-package}`")
_LIST = Answer(bare="`snowsnake export requirements`", names="`snowsnake explain {first}`")
_PYTHON = Answer(bare="`snowsnake shell --python 3.14`; for a project: `snowsnake lock --python 3.14`")

ANSWERS: dict[str, Answer] = {
    "activate": Answer(bare="`snowsnake shell`"),
    "add": Answer(
        bare="add it to {file}, then `snowsnake lock`", names="{keep}; to try it first: `snowsnake shell {}`"
    ),
    "cache": Answer(bare="`snowsnake clean`, then `nix-collect-garbage`"),
    "check": Answer(bare="`snowsnake lock --check`"),
    "compile": Answer(bare="`snowsnake lock`, then `snowsnake export requirements`"),
    "config": Answer(bare="settings are in `[tool.snowsnake]` of pyproject.toml: docs/reference/settings.md"),
    "create": _FOR_ALL,
    "deactivate": Answer(bare="`exit` leaves the shell that `snowsnake shell` has started"),
    "dev": Answer(bare="`snowsnake develop`, then `snowsnake shell`"),
    "download": Answer(bare="`snowsnake build` fetches all that is needed; `--offline` works from then on"),
    "env": _FOR_ALL,
    "exec": Answer(bare="`snowsnake run COMMAND`", names="`snowsnake run {}`"),
    "flake": Answer(bare="`snowsnake init`, then `nix flake check`"),
    "freeze": _LIST,
    "gc": Answer(bare="`snowsnake clean`, then `nix-collect-garbage`"),
    "global": _FOR_ALL,
    "import": Answer(bare="`snowsnake lock -r FILE`", names="`snowsnake lock -r {first}`"),
    "info": _LIST,
    "install": _TRY,
    "list": _LIST,
    "new": Answer(bare="`echo requests > requirements.txt`, then `snowsnake run python`"),
    "pin": Answer(bare="`snowsnake lock --python 3.14`", names="`snowsnake lock --python {first}`"),
    "pip": _TRY,
    "profile": _FOR_ALL,
    "publish": Answer(
        bare="`snowsnake shell build twine -- python -m build`, then `snowsnake shell twine -- twine upload`"
    ),
    "python": _PYTHON,
    "remove": _OUT,
    "rm": _OUT,
    "search": Answer(bare="`snowsnake inspect NAME`", names="`snowsnake inspect {first}`"),
    "self": Answer(bare="`pip install --upgrade snowsnake`"),
    "show": _LIST,
    "sync": _MAKE,
    "task": Answer(bare="`snowsnake run COMMAND`", names="`snowsnake run {}`"),
    "test": Answer(bare="`snowsnake run -m pytest`", names="`snowsnake run -m pytest {}`"),
    "tool": _FOR_ALL,
    "tree": _LIST,
    "uninstall": _OUT,
    "up": _NEWER,
    "update": _NEWER,
    "upgrade": _NEWER,
    "use": _PYTHON,
    "venv": Answer(bare="`snowsnake build -o .venv`"),
    "virtualenv": Answer(bare="`snowsnake build -o .venv`"),
    "version": Answer(bare="`snowsnake --version`"),
    "wheel": Answer(bare="`snowsnake build --wheels DIRECTORY`"),
    "why": _LIST,
    "x": _ONE,
}
"""By the verb of the other tool. `{file}` is where the project's requirements are."""

_PAIRS: dict[tuple[str, str], str | Answer] = {
    ("pip", "compile"): "compile",
    ("pip", "freeze"): "list",
    ("pip", "install"): "install",
    ("pip", "list"): "list",
    ("pip", "show"): "list",
    ("pip", "sync"): "sync",
    ("pip", "tree"): "list",
    ("pip", "uninstall"): "remove",
    ("pip", "wheel"): "wheel",
    ("pip", "download"): "download",
    ("python", "pin"): "pin",
    ("env", "use"): "pin",
    ("tool", "run"): "x",
    ("self", "add"): "add",
    ("self", "version"): "version",
}
"""Two words that are a verb: the one that means the same."""

OPTIONS: dict[str, str] = {
    "--with": "name all that you need: `snowsnake shell NAME OTHER -- COMMAND`",
    "--dev": "`--group dev`",
    "--all-extras": "name each: `--extra NAME`",
    "--all-groups": "name each: `--group NAME`",
    "--only-group": "write it into a requirements file: `snowsnake run -r FILE COMMAND`",
    "--no-sync": "`--locked`",
    "--editable": "`snowsnake develop`",
    "-e": "`snowsnake develop`",
    "--directory": "go there: `cd DIRECTORY`",
    "--project": "go there: `cd DIRECTORY`",
    "-C": "go there: `cd DIRECTORY`",
    "--index-url": "write it into a requirements file, or set UV_DEFAULT_INDEX",
    "--default-index": "write it into `[tool.uv]`, or set UV_DEFAULT_INDEX",
    "--index": "write it into `[tool.uv]`, or set UV_INDEX",
    "--extra-index-url": "write it into a requirements file, or set UV_INDEX",
    "-i": "write it into a requirements file, or set UV_DEFAULT_INDEX",
    "--find-links": "write it into a requirements file, or set UV_FIND_LINKS",
    "-f": "write it into a requirements file, or set UV_FIND_LINKS",
    "--native-tls": "the machine's certificates count in any case; others are named by SSL_CERT_FILE",
    "--system-certs": "the machine's certificates count in any case; others are named by SSL_CERT_FILE",
    "--cert": "set SSL_CERT_FILE",
    "--trusted-host": "write it into a requirements file",
    "--pre": "write it into a requirements file, or a pre-release into the requirement: `NAME>=1.0rc1`",
    "--user": "leave it out: nothing is installed anywhere",
    "--system": "leave it out: nothing is installed anywhere",
    "--break-system-packages": "leave it out: nothing is installed anywhere",
    "--force-reinstall": "leave it out: an environment is always as it was locked",
    "--no-cache": "leave it out: what is cached has the hash that is locked",
    "--no-deps": "leave it out: what a distribution requires is part of its environment",
    "--only-binary": "leave it out: wheels come first; a source is taken where there is none",
    "--isolated": "leave it out: an environment has nothing of others",
}
"""What is said of an option that another tool has, and no verb here."""

_VERSION = frozenset({"-V", "version"})


def understood(arguments: Sequence[str], verbs: Sequence[str], command: Command) -> list[str]:
    """The command line as it is read: `help VERB`, `-V`, and options before the verb are put where they belong."""
    words = list(arguments)
    if words[:1] == ["help"]:
        return [*words[1:2], "--help"]
    if words[:1] == ["-V"]:
        return ["--version"]
    if not words or not words[0].startswith("-") or words[0] in {"-h", "--help", "--version", "--"}:
        return words
    at = _verb_at(words, verbs, command)
    return words if at is None else [words[at], *words[:at], *words[at + 1 :]]


def _verb_at(words: Sequence[str], verbs: Sequence[str], command: Command) -> int | None:
    """Where the verb stands behind options, some of which take the next word; `None` where there is none."""
    valued = {option for verb in verbs for option in _options(command(verb), valued=True)}
    skip = False
    for number, word in enumerate(words):
        if skip or word.startswith("-"):
            skip = not skip and word in valued
        else:
            return number if word in verbs else None
    return None


def _options(command: click.Command | None, *, valued: bool = False) -> Iterator[str]:
    for parameter in command.params if command is not None else ():
        if isinstance(parameter, click.Option) and not (valued and (parameter.is_flag or parameter.count)):
            yield from (*parameter.opts, *parameter.secondary_opts)


def no_such_verb(arguments: Sequence[str], verbs: Sequence[str]) -> UsageError:
    """The error for a verb that there is not: what to type instead, if another tool has it."""
    name, rest = arguments[0], list(arguments[1:])
    shown = name
    if rest and (name, rest[0]) in _PAIRS:
        shown, meant = f"{name} {rest[0]}", _PAIRS[name, rest[0]]
        answer, rest = (ANSWERS[meant] if isinstance(meant, str) else meant), rest[1:]
    else:
        found = ANSWERS.get(name)
        if found is None:
            return UsageError(f"there is no verb `{name}`", help=_guess(name, arguments, verbs))
        answer = found
    return UsageError(f"there is no verb `{shown}`", help=_line(answer, rest))


def _line(answer: Answer, rest: Sequence[str]) -> str:
    """The answer with what was typed put in."""
    installs = answer is _TRY
    if installs and (file := _value(rest, "-r", "--requirement", "--requirements")):
        return f"`snowsnake build -r {shlex.quote(file)}`"
    if installs and (any(word in {"-e", "--editable"} for word in rest) or rest[:1] == ["."]):
        return "`snowsnake develop`"
    names = [word for word in rest if not word.startswith("-")]
    text = answer.names if names and answer.names else answer.bare
    quoted = [shlex.quote(name) for name in names]
    each = "".join(f" --upgrade-package {name}" for name in quoted)
    for place, value in {
        "{file}": _file(),
        "{keep}": _keep(quoted),
        "{first}": quoted[0] if quoted else "",
        "{each --upgrade-package}": each,
        "{}": " ".join(quoted),
    }.items():
        text = text.replace(place, value)
    return text


def _value(words: Sequence[str], *options: str) -> str | None:
    for number, word in enumerate(words[:-1]):
        if word in options:
            return words[number + 1]
    return None


def _file() -> str:
    """Where the requirements of the project here are, or would be."""
    project = find_project(os.getcwd())  # noqa: PTH109 -- as text, like the hot path
    if project is not None and Path(project, "pyproject.toml").is_file():
        return "`dependencies` in pyproject.toml"
    return "requirements.txt"


def _keep(names: Sequence[str]) -> str:
    """How the project here gets more requirements."""
    file = _file()
    if file != "requirements.txt":
        return f"add it to {file}, then `snowsnake lock`"
    return f"`{'; '.join(f'echo {name} >> {file}' for name in names)}; snowsnake lock`"


def _guess(name: str, arguments: Sequence[str], verbs: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 -- only for a slip of the pen

    if name.startswith("@"):
        return (
            f"type `snowsnake shell {shlex.quote(name)}`, or `snowsnake run {shlex.quote(name)} -- COMMAND`"
        )
    if Path(name).is_file() and name.endswith(".py"):
        return f"type `snowsnake run {shlex.join(arguments)}`"
    meant = get_close_matches(name, verbs, n=1)
    return f"type `snowsnake {meant[0]}`" if meant else f"the verbs are {', '.join(verbs)}"


def no_such_option(option: str, verb: str, verbs: Sequence[str], command: Command) -> str | None:
    """What to say of an option that `verb` has not: that another tool has, or another verb here."""
    if option in OPTIONS:
        return OPTIONS[option]
    others = [other for other in verbs if other != verb and option in set(_options(command(other)))]
    if not others:
        return None
    listed = " and ".join(f"`snowsnake {other}`" for other in others[:3])
    return f"{listed} {'has' if len(others) == 1 else 'have'} `{option}`; `snowsnake {verb} --help` lists its own"


def only_here(ctx: click.Context, parameter: click.Parameter, value: tuple[str, ...]) -> None:  # noqa: ARG001 -- click's
    """Take `.`, which stands for the project here, and refuse other words, with the line to type."""
    here = os.getcwd()  # noqa: PTH109 -- as text, like the hot path
    for word in value:
        if os.path.realpath(word) == os.path.realpath(here):
            continue
        verb = ctx.info_name or "lock"
        path, quoted = Path(word), shlex.quote(word)
        if path.is_dir():
            line = f"go there: `cd {quoted}`, then `snowsnake {verb}`"
        elif path.is_file() and word.endswith(".py"):
            line = f"type `snowsnake lock --script {quoted}`"
        elif path.is_file():
            line = f"type `snowsnake lock -r {quoted}`"
        else:
            line = _line(_TRY, [word])
        raise UsageError(
            f"`snowsnake {verb}` is for the project here, and `{word}` is something else", help=line
        )


place = click.argument("place", metavar="[.]", nargs=-1, expose_value=False, callback=only_here)
"""For verbs that work on the project here, and on nothing that is named."""
