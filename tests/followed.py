"""Which lines of advice a test follows.

A test that does what a message says takes the words out of what was really printed, and so says which text of the
source it follows::

    line = Advice("cli/explain.py", "snowsnake add-native …").printed_in(ran.err)
    assert project.run(*shlex.split(line)[1:]).code == 0

tests/unit/test_advice.py reads these calls (so both words are written out) and fails for a text that none follows.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

TESTS = Path(__file__).parent

Text = tuple[str, str]
"""The file below src/snowsnake, and what stands in backticks there, with `…` for what is put in."""


@dataclass(frozen=True, slots=True)
class Advice:
    """A text of the source that says what to type."""

    file: str
    """Below src/snowsnake."""
    text: str
    """What stands in backticks, with `…` for what is put in; a place in braces is one too."""

    def printed_in(self, printed: str) -> str:
        """The words as they were printed. Raises `AssertionError` where they were not."""
        # A page of help breaks lines, behind a hyphen too.
        flowing = re.sub(r"\s+", " ", re.sub(r"-\n\s*", "-", printed))
        looks = ".*".join(map(re.escape, re.split(r"…|\{[^}]*\}", self.text)))
        for words in re.findall(r"(?=`([^`]*)`)", flowing):
            if re.fullmatch(looks, words):
                return str(words)
        raise AssertionError(f"`{self.text}` is not in:\n{printed}")


def followed() -> Iterator[tuple[str, Text]]:
    """Every text that a test follows, and the test's file. Raises `AssertionError` for one that is computed."""
    for path in sorted(TESTS.rglob("test_*.py")):
        source = path.read_text(encoding="utf-8")
        if "Advice(" not in source:
            continue
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Advice":
                words = [part.value for part in node.args if isinstance(part, ast.Constant)]
                assert len(words) == 2, f"{path.name}:{node.lineno}: write both words out"
                yield path.name, (str(words[0]), str(words[1]))
