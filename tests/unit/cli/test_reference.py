"""docs/reference/cli.md, and the command line: the same verbs, with the same options."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from snowsnake.cli import VERBS, group
from snowsnake.cli.export import FORMATS
from snowsnake.cli.help import SHARED

PAGE = (Path(__file__).parents[3] / "docs" / "reference" / "cli.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## ([^\n]+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def described(section: str) -> set[str]:
    """The options in the first column of a section's table."""
    cells = re.findall(r"^\| (`-[^|]*) \|", SECTIONS[section], re.MULTILINE)
    return {option for cell in cells for option in re.findall(r"`(--?[A-Za-z-]+)", cell)}


def taken(verb: str) -> tuple[set[str], set[str]]:
    """The options of a verb: its own, and those of most verbs."""
    command = group.get_command(click.Context(group), verb)
    assert command is not None
    own: set[str] = set()
    shared: set[str] = set()
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            names = {*parameter.opts, *parameter.secondary_opts}
            (shared if parameter.name in SHARED else own).update(names)
    return own, shared


@pytest.mark.parametrize("verb", VERBS)
def test_the_page_has_each_option_of_a_verb_and_no_other(verb: str) -> None:
    own, _ = taken(verb)
    assert described(f"snowsnake {verb}") == own


def test_the_page_has_the_options_of_most_verbs() -> None:
    assert described("Options of most verbs") == {option for verb in VERBS for option in taken(verb)[1]}


def test_the_page_says_which_verbs_answer_in_json() -> None:
    (said,) = re.findall(r"^\| `--json` \| (.*?): answer", SECTIONS["Options of most verbs"], re.MULTILINE)
    assert set(re.findall(r"`([a-z-]+)`", said)) == {verb for verb in VERBS if "--json" in taken(verb)[1]}


def test_the_page_has_the_verbs_in_the_order_of_the_help() -> None:
    assert {name.removeprefix("snowsnake ") for name in SECTIONS if name.startswith("snowsnake ")} == set(
        VERBS
    )


def test_the_page_has_the_formats_of_export() -> None:
    rows = re.findall(r"^\| (`[a-z][^|]*) \|", SECTIONS["snowsnake export"], re.MULTILINE)
    assert {name for row in rows for name in re.findall(r"`([a-z]+)`", row)} == set(FORMATS)
