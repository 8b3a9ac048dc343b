"""What of a lock must fit together, beyond each value by itself: no build that fails must find it out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from snowsnake.lockfile.cursor import BadValue
from snowsnake.lockfile.model import Lock, LockedPackage, LockedTarget
from snowsnake.parsing import Malformed
from snowsnake.specifications import read_version, read_wheel_name


def check_consistency(lock: Lock) -> None:
    """Raises `BadValue` for a wheel of another distribution or version, a misplaced directory, and a circle."""
    for name, target in lock.targets.items():
        where = f"targets.{name}"
        _check_python(target, where)
        for package in target.packages:
            _check_wheel(package, f"{where}.packages.{package.name}")
        for key, package in target.build_packages.items():
            _check_wheel(package, f"{where}.build-packages.[`{key}`]")
        _check_order(target.build_packages, f"{where}.build-packages")


def _check_python(target: LockedTarget, where: str) -> None:
    program = "python" if target.target.implementation == "cp" else "pypy"
    libraries = f"lib/{target.target.machine}-linux-gnu"
    for key, found, expected in (
        ("site-packages", target.python.site_packages, f"lib/{program}{target.target.python}/site-packages"),
        ("library-directory", target.python.library_directory, libraries),
        ("loader", target.python.loader.rpartition("/")[0], libraries),
    ):
        if found != expected:
            problem = f"`{found}` is not where `{target.target}` looks: `{expected}`"
            raise BadValue(f"{where}.python.{key}", problem)


def _check_wheel(package: LockedPackage, where: str) -> None:
    if package.build is not None:
        return
    try:
        name, version, _ = read_wheel_name(package.artifact)
        locked = read_version(package.version)
    except Malformed as error:
        raise BadValue(f"{where}.artifact", str(error)) from None
    if name != package.name:
        raise BadValue(f"{where}.artifact", f"`{package.artifact}` is a wheel of `{name}`")
    if version.public != locked.public:
        raise BadValue(f"{where}.version", f"`{package.artifact}` is of version {version}")


def _check_order(packages: Mapping[str, LockedPackage], where: str) -> None:
    """See that each can be built from what is built before."""
    done: set[str] = set()
    for start in packages:
        path: list[tuple[str, Iterator[str]]] = [(start, _needs(packages[start]))]
        on_path = {start}
        while path and start not in done:
            key, needs = path[-1]
            following = next((need for need in needs if need not in done), None)
            if following is None:
                done.add(key)
                on_path.discard(key)
                path.pop()
            elif following in on_path:
                raise BadValue(f"{where}.[`{key}`].build.requires", f"`{following}` needs itself to be built")
            else:
                on_path.add(following)
                path.append((following, _needs(packages[following])))


def _needs(package: LockedPackage) -> Iterator[str]:
    return iter(package.build.requires if package.build is not None else ())
