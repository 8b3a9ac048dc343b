"""Why a resolution, or the lock of another tool, has nothing to select for a target.

`packaging` tells the reasons apart only in the text of its error. Each has its own error here, because each is mended
in another way. The order is that of the steps of PEP 751 ("Installing").
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import cast

from packaging.markers import Marker, UndefinedComparison, UndefinedEnvironmentName
from packaging.pylock import Package, Pylock
from packaging.specifiers import SpecifierSet
from packaging.utils import parse_wheel_filename

from snowsnake.errors import SnowsnakeError
from snowsnake.resolve.errors import BadPylock, NoWheelForTarget, asked_by
from snowsnake.targets import Interpreter


class PythonExcluded(SnowsnakeError):
    """A lock, or a package in it, does not allow the target's Python."""

    def __init__(
        self, what: str, required_by: Sequence[str], specifier: SpecifierSet, interpreter: Interpreter
    ) -> None:
        self.what, self.specifier, self.target = what, str(specifier), str(interpreter.target)
        super().__init__(
            f"`{what}`{asked_by(required_by, goes_on=True)} requires Python {specifier}, "
            f"and `{self.target}` is Python {interpreter.full_version}",
            help="choose an interpreter that it allows with `--python`",
        )


class EnvironmentExcluded(SnowsnakeError):
    """A lock names the environments that it was made for, and the target is none of them."""

    def __init__(self, where: str, environments: Sequence[Marker], target: str) -> None:
        self.where, self.target = where, target
        super().__init__(
            f"`{where}` was not made for `{target}`",
            help=f"make `{where}` for it too, with the tool that wrote it, or name one of its interpreters "
            "with `--python`",
            details="it was made for: " + " | ".join(map(str, environments)),
        )


class AmbiguousLock(SnowsnakeError):
    """A lock has several versions of a package for one target."""

    def __init__(self, where: str, name: str, versions: Sequence[str], target: str, chosen: str) -> None:
        self.where, self.name, self.versions, self.target = where, name, tuple(versions), target
        chosen = f" with {chosen}" if chosen else ""
        super().__init__(
            f"`{where}` has {len(versions)} entries of `{name}` for `{target}`{chosen}: {', '.join(versions)}",
            help="ask for extras and groups that exclude each other one at a time"
            if chosen
            else f"write `{where}` again with its own tool",
        )


class UnfitForTarget(SnowsnakeError):
    """`packaging` selects nothing from a lock, for a reason that is not known here."""

    def __init__(self, where: str, target: str, reason: str) -> None:
        self.where, self.target, self.reason = where, target, reason
        super().__init__(
            f"`{where}` has nothing to select for `{target}`: {reason}",
            help=f"write `{where}` again with its own tool",
        )


def unfit(
    pylock: Pylock,
    where: str,
    interpreter: Interpreter,
    required_by: Mapping[str, tuple[str, ...]],
    *,
    extras: Collection[str],
    groups: Collection[str],
    reason: str,
) -> SnowsnakeError:
    """The error for a selection that failed.

    `where` names the lock, `required_by` who requires each of its packages; `extras` and `groups` are what was
    selected. `reason` is what `packaging` said, for a reason that is not known here.
    """
    target = str(interpreter.target)
    environment = cast("dict[str, str]", interpreter.markers())
    if not _allows(pylock.requires_python, interpreter):
        assert pylock.requires_python is not None  # noqa: S101 -- what is not said allows everything
        return PythonExcluded(where, (), pylock.requires_python, interpreter)
    if pylock.environments is not None and not any(m.evaluate(environment) for m in pylock.environments):
        return EnvironmentExcluded(where, pylock.environments, target)
    try:
        chosen = _chosen(pylock, where, environment, extras, groups)
    except BadPylock as error:
        return error
    for name, packages in chosen.items():
        package, required = packages[0], required_by.get(name, ())
        if not _allows(package.requires_python, interpreter):
            assert package.requires_python is not None  # noqa: S101 -- the same
            return PythonExcluded(_named(package), required, package.requires_python, interpreter)
        if len(packages) > 1:
            asked = ", ".join(f"`{one}`" for one in sorted({*extras, *groups}))
            return AmbiguousLock(where, name, [_version(one) for one in packages], target, asked)
    tags = frozenset(interpreter.tags())
    for name, (package,) in chosen.items():
        files = [wheel.filename for wheel in package.wheels or ()]
        fitting = any(not parse_wheel_filename(file)[-1].isdisjoint(tags) for file in files)
        if files and package.sdist is None and not fitting:
            there = sorted({file.removesuffix(".whl").split("-", 2)[2] for file in files})
            return NoWheelForTarget(name, _version(package), required_by.get(name, ()), target, there)
    return UnfitForTarget(where, target, reason)


def _chosen(
    pylock: Pylock,
    where: str,
    environment: Mapping[str, str],
    extras: Collection[str],
    groups: Collection[str],
) -> Mapping[str, Sequence[Package]]:
    """The packages whose markers apply, by name. Raises `BadPylock`."""
    # Sets are what markers of PEP 751 take.
    sets = {"extras": frozenset(extras), "dependency_groups": frozenset(groups)}
    marked = cast("dict[str, str]", {**environment, **sets})
    chosen: dict[str, list[Package]] = {}
    for package in pylock.packages:
        try:
            applies = package.marker is None or package.marker.evaluate(marked, context="lock_file")
        except (UndefinedComparison, UndefinedEnvironmentName) as error:
            reason = f"the marker of `{package.name}` has no meaning: {package.marker} ({error})"
            raise BadPylock(where, reason) from None
        if applies:
            chosen.setdefault(package.name, []).append(package)
    return chosen


def _allows(specifier: SpecifierSet | None, interpreter: Interpreter) -> bool:
    return specifier is None or specifier.contains(interpreter.full_version, prereleases=True)


def _named(package: Package) -> str:
    return package.name if package.version is None else f"{package.name} {package.version}"


def _version(package: Package) -> str:
    return "no version" if package.version is None else str(package.version)
