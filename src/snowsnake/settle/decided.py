"""Whether what a distribution uses is required, where that does not show in the distribution alone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from snowsnake.analyse.uses import Use
from snowsnake.knowledge import families, texts
from snowsnake.provide.advice import evidence_of_told, stem
from snowsnake.provide.debian.advice import depended_on

_NOT_ALONE = frozenset({"git", "inkscape", "libreoffice", "mercurial", "subversion"})
"""Families of hundreds of megabytes, and those that fetch sources: required only where code starts them."""


def decided(
    uses: Sequence[Use], suite: str, *, reads_typelibs: bool, told: Collection[str] = ()
) -> tuple[Use, ...]:
    """The uses of a distribution, each required or not.

    `reads_typelibs`: something in its environment does. `told`: packages that it tells its users to install.

    A program that the summary mentions is required where some distribution depends on one of that name: else it may be
    another's (`singularity` is a game). Everyday programs that code runs (`which`) are where other programs are: what
    needs no others is started where there are some (psutil has `env` for Solaris), what brings its programs works
    where there is nothing. No typelib is required where nothing reads them: what imports them fails before that.
    What users are told to install is required without any code that starts it, where it is a program that many use:
    they, or what they give to it (PlantUML), start it.
    """
    present, granted = texts("run-time", "present"), texts("run-time", "granted")
    uses = [*uses, *_told(uses, told)]
    said = [
        replace(use, level="optional") if _is_doubted(use, suite, reads_typelibs) else use for use in uses
    ]
    needs_programs = any(use.kind == "program" and use.level == "required" for use in said)
    found = []
    for use in said:
        if use.kind == "program" and use.name in present and (use.level, use.sure) == ("optional", "certain"):
            if needs_programs and use.name in granted:
                found.append(replace(use, level="required"))
        else:
            found.append(use)
    return tuple(found)


def _told(uses: Sequence[Use], words: Collection[str]) -> Iterator[Use]:
    for word in sorted(words):
        programs = () if stem(word) in _NOT_ALONE else families().get(stem(word), ())
        if programs and not any(use.name in programs and use.level != "test" for use in uses):
            evidence = (evidence_of_told(word),)
            name = min(programs, key=len)
            yield Use(level="required", kind="program", name=name, sure="likely", evidence=evidence)


def _is_doubted(use: Use, suite: str, reads_typelibs: bool) -> bool:
    if use.level != "required":
        return False
    if use.kind == "typelib":
        return not reads_typelibs
    return use.sure == "perhaps" and use.name not in depended_on(suite)
