"""Nix expressions on one line, and where they need parentheses.

https://nix.dev/manual/nix/latest/language/operators has the precedences.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from snowsnake.nixtext.escape import fits_indented, identifier, quoted
from snowsnake.nixtext.syntax import (
    AttributeSet,
    Binding,
    Call,
    Commented,
    Expression,
    Function,
    If,
    Inherit,
    Interpolated,
    Let,
    ListOf,
    Name,
    Not,
    Null,
    Number,
    Operator,
    Parameters,
    PathLiteral,
    Select,
    Text,
    Truth,
    With,
)

# How tightly an expression holds together; one that holds less than its place asks for gets parentheses.
ATOM, SELECT, CALL, _NEGATIVE, NOT, _LOOSE = 100, 95, 90, 85, 60, 0
_OPERATORS = {"++": 75, "+": 65, "//": 55, "==": 45, "&&": 40, "||": 35}
PLAIN_PATH = re.compile(r"(?:\.|\.\.)?(?:/[A-Za-z0-9._+-]+)+")


def holds(expression: Expression) -> int:
    """How tightly the expression holds together."""
    match expression:
        case Number(value) if value < 0:
            return _NEGATIVE
        case Operator(symbol):
            return _OPERATORS[symbol]
        case PathLiteral(text) if not PLAIN_PATH.fullmatch(text):
            return _OPERATORS["+"]
        case Not():
            return NOT
        case Select(default=default):
            return ATOM if default is None else SELECT
        case Call(arguments=arguments) if arguments:
            return CALL
        case Call(function):
            return holds(function)
        case Function() | Let() | With() | If():
            return _LOOSE
        case Commented(value=value):
            return holds(value)
        case _:
            return ATOM


def flat(expression: Expression) -> str | None:  # noqa: C901, PLR0912 -- one case each
    """The expression on one line; `None` where the layout wants several, however short they are."""
    match expression:
        case Text(value):
            return None if fits_indented([value]) else f'"{quoted(value)}"'
        case Interpolated():
            return _flat_interpolated(expression)
        case Number(number):
            return str(number)
        case Truth(truth):
            return "true" if truth else "false"
        case Null():
            return "null"
        case Name(dotted):
            return ".".join(map(identifier, dotted.split(".")))
        case PathLiteral(text):
            return text if PLAIN_PATH.fullmatch(text) else flat(path_sum(text))
        case Commented() | Let():
            return None
        case ListOf(items):
            return _flat_list(items)
        case AttributeSet():
            return _flat_set(expression)
        case Function(parameters, body):
            head = parameters if isinstance(parameters, str) else flat_parameters(parameters)
            return _joined(" ", [around("", head, ":"), flat(body)])
        case Call(function, arguments):
            return _joined(" ", [flat_in(function, CALL), *(flat_in(item, SELECT) for item in arguments)])
        case Operator(symbol):
            return _joined(f" {symbol} ", [flat_in(*operand) for operand in operands(expression)])
        case Not(value):
            return around("!", flat_in(value, NOT), "")
        case Select(of, path, default):
            chosen = around("", flat_in(of, ATOM), "." + ".".join(map(identifier, path)))
            return chosen if default is None else _joined(" or ", [chosen, flat_in(default, SELECT)])
        case With(scope, body):
            return _joined(" ", [around("with ", flat(scope), ";"), flat(body)])
        case If(condition, then, otherwise):
            return _joined(
                " ",
                [
                    around("if ", flat(condition), ""),
                    around("then ", flat(then), ""),
                    around("else ", flat(otherwise), ""),
                ],
            )


def _joined(separator: str, parts: Iterable[str | None]) -> str | None:
    texts = list(parts)
    return None if None in texts else separator.join(text for text in texts if text is not None)


def around(before: str, text: str | None, after: str) -> str | None:
    """`None` where there is no text."""
    return None if text is None else f"{before}{text}{after}"


def flat_in(expression: Expression, place: int) -> str | None:
    """With parentheses where the place needs them."""
    short = flat(expression)
    return short if holds(expression) >= place else around("(", short, ")")


def _flat_list(items: tuple[Expression, ...]) -> str | None:
    """Several items are on lines of their own, however short they are."""
    if not items:
        return "[ ]"
    return around("[ ", flat_in(items[0], SELECT), " ]") if len(items) == 1 else None


def _flat_set(expression: AttributeSet) -> str | None:
    """Only an empty set, or one with a single plain attribute, is on one line."""
    start = "rec {" if expression.recursive else "{"
    match expression.bindings:
        case ():
            return f"{start} }}"
        case (Inherit() as only,):
            return around(f"{start} ", flat_inherit(only), " }")
        case (Binding(value=value, comment="") as only,) if not must_open(value):
            return around(f"{start} {path_text(only)} = ", flat(value), "; }")
        case _:
            return None


def must_open(value: Expression) -> bool:
    """A set that an attribute has is never on one line, unless it is empty or only inherits."""
    return isinstance(value, AttributeSet) and any(isinstance(each, Binding) for each in value.bindings)


def flat_inherit(inherit: Inherit) -> str | None:
    """`inherit … ;` on one line."""
    source = "" if inherit.source is None else around(" (", flat(inherit.source), ")")
    return _joined("", ["inherit", source, *(f" {identifier(name)}" for name in inherit.names), ";"])


def flat_parameters(parameters: Parameters) -> str | None:
    """A function's set of parameters on one line, without the colon; `None` where one has a comment."""
    if any(parameter.comment for parameter in parameters.names):
        return None
    names = [
        parameter.name
        if parameter.default is None
        else around(f"{parameter.name} ? ", flat(parameter.default), "")
        for parameter in parameters.names
    ]
    inside = _joined(", ", names + ["..."] * parameters.ellipsis)
    bound = f"@{parameters.bound}" if parameters.bound else ""
    return f"{{ }}{bound}" if inside == "" else around("{ ", inside, f" }}{bound}")


def _flat_interpolated(expression: Interpolated) -> str | None:
    parts = alternating(expression)
    if fits_indented([text for text, _ in parts]):
        return None
    texts: list[str | None] = []
    for text, inside in parts:
        texts.append(quoted(text, before_expression=inside is not None))
        if inside is not None:
            texts.append(around("${", flat(inside), "}"))
    return around('"', _joined("", texts), '"')


def alternating(expression: Interpolated) -> list[tuple[str, Expression | None]]:
    """Each text with the expression behind it; the last has none."""
    pairs: list[tuple[str, Expression | None]] = []
    text = ""
    for part in expression.parts:
        if isinstance(part, str):
            text += part
        else:
            pairs.append((text, part))
            text = ""
    return [*pairs, (text, None)]


def path_text(binding: Binding) -> str:
    """What stands left of `=`."""
    return ".".join(map(identifier, binding.names))


def path_sum(path: str) -> Operator:
    """A path that has no literal: a directory and a string."""
    absolute = path.startswith("/")
    rest = path if absolute else path.removeprefix(".") if path.startswith("./") else f"/{path}"
    return Operator("+", PathLiteral("/." if absolute else "./."), Text(rest))


def operands(expression: Operator) -> list[tuple[Expression, int]]:
    """The operands of a chain of one operator, each with what its place asks for."""
    symbol, place = expression.symbol, _OPERATORS[expression.symbol]

    def side(operand: Expression, *, chains: bool) -> list[tuple[Expression, int]]:
        if chains and isinstance(operand, Operator) and operand.symbol == symbol:
            return operands(operand)
        return [(operand, place + 1)]

    # `+` is the one that is not associative: paths and strings are both added.
    return [
        *side(expression.left, chains=symbol != "=="),
        *side(expression.right, chains=symbol not in {"==", "+"}),
    ]
