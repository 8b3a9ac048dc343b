from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from snowsnake.events import StepFinished
from snowsnake.lockfile.model import DebArtifact
from snowsnake.provide.debian.archive import IndexNotCached
from snowsnake.provide.debian.base import DebianBase
from snowsnake.provide.debian.choice import NoInterpreter
from snowsnake.provide.debian.holders import Contents
from snowsnake.provide.debian.mirrors import Mirrors
from snowsnake.provide.debian.packages import DamagedPackages
from snowsnake.provide.debian.shipped import shipped_rows
from snowsnake.provide.debian.solver import UnknownDebianPackage
from snowsnake.provide.debian.suites import load_table
from snowsnake.provide.interface import Need
from snowsnake.targets import Target

TARGET = Target.parse("cp313-x86_64-linux")


@pytest.fixture
def filled(world: Any) -> Any:
    """Trixie as far as its Python goes, with two libraries and a program on top."""
    table = load_table()
    main = world.suite()
    main.package("libc6", "2.41-12")
    main.package("libz", "1:1.3-1", depends="libc6 (>= 2.38)")
    main.package("debconf")
    entry = table.entry(TARGET)
    assert entry is not None
    names = {*entry.packages, *table.common, *table.suites["trixie"].whole, *table.seed_packages}
    for name in sorted(names):
        depends = {"python3.13": "python3.13-minimal, libc6", entry.version_package: "libz"}
        main.package(name, "3.13.5-2", depends=depends.get(name, "libc6, debconf"))
    main.package("libgl1", depends="libc6, libx (>= 1), libz")
    main.package("libx", "2")
    main.package("wrong-arch", architecture="arm64")
    main.package("script", architecture="all")
    main.package("dash", depends="libc6")
    main.package("libhdf5-openmpi-dev", depends="libc6")
    main.package("ocl-icd-opencl-dev", depends="ocl-icd-libopencl1, opencl-headers")
    main.package("ocl-icd-libopencl1", depends="libc6")
    main.package("opencl-headers")
    for name in sorted({*table.toolchain, entry.headers} - names):
        main.package(name)
    main.contents = (
        "usr/lib/x86_64-linux-gnu/libz.so.1  libs/libz\n"
        "usr/lib/x86_64-linux-gnu/libGL.so.1 libs/gone,libs/libgl1\n"
        "usr/lib/x86_64-linux-gnu/libonly.so.1 libs/gone\n"
    )
    main.contents_all = "usr/bin/script utils/script\n"
    main.publish()
    world.main = main
    world.suite("trixie-updates").publish()
    security = world.suite("trixie-security", "debian-security")
    security.package("libx", "2+deb13u1")
    security.publish()
    return world


def base(world: Any, tmp_path: Path, **options: Any) -> DebianBase:
    return DebianBase(
        cache=tmp_path,
        mirrors=Mirrors(),
        offline=False,
        observer=world.events.append,
        max_age=timedelta(hours=1),
        archive=world.archive(**options),
    )


def test_an_interpreter_is_pinned_whole(filled: Any, tmp_path: Path) -> None:
    pinned = base(filled, tmp_path).pin_python(TARGET)
    python = pinned.python
    assert pinned.suite == "trixie"
    assert python.interpreter.full_version == "3.13.5"
    assert python.interpreter.glibc == (2, 41)
    assert python.loader == "lib/x86_64-linux-gnu/ld-linux-x86-64.so.2"
    names = [deb.partition("_")[0] for deb in python.tree.debs]
    assert names == sorted(names)
    assert {"python3.13-tk", "python3.13-venv", "ca-certificates", "libc6", "libz"} <= set(names)
    assert "debconf" not in names
    assert [deb.partition("_")[0] for deb in pinned.seed.debs] == [
        "libc6",
        "libpython3.13-stdlib",
        "libz",
        "python3.13-minimal",
    ]
    assert {*python.tree.debs, *pinned.seed.debs} == set(pinned.artifacts)
    assert pinned.artifacts["libz_1%3a1.3-1_amd64.deb"].archive == "debian"


def test_the_second_time_no_index_is_read_and_the_answer_is_the_same(filled: Any, tmp_path: Path) -> None:
    first = base(filled, tmp_path).pin_python(TARGET)
    asked = len(filled.server.requests)
    for database in (filled.cache / "indexes").glob("*.sqlite"):
        database.unlink()
    assert base(filled, tmp_path, offline=True).pin_python(TARGET) == first
    assert base(filled, tmp_path).pin_python(TARGET) == first
    assert len(filled.server.requests) == asked


def test_a_damaged_closure_in_the_cache_is_made_again(filled: Any, tmp_path: Path) -> None:
    first = base(filled, tmp_path).pin_python(TARGET)
    for path in (filled.cache / "indexes").glob("closure-*.json"):
        path.write_text('[{"name": ')
    assert base(filled, tmp_path).pin_python(TARGET) == first


@pytest.mark.parametrize("damage", [b"", b"not a database" * 100, b"SQLite format 3\0" * 900])
def test_a_damaged_database_is_made_again(filled: Any, tmp_path: Path, damage: bytes) -> None:
    first = base(filled, tmp_path).pin_python(TARGET)
    for path in (filled.cache / "indexes").iterdir():
        path.unlink() if path.suffix == ".json" else path.write_bytes(damage)
    assert base(filled, tmp_path).pin_python(TARGET) == first


def test_a_bit_of_a_database_that_flips_is_noticed(filled: Any, tmp_path: Path) -> None:
    first = base(filled, tmp_path).pin_python(TARGET)
    for path in (filled.cache / "indexes").iterdir():
        if path.suffix == ".json":
            path.unlink()
        else:
            path.write_bytes(path.read_bytes().replace(b"libc6", b"libc7"))
    assert base(filled, tmp_path).pin_python(TARGET) == first


def test_old_databases_and_leavings_go(filled: Any, tmp_path: Path) -> None:
    main, folder = filled.main, filled.cache / "indexes"
    for n in range(4):
        main.package(f"more{n}")
        main.publish()
        filled.now += timedelta(hours=2)
        base(filled, tmp_path).pin_python(TARGET)
        if n == 1:
            (folder / "closure-left.json").touch()
            os.utime(folder / "closure-left.json", (0, 0))
    assert len(list(folder.glob("debian-trixie-amd64-packages-*"))) == 2
    assert not (folder / "closure-left.json").exists()


def test_needs_are_provided_by_the_interpreter_or_a_package(filled: Any, tmp_path: Path) -> None:
    provisions = base(filled, tmp_path).provide(
        TARGET,
        [
            ("soname", "libGL.so.1"),
            ("soname", "libz.so.1"),
            ("soname", "libonly.so.1"),
            ("soname", "../../evil"),
            ("program", "script"),
        ],
    )
    gl = provisions.get("soname", "libGL.so.1")
    assert gl is not None
    assert (gl.package, gl.path) == ("libgl1", "lib/x86_64-linux-gnu/libGL.so.1")
    libz = provisions.get("soname", "libz.so.1")
    assert libz is not None
    assert libz.package == "python"
    assert provisions.packages == ("libgl1", "script")
    assert provisions.missing == (("soname", "../../evil"), ("soname", "libonly.so.1"))


def test_what_only_alternatives_link_is_provided_by_a_package_that_the_suite_has(
    filled: Any, tmp_path: Path
) -> None:
    debian = base(filled, tmp_path)
    provision = debian.provide(TARGET, [("pkg-config", "hdf5")]).get("pkg-config", "hdf5")
    assert provision is not None
    assert (provision.package, provision.path) == (
        "libhdf5-openmpi-dev",
        "lib/x86_64-linux-gnu/pkgconfig/hdf5.pc",
    )
    assert [holder.package for holder in debian.holders(TARGET, "pkg-config", "hdf5")] == [
        "libhdf5-openmpi-dev"
    ]
    assert debian.provide(TARGET, [("pkg-config", "openblas")]).missing == (("pkg-config", "openblas"),)


def test_what_a_package_depends_on(filled: Any, tmp_path: Path) -> None:
    depends = base(filled, tmp_path).depends
    assert depends(TARGET, "libgl1") == {"libc6", "libx", "libz"}
    assert depends(TARGET, "libx") == depends(TARGET, "gone") == frozenset()


def test_what_comes_with_packages_and_how_large_it_is(filled: Any, tmp_path: Path) -> None:
    found = base(filled, tmp_path).closure(TARGET, ["libgl1", "python"])
    assert found.keys() == {"libgl1", "libx"}
    assert min(found.values()) > 0


def test_a_mirror_that_is_being_updated(filled: Any, tmp_path: Path) -> None:
    """The new Release file is there, the contents that it signs are not yet: those of before will do."""
    needs: list[Need] = [("soname", "libGL.so.1")]
    before = base(filled, tmp_path).provide(TARGET, needs).found
    contents = {path: data for path, data in filled.server.files.items() if "Contents-amd64" in path}
    filled.main.contents += "usr/lib/x86_64-linux-gnu/libnew.so.1 libs/libgl1\n"
    filled.main.date += timedelta(hours=1)
    filled.main.publish()
    for path in [path for path in filled.server.files if "/trixie/main/by-hash/" in path]:
        del filled.server.files[path]
    filled.server.files |= contents
    assert base(filled, tmp_path, hours=0).provide(TARGET, needs).found == before
    assert any(
        isinstance(event, StepFinished) and "those of before" in event.verdict for event in filled.events
    )


def test_a_mirror_that_is_being_updated_when_nothing_is_cached(filled: Any, tmp_path: Path) -> None:
    """What snowsnake ships says where to look; what the package is still comes from the signed index."""
    contents = [path for path in filled.server.files if "Contents-amd64" in path or "by-hash" in path]
    for path in contents:
        filled.server.files[path] = b"usr/lib/x86_64-linux-gnu/libGL.so.1 libs/evil"
    provisions = base(filled, tmp_path).provide(
        TARGET, [("soname", "libGL.so.1"), ("soname", "libEGL.so.1"), ("soname", "libonly.so.1")]
    )
    gl = provisions.get("soname", "libGL.so.1")
    assert gl is not None
    assert (gl.package, gl.path) == ("libgl1", "lib/x86_64-linux-gnu/libGL.so.1")
    # libegl1 has it, as everybody knows, but this archive has no such package.
    assert provisions.missing == (("soname", "libEGL.so.1"), ("soname", "libonly.so.1"))
    assert any(
        isinstance(event, StepFinished) and "snowsnake ships" in event.verdict for event in filled.events
    )


def test_a_suite_of_which_nothing_is_shipped() -> None:
    assert shipped_rows("woody", "x86_64-linux-gnu") is None


@pytest.mark.parametrize("suite", load_table().suites)
@pytest.mark.parametrize("triplet", ["x86_64-linux-gnu", "aarch64-linux-gnu"])
def test_what_is_shipped_answers_for_every_suite_and_system(suite: str, triplet: str) -> None:
    rows = shipped_rows(suite, triplet)
    assert rows is not None
    contents = Contents([rows], alternatives=load_table().alternatives)
    needs: list[Need] = [
        ("soname", "libGL.so.1"),
        ("program", "pdftoppm"),
        ("header", "cairo/cairo.h"),
        ("pkg-config", "libpq"),
    ]
    found = [contents.holders(kind, name)[0].package for kind, name in needs]
    assert found == ["libgl1", "poppler-utils", "libcairo2-dev", "libpq-dev"]
    assert triplet in contents.holders("soname", "libGL.so.1")[0].path


def test_a_tree_lies_on_top_of_the_interpreters_and_takes_security_fixes(filled: Any, tmp_path: Path) -> None:
    tree, artifacts = base(filled, tmp_path).tree(TARGET, ["libgl1", "python"])
    assert tree.debs == ("libgl1_1.0-1_amd64.deb", "libx_2+deb13u1_amd64.deb")
    assert artifacts["libx_2+deb13u1_amd64.deb"].archive == "debian-security"


@pytest.mark.parametrize("name", ["nope", "wrong-arch", "$(evil)"])
def test_a_package_that_is_not_there(filled: Any, tmp_path: Path, name: str) -> None:
    with pytest.raises(UnknownDebianPackage):
        base(filled, tmp_path).tree(TARGET, [name])


def test_what_is_linked_has_the_libraries_that_a_development_package_depends_on(
    filled: Any, tmp_path: Path
) -> None:
    """Also those whose package is not called like a library (Policy 8.1)."""
    made = base(filled, tmp_path).toolchain(TARGET, {"ocl-icd-opencl-dev"})
    assert made.native is not None
    names = {file.partition("_")[0] for file in made.native.debs}
    assert "ocl-icd-libopencl1" in names
    assert names.isdisjoint({"ocl-icd-opencl-dev", "opencl-headers"})


def test_run_time_tree_has_what_scripts_in_it_run(filled: Any, tmp_path: Path) -> None:
    def runs(debs: Mapping[str, DebArtifact]) -> set[str]:
        return {"script", "no-program"} if any(file.startswith("libgl1_") for file in debs) else set()

    tree, artifacts = base(filled, tmp_path).run_time(TARGET, {"libgl1"}, {"libgl1"}, runs=runs)
    assert [file.partition("_")[0] for file in tree.debs] == ["dash", "libgl1", "libx", "script"]
    assert set(artifacts) == set(tree.debs)
    assert tree.programs == ("libgl1",)


def test_offline_without_a_cache(filled: Any, tmp_path: Path) -> None:
    with pytest.raises(IndexNotCached):
        base(filled, tmp_path, offline=True).pin_python(TARGET)


def test_a_target_that_the_base_lacks(filled: Any, tmp_path: Path) -> None:
    with pytest.raises(NoInterpreter, match="cp312"):
        base(filled, tmp_path).pin_python(Target.parse("cp312-x86_64-linux"))


def test_an_interpreter_whose_version_makes_no_sense(filled: Any, tmp_path: Path) -> None:
    main = filled.suite()
    main.stanzas = [
        stanza.replace("Version: 2.41-12", "Version: 9banana-1").replace("Version: 3.13.5-2", "Version: 4-1")
        for stanza in filled.main.stanzas
    ]
    main.publish()
    with pytest.raises(DamagedPackages, match="no version"):
        base(filled, tmp_path).pin_python(TARGET)


def test_an_interpreter_without_its_package(filled: Any, tmp_path: Path) -> None:
    main = filled.suite()
    main.stanzas = [stanza.replace("python3.13-minimal, ", "") for stanza in filled.main.stanzas]
    main.publish()
    with pytest.raises(DamagedPackages, match="does without"):
        base(filled, tmp_path).pin_python(TARGET)
