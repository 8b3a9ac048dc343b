"""Nix expressions as values: https://nix.dev/manual/nix/latest/language.

They hold what is meant, unescaped. `layout` writes them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Literal, TypeAlias

from snowsnake.nixtext.escape import check, variable

Symbol: TypeAlias = Literal["++", "//", "+", "==", "&&", "||"]

LARGEST = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Text:
    """A string. `ValueError` for what no Nix string can hold: NUL."""

    value: str

    def __post_init__(self) -> None:
        check(self.value)


@dataclass(frozen=True, slots=True)
class Interpolated:
    """A string with `${}`: texts, and expressions between them."""

    parts: tuple[str | Expression, ...]

    def __post_init__(self) -> None:
        for part in self.parts:
            if isinstance(part, str):
                check(part)


@dataclass(frozen=True, slots=True)
class Number:
    """An integer of 64 bits; `ValueError` for a larger one."""

    value: int

    def __post_init__(self) -> None:
        if abs(self.value) > LARGEST:
            raise ValueError(f"{self.value} is larger than Nix's integers")


@dataclass(frozen=True, slots=True)
class Truth:
    """`true` or `false`."""

    value: bool


@dataclass(frozen=True, slots=True)
class Null:
    """`null`."""


@dataclass(frozen=True, slots=True)
class Name:
    """A variable, or an attribute of one: `lib.licenses.mit`.

    What comes after a dot may be anything. The variable must be an identifier: `ValueError`. An attribute with
    a dot in its name is a `Select`.
    """

    dotted: str

    def __post_init__(self) -> None:
        first, *others = self.dotted.split(".")
        variable(first)
        if "" in others:
            raise ValueError(f"{self.dotted!r} has an empty name")
        check(self.dotted)


@dataclass(frozen=True, slots=True)
class PathLiteral:
    """A path: `./snowsnake.lock`, `../lib`, `/etc/hosts`. `ValueError` for one that starts otherwise."""

    text: str

    def __post_init__(self) -> None:
        if not self.text.startswith(("./", "../", "/")):
            raise ValueError(f"{self.text!r} must start with `./`, `../` or `/`")
        check(self.text)


@dataclass(frozen=True, slots=True)
class Commented:
    """An expression with a comment above it; in a list, an item with one."""

    comment: str
    value: Expression


@dataclass(frozen=True, slots=True)
class ListOf:
    """A list."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Binding:
    """`path = value;`.

    A path that is one text is one name, dots and all: `Binding("zope.interface", …)` writes
    `"zope.interface" = …`. A tuple is several: `("inputs", "snowsnake", "url")`.
    """

    path: str | tuple[str, ...]
    value: Expression
    comment: str = ""
    apart: bool = False
    """With an empty line above, unless it is the first."""

    def __post_init__(self) -> None:
        if not self.path and self.path != "":
            raise ValueError("a binding without a name")
        for name in self.names:
            check(name)

    @property
    def names(self) -> tuple[str, ...]:
        """The path, as a tuple."""
        return (self.path,) if isinstance(self.path, str) else self.path


@dataclass(frozen=True, slots=True)
class Inherit:
    """`inherit (source) names;`."""

    names: tuple[str, ...]
    source: Expression | None = None
    apart: bool = False
    """With an empty line above, unless it is the first."""

    def __post_init__(self) -> None:
        if not self.names:
            raise ValueError("`inherit` of nothing")
        for name in self.names:
            check(name)


@dataclass(frozen=True, slots=True)
class AttributeSet:
    """`{ }`, or `rec { }`."""

    bindings: tuple[Binding | Inherit, ...]
    recursive: bool = False


@dataclass(frozen=True, slots=True)
class Parameter:
    """One name of a function's attribute set. It is a variable: `ValueError` where it is no identifier."""

    name: str
    default: Expression | None = None
    comment: str = ""

    def __post_init__(self) -> None:
        variable(self.name)


@dataclass(frozen=True, slots=True)
class Parameters:
    """`{ a, b ? 1, ... }@bound`; `ValueError` where a name comes twice, as in Nix."""

    names: tuple[Parameter, ...]
    ellipsis: bool = False
    bound: str = ""

    def __post_init__(self) -> None:
        if self.bound:
            variable(self.bound)
        counted = Counter([parameter.name for parameter in self.names] + [self.bound] * bool(self.bound))
        twice = sorted(name for name, count in counted.items() if count > 1)
        if twice:
            raise ValueError(f"a function with two parameters {twice[0]!r}")


@dataclass(frozen=True, slots=True)
class Function:
    """`parameters: body`; a text is one parameter's name."""

    parameters: Parameters | str
    body: Expression

    def __post_init__(self) -> None:
        if isinstance(self.parameters, str):
            variable(self.parameters)


@dataclass(frozen=True, slots=True)
class Call:
    """`function argument argument`."""

    function: Expression
    arguments: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Operator:
    """`left symbol right`; parentheses come where they are needed."""

    symbol: Symbol
    left: Expression
    right: Expression


@dataclass(frozen=True, slots=True)
class Not:
    """`!value`."""

    value: Expression


@dataclass(frozen=True, slots=True)
class Select:
    """`of.path`, or `of.path or default`."""

    of: Expression
    path: tuple[str, ...]
    default: Expression | None = None

    def __post_init__(self) -> None:
        if not self.path:
            raise ValueError("a selection of nothing")
        for name in self.path:
            check(name)


@dataclass(frozen=True, slots=True)
class Let:
    """`let bindings in body`."""

    bindings: tuple[Binding | Inherit, ...]
    body: Expression


@dataclass(frozen=True, slots=True)
class With:
    """`with scope; body`."""

    scope: Expression
    body: Expression


@dataclass(frozen=True, slots=True)
class If:
    """`if condition then … else …`."""

    condition: Expression
    then: Expression
    otherwise: Expression


Expression: TypeAlias = (
    Text
    | Interpolated
    | Number
    | Truth
    | Null
    | Name
    | PathLiteral
    | Commented
    | ListOf
    | AttributeSet
    | Function
    | Call
    | Operator
    | Not
    | Select
    | Let
    | With
    | If
)
