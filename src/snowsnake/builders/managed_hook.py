"""Says what to type to those who would change an environment: `pip`, `ensurepip`, `venv`, `setup.py`, and uv.

Copied into site-packages as `_snowsnake_managed`, with the constant below filled in. `_snowsnake_managed.pth` imports
it where the command line has a word that looks like one of these; what only reads goes on.

The root user can write into the Nix store wherever that is not mounted read-only, so nothing else stops these tools.
uv does not run in this Python, but asks it where packages go: the answer depends on what uv was called for.
"""

# Imported while Python starts: what `os` and `sys` have must do.
# ruff: noqa: PTH110, PTH118, PTH119, PTH120, PTH123

import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

ENVIRONMENT = ""
"""The environment's store path."""
# <- constants

LAUNCHER = "libexec/snowsnake/python"
"""Below the environment: another file that starts the same Python."""
_PIP_CHANGES = frozenset(("install", "uninstall"))
_PIP_VERBS = frozenset(
    (
        "cache", "check", "completion", "config", "debug", "download", "freeze", "hash", "help", "index", "inspect",
        "install", "list", "lock", "search", "show", "uninstall", "wheel",
    )
)  # fmt: skip
_ELSEWHERE = ("--target", "-t", "--prefix", "--root")
"""Options of pip with which packages go elsewhere, if that is where they lead."""
_READS = ("--dry-run", "--help", "-h")
_UV_PIP_CHANGES = frozenset(("install", "uninstall", "sync"))
_UV_PIP_VERBS = _UV_PIP_CHANGES | {"check", "compile", "debug", "freeze", "list", "show", "tree"}
_UV_READS = frozenset(
    (
        "audit", "auth", "build", "build-backend", "cache", "export", "format", "generate-shell-completion", "help",
        "init", "lock", "publish", "python", "self", "tool", "tree", "venv", "workspace",
    )
)  # fmt: skip
"""Verbs of uv that leave the project's environment as it is."""
_UV_VERBS = _UV_READS | {"add", "check", "pip", "remove", "run", "sync", "version"}
_UV_HARMLESS = {
    "add": ("--no-sync", "--frozen", "--dry-run", "--script"),
    "remove": ("--no-sync", "--frozen", "--dry-run", "--script"),
    "run": ("--no-sync", "--no-project", "--isolated", "--script", "-s"),
    "sync": ("--dry-run", "--check", "--script"),
    "version": ("--no-sync", "--frozen", "--dry-run"),
}
"""With one of these, too."""
_UV_VALUES = frozenset(
    (
        "--directory", "--env-file", "--extra", "--group", "--index", "--no-extra", "--no-group", "--only-group",
        "--package", "--project", "--python", "--with", "--with-editable", "--with-requirements", "-p", "-w",
    )
)  # fmt: skip
"""Options of `uv run` that take the next word. Behind another one's the command begins: that only refuses more."""

_OTHERS = {"pdm": "--no-sync", "poetry": "--lock"}
"""Tools of their own, with the option that only locks."""
_OTHERS_CHANGE = frozenset(("add", "install", "remove", "sync", "update"))


def refusal(argv: "Sequence[str]", environ: "Mapping[str, str]") -> str:
    """What to say to the command line of a Python (`sys.orig_argv`); empty if it may go on."""
    kind, name, rest = _program(argv)
    name = os.path.basename(name) if kind == "script" else name
    if kind == "code":
        # What `ensurepip` starts.
        changes = 'run_module("pip"' in name and any(f"'{verb}'" in name for verb in _PIP_CHANGES)
        return _words("ensurepip", ()) if changes and "'--root'" not in name else ""
    if name == "get-pip.py":
        return "" if _is_elsewhere(rest, environ) else _words(name, ())
    if name in {"setup.py", "easy_install"}:
        wanted = (
            {"install", "develop", "easy_install"}.intersection(rest)
            if name == "setup.py"
            else {"easy_install"}
        )
        spared = _is_elsewhere(rest, environ, "") or _has_sitecustomize(environ)
        return _words(f"{name} {min(wanted)}", ()) if wanted and not spared else ""
    if name == "ensurepip":
        return "" if _has(rest, ("--root", "--version", "--help", "-h")) else _words(name, ())
    if name in {"venv", "virtualenv"} and kind == "module":
        ours = [word for word in rest if not word.startswith("-") and _is_ours(word)]
        return _words("venv", ()) if ours and not _has(rest, ("--help", "-h")) else ""
    if name == "__main__.py" or name.endswith(".whl"):  # as `python …/pip` and `python pip-….whl/pip` say it
        name = os.path.basename(os.path.dirname(_program(argv)[1]))
    if name.replace(".", "").strip("0123456789") in {"pip", "__pip-runner__py"}:
        return _refuse_pip(rest, environ)
    return ""


def _refuse_pip(words: "Sequence[str]", environ: "Mapping[str, str]") -> str:
    verbs = [word for word in words if word in _PIP_VERBS]
    if not verbs or verbs[0] not in _PIP_CHANGES or _is_elsewhere(words, environ):
        return ""
    # `pip --python THIS` of another Python starts itself again in this one.
    if _has(words, ("--python",)) and "_PIP_RUNNING_IN_SUBPROCESS" not in environ:
        return ""
    return _words(f"pip {verbs[0]}", words[words.index(verbs[0]) + 1 :])


def refuse_uv(words: "Sequence[str]", environ: "Mapping[str, str]", prefix: str) -> str:
    """The same for uv's command line; `prefix` is the environment as uv names it."""
    start = next((index for index, word in enumerate(words) if index and word in _UV_VERBS), 0)
    verb, rest = words[start] if start else "", words[start + 1 :]
    if verb == "pip":
        verbs = [word for word in rest if word in _UV_PIP_VERBS]
        if not verbs or verbs[0] not in _UV_PIP_CHANGES or _has(rest, ("--target", "--prefix", "--dry-run")):
            return ""
        return _words(f"uv pip {verbs[0]}", rest[rest.index(verbs[0]) + 1 :])
    own = _before_command(rest) if verb == "run" else rest
    if not verb or verb in _UV_READS or _has(own, ("--help", "-h", *_UV_HARMLESS.get(verb, ()))):
        return ""
    if environ.get("UV_NO_SYNC", "").lower() in {"1", "true", "yes", "on", "t", "y"}:
        return ""
    if not ("--active" in own or _is_ours(environ.get("UV_PROJECT_ENVIRONMENT", "")) or _is_projects(prefix)):
        return ""
    return _project_words(verb, rest)


def refuse_others(words: "Sequence[str]") -> str:
    """The same for the command line of a tool that asks this Python where packages go, and puts them there itself."""
    start = next((index for index, word in enumerate(words[:3]) if os.path.basename(word) in _OTHERS), -1)
    rest = [
        word for word in words[start + 1 :] if word not in {"-n", "--no-interaction", "-q", "--quiet", "-v"}
    ]
    if start < 0 or not rest or rest[0] not in _OTHERS_CHANGE or _has(rest, ("--dry-run", "--help", "-h")):
        return ""
    tool, verb, named = os.path.basename(words[start]), rest[0], _quoted(rest[1:])
    only_lock = _OTHERS[tool]
    if only_lock in rest and verb in {"add", "remove", "update"}:
        return ""
    first = f"`{tool} {verb} {only_lock} {named}`, then " if verb in {"add", "remove"} else ""
    lines = [
        f"{first}`snowsnake build -o .venv`",
        f"an environment that {tool} may change: `rm .venv`, then `{tool} install`",
    ]
    return _message(f"{tool} {verb}", lines)


def _before_command(words: "Sequence[str]") -> "Sequence[str]":
    """What of the words after `uv run` is uv's."""
    value = False
    for index, word in enumerate(words):
        if word == "--" or not (value or word.startswith("-")):
            return words[:index]
        value = word in _UV_VALUES
    return words


def _is_projects(prefix: str) -> bool:
    """Whether `prefix` is where uv looks for the environment of a project that it manages."""
    try:
        with open(os.path.join(os.path.dirname(prefix), "pyproject.toml"), encoding="utf-8") as file:
            return "managed=false" not in file.read().replace(" ", "")
    except (OSError, ValueError):
        return False


def _program(argv: "Sequence[str]") -> "tuple[str, str, list[str]]":
    """What Python is to run: `module`, `code` or `script`, which one, and its arguments."""
    words = list(argv[1:])
    while words:
        word = words.pop(0)
        if word.startswith("--"):
            if word == "--check-hash-based-pycs":
                words[:1] = []
        elif word.startswith("-") and word != "-":
            for index, letter in enumerate(word[1:], 2):
                if letter in "cmWX":
                    value = word[index:] or (words.pop(0) if words else "")
                    if letter in "cm":
                        name = value.removesuffix(".__main__") if letter == "m" else value
                        return "module" if letter == "m" else "code", name, words
                    break
        else:
            return "script", word, words
    return "", "", []


def _has(words: "Sequence[str]", options: "Sequence[str]") -> bool:
    return any(word in options or word.partition("=")[0] in options for word in words)


def _is_elsewhere(words: "Sequence[str]", environ: "Mapping[str, str]", prefix: str = "PIP_") -> bool:
    """Whether these words of pip's leave the store as it is: they only ask, or name a place outside of it.

    `prefix` is how the variables begin that say the same as options. A build of Nix's may fill its own output.
    """
    if _has(words, _READS):
        return True
    names = [option for option in _ELSEWHERE if option.startswith("--")]
    places = {name: environ.get(f"{prefix}{name[2:].upper()}", "") if prefix else "" for name in names}
    for index, word in enumerate(words):
        option, _, value = word.partition("=")
        if option in _ELSEWHERE:
            value = value if "=" in word else "".join(words[index + 1 : index + 2])
        elif word.startswith("-t"):
            option, value = "-t", word[2:]
        else:
            continue
        places["--target" if option == "-t" else option] = value
    root = places.pop("--root")
    named = [path for path in places.values() if path]
    if root:  # what is below it has the names that it has without
        named = [f"{root}/{path}" for path in named or [ENVIRONMENT]]
    kept = ENVIRONMENT if environ.get("NIX_BUILD_TOP") else os.path.dirname(ENVIRONMENT)
    return bool(named) and not any(
        kept and f"{os.path.realpath(path)}/".startswith(f"{kept}/") for path in named
    )


def _has_sitecustomize(environ: "Mapping[str, str]") -> bool:
    """Whether somebody has a module that may say where things go before anything else runs, as colcon does it."""
    places = environ.get("PYTHONPATH", "").split(os.pathsep)
    return any(place and os.path.exists(f"{place}/sitecustomize.py") for place in places)


def _is_ours(path: str) -> bool:
    return bool(path) and os.path.realpath(path) == ENVIRONMENT


def _named(words: "Sequence[str]") -> str:
    """The requirements that somebody wants to install, as a shell takes them."""
    plain = [
        word
        for word in words
        if word[0:1].isalnum() and "/" not in word and not word.endswith((".txt", ".whl"))
    ]
    return _quoted(plain) or "PACKAGE"


def _quoted(words: "Sequence[str]") -> str:
    """Words as a shell takes them: `shlex` is slow to import."""
    return " ".join(
        word
        if word and not word.strip("-_./=:,@%+abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789")
        else "'" + word.replace("'", "'\\''") + "'"
        for word in words
    )


def _words(what: str, words: "Sequence[str]") -> str:
    named, own = _named(words), "an environment that pip may change: `python -m venv DIRECTORY`"
    if what.endswith("uninstall"):
        lines = [
            "take it out of pyproject.toml or requirements.txt, for `snowsnake run` and `snowsnake shell`"
        ]
    elif what in {"ensurepip", "get-pip.py"}:
        lines = ["`pip list` works here", own]
    elif what == "venv":
        lines = [own]
    else:
        lines = [
            f"to try it: `snowsnake shell {named}`",
            "for a project: add it to pyproject.toml or requirements.txt, for `snowsnake run` and `snowsnake shell`",
            f"{own}, then `DIRECTORY/bin/pip install {named}`",
        ]
    return _message(what, lines)


def _project_words(verb: str, rest: "Sequence[str]") -> str:
    if verb == "run":
        plain = rest[1:] if rest[:1] == ["--"] else rest
        command = _quoted(plain) if plain and not plain[0].startswith("-") else "COMMAND"
        lines = [f"`snowsnake run {command}`, or `uv run --no-sync {command}`"]
    elif verb in {"add", "remove"}:
        lines = [f"`uv {verb} --no-sync {_quoted(rest)}`, then `snowsnake build -o .venv`"]
    else:
        lines = ["`snowsnake build -o .venv` makes it anew from what the project requires"]
    lines.append("an environment that uv may change: `rm .venv`, then `uv sync`")
    return _message(f"uv {verb}", lines)


def _message(what: str, lines: "Sequence[str]") -> str:
    why = "snowsnake built it, in the Nix store, and other environments share its files"
    text = f"error: `{what}` cannot change this environment: {why}\n\n"
    return text + "".join(
        f"{'help: ' if not index else '      '}{line}\n" for index, line in enumerate(lines)
    )


class _Answer:
    """Standard output of the program with which uv asks a Python about itself: what it prints is amended."""

    def __init__(self, stream: "Any", said: str) -> None:
        self._stream = stream
        self._said = said

    def __getattr__(self, name: str) -> "Any":
        return getattr(self._stream, name)

    def write(self, text: str) -> "Any":
        return self._stream.write(self._amended(text) if text.startswith("{") else text)

    def _amended(self, text: str) -> str:
        import json  # noqa: PLC0415 -- whoever prints JSON has it

        try:
            answer = json.loads(text)
            # uv remembers an answer unless another file than the one that it started gave it.
            answer["sys_executable"] = f"{sys.prefix}/{LAUNCHER}"
            if self._said:
                # Below a file nothing can be written: not by root either.
                nowhere = f"{sys.prefix}/pyvenv.cfg"
                answer["sys_prefix"] = nowhere
                answer["scheme"] = dict.fromkeys(answer["scheme"], f"{nowhere}/{_as_path(self._said)}")
        except (ValueError, KeyError, TypeError):
            return text
        return json.dumps(answer)


def _as_path(said: str) -> str:
    """The message as the name of a file: uv shows it, for it cannot be read."""
    error, _, lines = said.partition("\n\nhelp: ")
    return (
        f"{error.removeprefix('error: ')}; {'; '.join(line.strip() for line in lines.splitlines())}".replace(
            "`", '"'
        )
    )


def _asked_by_uv() -> None:
    words = _command_line(os.getppid())
    said = ""
    if words and os.path.basename(words[0]) == "uv":
        said = refuse_uv(words, os.environ, sys.prefix)
    if said and "`uv pip" not in said.partition("\n")[0]:
        _stop(said)  # uv shows it, and ends. `uv pip` would look for another Python.
    sys.stdout = _Answer(sys.stdout, said)


def _stop(said: str) -> None:
    sys.stderr.write(said)
    sys.stderr.flush()
    os._exit(1)


def _command_line(process: "int | str") -> list[str]:
    try:
        with open(f"/proc/{process}/cmdline", "rb") as file:
            return [os.fsdecode(word) for word in file.read().split(b"\0")[:-1]]
    except OSError:
        return []


def _look() -> None:
    argv = getattr(sys, "orig_argv", None) or _command_line("self")
    name = _program(argv)[1]
    if "get_interpreter_info" in name:
        _asked_by_uv()
        return
    said = refuse_others(_command_line(os.getppid())) if "sysconfig" in name else ""
    if said := said or refusal(argv, os.environ):
        _stop(said)


if ENVIRONMENT:
    try:  # noqa: SIM105 -- contextlib is not loaded yet
        _look()
    except Exception:  # noqa: BLE001, S110 -- an error in here must stop nobody's Python
        pass
