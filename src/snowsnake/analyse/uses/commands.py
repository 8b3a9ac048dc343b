"""Which programs a command line starts."""

from __future__ import annotations

import re
import shlex

from snowsnake.analyse.python.values import Beginning
from snowsnake.analyse.uses.shell import SHELLS

_PLAIN = re.compile(r"[A-Za-z0-9][\w.+-]*")
_ASSIGNMENT = re.compile(r"\w+=.*")
_OTHERS = (".py", ".exe", ".bat", ".cmd", ".com", ".dll", ".ps1", ".sh", ".js", ".jar", ".pl", ".gz", ".zip")
_WORDS = frozenset({"|", "||", "&&", ";", "&", "do", "then", "(", "{", "!", "if", "while", "|&"})
_BINARIES = re.compile(r"/(?:[\w.+-]+/)*(?:s?bin|games)/[\w.+-]+|/usr/lib(?:exec)?/[\w.+/-]+")
# Programs that start the program in their arguments, and how many arguments of their own stand before it.
_STARTERS = {
    "env": 0,
    "which": 0,
    "command": 0,
    "nice": 0,
    "sudo": 0,
    "nohup": 0,
    "exec": 0,
    "time": 0,
    "timeout": 1,
    "xvfb-run": 0,
}
_STARTS_SHELL = re.compile(r"(?:/usr)?(?:/bin/)?(?:ba|da)?sh")
_LONGEST = 4000


def programs(command: object, *, as_shell: bool) -> list[str]:
    """The names of the programs that a command (a text, or a list of words) starts, as far as it is known."""
    if isinstance(command, Beginning):  # its last word goes on, perhaps
        known = re.match(r"(?s).*\s", str(command.text)[:_LONGEST])
        return programs(known[0], as_shell=True) if known is not None else []
    if isinstance(command, bytes):
        command = _text(command)
    if isinstance(command, str):
        if len(command) > _LONGEST:
            return []
        if not as_shell and " " not in command.strip():
            return _one([command])
        try:
            lexer = shlex.shlex(command, posix=True, punctuation_chars=True)
            lexer.whitespace_split = True
            words = list(lexer)
        except ValueError:
            return []
        return _shell(words)
    if isinstance(command, (list, tuple)) and command:
        words_known = list(command)
        if as_shell and isinstance(words_known[0], (str, Beginning)):
            return programs(words_known[0], as_shell=True)
        texts = [_text(word) for word in words_known]
        if len(texts) > 2 and _STARTS_SHELL.fullmatch(texts[0] or "") and texts[1] in {"-c", "-lc"}:
            return programs(texts[2], as_shell=True) if texts[2] is not None else []
        return _one(texts)
    return []


def _text(word: object) -> str | None:
    """A word as text; `None` where it is not known."""
    if isinstance(word, bytes):
        return word.decode("ascii", "replace")
    return word if isinstance(word, str) else None


def started_script(command: object) -> tuple[str, str | None] | None:
    """The shell that a list of words starts, and the script that it is given; `None` where it starts none.

    A script is `None` where it is not known.
    """
    if not isinstance(command, (list, tuple)):
        return None
    words = [_text(word) for word in command]
    while words and words[0] is not None and words[0].rpartition("/")[2] == "env":
        del words[0]
    shell = words[0].rpartition("/")[2] if words and words[0] is not None else ""
    if shell not in SHELLS:
        return None
    for word in words[1:]:
        if word is None:
            return shell, None
        if not word.startswith(("-", "+")):
            return shell, word
        if "c" in word and not word.startswith("--"):
            return None
    return None


def _shell(words: list[str]) -> list[str]:
    found: list[str] = []
    start = True
    for number, word in enumerate(words):
        if word in _WORDS:
            start = True
        elif start and not _ASSIGNMENT.fullmatch(word):
            found += _one([*words[number:]])
            start = False
    return list(dict.fromkeys(found))


def _one(words: list[str | None]) -> list[str]:
    """The program at the beginning of a list of words, after those that start it."""
    waiting, found = list(words), list[str]()
    while waiting:
        word = waiting.pop(0)
        if word is None:
            break
        base = word.rpartition("/")[2]
        if base not in _STARTERS:
            return [*found, base] if _is_program(word, base) else found
        found.append(base)
        skipped = _STARTERS[base]
        while waiting and (
            waiting[0] is None or waiting[0].startswith("-") or _ASSIGNMENT.fullmatch(waiting[0])
        ):
            option = waiting.pop(0)
            if option == "-n" and waiting:
                waiting.pop(0)
        del waiting[:skipped]
    return found


def _is_program(word: str, base: str) -> bool:
    if "/" in word and not _BINARIES.fullmatch(word):
        return False  # the package's own, or in a directory of somebody's
    return _PLAIN.fullmatch(base) is not None and not base.lower().endswith(_OTHERS) and not base.isdigit()
