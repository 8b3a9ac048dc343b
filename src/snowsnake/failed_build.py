"""Why a source did not build, and the line that would mend it: what the log misses, looked up in the base's indexes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from packaging.version import Version

from snowsnake.errors import SnowsnakeError
from snowsnake.knowledge import meant_by_module, requirement_for, texts
from snowsnake.lockfile.model import DirectoryArtifact, LockedTarget, NeedKind
from snowsnake.nix.errors import BuildFailed
from snowsnake.nix.progress import ENTER
from snowsnake.provide.interface import Base, Holder
from snowsnake.provide.nixpkgs.files import NixpkgsFiles
from snowsnake.requirements import Inputs
from snowsnake.requirements.mending import place_of_package, with_python
from snowsnake.resolve import OWN_CRATES, Selected, asked_by
from snowsnake.resolve.other_interpreters import allowed, offered_instead
from snowsnake.targets import Target

Instead = Callable[[str, str], "Replacements"]
"""From name and version of a distribution to what may be taken in place of building it."""
Holders = Callable[[NeedKind, str], Sequence[Holder]]
"""From kind and name of a need to the packages that have it."""

NEEDS: Mapping[str, tuple[tuple[NeedKind, str], ...]] = {
    "header": (("header", "{}"),),
    "program": (("program", "{}"),),
    "library": (("soname", "lib{}.so"), ("pkg-config", "{}")),
    "pkg-config": (("pkg-config", "{}"),),
    "cmake": (("pkg-config", "{}"),),
}
"""What a builder calls a missing thing, and how the indexes may call it, the most telling first."""
_WORDS = {"pkg-config": "pkg-config module", "cmake": "CMake package"}
_OWN_DISTUTILS = Version("60")
_CYTHON_3 = Version("3")
_CANDIDATES = 3
_KEEP = "to look into its directory, build it with `--keep-failed`"


class SourceBuildFailed(SnowsnakeError):
    """A source could not be built."""

    def __init__(
        self, error: BuildFailed, required_by: Sequence[str], missing: Sequence[str], mend: Sequence[str]
    ) -> None:
        facts = error.builder_error or {}
        self.name, self.phase = str(facts.get("name", error.name)), str(facts.get("phase", ""))
        self.log = error.log
        said = str(facts.get("message", error.why))
        who = asked_by(required_by).removeprefix(", ")
        said += f" (it is {who})" if who else ""
        # The builder prints it for the log's readers too.
        log_lines = [line for line in error.log if not line.startswith("error: `")]
        lines = [*log_lines, *(["", *missing] if missing else [])]
        keep = _KEEP if error.kept is None else f"its directory is `{error.kept}`"
        match error.left:
            case "intact":
                keep = f"enter its sandbox: `{error.kept}/{ENTER}`"
            case "changed":
                keep += f", but start nothing in it: the build changed `{ENTER}` there"
            case "unreadable":
                keep += f", whose `{ENTER}` cannot be read here; the build may have changed it: do not start it unread"
        log = f"its whole log: `nix-store --read-log {error.derivation}`" if error.derivation else None
        super().__init__(
            said,
            help="; ".join(part for part in (*mend, keep, log) if part),
            details="\n".join(lines) or None,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Replacements:
    """What may be taken in place of building a release for an interpreter. Interpreters are labels: `3.11`."""

    own: str = ""
    """The interpreter that it is built for."""
    interpreters: tuple[str, ...] = ()
    """Those for which it has a wheel."""
    later: str | None = None
    """The first later release with a wheel for the interpreter."""
    older: str | None = None
    """The next older interpreter that the base has and the project allows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Advisers:
    """Who is asked what would mend it."""

    holders: Holders
    """Which packages of `suite` have something."""
    suite: str
    nixpkgs: NixpkgsFiles
    """Which attributes of nixpkgs have it: on that base the user has to name them."""
    instead: Instead
    """What need not be built."""
    inputs: Inputs | None = None
    """What was asked: it says where to write what mends it."""

    @classmethod
    def of(cls, base: Base, target: LockedTarget, inputs: Inputs | None, nixpkgs: NixpkgsFiles) -> Advisers:
        """Those of a target: its base, and the indexes of the `inputs`."""
        return cls(
            holders=partial(base.holders, target.target),
            suite=target.suite,
            nixpkgs=nixpkgs,
            instead=_instead(base, target.target, inputs),
            inputs=inputs,
        )


def explain(error: BuildFailed, target: LockedTarget, advisers: Advisers) -> SnowsnakeError:
    """What to tell of a failed build: of a source, what it misses and what mends that; else the error itself."""
    facts = error.builder_error or {}
    name, version = facts.get("name"), facts.get("version")
    if not isinstance(name, str) or "phase" not in facts:
        return error
    own = any(package.name == name and package.artifact.startswith(".") for package in target.packages)
    found = list(_missing(facts, target, name))
    missing, mend = _mended(name, found, advisers, own=own)
    if not own and (meant := meant_by_module(name)):  # `sklearn`, which is there only to fail
        mend.insert(0, "the module `{}` is in `{}`: write that".format(*meant))
    elif facts.get("file") is not None and isinstance(version, str):
        gone = any(kind == "gone" for kind, _ in found)
        instead = advisers.instead(name, version)
        mend = [*_replaced(name, instead, advisers.inputs, gone=gone), *mend]
        if instead.later is not None:
            mend += _older_cython(error, target, name, place_of_package(advisers.inputs, name))
    if target.base == "nixpkgs":
        mend += _attributes(facts.get("missing"), advisers.holders, advisers.nixpkgs)
    required_by = next((package.required_by for package in target.packages if package.name == name), ())
    told = facts.get("help")
    return SourceBuildFailed(error, required_by, missing, [*mend, *([told] if isinstance(told, str) else [])])


def _missing(facts: Mapping[str, object], target: LockedTarget, name: str) -> Iterator[tuple[str, str]]:
    """Kind and name of what is missing; `gone` are modules that no distribution brings back."""
    missing = facts.get("missing")
    for item in missing if isinstance(missing, list) else ():
        kind, what = str(item.get("kind")), str(item.get("name"))
        top = what.partition(".")[0]
        gone = top in texts("imports", "gone") and (top != "distutils" or _has_old_setuptools(target, name))
        yield ("gone" if kind == "python-module" and gone else kind), what


def _replaced(name: str, instead: Replacements, inputs: Inputs | None, *, gone: bool) -> Iterator[str]:
    """The lines that take what need not be built; `gone`: it uses what only an older Python has."""
    for other in instead.interpreters[:1]:
        yield f"take Python {other}, for which it has a wheel: {with_python(inputs, other)}"
    if instead.later is not None:
        yield (
            f"take `{name}>={instead.later}`, the first release after it that has a wheel for Python {instead.own}"
        )
    elif gone:
        yield "take a newer version of it"
    # A release without a wheel for this Python, where later ones have some, is older than it.
    if not instead.interpreters and instead.older and (gone or instead.later is not None):
        yield f"build it with an older Python, nearer to those it was made for: {with_python(inputs, instead.older)}"


def lines_instead(base: Base, own: Target, inputs: Inputs, item: Selected) -> Sequence[str]:
    """The lines that take a wheel in place of a source that cannot be built for `own`; none for the user's own."""
    if isinstance(item.artifact, DirectoryArtifact):
        return ()
    found = _instead(base, own, inputs)(item.name, item.version)
    return tuple(_replaced(item.name, replace(found, older=None), inputs, gone=False))


def _instead(base: Base, own: Target, inputs: Inputs | None) -> Instead:
    """Asks the index for wheels, and `base` for other interpreters that the inputs allow: the newest first."""

    def ask(name: str, version: str) -> Replacements:
        if inputs is None:
            return Replacements()
        labels = {one.target(own.system): one.label for one in base.interpreters()}
        label = labels.pop(own, own.python)
        order = sorted(labels, key=lambda t: (t.implementation != "cp", -t.version[0], -t.version[1]))
        others = allowed(inputs, order)
        older = next(
            (labels[t] for t in others if t.implementation == own.implementation and t.version < own.version),
            None,
        )
        if inputs.build.source_of(name) == "sdist":
            return Replacements(own=label, older=older)
        found = offered_instead(inputs, name, version, own, others)
        return Replacements(
            own=label,
            interpreters=tuple(labels[target] for target in found.targets),
            later=found.later,
            older=older,
        )

    return ask


def _has_old_setuptools(target: LockedTarget, name: str) -> bool:
    """Whether a source is built with a setuptools that has no distutils of its own: it wants Python's."""
    return any(version < _OWN_DISTUTILS for version in _built_with(target, name, "setuptools"))


def _built_with(target: LockedTarget, name: str, tool: str) -> Sequence[Version]:
    """The versions of the distribution `tool` in the build environments of the source `name`."""
    packages = (*target.packages, *target.build_packages.values())
    keys = [
        key for one in packages if one.name == name and one.build is not None for key in one.build.requires
    ]
    found = [target.build_packages[key] for key in keys]
    return [Version(one.version) for one in found if one.name == tool]


def _older_cython(error: BuildFailed, target: LockedTarget, name: str, place: str) -> Iterator[str]:
    """The line for an old source that Cython 3 refuses, or that reaches into what Cython 3 has no more."""
    new = any(version >= _CYTHON_3 for version in _built_with(target, name, "cython"))
    if new and any("cython" in line.lower() for line in error.log):
        yield f'if it is older than Cython 3: add `build-requires = ["cython<3"]` {place}'


def _mended(  # noqa: C901 -- one case for each kind
    name: str, missing: Iterable[tuple[str, str]], advisers: Advisers, *, own: bool = False
) -> tuple[list[str], list[str]]:
    """What is missing, a line each, and the lines to type. `own`: the source is the user's, and no release."""
    said: list[str] = []
    native: list[str] = []
    requires: list[str] = []
    mend: list[str] = []
    for kind, what in missing:
        match kind:
            case "header" | "program" | "library" | "pkg-config" | "cmake":
                found = _packages(kind, what, advisers.holders)
                who = ", ".join(f"`{package}`" for package in found) or "no package"
                said.append(
                    f"missing: the {_WORDS.get(kind, kind)} `{what}`, which {who} of Debian {advisers.suite} has"
                )
                native += found[:1]
            case "python-module":
                said.append(f"missing: the Python module `{what}`")
                requires += _distribution(what.partition(".")[0])
            case "gone":
                said.append(f"missing: the module `{what}`, which Python does not have any more")
            case "network":
                said.append(
                    f"it tried to reach {f'`{what}`' if what != '?' else 'the network'}: builds have no network"
                )
            case "crate":
                said.append(f"it tried to fetch the crate `{what}`: builds have no network")
                mend.append(
                    OWN_CRATES
                    if own
                    else f"take a version of `{name}` that has a wheel: its crates are not part of its source"
                )
            case "compiler":
                said.append(f"it wants another compiler: {what}")
            case "write":
                said.append(f"it tried to write `{what}`, outside of its directory")
    where = place_of_package(advisers.inputs, name)
    if native:
        mend.append(f"add `native = [{_quoted(native)}]` {where}")
    if requires:
        mend.append(f"add `build-requires = [{_quoted(requires)}]` {where}")
    return said, mend


def _attributes(missing: object, holders: Holders, nixpkgs: NixpkgsFiles) -> list[str]:
    """What to type on the nixpkgs base besides: which attributes stand for the Debian packages."""
    said = []
    for item in missing if isinstance(missing, list) else ():
        kind, what = str(item.get("kind")), str(item.get("name"))
        if kind not in NEEDS:
            continue
        labels = (nixpkgs.label(need, pattern.format(what)) for need, pattern in NEEDS[kind])
        label = next(filter(None, labels), "NAME")
        said += [f'`"{package}" = "{label}"`' for package in _packages(kind, what, holders)[:1]]
    known = ", ".join(dict.fromkeys(said))
    return [f"add {known} to `[tool.snowsnake.nixpkgs.attributes]`"] if said else []


def _packages(kind: str, name: str, holders: Holders) -> list[str]:
    for need, pattern in NEEDS[kind]:
        names = dict.fromkeys((pattern.format(name), pattern.format(name.lower())))
        if found := dict.fromkeys(holder.package for each in names for holder in holders(need, each)):
            return list(found)[:_CANDIDATES]
    return []


def _distribution(module: str) -> list[str]:
    """The requirement that brings a top-level module, where one does."""
    if module in {"distutils", "setuptools"}:  # which build front-ends have of their own accord
        return ["setuptools"]
    named = requirement_for(module)
    return [named] if named else []


def _quoted(names: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in dict.fromkeys(names))
