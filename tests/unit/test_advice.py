"""Every line that an error, a notice or a page of help says to type is one that the command line takes."""

from __future__ import annotations

import ast
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from tests.followed import Text, followed

from snowsnake.cli import VERBS, group
from snowsnake.errors import UsageError
from snowsnake.requirements import requirements_txt

SOURCE = Path(__file__).parents[2] / "src" / "snowsnake"
OF_OTHERS = {"--privileged"}
"""Of programs that are not ours."""
IN_FILES = {*requirements_txt._VALUED, *requirements_txt._PLAIN}  # what a requirements file takes


def texts(tree: ast.AST) -> Iterator[tuple[int, str]]:
    """Every text of a module but docstrings, with `…` where something is put in."""
    nodes = list(ast.walk(tree))
    inside = {id(part) for node in nodes if isinstance(node, ast.JoinedStr) for part in node.values}
    inside |= {
        id(node.value)
        for node in nodes
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
    }
    for node in nodes:
        if isinstance(node, ast.JoinedStr):
            parts = [str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values]
            yield node.lineno, "".join(parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in inside:
            yield node.lineno, node.value


def advice() -> Iterator[tuple[str, str]]:
    """What stands in backticks and is ours to take: where, and the words."""
    for path in sorted(SOURCE.rglob("*.py")):
        for line, text in texts(ast.parse(path.read_text(encoding="utf-8"))):
            for said in re.findall(r"`([^`]*)`", text):
                if re.match(r"snowsnake |--?[a-zA-Z]", said):
                    yield f"{path.relative_to(SOURCE)}:{line}", said


ADVICE = sorted(set(advice()))


def options(command: click.Command | None) -> set[str]:
    return {
        option
        for parameter in (command.params if command is not None else ())
        if isinstance(parameter, click.Option)
        for option in (*parameter.opts, *parameter.secondary_opts)
    }


def verb_of(name: str) -> click.Command | None:
    return group.get_command(click.Context(group), name)


EVERY = {option for verb in VERBS for option in options(verb_of(verb))} | {"--help", "-h", "--version"}


NO_ADVICE: dict[Text, str] = {
    ("cli/export.py", "--url"): "names what was typed",
    ("cli/options.py", "--prefer"): "names what was typed",
    ("cli/package.py", "--output"): "a page of help: what it means with the option that is described",
    ("cli/package.py", "--recursive"): "names what was typed",
    ("artifacts/errors.py", "--offline"): "what was typed; errors.once_online says what to type",
    ("pinned_nixpkgs.py", "--offline"): "the same",
    ("pipeline.py", "--prefer …"): "what was typed",
    ("requirements/requirements_txt.py", "--config-settings"): "what a line has, and how it should look",
    ("environments/collisions.py", "--strict"): "what was typed, or is in a file: to be left out",
    ("expressions/errors.py", "--nixpkgs"): "what was typed",
    ("nix/namespaces.py", "--privileged"): "of the program that runs a container",
}
"""Texts that say nothing to type, and why."""


def test_there_is_advice_to_try() -> None:
    assert len(ADVICE) > 100


@pytest.mark.parametrize(("where", "said"), ADVICE)
def test_what_is_said_can_be_typed(where: str, said: str) -> None:
    said = re.sub(r"\{each [^}]*\}|\{[a-z]*\}", " … ", said)
    for line in re.split(r" ?&& |; ", said):
        if line.startswith("-"):
            option = re.split(r"[ =…]", line)[0]
            assert option in EVERY | IN_FILES | OF_OTHERS, where
        elif line.startswith("snowsnake "):
            typed(line, where)


def typed(line: str, where: str) -> None:
    """Read a command line as ours, with something in every place that is left open."""
    # A file that is there stands for one that is to be named.
    words = [
        word.replace("FILE", __file__).replace("@…", "@x").replace("…", "x") for word in shlex.split(line)[1:]
    ]
    if words[:1] in (["x"], ["VERB"], ["--version"]):
        return  # the verb itself is put in
    verb = verb_of(words[0])
    assert verb is not None, f"{where}: there is no verb `{words[0]}`"
    if words == ["run"]:
        return  # the verb is meant, not a line
    try:
        verb.make_context(words[0], words[1:], parent=click.Context(group))
    except click.exceptions.Exit:
        return  # `--help` says what there is, and ends
    except (click.UsageError, UsageError) as error:
        if "x" not in words:  # what is put in may be options
            raise AssertionError(f"{where}: `{line}`: {error}") from None


def test_every_line_that_is_said_is_followed_by_a_test() -> None:
    """Done, in the situation in which it is said (see tests/followed.py)."""
    known = {(where.rpartition(":")[0], said) for where, said in ADVICE}
    done = {text: test for test, text in followed()}
    unknown = {f"{test}: {text}" for text, test in done.items() if text not in known}
    assert not unknown, "nothing says this"
    assert not NO_ADVICE.keys() - known, "nothing says this"
    assert not NO_ADVICE.keys() & done.keys(), "a test follows this"
    assert known - done.keys() - NO_ADVICE.keys() == set()
