"""From what was typed to files of Nix text: one, or with what nixpkgs lacks."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from snowsnake.acquire import Acquire
from snowsnake.configuration import Configuration
from snowsnake.errors import SnowsnakeError
from snowsnake.events import Observer
from snowsnake.expressions.errors import DependencyNotWritten, TooManyLacking
from snowsnake.expressions.gather import Wanted, gather
from snowsnake.expressions.judge import Judge
from snowsnake.expressions.model import FromDirectory, PackageExpression
from snowsnake.expressions.origin import Fetcher
from snowsnake.expressions.write import expression_text
from snowsnake.nix.command import Nix
from snowsnake.provide.nixpkgs.files import shipped_files
from snowsnake.scratch import scratch_directory
from snowsnake.storage import write_file

_MOST = 200
"""Packages that `--recursive` writes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """What is to be done."""

    wanted: Wanted
    nixpkgs: str | None
    """A path; `None` for `<nixpkgs>`, where that is needed."""
    recursive: bool
    check: bool
    explain: bool
    output: Path | None
    """A file, or with `recursive` a directory; `None` where nothing is written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Made:
    """One file."""

    name: str
    path: Path | None
    text: str
    notes: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What was made, what was asked for first."""

    files: tuple[Made, ...]


def produce(order: Order, configuration: Configuration, observer: Observer) -> Answer:
    """Make the expressions, write them where that is asked for, and check them.

    Raises the errors of `expressions.errors`, of `Fetcher`, and `OSError` where nothing can be written.
    """
    judge = None
    if order.nixpkgs is not None or order.recursive or order.check:
        nix = Nix(sandbox=configuration.sandbox, observer=observer, public_cache=True)
        judge = Judge(nix=nix, nixpkgs=_path(order.nixpkgs))
    here = Path.cwd()
    beside = here
    if order.output is not None:
        beside = order.output if order.recursive else order.output.parent
    with scratch_directory("snowsnake-package-") as scratch:
        acquire = Acquire.of(configuration, None, observer)
        fetch = Fetcher(acquire=acquire, scratch=scratch, here=here, beside=beside)
        packages = tuple(_packages(order, fetch, judge))
        files = tuple(_made(order, package) for package in packages)
        for file in files:
            if file.path is not None:
                file.path.parent.mkdir(parents=True, exist_ok=True)
                write_file(file.path, file.text.encode())
        if order.check and judge is not None:
            folder = scratch / "check"
            folder.mkdir()
            for package in packages:
                text = expression_text(_absolute(package, beside))
                (folder / f"{package.attribute}.nix").write_text(text, encoding="utf-8")
            derivations = [judge.evaluate(package, folder) for package in packages]
            came = judge.build(packages, derivations, folder)
            files = (replace(files[0], notes=(*files[0].notes, came)), *files[1:])
    return Answer(files=files)


def _absolute(package: PackageExpression, beside: Path) -> PackageExpression:
    """The package with a source that is found from anywhere; `beside` is the directory of its expression."""
    if not isinstance(package.source, FromDirectory):
        return package
    path = (beside / package.source.path).resolve()
    return replace(package, source=FromDirectory(path=str(path)))


def _packages(order: Order, fetch: Fetcher, judge: Judge | None) -> Iterator[PackageExpression]:
    """What was asked for, and with `recursive` what the nixpkgs lacks of it, and of that, and so on."""
    required_by: dict[str, str] = {}
    waiting = [order.wanted]
    while waiting:
        wanted = waiting.pop(0)
        try:
            package, lacking = _judged(gather(wanted, fetch, shipped_files()), judge)
        except SnowsnakeError as error:
            if wanted.what not in required_by:
                raise
            raise DependencyNotWritten(error, wanted.what, required_by[wanted.what]) from None
        required_by.setdefault(package.pname, "")
        if order.recursive:
            fresh = [name for name in lacking if name not in required_by]
            required_by.update(dict.fromkeys(fresh, package.pname))
            waiting += [Wanted(what=name) for name in fresh]
            if len(required_by) > _MOST:
                raise TooManyLacking(_MOST)
        elif lacking:
            note = f"that nixpkgs lacks {', '.join(lacking)}: `--recursive -o DIRECTORY` writes them, too"
            package = replace(package, notes=(*package.notes, note))
        yield package


def _path(nixpkgs: str | None) -> str:
    return "<nixpkgs>" if nixpkgs is None else os.path.abspath(os.path.expanduser(nixpkgs))  # noqa: PTH100, PTH111 -- leaves `~nouser` as it is


def _judged(package: PackageExpression, judge: Judge | None) -> tuple[PackageExpression, tuple[str, ...]]:
    """The package as it fits a nixpkgs, and the distributions that it cannot do without and that are not there.

    What only its tests or an extra ask for is left out where it is not there, and a note says so.
    """
    if judge is None:
        return package, ()
    verdict = judge.ask(package)
    needed = {one.name for one in (*package.build_system, *package.dependencies)}
    aside = {name for name in verdict.lacking if name not in needed}
    optional = {
        extra: some
        for extra, some in package.optional_dependencies.items()
        if aside.isdisjoint(one.name for one in some)
    }
    notes = list(package.notes)
    if gone := sorted(package.optional_dependencies.keys() - optional.keys()):
        notes.append(f"that nixpkgs lacks something for the extra {', '.join(gone)}, which is left out")
    if gone := sorted(aside & {one.name for one in package.check_inputs}):
        notes.append(f"that nixpkgs lacks {', '.join(gone)}, which its tests use: left out")
    fitting = replace(
        package,
        relaxed=verdict.clashing,
        optional_dependencies=optional,
        check_inputs=tuple(one for one in package.check_inputs if one.name not in aside),
        notes=tuple(notes),
    )
    return fitting, tuple(name for name in verdict.lacking if name in needed)


def _made(order: Order, package: PackageExpression) -> Made:
    path = order.output
    if path is not None and order.recursive:
        path = path / package.attribute / "default.nix"
    return Made(
        name=package.pname,
        path=path,
        text=expression_text(package, explain=order.explain),
        notes=package.notes,
    )
