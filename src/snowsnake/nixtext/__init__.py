"""Nix text: an expression is a tree of values, and one function writes it.

Nothing else of snowsnake puts Nix text together. What a string, a name or a comment holds cannot end it early.
"""

from snowsnake.nixtext.escape import identifier
from snowsnake.nixtext.layout import to_text
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
    Parameter,
    Parameters,
    PathLiteral,
    Select,
    Text,
    Truth,
    With,
)

__all__ = [
    "AttributeSet",
    "Binding",
    "Call",
    "Commented",
    "Expression",
    "Function",
    "If",
    "Inherit",
    "Interpolated",
    "Let",
    "ListOf",
    "Name",
    "Not",
    "Null",
    "Number",
    "Operator",
    "Parameter",
    "Parameters",
    "PathLiteral",
    "Select",
    "Text",
    "Truth",
    "With",
    "identifier",
    "to_text",
]
