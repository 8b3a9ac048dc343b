"""What people type who know uv, pip, poetry, pixi, conda or nix: as much as can be is understood, the rest is answered
with the line to type here. docs/how-to/coming-from.md has the same lines."""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from snowsnake.environments.subjects import environments_file, find_project
from snowsnake.errors import UsageError

Command = Callable[[str], click.Command | None]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What is said of a verb that another tool has. `_line` says what the braces stand for."""

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
_ONE = Answer(bare="`snowsnake shell NAME -- COMMAND`", names="`snowsnake shell {once}`")
_FOR_ALL = Answer(
    bare='a table in {environments}, `[tools]` with `requires = ["NAME"]`, then `snowsnake apply`: '
    "`snowsnake shell @tools` is there, and with `path = true` its programs are on your `PATH`",
)
_NEWER = Answer(bare="`snowsnake lock --upgrade`", names="`snowsnake lock{each --upgrade-package}`")
_LIST = Answer(bare="`snowsnake export requirements`", names="`snowsnake explain {first}`")
_CHECK = Answer(bare="`snowsnake lock --check`")
_CLEAN = Answer(bare="`snowsnake clean`, then `nix-collect-garbage`")
_PYTHON = Answer(
    bare="`snowsnake lock --python 3.14`; without a project: `snowsnake shell --python 3.14 NAME -- python`",
    names="`snowsnake lock --python {version}`; without a project: "
    "`snowsnake shell --python {version} NAME -- python`",
)
_RUN = Answer(bare="`snowsnake run COMMAND`", names="`snowsnake run {all}`")
_VENV = Answer(bare="`snowsnake build -o .venv`")

ANSWERS: dict[str, Answer] = {
    "activate": Answer(bare="`snowsnake shell`"),
    "add": Answer(
        bare="add it to {file}, then `snowsnake lock`", names="{keep}; to try it first: `snowsnake shell {}`"
    ),
    "cache": _CLEAN,
    "check": _CHECK,
    "compile": Answer(bare="`snowsnake lock`, then `snowsnake export requirements`"),
    "config": Answer(bare="settings are in `[tool.snowsnake]` of pyproject.toml: docs/reference/settings.md"),
    "create": _FOR_ALL,
    "deactivate": Answer(bare="`exit` leaves the shell that `snowsnake shell` has started"),
    "dev": Answer(bare="`snowsnake develop`, then `snowsnake shell`"),
    "download": Answer(bare="`snowsnake build` fetches all that is needed; `--offline` works from then on"),
    "env": _FOR_ALL,
    "exec": _RUN,
    "flake": Answer(bare="`snowsnake init`, then `nix flake check`"),
    "freeze": _LIST,
    "gc": _CLEAN,
    "global": _FOR_ALL,
    "import": Answer(bare="`snowsnake lock -r FILE`", names="`snowsnake lock -r {first}`"),
    "info": _LIST,
    "install": _TRY,
    "list": _LIST,
    "new": Answer(
        bare="`echo requests >> requirements.txt`, then `snowsnake run python`",
        names="`mkdir {first}; cd {first}; echo requests >> requirements.txt`, then `snowsnake run python`",
    ),
    "pin": _PYTHON,
    "pip": Answer(bare=_TRY.bare),
    "profile": _FOR_ALL,
    "publish": Answer(
        bare="`snowsnake shell build -- python -m build`, then `snowsnake shell twine -- twine upload dist/*`"
    ),
    "python": Answer(
        bare=f"`snowsnake run python`; another one: {_PYTHON.bare}", names="`snowsnake run python {all}`"
    ),
    "remove": _OUT,
    "rm": _OUT,
    "search": Answer(bare="`snowsnake inspect NAME`", names="`snowsnake inspect {first}`"),
    "self": Answer(bare="`pip install --upgrade snowsnake`"),
    "show": _LIST,
    "sync": _MAKE,
    "task": _RUN,
    "test": Answer(bare="`snowsnake run -m pytest`", names="`snowsnake run -m pytest {all}`"),
    "tool": _FOR_ALL,
    "tree": _LIST,
    "uninstall": _OUT,
    "up": _NEWER,
    "update": _NEWER,
    "upgrade": _NEWER,
    "use": _PYTHON,
    "venv": _VENV,
    "virtualenv": _VENV,
    "version": Answer(bare="`snowsnake --version`"),
    "wheel": Answer(
        bare="`snowsnake build --wheels DIRECTORY`",
        names="`snowsnake build --wheels DIRECTORY{each --no-binary} {}`",
    ),
    "why": _LIST,
    "x": _ONE,
}
"""By the verb of the other tool."""

_PAIRS: dict[tuple[str, str], str] = {
    ("pip", "cache"): "cache",
    ("pip", "check"): "check",
    ("pip", "compile"): "compile",
    ("pip", "config"): "config",
    ("pip", "download"): "download",
    ("pip", "freeze"): "list",
    ("pip", "index"): "search",
    ("pip", "inspect"): "list",
    ("pip", "install"): "install",
    ("pip", "list"): "list",
    ("pip", "search"): "search",
    ("pip", "show"): "list",
    ("pip", "sync"): "sync",
    ("pip", "tree"): "list",
    ("pip", "uninstall"): "remove",
    ("pip", "wheel"): "wheel",
    ("python", "install"): "pin",
    ("python", "list"): "pin",
    ("python", "pin"): "pin",
    ("python", "upgrade"): "pin",
    ("env", "use"): "pin",
    ("tool", "run"): "x",
    ("self", "add"): "add",
    ("self", "version"): "version",
}
"""Two words that are a verb: the one that means the same."""

_VALUED = frozenset(
    {
        "-c", "--constraint", "--constraints", "--build-constraint", "-t", "--target", "--prefix", "--root", "--src",
        "-i", "--index", "--index-url", "--default-index", "--extra-index-url", "-f", "--find-links", "--source",
        "-r", "--requirement", "--requirements", "-e", "--editable", "--with-requirements", "--with-editable",
        "-p", "--python", "--python-version", "--python-platform", "--platform", "--implementation", "--abi",
        "-G", "--group", "-E", "--extra", "--extras", "--optional", "--package", "--feature", "-C", "--directory",
        "--project", "--cache-dir", "--proxy", "--cert", "--client-cert", "--trusted-host", "--timeout", "--retries",
        "--no-binary", "--only-binary", "--config-settings", "--upgrade-package", "-P", "--exclude-newer", "--log",
        "--report", "--index-strategy", "--keyring-provider", "--link-mode", "-n", "--name", "--channel", "-b",
        "--branch", "--tag", "--rev", "-w", "--wheel-dir", "-d", "--dest", "-o", "--output-file", "--path",
    }
)  # fmt: skip
"""Options of other tools that take the next word."""

OPTIONS: dict[str, str] = {
    "--with": "name all that you need: `snowsnake shell NAME OTHER -- COMMAND`; beside what a file requires: "
    "`snowsnake shell -r FILE NAME -- COMMAND`",
    "--dev": "`--group dev`",
    "--no-dev": "leave it out: a group is locked only where it is named",
    "--script": "leave it out: `snowsnake run FILE.py` runs a script",
    "-s": "leave it out: `snowsnake run FILE.py` runs a script",
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
    "--reinstall": "leave it out: an environment is always as it was locked",
    "--force-reinstall": "leave it out: an environment is always as it was locked",
    "--no-cache-dir": "leave it out: what is cached has the hash that is locked",
    "--no-cache": "leave it out: what is cached has the hash that is locked",
    "--no-deps": "leave it out: what a distribution requires is part of its environment",
    "--only-binary": "leave it out: wheels come first; a source is taken where there is none",
    "--isolated": "leave it out: an environment has nothing of others",
}
"""What is said of an option that another tool has, and no verb here."""

_HERE = frozenset({".", "./"})
"""The project here, where a distribution or a directory could be named."""


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
    if rest and (name, rest[0]) in _PAIRS:
        answer, shown, rest = ANSWERS[_PAIRS[name, rest[0]]], f"{name} {rest[0]}", rest[1:]
    elif name in ANSWERS:
        answer, shown = ANSWERS[name], name
    else:
        return UsageError(f"there is no verb `{name}`", help=_guess(name, arguments, verbs))
    return UsageError(f"there is no verb `{shown}`", help=_line(answer, rest))


def _line(answer: Answer, rest: Sequence[str]) -> str:
    """The answer with what was typed put in.

    `{}` are the names among it, `{first}` is the first, `{version}` the first as an interpreter's version; `{all}` are
    all words, `{once}` is what `uvx` makes of them; `{each OPTION}` is every name behind an option. `{file}` is where
    the project's requirements are, `{keep}` how they get more, `{environments}` the user's environments.toml.
    """
    # `--version` and `--help` come by here: they have no use for what reads requirements.
    from snowsnake.cli.required_here import how_to_keep, place_of_requirements  # noqa: PLC0415
    from snowsnake.requirements.environments_file import shown_at_home  # noqa: PLC0415

    if answer is _TRY:
        if file := _value(rest, "-r", "--requirement", "--requirements"):
            return f"`snowsnake build -r {shlex.quote(file)}`"
        edited = _value(rest, "-e", "--editable") or next((word for word in rest if word in _HERE), None)
        if edited in _HERE:
            return "`snowsnake develop`"
        if edited is not None:
            return f"{how_to_keep([f'-e {edited}'])}, then `snowsnake develop`"
    names = [word for word in _names(rest) if word not in _HERE]
    words = list(rest[1:] if rest[:1] == ["--"] else rest)
    text = answer.names if answer.names and (names or ("{all}" in answer.names and words)) else answer.bare
    quoted = [shlex.quote(name) for name in names]
    project = find_project(os.getcwd())  # noqa: PTH109 -- as text, like the hot path
    values: dict[str, Callable[[], str]] = {
        "{}": lambda: " ".join(quoted),
        "{all}": lambda: shlex.join(words),
        "{environments}": lambda: shown_at_home(Path(environments_file(os.environ))),
        "{file}": lambda: str(place_of_requirements(project)),
        "{first}": lambda: quoted[0],
        "{keep}": lambda: how_to_keep(names),
        "{once}": lambda: _once(words),
        "{version}": lambda: _version(names[0]),
    }

    def value(place: re.Match[str]) -> str:
        if option := place[1]:
            return "".join(f" {option} {name}" for name in quoted)
        return values[place[0]]()

    return re.sub(r"\{(?:each ([^}]*)|[a-z]*)\}", value, text)


def _names(words: Sequence[str]) -> list[str]:
    """The words that are no options, nor values of them."""
    names, skip = list[str](), False
    for word in words:
        if skip:
            skip = False
        elif word.startswith("-"):
            skip = word in _VALUED
        else:
            names.append(word)
    return names


def _once(words: Sequence[str]) -> str:
    """What `uvx` and `pipx run` make of their words: requirements, `--`, and the command that they are for."""
    rest, more, source = list(words), list[str](), ""
    while rest and rest[0].startswith("-"):
        option, _, value = rest.pop(0).partition("=")
        if option in _VALUED | {"--from", "--spec", "--with"} and not value and rest:
            value = rest.pop(0)
        if option in {"--from", "--spec"}:
            source = value
        elif option == "--with":
            more += value.split(",")
    if not rest:
        return f"{shlex.join([source, *more]) if source or more else 'NAME'} -- COMMAND"
    name, _, version = rest[0].partition("@")
    program = re.split(r"[\s\[<>=!~;]", name)[0]
    wanted = f"{name}=={version}" if version and version != "latest" else name
    return f"{shlex.join([source or wanted, *more])} -- {shlex.join([program, *rest[1:]])}"


def _version(word: str) -> str:
    """An interpreter as other tools name it (`/usr/bin/python3.12`, `cpython-3.12`), as `--python` takes it."""
    found = re.search(r"(pypy)?-?(\d+(?:\.\d+)?)[^/]*$", word)
    return shlex.quote(word) if found is None else f"{found[1] or ''}{found[2]}"


def _value(words: Sequence[str], *options: str) -> str | None:
    for number, word in enumerate(words[:-1]):
        if word in options:
            return words[number + 1]
    return None


def _guess(name: str, arguments: Sequence[str], verbs: Sequence[str]) -> str:
    from difflib import get_close_matches  # noqa: PLC0415 -- only for a slip of the pen

    if name.startswith("@"):
        return (
            f"type `snowsnake shell {shlex.quote(name)}`, or `snowsnake run {shlex.quote(name)} -- COMMAND`"
        )
    if Path(name).is_file() and name.endswith(".py"):
        return f"type `snowsnake run {shlex.join(arguments)}`"
    meant = get_close_matches(name, verbs, n=1)
    if meant:
        return f"type `snowsnake {shlex.join([meant[0], *arguments[1:]])}`"
    return f"the verbs are {', '.join(verbs)}"


def no_such_option(option: str, verb: str, verbs: Sequence[str], command: Command) -> str | None:
    """What to say of an option that `verb` has not: that another tool has, or another verb here."""

    def having(wanted: str) -> str:
        others = [other for other in verbs if other != verb and wanted in set(_options(command(other)))]
        listed = " and ".join(f"`snowsnake {other}`" for other in others[:3])
        return listed and f"{listed} {'has' if len(others) == 1 else 'have'}"

    if (text := OPTIONS.get(option)) is not None:
        own = set(_options(command(verb)))
        elsewhere = [name for name in re.findall(r"`(--[a-z-]+)", text) if name not in own]
        return f"{text}, which {having(elsewhere[0])}" if elsewhere else text
    others = having(option)
    return f"{others} `{option}`; `snowsnake {verb} --help` lists its own" if others else None


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
