"""Nix text: the layout of RFC 166."""

from __future__ import annotations

from textwrap import dedent

import pytest

from snowsnake.nixtext import (
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
    Number,
    Operator,
    Parameter,
    Parameters,
    PathLiteral,
    Select,
    Text,
    Truth,
    With,
    to_text,
)

LONG = "a-name-that-is-long-enough-for-two-of-them-to-need-a-second-line"


def names(*words: str) -> ListOf:
    return ListOf(tuple(map(Name, words)))


def attribute(value: Expression, name: str = "x") -> AttributeSet:
    """A set of two, which is never on one line."""
    return AttributeSet((Binding(name, value), Binding("z", Number(1))))


GOLDEN: list[tuple[str, Expression, str]] = [
    ("empty list", ListOf(()), "[ ]\n"),
    ("one item", names("a"), "[ a ]\n"),
    ("several items", names("a", "b"), "[\n  a\n  b\n]\n"),
    ("empty set", AttributeSet(()), "{ }\n"),
    ("empty recursive set", AttributeSet((), recursive=True), "rec { }\n"),
    ("one attribute", AttributeSet((Binding("a", Number(1)),)), "{ a = 1; }\n"),
    (
        "a set in a set",
        AttributeSet((Binding("a", AttributeSet((Binding("b", Number(1)),))),)),
        "{\n  a = {\n    b = 1;\n  };\n}\n",
    ),
    ("inheriting", AttributeSet((Inherit(("a", "b"), Name("lib")),)), "{ inherit (lib) a b; }\n"),
    (
        "inheriting much",
        AttributeSet((Inherit((LONG, LONG + "-too"), Name("lib")),)),
        f"{{\n  inherit (lib)\n    {LONG}\n    {LONG}-too\n    ;\n}}\n",
    ),
    (
        "what a call needs parentheses for",
        Call(
            Name("f"),
            (
                Call(Name("g"), (Number(-1),)),
                Operator("++", names("a"), names("b")),
                Select(Name("a"), ("b",), Number(1)),
                Function("x", Name("x")),
            ),
        ),
        "f (g (-1)) ([ a ] ++ [ b ]) a.b or 1 (x: x)\n",
    ),
    (
        "what an operator needs parentheses for",
        Operator(
            "&&",
            Operator("||", Name("a"), Not(Operator("==", Name("b"), Call(Name("f"), (Name("c"),))))),
            Operator("&&", Name("d"), If(Name("e"), Truth(True), Truth(False))),
        ),
        "(a || !(b == f c)) && d && (if e then true else false)\n",
    ),
    (
        "adding is not associative",
        Operator(
            "+",
            Operator("+", PathLiteral("./a"), Text("/b")),
            Operator("+", Text("c"), Text("d")),
        ),
        './a + "/b" + ("c" + "d")\n',
    ),
    (
        "lists that are joined",
        attribute(
            Operator(
                "++",
                names("a", "b"),
                Operator(
                    "++",
                    Call(Name("lib.optionals"), (Name("stdenv.isLinux"), names("c", "d"))),
                    Call(Name("lib.optional"), (Not(Name("e")), Name("f"))),
                ),
            )
        ),
        """\
        {
          x = [
            a
            b
          ]
          ++ lib.optionals stdenv.isLinux [
            c
            d
          ]
          ++ lib.optional (!e) f;
          z = 1;
        }
        """,
    ),
    (
        "joined, and no list first",
        attribute(
            Operator("++", Call(Name("lib.optionals"), (Name("c"), names("a", "b"))), names("c")),
        ),
        """\
        {
          x =
            lib.optionals c [
              a
              b
            ]
            ++ [ c ];
          z = 1;
        }
        """,
    ),
    (
        "a call that takes a set",
        attribute(Call(Name("fetchPypi"), (attribute(Text("a"), "pname"),)), "src"),
        """\
        {
          src = fetchPypi {
            pname = "a";
            z = 1;
          };
          z = 1;
        }
        """,
    ),
    (
        "a call whose arguments do not fit",
        attribute(Call(Name("f"), (Text(LONG), Text(LONG)))),
        f"""\
        {{
          x =
            f
              "{LONG}"
              "{LONG}";
          z = 1;
        }}
        """,
    ),
    (
        "functions of names",
        attribute(Function("final", Function("prev", attribute(Name("prev.a"), "a"))), "overrides"),
        """\
        {
          overrides = final: prev: {
            a = prev.a;
            z = 1;
          };
          z = 1;
        }
        """,
    ),
    (
        "functions of names that take a let",
        attribute(Function("final", Function("prev", Let((Binding("a", Number(1)),), Name("a"))))),
        """\
        {
          x =
            final: prev:
            let
              a = 1;
            in
            a;
          z = 1;
        }
        """,
    ),
    (
        "a function as the last argument",
        Call(Name("buildPythonPackage"), (Function("finalAttrs", attribute(Text("a"), "pname")),)),
        'buildPythonPackage (finalAttrs: {\n  pname = "a";\n  z = 1;\n})\n',
    ),
    (
        "a call as the last argument",
        attribute(Call(Name("map"), (Name("f"), Call(Name("g"), (attribute(Number(1)),))))),
        """\
        {
          x = map f (
            g {
              x = 1;
              z = 1;
            }
          );
          z = 1;
        }
        """,
    ),
    (
        "a package",
        Function(
            Parameters((Parameter("lib", comment="everything"),)),
            Call(Name("buildPythonPackage"), (attribute(Text("a"), "pname"),)),
        ),
        """\
        {
          # everything
          lib,
        }:

        buildPythonPackage {
          pname = "a";
          z = 1;
        }
        """,
    ),
    (
        "parameters that fit",
        Function(
            Parameters((Parameter("a"), Parameter("b", Number(1))), ellipsis=True, bound="args"), Name("a")
        ),
        "{ a, b ? 1, ... }@args: a\n",
    ),
    (
        "parameters that do not fit",
        Function(
            Parameters(
                (Parameter(LONG), Parameter(LONG + "2", names("a", "b")), Parameter("c", comment="why"))
            ),
            attribute(Name("c")),
        ),
        f"""\
        {{
          {LONG},
          {LONG}2 ? [
            a
            b
          ],
          # why
          c,
        }}:
        {{
          x = c;
          z = 1;
        }}
        """,
    ),
    (
        "with",
        attribute(With(Name("lib.licenses"), names("mit", "asl20")), "license"),
        """\
        {
          license = with lib.licenses; [
            mit
            asl20
          ];
          z = 1;
        }
        """,
    ),
    (
        "if, else if",
        attribute(If(Name("a"), Text(LONG), If(Name("b"), Text(LONG), ListOf(())))),
        f"""\
        {{
          x =
            if a then
              "{LONG}"
            else if b then
              "{LONG}"
            else
              [ ];
          z = 1;
        }}
        """,
    ),
    (
        "comments and gaps",
        AttributeSet(
            (
                Binding(
                    "a", ListOf((Commented("first\nand more", Name("b")), Name("c"))), comment="what it is"
                ),
                Inherit(("d",), apart=True),
                Binding("e", Commented("why", Number(1)), apart=True),
            )
        ),
        """\
        {
          # what it is
          a = [
            # first
            # and more
            b
            c
          ];

          inherit d;

          e =
            # why
            1;
        }
        """,
    ),
    (
        "a text of several lines",
        attribute(Text("one ''quoted'' ${two}\n\n  three\n"), "postPatch"),
        """\
        {
          postPatch = ''
            one '''quoted''' ''${two}

              three
          '';
          z = 1;
        }
        """,
    ),
    (
        "a string with expressions, of one line and of several",
        AttributeSet(
            (
                Binding("a", Interpolated(("v${", Name("version"), "$", Name("rest")))),
                Binding("b", Interpolated(("cd ", Name("src"), "\nmake"))),
            )
        ),
        """\
        {
          a = "v\\${${version}\\$${rest}";
          b = ''
            cd ${src}
            make'';
        }
        """,
    ),
    (
        "a long string stays where it is",
        attribute(Text("long " * 30 + "end"), "description"),
        '{\n  description = "' + "long " * 30 + 'end";\n  z = 1;\n}\n',
    ),
    (
        "names that need quotes",
        AttributeSet(
            (
                Binding("zope.interface", Select(Name("ps"), ("zope.interface", "2to3"))),
                Binding(("inputs", "assert", ""), Name("lib.licenses.0bsd")),
            )
        ),
        '{\n  "zope.interface" = ps."zope.interface"."2to3";\n  inputs."assert"."" = lib.licenses."0bsd";\n}\n',
    ),
    ("a path that has no literal", Call(Name("f"), (PathLiteral("./a b"),)), 'f (./. + "/a b")\n'),
]


@pytest.mark.parametrize(
    ("expression", "text"), [each[1:] for each in GOLDEN], ids=[each[0] for each in GOLDEN]
)
def test_golden(expression: Expression, text: str) -> None:
    assert to_text(expression) == dedent(text)


def test_a_comment_cannot_end_early() -> None:
    """Whatever ends a line for Nix or for a reader starts a new comment line; what nobody sees is shown."""
    text = to_text(Commented("a\rthrow 1\u2028b\x1b[31m\u202e\n\nc " + "word " * 40, Name("x")))
    *comment, value = text.splitlines()
    assert value == "x"
    assert all(line.startswith("#") and len(line) <= 100 for line in comment)
    assert comment[:4] == ["# a", "# throw 1", "# b\ufffd[31m\ufffd", "#"]


@pytest.mark.parametrize("name", ["", "2to3", "a b", "assert", "or", "a\n", "${x}", "é"])
def test_no_variable(name: str) -> None:
    """What cannot be quoted is refused, not written."""
    for make in (Name, Parameter, lambda name: Function(name, Truth(True))):
        with pytest.raises(ValueError, match=r"no name|no identifier"):
            make(name)


def test_refused() -> None:
    """What Nix has no value for."""
    with pytest.raises(ValueError, match="NUL"):
        Text("a\0b")
    with pytest.raises(ValueError, match="NUL"):
        Binding("a\0b", Truth(True))
    with pytest.raises(ValueError, match="surrogate"):
        Interpolated(("\ud800",))
    with pytest.raises(ValueError, match="larger"):
        Number(2**63)
    with pytest.raises(ValueError, match="two parameters 'a'"):
        Parameters((Parameter("a"), Parameter("a")))
    with pytest.raises(ValueError, match="must start"):
        PathLiteral("~/a")
