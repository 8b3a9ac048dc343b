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
    If,
    Interpolated,
    Let,
    ListOf,
    Name,
    Not,
    Null,
    Number,
    Operator,
    Parameter,
    Parameters,
    Select,
    Text,
    Truth,
    With,
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


Pair = tuple[Expression, object]
"""An expression, and its value."""


def truth(picked: random.Random, depth: int) -> Pair:
    if depth == 0:
        value = picked.random() < 0.5
        return Truth(value), value
    (left, a), (right, b) = truth(picked, depth - 1), truth(picked, depth - 1)
    kind = picked.randrange(5)
    if kind == 0:
        return Not(left), not a
    if kind == 1:
        return Operator("&&", left, right), a and b
    if kind == 2:
        return Operator("||", left, right), a or b
    make = picked.choice([truth, number, listed, merged])
    (left, a), (right, b) = make(picked, depth - 1), make(picked, depth - 1)
    return Operator("==", left, right), a == b


def number(picked: random.Random, depth: int) -> Pair:
    if depth == 0:
        value = picked.randrange(-9, 9)
        return Number(value), value
    left, a = number(picked, depth - 1)
    right, b = number(picked, depth - 1)
    assert isinstance(a, int)
    assert isinstance(b, int)
    return Operator("+", left, right), a + b


def listed(picked: random.Random, depth: int) -> Pair:
    if depth == 0:
        return ListOf(()), []
    left, a = listed(picked, depth - 1)
    item, b = anything(picked, depth - 1)
    assert isinstance(a, list)
    if picked.random() < 0.5:
        return Operator("++", left, ListOf((item, Commented("why", item)))), [*a, b, b]
    return Operator("++", ListOf((item,)), left), [b, *a]


def merged(picked: random.Random, depth: int) -> Pair:
    if depth == 0:
        return AttributeSet(()), {}
    left, a = merged(picked, depth - 1)
    item, b = anything(picked, depth - 1)
    name = picked.choice(NAMES)
    one: Pair = (AttributeSet((Binding(name, item),)), {name: b})
    pairs: list[Pair] = [(left, a), one]
    picked.shuffle(pairs)
    (left, a), (right, b) = pairs
    assert isinstance(a, dict)
    assert isinstance(b, dict)
    return Operator("//", left, right), a | b


def anything(picked: random.Random, depth: int) -> Pair:
    if depth == 0:
        text = hostile(picked.randrange(1000))
        return Text(text), text
    expression, value = picked.choice([truth, number, listed, merged, anything])(picked, depth - 1)
    kind = picked.randrange(9)
    match kind:
        case 0:
            condition, holds = truth(picked, depth - 1)
            other, another = anything(picked, depth - 1)
            return If(condition, expression, other), value if holds else another
        case 1:
            return Let((Binding("v", expression),), Name("v")), value
        case 2:
            return Call(Function("v", Function("w", Name("v"))), (expression, Null())), value
        case 3:
            parameter = Parameters((Parameter("v", expression, comment="which"),), ellipsis=True, bound="w")
            return Call(Function(parameter, Name("v")), (AttributeSet(()),)), value
        case 4:
            return Select(AttributeSet((Binding("or", expression),)), ("or",), Null()), value
        case 5:
            return Select(AttributeSet(()), ("assert", "x"), expression), value
        case 6:
            return With(AttributeSet((Binding("u", expression),)), Name("u")), value  # no other `u` is nearer
        case 7:
            return Commented("so that it is on several lines", expression), value
        case _:
            return expression, value


def test_every_tree_means_what_it_says(tmp_path: Path) -> None:
    """Whatever is in whatever: parentheses are where they are needed, on one line and on several."""
    pairs = [anything(random.Random(seed), seed % 7) for seed in range(600)]
    assert _nix(ListOf(tuple(pair[0] for pair in pairs)), tmp_path) == [pair[1] for pair in pairs]
