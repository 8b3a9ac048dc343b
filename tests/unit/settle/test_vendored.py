"""What the libraries that a wheel vendors open, held against what Debian's packages of these depend on."""

from __future__ import annotations

from types import SimpleNamespace
from typing import cast

import pytest

from snowsnake.analyse import WheelReport
from snowsnake.analyse.uses import Use
from snowsnake.lockfile.model import Provision
from snowsnake.provide.interface import Base, Holder
from snowsnake.settle.vendored import with_vendored
from snowsnake.targets import Target

LIBRARY = "glfw/libglfw.so"


class Debian:
    """Two packages."""

    def holders(self, _target: Target, _kind: str, name: str) -> list[Holder]:
        return [Holder(package="libglfw3", path="", directory="")] if name == "libglfw.so.3" else []

    def depends(self, _target: Target, package: str) -> set[str]:
        return {"libglfw3": {"libgl1"}, "libgl1": {"libglx0"}}.get(package, set())


def level(soname: str | None, package: str | None, *, evidence: str = LIBRARY) -> str:
    """Of a library that a wheel's own library, of this soname, opens, and that this package of Debian's has."""
    report = cast("WheelReport", SimpleNamespace(elf_files=[SimpleNamespace(path=LIBRARY, soname=soname)]))
    use = Use(level="optional", kind="soname", name="libX.so.1", sure="likely", evidence=(evidence,))
    found = {("soname", "libX.so.1"): Provision(package=package, path="libX.so.1")} if package else {}
    target = Target.parse("cp313-x86_64-linux")
    (told,) = with_vendored(cast("Base", Debian()), target, report, [use], found)  # type: ignore[arg-type]
    if told.level == "required":
        assert told.evidence == (LIBRARY, f"Debian's libglfw3 depends on {package}")
    return told.level


@pytest.mark.parametrize(
    "soname", ["libglfw.so.3", "libglfw-1a2b3c4d.so.3", "libglfw.so.3.4", "libglfw-1a2b3c4d.so.3.4.0"]
)
def test_library_that_debian_s_package_of_the_vendored_one_depends_on_is_required(soname: str) -> None:
    assert level(soname, "libgl1") == "required"


def test_dependency_may_be_one_package_further() -> None:
    assert level("libglfw.so.3", "libglx0") == "required"


@pytest.mark.parametrize(
    ("soname", "package", "evidence"),
    [
        ("libglfw.so.3", "libvulkan1", LIBRARY),  # Debian's does not depend on it
        ("libmine.so.3", "libgl1", LIBRARY),  # Debian has no such library
        (None, "libgl1", LIBRARY),
        ("libglfw.so.3", None, LIBRARY),
        ("libglfw.so.3", "libgl1", "glfw/other.so"),
    ],
)
def test_other_libraries_stay_optional(soname: str | None, package: str | None, evidence: str) -> None:
    assert level(soname, package, evidence=evidence) == "optional"
