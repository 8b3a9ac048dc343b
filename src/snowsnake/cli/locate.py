"""`snowsnake locate`: who has a file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from snowsnake.cli import options
from snowsnake.cli.help import Verb
from snowsnake.cli.options import Common
from snowsnake.errors import UsageError

if TYPE_CHECKING:
    from snowsnake.provide.debian.shipped import ShippedRows
    from snowsnake.provide.locate import Answer, Kind, Locator, NobodyHasIt, Place
    from snowsnake.provide.nixpkgs.files import NixpkgsFiles

DEFAULT_SUITE = (
    "trixie"  # the default interpreter's, which a test compares: reading the table of suites takes longer
)


@click.command(
    "locate",
    cls=Verb,
    examples=(
        "snowsnake locate libGL.so.1",
        "snowsnake locate pdftoppm zlib.h cairo.pc Gtk-4.0.typelib",
        "snowsnake locate siunitx.sty",
        "snowsnake locate x264enc libqxcb.so",
        "snowsnake locate --kind library magic",
        "snowsnake locate --update-index",
    ),
)
@click.argument("names", metavar="NAME...", nargs=-1)
@click.option(
    "--kind",
    type=click.Choice(
        ["soname", "library", "program", "header", "pkg-config", "typelib", "tex", "plugin", "element"]
    ),
    help="What it is the name of; guessed from its shape by default. library: a bare name, as find_library takes it.",
)
@click.option("--all", "everything", is_flag=True, help="All who have it, not only the first of each base.")
@click.option(
    "--suite",
    "suites",
    multiple=True,
    metavar="SUITE",
    help=f"Debian's; {DEFAULT_SUITE} by default. Repeatable.",
)
@click.option(
    "--nix-index",
    metavar="FILE",
    envvar="SNOWSNAKE_NIX_INDEX",
    type=click.Path(exists=True, dir_okay=False),
    help="A database of nix-index, instead of the table that was fetched or shipped. Read once, in a minute.",
)
@click.option(
    "--update-index",
    is_flag=True,
    help="Fetch the newest database of all of nixpkgs first (90 MB, then a minute), and use it from now on.",
)
@options.common(working=False, answers=True)
def command(
    common: Common,
    *,
    names: tuple[str, ...],
    kind: Kind | None,
    everything: bool,
    suites: tuple[str, ...],
    nix_index: str | None,
    update_index: bool,
) -> None:
    """Say which Debian package and which attribute of nixpkgs has a library, program, header or other file.

    The answer comes from tables that are part of snowsnake; nothing is fetched unless you say --update-index.
    """
    from snowsnake.provide.locate import Locator  # noqa: PLC0415 -- for this verb only

    if not names and not update_index:
        raise click.MissingParameter(param_hint="NAME...", param_type="argument")
    rows = [(suite, _rows(suite)) for suite in suites or (DEFAULT_SUITE,)]
    if update_index:
        _update(common)
    nixpkgs = _nixpkgs(common, nix_index)
    locator = Locator(rows, nixpkgs)
    found, missing = _ask(locator, names, kind)
    if common.terminal.json and not missing:
        common.terminal.result("locate", [_document(*item, nixpkgs) for item in found])
        return
    if not common.terminal.json:
        for _, answers in found:
            _show(common, answers, everything=everything)
    for other in missing[:-1]:
        common.terminal.note(other.message)
    if missing:
        raise missing[-1]


def _ask(
    locator: Locator, names: tuple[str, ...], kind: Kind | None
) -> tuple[list[tuple[str, list[Answer]]], list[NobodyHasIt]]:
    from snowsnake.provide.locate import NobodyHasIt, guess  # noqa: PLC0415 -- for this verb only

    found: list[tuple[str, list[Answer]]] = []
    missing: list[NobodyHasIt] = []
    for text in names:
        kinds, name = guess(text)
        if kind is not None:
            name = text.removesuffix(".pc") if kind == "pkg-config" else name if kind in kinds else text
            kinds = (kind,)
        if not name:
            raise UsageError(f"`{text}` is no name of a file", help="type `snowsnake locate pdftoppm`")
        try:
            found.append((text, locator.locate(kinds, name)))
        except NobodyHasIt as error:
            missing.append(error)
    return found, missing


def _rows(suite: str) -> ShippedRows:
    from snowsnake.provide.debian.shipped import shipped_rows, shipped_suites  # noqa: PLC0415 -- for this verb only

    # A suite is typed by a person: only a name that is there becomes part of a path.
    known = suite in shipped_suites()
    rows = shipped_rows(suite, f"{os.uname().machine}-linux-gnu") if known else None
    if rows is None:
        raise UsageError(
            f"there is no table of a suite `{suite}`", help=f"the suites are {', '.join(shipped_suites())}"
        )
    return rows


def _nixpkgs(common: Common, database: str | None) -> NixpkgsFiles:
    from snowsnake.provide.nixpkgs.files import chosen_files  # noqa: PLC0415 -- for this verb only

    named = None if database is None else Path(database)
    return chosen_files(common.configuration().cache, named, common.terminal.note)


def _update(common: Common) -> None:
    from snowsnake.fetched_index import update_index  # noqa: PLC0415 -- imports much

    here = Path(os.getcwd())  # noqa: PTH109 -- as the shell says it
    with common.terminal.progress() as observer:
        updated = update_index(common.configuration(), directory=here, observer=observer)
    said = "is asked about nixpkgs from now on" if updated.new else "is the newest, and is there already"
    common.terminal.note(f"`{updated.source}` {said}")


def _show(common: Common, answers: list[Answer], *, everything: bool) -> None:
    lines = [
        (_base(answer), place.label, place.path)
        for answer in answers
        for place in (answer.places if everything else answer.places[:1])
    ]
    widths = [max(len(line[column]) for line in lines) for column in (0, 1)]
    for base, label, path in lines:
        common.terminal.line(f"{base:{widths[0]}}  {label:{widths[1]}}  {path}")
    for answer in answers:
        if not answer.places:
            common.terminal.note(f"{_base(answer)} does not have `{answer.name}`")


def _base(answer: Answer) -> str:
    return answer.base if answer.suite is None else f"{answer.base} {answer.suite}"


def _document(text: str, answers: list[Answer], nixpkgs: NixpkgsFiles) -> dict[str, object]:
    """For `--json`: everything, whatever is shown to people."""
    return {
        "asked": text,
        "kind": answers[0].kind,
        "answers": [
            {
                "base": answer.base,
                "suite": answer.suite,
                "name": answer.name,
                "table": _table(answer, nixpkgs),
                "places": [_place(place) for place in answer.places],
            }
            for answer in answers
        ],
    }


def _table(answer: Answer, nixpkgs: NixpkgsFiles) -> dict[str, str | None]:
    """Where an answer is from."""
    if answer.suite is not None:
        about = _rows(answer.suite).table.about
        return {"origin": "shipped", "date": about.get("date"), "source": None}
    return {"origin": nixpkgs.origin, "date": nixpkgs.date or None, "source": nixpkgs.source or None}


def _place(place: Place) -> dict[str, str]:
    from snowsnake.provide.holder import Holder  # noqa: PLC0415 -- for this verb only

    if isinstance(place, Holder):
        return {"package": place.package, "path": place.path}
    return {"attribute": place.attribute, "output": place.output, "path": place.path}
