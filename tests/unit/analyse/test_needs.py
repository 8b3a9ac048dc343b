from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

from snowsnake.analyse import Links, WheelReport, link_needs, plan_patches
from snowsnake.analyse.elf import read_elf
from snowsnake.lockfile.model import Patch, Provision

from .conftest import write_elf

INTERPRETER = frozenset({"libz.so.1", "libstdc++.so.6", "libpthread.so.0"})
LOADER = "/lib64/ld-linux-x86-64.so.2"
DIRECTORY = "lib/x86_64-linux-gnu"


def wheel(name: str, files: Mapping[str, bytes], requires: Sequence[str] = ()) -> WheelReport:
    elf_files = [read_elf(io.BytesIO(data), path) for path, data in files.items()]
    return WheelReport(
        scripts=(),
        file=f"{name}-1.0-py3-none-any.whl",
        sha256="0" * 64,
        name=name,
        version="1.0",
        requires_dist=tuple(requires),
        requires_python=None,
        elf_files=tuple(elf for elf in elf_files if elf is not None),
        uses=(),
        unread=(),
        unpacked=0,
    )


def links(*wheels: WheelReport, machine: str = "x86_64") -> dict[str, Links]:
    return link_needs(
        {w.name: w for w in wheels},
        INTERPRETER,
        machine=machine,
        site_packages="lib/python3.13/site-packages",
    )


def patches(found: Links) -> dict[str, Patch]:
    provided = {
        soname: Provision(
            package="python" if soname in INTERPRETER | {"libc.so.6", "libm.so.6"} else "libgl1",
            path=f"{DIRECTORY}/{soname}",
        )
        for soname in found.external
    }
    return plan_patches(found, provided, library_directory=DIRECTORY)


def test_what_the_interpreter_has_loaded_is_no_need() -> None:
    found = links(wheel("a", {"a/x.so": write_elf(["libc.so.6", "libm.so.6", "ld-linux-x86-64.so.2"])}))["a"]
    assert found.external == {}
    assert found.files == {}


def test_without_a_runpath_the_interpreters_libraries_are_found() -> None:
    found = links(wheel("a", {"a/x.so": write_elf(["libz.so.1"], rpath="$ORIGIN")}))["a"]
    assert found.external == {"libz.so.1": ("a/x.so",)}
    assert patches(found) == {}


def test_with_a_runpath_they_are_not() -> None:
    found = links(wheel("a", {"a/x.so": write_elf(["libz.so.1"], runpath="$ORIGIN")}))["a"]
    assert patches(found) == {"a/x.so": Patch(runpath=(f"python:{DIRECTORY}",), interpreter=False)}
    assert not any(
        entry.startswith("native:") for patch in patches(found).values() for entry in patch.runpath
    )


def test_native_libraries_need_a_path_and_the_file_then_finds_everything() -> None:
    files = {
        "a/x.so": write_elf(["libq.so.1"], rpath="$ORIGIN/../a.libs"),
        "a.libs/libq.so.1": write_elf(["libGL.so.1", "libz.so.1", "libr.so.1"], soname="libq.so.1"),
        "a.libs/libr.so.1": write_elf(soname="libr.so.1"),
    }
    found = links(wheel("a", files))["a"]
    assert found.external == {"libGL.so.1": ("a.libs/libq.so.1",), "libz.so.1": ("a.libs/libq.so.1",)}
    # libq finds libr by x's run path today; it keeps that when it gets one of its own.
    expected = ("$ORIGIN", f"native:{DIRECTORY}", f"python:{DIRECTORY}")
    assert patches(found) == {"a.libs/libq.so.1": Patch(runpath=expected, interpreter=False)}
    assert any(entry.startswith("native:") for patch in patches(found).values() for entry in patch.runpath)
    assert not found.spread


def test_a_library_behind_a_runpath_inherits_nothing() -> None:
    files = {
        "a/x.so": write_elf(["libq.so.1"], runpath="$ORIGIN/../a.libs"),
        "a.libs/libq.so.1": write_elf(["libr.so.1"], soname="libq.so.1"),
        "a.libs/libr.so.1": write_elf(soname="libr.so.1"),
    }
    assert patches(links(wheel("a", files))["a"]) == {
        "a.libs/libq.so.1": Patch(runpath=("$ORIGIN",), interpreter=False)
    }


def test_what_only_one_of_two_loaders_hands_down_does_not_count() -> None:
    files = {
        "a/x.so": write_elf(["libq.so.1"], rpath="$ORIGIN/lib:$ORIGIN/more"),
        "a/y.so": write_elf(["libq.so.1"], rpath="$ORIGIN/lib"),
        "a/lib/libq.so.1": write_elf(["libr.so.1"]),
        "a/more/libr.so.1": write_elf(),
    }
    assert patches(links(wheel("a", files))["a"]) == {
        "a/lib/libq.so.1": Patch(runpath=("$ORIGIN/../more",), interpreter=False)
    }


def test_siblings_that_are_reached_must_be_spread() -> None:
    found = links(
        wheel(
            "torch",
            {"torch/lib/libt.so": write_elf(["libcu.so.1"], rpath="$ORIGIN/../../nvidia/lib")},
            ["cu"],
        ),
        wheel("cu", {"nvidia/lib/libcu.so.1": write_elf(soname="libcu.so.1")}),
        wheel("numpy", {"numpy/x.so": write_elf()}),
    )
    assert {name: item.spread for name, item in found.items()} == {"torch": True, "cu": True, "numpy": False}
    assert found["torch"].siblings[0].distribution == "cu"
    assert found["torch"].external == {}
    assert patches(found["torch"]) == {}


def test_siblings_that_are_required_but_not_reached_get_a_path() -> None:
    found = links(
        wheel("vision", {"vision/_C.so": write_elf(["libt.so"])}, ["torch>=2; python_version > '3'"]),
        wheel("torch", {"torch/lib/libt.so": write_elf(soname="libt.so")}),
    )
    assert patches(found["vision"]) == {
        "vision/_C.so": Patch(runpath=("$ORIGIN/../torch/lib",), interpreter=False)
    }
    assert found["torch"].spread


def test_module_that_another_distribution_ships_too_finds_its_own_libraries() -> None:
    found = links(
        wheel(
            "view",
            {
                "cv/x.so": write_elf(["libqt.so.1", "libav.so.1"], rpath="$ORIGIN/../view.libs"),
                "view.libs/libqt.so.1": write_elf(["libGL.so.1"], soname="libqt.so.1"),
                "view.libs/libav.so.1": write_elf(soname="libav.so.1"),
                "cv/libs/libown.so.1": write_elf(["libqt.so.1"], rpath="$ORIGIN/../../view.libs"),
            },
        ),
        wheel(
            "view-headless",
            {
                "cv/x.so": write_elf(
                    ["libav.so.1", "libown.so.1"], rpath="$ORIGIN/../headless.libs:$ORIGIN/libs"
                ),
                "headless.libs/libav.so.1": write_elf(soname="libav.so.1"),
                "cv/libs/libown.so.1": write_elf(),
            },
        ),
    )
    assert found["view"].external == {"libGL.so.1": ("view.libs/libqt.so.1",)}
    assert found["view-headless"].external == {}
    assert not any(item.spread or item.siblings for item in found.values())


def test_strangers_private_copies_are_not_taken() -> None:
    found = links(
        wheel("a", {"a/x.so": write_elf(["libGL.so.1", "libz.so.1"])}, ["b"]),
        wheel("b", {"b.libs/libz.so.1": write_elf(soname="libz.so.1")}),
        wheel("c", {"c.libs/libGL.so.1": write_elf(soname="libGL.so.1")}),
    )
    assert set(found["a"].external) == {"libGL.so.1", "libz.so.1"}
    assert found["a"].siblings == ()


def test_a_program_needs_its_loader_and_even_libc() -> None:
    found = links(
        wheel("ruff", {"ruff-1.0.data/scripts/ruff": write_elf(["libc.so.6"], interpreter=LOADER)})
    )["ruff"]
    assert patches(found) == {
        "ruff-1.0.data/scripts/ruff": Patch(runpath=(f"python:{DIRECTORY}",), interpreter=True)
    }


def test_a_static_program_is_left_alone() -> None:
    assert patches(links(wheel("a", {"a/tool": write_elf(kind=2)}))["a"]) == {}


def test_a_program_has_not_loaded_what_an_interpreter_has() -> None:
    files = {
        "a/bin/tool": write_elf(["libq.so"], interpreter=LOADER, runpath="$ORIGIN/../lib"),
        "a/lib/libq.so": write_elf(["libm.so.6"], runpath="$ORIGIN"),
    }
    assert set(patches(links(wheel("a", files))["a"])) == {"a/bin/tool", "a/lib/libq.so"}


def test_other_machines_and_other_libcs_are_left_as_they_are() -> None:
    files = {
        "a/arm.so": write_elf(["libGL.so.1"], machine=183),
        "a/musl.so": write_elf(["libc.musl-x86_64.so.1"]),
        "a/musl": write_elf(["libx.so"], interpreter="/lib/ld-musl-x86_64.so.1"),
        "a/broken.so": write_elf(["libGL.so.1"])[:-20],
    }
    found = links(wheel("a", files))["a"]
    assert found.external == {}
    assert found.files == {}
    assert set(links(wheel("a", files), machine="aarch64")["a"].external) == {"libGL.so.1"}


def test_circles_and_run_paths_that_lead_out_end() -> None:
    files = {
        "a/x.so": write_elf(
            ["y.so"], rpath="$ORIGIN:$ORIGIN/../../../../../../etc:relative::/usr/lib:${ORIGIN}"
        ),
        "a/y.so": write_elf(["x.so", "y.so"], soname="y.so"),
    }
    assert patches(links(wheel("a", files))["a"]) == {"a/x.so": Patch(runpath=(), interpreter=False)}


def test_a_run_path_of_the_machine_that_built_the_wheel_is_taken_out() -> None:
    """A library of the host's may lie there, even where everything is found elsewhere."""
    found = links(
        wheel(
            "a",
            {
                "a/x.so": write_elf(["liby.so.1"], runpath="/usr/local/lib:$ORIGIN"),
                "a/liby.so.1": write_elf(soname="liby.so.1", rpath=""),
                "a/z.so": write_elf(["libz.so.1"], rpath=":$ORIGIN"),
            },
        )
    )["a"]
    assert patches(found) == {
        "a/x.so": Patch(runpath=(), interpreter=False),
        "a/z.so": Patch(runpath=(f"python:{DIRECTORY}",), interpreter=False),
    }
