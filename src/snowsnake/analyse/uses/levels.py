"""Decides of everything that was found which names it goes by and whether it is required."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import cache

from snowsnake.analyse.elf import ElfFile
from snowsnake.analyse.uses.binary import Strings, of_run_times, of_strings, stem_of_file
from snowsnake.analyse.uses.describe import Description
from snowsnake.analyse.uses.events import Opened, Ran
from snowsnake.analyse.uses.names import Name, name_of
from snowsnake.analyse.uses.python import Findings, is_aside
from snowsnake.analyse.uses.shell import SHELLS, Script
from snowsnake.analyse.uses.use import Level, Sure, Use, UseKind
from snowsnake.knowledge import families, mapping, table, texts

_EVIDENCE = 4
_ALTERNATIVES = 40
_SOURCED = re.compile(r"(?i)complet|activat")
"""Scripts that a user's own shell reads."""
_INSTALLED = re.compile(r"/usr/s?bin/([a-z][\w.+-]+)")
_OFFERED = 20
"""Programs that one script may run beside those that every script does."""
_RANK = {"required": 0, "optional": 1, "test": 2}


def decide(  # noqa: PLR0917 -- what was found, in the order in which it was
    found: Findings,
    binaries: Iterable[Strings],
    elf_files: Sequence[ElfFile],
    scripts: Mapping[str, Script],
    description: Description,
    names: Collection[str],
) -> tuple[Use, ...]:
    """The needs of a wheel, each once, sorted. `names`: its members; `scripts`: of these, but for Python."""
    linked = {name for elf in elf_files for name in (*elf.needed, elf.soname or "")}
    carried = {stem_of_file(name.rpartition("/")[2]) for name in (*names, *linked) if ".so" in name}
    uses = [use for item in found.opened for use in _library(item, description)]
    carries = [elf.path.rpartition("/")[2] for elf in elf_files if elf.is_program]
    uses += [_of_programs(_own(use, carries), names) for use in _programs(found, description)]
    uses += _of_plugins(description)
    uses += _of_scripts(scripts, found, description)
    known = {Name(use.kind, use.name).stem for use in uses if use.kind in {"library", "soname"}}
    uses += [use for strings in binaries for use in of_strings(strings, carried, known)]
    uses += of_run_times(elf_files)
    return _settled(_merged(uses), description)


def unfollowed(found: Findings) -> Iterable[str]:
    """Calls of what is installed that open or run something, and never anything that is known; sorted."""
    known = {item.evidence[-1] for item in found.ran if item.name is not None and item.evidence}
    known |= {item.evidence for item in found.started}
    known |= {
        one.evidence[-1] for item in found.opened for one in (item, *item.others) if one.name is not None
    }
    told: dict[str, str] = {}
    for ran in found.ran:
        if ran.name is None and not is_aside(ran.file):
            told[ran.evidence[-1]] = "runs a program"
    for opened in found.opened:
        if opened.name is None and opened.kind in {"library", "file"}:
            told[opened.evidence[-1]] = "opens a library"
    places = [
        place for place in _ordered(told) if place not in known and not is_aside(place.partition(":")[0])
    ]
    return [f"{place} {told[place]} whose name is not known from reading" for place in places]


# --- libraries -------------------------------------------------------------------------------------------------------


def _library(item: Opened, description: Description) -> list[Use]:
    tried = [item, *item.others]
    names = list(dict.fromkeys(name for name in map(name_of, tried) if name is not None))
    if not names:
        return []
    affine = [name for name in names if _exists_for_library(description, name)]
    main = _main(names)
    if main.kind == "library" and affine:
        main = affine[0]
    others = [name.name for name in names if name != main]
    level: Level = "optional"
    sure: Sure = "certain" if item.name is not None and not item.doubted else "likely"
    if is_aside(item.evidence[-1].rpartition(":")[0]):
        level = "test"
    elif any(other.own for other in tried):
        level = "optional"  # the wheel has one of its own
    elif item.required and (item.importing or _is_of_pygobject(item, description)):
        level = "required"
    elif item.required and affine:
        level, sure = "required", "likely"
    return [
        Use(
            level=level,
            kind=main.kind,
            name=main.name,
            alternatives=tuple(others[:_ALTERNATIVES]),
            sure=sure,
            evidence=item.evidence,
        )
    ]


def _is_of_pygobject(item: Opened, description: Description) -> bool:
    """Whether it is a typelib of a program that is written with PyGObject, or of what an extra adds to one.

    Where nothing reads typelibs it is none that counts.
    """
    return item.kind == "typelib" and not item.doubted and "pygobject" in description.requires


def _main(names: Sequence[Name]) -> Name:
    """The name to ask for: the soname, where one is tried; the first where it could be any of several."""
    stems = [name.stem for name in names]
    for candidate in names:
        if candidate.kind == "soname" and stems.count(candidate.stem) <= 2:
            same = [name for name in names if name.kind == "soname" and name.stem == candidate.stem]
            if same == [candidate]:
                return candidate
    plain = [name for name in names if name.kind == "library"]
    return plain[0] if plain else names[0]


def _exists_for_library(description: Description, name: Name) -> bool:
    stem = re.sub(r"[-_]?\d+(\.\d+)*$", "", name.stem).lower()
    said = description.stems() | description.words()
    if stem in texts("run-time", "common"):
        return f"lib{stem}" in said or stem == description.name
    return not said.isdisjoint({stem, f"lib{stem}", name.stem.lower(), f"lib{name.stem.lower()}"})


# --- programs --------------------------------------------------------------------------------------------------------


def _programs(found: Findings, description: Description) -> list[Use]:
    uses = [use for item in found.ran if (use := _program(item, description)) is not None]
    families = _families()
    for file, words in found.constants.items():
        if is_aside(file):
            continue
        for entry in words:
            word, _, line = entry.partition("\0")
            where = (f"{file}:{line}",)
            if word in families and _exists_for_program(description, word):
                uses.append(Use(level="required", kind="program", name=word, sure="likely", evidence=where))
            elif (match := _INSTALLED.fullmatch(word)) is not None:
                ran = Ran(name=match[1], evidence=where, sought=False, guarded=True, file=file)
                uses += [use for use in [_program(ran, description)] if use is not None]
    return uses


def _of_plugins(description: Description) -> Iterable[Use]:
    """The programs that start a distribution's own: `protoc-gen-grpc` does nothing by itself."""
    for start, program in mapping("run-time", "plugins").items():
        for script in sorted(description.scripts):
            if script.startswith(start):
                yield Use(
                    level="required", kind="program", name=program, sure="likely", evidence=(f"bin/{script}",)
                )
                break


def _program(item: Ran, description: Description) -> Use | None:
    name = item.name
    if name is None or name in texts("run-time", "elsewhere"):
        return None
    if name in description.scripts or name.lower().replace("_", "-") in description.requires:
        return None
    if name.lower().replace("_", "-") == description.name and not description.is_built:
        return None
    if re.fullmatch(r"python[\d.]*(-config)?|pypy[\d.]*|.*\.so[\d.]*|[A-Z0-9]+_[A-Z0-9_]+", name):
        return None
    if name in texts("run-time", "present"):
        return _everyday(item, name)
    level: Level = "optional"
    sure: Sure = "likely" if item.guarded else "certain"
    if is_aside(item.file):
        level = "test"
    elif not item.sought and _exists_for_program(description, name):
        level = "required"
    elif not item.sought and name not in texts("run-time", "common") and description.mentions(name):
        level, sure = "required", "perhaps"
    return Use(level=level, kind="program", name=name, sure=sure, evidence=item.evidence)


def _everyday(item: Ran, name: str) -> Use | None:
    """A program that every system has but one without anything, where what runs it does not go on without."""
    if item.guarded or item.sought or is_aside(item.file) or name in texts("run-time", "of-shells"):
        return None
    return Use(level="optional", kind="program", name=name, sure="certain", evidence=item.evidence)


def _of_programs(use: Use, names: Collection[str]) -> Use:
    """A program is required that is run where the wheel has programs for it: `java`, and a `.jar`."""
    suffix = mapping("run-time", "programs").get(use.name)
    if use.level != "optional" or suffix is None:
        return use
    theirs = sorted(name for name in names if name.endswith(suffix) and not is_aside(name))
    return replace(use, level="required", evidence=(*use.evidence, theirs[0])) if theirs else use


def _own(use: Use, carries: Sequence[str]) -> Use:
    """A program is optional where the wheel carries one of its name (`ffmpeg-linux-x86_64-v7.0.2`) or its family."""
    family = _families().get(use.name)
    same = {use.name, *(name for name, its in _families().items() if family and its == family)}
    if use.level == "required" and any(
        re.split(r"-(?=\w)", name)[0] in same or name == use.name for name in carries
    ):
        return replace(use, level="optional")
    return use


def _exists_for_program(description: Description, name: str) -> bool:
    family = _families().get(name)
    names = [name, re.sub(r"[-.\d]+$", "", name), *([family, f"{family}-utils"] if family else [])]
    common = texts("run-time", "common")
    if description.exists_for([item for item in names if item], common=common):
        return True
    # One of those that come with it is named: `pdftoppm` tells of `pdfinfo`.
    others = [other for other, its in _families().items() if family and its == family]
    return description.exists_for(others, common=common)


@cache
def _families() -> dict[str, str]:
    return {program: family for family, programs in families().items() for program in programs}


# --- scripts ---------------------------------------------------------------------------------------------------------


def _of_scripts(scripts: Mapping[str, Script], found: Findings, description: Description) -> Iterable[Use]:
    """Shells, and what scripts run: what a user or Python starts needs it, all else is offered."""
    started = {item.script: item for item in found.started if not is_aside(item.file)}
    for path, script in scripts.items():
        start = started.get(path)
        runs = start is not None or (".data/scripts/" in path and script.is_program)
        if not runs and (is_aside(path) or _SOURCED.search(path)):
            continue
        shell = start.interpreter if start is not None and start.interpreter else script.interpreter
        evidence = f"{path}:1" if start is None else start.evidence
        if shell not in SHELLS:
            everyday = shell in texts("run-time", "present")
            if runs and shell not in texts("run-time", "elsewhere"):
                yield _of_script(shell, evidence, required=start is not None or everyday)
        elif shell != "sh":  # which every system has
            yield _of_script(shell, evidence, required=runs)
        granted = texts("run-time", "granted")
        for name, line in script.runs.items():
            if name in granted:
                yield _of_script(name, f"{path}:{line}", required=runs)
        yield from _offered(path, script, description, required=runs)


def _offered(path: str, script: Script, description: Description, *, required: bool) -> Iterable[Use]:
    """Programs that not every system has, or none where they are so many that the script takes what is there."""
    names = [
        Ran(name=name, evidence=(f"{path}:{line}",), sought=sought, guarded=sought, file="")
        for lines, sought in ((script.runs, False), (script.seeks, True))
        for name, line in lines.items()
        if name not in texts("run-time", "granted")
    ]
    known = [use for item in names if (use := _program(item, description)) is not None]
    if len(known) <= _OFFERED or required:
        for use in known:
            wanted = use.level == "required" and required
            if wanted or len(known) <= _OFFERED:
                yield _of_script(use.name, *use.evidence, required=wanted)


def _of_script(name: str, evidence: str, *, required: bool) -> Use:
    return Use(
        level="required" if required else "optional",
        kind="program",
        name=name,
        sure="certain" if required else "likely",
        evidence=(evidence,),
    )


# --- all of them -----------------------------------------------------------------------------------------------------


def _merged(uses: Iterable[Use]) -> list[Use]:
    """Each need once: those of one name, and a library that goes by its soname elsewhere."""
    groups: dict[tuple[str, str], list[Use]] = {}
    for use in uses:
        sort = "library" if use.kind == "soname" else use.kind
        groups.setdefault((sort, Name(use.kind, use.name).stem), []).append(use)
    found = []
    for group in groups.values():
        group.sort(key=lambda use: (_RANK[use.level], use.sure, use.kind != "soname"))
        first = group[0]
        sonames = list(dict.fromkeys(use.name for use in group if use.kind == "soname"))
        kind: UseKind = first.kind
        name = first.name
        if kind == "library" and len(sonames) == 1:  # what has one soname somewhere goes by it everywhere
            kind, name = "soname", sonames[0]
        same = [use for use in group if use.level == first.level]
        every = dict.fromkeys(
            other for use in same for other in (use.name, *use.alternatives) if other != name
        )
        found.append(
            Use(
                level=first.level,
                kind=kind,
                name=name,
                alternatives=tuple(every)[:_ALTERNATIVES],
                sure=min(use.sure for use in same),  # as the alphabet has it
                evidence=_places(item for use in same for item in use.evidence),
            )
        )
    return _absorbed(_versioned(found))


def _versioned(uses: list[Use]) -> list[Use]:
    """Typelibs that are imported by their namespace only (`Gtk`) are the ones whose version is required beside it."""
    found = [use for use in uses if use.kind != "typelib" or "-" in use.name]
    for use in uses:
        if use in found:
            continue
        same = next(
            (other for other in found if other.kind == "typelib" and other.name.startswith(f"{use.name}-")),
            None,
        )
        if same is None:
            found.append(use)
        elif _RANK[use.level] < _RANK[same.level]:
            evidence = _places((*same.evidence, *use.evidence))
            found[found.index(same)] = replace(same, level=use.level, evidence=evidence)
    return found


def _places(evidence: Iterable[str]) -> tuple[str, ...]:
    """A handful of places, in the order in which a reader finds them."""
    return tuple(_ordered(evidence)[:_EVIDENCE])


def _ordered(evidence: Iterable[str]) -> list[str]:
    def order(place: str) -> tuple[str, int]:
        path, _, line = place.partition(":")
        return path, int(line) if line.isdecimal() else 0

    return sorted(set(evidence), key=order)


def _absorbed(uses: list[Use]) -> list[Use]:
    """Without what is no more than another way to satisfy something that is at least as much needed."""
    others: dict[str, int] = {}
    for use in uses:
        for name in use.alternatives:
            others[name] = min(_RANK[use.level], others.get(name, 9))
    return [
        use
        for use in uses
        if use.kind == "program" or use.name not in others or others[use.name] > _RANK[use.level]
    ]


def _settled(uses: list[Use], description: Description) -> tuple[Use, ...]:
    """With what `uses.toml` says of this distribution."""
    entries = table("uses")["use"]
    assert isinstance(entries, list)  # noqa: S101 -- the file is part of the package
    found = list(uses)
    for entry in entries:
        if entry["distribution"] != description.name:
            continue
        key = Name(entry["kind"], entry["name"]).stem
        same = [
            use
            for use in found
            if Name(use.kind, use.name).stem == key
            and (use.kind == "program") == (entry["kind"] == "program")
        ]
        found = [use for use in found if use not in same]
        others = [name for use in same for name in (use.name, *use.alternatives) if name != entry["name"]]
        found.append(
            Use(
                level=entry["level"],
                kind=entry["kind"],
                name=entry["name"],
                alternatives=tuple(dict.fromkeys(others)),
                sure="certain",
                evidence=_places([*(item for use in same for item in use.evidence), entry["evidence"]]),
            )
        )
    return tuple(sorted(found, key=lambda use: (_RANK[use.level], use.kind, use.name)))
