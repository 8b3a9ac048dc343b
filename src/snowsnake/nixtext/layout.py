"""Writes Nix expressions in the layout of RFC 166: https://github.com/NixOS/rfcs/blob/master/rfcs/0166-nix-formatting.md.

An expression is on one line where the layout allows it (`flat`) and it fits; otherwise its outermost parts go onto
lines of their own (`_broken`), and each of them is asked again. What opens with a bracket may start on the line of what
it belongs to (`_attached`).
"""

from __future__ import annotations

from collections.abc import Iterable

from snowsnake.nixtext.escape import comment_lines, fits_indented, identifier, indented, quoted
from snowsnake.nixtext.flat import (
    ATOM,
    CALL,
    NOT,
    PLAIN_PATH,
    SELECT,
    alternating,
    around,
    flat,
    flat_in,
    flat_inherit,
    flat_parameters,
    holds,
    must_open,
    operands,
    path_sum,
    path_text,
)
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
    Not,
    Operator,
    Parameters,
    PathLiteral,
    Select,
    Text,
    With,
)

WIDTH = 100


def to_text(expression: Expression) -> str:
    """A file's text: the expression, and the end of the last line.

    Parameters on lines of their own, as those of a package, have an empty line below them.
    """
    lines = _lines(expression, WIDTH)
    if isinstance(expression, Function) and isinstance(expression.body, Call) and lines[0] == "{":
        end = next(number for number, line in enumerate(lines) if line.startswith("}"))
        lines.insert(end + 1, "")
    return "\n".join(lines) + "\n"


def _lines(expression: Expression, width: int, used: int = 0, after: int = 0) -> list[str]:
    """The expression in lines of at most `width`, of which the first has `used` columns before it, the last
    `after` behind it."""
    short = flat(expression)
    if short is not None and used + len(short) + after <= width:
        return [short]
    return _attached(expression, width, used) or _broken(expression, width, after)


def _indented(lines: Iterable[str]) -> list[str]:
    return [f"  {line}" if line else "" for line in lines]


def _attached(expression: Expression, width: int, used: int) -> list[str] | None:
    """The expression with its start on a line that has `used` columns; `None` where it has to start its own."""
    match expression:
        case Text() | Interpolated() if flat(expression) is None:
            return _broken(expression, width, 0)
        case AttributeSet(bindings) if bindings:
            return _broken(expression, width, 0)
        case ListOf(items) if items:
            return _broken(expression, width, 0)
        case With(scope, body):
            return _behind(around("with ", flat(scope), "; "), body, width, used)
        case Function(str(name), body):
            return _behind(f"{name}: ", body, width, used)
        case Call(function, arguments) if arguments:
            last = arguments[-1]
            head = flat(Call(function, arguments[:-1])) if arguments[1:] else flat_in(function, CALL)
            if holds(last) >= SELECT:
                return _behind(around("", head, " "), last, width, used)
            attached = (
                _behind(around("", head, " ("), last, width, used) if isinstance(last, Function) else None
            )
            if attached:
                return [*attached[:-1], f"{attached[-1]})"]
            if head is not None and used + len(head) + 2 <= width:
                return [f"{head} (", *_indented(_lines(last, width - 2)), ")"]
            return None
        case _:
            return None


def _behind(head: str | None, expression: Expression, width: int, used: int) -> list[str] | None:
    if head is None or used + len(head) + 1 > width:
        return None
    attached = _attached(expression, width, used + len(head))
    return attached and [head + attached[0], *attached[1:]]


def _broken(expression: Expression, width: int, after: int) -> list[str]:  # noqa: C901, PLR0912 -- one case each
    """The expression on several lines, where it can be."""
    match expression:
        case Text(value):
            return _text_lines([(value, None)], width) if fits_indented([value]) else [flat(expression) or ""]
        case Interpolated():
            return _text_lines(alternating(expression), width)
        case PathLiteral(text) if not PLAIN_PATH.fullmatch(text):
            return _broken(path_sum(text), width, after)
        case Commented(comment, value):
            return [*comment_lines(comment, width), *_lines(value, width, after=after)]
        case ListOf(items) if items:
            inside = [line for item in items for line in _in_place(item, SELECT, width - 2)]
            return ["[", *_indented(inside), "]"]
        case AttributeSet(bindings, recursive) if bindings:
            return ["rec {" if recursive else "{", *_indented(_bindings(bindings, width - 2)), "}"]
        case Function(parameters, body):
            head = _parameters(parameters, width)
            inner = _lines(body, width, after=after)
            if (
                isinstance(parameters, str)
                and isinstance(body, Function)
                and isinstance(body.parameters, str)
            ):
                return [f"{head[0]} {inner[0]}", *inner[1:]]
            return [*head, *inner]
        case Call(function, arguments):
            head = _in_place(function, CALL, width)
            return [
                *head,
                *_indented(line for item in arguments for line in _in_place(item, SELECT, width - 2)),
            ]
        case Operator(symbol):
            (first, place), *others = operands(expression)
            lines = _in_place(first, place, width)
            for operand, place in others:
                start, *rest = _in_place(operand, place, width, used=len(symbol) + 1)
                lines += [f"{symbol} {start}", *rest]
            return lines
        case Not(value):
            start, *rest = _in_place(value, NOT, width, used=1)
            return [f"!{start}", *rest]
        case Select(of, path, default):
            lines = _in_place(of, ATOM, width)
            lines[-1] += "." + ".".join(map(identifier, path))
            if default is not None:
                start, *rest = _in_place(default, SELECT, width, used=len(lines[-1]) + 4)
                lines = [*lines[:-1], f"{lines[-1]} or {start}", *rest]
            return lines
        case Let(bindings, body):
            return [
                "let",
                *_indented(_bindings(bindings, width - 2)),
                "in",
                *_lines(body, width, after=after),
            ]
        case With(scope, body):
            start, *rest = _lines(scope, width, used=5, after=1)
            lines = [f"with {start}", *rest]
            return [*lines[:-1], f"{lines[-1]};", *_lines(body, width, after=after)]
        case If():
            return _if_lines(expression, width, after)
        case _:
            return [flat(expression) or ""]


def _in_place(expression: Expression, place: int, width: int, used: int = 0) -> list[str]:
    """The lines of a part, with parentheses where its place needs them."""
    if isinstance(expression, Commented):
        comment = comment_lines(expression.comment, width)
        return [*([""] if used else []), *comment, *_in_place(expression.value, place, width)]
    if holds(expression) >= place:
        return _lines(expression, width, used)
    short = flat(expression)
    if short is not None and used + len(short) + 2 <= width:
        return [f"({short})"]
    attached = _attached(expression, width, used + 1)
    if attached:
        return [f"({attached[0]}", *attached[1:-1], f"{attached[-1]})"]
    return ["(", *_indented(_lines(expression, width - 2)), ")"]


def _bindings(bindings: Iterable[Binding | Inherit], width: int) -> list[str]:
    lines: list[str] = []
    for binding in bindings:
        if binding.apart and lines:
            lines.append("")
        if isinstance(binding, Inherit):
            lines += _inherit_lines(binding, width)
        else:
            if binding.comment:
                lines += comment_lines(binding.comment, width)
            lines += _binding_lines(binding, width)
    return lines


def _binding_lines(binding: Binding, width: int) -> list[str]:
    path, value = path_text(binding), binding.value
    used = len(path) + 3
    short = None if must_open(value) else flat(value)
    # There is nothing to gain from a long string on a line of its own.
    if short is not None and (
        used + len(short) + 1 <= width or isinstance(value, Text | Interpolated | PathLiteral)
    ):
        return [f"{path} = {short};"]
    attached = _attached(value, width, used)
    if attached is None and isinstance(value, Operator):
        first = operands(value)[0][0]
        if isinstance(first, AttributeSet | ListOf | Text) and _attached(first, width, used):
            attached = _broken(value, width, 1)
            if not attached[0].endswith(("{", "[", "''")):  # the first operand fits on its line
                attached = None
    if attached is None:
        attached = _indented(_lines(value, width - 2, after=1))
        return [f"{path} =", *attached[:-1], f"{attached[-1]};"]
    return [f"{path} = {attached[0]}", *attached[1:-1], f"{attached[-1]};"]


def _inherit_lines(inherit: Inherit, width: int) -> list[str]:
    short = flat_inherit(inherit)
    if short is not None and len(short) <= width:
        return [short]
    head = ["inherit"]
    if inherit.source is not None:
        start, *rest = _in_place(inherit.source, ATOM + 1, width, used=8)
        head = [f"inherit {start}", *rest]
    return [*head, *_indented([*map(identifier, inherit.names), ";"])]


def _parameters(parameters: Parameters | str, width: int) -> list[str]:
    if isinstance(parameters, str):
        return [f"{parameters}:"]
    short = flat_parameters(parameters)
    if short is not None and len(short) + 1 <= width:
        return [f"{short}:"]
    inside: list[str] = []
    for parameter in parameters.names:
        if parameter.comment:
            inside += comment_lines(parameter.comment, width - 2)
        start, *rest = [parameter.name]
        if parameter.default is not None:
            first, *rest = _lines(parameter.default, width - 2, used=len(parameter.name) + 3, after=1)
            start = f"{parameter.name} ? {first}"
        lines = [start, *rest]
        inside += [*lines[:-1], f"{lines[-1]},"]
    inside += ["..."] * parameters.ellipsis
    return ["{", *_indented(inside), "}" + (f"@{parameters.bound}:" if parameters.bound else ":")]


def _if_lines(expression: If, width: int, after: int) -> list[str]:
    start, *rest = _lines(expression.condition, width, used=3, after=5)
    lines = [f"if {start}", *rest]
    lines = [*lines[:-1], f"{lines[-1]} then", *_indented(_lines(expression.then, width - 2))]
    if isinstance(expression.otherwise, If):
        first, *others = _if_lines(expression.otherwise, width, after)
        return [*lines, f"else {first}", *others]
    return [*lines, "else", *_indented(_lines(expression.otherwise, width - 2, after=after))]


def _text_lines(parts: list[tuple[str, Expression | None]], width: int) -> list[str]:
    """A string: `''…''` where that holds it, else `"…"` with what does not fit between `${` and `}`."""
    multiline = fits_indented([text for text, _ in parts])
    lines = [""] if multiline else ['"']
    for text, inside in parts:
        written = indented(text) if multiline else quoted(text, before_expression=inside is not None)
        first, *others = written.split("\n")
        lines[-1] += first
        lines += others
        if inside is not None:
            start, *rest = _lines(inside, width)
            if rest:
                lines = [*lines[:-1], f"{lines[-1]}${{", *_indented([start, *rest]), "}"]
            else:
                lines[-1] += f"${{{start}}}"
    if not multiline:
        return [*lines[:-1], f'{lines[-1]}"']
    if lines[-1] == "":
        return ["''", *_indented(lines[:-1]), "''"]
    inner = _indented(lines)
    return ["''", *inner[:-1], f"{inner[-1]}''"]
