"""What differs between two locks, for a person."""

from __future__ import annotations

from dataclasses import replace

from snowsnake.lockfile.changes import changes, changes_of_locks, described, listed, moved
from snowsnake.lockfile.model import Lock, LockedArchive, LockedNeed, LockedTarget, Provision

TARGET = "cp313-x86_64-linux"


def moving(target: LockedTarget, old: str, new: str) -> LockedTarget:
    """The target with another file in its interpreter's tree."""
    tree = target.python.tree
    debs = tuple(new if file == old else file for file in tree.debs)
    return replace(target, python=replace(target.python, tree=replace(tree, debs=debs)))


def with_target(lock: Lock, target: LockedTarget) -> Lock:
    return replace(lock, targets={TARGET: target})


def test_distributions_come_go_and_move(lock: Lock) -> None:
    before = lock.targets[TARGET]
    packages = {package.name: package for package in before.packages}
    after = [replace(p, version="9") if p.name == "numpy" else p for p in before.packages if p.name != "demo"]
    after.append(replace(packages["demo"], name="new", version="1.0"))
    found = list(map(str, changes(before, replace(before, packages=tuple(after)))))
    assert found == ["- demo", "+ new 1.0", f"numpy {packages['numpy'].version} -> 9"]


def test_interpreter_is_named_first(lock: Lock) -> None:
    before = lock.targets[TARGET]
    interpreter = replace(before.python.interpreter, full_version="3.13.9")
    after = replace(before, python=replace(before.python, interpreter=interpreter))
    assert list(map(str, changes(before, after))) == ["Python 3.13.5 -> 3.13.9"]


def test_native_packages_that_are_asked_for_are_named(lock: Lock) -> None:
    before = lock.targets[TARGET]
    natives = {
        **before.natives,
        "f": replace(before.natives["0123abcd"], debs=("file_1%3a5.46-5_amd64.deb",)),
    }
    after = replace(before, native=("file",), natives=natives)
    assert list(map(str, changes(before, after))) == ["+ file 1:5.46-5"]
    assert list(map(str, changes(after, before))) == ["- file"]


def test_packages_that_come_with_what_is_needed_are_named(lock: Lock) -> None:
    before = lock.targets[TARGET]
    (first, *others) = before.packages
    provision = Provision(package="libgl1", path="lib/libGL.so.1", also=("plugins",))
    need = LockedNeed(kind="soname", name="x", use="load", evidence=("a.py",), debian=provision)
    natives = {**before.natives, "f": replace(before.natives["0123abcd"], debs=("plugins_1_amd64.deb",))}
    after = replace(before, packages=(replace(first, needs=(need,)), *others), natives=natives)
    assert "+ plugins 1" in map(str, changes(before, after))


def test_what_the_user_takes_from_elsewhere_is_named_with_its_file(lock: Lock) -> None:
    before = lock.targets[TARGET]
    tool = LockedArchive(
        source="npm:tool", artifact="tool-1.2.tgz-0123456789ab.archive", form="archive", name="tool"
    )

    def having(*archives: LockedArchive) -> LockedTarget:
        return replace(
            before, natives={**before.natives, "99": replace(before.natives["99"], archives=archives)}
        )

    newer = replace(tool, artifact="tool-1.3.tgz-123456789abc.archive")
    assert list(map(str, changes(before, having(tool)))) == ["+ npm:tool tool-1.2.tgz-0123456789ab"]
    assert list(map(str, changes(having(tool), having(newer)))) == [
        "npm:tool tool-1.2.tgz-0123456789ab -> tool-1.3.tgz-123456789abc"
    ]


def test_a_package_of_the_base_moves_only_where_its_version_does(lock: Lock) -> None:
    before = replace(lock.targets[TARGET], toolchains={})
    lock = with_target(lock, before)
    (libc,) = before.python.tree.debs
    after = moving(before, libc, "libc6_2.41-99_amd64.deb")
    assert list(map(str, moved(lock, with_target(lock, after)))) == ["libc6 2.41-12 -> 2.41-99"]
    assert moved(lock, lock) == ()
    assert moved(lock, with_target(lock, replace(before, natives={}, run_time=None))) == ()


def test_targets_are_named_where_they_differ(lock: Lock) -> None:
    before = lock.targets[TARGET]
    after = replace(before, packages=())
    one = {"a": changes(before, after), "b": changes(before, after)}
    assert all("(" not in line for line in described(one))
    assert all(line.endswith(" (a)") for line in described({**one, "b": ()}))
    assert changes_of_locks(lock, replace(lock, targets={"cp314-x86_64-linux": before})) == {}


def test_long_lists_end_with_a_count() -> None:
    assert listed("abc", 3) == "a, b, c"
    assert listed("abcde", 3) == "a, b, c, and 2 more"
