"""Needs whose packages exclude each other: one is done without, unless the user names both."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from snowsnake.lockfile.model import Lock, LockedNeed, LockedPackage, Provision, Tree
from snowsnake.provide.debian.solver import Conflict
from snowsnake.provide.holder import Holder
from snowsnake.provide.interface import Base, Provisions
from snowsnake.settle import Settled, fitting_run_time
from snowsnake.settle.conflicts import RunTime
from snowsnake.settle.ground import Ground

TARGET = "cp313-x86_64-linux"


class Debian:
    """Two mail servers, which exclude each other; the second one that is wanted cannot be had."""

    def holders(self, _target: object, _kind: str, name: str) -> list[Holder]:
        return [Holder(package=name, path=f"bin/{name}", directory="")]

    def provide(self, _target: object, needs: Collection[object]) -> Provisions:
        assert not needs
        return Provisions(found={}, missing=())

    def run_time(self, _target: object, packages: set[str], programs: set[str], **_: Any) -> Any:
        if {"exim4", "postfix"} <= packages:
            raise Conflict("postfix", ("postfix",), "exim4", "trixie")
        return Tree(debs=tuple(sorted(packages)), programs=tuple(sorted(programs))), {}


def needing(lock: Lock, name: str, *programs: str) -> LockedPackage:
    needs = [
        LockedNeed(
            kind="program",
            name=program,
            use="run",
            evidence=(f"{name}.py:1",),
            debian=Provision(package=program, path=f"bin/{program}"),
        )
        for program in programs
    ]
    return replace(lock.targets[TARGET].packages[0], name=name, needs=tuple(needs))


def settled(lock: Lock, packages: list[LockedPackage], native: tuple[str, ...] = ()) -> tuple[RunTime, Tree]:
    target = lock.targets[TARGET]
    ground = cast("Ground", SimpleNamespace(base="debian", pinned=SimpleNamespace(python=target.python)))
    result = Settled()
    found = fitting_run_time(
        cast("Base", Debian()), ground, packages, native, result, acquire=cast("Any", None)
    )
    assert found.key is not None
    return found, result.natives[found.key]


def test_one_of_two_that_exclude_each_other_is_left_out_and_said(lock: Lock) -> None:
    packages = [needing(lock, "a", "exim4", "sed"), needing(lock, "b", "postfix")]
    found, tree = settled(lock, packages)
    assert tree.debs == ("exim4", "sed")
    (said,) = found.warnings
    assert said.startswith("`b` would have `postfix`, which excludes `exim4`: it is left out")
    assert "`snowsnake add-native postfix`" in said
    assert [need.level for package in found.packages for need in package.needs] == [
        "required",
        "required",
        "optional",
    ]


def test_what_the_user_names_stays(lock: Lock) -> None:
    found, tree = settled(lock, [needing(lock, "a", "exim4")], native=("postfix",))
    assert tree.debs == ("postfix",)
    assert "`a` would have `exim4`" in found.warnings[0]


def test_two_that_the_user_names_are_refused(lock: Lock) -> None:
    with pytest.raises(Conflict):
        settled(lock, [needing(lock, "a", "sed")], native=("exim4", "postfix"))
