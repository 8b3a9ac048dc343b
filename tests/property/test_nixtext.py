"""Property: whatever a tree holds, Nix reads it back."""

from __future__ import annotations

import json
import random
import subprocess
from pathlib import Path

from snowsnake.nixtext import (
    AttributeSet,
    Binding,
    Call,
    Commented,
    Expression,
    Function,
    Interpolated,
    Let,
    ListOf,
    Name,
    Null,
    Number,
    Parameter,
    Parameters,
    Select,
    Text,
    Truth,
    to_text,
)
from snowsnake.nixtext.escape import KEYWORDS
from snowsnake.nixtext.syntax import LARGEST

PIECES = [
    *(
        "${",
        "$",
        "$$",
        "{",
        "}",
        "''",
        "'",
        '"',
        "\\",
        "\n",
        "\r",
        "\r\n",
        "\t",
        " ",
        "  ",
        "a",
        "b c",
        "#",
        "/*",
    ),
    *(
        "é",
        "\N{SNOWMAN}",
        "\U0001f40d",
        "\x01",
        "\x1b",
        "\x7f",
        "\u2028",
        "\u202e",
        "*/",
        ";",
        "\\n",
        "''${",
        "''\\",
    ),
]
NAMES = [
    *sorted(KEYWORDS),
    "",
    "zope.interface",
    "2to3",
    "a b",
    "-",
    "'",
    "a'",
    "true",
    "null",
    "__curPos",
    "import",
]


def hostile(seed: int) -> str:
    picked = random.Random(seed)
    return "".join(picked.choice(PIECES) for _ in range(picked.randrange(12)))


STRINGS = [*dict.fromkeys([*PIECES, *NAMES, *map(hostile, range(3000))])]


def _nix(expression: Expression, directory: Path) -> object:
    file = directory / "text.nix"
    file.write_text(to_text(expression), encoding="utf-8", newline="")
    command = ["nix-instantiate", "--eval", "--strict", "--json", str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def test_everything_comes_back(tmp_path: Path) -> None:
    """Strings as values, between expressions, as names, and beside comments; the largest numbers."""
    name = "assert ${x}"
    tree = AttributeSet(
        (
            Binding("strings", ListOf(tuple(map(Text, STRINGS)))),
            Binding("commented", ListOf(tuple(Commented(text, Text(text)) for text in STRINGS))),
            Binding(
                "between",
                Let(
                    (Binding("x", Text("${y}")),),
                    ListOf(tuple(Interpolated((text, Name("x"), text, Name("x"))) for text in STRINGS)),
                ),
            ),
            Binding("names", AttributeSet(tuple(Binding(text, Text(text)) for text in STRINGS))),
            Binding(("a path", "or", "${x}"), Null()),
            Binding("selected", Select(AttributeSet((Binding((name, "b"), Number(-LARGEST)),)), (name, "b"))),
            Binding("missing", Select(AttributeSet(()), (name,), Truth(False))),
            Binding(
                "called",
                Call(
                    Function(Parameters((Parameter("a"), Parameter("b", Number(LARGEST)))), Name("b")),
                    (AttributeSet((Binding("a", Null()),)),),
                ),
            ),
        )
    )
    assert _nix(tree, tmp_path) == {
        "strings": STRINGS,
        "commented": STRINGS,
        "between": [f"{text}${{y}}{text}${{y}}" for text in STRINGS],
        "names": {text: text for text in STRINGS},
        "a path": {"or": {"${x}": None}},
        "selected": -LARGEST,
        "missing": False,
        "called": LARGEST,
    }
