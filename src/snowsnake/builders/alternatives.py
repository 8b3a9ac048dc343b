"""Reads which links Debian's `update-alternatives` would have made: `java`, `convert`, `libblas.so.3`.

Maintainer scripts are never run. What a `postinst` says is followed as far as it is plain: assignments, `for` loops
over words, both branches of every condition. What it works out by running programs is left out.
"""

# Nothing is read from disk here but whether a file of the tree exists; pathlib costs start-up time.
# ruff: noqa: PTH103, PTH110, PTH120, PTH211

from __future__ import annotations

import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from . import deb

_HEREDOC = re.compile(r"<<-?[ \t]*(['\"]?)(\w+)\1[^\n]*\n.*?^[ \t]*\2[ \t]*$", re.DOTALL | re.MULTILINE)
_WORD = r"""[^\s;&|()<>"'\\#]|\\.|"(?:\\.|[^"\\])*"|'[^']*'"""
_TOKEN = re.compile(
    rf"(?P<space>[ \t\r]+|\\\n)|(?P<comment>\#[^\n]*)|(?P<end>[;&|()<>\n])|(?P<word>(?:{_WORD})(?:{_WORD}|\#)*)|.",
    re.DOTALL,
)
_PIECE = re.compile(
    r"""'(?P<single>[^']*)'|"(?P<double>(?:\\.|[^"\\])*)"|\\(?P<escaped>.)"""
    r"""|\$(?:(?P<name>\w+)|\{(?P<braced>\w+)\})|(?P<strange>[$`])|(?P<plain>[^'"\\$`]+)""",
    re.DOTALL,
)
_ASSIGNMENT = re.compile(r"([A-Za-z_]\w*)=(.*)", re.DOTALL)
_KEYWORDS = frozenset({"then", "do", "else", "{", "!", "if", "elif", "while", "until", "time"})
_LOOPS = frozenset({"for", "while", "until", "select"})
_STEPS = 20_000
"""Commands that are followed before a script is given up: loops in loops must not keep a build busy."""


@dataclass(frozen=True)
class Alternative:
    """One link: where it lies, where it leads (both as on a Debian machine), and how much it is wanted."""

    link: str
    path: str
    priority: int


def read(script: str) -> list[Alternative]:
    """What a maintainer script installs, slaves with their master's priority."""
    found: list[Alternative] = []
    _Reader(found).run(list(_commands(script)), {})
    return found


def link(root: str, scripts: Sequence[tuple[str, str]]) -> dict[str, list[str]]:
    """Make the links that are missing in the tree; scripts are `(package, text)`, the highest priority wins.

    Returns the paths of the links, below `root`, by the package that brought them.
    """
    wanted = [
        (-alternative.priority, index, package, alternative)
        for index, (package, script) in enumerate(scripts)
        for alternative in read(script)
    ]
    made: dict[str, list[str]] = {}
    # A link may lead to another: the second pass finds those whose aim the first one made.
    for _ in range(2):
        for _, _, package, alternative in sorted(wanted, key=lambda item: item[:2]):
            source, aim = deb.place(alternative.link), deb.place(alternative.path)
            target = f"{root}/{source}"
            if not source or os.path.lexists(target) or not os.path.exists(f"{root}/{aim}"):
                continue
            try:
                os.makedirs(os.path.dirname(target), exist_ok=True)
            except (FileExistsError, NotADirectoryError):
                continue
            os.symlink(posixpath.relpath(aim, posixpath.dirname(source) or "."), target)
            made.setdefault(package, []).append(source)
    return made


def _commands(script: str) -> Iterator[list[str]]:
    """The simple commands of a script, each as its raw words."""
    words: list[str] = []
    for match in _TOKEN.finditer(_HEREDOC.sub("\n", script)):
        if match.lastgroup == "word":
            words.append(match[0])
        elif match.lastgroup == "end" and words:
            yield words
            words = []
    if words:
        yield words


class _UnknownError(Exception):
    """A word that depends on something that is known only when the script runs."""


class _Reader:
    def __init__(self, found: list[Alternative]) -> None:
        self._found = found
        self._steps = 0

    def run(self, commands: Sequence[list[str]], variables: dict[str, str]) -> None:
        """Follow commands one after the other."""
        position = 0
        while position < len(commands):
            self._steps += 1
            if self._steps > _STEPS:
                return
            words = commands[position]
            position += 1
            while words and words[0] in _KEYWORDS:
                words = words[1:]
            if len(words) > 2 and words[0] == "for" and words[2] == "in":
                end = _end_of_loop(commands, position)
                for value in _known(words[3:], variables):
                    self.run(commands[position:end], _with(variables, words[1], value))
                position = end
            elif words and all(_ASSIGNMENT.fullmatch(word) for word in words):
                _assign(words, variables)
            else:
                self._command(words, variables)

    def _command(self, words: Sequence[str], variables: Mapping[str, str]) -> None:
        names = [posixpath.basename(word) for word in words]
        if "update-alternatives" not in names or "--install" not in words:
            return
        arguments = []
        for word in words[names.index("update-alternatives") + 1 :]:
            try:
                arguments += _expand(word, variables)
            except _UnknownError:
                arguments.append("")
        self._install(arguments)

    def _install(self, arguments: Sequence[str]) -> None:
        if "--install" not in arguments:
            return
        start = arguments.index("--install") + 1
        if len(arguments) < start + 4 or not re.fullmatch(r"-?\d{1,9}", arguments[start + 3]):
            return
        priority = int(arguments[start + 3])
        links = [(arguments[start], arguments[start + 2])]
        rest = arguments[start + 4 :]
        links += [
            (rest[index + 1], rest[index + 3])
            for index, word in enumerate(rest)
            if word == "--slave" and len(rest) > index + 3
        ]
        self._found += [Alternative(link, path, priority) for link, path in links if link and path]


def _end_of_loop(commands: Sequence[list[str]], start: int) -> int:
    depth = 1
    for position in range(start, len(commands)):
        words = commands[position]
        while words and words[0] in _KEYWORDS - _LOOPS:
            words = words[1:]
        if words and words[0] in _LOOPS:
            depth += 1
        elif words and words[0] == "done":
            depth -= 1
            if depth == 0:
                return position
    return len(commands)


def _with(variables: dict[str, str], name: str, value: str) -> dict[str, str]:
    # The shell has one scope: what a loop assigns is there after it.
    variables[name] = value
    return variables


def _assign(words: Sequence[str], variables: dict[str, str]) -> None:
    for word in words:
        name, _, raw = word.partition("=")
        try:
            variables[name] = " ".join(_expand(raw, variables, split=False))
        except _UnknownError:
            continue  # what it was before is as good a guess: this may be another branch


def _known(words: Sequence[str], variables: Mapping[str, str]) -> list[str]:
    result = []
    for word in words:
        try:
            result += _expand(word, variables)
        except _UnknownError:
            continue
    return result


def _expand(word: str, variables: Mapping[str, str], *, split: bool = True) -> list[str]:
    """What the shell makes of a raw word: fields without quotes. Raises `_UnknownError`."""
    fields: list[str] = []
    current: str | None = None
    for match in _PIECE.finditer(word):
        kind, text = match.lastgroup, str(match[match.lastgroup or 0])
        if kind in {"name", "braced"}:
            value = _value(text, variables)
            if split:
                parts = value.split()
                if parts and not value[0].isspace():
                    current = (current or "") + parts.pop(0)
                if parts:
                    fields += [current] if current is not None else []
                    fields += parts[:-1]
                    current = parts[-1]
                continue
            text = value
        elif kind == "double":
            text = _inside_quotes(text, variables)
        elif kind == "strange":
            raise _UnknownError
        elif kind == "escaped" and text == "\n":
            continue
        current = (current or "") + text
    return fields + ([current] if current is not None else [])


def _inside_quotes(text: str, variables: Mapping[str, str]) -> str:
    def replace(match: re.Match[str]) -> str:
        if match[1] is not None:
            return match[1]
        name = match[2] or match[3]
        if name is None:
            raise _UnknownError
        return _value(name, variables)

    return re.sub(r'\\([$`"\\\n])|\$(?:(\w+)|\{(\w+)\})|[$`]', replace, text)


def _value(name: str, variables: Mapping[str, str]) -> str:
    if name not in variables:
        raise _UnknownError
    return variables[name]
