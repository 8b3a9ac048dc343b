"""Markers (PEP 508) as conditions of nixpkgs: `pythonOlder "3.12"`, `stdenv.hostPlatform.isDarwin`.

A marker is asked about every interpreter and system that nixpkgs has; what it answers is written in nixpkgs' words.
What is so on all of them has no condition, what is on none of them (Windows, Python 3.8) is left out.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import reduce
from itertools import product

from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.version import InvalidVersion

from snowsnake.nixtext import Call, Expression, Name, Not, Operator, Text
from snowsnake.parsing import Malformed
from snowsnake.specifications import read_specifiers

MINORS = (11, 12, 13, 14, 15)
"""Of Python 3, that nixpkgs has or will have soon."""
_SYSTEMS = ("linux", "darwin")
_MACHINES = ("x86_64", "aarch64")
_IMPLEMENTATIONS = ("cpython", "pypy")
_WORDS: Mapping[str, str] = {
    "linux": "stdenv.hostPlatform.isLinux",
    "darwin": "stdenv.hostPlatform.isDarwin",
    "x86_64": "stdenv.hostPlatform.isx86_64",
    "aarch64": "stdenv.hostPlatform.isAarch64",
}
Point = tuple[int, str, str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    """When something is so."""

    expression: Expression | None
    """`None` for always."""


def reads(expression: Expression) -> set[str]:
    """The function arguments that a condition reads: `pythonOlder`, `stdenv`."""
    match expression:
        case Name(dotted):
            return {dotted.partition(".")[0]}
        case Call(function, _):
            return reads(function)
        case Operator(_, left, right):
            return reads(left) | reads(right)
        case Not(value):
            return reads(value)
        case _:
            return set()


def condition(marker: Marker | None, extra: str = "") -> Condition | None:
    """The condition that a marker is, with an extra asked for or none; `None` for never."""
    if marker is None:
        return Condition(expression=None)
    points = tuple(product(MINORS, _SYSTEMS, _MACHINES, _IMPLEMENTATIONS))
    true = {point for point in points if _holds(marker, _environment(point, extra))}
    if not true:
        return None
    return _described(true, len(points))


def disabled(requires_python: str | None) -> Expression | None:
    """The condition under which an interpreter is too old or too new; `None` where all of nixpkgs' will do."""
    if not requires_python:
        return None
    try:
        specifier = read_specifiers(requires_python)
    except Malformed:
        return None
    fits = [minor for minor in MINORS if specifier.contains(f"3.{minor}.5", prereleases=True)]
    others = [minor for minor in MINORS if minor not in fits]
    # What a project has not tried yet is not what it cannot do: only an explicit bound counts, and it is in the list.
    return _python(others) if others and fits else None


def _holds(marker: Marker, environment: dict[str, str | set[str]]) -> bool:
    """Whether a marker holds; one that compares what cannot be compared (`platform_release > "x"`) does."""
    try:
        return marker.evaluate(environment)
    except (UndefinedComparison, UndefinedEnvironmentName, InvalidVersion):
        return True


def _environment(point: Point, extra: str) -> dict[str, str | set[str]]:
    minor, system, machine, implementation = point
    return {
        "extra": extra,
        "implementation_name": implementation,
        "implementation_version": f"3.{minor}.5" if implementation == "cpython" else "7.3.19",
        "os_name": "posix",
        "platform_machine": "arm64" if (system, machine) == ("darwin", "aarch64") else machine,
        "platform_python_implementation": {"cpython": "CPython", "pypy": "PyPy"}[implementation],
        "platform_release": "",
        "platform_system": system.title(),
        "platform_version": "",
        "python_full_version": f"3.{minor}.5",
        "python_version": f"3.{minor}",
        "sys_platform": system,
    }


def _described(true: Collection[Point], count: int) -> Condition:
    """Axis by axis where it is a product of axes; else one alternative for each Python version."""
    if len(true) == count:
        return Condition(expression=None)
    axes = [{point[number] for point in true} for number in range(4)]
    size = len(axes[0]) * len(axes[1]) * len(axes[2]) * len(axes[3])
    if size == len(true):
        return _product(axes)
    everything = set(product(MINORS, _SYSTEMS, _MACHINES, _IMPLEMENTATIONS))
    without = everything - set(true)
    other = [{point[number] for point in without} for number in range(4)]
    if len(other[0]) * len(other[1]) * len(other[2]) * len(other[3]) == len(without):
        negated = _product(other)
        assert negated.expression is not None  # noqa: S101 -- not everything is true
        return Condition(expression=Not(negated.expression))
    return _alternatives(set(true))


def _alternatives(true: set[Point]) -> Condition:
    """Of what is true, group after group of interpreters for which the same systems are."""
    groups: dict[frozenset[tuple[str, str, str]], list[int]] = {}
    for minor in MINORS:
        rest = frozenset(point[1:] for point in true if point[0] == minor)
        if rest:
            groups.setdefault(rest, []).append(minor)
    found: list[Expression] = []
    for rest, minors in groups.items():
        for system in _SYSTEMS:
            own = {point for point in rest if point[0] == system}
            if not own:
                continue
            axes: list[set[object]] = [set(minors), {system}, {p[1] for p in own}, {p[2] for p in own}]
            part = _product(axes)
            if part.expression is not None:
                found.append(part.expression)
    joined = reduce(lambda left, right: Operator("||", left, right), found)
    return Condition(expression=joined)


def _product(axes: list[set[object]] | list[set[int | str]]) -> Condition:
    parts: list[Expression] = []
    minors = sorted(int(str(minor)) for minor in axes[0])
    if len(minors) < len(MINORS):
        parts.append(_python(minors))
    for axis, all_of in ((axes[1], _SYSTEMS), (axes[2], _MACHINES)):
        if len(axis) < len(all_of):
            (word,) = axis
            parts.append(Name(_WORDS[str(word)]))
    if len(axes[3]) < len(_IMPLEMENTATIONS):
        is_pypy: Expression = Name("isPyPy")
        parts.append(is_pypy if "pypy" in axes[3] else Not(is_pypy))
    if not parts:
        return Condition(expression=None)
    return Condition(expression=reduce(lambda left, right: Operator("&&", left, right), parts))


def _python(minors: list[int]) -> Expression:
    """Of some Python versions, in `pythonOlder` and `pythonAtLeast`."""
    first, last = minors[0], minors[-1]
    if minors != [minor for minor in MINORS if first <= minor <= last]:  # with a hole: alternatives
        split = next(i for i in range(1, len(minors)) if minors[i] != minors[i - 1] + 1)
        return Operator("||", _python(minors[:split]), _python(minors[split:]))
    older: Expression = Call(Name("pythonOlder"), (Text(f"3.{last + 1}"),))
    newer: Expression = Call(Name("pythonAtLeast"), (Text(f"3.{first}"),))
    if first == MINORS[0]:
        return older
    return newer if last == MINORS[-1] else Operator("&&", newer, older)
