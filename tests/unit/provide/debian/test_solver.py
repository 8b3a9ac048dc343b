from __future__ import annotations

from dataclasses import dataclass, field
from functools import cmp_to_key

import pytest

from snowsnake.provide.debian.packages import Package
from snowsnake.provide.debian.relations import compare, parse_relations
from snowsnake.provide.debian.solver import UnknownDebianPackage, Unsatisfiable, solve
from snowsnake.provide.debian.suites import Cut


def make(
    name: str, version: str = "1", depends: str = "", provides: str = "", conflicts: str = ""
) -> Package:
    return Package(
        name=name,
        version=version,
        architecture="amd64",
        archive="debian",
        snapshot="20261101T000000Z",
        path=f"pool/main/{name}_{version}_amd64.deb",
        size=1,
        sha256="0" * 64,
        depends=depends,
        provides=provides,
        conflicts=conflicts,
    )


@dataclass
class Memory:
    """An index in memory."""

    packages: list[Package] = field(default_factory=list)

    def candidates(self, name: str) -> tuple[Package, ...]:
        def order(a: Package, b: Package) -> int:
            return compare(b.version, a.version)

        found = [package for package in self.packages if package.name == name]
        return tuple(sorted(found, key=cmp_to_key(order)))

    def providers(self, virtual: str) -> tuple[Package, ...]:
        return tuple(
            package
            for package in sorted(self.packages, key=lambda p: p.name)
            if any(group[0].name == virtual for group in parse_relations(package.provides))
        )


def closure(packages: list[Package], *roots: str, **options: object) -> list[str]:
    found = solve(Memory(packages), roots, suite="trixie", **options)  # type: ignore[arg-type]
    return [f"{package.name}={package.version}" for package in found]


def test_dependencies_of_dependencies_come_too_sorted() -> None:
    packages = [make("z", depends="m (>= 1)"), make("m", depends="a, z"), make("a"), make("unused")]
    assert closure(packages, "z") == ["a=1", "m=1", "z=1"]


def test_the_newest_version_that_will_do() -> None:
    packages = [make("app", depends="lib (<< 3)"), make("lib", "1"), make("lib", "2.10"), make("lib", "3")]
    assert closure(packages, "app") == ["app=1", "lib=2.10"]


def test_the_first_alternative_that_can_be_had() -> None:
    packages = [make("app", depends="gone | b | c"), make("b"), make("c")]
    assert closure(packages, "app") == ["app=1", "b=1"]
    assert closure(packages, "app", "c") == ["app=1", "c=1"]  # one is there already


def test_virtual_packages_and_their_versions() -> None:
    packages = [
        make("app", depends="mta"),
        make("postfix", provides="mta"),
        make("exim", provides="mta (= 2)"),
    ]
    assert closure(packages, "app") == ["app=1", "exim=1"]
    packages[0] = make("app", depends="mta (>= 2)")
    assert closure(packages, "app", "postfix") == ["app=1", "exim=1", "postfix=1"]
    packages[0] = make("app", depends="mta (>= 3)")
    with pytest.raises(Unsatisfiable):
        closure(packages, "app")


def test_an_alternative_that_conflicts_is_passed_over() -> None:
    packages = [
        make("app", depends="base, old | new"),
        make("base", conflicts="old (<< 2)"),
        make("old"),
        make("new"),
    ]
    assert closure(packages, "app", "base") == ["app=1", "base=1", "new=1"]


def test_a_conflict_without_a_way_out_names_both() -> None:
    packages = [make("app", depends="a, b"), make("a", conflicts="b"), make("b")]
    with pytest.raises(Unsatisfiable, match=r"`b`, required by `app`, and `a` of .* exclude each other"):
        closure(packages, "app")


def test_what_provides_and_conflicts_with_a_name_does_not_conflict_with_itself() -> None:
    packages = [make("one", provides="x", conflicts="x"), make("two", provides="x", conflicts="x")]
    assert closure(packages, "one") == ["one=1"]
    with pytest.raises(Unsatisfiable):
        closure(packages, "one", "two")


def test_a_later_dependency_may_ask_for_an_older_version() -> None:
    packages = [
        make("app", depends="lib, plugin"),
        make("plugin", depends="lib (= 1)"),
        make("lib", "1"),
        make("lib", "2"),
    ]
    assert closure(packages, "app") == ["app=1", "lib=1", "plugin=1"]


def test_versions_that_exclude_each_other_are_an_error() -> None:
    packages = [make("app", depends="a, b"), make("a", depends="lib (= 1)"), make("b", depends="lib (= 2)")]
    with pytest.raises(Unsatisfiable, match="lib"):
        closure([*packages, make("lib", "1"), make("lib", "2")], "app")


def test_an_unsatisfiable_dependency_names_the_whole_chain() -> None:
    packages = [
        make("app", depends="middle"),
        make("middle", depends="end"),
        make("end", depends="gone (>= 4)"),
    ]
    with pytest.raises(Unsatisfiable) as caught:
        closure(packages, "app")
    assert caught.value.chain == ("app", "middle", "end")
    assert caught.value.message == (
        "`gone (>= 4)`, required by `app` → `middle` → `end`, cannot be had from Debian trixie: "
        "no package has that name and version"
    )


def test_an_unknown_root() -> None:
    with pytest.raises(UnknownDebianPackage, match="Debian trixie has no package `nope`"):
        closure([], "nope")


def test_cuts_are_left_out_unless_asked_for() -> None:
    packages = [
        make("app", depends="debconf (>= 0.5) | debconf-2.0, ssl"),
        make("debconf"),
        make("ssl"),
        make("b", depends="ssl"),
    ]
    cuts = [Cut(package="debconf", of=None, reason="r"), Cut(package="ssl", of="app", reason="r")]
    assert closure(packages, "app", cuts=cuts) == ["app=1"]
    assert closure(packages, "app", "b", cuts=cuts) == ["app=1", "b=1", "ssl=1"]
    assert closure(packages, "app", "debconf", cuts=cuts) == ["app=1", "debconf=1"]


def test_what_is_given_satisfies_and_is_not_repeated() -> None:
    packages = [make("app", depends="libc (>= 2), virtual"), make("libc", "2", provides="virtual")]
    assert closure(packages, "app", given={"libc": packages[1]}) == ["app=1"]
    with pytest.raises(Unsatisfiable):
        closure([make("app", conflicts="libc"), packages[1]], "app", given={"libc": packages[1]})
    # A version that is given is never changed.
    with pytest.raises(Unsatisfiable):
        closure([make("app", depends="libc (= 3)"), make("libc", "3")], "app", given={"libc": packages[1]})


@pytest.mark.parametrize("name", ["pillow", "opencv-python"])
def test_name_of_a_distribution_is_a_requirement_and_no_package(name: str) -> None:
    assert f"`snowsnake shell {name}`" in str(UnknownDebianPackage(name, "trixie").help)
    assert "packages.debian.org" in str(UnknownDebianPackage("snowball", "trixie").help)
