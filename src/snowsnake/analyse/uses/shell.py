"""Which programs a shell script runs: the words that stand where a command begins.

A reading of POSIX shell and bash that is good enough for that and no more. What is not known to be a command (a
variable, a function of the script's own, what a `case` compares with) is none; nothing is expanded, and the reading
goes through the text once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from snowsnake.knowledge import texts

SHELLS = frozenset({"sh", "bash", "dash", "ksh", "mksh", "zsh", "ash"})

_SHEBANG = re.compile(rb"#![ \t]*(?:/[\w./-]+/)?(?:env[ \t]+(?:-S[ \t]+)?)?([\w.+-]+)")
_TOKEN = re.compile(
    r"""(?P<blank>[ \t\r]+|\\\n)
      | (?P<comment>\#[^\n]*)
      | (?P<here><<-?[ \t]*(?:\\|['"])?(?P<end>\w+)['"]?)
      | (?P<redirect>(?:\d*(?:>>|>\||>&|<&|<<<|<>|>|<)|&>>?)(?!\())
      | (?P<arithmetic>\(\()
      | (?P<break>;;&?|;&|\|\||&&|\|&|[;&|\n])
      | (?P<open>[<>]?\()
      | (?P<close>\))
      | (?P<back>`)
    """,
    re.VERBOSE,
)
_WORD = re.compile(r"[^\s\\'\"$`;&|<>()]+")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*(?:\[[^]]*\])?\+?=")
_PROGRAM = re.compile(r"(?:/(?:usr/)?(?:local/)?s?bin/)?([A-Za-z0-9][\w.+-]{0,63})")
_BEFORE = frozenset({"if", "then", "elif", "else", "while", "until", "do", "!", "{", "time", "coproc"})
"""After these a command begins."""
_RUNNERS = frozenset(
    {"exec", "command", "builtin", "nohup", "sudo", "env", "nice", "setsid", "xargs", "busybox"}
)
"""What runs the program in its arguments."""
_SOUGHT = frozenset({"type", "hash", "which"})
_ENDS = frozenset({"fi", "done", "esac", "}", "in", "]]"})
_NAME = re.compile(r"[ \t]+([\w.:-]+)[ \t]*(?:\([ \t]*\))?")
_PARENTHESES = re.compile(r"[ \t]*\([ \t]*\)")
_DEEPEST = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Script:
    """A shell script."""

    interpreter: str
    """`bash`, as its first line says."""
    is_program: bool
    """Whether it has such a line, and can be run by itself."""
    runs: Mapping[str, int]
    """Programs, and the lines that run them first."""
    seeks: Mapping[str, int]
    """Those that it only looks for."""


def shell_of(start: bytes) -> str | None:
    """The shell that the first bytes of a file ask for; `None` where that is something else, or nothing."""
    name = interpreter_of(start)
    return name if name in SHELLS else None


def interpreter_of(start: bytes) -> str | None:
    """The interpreter that the first bytes of a file ask for, as a name; `None` where that is nothing."""
    match = _SHEBANG.match(start)
    return match[1].decode() if match is not None else None


def read_script(data: bytes) -> Script:
    """What a shell script runs; one without a first line of its own is `sh`'s."""
    reading = _Reading(data.decode("utf-8", "replace"))
    reading.read()
    runs = {name: line for name, line in reading.runs.items() if name not in reading.functions}
    return Script(
        interpreter=shell_of(data) or "sh",
        is_program=shell_of(data) is not None,
        runs=runs,
        seeks={name: line for name, line in reading.seeks.items() if name not in {*runs, *reading.functions}},
    )


@dataclass(slots=True)
class _Level:
    """What is open: a file, `$(`, a subshell, a `case`, or a text in quotes."""

    kind: str
    start: bool = True
    """A command begins here."""
    runner: str = ""
    """The command that runs, or looks for, what comes next."""
    pending: list[tuple[str, int]] = field(default_factory=list)
    """Of a `case`: words that may be what it compares with."""


class _Reading:
    """One pass over a text."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._at = 0
        self._line = 1
        self._levels = [_Level("file")]
        self._heres: list[str] = []
        self._test = False
        self.runs: dict[str, int] = {}
        self.seeks: dict[str, int] = {}
        self.functions: set[str] = set()

    def read(self) -> None:
        """To the end, or to where it makes no sense any more."""
        text = self._text
        while self._at < len(text) and len(self._levels) < _DEEPEST:
            level = self._levels[-1]
            if level.kind == '"':
                self._in_quotes()
                continue
            match = _TOKEN.match(text, self._at)
            if match is None:
                self._word()
            else:
                self._advance(match.end())
                self._token(match, level)

    def _advance(self, end: int) -> None:
        self._line += self._text.count("\n", self._at, end)
        self._at = end

    def _token(self, match: re.Match[str], level: _Level) -> None:
        kind = match.lastgroup if match.lastgroup != "end" else "here"
        if kind == "here":
            self._heres.append(match["end"])
        elif kind == "redirect":
            self._skip_target()
        elif kind == "break":
            self._end_command(match[0], level)
        elif kind == "arithmetic":
            self._skip_to("))")
        elif kind == "open":
            self._levels.append(_Level("("))
        elif kind == "close":
            self._close(level)
        elif kind == "back":
            self._backtick()

    def _end_command(self, text: str, level: _Level) -> None:
        if text == "\n" and self._heres:
            self._skip_heres()
        if self._test and text != "\n":
            return
        self._test = False
        level.start, level.runner = True, ""
        if level.kind == "case" and text != "|":
            self._keep(level)

    def _keep(self, level: _Level) -> None:
        for name, line in level.pending:
            self.runs.setdefault(name, line)
        level.pending.clear()

    def _close(self, level: _Level) -> None:
        if level.kind == "case":  # what stood before it was compared with
            level.pending.clear()
            level.start = True
        elif len(self._levels) > 1:
            self._levels.pop()

    def _backtick(self) -> None:
        if any(level.kind == "`" for level in self._levels):
            while self._levels.pop().kind != "`":
                pass
        else:
            self._levels.append(_Level("`"))

    def _skip_heres(self) -> None:
        for end in self._heres:
            found = re.compile(rf"^\t*{re.escape(end)}[ \t]*$", re.MULTILINE).search(self._text, self._at)
            self._advance(found.end() if found is not None else len(self._text))
        self._heres.clear()

    def _skip_to(self, end: str) -> None:
        found = self._text.find(end, self._at)
        self._advance(found + len(end) if found >= 0 else len(self._text))

    def _skip_target(self) -> None:
        """The file of a redirection, where that is plain."""
        match = re.compile(r"[ \t]*[\w./&-]+").match(self._text, self._at)
        if match is not None:
            self._advance(match.end())

    def _in_quotes(self) -> None:
        match = re.compile(r'[^"\\$`]*').match(self._text, self._at)
        if match is not None:
            self._advance(match.end())
        if self._at >= len(self._text):
            return
        char = self._text[self._at]
        if char == '"':
            self._levels.pop()
            self._advance(self._at + 1)
        elif char == "\\":
            self._advance(self._at + 2)
        elif char == "`":
            self._advance(self._at + 1)
            self._backtick()
        else:
            self._dollar()

    def _dollar(self) -> None:
        text, at = self._text, self._at
        if text.startswith("$((", at):
            self._skip_to("))")
        elif text.startswith("$(", at):
            self._advance(at + 2)
            self._levels.append(_Level("("))
        elif text.startswith("${", at):
            self._advance(at + 2)
            depth = 1
            while depth and self._at < len(text):
                match = re.compile(r"[^{}\\]*").match(text, self._at)
                self._advance(match.end() if match is not None else self._at)
                char = text[self._at : self._at + 1]
                depth += (char == "{") - (char == "}")
                self._advance(self._at + (2 if char == "\\" else 1))
        else:
            self._advance(at + 1)

    def _word(self) -> None:
        """A word, plain or of several parts; only a plain one can be a command that is known."""
        level, text, line, begin = self._levels[-1], self._text, self._line, self._at
        plain = True
        while self._at < len(text):
            char = text[self._at]
            if char in " \t\r\n;&|<>()`":
                break
            match = _WORD.match(text, self._at)
            if match is not None:
                self._advance(match.end())
                continue
            plain = False
            if char == "'":
                self._advance(self._at + 1)
                self._skip_to("'")
            elif char == "\\":
                self._advance(self._at + 2)
            elif char == '"':
                self._advance(self._at + 1)
                self._levels.append(_Level('"'))
                break
            else:
                self._dollar()
                if self._levels[-1] is not level:
                    break
        self._met(text[begin : self._at] if plain else text[begin : begin + 80], plain, line, level)

    def _met(self, word: str, plain: bool, line: int, level: _Level) -> None:
        if not level.start:
            if plain and word == "]]":
                self._test = False
            return
        if _ASSIGNMENT.match(word):
            if plain and word.endswith("=") and self._text.startswith("(", self._at):
                self._skip_array()
            return
        if level.runner and (word.startswith("-") or not plain):
            level.start = plain
            if word.startswith(("-v", "-V")):
                level.runner = "which"
            return
        if not plain:
            level.start = False
            return
        self._command(word, line, level)

    def _skip_array(self) -> None:
        """`names=(one two)`."""
        self._advance(self._at + 1)
        self._levels.append(_Level("(", start=False))

    def _command(self, word: str, line: int, level: _Level) -> None:
        if word in _BEFORE:
            return
        level.start = False
        own = texts("run-time", "of-shells")
        if word == "case":
            self._levels.append(_Level("case", start=False))
        elif word == "esac" and level.kind == "case":
            self._levels.pop()
            self._levels[-1].start = False
        elif word == "[[":
            self._test = True
        elif word == "in" or self._defines(word):
            level.start = True
        elif word in _RUNNERS or word in _SOUGHT:
            if word not in own:
                self._note(word, line, level)
            level.runner, level.start = word, True
        elif word not in own and word not in _ENDS:
            self._note(word, line, level)
            level.start = level.runner in _SOUGHT

    def _defines(self, word: str) -> bool:
        """Whether a function's definition begins here."""
        if word == "function":
            match = _NAME.match(self._text, self._at)
            name = match[1] if match is not None else ""
        else:
            match, name = _PARENTHESES.match(self._text, self._at), word
        if match is None:
            return False
        self.functions.add(name)
        self._advance(match.end())
        return True

    def _note(self, word: str, line: int, level: _Level) -> None:
        match = _PROGRAM.fullmatch(word)
        if match is None or match[1].isdigit() or (match[1] == word and word.endswith((".sh", ".py"))):
            return
        if level.runner in _SOUGHT:
            self.seeks.setdefault(match[1], line)
        elif level.kind == "case":
            level.pending.append((match[1], line))
        else:
            self.runs.setdefault(match[1], line)
